"""Lists that a test can wait on."""

import asyncio
from collections.abc import Callable
from typing import Any, override

# A demo runs for days; what happened in the morning may be forgotten.
KEPT = 20_000


def anything(_: object) -> bool:
    """Accept every entry."""
    return True


class Journal[T](list[T]):
    """Keep what happened, in order, and wake whoever waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = asyncio.Event()

    @override
    def append(self, entry: T) -> None:
        """Write one entry and wake the waiting."""
        super().append(entry)
        if len(self) > KEPT:
            del self[: KEPT // 2]
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def until(
        self,
        claim: Callable[[T], Any] = anything,
        count: int = 1,
        within: float = 5.0,
    ) -> list[T]:
        """Wait until so many entries meet the claim, and return them."""
        async with asyncio.timeout(within):
            while len(found := [entry for entry in self if claim(entry)]) < count:
                await self._changed.wait()
        return found
