"""A driver on a simulated PBX that lets it act as users, and the picture it gives."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import time
from typing import Any

from aiohttp import ClientSession

from custom_components.pbx.telephony.commands import Command, Receipt
from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.facts import Batch, LinkIs
from custom_components.pbx.telephony.model import Capability, Link, LinkStatus
from custom_components.pbx.telephony.recorder import Recorder
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from simulator import InnovaphonePbx

# Silence is waited for by some of the tests; nothing else waits for these.
TIMES = Times(ticked=0.2, confirm=0.1, answer=2, picture=2, grace=0.2, farewell=2)
TICKS = ("PbxApi", "PbxImpersonation")


class Watcher:
    """One connection, and all that it has told."""

    def __init__(self, pbx: InnovaphonePbx, driver: InnovaphoneDriver) -> None:
        self.pbx = pbx
        self.driver = driver
        self.state = PbxState()
        self.capabilities = Capability(0)
        self._batches: AsyncIterator[Batch] = driver.batches()

    async def start(self) -> None:
        """Connect, and take the first picture."""
        self.capabilities = (await self.driver.connect()).capabilities
        up = Link(status=LinkStatus.UP, since=time(), epoch=1)
        fold(self.state, Batch((LinkIs(link=up),), silent=True))
        await self._take()

    async def until(self, claim: Callable[[PbxState], object]) -> None:
        """Wait until the picture is as claimed."""
        async with asyncio.timeout(5):
            while not claim(self.state):
                await self._take()

    async def execute(self, command: Command) -> Receipt:
        """Ask for something."""
        return await self.driver.execute(command)

    def sent(self, mt: str) -> list[dict[str, Any]]:
        """Give what the PBX has got of a type."""
        return [frame.message for frame in self.pbx.frames if frame.mt == mt]

    async def hears(self, mt: str, times: int = 1) -> dict[str, Any]:
        """Wait until the PBX has got a message so often, and give the last one."""
        async with asyncio.timeout(5):
            await self.pbx.frames.until(lambda frame: frame.mt == mt, times)
        return self.sent(mt)[times - 1]

    async def _take(self) -> None:
        fold(self.state, await anext(self._batches))


@asynccontextmanager
async def watching(
    pbx: InnovaphonePbx,
    *users: str,
    favourites_of: tuple[str, ...] = (),
    times: Times = TIMES,
    on_the_phone: dict[Any, str] | None = None,
) -> AsyncGenerator[Watcher]:
    """Run a driver; its first picture is there."""
    async with ClientSession() as session:
        ports = Ports(
            session=session,
            tls=False,
            recorder=Recorder(time),
            clock=time,
            on_the_phone={} if on_the_phone is None else on_the_phone,
        )
        settings = {
            "host": pbx.host,
            "port": pbx.port,
            "ssl": False,
            "app": pbx.app,
            "password": pbx.password,
            "users": users,
            "favourites_of": favourites_of,
        }
        driver = InnovaphoneDriver(settings, ports, times)
        watcher = Watcher(pbx, driver)
        try:
            await watcher.start()
            yield watcher
        finally:
            await driver.close()
