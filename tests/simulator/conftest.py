"""An office, both PBXs, and a plain client for each."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from simulator import Clock, InnovaphonePbx, Office, YeastarPbx
from tests.simulator.clients import ApiClient, AppClient, Receiver


@pytest.fixture(autouse=True)
def _sockets(socket_enabled: None) -> None:
    """Let the loopback work."""


@pytest.fixture
def office() -> Office:
    return Office.sample()


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def yeastar(office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, clock=Clock(lambda: 1_800_000_000.0)) as pbx:
        pbx.post.resend_after = 0.01
        yield pbx


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


@pytest.fixture
def api(http: ClientSession, yeastar: YeastarPbx) -> ApiClient:
    """A client that has not logged in yet."""
    return ApiClient(http, yeastar)


@pytest.fixture
async def session(api: ApiClient, receiver: Receiver) -> ApiClient:
    """A client that has logged in and asked for well-formed reports."""
    await api.login(port=str(receiver.port), url="report", version="1.0.2")
    return api


@pytest.fixture
async def innovaphone(office: Office) -> AsyncIterator[InnovaphonePbx]:
    async with InnovaphonePbx(office) as pbx:
        yield pbx


@pytest.fixture
async def stranger(http: ClientSession, innovaphone: InnovaphonePbx) -> AsyncIterator[AppClient]:
    """A connection that has not logged in yet."""
    async with http.ws_connect(innovaphone.url) as socket:
        yield AppClient(innovaphone, socket)


@pytest.fixture
async def app(stranger: AppClient) -> AppClient:
    """A connection that has logged in."""
    assert await stranger.login()
    return stranger
