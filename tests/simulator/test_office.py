"""The exchange on its own, without any wire."""

import asyncio
from collections.abc import Callable

import pytest

from simulator import Failure, Office
from simulator.office import (
    Call,
    Direction,
    LineNotIdle,
    LineStatus,
    NoPower,
    NoSuchCall,
    NoSuchNumber,
    NotPermitted,
    NoTrunk,
    OfficeEvent,
    Outcome,
)
from simulator.office.events import CallEnded, LineChanged

OUTSIDE = "0301234567"


def lamps(office: Office) -> dict[str, str]:
    """Return the lines on which something happens."""
    quiet = (LineStatus.IDLE, LineStatus.OFFLINE)
    status = {number: office.line_status(number) for number in office.people}
    return {number: lamp.value for number, lamp in status.items() if lamp not in quiet}


def test_a_call_rings_is_answered_and_ends(office: Office) -> None:
    call = office.dial("1000", "1001")
    assert lamps(office) == {"1000": "busy", "1001": "ringing"}

    office.answer("1001")
    assert lamps(office) == {"1000": "busy", "1001": "busy"}

    office.hang_up("1000")
    assert lamps(office) == {}
    assert (call.outcome, office.calls) == (Outcome.ANSWERED, [])


def test_only_one_of_a_ring_group_talks(office: Office) -> None:
    office.place_inbound(OUTSIDE, "6200")
    assert lamps(office) == dict.fromkeys(("1001", "1002", "1003"), "ringing")

    office.answer("1002")
    assert lamps(office) == {"1002": "busy"}


def test_a_ring_group_rings_on_when_one_refuses(office: Office) -> None:
    office.place_inbound(OUTSIDE, "6200")
    office.hang_up("1001")

    assert lamps(office) == {"1002": "ringing", "1003": "ringing"}


def test_taking_a_second_call_holds_the_first(office: Office) -> None:
    office.dial("1001", "1000")
    office.answer("1000")
    second = office.place_inbound(OUTSIDE, "1000")
    office.answer("1000", second)
    office.hang_up("1000", second)

    assert lamps(office) == {"1000": "hold", "1001": "busy"}


def test_a_call_for_somebody_rings_their_own_phone_first(office: Office) -> None:
    office.dial_for("1000", "1001")
    assert lamps(office) == {"1000": "ringing"}

    office.answer("1000")
    assert lamps(office) == {"1000": "busy", "1001": "ringing"}


def test_a_transferred_call_goes_on_without_who_transferred_it(office: Office) -> None:
    call = office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    office.transfer("1000", "1001")
    assert lamps(office) == {"1001": "ringing"}

    office.answer("1001")
    assert (lamps(office), office.calls) == ({"1001": "busy"}, [call])


def caller_gives_up(office: Office) -> Call:
    office.place_inbound(OUTSIDE, "1000")
    return office.hang_up(OUTSIDE)


def callee_refuses(office: Office) -> Call:
    office.place_inbound(OUTSIDE, "1000")
    return office.hang_up("1000")


def phone_is_off(office: Office) -> Call:
    return office.dial("1000", "1006")


def callee_wants_no_calls(office: Office) -> Call:
    office.person("1000").do_not_disturb = True
    return office.place_inbound(OUTSIDE, "1000")


def number_is_unknown(office: Office) -> Call:
    return office.dial("1000", "1099")


def no_trunk_is_up(office: Office) -> Call:
    for name in office.trunks:
        office.set_trunk(name, up=False)
    return office.dial("1000", OUTSIDE)


def caller_may_not_dial_out(office: Office) -> Call:
    office.person("1000").may_dial_out = False
    return office.dial("1000", OUTSIDE)


def line_outside_is_busy(office: Office) -> Call:
    call = office.dial("1000", OUTSIDE)
    office.fail(call, Failure.BUSY)
    return call


