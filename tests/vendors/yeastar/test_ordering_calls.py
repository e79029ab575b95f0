"""Commands about calls that go on become requests, by id or by channel."""

import pytest

from custom_components.pbx.telephony.commands import (
    Answer,
    CallTarget,
    Command,
    Decision,
    HangUp,
    Hold,
    Monitor,
    MonitorMode,
    Mute,
    Screen,
    SetPresence,
    TargetKind,
    Transfer,
)
from custom_components.pbx.telephony.errors import CommandRefused, CommandUnsupported
from custom_components.pbx.telephony.model import CallId, ExtensionId
from custom_components.pbx.telephony.vendors.yeastar.dialect import Dialect
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.ordering import request_for
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Alert,
    Bye,
    Invite,
    NewCdr,
    Report,
    Ring,
)

from .flows import Ear, ext, inbound
from .orders import (
    CHANNEL_A,
    CHANNEL_B,
    FIRST,
    INBOUND,
    INTERNAL,
    LINE,
    NEW,
    NEW_INBOUND,
    NEW_INTERNAL,
    OLD,
    OUTBOUND,
    X2,
    A,
    B,
    C,
    X,
    order,
    sample,
)

EA, EB, EC = ExtensionId(A), ExtensionId(B), ExtensionId(C)
CALL = CallId(X)


@pytest.mark.parametrize(
    ("reports", "path", "body"),
    [
        ((INBOUND,), "inbound/hangup", {"inboundid": X}),
        ((OUTBOUND,), "outbound/hangup", {"outboundid": X2}),
        ((Ring(call=X, members=(ext(B), ext(A))),), "extension/hangup", {"extid": A}),
        (
            (INTERNAL, Bye(call=X, members=(ext(A), ext(B)))),
            "extension/hangup",
            {"extid": B},
        ),
    ],
    ids=["inbound", "outbound", "internal", "the caller has left"],
)
def test_a_call_is_hung_up_by_what_is_known_of_it(
    reports: tuple[Report, ...], path: str, body: dict[str, str]
) -> None:
    """A line ends the call for sure; an extension may be on a second one."""
    assert order(HangUp(call=CALL), OLD, *reports) == (path, body)


@pytest.mark.parametrize("dialect", [OLD, NEW], ids=["by id", "by channel"])
def test_a_call_that_is_over_needs_no_request(dialect: Dialect) -> None:
    """What was wanted is the case."""
    ear = Ear()
    ear.hear(INTERNAL, NewCdr(call=X))

    assert request_for(HangUp(call=CALL), dialect, ear.roster, ear.calls) is None


@pytest.mark.parametrize(
    ("command", "path", "by", "fixture"),
    [
        (HangUp(extension=EA), "extension/hangup", {"extid": A}, "req_extension_hangup"),
        (Hold(extension=EA), "extension/hold", {"extid": A}, "req_extension_hangup"),
        (Hold(extension=EA, on=False), "extension/unhold", {"extid": A}, "req_extension_hangup"),
        (Mute(extension=EA), "extension/mute", {"extid": A}, "req_extension_hangup"),
        (Mute(extension=EA, on=False), "extension/unmute", {"extid": A}, "req_extension_hangup"),
        (
            Monitor(extension=EA, by=EC, mode=MonitorMode.BARGE_IN),
            "extension/barge",
            {"bargein": C, "bargedext": A},
            "req_extension_barge",
        ),
        (
            Monitor(extension=EA, by=EC, mode=MonitorMode.WHISPER),
            "extension/whisper",
            {"whisperer": C, "whisperedext": A},
            "req_extension_whisper",
        ),
        (
            Monitor(extension=EA, by=EC),
            "extension/listen",
            {"listener": C, "listenedext": A},
            None,
        ),
    ],
    ids=["hang up", "hold", "unhold", "mute", "unmute", "barge in", "whisper", "listen"],
)
def test_an_extension_acts_by_its_number(
    command: Command, path: str, by: dict[str, str], fixture: str | None
) -> None:
    """Before v2.0.0 the PBX finds the call itself."""
    assert order(command, OLD) == (path, by)
    if fixture is not None:
        assert by.keys() == sample(fixture).keys()


@pytest.mark.parametrize(
    ("command", "path", "body"),
    [
        (HangUp(extension=EB), "call/hangup", {"channelid": CHANNEL_B}),
        (HangUp(call=CALL), "call/hangup", {"channelid": LINE}),
        (Hold(extension=EB), "call/hold", {"channelid": CHANNEL_B}),
        (Hold(call=CALL), "call/hold", {"channelid": CHANNEL_B}),
        (Hold(call=CALL, on=False), "call/unhold", {"channelid": CHANNEL_B}),
        (Mute(extension=EB), "call/mute", {"channelid": CHANNEL_B}),
        (Mute(extension=EB, on=False), "call/unmute", {"channelid": CHANNEL_B}),
        (
            Screen(call=CALL, decision=Decision.ACCEPT),
            "call/accept_inbound",
            {"channelid": LINE},
        ),
        (
            Screen(call=CALL, decision=Decision.REFUSE),
            "call/refuse_inbound",
            {"channelid": LINE},
        ),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str | dict) else "",
)
def test_since_v2_a_party_is_named_by_its_channel(
    command: Command, path: str, body: dict[str, str]
) -> None:
    """Each at its own end of the call."""
    assert order(command, NEW, NEW_INBOUND) == (path, body)
    assert body.keys() == sample("req_call_hangup_v200").keys()


