"""Whole calls in format 2.0.0: in any order, repeated, or with losses."""

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.facts import ExtensionsAre
from custom_components.pbx.telephony.vendors.yeastar.answers import (
    ExtensionRow,
    Found,
    FoundCall,
)
from custom_components.pbx.telephony.vendors.yeastar.members import Member
from custom_components.pbx.telephony.vendors.yeastar.picture import calls_are, silent_are
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    CallFailed,
    ConferenceStatus,
    Dtmf,
    ExtensionStatus,
    Incoming,
    Invite,
    NewCdr,
    PlayPromptEnd,
    Report,
    Transfer,
)

from .flows import PEOPLE, Ear
from .statuses import A, B, C, X, Y, line, member, status


@pytest.fixture
def ear() -> Ear:
    return Ear()


INTERNAL = (
    status((A, "ALERT"), (B, "RING")),
    status((A, "ANSWERED"), (B, "ANSWER")),
    status((A, "HOLD"), (B, "ANSWER")),
    status((A, "ANSWERED"), (B, "ANSWER")),
    status((A, "ANSWERED"), (B, "BYE")),
    NewCdr(call=X, source=A, target=B, status="ANSWERED", kind="Internal"),
)
INBOUND = (
    Invite(call=X, members=(line("in", ""),)),
    Incoming(call=X, members=(line("in", ""),)),
    status(("in", "ALERT"), (B, "RING")),
    status(("in", "ANSWERED"), (B, "ANSWER")),
    status(("in", "BYE"), (B, "ANSWER")),
    NewCdr(call=X, source="0441234", target=B, status="ANSWERED", kind="Inbound"),
)
MISSED = (
    status(("in", "ALERT"), (B, "RING")),
    status(("in", "BYE"), (B, "BYE")),
    NewCdr(call=X, source="0441234", target=B, status="NO ANSWER", kind="Inbound"),
)
OUTBOUND = (
    status((A, "ALERT"), ("out", "RING")),
    status((A, "ANSWERED"), ("out", "ANSWER")),
    status((A, "ANSWERED"), ("out", "BYE")),
    NewCdr(call=X, source=A, target="0441234", status="ANSWERED", kind="Outbound"),
)
QUEUE = (
    status(("in", "ANSWERED"), path="6700"),
    status(("in", "ANSWERED"), (A, "RING"), (B, "RING"), (C, "RING"), path="6700"),
    status(("in", "ANSWERED"), (A, "RING"), (B, "BYE"), (C, "RING"), path="6700"),
    status(("in", "ANSWERED"), (A, "BYE"), (C, "ANSWER"), path="6700"),
    status(("in", "ANSWERED"), (C, "BYE"), path="6700"),
    NewCdr(call=X, source="0441234", target="6700(2003)", status="ANSWERED", kind="Inbound"),
)
TRANSFERRED = (
    status(("in", "ANSWERED"), (A, "ANSWER")),
    Transfer(call=X, members=(member(A), line("in", ""))),
    status(("in", "ANSWERED"), (A, "BYE")),
    status(("in", "ANSWERED"), (B, "RING")),
    status(("in", "ANSWERED"), (B, "ANSWER")),
    status(("in", "BYE"), (B, "ANSWER")),
    NewCdr(call=X, source="0441234", target=B, status="ANSWERED", kind="Inbound"),
)
CONFERENCE = (
    ConferenceStatus(call=X, number="6400", members=(member(A, "ANSWERED", "6400"),)),
    ConferenceStatus(
        call=X,
        number="6400",
        members=(member(A, "ANSWERED", "6400"), member(B, "ANSWER", "6400")),
    ),
    ConferenceStatus(
        call=X,
        number="6400",
        members=(member(A, "ANSWERED", "6400"), member(B, "BYE", "6400")),
    ),
    ConferenceStatus(call=X, number="6400", members=(member(A, "BYE", "6400"),)),
    NewCdr(call=X, source=A, target="6400", status="ANSWERED", kind="Internal"),
)
FAILED = (
    status((A, "ALERT")),
    CallFailed(call=X, members=(member(A),), reason="NO Outbound Restriction"),
    NewCdr(call=X, source=A, target="0441234", status="FAILED", kind="Outbound"),
)
FLOWS: dict[str, tuple[tuple[Report, ...], list[str]]] = {
    "internal": (
        INTERNAL,
        ["dialling A", "ringing B", "answered B", "held A", "resumed A", "ended A"],
    ),
    "inbound": (INBOUND, ["inbound_request -", "ringing B", "answered B", "ended B"]),
    "missed": (MISSED, ["ringing B", "missed B"]),
    "outbound": (OUTBOUND, ["dialling A", "answered A", "ended A"]),
    "queue": (
        QUEUE,
        [
            "ringing A",
            "ringing B",
            "ringing C",
            "answered C",
            "answered_elsewhere A",
            "answered_elsewhere B",
            "ended C",
        ],
    ),
    "transferred": (
        TRANSFERRED,
        ["answered A", "transferred A", "ringing B", "answered B", "ended B"],
    ),
    "conference": (CONFERENCE, ["answered B", "ended A"]),
    "failed": (FAILED, ["dialling A", "failed A"]),
}
NAMES = {"None": "-", A: "A", B: "B", C: "C"}
flows = pytest.mark.parametrize(("reports", "events"), FLOWS.values(), ids=FLOWS)


