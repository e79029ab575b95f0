"""Text messages, agents of queues and wake-up calls."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from ....commands import (
    AddWakeUp,
    AgentAction,
    GetWakeUps,
    Plain,
    RemoveWakeUp,
    SendMessage,
    SetAgent,
    UpdateWakeUp,
)
from ....errors import CommandRefused
from ..dialect import Dialect
from ..operations import Operation
from ..wake_up_rows import checked_time, wake_up_fields
from .request import Request

_MAX_TEXT: Final = 2000
_AGENTS: Final[Mapping[AgentAction, Operation]] = {
    AgentAction.LOG_IN: Operation.ADD_AGENT,
    AgentAction.LOG_OUT: Operation.REMOVE_AGENT,
    AgentAction.PAUSE: Operation.PAUSE_AGENT,
    AgentAction.RESUME: Operation.UNPAUSE_AGENT,
}


def message(command: SendMessage, dialect: Dialect) -> Request:
    """Send a text, encoded as this version wants it."""
    if not command.text.strip():
        raise CommandRefused("message_missing")
    if len(command.text) > _MAX_TEXT:
        raise CommandRefused("message_too_long")
    text = quote(command.text, safe="") if dialect.quotes_messages else command.text
    return Request(
        Operation.SEND_MESSAGE, {"trunk": command.trunk, "number": command.number, "text": text}
    )


def agent(command: SetAgent) -> Request:
    """Log an agent in or out, with the PIN of the queue, or let them pause."""
    fields: dict[str, Plain] = {"queue": command.queue, "agent": command.extension}
    match command.action:
        case AgentAction.LOG_IN if command.pin is not None:
            fields["pin"] = command.pin
        case AgentAction.LOG_OUT:
            # Required there, even where the queue has none.
            fields["pin"] = command.pin or ""
    return Request(_AGENTS[command.action], fields)


def wake_up(command: AddWakeUp | UpdateWakeUp | RemoveWakeUp | GetWakeUps) -> Request:
    """Set, change, remove or list wake-up calls."""
    fields: dict[str, Plain] = {"extension": command.extension}
    match command:
        case AddWakeUp():
            fields["wake_up"] = [{**wake_up_fields(command.wake_up)}]
            return Request(Operation.ADD_WAKE_UP, fields)
        case UpdateWakeUp():
            if command.old_time is not None:
                fields["time"] = checked_time(command.old_time)
            fields["wake_up"] = [{**wake_up_fields(command.wake_up)}]
            return Request(Operation.UPDATE_WAKE_UP, fields)
        case RemoveWakeUp():
            if command.time is not None:
                fields["time"] = checked_time(command.time)
            return Request(Operation.REMOVE_WAKE_UP, fields)
    return Request(Operation.WAKE_UPS, fields)
