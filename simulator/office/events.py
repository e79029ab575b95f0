"""What an office tells its observers, in the order in which it happens."""

from dataclasses import dataclass

from .calls import Call, Failure, Leg
from .people import LineStatus, Person, Trunk
from .queues import Queue
from .records import Record


@dataclass(frozen=True, slots=True)
class LineChanged:
    """A person's line is idle, ringing, busy, on hold or offline from now on."""

    person: Person
    status: LineStatus


@dataclass(frozen=True, slots=True)
class PresenceChanged:
    """A person's presence, or whether a phone of theirs is registered, changed."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """Somebody got an extension."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody's name, address or another setting changed."""

    person: Person


@dataclass(frozen=True, slots=True)
class PersonRemoved:
    """Somebody's extension was deleted."""

    person: Person


@dataclass(frozen=True, slots=True)
class TrunkAdded:
    """A trunk was configured."""

    trunk: Trunk


@dataclass(frozen=True, slots=True)
class TrunkChanged:
    """A trunk went up or down."""

    trunk: Trunk


@dataclass(frozen=True, slots=True)
class TrunkRemoved:
    """A trunk was deleted."""

    trunk: Trunk


@dataclass(frozen=True, slots=True)
class CallPlaced:
    """A call exists; nobody rings yet."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallRinging:
    """The called party rings, and the caller hears it."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The called party took the call."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class CallHeld:
    """A party put the call on hold, or took it back."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class CallMoved:
    """Another phone has taken a party's place: it was parked there, picked up, or joined."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class CallTransferred:
    """A party handed the call to somebody else and leaves it."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class PartyLeft:
    """A party of an answered call left; told once for each of them."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class CallFailed:
    """The call could not be set up; it ends right afterwards."""

    call: Call
    failure: Failure


@dataclass(frozen=True, slots=True)
class CallEnded:
    """The call is over and its record is written."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallInvited:
    """A call from outside waits at the door until a program accepts or refuses it."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallAccepted:
    """A call from outside was let in; told only of trunks that a program controls."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallRefused:
    """A call was sent away at the door; it is over and leaves no record, nor a `CallEnded`."""

    call: Call


@dataclass(frozen=True, slots=True)
class MachineAnswered:
    """A menu, a mailbox or a prompt (`call.machine`) talks to the caller from now on."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class CallForwarded:
    """The phone of the called party sends the call elsewhere before anybody takes it."""

    call: Call
    leg: Leg
    to: str


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A party pressed a key."""

    call: Call
    leg: Leg
    key: str
    index: int
    """Counts the keys of one input from 0."""
    collected: str
    """All keys of the input with its last key, before that nothing."""


@dataclass(frozen=True, slots=True)
class PromptEnded:
    """A party has heard a prompt to its end."""

    call: Call
    leg: Leg
    prompt: str
    ivr: str
    """The number of the menu that played it, or nothing."""


@dataclass(frozen=True, slots=True)
class LegMuted:
    """A party is no longer heard by the others, or is heard again."""

    call: Call
    leg: Leg


@dataclass(frozen=True, slots=True)
class QueueChanged:
    """Who waits in a queue, who serves it or how it is set up changed."""

    queue: Queue


@dataclass(frozen=True, slots=True)
class AgentTimedOut:
    """An agent let a call of the queue ring until it was offered to others."""

    queue: Queue
    person: Person
    call: Call


@dataclass(frozen=True, slots=True)
class AgentAutoPaused:
    """A queue sends an agent no more calls because of one that they missed."""

    queue: Queue
    person: Person
    call: Call


@dataclass(frozen=True, slots=True)
class SurveyAnswered:
    """A caller rated the call that an agent of the queue has just ended."""

    call: Call
    queue: Queue
    key: str


@dataclass(frozen=True, slots=True)
class RecordWritten:
    """A call that goes on left a record of what came to nothing so far.

    The last record of a call is told by `CallEnded`.
    """

    record: Record


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A text message was sent, or could not be."""

    id: str
    ok: bool


@dataclass(frozen=True, slots=True)
class PoweredOff:
    """The exchange went dark; all its calls are gone without a word."""


@dataclass(frozen=True, slots=True)
class PoweredOn:
    """The exchange has finished starting."""


type OfficeEvent = (
    LineChanged
    | PresenceChanged
    | PersonAdded
    | PersonChanged
    | PersonRemoved
    | TrunkAdded
    | TrunkChanged
    | TrunkRemoved
    | CallPlaced
    | CallRinging
    | CallAnswered
    | CallHeld
    | CallMoved
    | CallTransferred
    | PartyLeft
    | CallFailed
    | CallEnded
    | CallInvited
    | CallAccepted
    | CallRefused
    | MachineAnswered
    | CallForwarded
    | KeyPressed
    | PromptEnded
    | LegMuted
    | QueueChanged
    | AgentTimedOut
    | AgentAutoPaused
    | SurveyAnswered
    | RecordWritten
    | MessageSent
    | PoweredOff
    | PoweredOn
)
