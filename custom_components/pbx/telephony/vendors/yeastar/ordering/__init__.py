"""Commands -> requests, as far as one command is one request. Pure.

How a call is named differs: before v2.0.0 by the extension on it or by the id of its outside party
(`by_id`), since then by the channel of one of its members (`by_channel`).
"""

from ....commands import (
    AddWakeUp,
    CallBack,
    Command,
    Dial,
    DialInto,
    GetWakeUps,
    HangUp,
    Hold,
    Monitor,
    Mute,
    PlayPrompt,
    RemoveWakeUp,
    Screen,
    SendMessage,
    SetAgent,
    Transfer,
    UpdateWakeUp,
)
from ....errors import CommandUnsupported
from ..calls import Calls
from ..dialect import Dialect
from ..roster import Roster
from . import by_channel, by_id, dialing, office
from .request import Request

__all__ = ["Request", "request_for"]


def request_for(command: Command, dialect: Dialect, roster: Roster, calls: Calls) -> Request | None:
    """Say what to ask for; None if there is nothing left to do.

    Raise `CommandRefused` for what cannot be, `CommandUnsupported` for what this version lacks.
    """
    request = _request(command, dialect, roster, calls)
    if request is not None and not dialect.has(request.operation):
        raise CommandUnsupported(command.needs)
    return request


def _request(command: Command, dialect: Dialect, roster: Roster, calls: Calls) -> Request | None:
    """Say what to ask for, whether or not this version has it."""
    match command:
        case Dial() | CallBack() | DialInto() | PlayPrompt():
            return dialing.request_for(command, dialect, roster)
        case HangUp() | Hold() | Mute() | Monitor() | Transfer() | Screen():
            if dialect.calls_by_channel:
                return by_channel.request_for(command, roster, calls)
            return by_id.request_for(command, roster, calls)
        case SendMessage():
            return office.message(command, dialect)
        case SetAgent():
            return office.agent(command)
        case AddWakeUp() | UpdateWakeUp() | RemoveWakeUp() | GetWakeUps():
            return office.wake_up(command)
    raise CommandUnsupported(command.needs)
