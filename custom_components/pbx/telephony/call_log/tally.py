"""What the calls since a moment add up to, kept as they come, so that nobody counts them again."""

from ..model import Direction
from ..record import Outcome
from .entry import CallEntry


class Tally:
    """Sums over the calls that began at a moment or later."""

    def __init__(self, since: float = 0.0) -> None:
        """Start with nothing."""
        self.since = since
        self.calls = 0
        self.talk = 0
        """Seconds that people talked."""
        self._asked = 0
        self._answered = 0

    @property
    def answer_rate(self) -> float | None:
        """Give the share of the calls from outside that somebody took; None if there was none."""
        return self._answered / self._asked if self._asked else None

    def add(self, entry: CallEntry) -> None:
        """Count a call in."""
        self._count(entry, 1)

    def remove(self, entry: CallEntry) -> None:
        """Count a call out."""
        self._count(entry, -1)

    def _count(self, entry: CallEntry, sign: int) -> None:
        if entry.began < self.since:
            return
        self.calls += sign
        self.talk += sign * (entry.talk_duration or 0)
        if entry.direction is Direction.INBOUND:
            self._asked += sign
            self._answered += sign * (entry.outcome is Outcome.ANSWERED)
