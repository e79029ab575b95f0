"""Calls and their parties."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from .people import MonitorMode, Trunk


class Direction(StrEnum):
    """Where a call comes from and goes to."""

    INTERNAL = "internal"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Role(StrEnum):
    """Whether a party called or is called."""

    CALLER = "caller"
    CALLEE = "callee"


class LegState(StrEnum):
    """Where a party stands: waiting -> dialing or ringing -> talking <-> held, parked -> gone."""

    WAITING = "waiting"
    DIALING = "dialing"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    PARKED = "parked"
    """Put away, for somebody else to take."""
    GONE = "gone"


class Outcome(StrEnum):
    """How a call ended, for its record."""

    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    BUSY = "busy"
    FAILED = "failed"
    VOICEMAIL = "voicemail"


class Machine(StrEnum):
    """What talks to a caller, or lets them wait, in place of a person."""

    MENU = "menu"
    QUEUE = "queue"
    MAILBOX = "mailbox"
    PROMPT = "prompt"
    SURVEY = "survey"
    MONITOR = "monitor"


class Door(StrEnum):
    """How far a call from outside has come that a program controls."""

    INVITED = "invited"
    """It waits to be accepted or refused."""
    ACCEPTED = "accepted"
    """It waits to be sent to a destination."""
    OPEN = "open"


class Failure(Enum):
    """Why a call could not be set up."""

    BUSY = auto()
    NO_ANSWER = auto()
    DO_NOT_DISTURB = auto()
    NOT_PERMITTED = auto()
    NO_TRUNK = auto()
    UNKNOWN_NUMBER = auto()
    UNREACHABLE = auto()


OUTCOMES = {
    Failure.BUSY: Outcome.BUSY,
    Failure.NO_ANSWER: Outcome.NO_ANSWER,
    Failure.DO_NOT_DISTURB: Outcome.BUSY,
    Failure.NOT_PERMITTED: Outcome.FAILED,
    Failure.NO_TRUNK: Outcome.FAILED,
    Failure.UNKNOWN_NUMBER: Outcome.FAILED,
    Failure.UNREACHABLE: Outcome.NO_ANSWER,
}


@dataclass(slots=True, eq=False)
class Leg:
    """One party of a call."""

    number: str
    role: Role
    state: LegState
    trunk: Trunk | None = None
    """The line through which an outside party is reached."""
    outside: bool = False
    """Not a phone of this office, whether or not a line leads there."""
    muted: bool = False
    rang: float | None = None
    """When the phone began to ring for this call."""
    took_at: float | None = None
    was: Leg | None = None
    """The same phone in the call that was joined to this one."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class Call:
    """A call from its first digit to its record."""

    direction: Direction
    dialed: str
    legs: list[Leg]
    began: float
    trunk: Trunk | None = None
    click_to_dial: bool = False
    """Started by a program; the caller's own phone rings first."""
    answered: float | None = None
    ended: float | None = None
    outcome: Outcome = Outcome.NO_ANSWER
    took: Leg | None = field(default=None)
    """The called party who took the call."""
    calling: str = ""
    """The number that called at first, whoever the caller is now."""
    did: str = ""
    callback: bool = False
    """Two parties outside were connected with each other."""
    permission: str = ""
    """Whose permission to dial out counts, if not the caller's own."""
    group: str = ""
    """The ring group, the queue and the menu that the call went through last, if any."""
    queue: str = ""
    menu: str = ""
    mailbox: str = ""
    """Whose mailbox answered."""
    machine: Machine | None = None
    """What the caller hears now in place of a person."""
    door: Door = Door.OPEN
    keys: str = ""
    """What the caller has pressed of an unfinished input."""
    prompts: tuple[str, ...] = ()
    """What the call was made to play."""
    recording: str = ""
    """The name of the file in which the call is recorded."""
    declined: set[str] = field(default_factory=set)
    """Agents who do not want this call of their queue."""
    forwarded: int = 0
    monitored: Call | None = None
    """The call that the caller of this one listens to."""
    mode: MonitorMode | None = None

    def __post_init__(self) -> None:
        """Remember who called."""
        self.calling = self.calling or self.legs[0].number

    @property
    def caller(self) -> Leg:
        """Return the party who called."""
        return self.legs[0]

    @property
    def through(self) -> str:
        """Return the menu, queue or ring group that the call is in or came through last."""
        return self.queue or self.group or self.menu

    @property
    def alive(self) -> Iterator[Leg]:
        """Yield the parties who have not left."""
        return (leg for leg in self.legs if leg.state is not LegState.GONE)

    def leg_of(self, number: str) -> Leg | None:
        """Return the living party with this number."""
        return next((leg for leg in self.alive if leg.number == number), None)

    def other(self, leg: Leg) -> Leg | None:
        """Return whom a party talks to, or would talk to."""
        if leg is not self.caller:
            return self.caller
        return self.took or next((x for x in self.legs if x is not leg), None)
