"""Answers become facts: lists, and the calls that queries find."""

from dataclasses import replace

import pytest

from custom_components.pbx.telephony.facts import CallsSeen, Fact
from custom_components.pbx.telephony.model import CallId, ExtensionId, Trunk, TrunkId, TrunkStatus
from custom_components.pbx.telephony.vendors.yeastar.answers import (
    ExtensionCalls,
    Found,
    TrunkCall,
    TrunkRow,
)
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.picture import (
    calls_are,
    idle_others,
    ringing_is,
    rung_by,
    trunks_are,
)
from custom_components.pbx.telephony.vendors.yeastar.reports import Answer, NewCdr, Ring

from .flows import Ear, ext, inbound, legs, outbound

X = "1700000000.11"
X2 = "1700000000.12"
A, B, C = "2001", "2002", "2003"


@pytest.fixture
def ear() -> Ear:
    ear = Ear()
    ear.now = 1.0
    return ear


def comes_in(status: str, *callees: str, target: str = "0440") -> TrunkCall:
    return TrunkCall(
        kind=MemberKind.INBOUND,
        id=X,
        source="0441234",
        target=target,
        trunk="north",
        status=status,
        callees=callees,
    )


def goes_out(status: str, source: str = A) -> TrunkCall:
    return TrunkCall(
        kind=MemberKind.OUTBOUND,
        id=X2,
        source=source,
        target="0441234",
        trunk="north",
        status=status,
    )


def look(ear: Ear, *found: TrunkCall, asked: float = 1.5) -> list[Fact]:
    """Let the PBX answer with these calls."""
    ear.now = 2.0
    return [*ear.learn(*calls_are(Found(lines=found), ear.calls, ear.roster, asked, ear.now))]


def test_trunks_are_told_with_the_words_of_the_pbx() -> None:
    """A name listed twice is one trunk."""
    rows = [
        TrunkRow(name="north", kind="SIP", status="Registered (Unmonitored)"),
        TrunkRow(name="gsm", kind="GSM", status="No SIM"),
        TrunkRow(name="gsm", kind="GSM", status="Idle"),
    ]

    assert trunks_are(rows).trunks == (
        Trunk(
            id=TrunkId("north"),
            name="north",
            kind="SIP",
            status=TrunkStatus.UP,
            detail="Registered (Unmonitored)",
        ),
        Trunk(id=TrunkId("gsm"), name="gsm", kind="GSM", status=TrunkStatus.UP, detail="Idle"),
    )


@pytest.mark.parametrize(
    ("row", "hook", "expected"),
    [
        (
            comes_in("Talking", B),
            "Busy",
            [(f"{X}/inbound", "caller", "talking"), (f"{X}/2002", "callee", "talking")],
        ),
        (
            comes_in("Talking", B),
            "Idle",
            [(f"{X}/inbound", "caller", "talking"), (f"{X}/2002", "callee", "talking")],
        ),
        (
            comes_in("Talking", "6200(2002)"),
            "Ringing",
            [(f"{X}/inbound", "caller", "talking"), (f"{X}/2002", "callee", "ringing")],
        ),
        (
            comes_in("Progress", B),
            "Ringing",
            [(f"{X}/inbound", "caller", "dialing"), (f"{X}/2002", "callee", "ringing")],
        ),
        (comes_in("Wait", B), "Idle", [(f"{X}/inbound", "caller", "dialing")]),
        (comes_in("Wait", "6500"), "Idle", [(f"{X}/inbound", "caller", "dialing")]),
        (comes_in("Talking", target=B), "Idle", [(f"{X}/inbound", "caller", "talking")]),
        (
            comes_in("Talking", target=B),
            "Busy",
            [(f"{X}/inbound", "caller", "talking"), (f"{X}/2002", "callee", "talking")],
        ),
    ],
    ids=[
        "talking",
        "talking, the phone unheard of",
        "a queue has answered, a phone rings",
        "ringing",
        "not ringing yet",
        "in an IVR",
        "in voicemail",
        "talking, nobody named",
    ],
)
def test_an_inbound_call_is_found(
    ear: Ear, row: TrunkCall, hook: str, expected: list[object]
) -> None:
    """To the PBX a caller talks to machines, too; only a phone that is busy has taken the call."""
    ear.phone(B, hook)

    facts = look(ear, row)

    assert legs(facts) == expected
    assert ear.live == [X]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            goes_out("Talking"),
            [(f"{X2}/2001", "caller", "talking"), (f"{X2}/outbound", "callee", "talking")],
        ),
        (
            goes_out("Progress"),
            [(f"{X2}/2001", "caller", "dialing"), (f"{X2}/outbound", "callee", "offered")],
        ),
        (
            goes_out("Talking", "0449"),
            [(f"{X2}/caller", "caller", "talking"), (f"{X2}/outbound", "callee", "talking")],
        ),
        (goes_out("Progress", "0449"), [(f"{X2}/caller", "caller", "dialing")]),
    ],
    ids=["talking", "dialing", "call back", "call back to the first one"],
)
def test_an_outbound_call_is_found(ear: Ear, row: TrunkCall, expected: list[object]) -> None:
    """Nobody says whether it rings outside."""
    assert legs(look(ear, row)) == expected


def test_a_full_query_says_what_goes_on_and_who_is_free(ear: Ear) -> None:
    """Only of the people on calls; the roster may be large."""
    ear.phone(A, "Busy")
    ear.phone(B, "Busy")
    ear.hear(Answer(call="1.1", members=(ext(C), ext(A))))

    facts = look(ear, comes_in("Talking", B))

    assert facts[-1] == CallsSeen(
        asked=1.5,
        at=2.0,
        live=frozenset({CallId(X)}),
        free=frozenset({ExtensionId(C)}),
    )


