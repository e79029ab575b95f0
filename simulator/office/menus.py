"""Menus that callers walk through with the keys of their phones."""

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Menu:
    """A number at which a recorded voice offers a choice."""

    number: str
    name: str
    keys: dict[str, str] = field(default_factory=dict)
    """Where each key leads: a person, a ring group, a queue or another menu."""
    prompt: str = "[Default]"
    prompt_repeat: int = 3
    response_timeout: int = 3
    digit_timeout: int = 3
    dials_extensions: bool = True
    """Callers may dial the number of an extension."""
    dials_out: bool = False
    checks_voicemail: bool = False
