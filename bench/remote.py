"""The other end of a desk: a PBX in another process, and Home Assistant's entry for it."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
import sys
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from custom_components.pbx.const import (
    CONF_EVERYBODY,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    CONF_USERS,
    CONF_VENDOR,
    DOMAIN,
    TRANSPORT_WEBHOOK,
)

from .home import CHECKOUT, add_entry, port_of, remove_entry

# An answer may hold the times of thousands of reports.
LONGEST = 16 * 1024 * 1024
WEBHOOK_ID = "0123456789abcdef0123456789abcdef"


class Remote:
    """A PBX that does what it is told."""

    def __init__(self, process: Process, vendor: str) -> None:
        """Take over a process that has just started."""
        self.vendor = vendor
        self._process = process

    async def order(self, do: str, **details: Any) -> Any:
        """Order something, and give the answer."""
        assert self._process.stdin is not None, "it was started with one"
        self._process.stdin.write(f"{json.dumps({'do': do, **details})}\n".encode())
        return await self.answer()

    async def answer(self) -> Any:
        """Wait for the next answer."""
        assert self._process.stdout is not None, "it was started with one"
        line = await self._process.stdout.readline()
        if not line:
            raise EOFError("the simulated PBX has ended")
        return json.loads(line)

    async def connect(self, hass: HomeAssistant) -> ConfigEntry:
        """Add an entry for it, whose reports come to Home Assistant's own webhook."""
        data = {CONF_VENDOR: self.vendor, **await self.order("typed")}
        options: dict[str, Any] = {}
        if self.vendor == "yeastar":
            data[CONF_TRANSPORT] = TRANSPORT_WEBHOOK
            data[CONF_REPORT_HOST] = "127.0.0.1"
            data[CONF_REPORT_PORT] = port_of(hass)
            data[CONF_WEBHOOK_ID] = WEBHOOK_ID
        else:
            options = {CONF_USERS: [], CONF_EVERYBODY: True}
        return await add_entry(hass, DOMAIN, data, options=options)


@asynccontextmanager
async def remote(vendor: str, api: str, size: int) -> AsyncIterator[Remote]:
    """Run a PBX in a process of its own."""
    arguments = ("-m", "bench.desk", vendor, api, str(size))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=CHECKOUT, stdin=PIPE, stdout=PIPE, limit=LONGEST
    )
    try:
        other = Remote(process, vendor)
        await other.answer()
        yield other
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def connected(
    hass: HomeAssistant, vendor: str, api: str, size: int
) -> AsyncIterator[tuple[Remote, ConfigEntry]]:
    """Run a PBX, and have an entry for it meanwhile."""
    async with remote(vendor, api, size) as other:
        entry = await other.connect(hass)
        try:
            yield other, entry
        finally:
            await remove_entry(hass, entry)
