"""Single reports become facts."""

import pytest

from custom_components.pbx.telephony.facts import CallEnded, ExtensionIs, LegIs, RecordIs
from custom_components.pbx.telephony.model import (
    CallId,
    Cause,
    Direction,
    ExtensionId,
    Hook,
    LegId,
    LegState,
    Party,
    Role,
)
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Alert,
    Answer,
    Answered,
    Broken,
    Bye,
    CallFailed,
    CallStatus,
    ConferenceStatus,
    Dtmf,
    ExtensionStatus,
    Incoming,
    Invite,
    NewCdr,
    PlayPromptEnd,
    Report,
    Ring,
    Satisfaction,
    SmsSent,
    Transfer,
    TrunkState,
    Unknown,
)

from .flows import Ear, ext, inbound, legs, outbound

X = "1700000000.11"
X2 = "1700000000.12"
A, B, C = "2001", "2002", "2003"


@pytest.fixture
def ear() -> Ear:
    return Ear()


def test_a_ringing_phone_and_its_caller_are_told(ear: Ear) -> None:
    """RING names the phone that rings, then who calls."""
    facts = ear.hear(Ring(call=X, members=(ext(B), ext(A))))

    assert facts == [
        LegIs(
            call=CallId(X),
            leg=LegId(f"{X}/{number}"),
            at=1.0,
            party=Party(number=number, extension=ExtensionId(number)),
            role=role,
            state=state,
            direction=Direction.INTERNAL,
        )
        for number, role, state in (
            (B, Role.CALLEE, LegState.RINGING),
            (A, Role.CALLER, LegState.DIALING),
        )
    ]


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (Alert(call=X, members=(ext(A),)), [(f"{X}/2001", "caller", "dialing")]),
        (Alert(call=X, members=(inbound(X),)), [(f"{X}/inbound", "caller", "dialing")]),
        (
            Ring(call=X, members=(outbound(X2), ext(A))),
            [(f"{X}/outbound", "callee", "ringing"), (f"{X}/2001", "caller", "dialing")],
        ),
        (
            Ring(call=X, members=(ext(B), inbound(X))),
            [(f"{X}/2002", "callee", "ringing"), (f"{X}/inbound", "caller", "dialing")],
        ),
        (
            Answer(call=X, members=(ext(B), ext(A))),
            [(f"{X}/2002", "callee", "talking"), (f"{X}/2001", "caller", "talking")],
        ),
        (
            Answered(call=X, members=(ext(A), ext(B))),
            [(f"{X}/2001", "caller", "talking"), (f"{X}/2002", "callee", "talking")],
        ),
        (
            Answer(call=X, members=(ext(B), inbound(X))),
            [(f"{X}/2002", "callee", "talking"), (f"{X}/inbound", "caller", "talking")],
        ),
        (
            Answer(call=X, members=(inbound(X), ext(B))),
            [(f"{X}/inbound", "caller", "talking"), (f"{X}/2002", "callee", "talking")],
        ),
        (
            Answered(call=X, members=(ext(A), outbound(X2))),
            [(f"{X}/2001", "caller", "talking"), (f"{X}/outbound", "callee", "talking")],
        ),
        (
            Ring(call=X, members=(ext(B), ext(A), ext(C))),
            [
                (f"{X}/2002", "callee", "ringing"),
                (f"{X}/2001", "caller", "dialing"),
                (f"{X}/2003", None, None),
            ],
        ),
    ],
    ids=[
        "the caller hears it ring",
        "an outside caller hears it ring",
        "it rings outside",
        "it rings for somebody outside",
        "a colleague answers",
        "the caller is answered",
        "somebody outside is answered",
        "somebody outside is answered, told the other way round",
        "somebody outside answers",
        "a third party is named",
    ],
)
def test_a_report_puts_its_parties_in_their_places(
    ear: Ear, report: Report, expected: list[object]
) -> None:
    """Who comes in by a trunk calls, who goes out by one is called; else the order tells."""
    assert legs(ear.hear(report)) == expected


