"""What people do with their phones, and what is told of it."""

import pytest

from custom_components.pbx.telephony.events import EventType
from custom_components.pbx.telephony.model import Capability, Direction, LegState
from custom_components.pbx.telephony.selectors import ExtensionStatus, callee, caller, trunk_of
from simulator import Office
from simulator.office import Failure, Target
from simulator.office.people import Forwarding

from .conftest import ANNA, EVA, JONAS, LENA, OUTSIDE, TOM, Desk

E = EventType


async def test_rcc_makes_users_extensions(desk: Desk) -> None:
    """They have calls and a phone, and all that can be done to these."""
    info = desk.exchange.state.info
    assert info is not None
    wanted = Capability.CALLS | Capability.REGISTRATION | Capability.TRANSFER | Capability.PARK
    assert wanted in info.capabilities
    assert desk.status(ANNA) is ExtensionStatus.IDLE
    assert desk.exchange.state.extensions[ANNA].registered


async def test_a_phone_is_unplugged(desk: Desk, office: Office) -> None:
    """The registration is known from the list of users."""
    office.set_registered("1000", registered=False)

    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.OFFLINE)


async def test_an_internal_call_is_one_call_with_two_legs(desk: Desk, office: Office) -> None:
    """Each side tells of its own."""
    office.dial("1000", "1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM))
    assert desk.status(TOM) is ExtensionStatus.RINGING

    office.answer("1001")
    await desk.tells((E.ANSWERED, TOM))

    [call] = desk.calls
    assert call.direction is Direction.INTERNAL
    assert [leg.party.extension for leg in call.legs.values()] == [ANNA, TOM]
    assert (caller(call).extension, callee(call).extension) == (ANNA, TOM)

    office.hang_up("1001")
    await desk.tells((E.ENDED, ANNA))
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.IDLE)
    assert not desk.calls


@pytest.mark.parametrize("longest", [4, 0], ids=["digits told", "old PBX"])
async def test_a_call_from_outside_is_missed(desk: Desk, office: Office, longest: int) -> None:
    """The caller hangs up before anybody answers."""
    desk.pbx.rcc.longest = longest
    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, ANNA))
    [call] = desk.calls
    assert call.direction is Direction.INBOUND
    assert caller(call).number == OUTSIDE

    office.hang_up(OUTSIDE)
    await desk.tells((E.MISSED, ANNA))


async def test_a_call_to_outside(desk: Desk, office: Office) -> None:
    """It is answered by somebody who is no extension."""
    office.dial("1000", OUTSIDE)
    await desk.tells((E.DIALLING, ANNA))
    office.answer(OUTSIDE)
    await desk.tells((E.ANSWERED, ANNA))
    assert desk.calls[0].direction is Direction.OUTBOUND

    office.hang_up("1000")
    await desk.tells((E.ENDED, ANNA))


@pytest.mark.parametrize(
    ("failure", "event"),
    [(Failure.BUSY, E.FAILED), (Failure.UNKNOWN_NUMBER, E.FAILED), (Failure.NO_ANSWER, E.ENDED)],
)
async def test_a_call_to_outside_fails(
    desk: Desk, office: Office, failure: Failure, event: EventType
) -> None:
    """Why is told by the cause."""
    call = office.dial("1000", OUTSIDE)
    await desk.tells((E.DIALLING, ANNA))

    office.fail(call, failure)
    await desk.until(lambda: not desk.calls)

    assert desk.events[-1].type is event
    if event is E.FAILED:
        assert desk.events[-1].call.reason


