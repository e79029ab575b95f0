"""Calls that are not two people talking: call backs, machines, voicemail, transfers by programs."""

from itertools import permutations

import pytest

from custom_components.pbx.telephony.facts import RecordIs
from custom_components.pbx.telephony.model import CallId, LegState, Role
from custom_components.pbx.telephony.record import Outcome
from custom_components.pbx.telephony.vendors.yeastar.answers import TrunkCall
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.picture import lines_are
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Alert,
    Answer,
    Answered,
    Bye,
    CallFailed,
    ExtensionStatus,
    NewCdr,
    Report,
    Ring,
    Transfer,
)

from .flows import Ear, ext, inbound, outbound

X = "1700000000.11"
X2 = "1700000000.12"
X3 = "1700000000.13"
Y = "1700000000.31"
A, B, C = "2001", "2002", "2003"


@pytest.fixture
def ear() -> Ear:
    return Ear()


def called(id: str, number: str) -> Member:
    """Name an outside party that was called."""
    return Member(kind=MemberKind.OUTBOUND, id=id, target=number, trunk="north")


FIRST, SECOND = called(X2, "0791"), called(X3, "0792")
CALL_BACK: tuple[Report, ...] = (
    Alert(call=X, members=(FIRST,)),
    Ring(call=X, members=(SECOND, FIRST)),
    Answered(call=X, members=(FIRST, SECOND)),
    Answer(call=X, members=(SECOND, FIRST)),
    Bye(call=X, members=(SECOND, FIRST)),
    Bye(call=X, members=(FIRST, SECOND)),
    NewCdr(call=X, source="0791", target="0792", status="ANSWERED", kind="Callback"),
)


def test_a_call_back_joins_two_outside_parties(ear: Ear) -> None:
    """Both go out over a trunk, and are told apart by their ids."""
    ear.hear(*CALL_BACK[:4])

    legs = ear.state.calls[CallId(X)].legs.values()
    assert [(leg.party.number, leg.role, leg.state) for leg in legs] == [
        ("0791", Role.CALLER, LegState.TALKING),
        ("0792", Role.CALLEE, LegState.TALKING),
    ]
    ear.hear(*CALL_BACK[4:])
    assert ear.live == []


def test_a_call_back_may_be_inbound_and_outbound(ear: Ear) -> None:
    """A call from outside that goes out again."""
    line, out = inbound(X), called(X2, "0792")
    ear.hear(Ring(call=X, members=(out, line)), Answer(call=X, members=(out, line)))
    assert len(ear.state.calls[CallId(X)].legs) == 2

    ear.hear(Bye(call=X, members=(out, line)), Bye(call=X, members=(line, out)))

    assert ear.live == []


@pytest.mark.parametrize("order", permutations(CALL_BACK[:6]), ids=lambda _: "")
def test_a_call_back_in_any_order_is_over_with_its_record(order: tuple[Report, ...]) -> None:
    """And nobody of the office was on it."""
    ear = Ear()
    ear.hear(*order, CALL_BACK[6])

    assert ear.live == []
    assert {each.split()[1] for each in ear.happened} <= {"None"}


INBOUND: tuple[Report, ...] = (
    ExtensionStatus(extension=B, status="Ringing"),
    Ring(call=X, members=(ext(B), inbound(X))),
    Answered(call=X, members=(inbound(X), ext(B))),
    Answer(call=X, members=(ext(B), inbound(X))),
    Bye(call=X, members=(inbound(X), ext(B))),
    NewCdr(call=X, source="0441234", target=B, status="ANSWERED", kind="Inbound"),
)


@pytest.mark.parametrize("lost", range(len(INBOUND)))
@pytest.mark.parametrize("repeats", [1, 2])
def test_no_order_and_no_loss_makes_an_answered_call_missed(lost: int, repeats: int) -> None:
    """Only the record comes last, if at all."""
    kept = [*INBOUND[:lost], *INBOUND[lost + 1 :]]
    end = [kept.pop()] if lost < len(INBOUND) - 1 else []
    for order in permutations(kept):
        ear = Ear()
        ear.hear(*(each for each in (*order, *end) for _ in range(repeats)))

        assert f"missed {B}" not in ear.happened
        assert ear.happened.count(f"answered {B}") <= 1


def test_a_machine_that_leaves_takes_nobody_with_it(ear: Ear) -> None:
    """The caller goes on from the IVR to somebody."""
    ear.hear(Answer(call=X, members=(ext("6500"), inbound(X))))
    ear.hear(Bye(call=X, members=(ext("6500"), inbound(X))))
    assert ear.live == [X]
    assert ear.state.calls[CallId(X)].group == "6500"

    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))

    assert ear.happened == [f"answered {B}"]


