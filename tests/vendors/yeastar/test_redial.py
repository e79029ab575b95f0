"""Who dials, and whom: calls that we asked for, and calls made one after the other."""

import pytest

from custom_components.pbx.telephony.model import CallId
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionCalls, TrunkCall
from custom_components.pbx.telephony.vendors.yeastar.members import Member
from custom_components.pbx.telephony.vendors.yeastar.picture import lines_are, ringing_is
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Alert,
    Answer,
    Answered,
    Bye,
    CallFailed,
    NewCdr,
    Ring,
)

from .flows import Ear, ext, legs, outbound

X = "1700000000.11"
X2 = "1700000000.12"
NEXT, X3 = "1700000003.13", "1700000003.14"
Y = "1700000000.21"
A, B, C = "2001", "2002", "2003"


@pytest.fixture
def ear() -> Ear:
    return Ear()


def rings(ear: Ear, number: str, *members: Member) -> None:
    """Let a phone ring, and let the PBX say for whom when it is asked."""
    ear.phone(number, "Ringing")
    row = ExtensionCalls(number=number, status="Ringing", members=members)
    ear.learn(*ringing_is(row, ear.calls, ear.roster, ear.now))


def dials_in_vain(ear: Ear, callee: str) -> None:
    """Let A call somebody who does not answer; all reports about the call are lost."""
    ear.phone(A, "Busy")
    rings(ear, callee, ext(A))
    ear.phone(callee, "Registered")
    ear.phone(A, "Registered")


@pytest.mark.parametrize("second", [B, C], ids=["the same", "another"])
def test_who_dials_again_makes_another_call(ear: Ear, second: str) -> None:
    """The record of the first one may be a moment late."""
    dials_in_vain(ear, B)
    ear.phone(A, "Busy")
    rings(ear, second, ext(A))

    ear.hear(Answered(call=Y, members=(ext(A), ext(second))))
    ear.hear(NewCdr(call=X, source=A, target=B, status="NO ANSWER", kind="Internal"))

    assert ear.happened == [
        "dialling 2001",
        "ringing 2002",
        "dialling 2001",
        f"ringing {second}",
        f"answered {second}",
        "missed 2002",
        "ended 2001",
    ]
    assert ear.live == [f"ringing:2001>{second}:2"]


def test_a_record_may_come_before_the_next_answer(ear: Ear) -> None:
    """It is about the call that is past."""
    dials_in_vain(ear, B)
    ear.phone(A, "Busy")
    rings(ear, B, ext(A))

    ear.hear(NewCdr(call=X, source=A, target=B, status="NO ANSWER", kind="Internal"))

    assert ear.live == ["ringing:2001>2002:2"]


def test_an_answer_that_was_overtaken_is_about_the_same_call(ear: Ear) -> None:
    """If the caller has not dialed again, there is no other."""
    dials_in_vain(ear, B)

    ear.hear(Answered(call=X, members=(ext(A), ext(B))))

    assert ear.ids == {"ringing:2001>2002:1"}
    assert "answered 2002" in ear.happened


@pytest.mark.parametrize(
    ("number", "leg", "direction"),
    [(B, f"{X}/2002", "internal"), ("0441234", f"{X}/outbound", "outbound")],
    ids=["a colleague", "somebody outside"],
)
def test_whom_we_dialed_is_told_with_the_first_report(
    ear: Ear, number: str, leg: str, direction: str
) -> None:
    """The report names the caller alone; told twice it is nothing new."""
    ear.calls.expect(X, A, number, ear.now)
    alert = Alert(call=X, members=(ext(A),))

    facts = ear.hear(alert)

    assert legs(facts) == [(f"{X}/2001", "caller", "dialing"), (leg, "callee", "offered")]
    assert ear.said == [("dialling", A, number, direction)]
    assert legs(ear.hear(alert)) == [(f"{X}/2001", "caller", "dialing")]


def test_whom_we_dialed_becomes_the_one_who_rings(ear: Ear) -> None:
    """It is the same party all along."""
    ear.calls.expect(X, A, B, ear.now)

    ear.hear(Alert(call=X, members=(ext(A),)), Ring(call=X, members=(ext(B), ext(A))))
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))
    ear.hear(Bye(call=X, members=(ext(A), ext(B))), Bye(call=X, members=(ext(B), ext(A))))

    assert ear.happened == ["dialling 2001", "ringing 2002", "answered 2002", "ended 2001"]
    assert ear.live == []


