"""What a PBX can tell. Every fact is absolute, so telling it twice changes nothing.

A member that is None says nothing of that matter. All facts of one report are folded as one batch,
so that no half-built call is ever seen.
"""

from dataclasses import dataclass

from .condition import Condition
from .delivery import Reporting
from .favourite import Favourite
from .model import (
    CallId,
    Cause,
    Direction,
    Extension,
    ExtensionId,
    FavouriteId,
    Hook,
    LegId,
    LegState,
    Link,
    Party,
    PbxInfo,
    Presence,
    Role,
    Trunk,
)
from .moments import AnyMoment
from .queue import Queue
from .record import CallRecord
from .settings import ExtensionSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxIs:
    """The PBX is this one and can do that."""

    info: PbxInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingIs:
    """The reports of the PBX arrive like this."""

    reporting: Reporting


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIs:
    """The link is in this state. Only the exchange says so; a higher epoch forgets all calls."""

    link: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionsAre:
    """These are all extensions; any other is gone."""

    extensions: tuple[Extension, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionIs:
    """Something is known of one extension. An unknown one is not made up from it."""

    id: ExtensionId
    number: str | None = None
    name: str | None = None
    registered: bool | None = None
    hook: Hook | None = None
    settings: ExtensionSettings | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceIs:
    """The presence of one extension; None with a reason when it cannot be seen."""

    id: ExtensionId
    presence: Presence | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunksAre:
    """These are all trunks; any other is gone."""

    trunks: tuple[Trunk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkIs:
    """One trunk is in this state."""

    trunk: Trunk


@dataclass(frozen=True, slots=True, kw_only=True)
class LegIs:
    """A party is on this call, in this state.

    It makes the leg if that is new, and the call if a live state is told, unless the call has
    already ended. `state` None only tells who the party is: a new leg then is OFFERED or DIALING,
    by its role. A leg belongs to one extension for good: another one on it is not believed.
    """

    call: CallId
    leg: LegId
    at: float
    party: Party
    role: Role | None = None
    """None keeps the side; a new leg is then on the called one."""
    state: LegState | None = None
    held_by_us: bool | None = None
    held_by_peer: bool | None = None
    cause: Cause | None = None
    direction: Direction | None = None
    group: str | None = None
    """Number of the queue, ring group or IVR that the call went through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded:
    """The call is over for everybody."""

    call: CallId
    at: float
    cause: Cause = Cause.NORMAL
    reason: str | None = None
    recording: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsSeen:
    """What a full query found: these calls go on, and these extensions were free.

    A call that is not among them, was last heard of before `asked`, and has only free extensions on
    it has ended without anybody saying so.
    """

    asked: float
    at: float
    live: frozenset[CallId]
    free: frozenset[ExtensionId]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuesAre:
    """These are all queues; any other is gone. What the list does not say is kept."""

    queues: tuple[Queue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueIs:
    """One queue is in this state. An unknown one is not made up from it."""

    queue: Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class FavouritesAre:
    """These are all favourites of one extension; any other is gone. Known presences are kept."""

    owner: ExtensionId
    favourites: tuple[Favourite, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FavouritePresenceIs:
    """The presence of a favourite; None with a reason when it cannot be seen."""

    id: FavouriteId
    presence: Presence | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsAre:
    """These are all conditions; any other is gone. What the list does not say is kept."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionIs:
    """One condition is in this state. An unknown one is not made up from it."""

    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIs:
    """The PBX has written this record."""

    record: CallRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Something happened in a moment; told again by the same id, it is nothing new."""

    moment: AnyMoment


type ListFact = (
    ExtensionsAre
    | ExtensionIs
    | PresenceIs
    | TrunksAre
    | TrunkIs
    | QueuesAre
    | QueueIs
    | FavouritesAre
    | FavouritePresenceIs
    | ConditionsAre
    | ConditionIs
)
"""What there is, apart from calls."""

type Fact = (
    PbxIs | LinkIs | ReportingIs | ListFact | LegIs | CallEnded | CallsSeen | RecordIs | Happened
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The facts of one report or answer, folded together."""

    facts: tuple[Fact, ...]
    silent: bool = False
    """True for the picture after a connection: nobody watched, so nothing is dated by events."""
