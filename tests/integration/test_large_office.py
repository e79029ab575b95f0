"""PBXs with more extensions than Home Assistant enables entities for."""

from collections import Counter

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.model import Extension, ExtensionId
from simulator import Office, YeastarPbx

from .conftest import Setup, entry_for_yeastar
from .puppet import PuppetPbx

WATCHED = {"status", "presence", "call", "presence_note", "registered"}
PRESSED = {"hang_up", "answer", "hold", "resume"}
WRITTEN = {"note", "chat"}
CHOSEN = {"do_not_disturb", "forward_always", "forward_busy", "forward_no_answer", "ring_mobile"}
TARGETS = {"forward_always_target", "forward_busy_target", "forward_no_answer_target"}


def keys_of_extensions(hass: HomeAssistant, *, enabled: bool) -> set[str | None]:
    """Give the translation keys of all entities of extensions that are enabled, or are not."""
    return {
        each.translation_key
        for each in er.async_get(hass).entities.values()
        if each.platform == DOMAIN
        and "_extension_" in each.unique_id
        and each.disabled is not enabled
    }


async def test_a_small_office_has_all(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> None:
    """But for the targets of forwardings, which most people set up once."""
    await setup(puppet.entry())

    assert keys_of_extensions(hass, enabled=True) == WATCHED | PRESSED | WRITTEN | CHOSEN
    assert keys_of_extensions(hass, enabled=False) == TARGETS


async def test_in_a_large_office_what_is_watched_comes_first(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Then what is pressed; what is set once begins disabled, and can be enabled one by one."""
    puppet.people = {
        number: Extension(id=ExtensionId(number), number=number)
        for number in map(str, range(1000, 1950))
    }

    await setup(puppet.entry())

    assert keys_of_extensions(hass, enabled=True) == WATCHED | PRESSED
    assert keys_of_extensions(hass, enabled=False) == WRITTEN | CHOSEN | TARGETS


async def test_in_a_very_large_office_the_rarest_are_not_made(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Only those that somebody had enabled; each would cost its place at every start."""
    puppet.people = {
        number: Extension(id=ExtensionId(number), number=number)
        for number in map(str, range(10_000, 15_000))
    }
    entry = puppet.entry()
    entry.add_to_hass(hass)
    registry = er.async_get(hass)
    unique_id = f"{entry.unique_id}_extension_10007_do_not_disturb"
    registry.async_get_or_create("switch", DOMAIN, unique_id, config_entry=entry)

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    registered = er.async_entries_for_config_entry(registry, entry.entry_id)
    ours = Counter(each.translation_key for each in registered if "_extension_" in each.unique_id)
    assert ours == {"status": 5_000, "presence": 10_000, "call": 5_000, "do_not_disturb": 1}


@pytest.fixture
def office() -> Office:
    """Make it larger than Home Assistant would take whole."""
    return Office.of_size(4_800)


async def test_every_extension_has_a_status(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    """What does not fit begins disabled; it is never the status, and the PBX tells all events."""
    caplog.set_level("WARNING")

    entry = await setup(entry_for_yeastar(yeastar))

    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    enabled = Counter(each.translation_key for each in registered if not each.disabled)
    assert enabled["status"] == 4_800 + len(entry.runtime_data.state.trunks)
    assert enabled["call"] == 1
    assert enabled["registered"] == 0
    made = Counter(each.translation_key for each in registered)
    assert (made["registered"], made["hang_up"]) == (4_800, 4_800)
    assert (made["hold"], made["do_not_disturb"]) == (0, 0)
    assert "Reached the maximum" not in caplog.text
