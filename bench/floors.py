"""What Home Assistant itself needs: an empty webhook, and the same states, written for nobody."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.core import HomeAssistant, State

from .figures import pairs, shares
from .home import FLOOR, add_entry, entities_of, port_of, remove_entry
from .remote import Remote
from .watch import idle_share, until_quiet

EMPTY = "bench_empty"
ROUNDS = 5


class EmptyWebhook:
    """A webhook that does nothing, or only writes states, and a PBX that tells it of calls."""

    def __init__(self, hass: HomeAssistant, other: Remote) -> None:
        """Let this PBX tell it; nobody else listens to that one."""
        self._hass = hass
        self._other = other
        self._times: list[float] = []
        self._writes: Iterator[Sequence[State]] = iter(())
        self._show: Callable[[str, Mapping[str, Any]], None]

    async def latency(
        self, calls: int, reports: int, states: Sequence[State], pause: float
    ) -> float:
        """Measure how long it takes from sending a report until its share of states is written."""
        self._times.clear()
        async with _holder(self._hass) as self._show:
            self._writes = shares(states, reports)
            begun = await self._requests(calls, pause)
        return median(late - early for early, late in pairs(begun, self._times))

    async def work(self, calls: int, reports: int, states: Sequence[State]) -> float:
        """Measure what the loop's thread works for one of the reports of so many calls.

        Each writes its share of the states, by an entity that only holds them.
        """
        rounds = []
        async with _holder(self._hass) as self._show:
            for _ in range(ROUNDS):
                self._writes = shares(states, reports)
                rounds.append(await self._work(calls))
        return median(rounds)

    async def _work(self, calls: int) -> float:
        """Measure one round."""
        idle = await idle_share()
        began, before = perf_counter(), thread_time()
        requests = await self._requests(calls, 0.0)
        await until_quiet(idle)
        return (thread_time() - before - idle * (perf_counter() - began)) / len(requests)

    async def _requests(self, calls: int, pause: float) -> list[float]:
        """Let them come; say when each set out."""

        async def handle(hass: HomeAssistant, id: str, request: web.Request) -> web.Response:
            for state in next(self._writes, ()):
                self._show(state.state, state.attributes)
            self._times.append(perf_counter())
            return web.Response()

        webhook.async_register(self._hass, FLOOR, "Empty", EMPTY, handle, allowed_methods=["POST"])
        try:
            stories: list[list[float]] = await self._other.order(
                "floor",
                port=port_of(self._hass),
                path=webhook.async_generate_path(EMPTY),
                count=calls,
                pause=pause,
            )
        finally:
            webhook.async_unregister(self._hass, EMPTY)
        return [moment for story in stories for moment in story]


@asynccontextmanager
async def _holder(
    hass: HomeAssistant,
) -> AsyncIterator[Callable[[str, Mapping[str, Any]], None]]:
    """Have an entity that shows what it is told."""
    entry = await add_entry(hass, FLOOR, {"devices": 1, "entities": {"sensor": (1, 0)}})
    [sensor] = entities_of(hass, entry)
    try:
        yield sensor.show
    finally:
        await remove_entry(hass, entry)
