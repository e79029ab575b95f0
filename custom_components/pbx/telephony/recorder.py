"""The last wire messages, redacted, and a tally of what was not understood.

Both go into diagnostics and bug reports.
"""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from .redact import mask_number, redact_text

# Enough for a few calls with all their reports; a bug report stays readable.
KEPT_MESSAGES = 100
# A hostile peer can invent words without end; the first ones tell the story.
KEPT_ODDITIES = 50
# A longer message is a list; to keep a hundred of those would cost more than they tell.
MESSAGE_LENGTH = 8 * 1024
# A longer word is no word.
ODDITY_LENGTH = 64


class Way(StrEnum):
    """Direction of a message, seen from us."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it may be shown."""

    at: float
    way: Way
    text: str


class Recorder:
    """Keep what was said, without the secrets."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Start empty; `clock` stamps the messages."""
        self._clock = clock
        self._messages: deque[tuple[float, Way, str | bytes]] = deque(maxlen=KEPT_MESSAGES)
        self.oddities: Counter[str] = Counter()

    def record(self, way: Way, text: str | bytes) -> None:
        """Keep a message as it was on the wire; it is redacted when somebody looks."""
        if len(text) > MESSAGE_LENGTH:
            text = f"({len(text)} characters or bytes)"
        self._messages.append((self._clock(), way, text))

    def count(self, kind: str, word: str = "") -> None:
        """Count something that was not understood, such as an unknown word of a known kind."""
        key = f"{kind}: {mask_number(word[:ODDITY_LENGTH])}" if word else kind
        if key in self.oddities or len(self.oddities) < KEPT_ODDITIES:
            self.oddities[key] += 1
        else:
            self.oddities["others"] += 1

    @property
    def messages(self) -> tuple[Message, ...]:
        """Give the kept messages, redacted, oldest first."""
        return tuple(Message(at, way, redact_text(text)) for at, way, text in self._messages)
