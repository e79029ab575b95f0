"""Another PBX, another address, a name with surprises: what is not what it should be."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx import async_remove_config_entry_device
from custom_components.pbx.const import CONF_MOVING_ID, DOMAIN
from custom_components.pbx.diagnostics import async_get_config_entry_diagnostics
from custom_components.pbx.flow_input import plain_name, tidy_connection
from custom_components.pbx.ingress import MAX_STRANGERS, Peers
from custom_components.pbx.telephony.exchange import LOCKED
from custom_components.pbx.telephony.vendors import VENDORS
from simulator import Office, YeastarPbx
from simulator.faults import Errno

from .conftest import Setup, entry_for_yeastar
from .waiting import until


async def test_another_pbx_at_the_known_address_is_refused(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup
) -> None:
    """Its extensions would mix with the known ones."""
    entry = entry_for_yeastar(yeastar)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, unique_id="999999999999")

    await hass.config_entries.async_setup(entry.entry_id)

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "wrong_pbx"
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    await yeastar.requests.until(lambda request: request.endpoint == "logout")


async def test_another_pbx_that_takes_the_place_sees_one_login(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """What it is need not be asked again; whoever sets up anew asks."""
    await setup(yeastar_entry)
    before = len(yeastar.logins)

    yeastar.box.serial = "999999999999"
    yeastar.send_report(b'{"action":"BootUp"}')
    await until(hass, lambda: yeastar_entry.state is ConfigEntryState.SETUP_ERROR)

    assert yeastar_entry.error_reason_translation_key == "wrong_pbx"
    assert len(yeastar.logins) == before + 1
    await hass.config_entries.async_reload(yeastar_entry.entry_id)
    assert yeastar_entry.error_reason_translation_key == "wrong_pbx"
    assert len(yeastar.logins) == before + 2


async def test_an_id_that_moves_is_not_compared(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup
) -> None:
    """It was made from an address, so it says nothing of the box."""
    entry = entry_for_yeastar(yeastar, **{CONF_MOVING_ID: True})
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, unique_id="192.0.2.1:8088")

    await hass.config_entries.async_setup(entry.entry_id)

    assert entry.state is ConfigEntryState.LOADED


async def test_a_lockout_while_running_outlives_a_reload(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Whoever reloads must not prolong the lock."""
    await setup(yeastar_entry)
    exchange = yeastar_entry.runtime_data.exchange
    locked = asyncio.Event()
    exchange.changes.add(LOCKED, locked.set)
    yeastar.faults.requests.add(Errno("20002"), on="login", times=None)
    office.power_off()
    office.power_on()
    await locked.wait()
    # Two to find the version that is spoken, and one in vain.
    asked = [request.endpoint for request in yeastar.requests].count("login")

    await hass.config_entries.async_reload(yeastar_entry.entry_id)

    assert yeastar_entry.state is ConfigEntryState.SETUP_RETRY
    assert yeastar_entry.error_reason_translation_key == "locked_out"
    assert [request.endpoint for request in yeastar.requests].count("login") == asked == 3


async def test_reports_from_elsewhere_are_named_a_few_times(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """A router in between is found by it, and a scanner does not fill the log."""
    peers = Peers(hass, "192.0.2.1", ())
    await peers.async_resolve()

    for last in range(10, 30):
        assert not peers.is_welcome(f"192.0.2.{last}")
        assert not peers.is_welcome(f"192.0.2.{last}")

    assert peers.refused == 40
    assert caplog.text.count("was ignored") == MAX_STRANGERS
    assert caplog.text.count("192.0.2.10,") == 1


async def test_nothing_is_known_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry
) -> None:
    """Its diagnostics show what was typed, and its devices stay."""
    yeastar_entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=yeastar_entry.entry_id, identifiers={(DOMAIN, "gone")}
    )

    shown = await async_get_config_entry_diagnostics(hass, yeastar_entry)

    assert shown.keys() == {"entry"}
    assert yeastar.password not in str(shown)
    assert not await async_remove_config_entry_device(hass, yeastar_entry, device)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Yeastar S100", "Yeastar S100"),
        ("[click](http://a) ![x](y)\n", "clickhttp a xy"),
        ("Call w\u200bww.a or https://b", "Call  a or https b"),
        ("\x00\u202e", "PBX"),
        ("x" * 100, "x" * 64),
    ],
    ids=["plain", "markup", "bare links", "nothing visible", "long"],
)
def test_a_name_is_shown_as_text(name: str, plain: str) -> None:
    """Descriptions of forms are Markdown, and the PBX chooses its name."""
    assert plain_name(name, "PBX") == plain


def test_an_address_in_brackets_is_taken_out_of_them() -> None:
    """IPv6 addresses are copied from URLs."""
    typed = {"host": "[::1]", "port": 443, "ssl": True, "app": "a", "password": "b"}

    assert tidy_connection(typed, VENDORS["innovaphone"].fields)["host"] == "::1"
