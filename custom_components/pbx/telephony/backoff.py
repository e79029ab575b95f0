"""How long to wait before the next attempt."""

from collections.abc import Iterator
import random

# A PBX restart takes a minute or more; asking more often than this helps nobody.
LONGEST = 60.0
# A link that held so long was a good one: why it is lost has nothing to do with what was before.
STEADY = 30.0
# Many clients that lost the same PBX must not come back in the same instant.
JITTER = 0.2


def backoff(first: float = 1.0, longest: float = LONGEST) -> Iterator[float]:
    """Yield delays in seconds without end: doubling, with jitter, up to the longest."""
    delay = first
    while True:
        yield delay * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret depends on it
        delay = min(delay * 2, longest)
