"""Commands against the simulated PBX."""

import pytest

from custom_components.pbx.telephony.commands import (
    Answer,
    CallTarget,
    Command,
    ControlPhone,
    Dial,
    HangUp,
    Hold,
    Park,
    PhoneFunction,
    PickUp,
    Redirect,
    SendDtmf,
    TargetKind,
    Transfer,
)
from custom_components.pbx.telephony.errors import CommandRefused, CommandTimedOut
from custom_components.pbx.telephony.events import EventType
from custom_components.pbx.telephony.model import CallId, ExtensionId, LegState
from custom_components.pbx.telephony.selectors import ExtensionStatus
from simulator import Office
from simulator.faults import Errno, Silence

from .conftest import ANNA, LENA, OUTSIDE, TOM, Desk

E = EventType

TO_LENA = CallTarget(kind=TargetKind.EXTENSION, number="1002")
TO_OUTSIDE = CallTarget(kind=TargetKind.NUMBER, number="+493055500102")


def asked(desk: Desk, mt: str) -> dict[str, object]:
    """Give the last request of a kind, without what changes."""
    frame = [each.message for each in desk.pbx.frames if each.mt == mt][-1]
    return {key: frame[key] for key in frame if key not in ("api", "mt", "src")}


async def test_dial(desk: Desk, office: Office) -> None:
    """The phone dials; the receipt names the call."""
    receipt = await desk.does(Dial(extension=ANNA, number="1001"))

    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM))
    assert receipt.call == desk.calls[0].id


async def test_a_number_is_dialed_as_the_phone_would(desk: Desk) -> None:
    """The prefixes are those of the user's node."""
    await desk.does(Dial(extension=ANNA, number="+493055500101"))
    assert asked(desk, "UserCall")["e164"] == "003055500101"


async def test_a_call_that_cannot_be_made(desk: Desk, office: Office) -> None:
    """The handle of it is 0."""
    office.set_registered("1000", registered=False)

    with pytest.raises(CommandRefused) as refused:
        await desk.does(Dial(extension=ANNA, number="1001"))
    assert refused.value.meaning == "call_not_made"


async def test_answer_and_hang_up(desk: Desk, office: Office) -> None:
    """Both are confirmed by what is told of the call."""
    office.dial("1000", "1001")
    await desk.until(lambda: desk.status(TOM) is ExtensionStatus.RINGING)

    await desk.does(Answer(extension=TOM))
    await desk.until(lambda: desk.status(TOM) is ExtensionStatus.IN_CALL)
    await desk.does(HangUp(extension=TOM))
    await desk.until(lambda: not desk.calls)

    assert asked(desk, "UserClear")["cause"] == 16
    assert (E.ENDED, ANNA) in desk.told


async def test_a_phone_that_cannot_be_controlled_does_not_answer(
    desk: Desk, office: Office
) -> None:
    """The PBX confirms the request, but nothing happens."""
    desk.pbx.rcc.deaf.add(TOM)
    office.dial("1000", "1001")
    await desk.until(lambda: desk.status(TOM) is ExtensionStatus.RINGING)

    with pytest.raises(CommandRefused) as refused:
        await desk.does(Answer(extension=TOM))
    assert refused.value.meaning == "not_confirmed"


