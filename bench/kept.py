"""`python -m bench.kept`: the memory that one entry keeps, in a Home Assistant of its own.

Tables that grew for others, and what is kept of entities that are gone, would count for one entry
and not for the other. Reads what to measure from its argument, and prints what it found, in JSON.
"""

import asyncio
from collections.abc import Awaitable
import gc
import json
import sys
import tracemalloc
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant

from .home import FLOOR, add_entry, home, remove_entry
from .remote import remote
from .sizes import furniture
from .tables import say

# Neither what is loaded once nor what a small PBX leaves behind is measured.
WARM = 10


async def main(order: dict[str, Any]) -> None:
    """Measure a PBX of a `size`, or as much `furniture` that does nothing."""
    vendor, api = order["vendor"], order["api"]
    async with home() as hass:
        await _warm(hass, vendor, api)
        if "furniture" in order:
            kept, _ = await _kept(hass, add_entry(hass, FLOOR, order["furniture"]))
            say(json.dumps({"kept": kept}))
        else:
            async with remote(vendor, api, order["size"]) as other:
                kept, entry = await _kept(hass, other.connect(hass))
                say(json.dumps({"kept": kept, "furniture": furniture(hass, entry)}))


async def _warm(hass: HomeAssistant, vendor: str, api: str) -> None:
    """Load everything once, for both."""
    async with remote(vendor, api, WARM) as other:
        entry = await other.connect(hass)
        floor = await add_entry(hass, FLOOR, furniture(hass, entry))
        await remove_entry(hass, entry)
        await remove_entry(hass, floor)


async def _kept(hass: HomeAssistant, adding: Awaitable[ConfigEntry]) -> tuple[int, ConfigEntry]:
    """Measure what is kept for an entry that is added, in bytes."""
    gc.collect()
    tracemalloc.start()
    entry = await adding
    # Home Assistant keeps what it has written down, and would do that now or a little later.
    hass.bus.async_fire_internal(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size, entry


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
