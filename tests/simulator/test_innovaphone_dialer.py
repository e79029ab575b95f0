"""The simulated PBX dials a program that waits for it, written from the documents."""

import asyncio
from collections.abc import AsyncIterator
import hashlib
import json
import ssl
from typing import Any

from aiohttp import web
import pytest

from simulator import InnovaphonePbx, Office
from simulator.innovaphone import Dialer
from simulator.tls import Identity

CHALLENGE = "8f02c6a1b7d3e459"

type Body = dict[str, Any]


class Service:
    """An app service at one path."""

    def __init__(self) -> None:
        self.url = ""
        self.accepts = True
        self.sockets: list[web.WebSocketResponse] = []
        self.logins: list[Body] = []
        self.texts: list[str] = []
        self._news = asyncio.Event()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Let a PBX in."""
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        assert await socket.receive_json() == {"mt": "AppChallenge"}
        await socket.send_json({"mt": "AppChallengeResult", "challenge": CHALLENGE})
        self.texts.append(await socket.receive_str())
        self.logins.append(login := json.loads(self.texts[-1]))
        await socket.send_json({"mt": "AppLoginResult", "ok": self.accepts})
        self.sockets.append(socket)
        self._news.set()
        assert login["mt"] == "AppLogin"
        if self.accepts:
            await asyncio.Event().wait()
        return socket

    async def next(self) -> web.WebSocketResponse:
        """Wait for the next PBX."""
        async with asyncio.timeout(5):
            await self._news.wait()
        self._news.clear()
        return self.sockets[-1]


@pytest.fixture(params=["http", "https"])
async def service(request: pytest.FixtureRequest) -> AsyncIterator[Service]:
    """Set up before the PBX, so that the PBX hangs up first."""
    service = Service()
    app = web.Application()
    app.router.add_get("/pbx", service.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    scheme = str(request.param)
    newest = ssl.TLSVersion.MAXIMUM_SUPPORTED
    context = Identity("127.0.0.1").context(newest) if scheme == "https" else None
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    service.url = f"{scheme}://127.0.0.1:{runner.addresses[0][1]}/pbx/homeassistant"
    yield service
    await runner.cleanup()


def expected(login: Body, info: str | None, password: str) -> str:
    """Compute the digest as the documents say."""
    parts = [login[key] for key in ("app", "domain", "sip", "guid", "dn")]
    parts += [] if info is None else [info]
    return hashlib.sha256(":".join([*parts, CHALLENGE, password]).encode()).hexdigest()


async def test_it_says_who_it_is(service: Service, innovaphone: InnovaphonePbx) -> None:
    """The websocket is at the URL without its last part, which is the name of the App."""
    innovaphone.dial(service.url)
    socket = await service.next()
    [login] = service.logins
    raw = service.texts[0].partition('"info": ')[2]

    assert login["app"] == "homeassistant"
    assert login["info"]["pbx"] == "hq"
    assert login["info"]["appurl"] == service.url
    assert raw
    compact = json.dumps(login["info"], separators=(",", ":"), ensure_ascii=False)
    assert login["digest"] == expected(login, compact, innovaphone.password)
    assert await socket.receive_json() == {"mt": "AppInfo", "app": "homeassistant"}
    told = await socket.receive_json()
    assert told["mt"] == "PbxInfo"
    assert (told["pbx"], told["apis"]) == ("hq", ["PbxApi", "PbxTableUsers"])


@pytest.mark.parametrize("info", [{}, None], ids=["empty", "none"])
async def test_the_digest_knows_three_variants(
    service: Service, innovaphone: InnovaphonePbx, info: Body | None
) -> None:
    """An empty `info` counts as sent."""
    dialer = Dialer(innovaphone, service.url)
    dialer.info = info
    innovaphone.spawn(dialer.dial_again())
    await service.next()
    [login] = service.logins

    assert ("info" in login) is (info is not None)
    proof = expected(login, None if info is None else "{}", innovaphone.password)
    assert login["digest"] == proof


async def test_the_apis_are_the_same(
    service: Service, innovaphone: InnovaphonePbx, office: Office
) -> None:
    """Whoever dialed, the program asks and the PBX answers."""
    innovaphone.dial(service.url)
    socket = await service.next()
    for _ in range(2):
        await socket.receive_json()
    subscribe = {"api": "PbxApi", "mt": "SubscribePresence", "src": "p", "sip": "anna.berger"}
    await socket.send_json(subscribe)
    for _ in range(3):
        assert (await socket.receive_json())["src"] == "p"

    office.set_presence("1000", "away")

    assert (await socket.receive_json())["presence"][0]["activity"] == "away"


async def test_it_redials(service: Service, innovaphone: InnovaphonePbx) -> None:
    """After a loss, after a refusal, and after a restart of its own."""
    service.accepts = False
    dialer = innovaphone.dial(service.url)
    await dialer.logins.until(lambda ok: not ok, count=2)
    service.accepts = True
    await dialer.logins.until(lambda ok: ok)
    await service.next()

    innovaphone.drop()
    await dialer.logins.until(lambda ok: ok, count=2)
    await innovaphone.restart()
    await dialer.logins.until(lambda ok: ok, count=3)


async def test_it_notes_that_nobody_is_there(service: Service, innovaphone: InnovaphonePbx) -> None:
    """An address that is none is tried again."""
    dialer = innovaphone.dial(service.url.replace("/pbx/", "/other/"))

    assert await dialer.refusals.until(count=2) == [404, 404]
