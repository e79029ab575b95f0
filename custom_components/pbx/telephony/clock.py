"""The time of day, as one that never stands still or runs back.

What was heard and what was asked are put in order by their times. A clock that is set back, by hand
or by the network, would have every call look newer than the question whether it goes on.
"""

from collections.abc import Callable
import time

# How fast it goes while it is ahead of the time of day.
SLOWER = 0.5


def _wall() -> float:
    """Give the time of day."""
    return time.time()


def _steady() -> float:
    """Give the time since the machine was switched on."""
    return time.monotonic()


class SteadyClock:
    """Seconds since 1970: forward jumps are followed, and what was set back is waited for."""

    def __init__(
        self,
        wall: Callable[[], float] = _wall,
        steady: Callable[[], float] = _steady,
    ) -> None:
        """Begin with the time of day."""
        self._wall = wall
        self._steady = steady
        self._shown = wall()
        self._looked = steady()

    def __call__(self) -> float:
        """Give the time; later than the last one, unless no time has passed."""
        wall, steady = self._wall(), self._steady()
        passed = max(0.0, steady - self._looked)
        self._looked = steady
        self._shown = max(wall, self._shown + passed * SLOWER)
        return self._shown
