"""One call keeps one id, by whatever names the wire calls it."""

import pytest

from custom_components.pbx.telephony.facts import LegIs
from custom_components.pbx.telephony.model import CallId, ExtensionId, LegId, LegState, Party, Role
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionCalls, TrunkCall
from custom_components.pbx.telephony.vendors.yeastar.calls import REMEMBERED, Calls
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.picture import lines_are, ringing_is
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Alert,
    Answer,
    Answered,
    Bye,
    NewCdr,
    Report,
    Ring,
)

from .flows import Ear, ext, inbound, outbound

X = "1700000000.11"
X2 = "1700000000.12"
Y = "1700000000.21"
A, B, C, D = "2001", "2002", "2003", "2004"


@pytest.fixture
def ear() -> Ear:
    return Ear()


def rings(ear: Ear, number: str, *members: Member) -> None:
    """Let a phone ring, and let the PBX say for whom when it is asked."""
    ear.phone(number, "Ringing")
    row = ExtensionCalls(number=number, status="Ringing", members=members)
    ear.learn(*ringing_is(row, ear.calls, ear.roster, ear.now))


def goes_out(ear: Ear, status: str = "Progress") -> None:
    """Let the PBX say, when it is asked, that a call goes out."""
    line = outbound(X2)
    row = TrunkCall(
        kind=line.kind, id=X2, source=A, target=line.target, trunk=line.trunk, status=status
    )
    facts, live = lines_are([row], ear.calls, ear.roster, ear.now, ear.now)
    ear.learn(*facts)
    assert len(live) == 1


@pytest.mark.parametrize(
    "named",
    [
        (Answered(call=X, members=(ext(A), ext(B))), Answer(call=X, members=(ext(B), ext(A)))),
        (Answer(call=X, members=(ext(B), ext(A))),),
        (Alert(call=X, members=(ext(A),)), Answer(call=X, members=(ext(B), ext(A)))),
        (Ring(call=X, members=(ext(B), ext(A))), Answer(call=X, members=(ext(B), ext(A)))),
    ],
    ids=["answered", "answer", "alert", "ring"],
)
def test_an_internal_call_keeps_the_id_it_rang_with(ear: Ear, named: tuple[Report, ...]) -> None:
    """While it rings the PBX has no id for it; the reports that have one are about the same call."""
    ear.phone(A, "Busy")
    rings(ear, B, ext(A))

    ear.hear(*named)
    ear.hear(Bye(call=X, members=(ext(A), ext(B))), Bye(call=X, members=(ext(B), ext(A))))

    assert ear.ids == {"ringing:2001>2002:1"}
    assert ear.happened == ["dialling 2001", "ringing 2002", "answered 2002", "ended 2001"]
    assert not ear.calls


@pytest.mark.parametrize("source", [A, "2009"], ids=["the caller", "another caller"])
def test_a_record_names_a_call_that_only_rang(ear: Ear, source: str) -> None:
    """An unanswered internal call is never named before its record."""
    ear.phone(A, "Busy")
    rings(ear, B, ext(A))

    ear.hear(NewCdr(call=X, source=source, target="6200(2002)", status="NO ANSWER"))

    assert ("missed 2002" in ear.happened) is (source == A)


def test_one_who_calls_a_group_makes_one_call(ear: Ear) -> None:
    """Several phones ring for the same caller, and any of them may answer."""
    ear.phone(A, "Busy")
    rings(ear, B, ext(A))
    rings(ear, C, ext(A))

    ear.hear(Answer(call=X, members=(ext(D), ext(A))))

    assert ear.live == ["ringing:2001>2002:1"]
    assert ear.happened == [
        "dialling 2001",
        "ringing 2002",
        "ringing 2003",
        "answered 2004",
    ]


def test_two_callers_make_two_calls(ear: Ear) -> None:
    """A second phone rings for somebody else."""
    ear.phone(A, "Busy")
    ear.phone(D, "Busy")
    rings(ear, B, ext(A))
    rings(ear, C, ext(D))

    ear.hear(Answer(call=X, members=(ext(C), ext(D))))

    assert ear.live == ["ringing:2001>2002:1", "ringing:2004>2003:2"]
    assert ear.happened[-1] == "answered 2003"


def test_a_second_call_of_the_same_two_is_another(ear: Ear) -> None:
    """The first one is over, whatever late reports say."""
    for name in (X, Y):
        ear.phone(A, "Busy")
        rings(ear, B, ext(A))
        ear.hear(Answer(call=name, members=(ext(B), ext(A))))
        ear.hear(NewCdr(call=name, source=A, target=B, status="ANSWERED"))
        ear.hear(Ring(call=X, members=(ext(B), ext(A))))

    assert ear.ids == {"ringing:2001>2002:1", "ringing:2001>2002:2"}


