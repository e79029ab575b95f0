"""The nouns of telephony: frozen values with no vendor's word in them.

An id is the vendor's own handle as an opaque string. Everybody compares it, only the vendor that
made it takes it apart. Extension and trunk ids outlive a restart; call and leg ids die with the
link. Times are seconds since 1970, UTC, stamped where a message enters; nothing here reads a clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Flag, StrEnum, auto
from types import MappingProxyType
from typing import NewType

from .numbering import Numbering
from .settings import ExtensionSettings

ExtensionId = NewType("ExtensionId", str)
TrunkId = NewType("TrunkId", str)
QueueId = NewType("QueueId", str)
FavouriteId = NewType("FavouriteId", str)
ConditionId = NewType("ConditionId", str)
CallId = NewType("CallId", str)
LegId = NewType("LegId", str)


class Capability(Flag):
    """What a PBX can do; entities and actions ask for one of these, never for a vendor."""

    DIAL = auto()
    HANG_UP = auto()
    CALLS = auto()
    """Calls of extensions are seen, so an extension has a status and call events."""
    PRESENCE = auto()
    PRESENCE_SET = auto()
    REGISTRATION = auto()
    TRUNKS = auto()
    SEES_ALL_CALLS = auto()
    """Ringing internal calls are reported with both parties (Yeastar's v1 reports lack this)."""
    ANSWER = auto()
    HOLD = auto()
    MUTE = auto()
    MONITOR = auto()
    TRANSFER = auto()
    CALL_BACK = auto()
    """Two outside parties can be joined."""
    PROMPTS = auto()
    MENUS = auto()
    """Somebody can be dialled into an IVR."""
    GROUPS = auto()
    """Somebody can be dialled into a queue or a ring group."""
    SCREENING = auto()
    """Calls from outside can wait for our decision."""
    MESSAGES = auto()
    """Text messages can be sent over a trunk."""
    WAKE_UPS = auto()
    DO_NOT_DISTURB = auto()
    FORWARDING = auto()
    RING_MOBILE = auto()
    SETTINGS = DO_NOT_DISTURB | FORWARDING | RING_MOBILE
    """What the user of an extension may choose is seen and set."""
    CONFIGURATION = auto()
    """Extensions, queues and IVRs can be read and changed."""
    QUEUES = auto()
    """Waiting callers and agents of queues are seen."""
    AGENTS = auto()
    """Agents can be logged in and out of queues, and paused."""
    SURVEYS = auto()
    RECORDS = auto()
    """Call records of the past can be fetched."""
    RECORDINGS = auto()
    CONTACTS = auto()
    """The PBX has an address book."""
    DTMF = auto()
    """Digits can be sent into a call."""
    PARK = auto()
    PICK_UP = auto()
    """A call that rings or is parked elsewhere can be taken."""
    REDIRECT = auto()
    """A call that rings can be sent on by who is called."""
    REMOTE_CONTROL = auto()
    """Functions of a phone can be started from afar."""
    FAVOURITES = auto()
    """The favourites of people are seen and changed."""
    NOTES = auto()
    """A notification can be shown to a person."""
    CHAT = auto()
    """A chat message can be sent to a person."""
    CONDITIONS = auto()
    """Day, night and other conditions of the PBX are seen."""
    ON_THE_PHONE = auto()
    """A person can be marked as on the phone on another system."""
    NUMBERING = auto()
    """How numbers are dialled here can be read."""


NO_CAPABILITY = Capability(0)


class LinkStatus(StrEnum):
    """Life of the connection: DOWN, then CONNECTING, then UP, then DOWN again."""

    DOWN = "down"
    CONNECTING = "connecting"
    UP = "up"


class Hook(StrEnum):
    """What the PBX said of a phone itself, apart from any call."""

    IDLE = "idle"
    RINGING = "ringing"
    BUSY = "busy"
    ON_HOLD = "on_hold"
    FAULT = "fault"
    UNKNOWN = "unknown"


class Activity(StrEnum):
    """What a person is doing, as presence shows it."""

    AVAILABLE = "available"
    AWAY = "away"
    BUSY = "busy"
    DO_NOT_DISTURB = "do_not_disturb"
    ON_THE_PHONE = "on_the_phone"
    OFFLINE = "offline"
    OTHER = "other"


class Direction(StrEnum):
    """Where a call comes from and goes to, seen from the office."""

    INTERNAL = "internal"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Role(StrEnum):
    """Which side of the call a leg is on."""

    CALLER = "caller"
    CALLEE = "callee"


class LegState(StrEnum):
    """State of one leg.

    OFFERED -> RINGING -> TALKING -> ENDED (called side)
    DIALING -> TALKING <-> PARKED -> ENDED (calling side; anything may end at once)
    """

    OFFERED = "offered"
    RINGING = "ringing"
    DIALING = "dialing"
    TALKING = "talking"
    PARKED = "parked"
    ENDED = "ended"


class Cause(StrEnum):
    """Why a leg or a call ended."""

    NORMAL = "normal"
    BUSY = "busy"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    ELSEWHERE = "elsewhere"
    """Somebody else took the call."""
    TRANSFERRED = "transferred"
    FAILED = "failed"
    LOST = "lost"
    """Nobody said that it ended; the PBX, when asked, no longer knew it."""


class TrunkStatus(StrEnum):
    """Whether calls can leave and enter here."""

    UP = "up"
    DOWN = "down"
    REGISTERING = "registering"
    BUSY = "busy"
    FAULT = "fault"
    DISABLED = "disabled"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxInfo:
    """Who answered: identity and abilities of one PBX."""

    id: str
    """Identity of the PBX, the same after a restart or a new address."""
    id_is_stable: bool = True
    """False where the id had to be made from the address, for want of a better one."""
    vendor: str
    name: str
    model: str | None = None
    firmware: str | None = None
    serial: str | None = None
    capabilities: Capability = NO_CAPABILITY
    location: str | None = None
    """What the PBXs of one system call this one; None where it does not say."""
    numbering: Numbering | None = None
    answering: tuple[str, ...] = ()
    """The parts of its interface that let us in, by its own names, where it has such."""
    silent: tuple[str, ...] = ()
    """The parts that were asked in vain: they are mostly switched off for us."""
    interface: str | None = None
    """The version of its interface that was found, to begin with next time."""
    streams_reports: bool = False
    """It can be set to send its reports over a connection that we open."""
    is_streaming: bool | None = None
    """Whether it is set to do so; None where it does not say."""
    posts_to_path: bool = True
    """It posts reports to the path that it is told; False where it names no path at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The connection to the PBX."""

    status: LinkStatus = LinkStatus.DOWN
    reason: str | None = None
    """Name of the error that took the link down; no text of the peer."""
    since: float | None = None
    epoch: int = 0
    """How often the link has come up; a new epoch knows no call of the one before."""

    @property
    def is_up(self) -> bool:
        """Tell whether the PBX can be heard."""
        return self.status is LinkStatus.UP


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One source of a presence: the person, a phone, a calendar."""

    source: str
    activity: str
    note: str
    reachable: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What is shown of a person, with the sources it was chosen from."""

    activity: Activity
    raw: str = ""
    """The PBX's own word for the activity."""
    note: str | None = None
    chosen: Activity | None = None
    """What the person has set by hand, whatever else is shown above it."""
    chosen_note: str | None = None
    """The note that belongs to it."""
    calendar: Activity | None = None
    """What the person's calendar says."""
    calendar_until: float | None = None
    """When the calendar says something else."""
    on_the_phone: bool | None = None
    """Whether any source says so; None where this PBX has no such source."""
    online: bool | None = None
    """Whether the person is logged in on a screen."""
    phone_registered: bool | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A telephone number of the office, or the person behind it."""

    id: ExtensionId
    number: str | None = None
    name: str | None = None
    registered: bool | None = None
    """A phone is logged on; None where this PBX does not say."""
    hook: Hook | None = None
    """None if this PBX never speaks of the phone itself: then the calls tell."""
    presence: Presence | None = None
    """None while it is unknown, also when it may not be seen."""
    reason: str | None = None
    """Why the presence is unknown, as a word for translation: not_found, not_visible."""
    settings: ExtensionSettings | None = None
    """None while they are unknown, or where this PBX does not tell."""
    host: str | None = None
    """The `location` of the PBX that this extension lives on, where several share one system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """A line to the outside."""

    id: TrunkId
    name: str
    kind: str
    """Technology: SIP, IAX, FXO, BRI, E1, GSM."""
    status: TrunkStatus
    detail: str
    """The PBX's own word for the status."""

    @property
    def is_usable(self) -> bool | None:
        """Tell whether calls can use it; None while nobody knows."""
        match self.status:
            case TrunkStatus.UP | TrunkStatus.BUSY:
                return True
            case TrunkStatus.UNKNOWN | TrunkStatus.REGISTERING:
                return None
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody on a call. A member that is None is not known; a fact never unknows it."""

    number: str | None = None
    name: str | None = None
    extension: ExtensionId | None = None
    trunk: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One party's part in a call."""

    id: LegId
    party: Party
    role: Role
    state: LegState
    held_by_us: bool = False
    """This party put the other on hold."""
    held_by_peer: bool = False
    since: float | None = None
    """When it entered the state; None if that was before anybody watched."""
    rang: bool = False
    """It has been ringing (called side)."""
    talked: bool = False
    """It has been talking."""
    cause: Cause | None = None

    @property
    def is_live(self) -> bool:
        """Tell whether this party is still on the call."""
        return self.state is not LegState.ENDED

    @property
    def is_held(self) -> bool:
        """Tell whether somebody keeps this conversation on hold."""
        return self.held_by_us or self.held_by_peer


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A conversation, or the attempt at one. Its state is never stored: the legs are the state."""

    id: CallId
    direction: Direction
    legs: Mapping[LegId, Leg] = field(default_factory=lambda: MappingProxyType({}))
    heard: float
    """When something was last heard of it."""
    began: float | None = None
    """None if it went on already when we came."""
    answered: bool = False
    """A called party talked; an announcement or a queue is not a party."""
    answered_at: float | None = None
    """None if nobody watched."""
    ended: float | None = None
    cause: Cause | None = None
    reason: str | None = None
    """The PBX's own words for a failure."""
    group: str | None = None
    """Number of the queue, ring group or IVR that the call last went through."""
    recording: str | None = None
    """Name to fetch the recording by."""

    @property
    def is_live(self) -> bool:
        """Tell whether the call is still going on."""
        return self.ended is None
