"""Posting reports the way the box does: one connection each, again until answered."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ..clock import Clock
from ..faults import Delay, Drop, Fault, FaultQueue, Reorder, Repeat
from ..journal import Journal
from .http import deliver
from .sessions import Destination


@dataclass(frozen=True, slots=True)
class SentReport:
    """One attempt to deliver one report."""

    action: str
    body: bytes
    destination: Destination
    status: int | None
    """What the receiver answered, if it did."""
    time: float


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """A report under way."""

    action: str
    body: bytes
    attempts: int = 0
    faultless: bool = False


type Spawn = Callable[[Coroutine[Any, Any, None]], None]


class Post:
    """Deliver first attempts in order; what is not answered comes again, later."""

    def __init__(
        self,
        address: Callable[[Letter], Destination | None],
        spawn: Spawn,
        faults: FaultQueue,
        clock: Clock,
    ) -> None:
        self.sent: Journal[SentReport] = Journal()
        self.resend_after = 0.5
        self.resends = 3
        self.answer_within = 2.0
        self._address = address
        self._spawn = spawn
        self._faults = faults
        self._clock = clock
        self._queue: asyncio.Queue[Letter] = asyncio.Queue()
        self._held: Letter | None = None
        self._open = 0
        self._settling = 0
        self._done = asyncio.Event()
        self._done.set()

    @property
    def is_behind(self) -> bool:
        """Tell whether a report is on its way, or waits to be sent and not for the next one."""
        return self._open > (self._held is not None)

    def put(self, action: str, body: bytes) -> None:
        """Post a report."""
        self._open += 1
        self._done.clear()
        self._queue.put_nowait(Letter(action, body))

    async def run(self) -> None:
        """Work through the queue until cancelled; then forget what is left."""
        try:
            while True:
                await self._take(await self._queue.get())
        finally:
            self._queue = asyncio.Queue()
            self._held, self._open = None, 0
            self._done.set()

    async def settled(self) -> None:
        """Wait until each report was answered or given up."""
        self._settling += 1
        try:
            if self._held is not None and self._queue.empty():
                # Nothing is left that could overtake it.
                letter, self._held = replace(self._held, faultless=True), None
                self._queue.put_nowait(letter)
            await self._done.wait()
        finally:
            self._settling -= 1

    async def _take(self, letter: Letter) -> None:
        fault = None if letter.faultless else self._faults.take(letter.action)
        match fault:
            case Drop():
                self._close()
            case Delay(seconds):
                self._spawn(self._later(letter, seconds))
            case Reorder() if self._held is None:
                self._held = letter
            case Repeat(times):
                for _ in range(times - 1):
                    await self._attempt(letter, None)
                await self._deliver(letter, None)
            case _:
                await self._deliver(letter, fault)
        overtaken = self._held is not letter or (self._settling and self._queue.empty())
        if self._held is not None and overtaken:
            letter, self._held = self._held, None
            await self._deliver(letter, None)

    async def _deliver(self, letter: Letter, fault: Fault | None) -> None:
        if await self._attempt(letter, fault) or letter.attempts >= self.resends:
            self._close()
        else:
            again = replace(letter, attempts=letter.attempts + 1)
            self._spawn(self._later(again, self.resend_after))

    async def _later(self, letter: Letter, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._deliver(letter, None)

    async def _attempt(self, letter: Letter, fault: Fault | None) -> bool:
        """Tell whether the report need not be sent again."""
        destination = self._address(letter)
        if destination is None:
            return True
        status = None
        if destination.reachable:
            with suppress(OSError, ValueError, TimeoutError):
                async with asyncio.timeout(self.answer_within):
                    status = await deliver(destination, letter.body, fault)
        now = self._clock.now()
        self.sent.append(SentReport(letter.action, letter.body, destination, status, now))
        return status == 200

    def _close(self) -> None:
        self._open -= 1
        if self._open <= 0:
            self._done.set()
