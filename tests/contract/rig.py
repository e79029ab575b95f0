"""An exchange that is kept connected to a simulated PBX, without Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import repeat
import time
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.pbx.telephony.clock import SteadyClock
from custom_components.pbx.telephony.delivery import ReportFault
from custom_components.pbx.telephony.driver import Destination, Ports
from custom_components.pbx.telephony.events import CallEvent
from custom_components.pbx.telephony.exchange import (
    CALLS,
    LINK,
    LOCKED,
    REFUSED,
    ROSTERS,
    Exchange,
    extension_topic,
    trunk_topic,
)
from custom_components.pbx.telephony.listener import Listener
from custom_components.pbx.telephony.recorder import Recorder
from simulator import Office, Scenario

from .pictures import Picture, picture_of_office, picture_of_state, told
from .plants import Pbx, Plant

PATIENCE = 10.0
BACKOFF = 0.02
# Few enough for one processor to keep up with all of them.
SHARES = 5
# Enough for whoever was woken to read all reports of a step, and to act on each.
TURNS = 20


@dataclass(slots=True)
class Wall:
    """The time of day, as somebody sets it."""

    offset: float = 0.0

    def __call__(self) -> float:
        """Give the time of day."""
        return time.time() + self.offset


@dataclass(slots=True)
class Rig:
    """Everything that a test looks at."""

    plant: Plant
    office: Office
    pbx: Pbx
    exchange: Exchange
    recorder: Recorder
    ports: Ports
    listener: Listener
    wall: Wall
    steps: list[list[CallEvent]] = field(default_factory=lambda: [[]])
    """What happened, by the steps of the scenario."""
    faults_told: list[ReportFault | None] = field(default_factory=list)
    """What was told of reports that were missed on purpose."""

    @property
    def log(self) -> list[str]:
        """Say what happened; within a step order is chance, as several phones ring at once."""
        return [line for step in self.steps for line in sorted(map(told, step))]

    @property
    def happened(self) -> list[CallEvent]:
        """Give all events in their order."""
        return [event for step in self.steps for event in step]

    @property
    def shown(self) -> Picture:
        """Give what the exchange knows, in words that both sides share."""
        return picture_of_state(self.exchange.state, self.plant.tells)

    @property
    def wanted(self) -> Picture:
        """Give what the exchange ought to know, by the office and by what this PBX can tell."""
        return picture_of_office(self.office, self.exchange.state, self.plant.tells)

    def note(self, event: CallEvent) -> None:
        """Add an event to the present step."""
        self.steps[-1].append(event)

    async def until(self, claim: Callable[[], Any], what: Callable[[], str]) -> None:
        """Wait until a claim holds; it is looked at with every change the exchange tells of."""
        changed = asyncio.Event()
        try:
            async with asyncio.timeout(PATIENCE):
                while not claim():
                    changed.clear()
                    ends = [self.exchange.changes.add(each, changed.set) for each in self._topics()]
                    await changed.wait()
                    for end in ends:
                        end()
        except TimeoutError:
            pytest.fail(f"waited in vain for {what()}")

    def _topics(self) -> list[Any]:
        """Name everything that may change."""
        state = self.exchange.state
        return [
            *(LINK, ROSTERS, CALLS, REFUSED, LOCKED),
            *map(extension_topic, state.extensions),
            *map(trunk_topic, state.trunks),
        ]

    async def agrees(self) -> None:
        """Wait until the exchange knows just what is going on at the office."""
        if not self.office.powered:
            await self.until(lambda: not self.exchange.state.link.is_up, lambda: "the loss")
            return
        await self.until(lambda: self.shown == self.wanted, lambda: differences(self))

    async def sent(self) -> None:
        """Wait until all there was to tell has been sent, and read as far as it has come."""
        await self.pbx.settled()
        # What was sent is read in the turns that others give way to it.
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def heals(self) -> None:
        """Let everything go right again, and wait until the exchange has looked at all of it."""
        self.pbx.faults.clear()
        # Whoever hangs up during a login seems to refuse the password, which is not tried again.
        await self.until(lambda: self.exchange.state.link.is_up, lambda: "the link")
        before = self.exchange.state.link.epoch
        if self.plant.lose_sight(self.pbx):
            await self.until(
                lambda: self.exchange.state.link.is_up and self.exchange.state.link.epoch > before,
                lambda: "a new link",
            )
        await self.plant.looked(self.pbx, 2)
        await self.agrees()
        # What is asked for once the picture is there belongs to no scenario.
        await self.sent()
        assert not self.exchange.state.calls
        assert self.exchange.refusal is None

    async def play(self, scenario: Scenario) -> None:
        """Play a scenario, and let the exchange catch up after each step."""

        async def catch_up(_: float) -> None:
            await self.sent()
            await self.agrees()
            self.steps.append([])

        await scenario.play(self.office, catch_up)
        await catch_up(0)

    async def play_hastily(self, scenario: Scenario, looks: int = 1) -> None:
        """Play a scenario whether the exchange keeps up or not, but let it look between the steps."""

        async def go_on(_: float) -> None:
            await self.sent()
            if self.office.powered:
                await self.plant.looked(self.pbx, looks)

        await scenario.play(self.office, go_on)
        await go_on(0)


def differences(rig: Rig) -> str:
    """Say where the two pictures differ."""
    shown, wanted = rig.shown, rig.wanted
    return "; ".join(
        f"{key}: {wanted.get(key)}, not {shown.get(key)}"
        for key in sorted(shown.keys() | wanted.keys())
        if shown.get(key) != wanted.get(key)
    )


async def shared[T](
    work: Sequence[T], do: Callable[[Sequence[T]], Coroutine[Any, Any, None]]
) -> None:
    """Divide work that is mostly waiting among some who do their shares at the same time."""
    async with asyncio.TaskGroup() as group:
        for share in range(min(SHARES, len(work))):
            group.create_task(do(work[share::SHARES]))


@asynccontextmanager
async def connected(
    plant: Plant, office: Office, prepare: Callable[[Pbx], Any] = lambda pbx: None
) -> AsyncIterator[Rig]:
    """Run a PBX and an exchange that follows it; `prepare` may arrange the faults of the start."""
    # The debug mode of the loop notes where each of very many callbacks came from.
    asyncio.get_running_loop().set_debug(False)
    wall = Wall()
    clock = SteadyClock(wall)
    recorder = Recorder(clock)
    listener = Listener(Destination("127.0.0.1", 0, "reports"), "127.0.0.1".__eq__, clock)
    vendor = plant.quick_vendor()
    async with plant.build(office) as pbx, ClientSession() as session:
        if plant.posts_reports:
            await listener.open()
        ports = Ports(
            session=session,
            tls=False,
            recorder=recorder,
            clock=clock,
            ingress=listener if plant.posts_reports else None,
        )
        exchange = Exchange(vendor, plant.settings(office, pbx), ports, lambda: repeat(BACKOFF))
        rig = Rig(plant, office, pbx, exchange, recorder, ports, listener, wall)
        exchange.events.add(CALLS, rig.note)
        await exchange.start()
        prepare(pbx)
        running = asyncio.create_task(exchange.run())
        try:
            yield rig
        finally:
            await exchange.stop()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await listener.close()