def test_a_call_that_is_not_found_is_over(ear: Ear) -> None:
    """Its end was never reported."""
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))
    assert look(ear, asked=9.0)

    assert ear.live == []
    assert ear.happened == ["answered 2002", "ended 2002"]


def test_a_report_since_the_question_beats_the_answer(ear: Ear) -> None:
    """The answer shows what was true before; still the call is live."""
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))

    facts = look(ear, comes_in("Progress", B), asked=1.0)

    assert legs(facts) == []
    assert ear.live == [X]


def test_a_call_that_was_over_is_not_found_again(ear: Ear) -> None:
    """The answer was on its way when the call ended."""
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))), NewCdr(call=X))

    assert legs(look(ear, comes_in("Talking", B), asked=9.0)) == []
    assert ear.live == []


def ringing(ear: Ear, number: str, *members: Member) -> list[Fact]:
    """Let the PBX say for whom a phone rings."""
    row = ExtensionCalls(number=number, status="Ringing", members=members)
    return [*ear.learn(*ringing_is(row, ear.calls, ear.roster, ear.now))]


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (
            ext(A),
            [
                ("ringing:2001>2002:1/2001", "caller", "dialing"),
                ("ringing:2001>2002:1/2002", "callee", "ringing"),
            ],
        ),
        (
            inbound(X),
            [(f"{X}/inbound", "caller", "dialing"), (f"{X}/2002", "callee", "ringing")],
        ),
        (
            outbound(X2),
            [(f"{X2}/2002", "caller", "dialing"), (f"{X2}/outbound", "callee", "offered")],
        ),
        (ext(B), []),
        (ext("6500"), []),
    ],
    ids=["internal", "inbound", "outbound", "itself", "a machine"],
)
def test_it_is_told_for_whom_a_phone_rings(
    ear: Ear, member: Member, expected: list[object]
) -> None:
    """The report about the phone does not say."""
    ear.phone(A, "Busy")
    ear.phone(B, "Ringing")

    assert legs(ringing(ear, B, member)) == expected


def test_a_call_that_was_over_does_not_ring(ear: Ear) -> None:
    """The answer was on its way when the caller gave up."""
    ear.hear(Answer(call=X, members=(ext(C), inbound(X))), NewCdr(call=X))

    assert ringing(ear, B, inbound(X)) == []


def test_those_who_do_nothing_are_looked_at_twice(ear: Ear) -> None:
    """Who calls has lifted the receiver, unless the report of that was lost."""
    ear.phone(C, "Busy")
    members = (ext(A), ext(C), ext(B), ext("6500"), inbound(X))

    row = ExtensionCalls(number=B, status="Ringing", members=members)

    assert idle_others(row, ear.roster) == [A]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (comes_in("Progress", B, C), True),
        (comes_in("Talking", "6200(2002)"), True),
        (comes_in("Wait", target=B), True),
        (comes_in("Talking", target=B), False),
        (comes_in("Progress", C), False),
    ],
    ids=["named", "behind a queue", "called", "called, but somebody talks", "another"],
)
def test_a_ringing_phone_is_found_among_inbound_calls(
    ear: Ear, row: TrunkCall, found: bool
) -> None:
    """For a PBX that does not say it of the extension."""
    ear.phone(B, "Ringing")

    facts = rung_by(B, [row], ear.calls, ear.roster, ear.now)

    assert bool(facts) is found
    assert (f"{X}/2002", "callee", "ringing") in legs(facts) or not found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (comes_in("Talking", target="6500(2002)"), True),
        (comes_in("Talking", target="6500(2003)"), False),
        (comes_in("Progress", target="6200"), True),
        (comes_in("Talking", target="6200"), False),
        (comes_in("Progress", target=C), False),
        (comes_in("Progress", C, target="6200"), False),
    ],
    ids=["behind an IVR", "another", "a group", "an IVR talks", "a colleague", "another is named"],
)
def test_the_one_call_that_waits_is_for_the_one_phone_that_rings(
    ear: Ear, row: TrunkCall, found: bool
) -> None:
    """Some firmware names the group alone."""
    ear.phone(B, "Ringing")

    assert bool(rung_by(B, [row], ear.calls, ear.roster, ear.now)) is found


def test_of_two_that_wait_none_is_guessed(ear: Ear) -> None:
    """Either may be it; one that has been answered is not, whatever the PBX calls that."""
    ear.phone(B, "Ringing")
    row = comes_in("Progress", target="6200")
    other = replace(comes_in("Talking", target="6500"), id="1.2")

    assert not rung_by(B, [row, other], ear.calls, ear.roster, ear.now)

    ear.hear(Answer(call="1.2", members=(ext(C), inbound("1.2"))))
    assert rung_by(B, [row, other], ear.calls, ear.roster, ear.now)


def test_of_two_phones_that_ring_none_is_guessed(ear: Ear) -> None:
    """Unless it is known for whom the other one rings."""
    ear.phone(B, "Ringing")
    ear.phone(C, "Ringing")
    row = comes_in("Progress", target="6200")
    assert not rung_by(B, [row], ear.calls, ear.roster, ear.now)

    ear.hear(Ring(call=X, members=(ext(C), inbound(X))))

    assert rung_by(B, [row], ear.calls, ear.roster, ear.now)
