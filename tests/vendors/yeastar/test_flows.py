"""The reports of whole calls: one happening in the world is one event."""

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.facts import ExtensionsAre
from custom_components.pbx.telephony.model import Hook
from custom_components.pbx.telephony.selectors import ExtensionStatus as Doing, status
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionRow, Found, TrunkCall
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.phones import taken_by
from custom_components.pbx.telephony.vendors.yeastar.picture import calls_are, silent_are
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Alert,
    Answer,
    Answered,
    Bye,
    CallFailed,
    CallReport,
    ExtensionStatus,
    Incoming,
    Invite,
    NewCdr,
    Report,
    Ring,
    Transfer,
)

from .flows import PEOPLE, Ear, ext, inbound, outbound

X = "1700000000.11"
X2 = "1700000000.12"
Y = "1700000000.21"
A, B, C = "2001", "2002", "2003"


@pytest.fixture
def ear() -> Ear:
    return Ear()


def byes(call: str, first: Member, second: Member) -> tuple[Report, Report]:
    """Make the two reports of an end: first who hung up."""
    return Bye(call=call, members=(first, second)), Bye(call=call, members=(second, first))


INTERNAL = (
    ExtensionStatus(extension=A, status="Busy"),
    ExtensionStatus(extension=B, status="Ringing"),
    Answered(call=X, members=(ext(A), ext(B))),
    Answer(call=X, members=(ext(B), ext(A))),
    ExtensionStatus(extension=B, status="Busy"),
    *byes(X, ext(B), ext(A)),
    ExtensionStatus(extension=B, status="Idle"),
    ExtensionStatus(extension=A, status="Registered"),
    NewCdr(call=X, source=A, target=B, status="ANSWERED", kind="Internal"),
)
DIALED = (
    ExtensionStatus(extension=A, status="Ringing"),
    ExtensionStatus(extension=A, status="Busy"),
    Alert(call=X, members=(ext(A),)),
    Ring(call=X, members=(ext(B), ext(A))),
    *INTERNAL[1:],
)
INBOUND = (
    Invite(call=X, members=(inbound(X),)),
    Incoming(call=X, members=(inbound(X),)),
    Ring(call=X, members=(ext(B), inbound(X))),
    ExtensionStatus(extension=B, status="Ringing"),
    Answered(call=X, members=(inbound(X), ext(B))),
    Answer(call=X, members=(ext(B), inbound(X))),
    ExtensionStatus(extension=B, status="Busy"),
    *byes(X, inbound(X), ext(B)),
    ExtensionStatus(extension=B, status="Idle"),
    NewCdr(call=X, source="0441234", target=B, status="ANSWERED", kind="Inbound"),
)
MISSED = (
    *INBOUND[:4],
    ExtensionStatus(extension=B, status="Idle"),
    NewCdr(call=X, source="0441234", target=B, status="NO ANSWER", kind="Inbound"),
)
GIVEN_UP = (
    Ring(call=X, members=(ext(B), inbound(X))),
    Bye(call=X, members=(inbound(X), ext(B))),
    NewCdr(call=X, source="0441234", target=B, status="NO ANSWER", kind="Inbound"),
)
GROUP = (
    Ring(call=X, members=(ext(B), inbound(X))),
    Ring(call=X, members=(ext(C), inbound(X))),
    ExtensionStatus(extension=B, status="Ringing"),
    ExtensionStatus(extension=C, status="Ringing"),
    Answer(call=X, members=(ext(C), inbound(X))),
    ExtensionStatus(extension=B, status="Idle"),
    ExtensionStatus(extension=C, status="Busy"),
    *byes(X, ext(C), inbound(X)),
    NewCdr(call=X, source="0441234", target="6200(2003)", status="ANSWERED", kind="Inbound"),
)
OUTBOUND = (
    ExtensionStatus(extension=A, status="Busy"),
    Alert(call=X, members=(ext(A),)),
    Ring(call=X, members=(outbound(X2), ext(A))),
    Answered(call=X, members=(ext(A), outbound(X2))),
    Answer(call=X, members=(outbound(X2), ext(A))),
    *byes(X, outbound(X2), ext(A)),
    ExtensionStatus(extension=A, status="Idle"),
    NewCdr(call=X, source=A, target="0441234", status="ANSWERED", kind="Outbound"),
)
TRANSFERRED = (
    Answer(call=X, members=(ext(A), inbound(X))),
    Transfer(call=X, members=(ext(A), inbound(X))),
    Ring(call=X, members=(ext(B), inbound(X))),
    Bye(call=X, members=(ext(A), inbound(X))),
    Answer(call=X, members=(ext(B), inbound(X))),
    *byes(X, inbound(X), ext(B)),
    NewCdr(call=X, status="ANSWERED"),
    NewCdr(call=X, status="ANSWERED", kind="Transfer"),
)
FAILED = (
    Alert(call=X, members=(ext(A),)),
    CallFailed(call=X, members=(ext(A),), reason="User busy"),
    ExtensionStatus(extension=A, status="Idle"),
    NewCdr(call=X, source=A, target=B, status="BUSY"),
)
FLOWS: dict[str, tuple[tuple[Report, ...], list[str]]] = {
    "internal": (INTERNAL, ["answered 2002", "ended 2001"]),
    "dialed by a program": (
        DIALED,
        ["dialling 2001", "ringing 2002", "answered 2002", "ended 2001"],
    ),
    "inbound": (
        INBOUND,
        ["inbound_request None", "ringing 2002", "answered 2002", "ended 2002"],
    ),
    "missed": (MISSED, ["inbound_request None", "ringing 2002", "missed 2002"]),
    "given up": (GIVEN_UP, ["ringing 2002", "missed 2002"]),
    "ring group": (
        GROUP,
        [
            "ringing 2002",
            "ringing 2003",
            "answered 2003",
            "answered_elsewhere 2002",
            "ended 2003",
        ],
    ),
    "outbound": (OUTBOUND, ["dialling 2001", "answered 2001", "ended 2001"]),
    "transferred": (
        TRANSFERRED,
        ["answered 2001", "ringing 2002", "transferred 2001", "answered 2002", "ended 2002"],
    ),
    "failed": (FAILED, ["dialling 2001", "failed 2001"]),
}
flows = pytest.mark.parametrize(("reports", "events"), FLOWS.values(), ids=FLOWS)