async def test_who_refuses_did_not_miss_it(desk: Desk, office: Office) -> None:
    """The caller's attempt has failed."""
    office.dial("1000", "1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM))

    office.hang_up("1001")
    await desk.tells((E.REFUSED, TOM), (E.FAILED, ANNA))


async def test_a_call_is_held_and_taken_back(desk: Desk, office: Office) -> None:
    """Both sides know, and it happens once."""
    office.dial("1000", "1001")
    office.answer("1001")
    office.hold("1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM), (E.ANSWERED, TOM), (E.HELD, TOM))
    [call] = desk.calls
    by_us = {leg.party.extension: leg.held_by_us for leg in call.legs.values()}
    by_peer = {leg.party.extension: leg.held_by_peer for leg in call.legs.values()}
    assert by_us == {ANNA: False, TOM: True}
    assert by_peer == {ANNA: True, TOM: False}
    assert desk.status(TOM) is ExtensionStatus.ON_HOLD
    assert desk.status(ANNA) is ExtensionStatus.IN_CALL

    office.resume("1001")
    await desk.tells((E.RESUMED, TOM))
    assert desk.status(TOM) is ExtensionStatus.IN_CALL


async def test_a_second_call_rings_while_the_first_goes_on(desk: Desk, office: Office) -> None:
    """Both are there, and the ringing one is shown."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM), (E.ANSWERED, TOM))

    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, ANNA))

    assert desk.status(ANNA) is ExtensionStatus.RINGING
    assert set(desk.leg_states(ANNA)) == {LegState.TALKING, LegState.RINGING}


async def test_a_blind_transfer(desk: Desk, office: Office) -> None:
    """It stays one call."""
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    await desk.tells((E.RINGING, ANNA), (E.ANSWERED, ANNA))
    [call] = desk.calls

    office.transfer("1000", "1002")
    await desk.tells((E.TRANSFERRED, ANNA), (E.RINGING, LENA))
    office.answer("1002")
    await desk.tells((E.ANSWERED, LENA))

    assert [each.id for each in desk.calls] == [call.id]
    assert desk.calls[0].direction is Direction.INBOUND
    office.hang_up(OUTSIDE)
    await desk.tells((E.ENDED, LENA))


async def test_a_transfer_after_asking(desk: Desk, office: Office) -> None:
    """The call that goes on is the first one, and the transfer is told once."""
    first = office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    office.hold("1000")
    second = office.dial("1000", "1002")
    office.answer("1002", second)
    await desk.until(lambda: desk.leg_states(LENA) == [LegState.TALKING])
    conf = desk.pbx.rcc.conf(first)
    desk.events.clear()

    office.join("1000", first, second)
    await desk.until(lambda: len(desk.calls) == 1)

    assert desk.calls[0].id == conf
    assert desk.told.count((E.TRANSFERRED, ANNA)) == 1
    assert caller(desk.calls[0]).number == OUTSIDE
    assert callee(desk.calls[0]).extension == LENA
    desk.events.clear()
    office.hang_up("1002")
    await desk.tells((E.ENDED, LENA))


async def test_a_call_is_parked_and_picked_up(desk: Desk, office: Office) -> None:
    """Whoever takes it goes on with the same call."""
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    await desk.tells((E.RINGING, ANNA), (E.ANSWERED, ANNA))
    [call] = desk.calls

    office.park("1000")
    await desk.until(lambda: desk.leg_states(ANNA) == [LegState.PARKED])
    assert desk.status(ANNA) is ExtensionStatus.ON_HOLD
    office.pick_up("1001", "1000")
    await desk.until(lambda: desk.leg_states(TOM) == [LegState.TALKING])

    assert [each.id for each in desk.calls] == [call.id]
    await desk.until(lambda: desk.leg_states(ANNA) == [LegState.ENDED])
    office.hang_up("1001")
    await desk.until(lambda: not desk.calls)


async def test_a_call_is_parked_elsewhere(desk: Desk, office: Office) -> None:
    """The place where it is parked has it."""
    office.dial("1000", "1001")
    office.answer("1001")

    office.park("1001", "1002")
    await desk.until(lambda: desk.leg_states(LENA) == [LegState.PARKED])

    await desk.until(lambda: desk.leg_states(TOM) == [LegState.ENDED])
    assert desk.status(LENA) is ExtensionStatus.ON_HOLD
    office.hang_up("1000")
    await desk.until(lambda: not desk.calls)


async def test_a_ringing_call_is_picked_up(desk: Desk, office: Office) -> None:
    """It was answered elsewhere, not missed."""
    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, ANNA))

    office.pick_up("1001", "1000")
    await desk.until(lambda: (E.ANSWERED_ELSEWHERE, ANNA) in desk.told)

    assert (E.ANSWERED, TOM) in desk.told
    assert (E.MISSED, ANNA) not in desk.told


async def test_one_of_a_group_takes_it(desk: Desk, office: Office) -> None:
    """The others have not missed it."""
    office.place_inbound(OUTSIDE, "6200")
    await desk.tells((E.RINGING, TOM), (E.RINGING, LENA))

    office.answer("1002")
    await desk.tells((E.ANSWERED, LENA), (E.ANSWERED_ELSEWHERE, TOM))


async def test_a_call_is_diverted(desk: Desk, office: Office) -> None:
    """Who diverted it is on the call, and missed nothing if another takes it."""
    away = Forwarding(on=True, target=Target.EXTENSION, extension="1001")
    office.configure("1000", forward_always=away)

    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, TOM))

    [call] = desk.calls
    people = {leg.party.extension: leg.state for leg in call.legs.values()}
    assert people[ANNA] is LegState.ENDED
    assert people[TOM] is LegState.RINGING
    assert desk.status(ANNA) is ExtensionStatus.IDLE


async def test_a_caller_waits_in_a_queue(desk: Desk, office: Office) -> None:
    """Nobody has answered, though music plays; the queue is named."""
    office.dial("1000", "6400")
    await desk.tells((E.DIALLING, ANNA))

    await desk.until(lambda: desk.calls and desk.calls[0].group == "6400")
    assert not desk.calls[0].answered


async def test_a_key_is_pressed(desk: Desk, office: Office) -> None:
    """By the other side, each time anew."""
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    await desk.tells((E.RINGING, ANNA), (E.ANSWERED, ANNA))

    office.press(OUTSIDE, "5")
    office.press(OUTSIDE, "5")
    await desk.until(lambda: len(desk.events) == 2)

    moments = [event.moment for event in desk.events]
    assert [getattr(moment, "key", "") for moment in moments] == ["5", "5"]


@pytest.mark.parametrize("more", [{"all_calls": True}])
async def test_all_calls_are_seen(desk: Desk, office: Office) -> None:
    """Also those of people whom nobody watches, and the line is known."""
    call = office.place_inbound(OUTSIDE, "1003")
    await desk.until(lambda: desk.calls and len(desk.calls[0].legs) == 2)
    assert callee(desk.calls[0]).number == "1003"
    assert caller(desk.calls[0]).number == OUTSIDE
    assert call.trunk is not None
    assert trunk_of(desk.calls[0]) == call.trunk.name

    office.answer("1003")
    await desk.until(lambda: desk.calls[0].answered)
    office.hang_up("1003")
    await desk.until(lambda: not desk.calls)


@pytest.mark.parametrize("more", [{"all_calls": True}])
async def test_all_calls_and_those_of_watched_people_are_the_same(
    desk: Desk, office: Office
) -> None:
    """Each happens once, with two legs."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM), (E.ANSWERED, TOM))
    assert [len(call.legs) for call in desk.calls] == [2]

    office.hold("1000")
    await desk.tells((E.HELD, ANNA))
    office.hang_up("1000")
    await desk.tells((E.ENDED, ANNA))
    await desk.until(lambda: not desk.calls)


@pytest.mark.parametrize("more", [{"rcc_mode": "group"}])
async def test_only_the_group_is_seen(desk: Desk, office: Office) -> None:
    """Nobody is in the group, so nothing is known of anybody."""
    office.dial("1000", "1001")
    await desk.pbx.settled()

    assert desk.status(ANNA) is ExtensionStatus.UNKNOWN
    assert not desk.events


@pytest.mark.parametrize("more", [{"users": [], "everybody": True}])
async def test_everybody_is_watched(desk: Desk, office: Office) -> None:
    """The list of RCC says who there is, and calls of whoever comes later are followed."""
    extensions = desk.exchange.state.extensions
    assert {ANNA, TOM, LENA, JONAS, EVA} <= set(extensions)
    assert "queue6400" not in extensions
    assert desk.status(EVA) is ExtensionStatus.OFFLINE

    office.dial("1003", "1001")
    await desk.tells((E.DIALLING, JONAS), (E.RINGING, TOM))


async def test_somebody_else_is_watched_later(desk: Desk, office: Office) -> None:
    """The call that goes on is found, without a word on when it began to ring."""
    office.dial("1003", "1004")
    office.answer("1004")

    await desk.exchange.watch((ANNA, JONAS))
    await desk.until(lambda: JONAS in desk.exchange.state.extensions)
    await desk.until(lambda: desk.status(JONAS) is ExtensionStatus.IN_CALL)

    assert TOM not in desk.exchange.state.extensions


async def test_a_user_is_deleted(desk: Desk, office: Office) -> None:
    """Their calls end, and nothing is known of them."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM), (E.ANSWERED, TOM))

    office.remove_person("1001")
    await desk.until(lambda: not desk.calls)

    await desk.until(lambda: desk.status(TOM) is ExtensionStatus.UNKNOWN)