def test_a_phone_asked_about_twice_rings_once(ear: Ear) -> None:
    """The report of its ringing was repeated."""
    ear.phone(A, "Busy")
    rings(ear, B, ext(A))
    rings(ear, B, ext(A))

    assert ear.ids == {"ringing:2001>2002:1"}
    assert ear.happened == ["dialling 2001", "ringing 2002"]


def test_a_caller_may_be_on_other_calls(ear: Ear) -> None:
    """A consultation while somebody outside, and a colleague, are on hold."""
    ear.hear(Answer(call=X, members=(ext(A), inbound(X))))
    ear.hear(Answer(call=X2, members=(ext(D), ext(A))))
    ear.phone(A, "Busy")
    rings(ear, B, ext(A))

    ear.hear(Answer(call=Y, members=(ext(B), ext(A))))
    ear.hear(NewCdr(call=Y, status="ANSWERED"))

    assert set(ear.live) == {X, X2}
    assert "ringing:2001>2002:1" in ear.ids
    assert Y not in ear.ids


def test_a_call_to_outside_is_not_a_call_with_a_colleague(ear: Ear) -> None:
    """Who is on one call makes a second one."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))

    goes_out(ear)

    assert set(ear.live) == {X, X2}


def test_a_single_number_names_no_call_of_others(ear: Ear) -> None:
    """That a phone calls says nothing of the call for which it rings."""
    ear.phone(A, "Busy")
    rings(ear, B, ext(A))

    ear.hear(Alert(call=X, members=(ext(B),)))

    assert set(ear.live) == {"ringing:2001>2002:1", X}


def test_an_inbound_call_rings_with_its_own_id(ear: Ear) -> None:
    """Its trunk id is its call id, so nothing has to be invented."""
    rings(ear, B, inbound(X))

    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))

    assert ear.ids == {X}
    assert ear.happened == ["ringing 2002", "answered 2002"]


def test_an_inbound_call_without_an_id_rings_all_the_same(ear: Ear) -> None:
    """Asked twice it is one call, and the report that names it is about it."""
    for _ in range(2):
        rings(ear, B, inbound(""))

    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))

    assert ear.live == ["ringing:0441234>2002:1"]
    assert ear.happened == ["ringing 2002", "answered 2002"]


@pytest.mark.parametrize(
    "report",
    [
        Alert(call=X, members=(ext(A),)),
        Ring(call=X, members=(outbound(X2), ext(A))),
        Answered(call=X, members=(ext(A), outbound(X2))),
        NewCdr(call=X, source=A, target="0441234"),
    ],
    ids=["alert", "ring", "answered", "record"],
)
def test_an_outbound_call_keeps_the_id_of_its_trunk(ear: Ear, report: Report) -> None:
    """Queries know the trunk id, reports the call id; a record names neither line nor leg."""
    ear.phone(A, "Busy")
    goes_out(ear)

    ear.hear(report)
    ear.hear(NewCdr(call=X, source=A, target="0441234", status="NO ANSWER"))

    assert ear.ids == {X2}
    assert not ear.calls


def test_a_query_finds_the_outbound_call_of_a_report(ear: Ear) -> None:
    """Whoever dials alone is the one who goes out."""
    ear.hear(Alert(call=X, members=(ext(A),)))

    goes_out(ear)
    goes_out(ear)

    assert ear.live == [X]
    assert ear.calls.named(X2) is ear.calls.named(X)


def test_a_phone_that_rings_for_its_own_call_is_not_called(ear: Ear) -> None:
    """A program dialed for it: the other phone is still idle."""
    rings(ear, A, ext(B))
    ear.phone(A, "Busy")
    ear.hear(Alert(call=X, members=(ext(A),)), Ring(call=X, members=(ext(B), ext(A))))

    assert ear.happened == ["dialling 2001", "ringing 2002"]
    assert ear.ids == {"ringing:2001>2002:1"}


def test_a_phone_that_rings_to_go_out_is_not_called(ear: Ear) -> None:
    """A program dialed an outside number for it."""
    rings(ear, A, outbound(X2))

    ear.hear(Ring(call=X, members=(outbound(X2), ext(A))))

    assert ear.happened == ["dialling 2001"]
    assert ear.ids == {X2}


@pytest.mark.parametrize(
    ("live", "asked", "free", "stays"),
    [
        (set(), 9.0, {A, B}, False),
        ({X}, 9.0, {A, B}, True),
        (set(), 0.5, {A, B}, True),
        (set(), 9.0, {A}, True),
    ],
    ids=["lost", "found", "just heard of", "still busy"],
)
def test_a_lost_call_is_noticed(
    ear: Ear, live: set[str], asked: float, free: set[str], stays: bool
) -> None:
    """By the same rule as the fold has."""
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))

    ear.calls.seen(asked, frozenset(map(CallId, live)), frozenset(map(ExtensionId, free)))

    assert bool(ear.calls) is stays


def test_the_first_side_that_was_told_stays(ear: Ear) -> None:
    """The clone prints the parties of ANSWER the other way round."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))

    facts = ear.hear(Answer(call=X, members=(ext(A), ext(B))))

    assert [fact.role for fact in facts if isinstance(fact, LegIs)] == [Role.CALLER, Role.CALLEE]


