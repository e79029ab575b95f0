"""What happens in a moment and leaves no state behind: a key, the end of a prompt, a restart.

Each has an id that is the same however often the PBX tells of it, so that one happening is one
event.
"""

from dataclasses import dataclass
from enum import StrEnum

from .model import CallId, ExtensionId, Party, QueueId


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened."""

    id: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed(Moment):
    """Somebody on a call pressed a key."""

    call: CallId
    party: Party
    key: str
    """One of 0-9, *, #, or several if only the whole input was told."""
    collected: str | None = None
    """The whole input, once it is complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptEnded(Moment):
    """A prompt was played to its end."""

    call: CallId
    party: Party
    prompt: str | None = None
    menu: str | None = None
    """Number of the IVR whose prompt it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRequested(Moment):
    """A call from outside waits for a decision: accept, refuse, or route it elsewhere."""

    call: CallId
    deadline: float
    """When the PBX decides by itself, as if the call was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered(Moment):
    """A caller answered the question after a call of a queue by a key."""

    call: CallId
    key: str
    queue: QueueId | None = None
    agent: ExtensionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Moment):
    """The PBX says what became of a text message."""

    message: str
    """The id in the receipt of the command."""
    delivered: bool


class SystemEventType(StrEnum):
    """Kinds of happenings of the PBX itself."""

    STARTED = "started"
    CONFIGURATION_CHANGED = "configuration_changed"
    LINK_LOST = "link_lost"
    LINK_RESTORED = "link_restored"
    AGENT_PAUSED = "agent_paused"
    """A queue paused an agent who did not answer."""
    AGENT_TIMED_OUT = "agent_timed_out"
    """An agent let a call of a queue ring."""
    DIAL_CODE = "dial_code"
    """Somebody dialled a number that stands for an order, not for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemHappened(Moment):
    """Something happened to the PBX itself."""

    type: SystemEventType
    object: str | None = None
    """What it is about: extension, trunk, queue, with a change of the configuration or an agent;
    the code that was dialled."""
    name: str | None = None
    """Which one; who dialled the code."""
    detail: str | None = None
    """add, update or delete; for an agent, who; the number that the code was dialled from."""


type AnyMoment = (
    KeyPressed | PromptEnded | InboundRequested | SurveyAnswered | MessageSent | SystemHappened
)
