"""A record ends its call, and makes good for the reports that were lost before it."""

import pytest

from custom_components.pbx.telephony.facts import CallEnded, RecordIs
from custom_components.pbx.telephony.model import CallId, Cause
from custom_components.pbx.telephony.vendors.yeastar.reports import Answer, NewCdr, Ring
from custom_components.pbx.telephony.vendors.yeastar.translate import translate

from .flows import Ear, ext, inbound, legs

X = "1700000000.11"
A, B, C = "2001", "2002", "2003"


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.mark.parametrize("target", [B, f"6200({B})"], ids=["directly", "through a group"])
@pytest.mark.parametrize("is_silent", [False, True], ids=["rings", "has fallen silent"])
def test_a_call_whose_answer_was_lost_is_not_missed(ear: Ear, target: str, is_silent: bool) -> None:
    """The record knows who took it."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))))
    if is_silent:
        ear.phone(B, "Idle")

    facts = ear.hear(NewCdr(call=X, source="0441234", target=target, status="ANSWERED"))

    assert legs(facts)[-2:] == [
        (f"{X}/2002", "callee", "talking"),
        (f"{X}/inbound", "caller", "talking"),
    ]
    assert ear.happened == ["ringing 2002", "answered 2002", "ended 2002"]
    assert ear.live == []


def test_only_who_took_the_call_of_a_group_has_answered(ear: Ear) -> None:
    """The others rang for a call that was taken elsewhere."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))), Ring(call=X, members=(ext(C), inbound(X))))

    ear.hear(NewCdr(call=X, source="0441234", target=f"6200({C})", status="ANSWERED"))

    assert ear.happened[2:] == ["answered 2003", "answered_elsewhere 2002", "ended 2003"]


@pytest.mark.parametrize(
    "record",
    [
        NewCdr(call=X, source="0441234", target=C, status="ANSWERED"),
        NewCdr(call=X, source=A, target=A, status="ANSWERED"),
        NewCdr(call=X, source="0441234", target=B, status="VOICEMAIL"),
    ],
    ids=["another phone", "the caller", "a machine"],
)
def test_a_record_makes_nobody_talk_who_did_not_ring(ear: Ear, record: NewCdr) -> None:
    """An IVR answers too, and an extension may answer without having rung."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))

    assert legs(ear.hear(record)) == []
    assert ear.live == []


def test_a_call_that_was_answered_is_not_answered_again(ear: Ear) -> None:
    """The record of a call that was handed on names the last who took it."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))))
    ear.hear(Answer(call=X, members=(ext(C), inbound(X))))

    facts = ear.hear(NewCdr(call=X, source="0441234", target=B, status="ANSWERED"))

    assert facts[:-1] == [CallEnded(call=CallId(X), at=3.0, cause=Cause.NORMAL)]


@pytest.mark.parametrize("status", ["BUSY", "FAILED"])
@pytest.mark.parametrize(
    ("kind", "source", "target"),
    [
        ("Internal", A, B),
        ("Internal", A, "6200"),
        ("Outbound", A, "0441234"),
        ("Inbound", "0441234", B),
    ],
    ids=["a colleague", "a group", "somebody outside", "from outside"],
)
def test_a_vain_attempt_that_nobody_saw_is_told_with_its_parties(
    ear: Ear, status: str, kind: str, source: str, target: str
) -> None:
    """The record is all there is; that a phone rang is not made up."""
    ear.hear(NewCdr(call=X, source=source, target=target, status=status, kind=kind))

    assert ear.said == [("failed", source, target, kind.lower())]
    assert ear.live == []


def test_a_vain_attempt_of_a_machine_has_no_parties(ear: Ear) -> None:
    """A wake-up call is made by nobody."""
    facts = ear.hear(NewCdr(call=X, source="wakeupcall", target=B, status="BUSY", kind="Internal"))

    assert legs(facts) == []


def test_a_phone_that_was_answered_at_once_is_explained(ear: Ear) -> None:
    """What it rang for is known, so no later record is about that."""
    ear.phone(B, "Ringing")
    ear.hear(Answer(call=X, members=(ext(B), ext(A))), NewCdr(call=X))

    ear.hear(NewCdr(call="9.9", source="044", target=B, status="NO ANSWER", kind="Inbound"))

    assert ear.happened == ["answered 2002", "ended 2002", "missed 2002"]


@pytest.mark.parametrize("rang", [False, True], ids=["nobody heard it ring", "it rang"])
def test_a_call_that_nothing_else_told_of_is_told_by_its_record(ear: Ear, rang: bool) -> None:
    """All its reports were lost, and it was over before anybody asked."""
    if rang:
        ear.phone(B, "Ringing")
        ear.phone(B, "Idle")
    ear.now = 100.0
    record = NewCdr(
        call=X,
        source="0441234",
        target=f"6200({B})",
        status="ANSWERED",
        kind="Inbound",
        duration=30,
        talked=20,
    )

    ear.hear(record, record)

    assert ear.happened == [*(["ringing 2002"] if rang else []), "answered 2002", "ended 2002"]
    call = ear.state.ended_call(CallId(X))
    assert call is not None
    assert (call.began, call.answered_at, call.ended, call.group) == (71.0, 81.0, 101.0, "6200")
    assert ear.live == []


@pytest.mark.parametrize(
    ("began", "told"),
    [("1970-01-01 00:16:00", []), ("1970-01-01 00:16:20", ["answered 2002", "ended 2002"])],
    ids=["over before", "still going on then"],
)
def test_a_record_of_a_time_when_nobody_watched_is_no_news(
    ear: Ear, began: str, told: list[str]
) -> None:
    """The PBX sends it again until it is answered; the log has it, but nothing happens now."""
    ear.calls.since = 1_000.0
    record = NewCdr(
        call=X,
        source="0441234",
        target=B,
        status="ANSWERED",
        kind="Inbound",
        began=began,
        duration=25,
        talked=20,
    )

    facts = ear.learn(*translate(record, ear.calls, ear.roster, 1_010.0, 0.0))

    assert ear.happened == told
    assert any(isinstance(fact, RecordIs) for fact in facts)


@pytest.mark.parametrize(
    ("target", "status", "missed_by"),
    [
        ("6400", "NO ANSWER", None),
        ("6500", "ANSWERED", None),
        (B, "NO ANSWER", B),
        (B, "VOICEMAIL", B),
    ],
    ids=["nobody was free", "a menu", "a phone", "a mailbox"],
)
def test_a_call_from_outside_that_reached_nobody_is_missed(
    ear: Ear, target: str, status: str, missed_by: str | None
) -> None:
    """Its record is all there is of it."""
    ear.hear(NewCdr(call=X, source="0441234", target=target, status=status, kind="Inbound"))

    assert ear.happened == [f"missed {missed_by}"]
    assert ear.said == [("missed", "0441234", target, "inbound")]


def test_a_colleague_who_reached_a_colleague_unseen_is_told(ear: Ear) -> None:
    """Whoever called has an end of their own."""
    ear.hear(NewCdr(call=X, source=A, target=B, status="ANSWERED", kind="Internal"))

    assert ear.happened == ["answered 2002", "ended 2001"]
    assert ear.said[-1] == ("ended", A, B, "internal")
