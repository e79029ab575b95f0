"""Commands about what others see of a person."""

from dataclasses import dataclass
from typing import ClassVar, Final

from ..model import Activity, Capability, ExtensionId

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
class SetPresence:
    """Set what others see of a person. `raw` overrules the activity with the PBX's own word."""

    needs: ClassVar[Capability] = Capability.PRESENCE_SET
    extension: ExtensionId
    activity: Activity | None = None
    """None keeps the activity, and only the note changes."""
    note: str | None = None
    """None keeps the note; an empty text removes it."""
    raw: str | None = None
