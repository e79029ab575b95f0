"""Calls that go on, since v2.0.0: one of the parties is named by its channel."""

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
from ....model import ExtensionId
from ..calls import Calls
from ..known import KnownCall
from ..operations import Operation
from ..roster import Roster
from .by_id import MONITORS
from .request import Request
from .targets import (
    call_meant,
    kind_of,
    leg_with,
    no_such_call,
    one_on,
    people_on,
    permission_for,
    who_leaves,
)

_MODES: Final = {
    MonitorMode.LISTEN: "listen",
    MonitorMode.WHISPER: "whisper",
    MonitorMode.BARGE_IN: "barge",
}


def request_for(
    command: HangUp | Hold | Mute | Monitor | Transfer | Screen, roster: Roster, calls: Calls
) -> Request | None:
    """Say what to ask for; None if there is nothing left to do."""
    match command:
        case HangUp():
            return _hang_up(command, calls)
        case Hold():
            call = call_meant(command.extension, command.call, calls)
            operation = Operation.HOLD if command.on else Operation.UNHOLD
            return _at(operation, call, command.extension or one_on(call))
        case Mute():
            call = call_meant(command.extension, None, calls)
            operation = Operation.MUTE if command.on else Operation.UNMUTE
            return _at(operation, call, command.extension)
        case Monitor():
            return _monitor(command)
        case Transfer():
            return _transfer(command, roster, calls)
        case Screen():
            call = call_meant(None, command.call, calls)
            is_welcome = command.decision is Decision.ACCEPT
            operation = Operation.ACCEPT if is_welcome else Operation.REFUSE
            return Request(operation, {"call": _line(call) or _refuse()})


def _hang_up(command: HangUp, calls: Calls) -> Request | None:
    """End the call of an extension at its phone, a named one at its outside party."""
    if command.call is not None and command.extension is None:
        known = calls.with_id(command.call)
        if known is not None and known.is_over:
            return None
    call = call_meant(command.extension, command.call, calls)
    if command.extension is None and (line := _line(call)):
        return Request(Operation.HANG_UP, {"call": line})
    return _at(Operation.HANG_UP, call, command.extension or one_on(call))


def _monitor(command: Monitor) -> Request:
    """Join the call of an extension; here alone both are named by their numbers."""
    fields = {"by": command.by, "extension": command.extension, "type": _MODES[command.mode]}
    return Request(MONITORS[command.mode], {**fields})


def _transfer(command: Transfer, roster: Roster, calls: Calls) -> Request:
    """Send the party elsewhere that is not the one who hands the call on: its channel is named."""
    call = call_meant(command.extension, command.call, calls)
    fields = {"call": _line(call) or _other(call, command.extension), "number": command.to.number}
    if kind_of(command.to, roster) is TargetKind.NUMBER:
        fields["permission"] = permission_for(command.permission, command.extension, call)
    return Request(Operation.TRANSFER, {**fields})


def _other(call: KnownCall, extension: ExtensionId | None) -> str:
    """Give the channel of whom an extension talks to."""
    leaves = who_leaves(call, extension)
    others = [other for other in people_on(call) if other != leaves]
    return _channel(call, others[0] if others else leaves)


def _at(operation: Operation, call: KnownCall, extension: ExtensionId) -> Request:
    """Do something at the phone of an extension."""
    return Request(operation, {"call": _channel(call, extension)})


def _channel(call: KnownCall, extension: ExtensionId) -> str:
    """Give the channel of an extension; refuse if it is not known."""
    leg = leg_with(call, extension)
    return (leg.channel if leg else "") or _refuse()


def _line(call: KnownCall) -> str:
    """Give the channel of the outside party; empty if there is none."""
    for leg in call.legs.values():
        if leg.extension is None and leg.is_live and leg.channel:
            return leg.channel
    return ""


def _refuse() -> str:
    """Refuse for want of a channel."""
    raise no_such_call()
