"""What a PBX can be asked to do. The answer is a receipt; what changes comes back as facts."""

from dataclasses import dataclass
from typing import ClassVar, Final

from .model import Activity, CallId, Capability, ExtensionId

# What a person can choose; the others come about by calls and phones.
SETTABLE: Final = (
    Activity.AVAILABLE,
    Activity.AWAY,
    Activity.BUSY,
    Activity.DO_NOT_DISTURB,
)

# A note longer than this does not fit a state, nor the phones that show it.
MAX_NOTE: Final = 250


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
    """End a call of an extension, or a named call; one of the two is given."""

    needs: ClassVar[Capability] = Capability.HANG_UP
    extension: ExtensionId | None = None
    call: CallId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPresence:
    """Set what others see of a person. `raw` overrules the activity with the PBX's own word."""

    needs: ClassVar[Capability] = Capability.PRESENCE_SET
    extension: ExtensionId
    activity: Activity | None = None
    """None keeps the activity, and only the note changes."""
    note: str | None = None
    """None keeps the note; an empty text removes it."""
    raw: str | None = None


type Command = Dial | HangUp | SetPresence


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The PBX accepted a command; that it worked out is told by later facts."""

    call: CallId | None = None
