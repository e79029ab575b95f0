"""What programs do on a PBX beside presence and calls, and what came of it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Platform:
    """Notifications, chat and diversions of one PBX."""

    knows_diversions: bool = True
    """False is a PBX before 14r1, which has no notifications either."""
    devices: set[str] = field(default_factory=lambda: {"homeassistant"})
    """Hardware ids that a program may register with."""
    notifications: list[tuple[str, str, str]] = field(default_factory=list)
    """What was shown to whom: login, title, text."""
    chats: list[tuple[str, str]] = field(default_factory=list)
    """What was written to whom: login, text."""
