"""The life of an entry: set up, reload, unload, log out."""

import asyncio
import logging

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import CONF_REPORT_HOST, DOMAIN
from simulator import InnovaphonePbx, Office, YeastarPbx

from .conftest import Setup, entry_for_innovaphone, entry_for_yeastar
from .waiting import soon, there, until_entry, until_state

LINK = "binary_sensor.yeastar_s100_connection"
INNOVAPHONE_LINK = "binary_sensor.innovaphone_pbx_connection"
PRESENCE = "sensor.anna_berger_presence"


@pytest.fixture(params=["yeastar", "innovaphone"])
def pbx(request: pytest.FixtureRequest) -> YeastarPbx | InnovaphonePbx:
    """Give each PBX in turn."""
    found: YeastarPbx | InnovaphonePbx = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def entry(pbx: YeastarPbx | InnovaphonePbx) -> MockConfigEntry:
    """Give the entry of the PBX."""
    match pbx:
        case YeastarPbx():
            return entry_for_yeastar(pbx)
        case InnovaphonePbx():
            return entry_for_innovaphone(pbx)


def warnings_in(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Give what our integration has warned of."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.pbx") and record.levelno >= logging.WARNING
    ]


def state_of(entry: MockConfigEntry) -> ConfigEntryState:
    """Give the state that an entry is in by now."""
    state: ConfigEntryState = entry.state
    return state


def endpoints(yeastar: YeastarPbx) -> list[str]:
    """Give what the Yeastar was asked in a version that it speaks; a newer one is tried first."""
    spoken = yeastar.box.firmware.versions
    return [request.endpoint for request in yeastar.requests if request.version in spoken]


async def test_a_yeastar_is_set_up_and_let_go(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """One login, reports to our port; in the end a logout, and nobody listens any more."""
    await setup(yeastar_entry)
    assert state_of(yeastar_entry) is ConfigEntryState.LOADED
    assert there(hass, LINK).state == "on"
    assert len(yeastar.logins) == 1
    destination = yeastar.destination
    assert destination is not None

    await hass.config_entries.async_unload(yeastar_entry.entry_id)

    assert state_of(yeastar_entry) is ConfigEntryState.NOT_LOADED
    assert endpoints(yeastar)[-1] == "logout"
    assert yeastar.token is None
    with pytest.raises(OSError, match=r"refused|Connect"):
        await connect(destination.host, destination.port)


async def test_an_innovaphone_is_set_up_and_let_go(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """One login, one websocket; in the end it is closed."""
    await setup(innovaphone_entry)
    assert state_of(innovaphone_entry) is ConfigEntryState.LOADED
    assert there(hass, INNOVAPHONE_LINK).state == "on"
    assert [login.ok for login in innovaphone.logins] == [True]

    await hass.config_entries.async_unload(innovaphone_entry.entry_id)

    assert state_of(innovaphone_entry) is ConfigEntryState.NOT_LOADED
    await soon(lambda: not innovaphone.connections, "the websocket to close")


async def test_a_reload_begins_anew(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A reload logs out and in once, and the reports arrive again."""
    await setup(yeastar_entry)

    await hass.config_entries.async_reload(yeastar_entry.entry_id)

    assert state_of(yeastar_entry) is ConfigEntryState.LOADED
    assert endpoints(yeastar).count("login") == 2
    assert endpoints(yeastar).count("logout") == 1
    yeastar.office.set_registered("1000", registered=False)
    await until_state(hass, "sensor.anna_berger_status", "offline")


async def test_a_pbx_that_is_away_is_tried_again(
    hass: HomeAssistant,
    pbx: YeastarPbx | InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Nothing is left open by a setup that failed, and the next one works."""
    await pbx.stop()

    await setup(entry)
    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "cannot_connect"

    await pbx.start()
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(entry) is ConfigEntryState.LOADED


async def test_a_silent_answer_is_tried_again(
    hass: HomeAssistant, yeastar: YeastarPbx, setup: Setup
) -> None:
    """A destination that the PBX refuses is told, and nothing of the session is left."""
    entry = entry_for_yeastar(yeastar, **{CONF_REPORT_HOST: ""})

    await setup(entry)

    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "reports_unavailable"
    assert yeastar.token is None


async def test_home_assistant_says_goodbye_when_it_stops(
    hass: HomeAssistant,
    pbx: YeastarPbx | InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Entries are not unloaded then, but no session is left behind on the PBX."""
    await setup(entry)

    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await hass.async_block_till_done()

    match pbx:
        case YeastarPbx():
            assert pbx.token is None
        case InnovaphonePbx():
            await soon(lambda: not pbx.connections, "the websocket to close")
    assert state_of(entry) is ConfigEntryState.LOADED


async def test_a_lost_link_is_logged_once_and_its_return_too(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """One warning when it goes, one line when it is back, and no secret in either."""
    await setup(innovaphone_entry)

    await innovaphone.stop()
    await until_state(hass, INNOVAPHONE_LINK, "off")
    await innovaphone.start()
    await until_state(hass, INNOVAPHONE_LINK, "on")

    assert warnings_in(caplog) == [
        "Lost the connection to the innovaphone PBX at 127.0.0.1 (LinkLost)"
    ]
    assert caplog.text.count("The connection to the innovaphone PBX at 127.0.0.1 is back") == 1
    assert innovaphone.password not in caplog.text


async def test_a_setup_leaves_no_secret_in_the_log(
    hass: HomeAssistant,
    *,
    caplog: pytest.LogCaptureFixture,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Also at the most talkative level neither password nor token is written."""
    caplog.set_level(logging.DEBUG)
    await setup(yeastar_entry)
    token = yeastar.token
    assert token
    office.set_registered("1000", registered=False)
    await until_state(hass, "sensor.anna_berger_status", "offline")

    ours = "".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
    )
    assert ours
    assert token not in ours
    assert yeastar.password not in ours
    assert warnings_in(caplog) == []


async def test_a_restart_of_the_pbx_is_survived(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The session is gone with the restart: one new login, and the reports arrive again."""
    await setup(yeastar_entry)

    office.power_off()
    office.power_on()
    await until_state(hass, LINK, "off")
    await until_state(hass, LINK, "on")

    assert endpoints(yeastar).count("login") == 2
    office.set_registered("1000", registered=False)
    await until_state(hass, "sensor.anna_berger_status", "offline")


async def test_an_entry_without_a_stable_id_is_known_by_its_own(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Without a unique id, devices are named after the entry."""
    entry = MockConfigEntry(domain=DOMAIN, title="Yeastar", data=dict(yeastar_entry.data))

    await setup(entry)

    registry = dr.async_get(hass)
    assert registry.async_get_device_by_identifier((DOMAIN, entry.entry_id), entry.entry_id)


async def test_a_new_setup_while_loaded_is_one_more_link(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Each time the link comes up is kept for diagnostics."""
    await setup(innovaphone_entry)
    innovaphone.drop()
    await until_state(hass, INNOVAPHONE_LINK, "off")
    await until_state(hass, INNOVAPHONE_LINK, "on")

    links = innovaphone_entry.runtime_data.links

    assert [link.epoch for link in links if link.is_up] == [1, 2]
    await innovaphone_entry.runtime_data.async_refresh()
    assert there(hass, INNOVAPHONE_LINK).state == "on"
    await until_entry(hass, innovaphone_entry, ConfigEntryState.LOADED)


async def connect(host: str, port: int) -> None:
    """Knock at a port."""
    _, writer = await asyncio.open_connection(host, port)
    writer.close()
    await writer.wait_closed()
