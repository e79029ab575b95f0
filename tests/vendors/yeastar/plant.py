"""A simulated PBX, and an exchange that is kept connected to it by a quick driver."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import repeat
import time
from typing import Any

from aiohttp import ClientSession

from custom_components.pbx.telephony.driver import Destination, Driver, Ports, Settings
from custom_components.pbx.telephony.events import CallEvent
from custom_components.pbx.telephony.exchange import CALLS, LINK, Exchange
from custom_components.pbx.telephony.listener import Listener
from custom_components.pbx.telephony.record import CallRecord
from custom_components.pbx.telephony.recorder import Recorder
from custom_components.pbx.telephony.selectors import number_of
from custom_components.pbx.telephony.vendors import VENDORS
from custom_components.pbx.telephony.vendors.yeastar.driver import YeastarDriver
from custom_components.pbx.telephony.vendors.yeastar.logins import Logins
from custom_components.pbx.telephony.vendors.yeastar.watch import Pace
from simulator import Office, YeastarPbx

PACE = Pace(heartbeat=0.1, poll=0.05, poll_in_call=0.05, curious=0.0, doubt=0.02)


@dataclass(slots=True)
class Plant:
    """What a test looks at."""

    office: Office
    pbx: YeastarPbx
    exchange: Exchange
    events: list[CallEvent] = field(default_factory=list)
    records: list[CallRecord] = field(default_factory=list)

    async def until(self, claim: Callable[[], Any]) -> None:
        """Wait until something is so; it is looked at with every change of a call."""
        changed = asyncio.Event()
        async with asyncio.timeout(5):
            while not claim():
                changed.clear()
                ends = [
                    self.exchange.changes.add(CALLS, changed.set),
                    self.exchange.records.add(CALLS, lambda _: changed.set()),
                ]
                await changed.wait()
                for end in ends:
                    end()
                # Events are told after the change.
                await asyncio.sleep(0)

    async def until_link(self, *, is_up: bool) -> None:
        """Wait until the link is up, or down."""
        changed = asyncio.Event()
        end = self.exchange.changes.add(LINK, changed.set)
        async with asyncio.timeout(5):
            while self.exchange.state.link.is_up is not is_up:
                changed.clear()
                await changed.wait()
        end()

    async def told(self, kind: str, times: int = 1) -> None:
        """Wait until something has happened so often."""
        await self.until(lambda: [event.type.value for event in self.events].count(kind) >= times)

    def gist(self, event: CallEvent) -> str:
        """Say what happened to whom, and who was on the call."""
        caller, callee = (number_of(self.exchange.state, p) for p in (event.caller, event.callee))
        return f"{event.type} {event.extension}: {caller} > {callee}"


@asynccontextmanager
async def planted(api: str, api_version: str = "", **options: Any) -> AsyncIterator[Plant]:
    """Run a PBX with an API, and an exchange that follows it, by another version if one is given."""
    office = Office.sample()
    listener = Listener(Destination("127.0.0.1", 0, "reports"), "127.0.0.1".__eq__, time.time)
    logins = Logins()

    def opened(settings: Settings, ports: Ports) -> Driver:
        return YeastarDriver(settings, ports, PACE, logins)

    async with YeastarPbx(office, api=api, **options) as pbx, ClientSession() as session:
        await listener.open()
        ports = Ports(
            session=session,
            tls=False,
            recorder=Recorder(time.time),
            clock=time.time,
            ingress=listener,
        )
        settings = {
            "host": pbx.host,
            "port": pbx.port,
            "ssl": False,
            "username": pbx.username,
            "password": pbx.password,
            "api_version": api_version or api,
        }
        vendor = replace(VENDORS["yeastar"], open=opened)
        exchange = Exchange(vendor, settings, ports, lambda: repeat(0.02))
        plant = Plant(office, pbx, exchange)
        exchange.events.add(CALLS, plant.events.append)
        exchange.records.add(CALLS, plant.records.append)
        await exchange.start()
        running = asyncio.create_task(exchange.run())
        try:
            yield plant
        finally:
            await exchange.stop()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await listener.close()
