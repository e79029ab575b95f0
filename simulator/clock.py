"""Time that a test can move."""

from collections.abc import Callable
import time


def wall_time() -> float:
    """Return the seconds since 1970; looked up late, so a frozen clock is obeyed."""
    return time.time()


class Clock:
    """Tell the time of a source, plus whatever somebody has skipped."""

    def __init__(self, source: Callable[[], float] = wall_time) -> None:
        self._source = source
        self._skipped = 0.0

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self._source() + self._skipped

    def advance(self, seconds: float) -> None:
        """Skip some time without waiting for it."""
        self._skipped += seconds
