"""An exchange that follows the calls of a simulated innovaphone, and says what happened."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from itertools import repeat
from time import time
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.pbx.telephony.commands import Command, Receipt
from custom_components.pbx.telephony.driver import Driver, Ports, Settings, Vendor
from custom_components.pbx.telephony.events import CallEvent, EventType
from custom_components.pbx.telephony.exchange import CALLS, LINK, Exchange, extension_topic
from custom_components.pbx.telephony.model import Call, ExtensionId, LegState
from custom_components.pbx.telephony.recorder import Recorder
from custom_components.pbx.telephony.selectors import ExtensionStatus, status
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver
from simulator import InnovaphonePbx, Office

from ..conftest import QUICK

TIMES = replace(QUICK, grace=0.2, linger=0.2, stray=0.1, call_changed=1.0, retry=5.0)
TICKS = ("PbxApi", "RCC")
PATIENCE = 5.0

ANNA, TOM, LENA = map(ExtensionId, ("anna.berger", "tom.keller", "lena.vogt"))
JONAS, EVA = map(ExtensionId, ("jonas.weiss", "eva.lindqvist"))
OUTSIDE = "03055500101"

type Told = tuple[EventType, str | None]


class Desk:
    """An exchange, the PBX it is connected to, and all that happened."""

    def __init__(self, pbx: InnovaphonePbx, session: ClientSession, **settings: Any) -> None:
        self.pbx = pbx
        self.office: Office = pbx.office
        self.events: list[CallEvent] = []
        typed = {"host": pbx.host, "port": pbx.port, "ssl": False, "app": pbx.app}
        typed |= {"password": pbx.password, "users": [ANNA, TOM, LENA]} | settings
        ports = Ports(session=session, tls=False, recorder=Recorder(time), clock=time)
        vendor = Vendor(key="innovaphone", name="PBX", manufacturer="", fields=(), open=self._open)
        self.times = TIMES
        self.exchange = Exchange(vendor, typed, ports, lambda: repeat(0.01))
        self.exchange.events.add(CALLS, self.events.append)
        self._run: asyncio.Task[None] | None = None

    def _open(self, settings: Settings, ports: Ports) -> Driver:
        return InnovaphoneDriver(settings, ports, self.times)

    async def start(self) -> None:
        """Connect, and follow."""
        await self.exchange.start()
        self._run = asyncio.create_task(self.exchange.run())

    async def stop(self) -> None:
        """Hang up."""
        await self.exchange.stop()
        if self._run is not None:
            await self._run

    @property
    def told(self) -> list[Told]:
        """Say what happened to whom."""
        return [(event.type, event.extension) for event in self.events]

    @property
    def calls(self) -> list[Call]:
        """Give all calls that go on."""
        return list(self.exchange.state.calls.values())

    def status(self, key: ExtensionId) -> ExtensionStatus:
        """Say what an extension does."""
        state = self.exchange.state
        return status(state, state.extensions[key])

    def leg_states(self, key: ExtensionId) -> list[LegState]:
        """Say where an extension stands in its calls."""
        return [
            leg.state
            for call in self.exchange.state.calls_of(key)
            for leg in call.legs.values()
            if leg.party.extension == key
        ]

    async def until(self, claim: Callable[[], Any]) -> None:
        """Wait until a claim holds."""
        changed = asyncio.Event()
        topics = [CALLS, LINK, *map(extension_topic, self.exchange.state.extensions)]
        ends = [self.exchange.changes.add(each, changed.set) for each in topics]
        ends.append(self.exchange.events.add(CALLS, lambda event: changed.set()))
        try:
            async with asyncio.timeout(PATIENCE):
                while not claim():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            pytest.fail(f"waited in vain; told: {self.told}, calls: {self.calls}")
        finally:
            for end in ends:
                end()

    async def tells(self, *wanted: Told) -> None:
        """Wait until just this has happened since the last look, in whatever order."""
        await self.until(lambda: len(self.told) >= len(wanted))
        await self.pbx.settled()
        assert sorted(self.told, key=str) == sorted(wanted, key=str)
        self.events.clear()

    async def does(self, command: Command) -> Receipt:
        """Have a command carried out."""
        return await self.exchange.execute(command)


@pytest.fixture
def office() -> Office:
    return Office.sample()


@pytest.fixture
async def innovaphone(office: Office, socket_enabled: None) -> AsyncGenerator[InnovaphonePbx]:
    async with InnovaphonePbx(office, ticks=TICKS) as pbx:
        yield pbx


@pytest.fixture
def more() -> dict[str, Any]:
    """Settings beside those that everybody types."""
    return {}


@pytest.fixture
async def desk(innovaphone: InnovaphonePbx, more: dict[str, Any]) -> AsyncGenerator[Desk]:
    async with ClientSession() as session:
        desk = Desk(innovaphone, session, **more)
        await desk.start()
        yield desk
        await desk.stop()
