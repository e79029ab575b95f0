"""Where scenarios play: an office, and how fast its time passes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ..office import Office

type Pace = float | Callable[[float], Awaitable[Any]]
"""1.0 is real time, 0.0 waits for nothing; a coroutine function is called with the seconds
that should pass, so that a test can let its client catch up between two steps."""

OUTSIDE = "03055512345"
RING_GROUP = "6200"


@dataclass(frozen=True, slots=True)
class Stage:
    """What a script may use."""

    office: Office
    pace: Pace

    async def passes(self, seconds: float) -> None:
        """Let time pass; the office's clock moves by so much at every pace."""
        if callable(self.pace):
            self.office.clock.advance(seconds)
            await self.pace(seconds)
        else:
            await asyncio.sleep(seconds * self.pace)
            self.office.clock.advance(max(0.0, seconds * (1 - self.pace)))

    def cast(self, count: int) -> list[str]:
        """Return so many people who are free."""
        return self.office.idle(count)

    def group(self) -> str:
        """Return a ring group."""
        if not self.office.groups:
            self.office.groups[RING_GROUP] = tuple(self.office.idle(3))
        return next(iter(self.office.groups))