@pytest.mark.parametrize("mode", MonitorMode)
def test_since_v2_monitoring_names_both_extensions(mode: MonitorMode) -> None:
    """And how; no channel is named, so the call need not be known."""
    asked = order(Monitor(extension=EB, by=EC, mode=mode), NEW)

    kind = {"barge_in": "barge"}.get(mode, mode)
    assert asked == ("call/listen", {"monitor": C, "extension": B, "type": kind})


def target(kind: TargetKind, number: str = "6700") -> CallTarget:
    return CallTarget(kind=kind, number=number)


FROM_INBOUND = [
    (TargetKind.EXTENSION, C, "inbound/transfer_extension", {"extid": C}),
    (TargetKind.IVR, "6500", "inbound/transfer_ivr", {"ivrid": "6500"}),
    (TargetKind.QUEUE, "6700", "inbound/transfer_queue", {"queueid": "6700"}),
    (TargetKind.RING_GROUP, "6200", "inbound/transfer_ringgroup", {"ringgroupid": "6200"}),
    (TargetKind.NUMBER, "0555", "inbound/transfer_outbound", {"outto": "0555", "fromext": B}),
    (TargetKind.NUMBER, C, "inbound/transfer_extension", {"extid": C}),
]
FROM_OUTBOUND = [
    (TargetKind.EXTENSION, C, "outbound/transfer_extension", {"extid": C}),
    (TargetKind.IVR, "6500", "outbound/transfer_ivr", {"ivrid": "6500"}),
    (TargetKind.QUEUE, "6700", "outbound/transfer_number", {"number": "6700", "fromext": ""}),
    (TargetKind.RING_GROUP, "6200", "outbound/transfer_number", {"number": "6200", "fromext": ""}),
    (TargetKind.NUMBER, "0555", "outbound/transfer_outbound", {"outto": "0555", "fromext": A}),
]


@pytest.mark.parametrize(("kind", "number", "path", "to"), FROM_INBOUND)
@pytest.mark.parametrize("by_call", [True, False])
def test_a_call_from_outside_is_sent_on(
    kind: TargetKind, number: str, path: str, to: dict[str, str], by_call: bool
) -> None:
    """Each kind of target has a request of its own, whoever names the call."""
    who = {"call": CALL} if by_call else {"extension": EB}
    command = Transfer(**who, to=target(kind, number))

    assert order(command, OLD, INBOUND) == (path, {"inboundid": X, **to})


@pytest.mark.parametrize(("kind", "number", "path", "to"), FROM_OUTBOUND)
def test_a_call_to_outside_is_sent_on(
    kind: TargetKind, number: str, path: str, to: dict[str, str]
) -> None:
    """Queues and ring groups by the request that takes any number."""
    command = Transfer(extension=EA, to=target(kind, number))

    assert order(command, OLD, OUTBOUND) == (path, {"outboundid": X2, **to})


@pytest.mark.parametrize(
    ("fixture", "path"),
    [
        ("req_inbound_transfer_extension", "inbound/transfer_extension"),
        ("req_inbound_transfer_ringgroup", "inbound/transfer_ringgroup"),
        ("req_inbound_transfer_outbound", "inbound/transfer_outbound"),
    ],
)
def test_transfers_look_as_published(fixture: str, path: str) -> None:
    """By the names of their fields."""
    [to] = [to for _, _, where, to in FROM_INBOUND[:5] if where == path]

    assert {"inboundid", *to} == sample(fixture).keys()
    assert {"number", "inboundid", "fromext"} == sample("req_inbound_transfer_number").keys()


def test_the_permission_to_call_outside_can_be_chosen() -> None:
    """Else it is that of an extension on the call."""
    to = target(TargetKind.NUMBER, "0555")

    assert order(Transfer(call=CALL, to=to, permission=EC), OLD, INBOUND)[1]["fromext"] == C
    assert order(Transfer(call=CALL, to=to), OLD, INBOUND)[1]["fromext"] == B


def test_a_call_that_waits_outside_has_nobody_to_give_permission() -> None:
    """So it must be named."""
    invited = Invite(call=X, members=(inbound(X),))
    to = target(TargetKind.NUMBER, "0555")

    with pytest.raises(CommandRefused, match="permission_missing"):
        order(Transfer(call=CALL, to=to), OLD, invited)


