"""One integration of others, and what a call costs in it."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import json
from statistics import median
import sys
from time import process_time

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..figures import quantile, spans
from ..home import CHECKOUT, remove_entry
from ..watch import writes

type SetUp = Callable[[HomeAssistant, int], Awaitable[ConfigEntry]]


@dataclass(frozen=True, slots=True)
class Rival:
    """What was measured, in seconds."""

    median: float
    p99: float
    work: float
    """What the whole process works for one call: others use threads."""
    states: float
    """How many changes of states a call makes."""
    told: float
    """Which share of all steps changed any state."""


async def run(hass: HomeAssistant, kind: str, set_up: SetUp, count: int, pause: float) -> Rival:
    """Set an integration up against its box, and let calls come."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.rivals.line", kind), cwd=CHECKOUT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None, "it was started with one"
    assert process.stdout is not None, "it was started with one"
    try:
        entry = await set_up(hass, json.loads(await process.stdout.readline()))
        await hass.async_block_till_done()
        await asyncio.sleep(1)
        idle = await _idle(count * 3 * pause)
        with writes(hass) as noted:
            before = process_time()
            process.stdin.write(f"{json.dumps({'count': count, 'pause': pause})}\n".encode())
            stories: list[list[float]] = json.loads(await process.stdout.readline())
            await asyncio.sleep(pause)
            work = (process_time() - before - idle) / count
        await remove_entry(hass, entry)
        return _rival(stories, noted.times, work)
    finally:
        process.terminate()
        await process.wait()


def _rival(stories: list[list[float]], times: list[float], work: float) -> Rival:
    """Tell which changes follow from which step, by the time."""
    begun = [moment for story in stories for moment in story]
    caused = spans(begun, times)
    waits = [
        times[places[-1]] - moment for moment, places in zip(begun, caused, strict=True) if places
    ]
    told, states = len(waits) / len(begun), len(times) / len(stories)
    return Rival(median(waits), quantile(waits, 0.99), work, states, told)


async def _idle(seconds: float) -> float:
    """Measure what the process works while nothing comes, for so long."""
    looked = min(seconds, 2.0)
    before = process_time()
    await asyncio.sleep(looked)
    return (process_time() - before) / looked * seconds
