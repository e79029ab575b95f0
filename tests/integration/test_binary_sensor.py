"""Binary sensors: the link, registered phones, trunks in trouble."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from simulator import InnovaphonePbx, Office, YeastarPbx
from simulator.faults import Garbage

from .conftest import Setup
from .waiting import there, until_state

CONFIG_CHANGE = (
    b'{"action":"ConfigChange","type":"trunk","trunkname":"SIP-Amt","operation":"update"}'
)
ODD_TRUNK = (
    b'{"status":"Success","trunklist":[{"trunkname":"SIP-Amt","status":"Zzz","type":"SIP"}]}'
)


@pytest.fixture(autouse=True)
def only_binary_sensors() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.BINARY_SENSOR]):
        yield


async def test_the_yeastar_shows_its_link_phones_and_trunks(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """All binary sensors of a Yeastar are as the snapshot says."""
    await setup(yeastar_entry)

    await snapshot_platform(hass, entity_registry, snapshot, yeastar_entry.entry_id)


async def test_the_innovaphone_shows_its_link_alone(
    hass: HomeAssistant, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """Without the flags REGISTRATION and TRUNKS there is nothing but the link."""
    await setup(innovaphone_entry)

    assert hass.states.async_entity_ids("binary_sensor") == [
        "binary_sensor.innovaphone_pbx_connection"
    ]
    assert there(hass, "binary_sensor.innovaphone_pbx_connection").state == STATE_ON


async def test_a_pulled_phone_is_not_registered(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The sensor follows the phone off and on again."""
    await setup(yeastar_entry)
    assert there(hass, "binary_sensor.anna_berger_registered").state == STATE_ON
    assert there(hass, "binary_sensor.eva_lindqvist_registered").state == STATE_OFF

    office.set_registered("1000", registered=False)
    await until_state(hass, "binary_sensor.anna_berger_registered", STATE_OFF)

    office.set_registered("1000", registered=True)
    await until_state(hass, "binary_sensor.anna_berger_registered", STATE_ON)


async def test_a_trunk_that_is_down_is_a_problem(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The sensor follows the trunk down and up again."""
    await setup(yeastar_entry)
    assert there(hass, "binary_sensor.trunk_sip_amt_problem").state == STATE_OFF

    office.set_trunk("SIP-Amt", up=False)
    yeastar.send_report(CONFIG_CHANGE)
    await until_state(hass, "binary_sensor.trunk_sip_amt_problem", STATE_ON)

    office.set_trunk("SIP-Amt", up=True)
    yeastar.send_report(CONFIG_CHANGE)
    await until_state(hass, "binary_sensor.trunk_sip_amt_problem", STATE_OFF)


async def test_a_trunk_of_which_nobody_knows_is_unknown(
    hass: HomeAssistant,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """A word for the status that nobody knows claims neither a problem nor the lack of one."""
    yeastar.faults.requests.add(Garbage(ODD_TRUNK), on="trunklist/query")

    await setup(yeastar_entry)

    assert there(hass, "binary_sensor.trunk_sip_amt_problem").state == STATE_UNKNOWN


async def test_the_link_is_there_also_while_it_is_down(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Being away is the news, so this one sensor never becomes unavailable."""
    await setup(innovaphone_entry)

    await innovaphone.stop()
    await until_state(hass, "binary_sensor.innovaphone_pbx_connection", STATE_OFF)

    await innovaphone.start()
    await until_state(hass, "binary_sensor.innovaphone_pbx_connection", STATE_ON)


async def test_what_is_not_heard_of_is_unavailable(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Phones and trunks are unavailable while the PBX restarts, and true again afterwards."""
    await setup(yeastar_entry)

    office.power_off()
    office.set_registered("1000", registered=False)
    office.power_on()

    await until_state(hass, "binary_sensor.anna_berger_registered", STATE_UNAVAILABLE)
    assert there(hass, "binary_sensor.trunk_sip_amt_problem").state == STATE_UNAVAILABLE
    await until_state(hass, "binary_sensor.anna_berger_registered", STATE_OFF)
    assert there(hass, "binary_sensor.trunk_sip_amt_problem").state == STATE_OFF
