"""A driver at work on a scripted PBX, and what it told."""

import asyncio
from collections.abc import Callable
from typing import Any

from custom_components.pbx.telephony.driver import BEFORE, Ports
from custom_components.pbx.telephony.errors import (
    ConnectError,
    LinkLost,
)
from custom_components.pbx.telephony.facts import (
    Batch,
    Fact,
)
from custom_components.pbx.telephony.vendors.yeastar.details import DetailPace
from custom_components.pbx.telephony.vendors.yeastar.driver import YeastarDriver
from custom_components.pbx.telephony.vendors.yeastar.logins import Logins
from custom_components.pbx.telephony.vendors.yeastar.watch import Pace

from .scripted import OK, PASSWORD, ScriptedPbx

X = "1700000000.11"
X2 = "1700000000.12"
A, B, C = "2001", "2002", "2003"
NEVER = 3600.0
# Nothing happens by itself, and all that is asked is asked at once.
CALM = Pace(
    heartbeat=NEVER,
    poll=NEVER,
    poll_in_call=NEVER,
    settle=0.0,
    curious=0.0,
    again=NEVER,
    doubt=0.0,
)
# Nothing is learnt in the background.
QUIET = DetailPace(first=NEVER)


def make(
    pbx: ScriptedPbx,
    ports: Ports,
    pace: Pace = CALM,
    details: DetailPace = QUIET,
    *,
    logins: Logins | None = None,
    before: tuple[str, ...] = (),
) -> YeastarDriver:
    settings = {
        "host": "127.0.0.1",
        "port": pbx.port,
        "ssl": False,
        "username": "api",
        "password": PASSWORD,
        BEFORE: before,
    }
    return YeastarDriver(settings, ports, pace, logins, details)


class Talk:
    """A driver at work, and what it told."""

    def __init__(self, driver: YeastarDriver) -> None:
        self.driver = driver
        self.batches = driver.batches()
        self.first: Batch | None = None
        self.told: list[Fact] = []

    async def facts(self) -> tuple[Fact, ...]:
        """Wait for the next batch."""
        async with asyncio.timeout(5):
            batch = await anext(self.batches)
        assert not batch.silent
        self.told += batch.facts
        return batch.facts

    async def until[F: Fact](self, kind: type[F], test: Callable[[F], object] = bool) -> F:
        """Wait for a fact of this kind."""
        async with asyncio.timeout(5):
            while True:
                for fact in await self.facts():
                    if isinstance(fact, kind) and test(fact):
                        return fact

    async def end(self) -> Exception:
        """Wait for the end, and say why."""
        try:
            async with asyncio.timeout(5):
                async for _ in self.batches:
                    pass
        except (ConnectError, LinkLost) as err:
            return err
        raise AssertionError("it ended without a word")


async def begin(driver: YeastarDriver) -> Talk:
    """Connect and take the first picture."""
    await driver.connect()
    talk = Talk(driver)
    async with asyncio.timeout(5):
        talk.first = await anext(talk.batches)
    return talk


def people(*numbers: str) -> list[dict[str, Any]]:
    return [{"ext": {"extid": number}} for number in numbers]


def line(kind: str = "inbound", id: str = X, **more: Any) -> dict[str, Any]:
    outside = {"from": "0441234", "to": B} if kind == "inbound" else {"from": A, "to": "0441234"}
    return outside | {f"{kind}id": id, "trunk": "north"} | more


def about(number: str, status: str, **calls: Any) -> dict[str, Any]:
    """Answer a question about an extension."""
    return OK | {"extinfos": [{"extnumber": number, "status": status} | calls]}
