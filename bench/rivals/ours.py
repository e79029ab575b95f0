"""Ours, measured as the others are."""

import asyncio
from statistics import median
from time import process_time

from homeassistant.core import HomeAssistant

from ..figures import quantile, spans
from ..remote import Remote
from ..watch import writes
from .run import Rival

# Seconds for a look at what is worked while nothing comes.
LOOK = 3.0


async def ours(hass: HomeAssistant, other: Remote, count: int, pause: float) -> Rival:
    """Let calls come."""
    await other.order("calls", count=3, pause=pause)
    before = process_time()
    await asyncio.sleep(LOOK)
    idle = (process_time() - before) / LOOK
    with writes(hass) as noted:
        before = process_time()
        stories: list[list[float]] = await other.order("calls", count=count, pause=pause)
        worked = process_time() - before
    begun = [moment for story in stories for moment in story]
    seconds = begun[-1] - begun[0]
    caused = spans(begun, noted.times)
    waits = [
        noted.times[places[-1]] - moment
        for moment, places in zip(begun, caused, strict=True)
        if places
    ]
    return Rival(
        median=median(waits),
        p99=quantile(waits, 0.99),
        work=(worked - idle * seconds) / count,
        states=len(noted.times) / count,
        told=len(waits) / len(begun),
    )
