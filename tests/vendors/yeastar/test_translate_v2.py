"""The one report of format 2.0.0 becomes facts: all parties of a call, with their channels."""

import pytest

from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.reports import CallStatus

from .flows import Ear, legs

X = "1700000000.11"
A, B, C = "2001", "2002", "2003"


@pytest.fixture
def ear() -> Ear:
    return Ear()


def call_status(*members: tuple[str, str]) -> CallStatus:
    """Make the one report of format 2.0.0."""
    return CallStatus(
        call=X,
        members=tuple(
            Member(
                kind=MemberKind.INBOUND if number == "in" else MemberKind.EXTENSION,
                number="" if number == "in" else number,
                source="0441234" if number == "in" else "",
                channel=f"PJSIP/{number}-0a",
                status=status,
            )
            for number, status in members
        ),
    )


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (
            ((A, "ALERT"), (B, "RING")),
            [("PJSIP/2001-0a", "caller", "dialing"), ("PJSIP/2002-0a", "callee", "ringing")],
        ),
        (
            (("in", "ALERT"), (B, "RING"), (C, "RING")),
            [
                ("PJSIP/in-0a", "caller", "dialing"),
                ("PJSIP/2002-0a", "callee", "ringing"),
                ("PJSIP/2003-0a", "callee", "ringing"),
            ],
        ),
        (
            (("in", "EARLYMEDIA"), (B, "ANSWERED")),
            [("PJSIP/in-0a", "caller", "dialing"), ("PJSIP/2002-0a", "callee", "talking")],
        ),
        (
            ((A, "?"), (B, "ANSWER")),
            [("PJSIP/2002-0a", "callee", "talking"), ("PJSIP/2001-0a", "caller", None)],
        ),
        (
            ((A, "BYE"), (B, "ANSWER")),
            [("PJSIP/2002-0a", "callee", "talking"), ("PJSIP/2001-0a", "caller", "ended")],
        ),
        (((A, "BYE"), (B, "?")), []),
    ],
    ids=["internal", "queue", "early media", "unknown word", "one has left", "nobody there"],
)
def test_format_2_tells_all_parties_by_their_channels(
    ear: Ear, members: tuple[tuple[str, str], ...], expected: list[object]
) -> None:
    """Who has left is told last."""
    assert legs(ear.hear(call_status(*members))) == expected


def test_format_2_tells_who_holds(ear: Ear) -> None:
    """The call stays one call, and is taken back."""
    ear.hear(call_status((A, "ALERT"), (B, "RING")))
    ear.hear(call_status((A, "ANSWERED"), (B, "ANSWER")))
    ear.hear(call_status((A, "HOLD"), (B, "ANSWER")))
    ear.hear(call_status((A, "ANSWERED"), (B, "ANSWER")))
    ear.hear(call_status((A, "BYE"), (B, "BYE")))

    assert ear.hear(call_status((A, "ANSWERED"), (B, "ANSWER"))) == []
    assert ear.happened == [
        "dialling 2001",
        "ringing 2002",
        "answered 2002",
        "held 2001",
        "resumed 2001",
        "ended 2001",
    ]


def test_format_2_tells_who_gave_up_before_an_answer(ear: Ear) -> None:
    """Both leave with one report, the first of them ends the call."""
    ear.hear(call_status((A, "ALERT"), (B, "RING")))

    ear.hear(call_status((A, "BYE"), (B, "BYE")))
    ear.hear(call_status((C, "ALERT"), (B, "RING")))

    assert ear.happened == ["dialling 2001", "ringing 2002", "missed 2002", "ended 2001"]
    assert ear.live == []