@pytest.mark.parametrize(
    ("members", "direction"),
    [
        ((ext(B), ext(A)), Direction.INTERNAL),
        ((ext(B), inbound(X)), Direction.INBOUND),
        ((outbound(X2), ext(A)), Direction.OUTBOUND),
        ((outbound(X2), inbound(X)), Direction.INBOUND),
        ((ext(B),), None),
    ],
    ids=["internal", "inbound", "outbound", "through", "one alone"],
)
def test_the_direction_follows_from_the_parties(
    ear: Ear, members: tuple[Member, ...], direction: Direction | None
) -> None:
    """One extension alone does not say where a call comes from."""
    facts = ear.hear(Answer(call=X, members=members))

    assert {fact.direction for fact in facts if isinstance(fact, LegIs)} == {direction}


@pytest.mark.parametrize(
    ("member", "party"),
    [
        (inbound(X, source="Ann Smith"), Party(number="Ann Smith", trunk="north")),
        (inbound(X, source="anonymous"), Party(number="anonymous", trunk="north")),
        (Member(kind=MemberKind.INBOUND, id=X), Party()),
        (outbound(X, target="0441234"), Party(number="0441234", trunk="north")),
        (Member(kind=MemberKind.OUTBOUND, id=X), Party()),
        (ext("6200(2002)"), Party(number="6200(2002)", extension=ExtensionId(B))),
    ],
    ids=["text", "anonymous", "nobody", "outside", "outside, unknown", "through a group"],
)
def test_a_party_is_named_as_the_pbx_does(ear: Ear, member: Member, party: Party) -> None:
    """A caller need not be a number, and may be hidden."""
    facts = ear.hear(Answer(call=X, members=(member, ext(A))))

    assert isinstance(facts[0], LegIs)
    assert facts[0].party == party


def test_an_extension_reached_through_a_group_has_one_leg(ear: Ear) -> None:
    """`6200(2002)` and `2002` are the same phone."""
    ear.hear(Ring(call=X, members=(ext("6200(2002)"), inbound(X))))
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))

    assert set(ear.state.calls[CallId(X)].legs) == {f"{X}/2002", f"{X}/inbound"}


def test_a_machine_is_no_party(ear: Ear) -> None:
    """An IVR answers nobody's call: who waits there may still be missed."""
    facts = ear.hear(Answer(call=X, members=(ext("6500"), inbound(X))))

    assert legs(facts) == [(f"{X}/inbound", "caller", "talking")]
    assert not ear.state.calls[CallId(X)].answered


@pytest.mark.parametrize(
    "report",
    [
        Broken(),
        Dtmf(members=(ext(A),), key="1"),
        PlayPromptEnd(members=(ext(A),)),
        Satisfaction(call=X),
        SmsSent(status="Succeed"),
        Invite(members=(inbound(X),)),
        Incoming(call=X, members=(ext(A),)),
        Transfer(call=X, members=(ext(A), ext(B))),
        ConferenceStatus(call=X, members=(ext(A),)),
        TrunkState(trunk="north", status="Up"),
        Unknown(word="x"),
        Ring(members=(ext(B), ext(A))),
        Bye(call=X, members=(ext(B), ext(A))),
        CallStatus(members=(ext(A),)),
        CallStatus(call=X, members=(ext(A),)),
        NewCdr(source=A, target=B),
        ExtensionStatus(extension="9999", status="Busy"),
        ExtensionStatus(extension=A, status="Dreaming"),
    ],
    ids=lambda report: type(report).__name__,
)
def test_a_report_that_means_nothing_yet_tells_nothing(ear: Ear, report: Report) -> None:
    """Neither a call without an id nor the end of one that was never seen can be told."""
    assert ear.hear(report) == []
    assert ear.live == []


@pytest.mark.parametrize(
    ("status", "hook", "registered"),
    [
        ("Ringing", Hook.RINGING, True),
        ("Busy", Hook.BUSY, True),
        ("Registered", Hook.IDLE, True),
        ("Unregistered", Hook.IDLE, False),
        ("Malfunction", Hook.FAULT, False),
    ],
)
def test_a_phone_is_told_apart_from_any_call(
    ear: Ear, status: str, hook: Hook, registered: bool
) -> None:
    """The report has no call id, and no caller."""
    assert ear.phone(A, status) == [
        ExtensionIs(id=ExtensionId(A), hook=hook, registered=registered)
    ]


