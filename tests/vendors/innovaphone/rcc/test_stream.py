"""The stream of all calls beside what is told of watched people: who is believed, and of what."""

from typing import Any

import pytest

from custom_components.pbx.telephony.events import EventType
from custom_components.pbx.telephony.model import Direction, LegState
from custom_components.pbx.telephony.selectors import callee, caller, trunk_of
from simulator import Office
from simulator.office import Menu

from .conftest import ANNA, LENA, OUTSIDE, TOM, Desk
from .talk import CN, Talk

E = EventType
MENU = "6500"
OTHER = "03055500102"

LINE = {"cn": "SIP-Amt", "conf-id": "c1"}


@pytest.fixture
def more() -> dict[str, Any]:
    """Hear all calls."""
    return {"all_calls": True}


@pytest.fixture
def office() -> Office:
    """Give an office with a menu that leads to Anna."""
    office = Office.sample()
    office.add_menu(Menu(MENU, "Main menu", {"1": "1000"}))
    return office


async def test_who_calls_is_known_when_it_rings(desk: Desk, office: Office) -> None:
    """The stream tells first that there is a call, and later from whom."""
    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, ANNA))

    [call] = desk.calls
    assert caller(call).number == OUTSIDE
    assert trunk_of(call) is not None
    assert call.direction is Direction.INBOUND


async def test_a_caller_who_hears_a_menu(desk: Desk, office: Office) -> None:
    """Nobody of the house is on the call yet, so the line tells of it; a machine answers nobody."""
    call = office.place_inbound(OUTSIDE, MENU)
    await desk.until(lambda: desk.calls and desk.calls[0].group == MENU)
    [seen] = desk.calls
    assert [leg.party.number for leg in seen.legs.values()] == [OUTSIDE]
    assert not seen.answered

    office.press(call, "1")
    await desk.tells((E.RINGING, ANNA))
    office.answer("1000", call)
    await desk.tells((E.ANSWERED, ANNA))
    assert [each.id for each in desk.calls] == [seen.id]
    office.hang_up(OUTSIDE, call)
    await desk.tells((E.ENDED, ANNA))
    assert not desk.calls


async def test_two_outside_are_joined(desk: Desk, office: Office) -> None:
    """Both lines tell their own side of one call."""
    call = office.dial_between(OUTSIDE, OTHER, "1000")
    office.answer(OUTSIDE, call)
    office.answer(OTHER, call)
    await desk.until(lambda: desk.calls and desk.calls[0].answered)

    [seen] = desk.calls
    assert (caller(seen).number, callee(seen).number) == (OUTSIDE, OTHER)
    office.hang_up(OUTSIDE, call)
    await desk.until(lambda: not desk.calls)


async def test_a_call_is_moved_by_a_program(desk: Desk, office: Office) -> None:
    """The line stays, so it is the same call."""
    call = office.place_inbound(OUTSIDE, "1000")
    office.answer("1000", call)
    await desk.tells((E.RINGING, ANNA), (E.ANSWERED, ANNA))

    office.transfer_to(call, "1001")
    await desk.tells((E.RINGING, TOM))
    assert len(desk.calls) == 1


async def test_why_an_attempt_failed(desk: Desk, office: Office) -> None:
    """The stream goes on for a moment, and knows no causes."""
    office.dial("1000", "1098")
    await desk.tells((E.DIALLING, ANNA), (E.FAILED, ANNA))


async def test_whoever_left_has_left(desk: Desk, office: Office) -> None:
    """Who refuses does not ring on because the stream is late."""
    call = office.place_inbound(OUTSIDE, "6200")
    await desk.tells((E.RINGING, TOM), (E.RINGING, LENA))
    office.hang_up("1001", call)
    await desk.until(lambda: desk.leg_states(TOM) != [LegState.RINGING])

    office.hang_up(OUTSIDE, call)
    await desk.until(lambda: not desk.calls)
    assert {event.type for event in desk.events} <= {E.REFUSED, E.MISSED}


async def begun() -> Talk:
    """Let the stream tell of two who talk before anybody is followed."""
    talk = Talk(ANNA, TOM, all_calls=True)
    await talk.begin({"guid": "g1", "cn": CN[ANNA], "h323": ANNA, "e164": "112"})
    tag = talk.rcc._tag
    talk.hear("UserInfo", src=tag, guid="g2", cn=CN[TOM], h323=TOM, e164="113")
    for number, user in enumerate((ANNA, TOM), 101):
        state = 5 if user == ANNA else 133
        talk.hear("CallAdd", src=tag, cn=CN[user], call=number, state=state, **{"conf-id": "c1"})
    return talk


async def test_who_is_followed_later_stays_on_the_call() -> None:
    """The call that the stream told of goes on, though it is believed no longer of others."""
    talk = await begun()
    [call] = talk.calls
    requests = [each for each in talk.pump() if each["mt"] == "UserInitialize"]
    for number, request in enumerate(requests, 1):
        talk.hear("UserInitializeResult", src=request["src"], user=number)
    info = {"user": 1, "call": 7, "conf": "c1", "state": 5, "peer": {"h323": TOM, "e164": "113"}}
    talk.hear("CallInfo", src=requests[0]["src"], **info)

    assert all(leg.is_live for leg in talk.calls[0].legs.values())
    assert talk.calls[0].id == call.id
    assert {leg.party.extension for leg in talk.calls[0].legs.values()} == {ANNA, TOM}


async def test_who_keeps_silent_is_told_of_by_the_stream_after_a_while() -> None:
    """A handle may be silent, as that of a phone which is not the one that talks."""
    talk = Talk(ANNA, all_calls=True)
    [tag] = (await talk.follow(ANNA)).values()
    assert tag
    stream = talk.rcc._tag
    talk.hear("CallAdd", src=stream, cn=CN[ANNA], call=101, state=5, **{"conf-id": "c1"})
    assert not talk.calls

    talk.tick(5)
    [call] = talk.calls
    assert caller(call).extension == ANNA
    talk.hear("CallDel", src=stream, call=101)
    assert not talk.calls
