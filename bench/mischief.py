"""What goes wrong on a day at the office, drawn from a seed."""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random

from simulator import InnovaphonePbx, YeastarPbx
from simulator.faults import (
    Delay,
    Drop,
    Errno,
    Fault,
    FaultQueue,
    Garbage,
    HalfClose,
    Html,
    NoLength,
    Reorder,
    Repeat,
    Silence,
    Split,
    Truncated,
)
from simulator.scenarios import Stage

from .systems import System

# Seconds between two things that go wrong, on average.
PAUSE = 90.0
# How many seconds something waits for its victim. Who asks little would meet all that nobody met in
# an hour one after the other, which no network does.
LASTING = 60.0
# A websocket loses and reorders nothing: what is lost there is the connection.
OF_SOCKET: tuple[Callable[[], Fault], ...] = (Repeat, Repeat, Repeat, HalfClose)
OF_REPORTS: tuple[Callable[[], Fault], ...] = (
    Drop,
    Repeat,
    Reorder,
    Garbage,
    Truncated,
    HalfClose,
    Split,
    NoLength,
)
OF_REQUESTS: tuple[Callable[[], Fault], ...] = (Html, Errno, Silence, Drop)
OF_QUESTIONS: tuple[Callable[[], Fault], ...] = (Silence, Errno, HalfClose)
# What this PBX may refuse for a while. A refused login means a wrong password, which ends the day
# for good, and a refused API one that is not ticked.
REFUSABLE = ("GetNodeInfo", "SubscribePresence", "UserInitialize")
ASKED = ("AppChallenge", "AppLogin", *REFUSABLE)


class Mischief:
    """Somebody who breaks things."""

    def __init__(self, system: System, seed: int) -> None:
        """Choose by this seed."""
        self.done: Counter[str] = Counter()
        self._pbx = system.pbx
        self._stage = Stage(system.office, 1 / system.clock.speed)
        self._dice = Random(seed)  # noqa: S311 - the same day again, on purpose

    async def work(self) -> None:
        """Break something now and then, until cancelled; what is off is put on again."""
        deeds = {
            self._report: 12,
            self._request: 4,
            self._session: 2,
            self._cable: 1,
            self._power: 1,
        }
        try:
            while True:
                await self._stage.passes(self._dice.expovariate(1 / PAUSE))
                [deed] = self._dice.choices(list(deeds), list(deeds.values()))
                await deed()
        finally:
            self._pbx.faults.clear()
            if not self._stage.office.powered:
                self._stage.office.power_on()
            await self._pbx.start()

    async def _report(self) -> None:
        """Spoil one or some reports."""
        kinds = OF_REPORTS if isinstance(self._pbx, YeastarPbx) else OF_SOCKET
        fault = self._dice.choice(kinds)()
        if self._dice.random() < 0.15:
            fault = Delay(self._dice.uniform(0.5, 5) * self._seconds)
        self._spoil(self._pbx.faults.reports, fault, times=self._dice.choice((1, 1, 1, 2, 5)))

    async def _request(self) -> None:
        """Spoil some answers; over a websocket almost nothing is asked but at its beginning."""
        kinds = OF_REQUESTS if isinstance(self._pbx, YeastarPbx) else OF_QUESTIONS
        fault, on = self._dice.choice(kinds)(), ""
        if isinstance(self._pbx, InnovaphonePbx):
            on = self._dice.choice(REFUSABLE if isinstance(fault, Errno) else ASKED)
        self._spoil(self._pbx.faults.requests, fault, on, times=self._dice.choice((1, 1, 2, 3)))
        if isinstance(self._pbx, InnovaphonePbx):
            self._pbx.drop()

    def _spoil(self, queue: FaultQueue, fault: Fault, on: str = "", *, times: int) -> None:
        """Let a fault wait for its victim, for a while."""
        self.done[type(fault).__name__] += 1
        remove = queue.add(fault, on, times)
        asyncio.get_running_loop().call_later(LASTING * self._seconds, remove)

    async def _session(self) -> None:
        """End the session."""
        self.done["session lost"] += 1
        if isinstance(self._pbx, InnovaphonePbx):
            self._pbx.drop()
        else:
            self._pbx.expire_token()

    async def _cable(self) -> None:
        """Pull the cable for a while; the office goes on."""
        self.done["cable pulled"] += 1
        await self._pbx.stop()
        await self._stage.passes(self._dice.uniform(5, 240))
        await self._pbx.start()

    async def _power(self) -> None:
        """Pull the plug for a while: all calls are gone."""
        self.done["power cut"] += 1
        self._stage.office.power_off()
        await self._stage.passes(self._dice.uniform(30, 240))
        self._stage.office.power_on()

    @property
    def _seconds(self) -> float:
        """Give how long a second of the office takes."""
        return float(self._stage.pace)  # type: ignore[arg-type]
