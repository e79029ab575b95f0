"""Where scenarios play: an office, and how fast its time passes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ..office import Menu, Office, Queue, Trunk

type Pace = float | Callable[[float], Awaitable[Any]]
"""1.0 is real time, 0.0 waits for nothing; a coroutine function is called with the seconds
that should pass, so that a test can let its client catch up between two steps."""

OUTSIDE = "03055512345"
OUTSIDE_TOO = "03055567890"
RING_GROUP = "6200"
QUEUE = "6400"
MENU = "6500"


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

    def queue(self) -> Queue:
        """Return a queue."""
        if not self.office.queues:
            self.office.add_queue(Queue(QUEUE, "Support", self.office.idle(3)))
        return next(iter(self.office.queues.values()))

    def menu(self) -> Menu:
        """Return a menu with a key for each of some people."""
        if not self.office.menus:
            keys = {str(key): number for key, number in enumerate(self.office.idle(2), 1)}
            self.office.add_menu(Menu(MENU, "Main menu", keys))
        return next(iter(self.office.menus.values()))

    def trunk(self) -> Trunk:
        """Return the line over which calls come in."""
        return self.office.trunk()

    @contextmanager
    def settings(self, number: str, **changes: Any) -> Iterator[None]:
        """Change settings of a person for a while."""
        before = {key: getattr(self.office.person(number), key) for key in changes}
        self.office.configure(number, **changes)
        try:
            yield
        finally:
            self.office.configure(number, **before)