@pytest.mark.parametrize("status", ["Idle", "Registered", "Unregistered", "Malfunction"])
def test_a_phone_that_falls_silent_no_longer_rings(ear: Ear, status: str) -> None:
    """Its leg ends; the call goes on, since the caller may wait for the next phone."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))))

    facts = ear.phone(B, status)

    assert legs(facts) == [(f"{X}/2002", "callee", "ended")]
    assert ear.live == [X]


def test_a_phone_that_falls_silent_has_not_hung_up(ear: Ear) -> None:
    """Nobody says in which order such reports come: a talking leg waits for its BYE."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))))
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))

    assert legs(ear.phone(B, "Idle")) == []


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("", Cause.NORMAL),
        ("NO ANSWER", Cause.NO_ANSWER),
        ("BUSY", Cause.BUSY),
        ("FAILED", Cause.FAILED),
        ("VOICEMAIL", Cause.NO_ANSWER),
    ],
)
def test_a_record_ends_its_call(ear: Ear, status: str, cause: Cause) -> None:
    """Whatever was lost before it."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))

    facts = ear.hear(NewCdr(call=X, source=A, target=B, status=status))

    assert facts[:-1] == [CallEnded(call=CallId(X), at=2.0, cause=cause)]
    assert ear.live == []


def test_a_second_record_changes_nothing(ear: Ear) -> None:
    """BUSY, then VOICEMAIL, with the same call id, are real."""
    ear.hear(Ring(call=X, members=(ext(B), ext(A))))
    ear.hear(NewCdr(call=X, status="BUSY"))

    [fact] = ear.hear(NewCdr(call=X, status="VOICEMAIL"))

    assert isinstance(fact, RecordIs)


def test_a_record_of_an_unseen_call_is_remembered(ear: Ear) -> None:
    """Else a late repeat of its first report would begin it."""
    assert ear.hear(NewCdr(call=X, source=A, target=B))[0] == CallEnded(call=CallId(X), at=1.0)
    assert ear.hear(Ring(call=X, members=(ext(B), ext(A)))) == []
    assert ear.live == []


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((ext(A),), [(f"{X}/2001", "caller", "dialing")]),
        (
            (outbound(X2), ext(A)),
            [(f"{X}/2001", "caller", "dialing"), (f"{X}/outbound", "callee", None)],
        ),
        (
            (ext(B), inbound(X)),
            [(f"{X}/inbound", "caller", "dialing"), (f"{X}/2002", "callee", None)],
        ),
        ((), []),
    ],
    ids=["only the caller", "outbound", "inbound", "nobody"],
)
def test_a_failed_call_is_told_with_its_reason(
    ear: Ear, members: tuple[Member, ...], expected: list[object]
) -> None:
    """It may be all that is ever heard of the call, so it comes into being and ends at once."""
    facts = ear.hear(CallFailed(call=X, members=members, reason="User busy"))

    assert legs(facts) == expected
    assert facts[-1] == CallEnded(call=CallId(X), at=1.0, cause=Cause.BUSY, reason="User busy")
    assert ear.live == []


def test_a_failed_attempt_of_a_talking_call_does_not_end_it(ear: Ear) -> None:
    """A third party could not be reached; the two go on talking."""
    ear.hear(Answer(call=X, members=(ext(B), ext(A))))

    facts = ear.hear(CallFailed(call=X, reason="User busy"))

    assert facts == []
    assert ear.live == [X]


def test_the_promised_caller_of_a_failed_call_is_told(ear: Ear) -> None:
    """We know who dialed whom, since we were asked to; the report names nobody."""
    ear.calls.expect(X, A, "0441234", ear.now)

    facts = ear.hear(CallFailed(call=X, reason="NO Outbound Restriction"))

    assert legs(facts) == [
        (f"{X}/outbound", "callee", "offered"),
        (f"{X}/2001", "caller", "dialing"),
    ]
    assert ear.happened == ["failed 2001"]
    assert ear.said == [("failed", A, "0441234", "outbound")]
