"""Commands become requests."""

import pytest

from custom_components.pbx.telephony.commands import Command, Dial, HangUp, SetPresence
from custom_components.pbx.telephony.errors import CommandRefused, CommandUnsupported
from custom_components.pbx.telephony.model import CallId, ExtensionId
from custom_components.pbx.telephony.vendors.yeastar.commands import Request, request_for
from custom_components.pbx.telephony.vendors.yeastar.dialect import DIALECTS, Operation
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Alert,
    Answer,
    Bye,
    NewCdr,
    Report,
    Ring,
)

from .flows import Ear, ext, inbound, outbound

X = "1700000000.11"
X2 = "1700000000.12"
A, B = "2001", "2002"


def asked(ear: Ear, command: Command) -> Request | None:
    return request_for(command, DIALECTS[0], ear.roster, ear.calls)


@pytest.mark.parametrize(
    ("number", "auto_answer", "expected"),
    [
        (
            B,
            False,
            Request(Operation.DIAL_EXTENSION, {"caller": A, "callee": B, "autoanswer": "no"}),
        ),
        (
            "+44123",
            True,
            Request(Operation.DIAL_OUTBOUND, {"extid": A, "outto": "+44123", "autoanswer": "yes"}),
        ),
    ],
    ids=["a colleague", "somebody outside"],
)
def test_dialing_is_asked_for(number: str, auto_answer: bool, expected: Request) -> None:
    """Whether a number is an extension is known from the list."""
    command = Dial(extension=ExtensionId(A), number=number, auto_answer=auto_answer)

    assert asked(Ear(), command) == expected


def test_an_extension_hangs_up() -> None:
    """Whatever it is on."""
    command = HangUp(extension=ExtensionId(A))

    assert asked(Ear(), command) == Request(Operation.HANG_UP_EXTENSION, {"extid": A})


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        (
            (Answer(call=X, members=(ext(B), inbound(X))),),
            Request(Operation.HANG_UP_INBOUND, {"inboundid": X}),
        ),
        (
            (Answer(call=X, members=(outbound(X2), ext(A))),),
            Request(Operation.HANG_UP_OUTBOUND, {"outboundid": X2}),
        ),
        (
            (Ring(call=X, members=(ext(B), ext(A))),),
            Request(Operation.HANG_UP_EXTENSION, {"extid": A}),
        ),
        (
            (
                Answer(call=X, members=(ext(B), ext(A))),
                Bye(call=X, members=(ext(A), ext(B))),
            ),
            Request(Operation.HANG_UP_EXTENSION, {"extid": B}),
        ),
        ((Answer(call=X, members=(ext(B), ext(A))), NewCdr(call=X)), None),
    ],
    ids=["inbound", "outbound", "internal", "the caller has left", "over"],
)
def test_a_call_is_hung_up_by_what_is_known_of_it(
    reports: tuple[Report, ...], expected: Request | None
) -> None:
    """A line ends the call for sure; an extension may be on a second one."""
    ear = Ear()
    ear.hear(*reports)

    assert asked(ear, HangUp(call=CallId(X))) == expected


@pytest.mark.parametrize(
    "reports",
    [(), (Alert(call=X, members=(Member(kind=MemberKind.INBOUND, source="0441"),)),)],
    ids=["unheard of", "with nobody to name"],
)
def test_an_unknown_call_cannot_be_hung_up(reports: tuple[Report, ...]) -> None:
    """The PBX is not bothered with it."""
    ear = Ear()
    ear.hear(*reports)

    with pytest.raises(CommandRefused) as caught:
        asked(ear, HangUp(call=CallId(X)))

    assert caught.value.meaning == "call_not_found"


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (HangUp(), CommandRefused),
        (SetPresence(extension=ExtensionId(A)), CommandUnsupported),
    ],
    ids=["nothing named", "presence"],
)
def test_what_cannot_be_done_is_not_asked_for(command: Command, error: type[Exception]) -> None:
    """This PBX knows no presence."""
    with pytest.raises(error):
        asked(Ear(), command)