@pytest.mark.parametrize("is_told", [True, False], ids=["told before", "not told yet"])
def test_a_group_that_we_dialed_makes_way_for_who_is_in_it(ear: Ear, is_told: bool) -> None:
    """Else it would be on the call when all others have left."""
    ear.calls.expect(X, A, "6200", ear.now)
    if is_told:
        ear.hear(Alert(call=X, members=(ext(A),)))

    ear.hear(Ring(call=X, members=(ext(C), ext(A))), Answer(call=X, members=(ext(C), ext(A))))
    ear.hear(Bye(call=X, members=(ext(A), ext(C))), Bye(call=X, members=(ext(C), ext(A))))

    assert sorted(each.split()[0] for each in ear.happened) == [
        "answered",
        "dialling",
        "ended",
        "ringing",
    ]
    assert ear.live == []


def test_a_goodbye_begins_no_promised_call(ear: Ear) -> None:
    """Nobody has seen it, and it is over."""
    ear.calls.expect(X, A, B, ear.now)

    ear.hear(Bye(call=X, members=(ext(A),)))

    assert ear.happened == []
    assert not ear.calls


def goes_out(ear: Ear, id: str, status: str = "Progress") -> frozenset[CallId]:
    """Let the PBX say, when it is asked, that a call goes out."""
    line = outbound(id)
    row = TrunkCall(
        kind=line.kind, id=id, source=A, target=line.target, trunk=line.trunk, status=status
    )
    facts, live = lines_are([row], ear.calls, ear.roster, ear.now, ear.now)
    ear.learn(*facts)
    return live


def test_a_second_call_to_outside_is_another(ear: Ear) -> None:
    """Each line carries one call."""
    assert goes_out(ear, X2) == {X2}

    assert goes_out(ear, Y) == {Y}

    assert ear.live == [X2, Y]


def test_a_call_to_outside_is_not_the_one_that_was_given_up(ear: Ear) -> None:
    """Its caller has put the receiver down."""
    ear.calls.expect(X, A, "0441234", ear.now)
    ear.hear(Alert(call=X, members=(ext(A),)))
    ear.phone(A, "Idle")
    ear.phone(A, "Busy")

    assert goes_out(ear, Y) == {Y}


@pytest.mark.parametrize("status", ["Progress", "Talking"])
def test_a_query_finds_the_call_that_we_dialed(ear: Ear, status: str) -> None:
    """By its caller: the trunk id is another than the promised one."""
    ear.calls.expect(X, A, "0441234", ear.now)
    ear.hear(Alert(call=X, members=(ext(A),)))

    assert goes_out(ear, X2, status) == {X}
    assert ear.live == [X]
    assert ear.said[0] == ("dialling", A, "0441234", "outbound")


@pytest.mark.parametrize(
    "late",
    [
        CallFailed(call=X, members=(ext(A),), reason="480"),
        NewCdr(call=X, source=A, target=B, status="FAILED", kind="Internal"),
        NewCdr(call=X, source=A, target="0441234", status="NO ANSWER", kind="Outbound"),
    ],
    ids=["a failure", "a record", "a record of the same people"],
)
def test_what_comes_late_of_the_last_call_ends_no_line_of_the_next(
    ear: Ear, late: CallFailed | NewCdr
) -> None:
    """A query has found the next one already, and its line is named otherwise."""
    goes_out(ear, Y)

    ear.hear(late)

    assert ear.live == [Y]
    assert goes_out(ear, Y) == {Y}


def test_the_failure_of_a_call_that_a_query_has_found_ends_it(ear: Ear) -> None:
    """Its line has the next number."""
    goes_out(ear, X2)

    ear.hear(CallFailed(call=X, members=(ext(A),), reason="480"))

    assert ear.live == []
    assert ear.ids == {X2}


@pytest.mark.parametrize("other", [ext(B), outbound(X3)], ids=["a colleague", "somebody outside"])
def test_who_redials_at_once_is_on_a_call_of_its_own(ear: Ear, other: Member) -> None:
    """The goodbyes of the first one come late, and its id is close."""
    first = outbound(X2) if other.id else other
    ear.hear(Answered(call=X, members=(ext(A), first)), Answer(call=X, members=(first, ext(A))))
    ear.hear(Answered(call=NEXT, members=(ext(A), other)))
    ear.hear(Bye(call=X, members=(ext(A), first)), Bye(call=X, members=(first, ext(A))))

    assert ear.live == [NEXT]

    ear.hear(Bye(call=NEXT, members=(ext(A), other)), Bye(call=NEXT, members=(other, ext(A))))

    assert ear.live == []
