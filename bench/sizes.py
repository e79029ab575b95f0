"""What it takes to set up a PBX with many extensions: time of ours, and memory of ours."""

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import sys
from time import perf_counter, thread_time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .home import CHECKOUT, FLOOR, add_entry, remove_entry
from .remote import Remote
from .watch import TICK, Stalls, stalls

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
    floor_stalls: Stalls

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
        await asyncio.sleep(TICK)
    found = furniture(hass, entry)
    with stalls() as floor_stalled:
        before = thread_time()
        floor = await add_entry(hass, FLOOR, found)
        floored = thread_time() - before
        await asyncio.sleep(TICK)
    await remove_entry(hass, floor)
    try:
        yield entry, Setup(found, wall, worked, floored, stalled, floor_stalled)
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


async def memory(vendor: str, api: str, size: int) -> tuple[int, int]:
    """Measure what is kept for an entry, and for as much furniture that does nothing, in bytes."""
    system = {"vendor": vendor, "api": api}
    own = await _measured({**system, "size": size})
    floor = await _measured({**system, "furniture": own["furniture"]})
    return own["kept"], floor["kept"]


async def _measured(order: dict[str, Any]) -> dict[str, Any]:
    """Measure in another process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.kept", json.dumps(order), cwd=CHECKOUT, stdout=PIPE
    )
    answer, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"bench.kept ended with {process.returncode}")
    found: dict[str, Any] = json.loads(answer)
    return found
