"""The people of an office, their phones and the lines to the outside."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
import hashlib
from typing import override

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


class MonitorMode(StrEnum):
    """How somebody may listen to the calls of others."""

    DISABLED = "Disabled"
    EXTENSIVE = "Extensive"
    LISTEN = "Listen"
    WHISPER = "Whisper"
    BARGE_IN = "Barge-in"

    @classmethod
    @override
    def _missing_(cls, value: object) -> MonitorMode | None:
        word = str(value).casefold()
        return next((mode for mode in cls if word and mode.casefold().startswith(word)), None)


class Target(StrEnum):
    """Where a forwarded call goes."""

    VOICEMAIL = "Voicemail"
    EXTENSION = "Extension"
    MOBILE = "Mobile Number"
    CUSTOM = "Custom Number"


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Whether and where calls go instead of to a phone."""

    on: bool = False
    target: Target = Target.VOICEMAIL
    extension: str = ""
    number: str = ""
    prefix: str = ""
    """Dialed before a mobile or a custom number."""


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
    caller_id: str = ""
    agent_id: str = ""
    register_name: str = ""
    register_password: str = field(default="", repr=False)
    login_password: str = field(default="", repr=False)
    max_registrations: int = 1
    voicemail: bool = False
    """A mailbox takes the calls that come to nothing."""
    voicemail_pin: str = field(default="", repr=False)
    voicemail_to_email: bool = False
    mobile: str = ""
    mobile_prefix: str = ""
    mobile_enabled: bool = False
    ring_mobile: bool = False
    """The mobile phone rings together with the one here."""
    forward_always: Forwarding = Forwarding()
    # A mailbox takes what is not answered, as soon as there is one.
    forward_busy: Forwarding = Forwarding(on=True)
    forward_no_answer: Forwarding = Forwarding(on=True)
    allow_monitoring: bool = False
    monitor_mode: MonitorMode = MonitorMode.DISABLED
    ring_timeout: int = 30
    max_duration: str = "Follow System"
    slots: dict[str, Presence] = field(default_factory=dict)
    """Presence by slot; the one set last stands last."""

    def __post_init__(self) -> None:
        """Give the person the identity that outlives numbers and names."""
        if not self.guid:
            self.guid = hashlib.md5(self.login.encode(), usedforsecurity=False).hexdigest()
        self.caller_id = self.caller_id or self.number
        self.register_name = self.register_name or self.number
        secret = f"Sip{self.number}x{self.guid[:6]}"
        self.register_password = self.register_password or secret
        self.login_password = self.login_password or secret
        self.voicemail_pin = self.voicemail_pin or self.number

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
    controls_answering: bool = False
    """A program decides whether calls are let in."""
    controls_destination: bool = False
    """A program decides where calls go."""