def happened(ear: Ear) -> list[str]:
    """Give what happened, with short names."""
    return [f"{kind} {NAMES[who]}" for kind, who in (each.split() for each in ear.happened)]


def looks(ear: Ear, *talks: FoundCall) -> None:
    """Let the PBX list free phones and these calls, as the poll asks for them."""
    ear.now += 1
    asked, question = ear.now, ear.roster.question()
    rows = [ExtensionRow(number=number, name="", status="Idle") for number in PEOPLE]
    quiet = ear.calls.unheard_since(asked)
    ear.now += 1
    found = Found(talks=talks)
    ear.learn(
        ExtensionsAre(extensions=ear.roster.take(rows, question)),
        *calls_are(found, ear.calls, ear.roster, asked, ear.now),
        *silent_are(ear.calls, ear.roster, quiet, ear.now),
    )


@flows
def test_a_flow_is_one_happening_each(
    ear: Ear, reports: tuple[Report, ...], events: list[str]
) -> None:
    """Everybody hears each happening once, and nothing is left over."""
    ear.hear(*reports)

    assert sorted(happened(ear)) == sorted(events)
    assert ear.live == []
    assert not ear.calls


@flows
def test_a_call_is_over_without_its_record(
    ear: Ear, reports: tuple[Report, ...], events: list[str]
) -> None:
    """It may be lost; the goodbye of one of two is enough."""
    ear.hear(*reports[:-1])

    assert sorted(happened(ear)) == sorted(events)
    assert ear.live == []


@flows
def test_repeats_change_nothing(ear: Ear, reports: tuple[Report, ...], events: list[str]) -> None:
    """The PBX repeats a report until it is answered, and some come long after the end."""
    ear.hear(*(report for report in reports for _ in range(3)), *reports)

    assert sorted(happened(ear)) == sorted(events)
    assert ear.live == []


@flows
def test_no_single_loss_makes_anybody_miss_a_call(
    reports: tuple[Report, ...], events: list[str]
) -> None:
    """The others and the poll tell what was lost; who took a call has never missed it."""
    for lost in range(len(reports)):
        ear = Ear()
        ear.hear(*reports[:lost], *reports[lost + 1 :])
        looks(ear)

        missed = {each for each in happened(ear) if each.startswith("missed")}
        assert missed <= set(events)
        assert ear.live == []
        assert len(happened(ear)) == len(set(happened(ear)))


@pytest.mark.parametrize("name", ["internal", "inbound", "queue", "transferred"])
@given(st.data())
def test_no_order_leaves_anything_behind(name: str, data: st.DataObject) -> None:
    """Separate connections may overtake each other; a new phone may bring back what seemed over."""
    reports, _ = FLOWS[name]
    ear = Ear()

    ear.hear(*data.draw(st.permutations(reports)))

    assert ear.live == []
    most = 1 if name in ("internal", "inbound") else 2
    assert sum(each.startswith("ended") for each in happened(ear)) <= most
    assert sum(each.startswith("inbound_request") for each in happened(ear)) <= 1


STEPS = st.one_of(
    st.sampled_from([report for reports, _ in FLOWS.values() for report in reports]),
    st.sampled_from(
        [
            Dtmf(call=X, members=(line("in", ""),), key="1", index="0"),
            PlayPromptEnd(call=X, members=(member(A),), prompt="hello"),
            ExtensionStatus(extension=B, status="Busy"),
            ExtensionStatus(extension=B, status="Ringing"),
            ExtensionStatus(extension=B, status="Idle"),
            CallFailed(call=X, members=(member(B), line("in", "")), reason="486 Busy Here"),
            status((A, "ALERT"), (B, "RING"), call=Y),
            status((A, "ANSWERED"), (B, "ANSWER"), call=Y),
            status((A, "BYE"), (B, "BYE"), call=Y),
        ]
    ),
    st.sampled_from(
        [
            (),
            (FoundCall(id=X, members=(member(A, "ANSWERED"), member(B, "ANSWER"))),),
            (FoundCall(id=Y, members=(line("in", "ALERT"), member(C, "RING"))),),
        ]
    ),
)


@given(st.lists(STEPS, max_size=25))
def test_the_memory_and_the_fold_agree_on_what_goes_on(
    steps: list[Report | tuple[FoundCall, ...]],
) -> None:
    """Else calls would be hung up that are over, or asked for that are not."""
    ear = Ear()

    for step in steps:
        if isinstance(step, tuple):
            looks(ear, *step)
        else:
            ear.hear(step)
        known = {call.id for call in ear.calls if call.told}
        assert known == ear.state.calls.keys()
        for call in ear.calls:
            if call.told:
                legs = ear.state.calls[call.id].legs
                assert {id for id, leg in call.legs.items() if leg.is_live} == {
                    id for id, leg in legs.items() if leg.is_live
                }


