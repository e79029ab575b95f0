"""Event entities: one happening is one event, at the PBX and at each extension it concerns."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from simulator import Failure, Office, YeastarPbx
from simulator.faults import Repeat
from simulator.scenarios.stage import OUTSIDE

from .conftest import Setup
from .waiting import events_of, kinds, there, until, until_state

HUB = "event.yeastar_s100_call"
ANNA = "event.anna_berger_call"
TOM = "event.tom_keller_call"
LENA = "event.lena_vogt_call"
JONAS = "event.jonas_weiss_call"


@pytest.fixture(autouse=True)
def only_events() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.EVENT]):
        yield


async def until_kinds(hass: HomeAssistant, happened: list[dict[str, Any]], *wanted: str) -> None:
    """Wait until just these events have been fired."""
    await until(hass, lambda: kinds(happened)[-1:] == [wanted[-1]], f"{wanted}, not {happened}")
    assert kinds(happened) == list(wanted)


async def test_nothing_has_happened_at_first(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """All event entities of a Yeastar are as the snapshot says."""
    await setup(yeastar_entry)

    await snapshot_platform(hass, entity_registry, snapshot, yeastar_entry.entry_id)


async def test_an_innovaphone_has_no_call_events(
    hass: HomeAssistant, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """Without the flag CALLS there is only what happens to the PBX itself."""
    await setup(innovaphone_entry)

    assert hass.states.async_entity_ids() == ["event.innovaphone_pbx_system"]


async def test_an_inbound_call_fires_each_event_once(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Ringing, answered, ended: once at the extension, and once at the PBX."""
    await setup(yeastar_entry)

    with events_of(hass, ANNA) as anna, events_of(hass, HUB) as hub:
        call = office.place_inbound(OUTSIDE, "1000")
        await until_kinds(hass, anna, "ringing")
        office.answer("1000", call)
        await until_kinds(hass, anna, "ringing", "answered")
        office.clock.advance(30)
        office.hang_up(OUTSIDE, call)
        await until_kinds(hass, anna, "ringing", "answered", "ended")

    assert kinds(hub) == ["ringing", "answered", "ended"]
    assert {each["call_id"] for each in anna + hub} == {anna[0]["call_id"]}
    assert {each["extension"] for each in anna} == {"1000"}
    said = {key: anna[0][key] for key in ("direction", "caller", "callee", "callee_name", "trunk")}
    assert said == {
        "direction": "inbound",
        "caller": OUTSIDE,
        "callee": "1000",
        "callee_name": "Anna Berger",
        "trunk": "SIP-Amt",
    }
    assert "duration" not in anna[0]
    assert anna[2]["duration"] >= anna[2]["talk_duration"] >= 0


