"""The two PBXs as real servers on loopback, and entries for them.

`yeastar` and `innovaphone` speak plain HTTP in the loop of the test. A client that breaks off a TLS
handshake makes the loop of the *server* complain, which the fixture `hass` takes for a failure: so
`secure_yeastar` and `secure_innovaphone` live in a loop of their own; end them by `elsewhere`.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
import shutil
import socket
import threading
from typing import Any

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    CONF_USERS,
    CONF_VENDOR,
    DOMAIN,
    TRANSPORT_LISTENER,
)
from custom_components.pbx.telephony.vendors import VENDORS
from simulator import InnovaphonePbx, Office, YeastarPbx

from .puppet import PuppetPbx
from .scripted import ScriptedPbx
from .talk import Talk

WEBHOOK_ID = "0123456789abcdef0123456789abcdef"
BLUEPRINTS = Path(__file__).parents[2] / "blueprints" / "automation" / "pbx"

type AnyPbx = YeastarPbx | InnovaphonePbx
type Setup = Callable[[MockConfigEntry], Awaitable[MockConfigEntry]]
type Use = Callable[..., Awaitable[None]]


class Elsewhere:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    async def do[T](self, work: Coroutine[Any, Any, T]) -> T:
        """Do something over there, and wait for it here."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def end(self) -> None:
        """Stop the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def office() -> Office:
    """Give an office of eight people."""
    return Office.sample()


@pytest.fixture
async def yeastar(socket_enabled: None, office: Office) -> AsyncIterator[YeastarPbx]:
    """Run a Yeastar S-Series."""
    async with YeastarPbx(office) as pbx:
        yield pbx


@pytest.fixture
async def innovaphone(socket_enabled: None, office: Office) -> AsyncIterator[InnovaphonePbx]:
    """Run an innovaphone."""
    async with InnovaphonePbx(office) as pbx:
        yield pbx


@pytest.fixture(params=["yeastar", "innovaphone"])
def pbx(request: pytest.FixtureRequest) -> AnyPbx:
    """Run each PBX in turn."""
    pbx: AnyPbx = request.getfixturevalue(request.param)
    return pbx


@pytest.fixture
def puppet(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> PuppetPbx:
    """Give a PBX that can do everything, and says what a test wants."""
    pbx = PuppetPbx()
    monkeypatch.setitem(VENDORS, pbx.vendor.key, pbx.vendor)
    return pbx


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedPbx:
    """Give a PBX that answers commands as a test wants."""
    pbx = ScriptedPbx()
    vendor = pbx.vendor()
    monkeypatch.setitem(VENDORS, vendor.key, vendor)
    return pbx


@pytest.fixture
def scripted_entry(scripted: ScriptedPbx) -> MockConfigEntry:
    """Give its entry."""
    return scripted.entry()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Give a loop for servers that may complain."""
    elsewhere = Elsewhere()
    yield elsewhere
    elsewhere.end()


@pytest.fixture
async def secure_yeastar(
    socket_enabled: None, office: Office, elsewhere: Elsewhere
) -> AsyncIterator[YeastarPbx]:
    """Run a Yeastar S-Series with its self-signed certificate."""
    pbx = YeastarPbx(office, tls=True)
    await elsewhere.do(pbx.start())
    yield pbx
    await elsewhere.do(pbx.stop())


@pytest.fixture
async def secure_innovaphone(
    socket_enabled: None, office: Office, elsewhere: Elsewhere
) -> AsyncIterator[InnovaphonePbx]:
    """Run an innovaphone with a self-signed certificate."""
    pbx = InnovaphonePbx(office, tls=True)
    await elsewhere.do(pbx.start())
    yield pbx
    await elsewhere.do(pbx.stop())


def kind_of(pbx: AnyPbx) -> str:
    """Name the vendor of a PBX."""
    return "yeastar" if isinstance(pbx, YeastarPbx) else "innovaphone"


def typed_for(pbx: AnyPbx, **other: Any) -> dict[str, Any]:
    """Give what a person types to connect a PBX."""
    typed: dict[str, Any] = {
        "host": pbx.host,
        "port": pbx.port,
        "ssl": pbx.identity is not None,
        "password": pbx.password,
    }
    if isinstance(pbx, YeastarPbx):
        typed |= {"username": pbx.username, "api_version": "auto"}
    else:
        typed["app"] = pbx.app
    return typed | other


def entry_for_yeastar(pbx: YeastarPbx, **data: Any) -> MockConfigEntry:
    """Give the entry of a Yeastar; its reports arrive at any free port."""
    reports = {
        CONF_TRANSPORT: TRANSPORT_LISTENER,
        CONF_REPORT_HOST: pbx.host,
        CONF_REPORT_PORT: 0,
        CONF_WEBHOOK_ID: WEBHOOK_ID,
    }
    return MockConfigEntry(
        domain=DOMAIN,
        title="Yeastar",
        unique_id=pbx.serial,
        data={CONF_VENDOR: "yeastar", **typed_for(pbx), **reports, **data},
    )


def entry_for_innovaphone(pbx: InnovaphonePbx, **data: Any) -> MockConfigEntry:
    """Give the entry of an innovaphone that watches two people."""
    return MockConfigEntry(
        domain=DOMAIN,
        title="innovaphone",
        unique_id=f"{pbx.host}:{pbx.port}/PBX0/{pbx.app}".lower(),
        data={CONF_VENDOR: "innovaphone", **typed_for(pbx), **data},
        options={CONF_USERS: ["anna.berger", "tom.keller"]},
    )


def entry_for(pbx: AnyPbx, **data: Any) -> MockConfigEntry:
    """Give the entry of a PBX."""
    if isinstance(pbx, YeastarPbx):
        return entry_for_yeastar(pbx, **data)
    return entry_for_innovaphone(pbx, **data)


@pytest.fixture
def yeastar_entry(yeastar: YeastarPbx) -> MockConfigEntry:
    """Give an entry for the Yeastar."""
    return entry_for_yeastar(yeastar)


@pytest.fixture
def innovaphone_entry(innovaphone: InnovaphonePbx) -> MockConfigEntry:
    """Give an entry for the innovaphone."""
    return entry_for_innovaphone(innovaphone)


@pytest.fixture
def setup(hass: HomeAssistant) -> Setup:
    """Give the function that adds an entry to Home Assistant and sets it up."""

    async def set_up(entry: MockConfigEntry) -> MockConfigEntry:
        entry.add_to_hass(hass)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        return entry

    return set_up


@pytest.fixture
def free_port() -> int:
    """Give a port that nobody has."""
    with socket.socket() as somebody:
        somebody.bind(("0.0.0.0", 0))
        port: int = somebody.getsockname()[1]
    return port


@pytest.fixture
def talk(hass: HomeAssistant, socket_enabled: None) -> Talk:
    """Give a person who fills in forms."""
    return Talk(hass)


@pytest.fixture
def blueprints(hass: HomeAssistant, tmp_path: Path) -> None:
    """Put our blueprints where Home Assistant looks for them."""
    hass.config.config_dir = str(tmp_path)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation" / "pbx")


@pytest.fixture
def use(hass: HomeAssistant) -> Use:
    """Make an automation of a blueprint."""

    async def use(name: str, **inputs: Any) -> None:
        config = {"use_blueprint": {"path": f"pbx/{name}.yaml", "input": inputs}}
        assert await async_setup_component(hass, "automation", {"automation": config})
        await hass.async_block_till_done()
        [entity] = hass.states.async_entity_ids("automation")
        state = hass.states.get(entity)
        assert state is not None
        assert state.state == "on"

    return use
