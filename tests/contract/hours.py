"""Office hours that pass as fast as everybody can follow, in the same order each time."""

import asyncio
from collections.abc import Awaitable, Callable
from heapq import heappop, heappush
from itertools import count

# Enough turns for whoever was woken to act, and to wait for the next thing.
TURNS = 20


class Hours:
    """Time for stories that run side by side: who waits least goes on first."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.now = 0.0
        self._order = count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    async def passes(self, seconds: float) -> None:
        """Wait until so many seconds have passed."""
        due: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (self.now + seconds, next(self._order), due))
        await due

    async def run(self, end: float, between: Callable[[], Awaitable[None]]) -> None:
        """Let time pass up to the end; after each thing that happens, do something in between."""
        await _turns()
        while self._waiting and self._waiting[0][0] <= end:
            self.now, _, due = heappop(self._waiting)
            if not due.cancelled():
                due.set_result(None)
                await _turns()
                await between()


async def _turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)