def test_one_of_several_members_leaves(ear: Ear) -> None:
    """The others go on talking; the second to last ends it."""
    ear.hear(status((A, "ANSWERED"), (B, "ANSWER"), (C, "ANSWER")))
    ear.hear(status((A, "ANSWERED"), (B, "ANSWER"), (C, "BYE")))
    assert ear.live == [X]

    ear.hear(status((A, "ANSWERED"), (B, "BYE")))

    assert ear.live == []


def test_a_phone_that_only_rang_ends_no_call(ear: Ear) -> None:
    """Where the trunk is not monitored, who called is not among the members."""
    ear.hear(status((B, "RING"), (C, "RING")), status((B, "ANSWER"), (C, "BYE")))

    assert ear.live == [X]


def test_the_phones_of_one_extension_ring_as_one(ear: Ear) -> None:
    """Five may be registered; one takes the call, and nobody else was there."""
    second = member(B, "RING", channel="PJSIP/2002-0b")
    ear.hear(status((A, "ALERT"), (B, "RING"), also=(second,)))
    ear.hear(
        status((A, "ANSWERED"), (B, "BYE"), also=(member(B, "ANSWER", channel=second.channel),))
    )
    leg = next(iter(ear.calls)).leg_of(B)
    assert leg is not None
    assert leg.channel == second.channel

    ear.hear(status((A, "BYE"), (B, "BYE")))

    assert happened(ear) == ["dialling A", "ringing B", "answered B", "ended A"]


def test_who_comes_back_has_another_leg(ear: Ear) -> None:
    """Who has talked and left is called once more, by another channel."""
    ear.hear(status(("in", "ANSWERED"), (A, "ANSWER")))
    ear.hear(Transfer(call=X, members=(member(A), line("in", ""))))
    ear.hear(status(("in", "ANSWERED"), (A, "BYE"), (B, "ANSWER")))
    back = member(A, "RING", channel="PJSIP/2001-0c")
    ear.hear(status(("in", "ANSWERED"), (B, "ANSWER"), also=(back,)))

    assert happened(ear) == ["answered A", "transferred A", "ringing A"]


def test_a_call_went_through_its_group(ear: Ear) -> None:
    """The last path is that of the call; one that is an extension is none."""
    ear.hear(status(("in", "ANSWERED"), path="6500"))
    assert ear.state.calls[X].group == "6500"

    ear.hear(status(("in", "ANSWERED"), (B, "RING"), path="6700"))
    ear.hear(status(("in", "ANSWERED"), (B, "ANSWER"), path=A))

    assert ear.state.calls[X].group == "6700"


def test_a_busy_phone_has_taken_the_call_that_ended(ear: Ear) -> None:
    """The report of its answer was lost."""
    ear.hear(status(("in", "ALERT"), (B, "RING")))
    ear.phone(B, "Busy")

    ear.hear(status(("in", "BYE"), (B, "BYE")))

    assert happened(ear) == ["ringing B", "answered B", "ended B"]


def test_who_refuses_in_a_group_does_not_end_the_call(ear: Ear) -> None:
    """The others still ring."""
    ear.hear(status(("in", "ALERT"), (A, "RING"), (B, "RING")))
    refusing: tuple[Member, ...] = (member(B), line("in", ""))
    ear.hear(CallFailed(call=X, members=refusing, reason="486 Busy Here"))
    assert ear.live == [X]

    ear.hear(status(("in", "ANSWERED"), (A, "ANSWER")))

    assert happened(ear) == ["ringing A", "ringing B", "answered A", "answered_elsewhere B"]


def test_a_call_that_a_program_hands_on_goes_on(ear: Ear) -> None:
    """It seemed to be over; a late repeat of what was before does not bring the first one back."""
    before = status(("in", "ANSWERED"), (A, "ANSWER"))
    ear.hear(before, status(("in", "ANSWERED"), (A, "BYE")))
    assert ear.live == []

    ear.hear(status(("in", "ANSWERED"), (B, "RING")), before)
    ear.hear(status(("in", "ANSWERED"), (B, "ANSWER")), status(("in", "BYE"), (B, "ANSWER")))

    assert happened(ear) == ["answered A", "ended A", "ringing B", "answered B", "ended B"]
    assert ear.live == []


def test_who_rings_alone_is_going_to_call(ear: Ear) -> None:
    """A program dialed for this phone, so it rings first."""
    ear.hear(status((A, "RING")), status((A, "ALERT"), (B, "RING")))

    assert happened(ear) == ["dialling A", "ringing B"]


def test_who_rings_alone_is_called_when_somebody_has_called(ear: Ear) -> None:
    """A report may name only whose state is new."""
    for each in ((A, "ALERT"), (B, "RING"), (A, "ANSWERED"), (B, "ANSWER"), (B, "BYE")):
        ear.hear(status(each))

    assert happened(ear) == ["dialling A", "ringing B", "answered B", "ended A"]
