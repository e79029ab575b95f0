"""What the PBX posts, typed. Names are ours; `wire.py` knows how they are spelled over there."""

from dataclasses import dataclass

from .members import Member


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Anything the PBX posts. A text that was not said is empty."""

    serial: str = ""
    extra: tuple[str, ...] = ()
    """Fields that nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken(Report):
    """No JSON object, even when read with both eyes closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Report):
    """A report whose name nobody knows."""

    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BootUp(Report):
    """The PBX has started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChange(Report):
    """An extension or a trunk was added, changed or deleted; how is not told."""

    kind: str = ""
    object: str = ""
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionStatus(Report):
    """A phone is in another state. With whom it speaks is not told."""

    extension: str = ""
    status: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkState(Report):
    """A trunk is in another state; promised by the settings page, printed nowhere."""

    trunk: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport(Report):
    """Something about one call and its parties."""

    call: str = ""
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert(CallReport):
    """The caller hears that it rings: [caller]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring(CallReport):
    """The called party rings: [callee, caller]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(CallReport):
    """The caller was answered: [caller, callee]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(CallReport):
    """The called party answered: [callee, caller]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bye(CallReport):
    """A party left: [who left, the other]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(CallReport):
    """A user transferred or forwarded the call; the parties are those of the moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(CallReport):
    """A call on a trunk asks to be accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming(CallReport):
    """A call on a trunk was accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailed(CallReport):
    """A call could not be made."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStatus(CallReport):
    """All parties of a call with their states (report format 2.0.0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceStatus(CallReport):
    """The participants of a conference changed (report format 2.0.0)."""

    number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dtmf(CallReport):
    """A key was pressed."""

    key: str = ""
    index: str = ""
    collected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayPromptEnd(CallReport):
    """A prompt was played to its end."""

    prompt: str = ""
    ivr: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCdr(Report):
    """The record of a call. Several for one call are normal."""

    call: str = ""
    record: str = ""
    began: str = ""
    """Local time of the PBX, without a zone."""
    source: str = ""
    target: str = ""
    duration: int | None = None
    talked: int | None = None
    """Talk time counts announcements and voicemail, so it proves no answer."""
    inbound_trunk: str = ""
    outbound_trunk: str = ""
    status: str = ""
    kind: str = ""
    pin: str = ""
    recording: str = ""
    did: str = ""
    agent_rang: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction(Report):
    """A caller answered the survey of a queue."""

    call: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsSent(Report):
    """What became of a text message."""

    sms: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAgentTimeout(Report):
    """An agent let a call of the queue ring (report format 2.0.0)."""

    queue: str = ""
    agent: str = ""
    call: str = ""
    caller: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueAutoPause(Report):
    """An agent was paused for not answering (report format 2.0.0)."""

    queue: str = ""
    agent: str = ""
    missed: tuple[str, ...] = ()
    """The callers that were missed."""
