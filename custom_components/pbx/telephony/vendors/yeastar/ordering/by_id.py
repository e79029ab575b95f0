"""Calls that go on, before v2.0.0: an extension acts by its number, an outside party by its id."""

from collections.abc import Mapping
from typing import Final

from ....commands import (
    Decision,
    HangUp,
    Hold,
    Monitor,
    MonitorMode,
    Mute,
    Screen,
    TargetKind,
    Transfer,
)
from ..calls import Calls
from ..known import KnownCall
from ..operations import Operation
from ..roster import Roster
from .request import Request
from .targets import (
    call_meant,
    kind_of,
    no_such_call,
    one_on,
    permission_for,
    who_leaves,
    wire_name,
)

MONITORS: Final[Mapping[MonitorMode, Operation]] = {
    MonitorMode.LISTEN: Operation.LISTEN,
    MonitorMode.WHISPER: Operation.WHISPER,
    MonitorMode.BARGE_IN: Operation.BARGE,
}
# Where each kind of target goes, and the field that names it.
type Ways = Mapping[TargetKind, tuple[Operation, str]]
_INBOUND: Final[Ways] = {
    TargetKind.EXTENSION: (Operation.TRANSFER_INBOUND_EXTENSION, "extension"),
    TargetKind.IVR: (Operation.TRANSFER_INBOUND_IVR, "ivr"),
    TargetKind.QUEUE: (Operation.TRANSFER_INBOUND_QUEUE, "queue"),
    TargetKind.RING_GROUP: (Operation.TRANSFER_INBOUND_RING_GROUP, "ring_group"),
    TargetKind.NUMBER: (Operation.TRANSFER_INBOUND_OUTBOUND, "number"),
}
# Queues and ring groups have no way of their own, so they take the one that came later.
_OUTBOUND: Final[Ways] = {
    TargetKind.EXTENSION: (Operation.TRANSFER_OUTBOUND_EXTENSION, "extension"),
    TargetKind.IVR: (Operation.TRANSFER_OUTBOUND_IVR, "ivr"),
    TargetKind.QUEUE: (Operation.TRANSFER_OUTBOUND_NUMBER, "number"),
    TargetKind.RING_GROUP: (Operation.TRANSFER_OUTBOUND_NUMBER, "number"),
    TargetKind.NUMBER: (Operation.TRANSFER_OUTBOUND_OUTBOUND, "number"),
}


def request_for(
    command: HangUp | Hold | Mute | Monitor | Transfer | Screen, roster: Roster, calls: Calls
) -> Request | None:
    """Say what to ask for; None if there is nothing left to do."""
    match command:
        case HangUp():
            return _hang_up(command, calls)
        case Hold():
            operation = Operation.HOLD if command.on else Operation.UNHOLD
            return Request(operation, {"extension": _holder(command, calls)})
        case Mute():
            operation = Operation.MUTE if command.on else Operation.UNMUTE
            return Request(operation, {"extension": command.extension})
        case Monitor():
            fields = {"by": command.by, "extension": command.extension}
            return Request(MONITORS[command.mode], {**fields})
        case Transfer():
            return _transfer(command, roster, calls)
        case Screen():
            return _screen(command, calls)


def _hang_up(command: HangUp, calls: Calls) -> Request | None:
    """End whatever an extension is on, or one call."""
    if command.extension is not None:
        return Request(Operation.HANG_UP_EXTENSION, {"extension": command.extension})
    call = calls.with_id(command.call) if command.call is not None else None
    if call is None:
        raise no_such_call()
    return None if call.is_over else _hang_up_call(call)


def _hang_up_call(call: KnownCall) -> Request:
    """End a call at its outside party, since an extension may be on a second call."""
    if call.inbound:
        return Request(Operation.HANG_UP_INBOUND, {"call": call.inbound})
    if call.outbound:
        return Request(Operation.HANG_UP_OUTBOUND, {"call": call.outbound})
    return Request(Operation.HANG_UP_EXTENSION, {"extension": one_on(call)})


def _holder(command: Hold, calls: Calls) -> str:
    """Say who holds a call."""
    if command.extension is not None:
        return command.extension
    return one_on(call_meant(None, command.call, calls))


def _transfer(command: Transfer, roster: Roster, calls: Calls) -> Request:
    """Send the outside party elsewhere, by whichever id it has; else let an extension leave."""
    call = call_meant(command.extension, command.call, calls)
    if not (line := call.inbound or call.outbound):
        return _transfer_internal(command, call, roster)
    kind = kind_of(command.to, roster)
    operation, name = (_INBOUND if call.inbound else _OUTBOUND)[kind]
    fields = {"call": line, name: command.to.number}
    if kind is TargetKind.NUMBER:
        fields["permission"] = permission_for(command.permission, command.extension, call)
    elif name == "number":
        # Required, though nobody's permission is needed within the house.
        fields["permission"] = ""
    return Request(operation, {**fields})


def _transfer_internal(command: Transfer, call: KnownCall, roster: Roster) -> Request:
    """Let one of two extensions leave. Old firmware crashes on this, so it is the last resort."""
    leaves = who_leaves(call, command.extension)
    fields = {"call": wire_name(call), "transferor": leaves, "number": command.to.number}
    if kind_of(command.to, roster) is TargetKind.NUMBER:
        fields["permission"] = command.permission or leaves
    return Request(Operation.TRANSFER_CALL, {**fields})


def _screen(command: Screen, calls: Calls) -> Request:
    """Let a call in, or not."""
    call = call_meant(None, command.call, calls)
    if not call.inbound:
        raise no_such_call()
    is_welcome = command.decision is Decision.ACCEPT
    return Request(Operation.ACCEPT if is_welcome else Operation.REFUSE, {"call": call.inbound})