@flows
def test_a_flow_is_one_happening_each(
    ear: Ear, reports: tuple[Report, ...], events: list[str]
) -> None:
    """Everybody hears each happening once, and nothing is left over."""
    ear.hear(*reports)

    assert ear.happened == events
    assert ear.live == []
    assert not ear.calls


@flows
def test_repeated_reports_change_nothing(
    ear: Ear, reports: tuple[Report, ...], events: list[str]
) -> None:
    """The PBX repeats a report until it is answered."""
    ear.hear(*(report for report in reports for _ in range(3)))

    assert ear.happened == events


@flows
def test_a_late_repeat_of_anything_raises_no_dead(
    ear: Ear, reports: tuple[Report, ...], events: list[str]
) -> None:
    """A resent report may come long after the end."""
    ear.hear(*reports)
    ear.hear(*(report for report in reports if isinstance(report, CallReport)))

    assert ear.happened == events
    assert ear.live == []


@flows
def test_a_record_alone_ends_a_call(
    ear: Ear, reports: tuple[Report, ...], events: list[str]
) -> None:
    """Even if all goodbyes are lost."""
    ear.hear(*(report for report in reports if not isinstance(report, Bye)))

    assert ear.live == []
    assert len(ear.happened) == len(events)


@given(st.permutations(INTERNAL + INBOUND[4:]), st.integers(0, 12))
def test_no_order_and_no_loss_leaves_anything_behind(reports: list[Report], lost: int) -> None:
    """Separate connections may overtake each other; the record comes last."""
    ear = Ear()
    ear.hear(*reports[lost:])
    ear.hear(INTERNAL[-1], INBOUND[-1])

    assert ear.live == []


@given(st.lists(st.sampled_from([*DIALED, *INBOUND, *GROUP, *OUTBOUND, *TRANSFERRED, *FAILED])))
def test_the_memory_and_the_fold_agree_on_what_goes_on(reports: list[Report]) -> None:
    """Else calls would be hung up that are over, or asked for that are not."""
    ear = Ear()

    for report in reports:
        ear.hear(report)
        assert len(ear.live) == sum(bool(call.legs) for call in ear.calls)


def looks(ear: Ear, phones: tuple[str, ...], rows: tuple[TrunkCall, ...]) -> None:
    """Let the PBX list the phones and the calls, as the poll asks for them."""
    ear.now += 1
    asked, question = ear.now, ear.roster.question()
    listed = [
        ExtensionRow(number=x, name="", status=s) for x, s in zip(PEOPLE, phones, strict=True)
    ]
    quiet = ear.calls.unheard_since(asked)
    ear.now += 1
    ear.learn(
        ExtensionsAre(extensions=ear.roster.take(listed, question)),
        *calls_are(Found(lines=rows), ear.calls, ear.roster, asked, ear.now),
        *silent_are(ear.calls, ear.roster, quiet, ear.now),
    )


