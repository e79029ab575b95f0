"""A driver that is followed, and the picture that it paints."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from custom_components.pbx.telephony.errors import LinkLost
from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.model import Extension, ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver
from simulator import InnovaphonePbx

from .conftest import QUICK, House

# Whoever is silent is not waited for; what answers does so at once.
FAST = replace(QUICK, ticked=0.3, grace=0.3)


class Followed:
    """What a driver has told so far."""

    def __init__(self, driver: InnovaphoneDriver) -> None:
        self.driver = driver
        self.state = PbxState()
        self.first: list[str] = []
        """Who was there in the first picture."""
        self._news = asyncio.Condition()

    @property
    def ids(self) -> list[str]:
        return list(self.state.extensions)

    def of(self, id: str) -> Extension:
        return self.state.extensions[ExtensionId(id)]

    async def take(self, batch: Batch) -> None:
        async with self._news:
            fold(self.state, batch)
            self._news.notify_all()

    async def until(self, is_so: Callable[[], object]) -> None:
        """Wait until the picture is so."""
        async with self._news, asyncio.timeout(5):
            await self._news.wait_for(lambda: bool(is_so()))


@asynccontextmanager
async def followed(
    house: House, pbx: InnovaphonePbx, *users: str, times: Any = FAST, **settings: Any
) -> AsyncGenerator[Followed]:
    """Connect to a simulated PBX, and follow it."""
    driver = house.open(
        pbx.port, *users, times=times, app=pbx.app, password=pbx.password, **settings
    )
    await driver.connect()
    seen = Followed(driver)
    batches = driver.batches()
    await seen.take(await anext(batches))
    seen.first = seen.ids

    async def read() -> None:
        with suppress(LinkLost):
            async for batch in batches:
                await seen.take(batch)

    reading = asyncio.create_task(read())
    try:
        yield seen
    finally:
        await driver.close()
        await reading
