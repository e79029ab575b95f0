"""`python -m bench.measure`: how fast it is. See docs/performance.md."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path

from homeassistant.core import HomeAssistant

from .burst import burst
from .cost import latency, work
from .found import Found
from .home import entities_of, home
from .remote import remote
from .report import (
    burst_table,
    latency_table,
    memory_table,
    setup_table,
    size_table,
    work_table,
)
from .rivals import component, rivals_table
from .sizes import memory, set_up
from .tables import Table, machine, say, write

# Vendor, dialect, and what to call both.
SYSTEMS = (
    ("yeastar", "v1.1.0", "Yeastar, API v1.1.0"),
    ("yeastar", "v2.0.0", "Yeastar, API v2.0.0"),
    ("innovaphone", "", "innovaphone with RCC"),
)
# Seconds between two reports that are looked at one by one.
PAUSE = 0.02


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("--sizes", default="10,500,5000", help="numbers of extensions")
    parser.add_argument("--calls", type=int, default=100, help="calls to each measurement")
    parser.add_argument("--burst", type=int, default=2000, help="reports at once")
    parser.add_argument("--only", default="", help="only systems that are named so, or `rivals`")
    parser.add_argument("--asterisk", type=Path, help="a checkout of asterisk-hass-integration")
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    return parser.parse_args()


async def measure(
    hass: HomeAssistant, system: tuple[str, str, str], size: int, wanted: argparse.Namespace
) -> Found:
    """Measure one system at one size."""
    vendor, api, name = system
    async with remote(vendor, api, size) as other, remote(vendor, api, size) as unheard:
        async with set_up(hass, other) as (entry, setup):
            worked = await work(hass, other, unheard, wanted.calls)
            waited = await latency(hass, other, unheard, wanted.calls, PAUSE)
            presence = None
            # A very large PBX begins without that, so nothing would be written.
            if any(each.unique_id.endswith("_presence") for each in entities_of(hass, entry)):
                presence = await latency(hass, other, unheard, wanted.calls, PAUSE, of="presence")
            calls = round(wanted.burst / _reports_of_a_call(vendor, api))
            bursting = await burst(hass, other, entry, calls)
        remembered = await memory(vendor, api, size)
    return Found(name, size, setup, worked, waited, presence, bursting, remembered)


def _reports_of_a_call(vendor: str, api: str) -> int:
    """Say how many reports tell of an answered call from outside."""
    return {"v1.1.0": 8, "v2.0.0": 7}.get(api, 3)


@asynccontextmanager
async def warm(hass: HomeAssistant, system: tuple[str, str, str]) -> AsyncIterator[None]:
    """Load everything once: neither imports nor first looks at translations are measured."""
    async with remote(*system[:2], 10) as other, set_up(hass, other):
        yield


async def main(wanted: argparse.Namespace) -> None:
    """Measure all that is wanted."""
    sizes = [int(size) for size in wanted.sizes.split(",")]
    found: list[Found] = []
    others = [component(wanted.asterisk)] if wanted.asterisk else []
    async with home(*others) as hass:
        for system in SYSTEMS:
            if wanted.only.lower() not in system[2].lower():
                continue
            async with warm(hass, system):
                pass
            for size in sizes:
                say(f"{system[2]}, {size} extensions ...")
                found.append(await measure(hass, system, size, wanted))
        tables = _tables(found)
        if wanted.only in ("", "rivals"):
            say("Others ...")
            tables.append(await rivals_table(hass, wanted.asterisk, wanted.calls))
        _show(tables, wanted)


def _show(tables: list[Table], wanted: argparse.Namespace) -> None:
    """Print all, and write it down if that is wanted."""
    for table in tables:
        say(f"\n{table}")
    say(f"\n{machine()}")
    if wanted.write:
        write("bench/run", tables)


def _tables(found: list[Found]) -> list[Table]:
    """Make the tables of ours."""
    if not found:
        return []
    makers = (work_table, latency_table, size_table, setup_table, memory_table, burst_table)
    return [make(found) for make in makers]


if __name__ == "__main__":
    asyncio.run(main(options()))
    # Others leave threads behind that would never let us end.
    os._exit(0)
