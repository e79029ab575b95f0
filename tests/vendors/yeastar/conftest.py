"""A scripted PBX on loopback, a door for its reports, and a driver between them."""

from collections.abc import AsyncIterator
from dataclasses import replace

from aiohttp import ClientSession, web
import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.recorder import Recorder

from .scripted import Door, ScriptedPbx
from .talk import Talk, begin, make


@pytest.fixture
async def pbx(socket_enabled: None) -> AsyncIterator[ScriptedPbx]:
    """A PBX on loopback."""
    pbx = ScriptedPbx()
    app = web.Application(client_max_size=2**20)
    app.router.add_route("*", "/{path:.*}", pbx.handle)
    # Its log would show the tokens, and a client that leaves must end a rule that never does.
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pbx.port = runner.addresses[0][1]
    yield pbx
    await runner.cleanup()


@pytest.fixture
def door() -> Door:
    """A door for reports."""
    return Door()


@pytest.fixture
async def ports(door: Door, socket_enabled: None) -> AsyncIterator[Ports]:
    """The surroundings of a driver."""
    async with ClientSession() as session:
        yield Ports(
            session=session,
            tls=False,
            recorder=Recorder(door.clock),
            clock=door.clock,
            ingress=door,
        )


@pytest.fixture
def deaf(ports: Ports) -> Ports:
    """Surroundings without a door, as in a form that only tries to connect."""
    return replace(ports, ingress=None)


@pytest.fixture
async def talk(pbx: ScriptedPbx, ports: Ports) -> AsyncIterator[Talk]:
    """A driver that is up."""
    driver = make(pbx, ports)
    yield await begin(driver)
    await driver.close()
