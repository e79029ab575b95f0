"""Commands -> requests; pure."""

from dataclasses import dataclass

from ...commands import Command, Dial, HangUp
from ...errors import CommandRefused, CommandUnsupported
from ...model import Role
from .calls import Calls, KnownCall
from .dialect import Dialect, Operation
from .roster import Roster

_NO_SUCH_CALL = "call_not_found"


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask the PBX for."""

    operation: Operation
    fields: dict[str, str]


def request_for(command: Command, dialect: Dialect, roster: Roster, calls: Calls) -> Request | None:
    """Say what to ask for; None if there is nothing left to do."""
    match command:
        case Dial():
            return _dial(command, dialect, roster)
        case HangUp():
            return _hang_up(command, dialect, calls)
    raise CommandUnsupported(command.needs)


def _dial(command: Dial, dialect: Dialect, roster: Roster) -> Request:
    """Ring the own phone, then another extension or an outside number."""
    auto_answer = "yes" if command.auto_answer else "no"
    if command.number in roster:
        return Request(
            Operation.DIAL_EXTENSION,
            {"caller": command.extension, "callee": command.number, "autoanswer": auto_answer},
        )
    return Request(
        Operation.DIAL_OUTBOUND,
        {
            dialect.extension_key: command.extension,
            "outto": command.number,
            "autoanswer": auto_answer,
        },
    )


def _hang_up(command: HangUp, dialect: Dialect, calls: Calls) -> Request | None:
    """End whatever an extension is on, or one call."""
    if command.extension is not None:
        return _hang_up_extension(command.extension, dialect)
    call = calls.with_id(command.call) if command.call is not None else None
    if call is None:
        raise CommandRefused(_NO_SUCH_CALL)
    return None if call.is_over else _hang_up_call(call, dialect)


def _hang_up_extension(extension: str, dialect: Dialect) -> Request:
    """End what an extension is on."""
    return Request(Operation.HANG_UP_EXTENSION, {dialect.extension_key: extension})


def _hang_up_call(call: KnownCall, dialect: Dialect) -> Request:
    """End a call at its outside party, since an extension may be on a second call."""
    if call.inbound:
        return Request(Operation.HANG_UP_INBOUND, {dialect.inbound_key: call.inbound})
    if call.outbound:
        return Request(Operation.HANG_UP_OUTBOUND, {dialect.outbound_key: call.outbound})
    live = [leg for leg in call.legs.values() if leg.is_live and leg.extension is not None]
    live.sort(key=lambda leg: leg.role is not Role.CALLER)
    if not live or live[0].extension is None:
        raise CommandRefused(_NO_SUCH_CALL)
    return _hang_up_extension(live[0].extension, dialect)
