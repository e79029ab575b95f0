"""Commands that make calls, and that change those that go on.

Wherever an extension and a call can be given, one of the two is; of several calls of the extension
the one is meant that it is shown with.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ..model import CallId, Capability, ExtensionId


class TargetKind(StrEnum):
    """What a call can be sent to."""

    EXTENSION = "extension"
    NUMBER = "number"
    QUEUE = "queue"
    IVR = "ivr"
    RING_GROUP = "ring_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTarget:
    """Where a call is sent."""

    kind: TargetKind
    number: str


class MonitorMode(StrEnum):
    """How somebody joins the call of another."""

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE_IN = "barge_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Ring an extension's own phone, then the number."""

    needs: ClassVar[Capability] = Capability.DIAL
    extension: ExtensionId
    number: str
    """As the extension's user would dial it, digits and * # only, or with a leading +."""
    auto_answer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUp:
    """End a call of an extension, or a named call."""

    needs: ClassVar[Capability] = Capability.HANG_UP
    extension: ExtensionId | None = None
    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Pick up a ringing phone."""

    needs: ClassVar[Capability] = Capability.ANSWER
    extension: ExtensionId | None = None
    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Put a conversation on hold, or take it back."""

    needs: ClassVar[Capability] = Capability.HOLD
    extension: ExtensionId | None = None
    call: CallId | None = None
    on: bool = True
    """False takes it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Keep an extension from being heard; it goes on hearing. It ends with the call."""

    needs: ClassVar[Capability] = Capability.MUTE
    extension: ExtensionId
    on: bool = True
    """False lets it be heard again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Send the other party of a call to somebody else."""

    needs: ClassVar[Capability] = Capability.TRANSFER
    extension: ExtensionId | None = None
    call: CallId | None = None
    to: CallTarget
    permission: ExtensionId | None = None
    """Whose right to call outside numbers is used; None is that of an extension on the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """Let an extension join the call of another."""

    needs: ClassVar[Capability] = Capability.MONITOR
    extension: ExtensionId
    """Whose call it is."""
    by: ExtensionId
    mode: MonitorMode = MonitorMode.LISTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack:
    """Dial one outside party, then a second one, and join them."""

    needs: ClassVar[Capability] = Capability.CALL_BACK
    first: str
    second: str
    permission: ExtensionId
    """Whose right to call outside numbers is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialInto:
    """Dial somebody, and connect them to an IVR, a queue or a ring group."""

    target: CallTarget
    """An IVR, a queue or a ring group."""
    extension: ExtensionId | None = None
    """Who is dialled, if it is an extension."""
    number: str | None = None
    """Who is dialled, if it is an outside party."""
    permission: ExtensionId | None = None
    """Whose right to call outside numbers is used; needed with `number`."""
    auto_answer: bool = False

    @property
    def needs(self) -> Capability:
        """Name what the PBX must be able to do."""
        return Capability.MENUS if self.target.kind is TargetKind.IVR else Capability.GROUPS


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayPrompt:
    """Dial an extension or an outside party and play prompts to them."""

    needs: ClassVar[Capability] = Capability.PROMPTS
    prompts: tuple[str, ...]
    """Names of prompts on the PBX, in order; a repeated one is named again."""
    extension: ExtensionId | None = None
    number: str | None = None
    permission: ExtensionId | None = None
    """Whose right to call outside numbers is used; needed with `number`."""
    auto_answer: bool = False
    volume: int | None = None
    """1 to 10; None is the PBX's own."""


class Decision(StrEnum):
    """What becomes of a call that waits to be let in."""

    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Decide on a call from outside while it waits; sending it elsewhere is a `Transfer`."""

    needs: ClassVar[Capability] = Capability.SCREENING
    call: CallId
    decision: Decision
