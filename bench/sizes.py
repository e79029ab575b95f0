"""What it takes to set up a PBX with many extensions: time of ours, and memory of ours."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import gc
from time import perf_counter, thread_time
import tracemalloc
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .home import FLOOR, add_entry, remove_entry
from .remote import Remote
from .watch import Stalls, stalls

type Furniture = dict[str, Any]
"""How many `devices` an entry has, and `entities` of each platform, enabled and disabled."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What the setup of an entry took, and what Home Assistant takes for as much furniture."""

    furniture: Furniture
    wall: float
    """Seconds by the clock, with the answers of the PBX."""
    worked: float
    """Seconds that the loop's thread worked."""
    floor: float
    """Seconds that it works for as many devices and entities that do nothing."""
    stalls: Stalls

    @property
    def own(self) -> float:
        """Say what is ours."""
        return self.worked - self.floor


@asynccontextmanager
async def set_up(hass: HomeAssistant, other: Remote) -> AsyncIterator[tuple[ConfigEntry, Setup]]:
    """Measure the setup of an entry, and keep it meanwhile."""
    with stalls() as stalled:
        began, before = perf_counter(), thread_time()
        entry = await other.connect(hass)
        worked, wall = thread_time() - before, perf_counter() - began
        await asyncio.sleep(0)
    found = furniture(hass, entry)
    before = thread_time()
    floor = await add_entry(hass, FLOOR, found)
    floored = thread_time() - before
    await remove_entry(hass, floor)
    try:
        yield entry, Setup(found, wall, worked, floored, stalled)
    finally:
        await remove_entry(hass, entry)


def furniture(hass: HomeAssistant, entry: ConfigEntry) -> Furniture:
    """Count the devices and entities of an entry."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    entities: dict[str, tuple[int, int]] = {}
    for each in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        enabled, disabled = entities.get(each.domain, (0, 0))
        entities[each.domain] = enabled + (not each.disabled), disabled + each.disabled
    return {"devices": len(devices), "entities": entities}


async def memory(hass: HomeAssistant, other: Remote) -> tuple[int, int]:
    """Measure what is kept for an entry, and for as much furniture that does nothing, in bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        entry = await other.connect(hass)
        own = _traced()
        found = furniture(hass, entry)
        await remove_entry(hass, entry)
        gc.collect()
        tracemalloc.clear_traces()
        floor = await add_entry(hass, FLOOR, found)
        floored = _traced()
        await remove_entry(hass, floor)
    finally:
        tracemalloc.stop()
    return own, floored


def _traced() -> int:
    """Give the memory that is in use since the beginning."""
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    return size
