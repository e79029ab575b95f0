"""Commands that bring a text before a person, and that read how numbers are dialled."""

from dataclasses import dataclass, field
from typing import ClassVar

from ..model import Capability, ExtensionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowNote:
    """Show a notification on the screens of a person."""

    needs: ClassVar[Capability] = Capability.NOTES
    extension: ExtensionId
    text: str = field(repr=False)
    title: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendChat:
    """Send a chat message to a person."""

    needs: ClassVar[Capability] = Capability.CHAT
    extension: ExtensionId
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNumbering:
    """Read how numbers are dialled here; `data` of the receipt holds the members of `Numbering`."""

    needs: ClassVar[Capability] = Capability.NUMBERING