@pytest.mark.parametrize(
    ("number", "more"), [(C, {}), ("0555", {"fromext": A})], ids=["inside", "outside"]
)
def test_a_call_between_extensions_is_left_by_one_of_them(
    number: str, more: dict[str, str]
) -> None:
    """The one who sends the other on."""
    command = Transfer(extension=EA, to=target(TargetKind.NUMBER, number))
    body = {"callid": X, "transferor": A, "transferto": number, **more}

    assert order(command, OLD, INTERNAL) == ("calltransfer", body)


def test_a_call_goes_by_the_name_that_the_pbx_has_given_it() -> None:
    """A query had found it before any report; then it has no name that could be used."""
    ear = Ear()
    found = ear.calls.invent(A, B, ear.now)
    command = Transfer(call=found.id, to=target(TargetKind.EXTENSION, C))

    with pytest.raises(CommandRefused, match="call_not_found"):
        request_for(command, OLD, ear.roster, ear.calls)

    ear.calls.add_name(found, X)
    leg = ear.calls.expect(X, A, B, ear.now)
    request = request_for(command, OLD, ear.roster, ear.calls)
    assert leg is found
    assert request is not None
    assert request.fields["call"] == X


@pytest.mark.parametrize(
    ("command", "report", "body"),
    [
        (
            Transfer(extension=EB, to=target(TargetKind.QUEUE)),
            NEW_INBOUND,
            {"channelid": LINE, "number": "6700"},
        ),
        (
            Transfer(call=CALL, to=target(TargetKind.NUMBER, "0555")),
            NEW_INBOUND,
            {"channelid": LINE, "number": "0555", "dialpermission": B},
        ),
        (
            Transfer(extension=EA, to=target(TargetKind.EXTENSION, C)),
            NEW_INTERNAL,
            {"channelid": CHANNEL_B, "number": C},
        ),
        (
            Transfer(extension=EB, to=target(TargetKind.EXTENSION, C)),
            NEW_INTERNAL,
            {"channelid": CHANNEL_A, "number": C},
        ),
    ],
    ids=["outside to a queue", "outside to outside", "the called one", "the caller"],
)
def test_since_v2_the_party_is_named_that_is_sent_on(
    command: Transfer, report: Report, body: dict[str, str]
) -> None:
    """Not the one that sends it."""
    assert order(command, NEW, report) == ("call/transfer", body)


@pytest.mark.parametrize(
    ("dialect", "report", "to"),
    [(FIRST, INTERNAL, TargetKind.EXTENSION), (FIRST, OUTBOUND, TargetKind.QUEUE)],
    ids=["between extensions", "to outside"],
)
def test_the_first_version_lacks_some_transfers(
    dialect: Dialect, report: Report, to: TargetKind
) -> None:
    """Which is known before anything is sent."""
    with pytest.raises(CommandUnsupported):
        order(Transfer(call=CALL, to=target(to, C)), dialect, report)


@pytest.mark.parametrize(
    ("decision", "path"), [(Decision.ACCEPT, "inbound/accept"), (Decision.REFUSE, "inbound/refuse")]
)
def test_a_waiting_call_is_let_in_or_not(decision: Decision, path: str) -> None:
    """By the id of its line."""
    invited = Invite(call=X, members=(inbound(X),))

    where, body = order(Screen(call=CALL, decision=decision), OLD, invited)

    assert (where, body) == (path, {"inboundid": X})
    assert body.keys() == sample("req_inbound_accept").keys()


@pytest.mark.parametrize("dialect", [OLD, NEW], ids=["by id", "by channel"])
@pytest.mark.parametrize(
    "command",
    [
        HangUp(call=CALL),
        HangUp(),
        Hold(call=CALL),
        Screen(call=CALL, decision=Decision.ACCEPT),
        Transfer(call=CALL, to=target(TargetKind.QUEUE)),
        Transfer(extension=EA, to=target(TargetKind.QUEUE)),
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_call_that_nobody_knows_is_not_found(command: Command, dialect: Dialect) -> None:
    """The PBX is not bothered with it."""
    with pytest.raises(CommandRefused, match="call_not_found"):
        order(command, dialect)


@pytest.mark.parametrize("command", [HangUp(extension=EA), Mute(extension=EA)])
def test_since_v2_an_extension_without_a_channel_cannot_act(command: Command) -> None:
    """An older report has told of the call, which names no channel."""
    with pytest.raises(CommandRefused, match="call_not_found"):
        order(command, NEW, INTERNAL)


def test_a_call_with_nobody_to_name_is_not_found() -> None:
    """Only that somebody outside hears ringing is known."""
    nameless = Alert(call=X, members=(Member(kind=MemberKind.INBOUND, source="0441"),))

    with pytest.raises(CommandRefused, match="call_not_found"):
        order(HangUp(call=CALL), OLD, nameless)


@pytest.mark.parametrize("command", [SetPresence(extension=EA), Answer(extension=EA)])
def test_what_this_pbx_cannot_do_is_not_asked_for(command: Command) -> None:
    """It knows no presence, and no way to pick up."""
    with pytest.raises(CommandUnsupported):
        order(command, OLD)
