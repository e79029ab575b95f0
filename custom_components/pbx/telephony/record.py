"""Call records: what a PBX writes down of a call once it, or one part of it, is over."""

from dataclasses import dataclass
from enum import StrEnum

from .model import CallId, Direction, ExtensionId


class Outcome(StrEnum):
    """How a call came out."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    VOICEMAIL = "voicemail"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One record; several of one call are normal. A member that is None was not said."""

    id: str
    """The same for the same record, however it was learnt; made from its content."""
    call: CallId
    direction: Direction | None = None
    outcome: Outcome | None = None
    began: float | None = None
    """Seconds since 1970, UTC; the PBX's zone has been taken into account."""
    caller: str | None = None
    """Number, or a text such as `anonymous`."""
    callee: str | None = None
    """Number of whom the call reached, be it an extension, a group or an outside party."""
    group: str | None = None
    """Number of the queue, ring group or IVR that the call went through."""
    extensions: tuple[ExtensionId, ...] = ()
    """The extensions that the record names, the called one last."""
    duration: int | None = None
    """Seconds from first sign to end."""
    talk_duration: int | None = None
    """Seconds; announcements and voicemail count, so it proves no answer."""
    ring_duration: int | None = None
    """Seconds that the agent's phone rang."""
    trunk: str | None = None
    did: str | None = None
    """The number that was dialled from outside."""
    recording: str | None = None
    """Name to fetch the recording by."""
