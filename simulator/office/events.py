"""What an office tells its observers, in the order in which it happens."""

from dataclasses import dataclass

from .calls import Call, Failure, Leg
from .people import LineStatus, Person, Trunk


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
    """Somebody's name or address changed."""

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
    | CallTransferred
    | PartyLeft
    | CallFailed
    | CallEnded
    | PoweredOff
    | PoweredOn
)