def test_who_is_called_never_dials(ear: Ear) -> None:
    """A mixed up report does not turn sides round."""
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))

    facts = ear.hear(Alert(call=X, members=(ext(B),)))

    assert [fact.state for fact in facts if isinstance(fact, LegIs)] == [None]


def tell(calls: Calls, number: str, state: LegState) -> LegIs:
    call = calls.named(X) or calls.open(X, 0.0)
    party = Party(number=number, extension=ExtensionId(number))
    return calls.tell(call, LegId(number), party, role=Role.CALLEE, state=state, at=1.0)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["RINGING", "OFFERED"], "RINGING"),
        (["TALKING", "RINGING"], "TALKING"),
        (["RINGING", "ENDED", "RINGING"], "RINGING"),
        (["RINGING", "ENDED", "TALKING"], "TALKING"),
        (["TALKING", "ENDED", "TALKING"], "ENDED"),
        (["OFFERED", "RINGING", "TALKING"], "TALKING"),
    ],
    ids=["late offer", "late ringing", "rings again", "late answer", "late talk", "in order"],
)
def test_a_leg_moves_as_in_the_fold(states: list[str], expected: str) -> None:
    """Forward, or once more while nobody has answered."""
    calls = Calls()
    tell(calls, A, LegState.RINGING)

    for state in states:
        tell(calls, B, LegState[state])

    call = calls.named(X)
    leg = call.leg_of(B) if call else None
    assert leg is not None
    assert leg.state is LegState[expected]


def test_it_is_known_for_whom_a_phone_rings(ear: Ear) -> None:
    """Only then nobody needs to ask."""
    assert not ear.calls.rings(B)
    ear.hear(Ring(call=X, members=(ext(B),)))
    assert not ear.calls.rings(B)

    ear.hear(Ring(call=X, members=(ext(B), ext(A))))

    assert ear.calls.rings(B)
    assert not ear.calls.rings(A)


@pytest.mark.parametrize(
    ("reports", "found"),
    [
        ((Ring(call=X, members=(ext(B), ext(A))),), True),
        ((Answer(call=X, members=(ext(B), ext(A))),), False),
        ((Ring(call=X, members=(ext(A), ext(B))),), False),
        ((Ring(call=X, members=(ext(B), ext(A))), Ring(call=Y, members=(ext(B), ext(C)))), False),
        ((Answer(call=Y, members=(ext(B), ext(C))), Ring(call=X, members=(ext(B), ext(A)))), False),
        ((), False),
    ],
    ids=["rings", "talks", "calls", "rings twice", "talks and rings", "nothing"],
)
def test_it_is_known_who_only_rings(ear: Ear, reports: tuple[Report, ...], found: bool) -> None:
    """If such a phone is busy, it can only have taken that call."""
    ear.hear(*reports)

    call = ear.calls.only_rings(B)

    assert (call is not None and call.id == X) is found


def test_calls_that_are_over_are_forgotten_in_the_end(ear: Ear) -> None:
    """Late repeats come within minutes, not within hundreds of calls."""
    for number in range(REMEMBERED + 1):
        ear.hear(NewCdr(call=f"{number}.1"))

    assert ear.calls.with_id(CallId("0.1")) is None
    assert ear.calls.with_id(CallId("1.1")) is not None


def test_a_call_is_closed_once(ear: Ear) -> None:
    """Its end may be told in several ways."""
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))
    call = ear.calls.named(X)
    assert call is not None

    ear.calls.close(call)
    ear.calls.close(call)

    assert list(ear.calls.of(A)) == []


def test_a_line_is_known_by_the_first_id_that_was_told(ear: Ear) -> None:
    """It is what the call is hung up by."""
    ear.hear(Answer(call=X, members=(ext(A), Member(kind=MemberKind.OUTBOUND))))
    ear.hear(Answer(call=X, members=(ext(A), outbound(X2))))
    ear.hear(Answer(call=X, members=(ext(A), outbound(Y))))

    call = ear.calls.named(X)
    assert call is not None
    assert (call.inbound, call.outbound) == ("", X2)