def test_voicemail_is_no_answer(ear: Ear) -> None:
    """It has talk time, and there may be two records of one call."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))
    facts = ear.hear(
        NewCdr(call=X, source=A, target=B, status="BUSY", kind="Internal"),
        NewCdr(call=X, source=A, target=B, status="VOICEMAIL", kind="Internal", talked=20),
    )

    outcomes = [fact.record.outcome for fact in facts if isinstance(fact, RecordIs)]
    assert outcomes == [Outcome.BUSY, Outcome.VOICEMAIL]
    assert f"answered {B}" not in ear.happened


def test_a_record_twice_is_one(ear: Ear) -> None:
    """By its content."""
    record = NewCdr(call=X, source=A, target=B, status="BUSY", kind="Internal")

    facts = ear.hear(record, record)

    ids = {fact.record.id for fact in facts if isinstance(fact, RecordIs)}
    assert len(ids) == 1


def test_a_transfer_by_a_program_is_not_announced(ear: Ear) -> None:
    """The next one answers the same call, and the first one is free."""
    ear.hear(Answer(call=X, members=(ext(A), inbound(X))))
    ear.hear(Bye(call=X, members=(ext(A), inbound(X))))
    ear.hear(
        Ring(call=X, members=(ext(B), inbound(X))), Answer(call=X, members=(ext(B), inbound(X)))
    )
    assert ear.live == [X]

    ear.hear(Bye(call=X, members=(ext(B), inbound(X))), Bye(call=X, members=(inbound(X), ext(B))))

    assert ear.live == []
    assert ear.happened[-1] == f"ended {A}"
    assert f"missed {B}" not in ear.happened


def test_who_is_forwarded_has_handed_nothing_on(ear: Ear) -> None:
    """The report of a forwarding names who calls."""
    ear.hear(Alert(call=X, members=(ext(A),)))
    ear.hear(Transfer(call=X, members=(ext(A), ext(B))))
    ear.hear(Answer(call=X, members=(ext(C), ext(A))))
    ear.hear(Bye(call=X, members=(ext(A), ext(C))), Bye(call=X, members=(ext(C), ext(A))))

    assert ear.happened == ["dialling 2001", "answered 2003", "ended 2001"]


def test_who_refuses_in_a_ring_group_does_not_end_the_call(ear: Ear) -> None:
    """The others still ring."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))), Ring(call=X, members=(ext(C), inbound(X))))
    ear.hear(CallFailed(call=X, members=(ext(B), inbound(X)), reason="486 Busy Here"))
    ear.hear(Answer(call=X, members=(ext(C), inbound(X))))

    assert ear.happened[2:] == ["answered 2003", "answered_elsewhere 2002"]


@pytest.mark.parametrize("source", ["anonymous", "wakeupcall", "RecordFile", "Ann Smith", ""])
def test_a_caller_may_be_a_text(ear: Ear, source: str) -> None:
    """An alarm calls, or somebody who hides."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X, source=source))))
    facts = ear.hear(
        NewCdr(call=X, source=source, target=B, status="NO ANSWER", kind="Inbound"),
        NewCdr(call=Y, source=source, target=C, status="NO ANSWER", kind="Internal"),
    )

    assert ear.happened == ["ringing 2002", "missed 2002"]
    records = [fact.record for fact in facts if isinstance(fact, RecordIs)]
    assert [each.caller for each in records] == [source or None] * 2


def test_two_calls_on_one_extension_are_told_apart(ear: Ear) -> None:
    """One is on hold while the other goes out."""
    ear.hear(Answer(call=X, members=(ext(A), inbound(X))))
    ear.hear(Answer(call=Y, members=(outbound(X2), ext(A))))
    ear.hear(
        Bye(call=Y, members=(ext(A), outbound(X2))), Bye(call=Y, members=(outbound(X2), ext(A)))
    )

    assert ear.live == [X]


def test_a_record_names_the_group(ear: Ear) -> None:
    """In API 1 nothing else does; its end names the recording."""
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))
    target, recording = "6700(2002)", "a.wav"
    ear.hear(NewCdr(call=X, target=target, status="ANSWERED", kind="Inbound", recording=recording))

    call = ear.state.ended_call(CallId(X))
    assert call is not None
    assert (call.group, call.recording) == ("6700", "a.wav")


def test_a_phone_that_rings_for_two_stops_for_the_one_that_another_took(ear: Ear) -> None:
    """It does not fall silent then: only who is named on the call that goes on tells."""
    ear.hear(Ring(call=Y, members=(ext(B), ext(A))), ExtensionStatus(extension=B, status="Ringing"))
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))), Ring(call=X, members=(ext(C), inbound(X))))
    ear.hear(Answer(call=X, members=(ext(C), inbound(X))))
    ear.phone(C, "Busy")
    row = TrunkCall(
        kind=MemberKind.INBOUND,
        id=X,
        source="0441234",
        target="6200",
        trunk="north",
        status="Talking",
        callees=(C,),
    )

    facts, _ = lines_are((row,), ear.calls, ear.roster, ear.now, ear.now)
    ear.learn(*facts)

    assert ear.happened[-1] == "answered_elsewhere 2002"
    assert [call.id for call in ear.calls.of(B) if (leg := call.leg_of(B)) and leg.is_live] == [Y]