STEPS = st.one_of(
    st.sampled_from([*DIALED, *INBOUND, *GROUP, *OUTBOUND, *TRANSFERRED, *FAILED]),
    st.tuples(*(st.sampled_from(["Idle", "Busy", "Ringing"]) for _ in PEOPLE)),
    st.sampled_from([B, "0441234", "6200"]),
)
LINE = TrunkCall(
    kind=MemberKind.INBOUND,
    id=X,
    source="0441234",
    target=B,
    trunk="north",
    status="Talking",
    callees=(B,),
)


@given(st.lists(STEPS, max_size=20), st.booleans())
def test_looks_and_commands_do_not_part_the_memory_from_the_fold(
    steps: list[Report | tuple[str, ...] | str], goes_on: bool
) -> None:
    """In whatever order a program dials, phones are listed, and reports come in."""
    ear = Ear()

    for step in steps:
        match step:
            case str():
                ear.calls.expect(X, A, step, ear.now)
            case tuple():
                looks(ear, step, (LINE,) if goes_on else ())
            case _:
                ear.hear(step)
        for number in PEOPLE:
            if (call := ear.calls.only_rings(number)) and ear.hook(number) is Hook.BUSY:
                ear.learn(*taken_by(number, call, ear.calls, ear.now))
        known = {call.id: call for call in ear.calls}
        told = {
            id
            for id, call in known.items()
            if any(leg.is_live and leg.state is not None for leg in call.legs.values())
        }
        assert told <= ear.state.calls.keys() <= known.keys()


def test_parallel_calls_are_told_apart_by_their_ids(ear: Ear) -> None:
    """Their reports interleave freely."""
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))
    ear.hear(Answer(call=Y, members=(ext("2004"), ext(C))))
    ear.hear(*byes(X, ext(A), ext(B)))

    assert ear.live == [Y]


def test_a_phone_that_talks_stops_ringing_with_the_word_busy(ear: Ear) -> None:
    """It rang beside a conversation, and somebody else took that call: she is just talking."""
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))
    ear.phone(B, "Ringing")
    ear.hear(Ring(call=Y, members=(ext(B), inbound(Y))), Ring(call=Y, members=(ext(C), inbound(Y))))
    assert status(ear.state, ear.extension(B)) is Doing.RINGING

    ear.hear(Answer(call=Y, members=(ext(C), inbound(Y))))
    ear.phone(B, "Busy")

    assert status(ear.state, ear.extension(B)) is Doing.IN_CALL
    assert f"answered_elsewhere {B}" in ear.happened


def test_a_second_call_that_is_taken_is_not_lost_by_the_word_busy(ear: Ear) -> None:
    """The word may come before the answer."""
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))
    ear.phone(B, "Ringing")
    ear.hear(Ring(call=Y, members=(ext(B), inbound(Y))))
    ear.phone(B, "Busy")

    ear.hear(Answer(call=Y, members=(ext(B), inbound(Y))))

    assert ear.happened[-1] == f"answered {B}"
    assert not [each for each in ear.happened if "missed" in each or "elsewhere" in each]


@pytest.mark.parametrize(
    ("kind", "source", "target"),
    [("Inbound", "0441234", B), ("Inbound", "0441234", f"6200({B})"), ("Internal", A, B)],
    ids=["from outside", "through a group", "from inside"],
)
def test_a_phone_that_rang_too_briefly_to_ask_has_missed_a_call(
    ear: Ear, kind: str, source: str, target: str
) -> None:
    """The record says for whom it rang."""
    ear.phone(B, "Ringing")
    ear.phone(B, "Idle")
    record = NewCdr(call=X, source=source, target=target, status="NO ANSWER", kind=kind)

    ear.hear(record)
    ear.hear(record)

    assert [each for each in ear.happened if each.endswith(B)] == [f"ringing {B}", f"missed {B}"]
    assert not ear.live


@pytest.mark.parametrize(
    ("rang", "record", "happened"),
    [
        (C, NewCdr(call=X, source="044", target=B, status="NO ANSWER", kind="Inbound"), ["missed"]),
        (C, NewCdr(call=X, source="044", target=B, status="", kind="Inbound"), []),
        (B, NewCdr(call=X, source="6500", target=B, status="NO ANSWER", kind="Internal"), []),
        (B, NewCdr(call=X, source="6500", target=B, status="ANSWERED", kind="Internal"), []),
    ],
    ids=["another phone rang", "nothing came of it", "a machine called", "a machine reached it"],
)
def test_a_record_makes_no_phone_ring(
    ear: Ear, rang: str, record: NewCdr, happened: list[str]
) -> None:
    """What nobody heard is not made up."""
    ear.phone(rang, "Ringing")
    ear.phone(rang, "Idle")

    ear.hear(record)

    assert ear.happened == [f"{each} {B}" for each in happened]
