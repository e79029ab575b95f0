"""A PBX that answers but does not let us in becomes an issue that says what to tick."""

from functools import partial

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.api_issue import API_DISABLED
from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.vendors.innovaphone import driver
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from simulator import InnovaphonePbx

from .conftest import Setup
from .waiting import soon

NEEDED = "PbxApi"


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no answer for long."""
    monkeypatch.setattr(driver, "Times", partial(Times, answer=0.2, ticked=0.2))


def issue(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Find the issue of an entry."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{API_DISABLED}_{entry.entry_id}")


async def test_a_tick_that_was_forgotten(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """It is asked for until somebody has made it."""
    innovaphone.ticks.discard(NEEDED)
    entry = await setup(innovaphone_entry)
    found = issue(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert found is not None
    assert found.translation_placeholders == {"name": entry.title}

    innovaphone.ticks.add(NEEDED)
    assert await hass.config_entries.async_reload(entry.entry_id)

    assert issue(hass, entry) is None


@pytest.mark.parametrize("end", ["ticked again", "unloaded", "removed"])
async def test_a_tick_that_is_taken_away(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
    end: str,
) -> None:
    """An entry that is loaded says why its link does not come back."""
    entry = await setup(innovaphone_entry)
    assert issue(hass, entry) is None

    innovaphone.ticks.discard(NEEDED)
    innovaphone.drop()
    await soon(lambda: issue(hass, entry) is not None, "the issue")

    innovaphone.ticks.add(NEEDED)
    if end == "unloaded":
        await hass.config_entries.async_unload(entry.entry_id)
    elif end == "removed":
        await hass.config_entries.async_remove(entry.entry_id)
    await soon(lambda: issue(hass, entry) is None, "the end of the issue")