async def test_refuse(desk: Desk, office: Office) -> None:
    """A ringing call is rejected, not cleared."""
    office.dial("1000", "1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM))

    await desk.does(HangUp(call=desk.calls[0].id))

    await desk.tells((E.REFUSED, TOM), (E.FAILED, ANNA))
    assert asked(desk, "UserClear")["cause"] == 21


async def test_hold_and_resume(desk: Desk, office: Office) -> None:
    """One takes back what one has put on hold."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.IN_CALL)

    await desk.does(Hold(extension=ANNA))
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.ON_HOLD)
    await desk.does(Hold(extension=ANNA, on=False))
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.IN_CALL)

    with pytest.raises(CommandRefused) as refused:
        await desk.does(Hold(extension=ANNA, on=False))
    assert refused.value.meaning == "call_not_connected"


async def test_a_blind_transfer(desk: Desk, office: Office) -> None:
    """The call rings there."""
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    await desk.tells((E.RINGING, ANNA), (E.ANSWERED, ANNA))

    await desk.does(Transfer(extension=ANNA, to=TO_LENA))

    await desk.tells((E.TRANSFERRED, ANNA), (E.RINGING, LENA))
    assert asked(desk, "UserRedirect")["h323"] == LENA


async def test_a_transfer_outside(desk: Desk, office: Office) -> None:
    """The call goes on while somebody outside is called."""
    office.dial("1001", "1000")
    office.answer("1000")
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.IN_CALL)

    await desk.does(Transfer(extension=ANNA, to=TO_OUTSIDE))
    await desk.until(lambda: (E.TRANSFERRED, ANNA) in desk.told)

    assert asked(desk, "UserRedirect")["e164"] == "003055500102"
    assert desk.leg_states(TOM) == [LegState.TALKING]
    office.hang_up("1001")
    await desk.until(lambda: not desk.calls)


async def test_two_calls_are_joined(desk: Desk, office: Office) -> None:
    """Who is asked before gets the call of the other."""
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    office.hold("1000")
    second = office.dial("1000", "1002")
    office.answer("1002", second)
    await desk.until(lambda: desk.leg_states(LENA) == [LegState.TALKING])
    held = next(call for call in desk.calls if len(desk.calls) == 2)

    await desk.does(Transfer(call=held.id, to=TO_LENA))
    await desk.until(lambda: len(desk.calls) == 1)

    assert set(asked(desk, "UserTransfer")) == {"a", "b"}
    assert desk.told.count((E.TRANSFERRED, ANNA)) == 1


async def test_digits(desk: Desk, office: Office) -> None:
    """The other side hears them, unless they are for the own phone."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM), (E.ANSWERED, TOM))

    await desk.does(SendDtmf(extension=ANNA, digits="5#"))
    await desk.until(lambda: len(desk.events) == 2)
    assert desk.told == [(E.KEY_PRESSED, ANNA), (E.KEY_PRESSED, ANNA)]

    await desk.does(SendDtmf(extension=ANNA, digits="1", to_self=True))
    assert asked(desk, "UserDTMF")["recv"] is True


async def test_park_and_pick_up(desk: Desk, office: Office) -> None:
    """A call is parked with somebody, and taken from there."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.IN_CALL)

    await desk.does(Park(extension=TOM))
    await desk.until(lambda: desk.leg_states(TOM) == [LegState.PARKED])
    receipt = await desk.does(PickUp(extension=LENA, of=TOM))
    await desk.until(lambda: desk.leg_states(LENA) == [LegState.TALKING])

    assert asked(desk, "UserPark") | {"call": 0} == {"call": 0, "cn": "Tom Keller", "position": -1}
    assert receipt.call == desk.calls[0].id


async def test_a_named_call_is_picked_up(desk: Desk, office: Office) -> None:
    """It rings elsewhere until then."""
    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, ANNA))

    await desk.does(PickUp(extension=TOM, call=desk.calls[0].id))
    await desk.until(lambda: (E.ANSWERED_ELSEWHERE, ANNA) in desk.told)


async def test_nothing_can_be_picked_up(desk: Desk) -> None:
    """The handle of the call is 0."""
    with pytest.raises(CommandRefused) as refused:
        await desk.does(PickUp(extension=TOM))
    assert refused.value.meaning == "call_not_made"


@pytest.mark.parametrize(("obeys", "mt"), [(False, "UserRedirect"), (True, "UserReroute")])
async def test_a_ringing_call_is_sent_on(desk: Desk, office: Office, obeys: bool, mt: str) -> None:
    """Who does so has not missed it."""
    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, ANNA))

    await desk.does(Redirect(extension=ANNA, to=TO_LENA, obey_forwarding=obeys))
    await desk.tells((E.RINGING, LENA))
    office.answer("1002")

    await desk.tells((E.ANSWERED, LENA), (E.ANSWERED_ELSEWHERE, ANNA))
    assert asked(desk, mt)["h323"] == LENA


async def test_a_call_is_sent_to_nobody(desk: Desk, office: Office) -> None:
    """The PBX says so in its words, and the call is as before."""
    office.place_inbound(OUTSIDE, "1000")
    await desk.tells((E.RINGING, ANNA))

    nobody = CallTarget(kind=TargetKind.NUMBER, number="77")
    with pytest.raises(CommandRefused) as refused:
        await desk.does(Redirect(extension=ANNA, to=nobody))

    assert refused.value.detail == "not found"
    assert desk.status(ANNA) is ExtensionStatus.RINGING


@pytest.mark.parametrize(
    ("function", "code"), [(PhoneFunction.MUTE, 14), (PhoneFunction.SHOW_HOME, 30)]
)
async def test_a_phone_is_controlled(
    desk: Desk, office: Office, function: PhoneFunction, code: int
) -> None:
    """By the vendor's code, on a call."""
    office.dial("1000", "1001")
    await desk.until(lambda: desk.calls)

    await desk.does(ControlPhone(function=function, extension=ANNA))
    assert asked(desk, "UserRc")["rc"] == code


@pytest.mark.parametrize(
    ("command", "meaning"),
    [
        (Answer(extension=ANNA), "call_not_found"),
        (HangUp(extension=ExtensionId("nobody")), "extension_not_found"),
        (HangUp(call=CallId("gone")), "call_not_found"),
        (Dial(extension=ExtensionId("nobody"), number="1001"), "extension_not_found"),
    ],
)
async def test_what_is_not_there(desk: Desk, command: Command, meaning: str) -> None:
    """Nothing is asked for then."""
    with pytest.raises(CommandRefused) as refused:
        await desk.does(command)
    assert refused.value.meaning == meaning


async def test_the_pbx_refuses(desk: Desk, office: Office) -> None:
    """Its words are shown."""
    office.dial("1000", "1001")
    await desk.until(lambda: desk.calls)
    desk.pbx.faults.requests.add(Errno("5"), on="UserClear")

    with pytest.raises(CommandRefused) as refused:
        await desk.does(HangUp(extension=ANNA))
    assert refused.value.detail == "refused by a fault"


async def test_the_pbx_keeps_silent(desk: Desk, office: Office) -> None:
    """It may still have happened."""
    office.dial("1000", "1001")
    await desk.until(lambda: desk.calls)
    desk.pbx.faults.requests.add(Silence(), on="UserClear")

    with pytest.raises(CommandTimedOut):
        await desk.does(HangUp(extension=ANNA))
