"""Giving way to others: a burst must not hold up the loop, and a lone report need not wait."""

import asyncio
from typing import Final

# One costs less than half a millisecond; a turn of the loop costs a look at all sockets.
EVERY: Final = 16


class Turns:
    """Counts what was done, and lets others have a turn now and then."""

    def __init__(self) -> None:
        """Start with nothing done."""
        self._done = 0

    async def over(self) -> None:
        """Count one more; give way if that was enough at a stretch."""
        self._done += 1
        if self._done >= EVERY:
            self._done = 0
            await asyncio.sleep(0)