async def test_a_report_that_comes_three_times_is_one_event(
    hass: HomeAssistant,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The PBX repeats what was not answered in time; the world did not repeat it."""
    await setup(yeastar_entry)
    yeastar.faults.reports.add(Repeat(3), times=None)

    with events_of(hass, ANNA) as anna:
        call = office.place_inbound(OUTSIDE, "1000")
        await until_kinds(hass, anna, "ringing")
        office.answer("1000", call)
        await until_kinds(hass, anna, "ringing", "answered")
        office.hang_up("1000", call)
        await until_kinds(hass, anna, "ringing", "answered", "ended")
        await yeastar.settled()
        await hass.async_block_till_done()

    assert kinds(anna) == ["ringing", "answered", "ended"]


async def test_a_call_that_somebody_else_takes_is_answered_elsewhere(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Of three phones one takes the call: the others miss nothing."""
    await setup(yeastar_entry)

    with (
        events_of(hass, TOM) as tom,
        events_of(hass, LENA) as lena,
        events_of(hass, JONAS) as jonas,
    ):
        call = office.place_inbound(OUTSIDE, "6200")
        for each in (tom, lena, jonas):
            await until_kinds(hass, each, "ringing")
        office.answer("1002", call)
        await until_kinds(hass, lena, "ringing", "answered")
        for each in (tom, jonas):
            await until_kinds(hass, each, "ringing", "answered_elsewhere")
        office.hang_up(OUTSIDE, call)
        await until_kinds(hass, lena, "ringing", "answered", "ended")

    assert kinds(tom) == kinds(jonas) == ["ringing", "answered_elsewhere"]


async def test_a_call_that_nobody_takes_is_missed(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The caller gives up: one missed call, and no other end of it."""
    await setup(yeastar_entry)

    with events_of(hass, ANNA) as anna, events_of(hass, HUB) as hub:
        call = office.place_inbound(OUTSIDE, "1000")
        await until_kinds(hass, anna, "ringing")
        office.hang_up(OUTSIDE, call)
        await until_kinds(hass, anna, "ringing", "missed")

    assert kinds(hub) == ["ringing", "missed"]
    assert anna[1]["caller"] == OUTSIDE


async def test_a_group_that_nobody_answers_misses_the_call_at_each_phone(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Each phone that rang has missed the call."""
    await setup(yeastar_entry)

    with events_of(hass, TOM) as tom, events_of(hass, LENA) as lena:
        call = office.place_inbound(OUTSIDE, "6200")
        await until_kinds(hass, tom, "ringing")
        await until_kinds(hass, lena, "ringing")
        office.hang_up(OUTSIDE, call)
        await until_kinds(hass, tom, "ringing", "missed")
        await until_kinds(hass, lena, "ringing", "missed")


async def test_an_own_call_that_fails_says_why(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Of a call that somebody dials by hand, the PBX tells nothing before it has failed."""
    await setup(yeastar_entry)

    with events_of(hass, ANNA) as anna:
        call = office.dial("1000", OUTSIDE)
        office.fail(call, Failure.BUSY)
        await until(hass, lambda: "failed" in kinds(anna), "a failed call")

    assert kinds(anna) == ["failed"]
    assert anna[-1]["reason"] == "User busy"


async def test_a_call_dialled_by_us_is_dialled_once(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The caller dials, the called phone rings, and both are on the same call."""
    await setup(yeastar_entry)

    with events_of(hass, ANNA) as anna, events_of(hass, TOM) as tom:
        office.dial_for("1000", "1001")
        office.answer("1000")
        await until_kinds(hass, tom, "ringing")
        office.hang_up("1001")
        await until_kinds(hass, tom, "ringing", "refused")
        await until(hass, lambda: "failed" in kinds(anna), "a failed call")

    assert kinds(anna) == ["dialling", "failed"]
    assert {each["call_id"] for each in anna + tom} == {anna[0]["call_id"]}


async def test_a_call_that_reaches_nobody_is_the_pbxs_alone(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Who does not want to be disturbed hears nothing; that somebody tried is known all the same."""
    await setup(yeastar_entry)
    office.person("1000").do_not_disturb = True

    with events_of(hass, HUB) as hub, events_of(hass, ANNA) as anna:
        office.place_inbound(OUTSIDE, "1000")
        await until_kinds(hass, hub, "failed")

    assert anna == []
    assert hub[0]["extension"] is None
    assert hub[0]["reason"] == "DND"


async def test_calls_from_before_are_no_news(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A call that rings while we come is not made up as just having begun."""
    office.place_inbound(OUTSIDE, "1000")

    await setup(yeastar_entry)

    assert there(hass, ANNA).state == STATE_UNKNOWN
    assert there(hass, HUB).state == STATE_UNKNOWN


async def test_event_entities_are_unavailable_while_the_link_is_down(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A lost link shows, and its return fires nothing."""
    await setup(yeastar_entry)

    with events_of(hass, HUB) as hub:
        office.power_off()
        office.power_on()
        await until_state(hass, HUB, STATE_UNAVAILABLE)
        await until_state(hass, HUB, STATE_UNKNOWN)

    assert hub == []
