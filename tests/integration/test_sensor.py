"""Sensors: what an extension is doing, what a person shows of himself, how a trunk is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from simulator import InnovaphonePbx, Office, YeastarPbx
from simulator.scenarios.stage import OUTSIDE

from .conftest import Setup
from .waiting import shown, there, until_state

ANNA = "sensor.anna_berger_status"
TOM = "sensor.tom_keller_status"
LENA = "sensor.lena_vogt_status"
PRESENCE = "sensor.anna_berger_presence"
CONFIG_CHANGE = (
    b'{"action":"ConfigChange","type":"trunk","trunkname":"SIP-Amt","operation":"update"}'
)


@pytest.fixture(autouse=True)
def only_sensors() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.SENSOR]):
        yield


@pytest.fixture
def steady_entry(innovaphone_entry: MockConfigEntry) -> MockConfigEntry:
    """Give the innovaphone's entry with an id that holds no port."""
    return MockConfigEntry(
        domain=innovaphone_entry.domain,
        title=innovaphone_entry.title,
        unique_id="innovaphone",
        data=dict(innovaphone_entry.data),
        options=dict(innovaphone_entry.options),
    )


async def test_the_yeastar_shows_status_and_trunks(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """All sensors of a Yeastar are as the snapshot says, whatever day it is."""
    with patch.object(
        dt_util, "start_of_local_day", return_value=datetime(2026, 11, 20, tzinfo=UTC)
    ):
        await setup(yeastar_entry)

    await snapshot_platform(hass, entity_registry, snapshot, yeastar_entry.entry_id)


async def test_the_innovaphone_shows_presence(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    steady_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """All sensors of an innovaphone are as the snapshot says."""
    await setup(steady_entry)

    await snapshot_platform(hass, entity_registry, snapshot, steady_entry.entry_id)


async def test_an_inbound_call_rings_with_its_caller_then_talks_then_is_over(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """While it rings, the sensor already says who is calling."""
    await setup(yeastar_entry)
    assert there(hass, ANNA).state == "idle"

    call = office.place_inbound(OUTSIDE, "1000")
    state = await until_state(hass, ANNA, "ringing", caller=OUTSIDE)
    assert state.attributes["direction"] == "inbound"
    assert state.attributes["callee"] == "1000"
    assert state.attributes["peer_number"] == OUTSIDE
    assert state.attributes["call_id"]
    assert state.attributes["since"]

    office.answer("1000", call)
    await until_state(hass, ANNA, "in_call", caller=OUTSIDE)

    office.hang_up(OUTSIDE, call)
    state = await until_state(hass, ANNA, "idle")
    assert {"caller", "peer_number", "call_id", "since"}.isdisjoint(state.attributes)
    assert state.attributes["number"] == "1000"


async def test_an_internal_call_shows_each_side_the_other(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Who calls and who is called see each other's number and name."""
    await setup(yeastar_entry)

    office.dial("1000", "1001")
    await until_state(hass, TOM, "ringing", peer_number="1000", peer_name="Anna Berger")

    office.answer("1001")
    await until_state(hass, TOM, "in_call", peer_name="Anna Berger", caller="1000")
    await until_state(hass, ANNA, "in_call", peer_name="Tom Keller", callee="1001")


async def test_a_group_call_leaves_those_who_did_not_take_it(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """All phones of the group ring; once one has taken the call, the others are idle."""
    await setup(yeastar_entry)

    call = office.place_inbound(OUTSIDE, "6200")
    await until_state(hass, TOM, "ringing", caller=OUTSIDE)
    await until_state(hass, LENA, "ringing", caller=OUTSIDE)

    office.answer("1002", call)
    await until_state(hass, LENA, "in_call", caller=OUTSIDE)
    await until_state(hass, TOM, "idle")


async def test_a_pulled_phone_is_offline(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Without a phone an extension is offline."""
    await setup(yeastar_entry)
    assert there(hass, "sensor.eva_lindqvist_status").state == "offline"

    office.set_registered("1000", registered=False)

    await until_state(hass, ANNA, "offline")


async def test_a_trunk_says_what_the_pbx_says(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The status is ours, the detail the PBX's own word."""
    await setup(yeastar_entry)

    office.set_trunk("SIP-Amt", up=False)
    yeastar.send_report(CONFIG_CHANGE)

    await until_state(hass, "sensor.trunk_sip_amt_status", "down", detail="failure")


async def test_a_presence_is_shown_with_its_note(
    hass: HomeAssistant, office: Office, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """Activity, note and sources follow the PBX."""
    await setup(innovaphone_entry)

    office.set_presence("1000", "dnd", "Focus time")

    state = await until_state(hass, PRESENCE, "do_not_disturb", note="Focus time", activity="dnd")
    assert state.attributes["contacts"][0] == {
        "contact": "tel:",
        "activity": "dnd",
        "note": "Focus time",
        "reachable": True,
    }


async def test_who_is_on_the_phone_shows_it(
    hass: HomeAssistant, office: Office, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """A conversation shows in the presence, and its end as well."""
    await setup(innovaphone_entry)

    office.dial("1000", "1001")
    office.answer("1001")
    await until_state(hass, PRESENCE, "on_the_phone")

    office.hang_up("1001")
    await until_state(hass, PRESENCE, "available")


async def test_who_may_not_be_seen_is_unavailable(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Hiding one person takes that person's sensor away, and showing brings it back."""
    await setup(innovaphone_entry)

    innovaphone.hide("anna.berger")
    await until_state(hass, PRESENCE, STATE_UNAVAILABLE)
    assert there(hass, "sensor.tom_keller_presence").state == "available"

    innovaphone.show("anna.berger")
    await until_state(hass, PRESENCE, "available")


async def test_a_lost_link_makes_all_unavailable_and_its_return_mends_all(
    hass: HomeAssistant,
    office: Office,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """What changed while nobody listened is true once the link is back."""
    await setup(innovaphone_entry)

    await innovaphone.stop()
    await until_state(hass, PRESENCE, STATE_UNAVAILABLE)
    assert set(shown(hass).values()) == {STATE_UNAVAILABLE}

    office.set_presence("1000", "away", "Gone fishing")
    await innovaphone.start()
    await until_state(hass, PRESENCE, "away", note="Gone fishing")
    assert there(hass, "sensor.tom_keller_presence").state == "available"


async def test_a_restarted_pbx_knows_no_call_of_before(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A call that the restart has cut is gone when the link is back."""
    await setup(yeastar_entry)
    office.place_inbound(OUTSIDE, "1000")
    await until_state(hass, ANNA, "ringing", caller=OUTSIDE)

    office.power_off()
    office.power_on()

    await until_state(hass, ANNA, STATE_UNAVAILABLE)
    state = await until_state(hass, ANNA, "idle")
    assert "caller" not in state.attributes