@pytest.mark.parametrize(
    ("story", "outcome"),
    [
        (caller_gives_up, Outcome.NO_ANSWER),
        (callee_refuses, Outcome.BUSY),
        (phone_is_off, Outcome.NO_ANSWER),
        (callee_wants_no_calls, Outcome.BUSY),
        (number_is_unknown, Outcome.FAILED),
        (no_trunk_is_up, Outcome.FAILED),
        (caller_may_not_dial_out, Outcome.FAILED),
        (line_outside_is_busy, Outcome.BUSY),
    ],
)
def test_a_call_that_comes_to_nothing_leaves_no_trace(
    office: Office, story: Callable[[Office], Call], outcome: Outcome
) -> None:
    call = story(office)

    assert call.outcome is outcome
    assert (lamps(office), office.calls) == ({}, [])


@pytest.mark.parametrize(
    "act",
    [
        lambda office, call: office.hang_up(call.caller.number, call),
        lambda office, call: office.hang_up("1001", call),
        lambda office, call: office.answer("1001", call),
        lambda office, call: office.fail(call, Failure.BUSY),
    ],
    ids=["gives up", "refuses", "answers", "fails"],
)
def test_whoever_was_on_a_call_when_the_power_went_can_do_no_more_with_it(
    office: Office, act: Callable[[Office, Call], object]
) -> None:
    call = office.dial("1000", "1001")
    office.power_off()

    with pytest.raises(NoSuchCall):
        act(office, call)
    assert [*call.alive] == []


@pytest.mark.parametrize(
    ("act", "refusal"),
    [
        (lambda office: office.person("1099"), NoSuchNumber),
        (lambda office: office.answer("1000"), NoSuchCall),
        (lambda office: office.dial_for("1006", "1000"), LineNotIdle),
        (lambda office: office.place_inbound(OUTSIDE, "1000", "none"), NoTrunk),
        (lambda office: (office.power_off(), office.dial("1000", "1001")), NoPower),
    ],
    ids=["unknown number", "no call", "no phone", "no trunk", "no power"],
)
def test_the_impossible_is_refused(
    office: Office, act: Callable[[Office], object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        act(office)


def test_nobody_dials_out_for_somebody_without_permission(office: Office) -> None:
    office.person("1000").may_dial_out = False

    with pytest.raises(NotPermitted):
        office.dial_for("1000", OUTSIDE)


def test_a_removed_person_takes_their_calls_along(office: Office) -> None:
    office.dial("1000", "1001")
    office.remove_person("1001")

    assert (lamps(office), office.calls) == ({}, [])


def test_a_plugged_phone_is_news(office: Office) -> None:
    heard: list[OfficeEvent] = []
    office.observe(heard.append)

    office.set_registered("1006", registered=True)

    assert isinstance(heard[0], LineChanged)
    assert heard[0].status is LineStatus.IDLE


async def test_a_slow_observer_hears_everything_in_order(office: Office) -> None:
    slow: list[type[OfficeEvent]] = []
    quick: list[type[OfficeEvent]] = []
    done = asyncio.Event()

    async def listen(event: OfficeEvent) -> None:
        await asyncio.sleep(0)
        slow.append(type(event))
        if isinstance(event, CallEnded):
            done.set()

    office.observe(listen)
    office.observe(lambda event: quick.append(type(event)))
    office.dial("1000", "1001")
    office.hang_up("1000")
    await done.wait()

    assert slow == quick


def test_who_stops_observing_hears_nothing(office: Office) -> None:
    heard: list[OfficeEvent] = []
    leave = office.observe(heard.append)
    leave()

    office.dial("1000", "1001")

    assert heard == []


def test_an_office_can_be_large() -> None:
    office = Office.of_size(5000)

    assert len(office.people) == 5000
    assert len({person.login for person in office.people.values()}) == 5000
    office.dial("1000", "5999")
    assert office.line_status("5999") is LineStatus.RINGING


def test_the_direction_follows_from_the_numbers(office: Office) -> None:
    assert office.dial("1000", "1001").direction is Direction.INTERNAL
    assert office.dial("1002", OUTSIDE).direction is Direction.OUTBOUND
    assert office.place_inbound(OUTSIDE, "1004").direction is Direction.INBOUND
