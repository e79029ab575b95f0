"""The people of an office, their phones and the lines to the outside."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
import hashlib

# The slot that people fill by hand; others belong to calendars and the like.
MANUAL = "manual"


class LineStatus(StrEnum):
    """What a lamp beside a person's name would show."""

    IDLE = "idle"
    RINGING = "ringing"
    BUSY = "busy"
    HOLD = "hold"
    OFFLINE = "offline"


class PhoneKind(StrEnum):
    """How a phone is joined to the exchange."""

    SIP = "SIP"
    FXS = "FXS"
    IAX = "IAX"


class TrunkKind(StrEnum):
    """What a line to the outside is made of."""

    SIP = "SIP"
    BRI = "BRI"
    FXO = "FXO"
    GSM = "GSM"


@dataclass(frozen=True, slots=True)
class Presence:
    """What a person says about their whereabouts in one slot."""

    activity: str = "available"
    note: str = ""


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with an extension."""

    number: str
    name: str
    login: str
    kind: PhoneKind = PhoneKind.SIP
    email: str = ""
    registered: bool = True
    do_not_disturb: bool = False
    may_dial_out: bool = True
    port: str = ""
    guid: str = ""
    slots: dict[str, Presence] = field(default_factory=dict)
    """Presence by slot; the one set last stands last."""

    def __post_init__(self) -> None:
        """Give the person the identity that outlives numbers and names."""
        if not self.guid:
            self.guid = hashlib.md5(self.login.encode(), usedforsecurity=False).hexdigest()

    @property
    def presence(self) -> Presence:
        """Return what the person has set by hand."""
        return self.slots.get(MANUAL, Presence())

    def set_presence(self, slot: str, **changes: str) -> bool:
        """Fill a slot and tell whether that changed anything."""
        before = self.slots.get(slot, Presence())
        after = replace(before, **changes)
        if after == before:
            return False
        self.slots.pop(slot, None)
        self.slots[slot] = after
        return True


@dataclass(slots=True, eq=False)
class Trunk:
    """A line to the outside."""

    name: str
    kind: TrunkKind = TrunkKind.SIP
    up: bool = True
    port: str = ""
