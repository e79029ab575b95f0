"""Questions that a report raises: asked a little later, and each only once at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

type Spawn = Callable[[Coroutine[Any, Any, None]], None]


class Questions:
    """Debounces questions by their key."""

    def __init__(self, spawn: Spawn) -> None:
        """Ask in tasks that the owner keeps."""
        self._spawn = spawn
        self._again: dict[str, bool] = {}

    def ask(self, key: str, delay: float, question: Callable[[], Awaitable[None]]) -> None:
        """Ask after a delay; if just that is being asked, ask it once more afterwards."""
        if key in self._again:
            self._again[key] = True
            return
        self._again[key] = False
        self._spawn(self._ask(key, delay, question))

    async def _ask(self, key: str, delay: float, question: Callable[[], Awaitable[None]]) -> None:
        """Ask until no new reason has come up meanwhile."""
        try:
            while True:
                await asyncio.sleep(delay)
                self._again[key] = False
                await question()
                if not self._again[key]:
                    return
        finally:
            del self._again[key]


class Alarm:
    """Rings when the earliest of all wishes is due."""

    def __init__(self) -> None:
        """Ring at once, until told otherwise."""
        self._due = 0.0
        self._moved = asyncio.Event()

    def set(self, delay: float) -> None:
        """Forget all wishes but this."""
        self._due = asyncio.get_running_loop().time() + delay
        self._moved.set()

    def within(self, delay: float) -> None:
        """Ring after this delay at the latest."""
        due = asyncio.get_running_loop().time() + delay
        if due < self._due:
            self._due = due
            self._moved.set()

    async def wait(self) -> None:
        """Wait until it is due."""
        loop = asyncio.get_running_loop()
        while (left := self._due - loop.time()) > 0:
            self._moved.clear()
            try:
                async with asyncio.timeout(left):
                    await self._moved.wait()
            except TimeoutError:
                return
