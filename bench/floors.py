"""What Home Assistant itself needs: an empty webhook, and the same states, written for nobody."""

from collections.abc import Sequence
from statistics import median
from time import perf_counter, thread_time

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.core import HomeAssistant, State

from .figures import pairs
from .home import FLOOR, add_entry, entities_of, port_of, remove_entry
from .remote import Remote
from .watch import writes

EMPTY = "bench_empty"
ROUNDS = 5


class EmptyWebhook:
    """A webhook that does nothing, and requests to it, such as the PBX sends."""

    def __init__(self, hass: HomeAssistant, other: Remote) -> None:
        """Ask this PBX to send them."""
        self._hass = hass
        self._other = other
        self._times: list[float] = []

    async def latency(self, count: int, pause: float) -> float:
        """Measure how long it takes from sending until the webhook is called."""
        self._times.clear()
        begun = await self._requests(count, pause)
        return median(late - early for early, late in pairs(begun, self._times))

    async def work(self, count: int) -> float:
        """Measure what the loop's thread works for one of many."""
        rounds = []
        for _ in range(ROUNDS):
            before = thread_time()
            await self._requests(count, 0.0)
            rounds.append((thread_time() - before) / count)
        return median(rounds)

    async def _requests(self, count: int, pause: float) -> list[float]:
        """Let them come; say when each set out."""

        async def handle(hass: HomeAssistant, id: str, request: web.Request) -> web.Response:
            self._times.append(perf_counter())
            return web.Response()

        webhook.async_register(self._hass, FLOOR, "Empty", EMPTY, handle, allowed_methods=["POST"])
        try:
            begun: list[float] = await self._other.order(
                "empty",
                port=port_of(self._hass),
                path=webhook.async_generate_path(EMPTY),
                count=count,
                pause=pause,
            )
        finally:
            webhook.async_unregister(self._hass, EMPTY)
        return begun


async def work_of_writes(hass: HomeAssistant, states: Sequence[State]) -> float:
    """Measure what it works to write these very states, by entities that only hold them."""
    entry = await add_entry(hass, FLOOR, {"devices": 1, "entities": {"sensor": (1, 0)}})
    [sensor] = entities_of(hass, entry)
    with writes(hass):
        before = thread_time()
        for state in states:
            sensor.show(state.state, state.attributes)
        work = thread_time() - before
    await remove_entry(hass, entry)
    return work
