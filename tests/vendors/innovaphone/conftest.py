"""A small PBX that follows a script, on a real socket."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
import json
from time import time
from typing import Any

from aiohttp import ClientSession, WSMsgType, web
import pytest

from custom_components.pbx.telephony.driver import Ports, Tls
from custom_components.pbx.telephony.facts import Batch, PresenceIs
from custom_components.pbx.telephony.model import Activity, ExtensionId
from custom_components.pbx.telephony.recorder import Recorder
from custom_components.pbx.telephony.vendors.innovaphone.digest import login_digest
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver
from custom_components.pbx.telephony.vendors.innovaphone.times import Times

from .conversations import APP, PASSWORD, Body

CHALLENGE = "4711081512345678"
# Nothing in a test waits for these but what is tested by them.
QUICK = Times(handshake=2, answer=2, ticked=0.2, directory=2, picture=2, grace=2, farewell=2)

ANNA = ExtensionId("anna.berger")
BUSY = {"contact": "tel:", "status": "open", "activity": "busy", "note": "Focus"}
# For what must pass.
SHORT = 0.05
# For what must pass, though something else must happen before, also on a busy machine.
LONGER = 0.5

type Link = tuple[InnovaphoneDriver, AsyncIterator[Batch]]
type Answer = Callable[[Body], list[Body]]


def result(body: Body, **members: Any) -> Body:
    """Answer a request."""
    kept = {key: body[key] for key in ("api", "src") if key in body}
    return kept | {"mt": body["mt"] + "Result"} | members


def log_in(body: Body) -> list[Body]:
    digest = login_digest(app=APP, challenge=CHALLENGE, password=PASSWORD)
    return [{"mt": "AppLoginResult", "ok": body["digest"] == digest}]


def state(body: Body, **members: Any) -> Body:
    return {"api": "PbxApi", "mt": "PresenceState", "src": body["src"], "up": True} | members


def update(body: Body, *slots: Body) -> Body:
    return {"api": "PbxApi", "mt": "PresenceUpdate", "src": body["src"], "presence": slots}


def subscribe(body: Body) -> list[Body]:
    """Show everybody as available, without a telephone number."""
    name = body.get("sip", "lena.vogt")
    return [result(body), state(body, sip=name, dn=name.title()), update(body)]


class ScriptedPbx:
    """Answers by a table that a test may change; what is not in it is met with silence."""

    def __init__(self) -> None:
        self.port = 0
        self.answers: dict[str, Answer] = {
            "AppChallenge": lambda body: [{"mt": "AppChallengeResult", "challenge": CHALLENGE}],
            "AppLogin": log_in,
            "GetNodeInfo": lambda body: [result(body, name="Headquarters")],
            "SubscribePresence": subscribe,
            "SetPresence": lambda body: [result(body)],
        }
        self.hangs_up_on = ""
        """The message at which the PBX closes."""
        self.vanishes_on = ""
        """The message at which the line is cut."""
        self.received: list[Body] = []
        self.close_code: int | None = None
        self.closed = asyncio.Event()
        self._news = asyncio.Condition()
        self._socket: web.WebSocketResponse | None = None
        self._transport: asyncio.Transport | None = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk to one client."""
        self._socket = socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        transport = request.transport
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        async for frame in socket:
            assert frame.type is WSMsgType.TEXT
            body = json.loads(frame.data)
            async with self._news:
                self.received.append(body)
                self._news.notify_all()
            if body["mt"] == self.vanishes_on:
                await self.vanish()
                break
            if body["mt"] == self.hangs_up_on:
                await socket.close()
                break
            if answer := self.answers.get(body["mt"]):
                for message in answer(body):
                    await self.send(message)
        self.close_code = socket.close_code
        self.closed.set()
        return socket

    async def send(self, message: Body | str | bytes) -> None:
        """Say something."""
        assert self._socket is not None
        match message:
            case bytes():
                await self._socket.send_bytes(message)
            case str():
                await self._socket.send_str(message)
            case _:
                await self._socket.send_str(json.dumps(message))

    async def send_raw(self, frame: bytes) -> None:
        """Say something that the websocket library would not."""
        assert self._transport is not None
        self._transport.write(frame)

    async def hang_up(self) -> None:
        """Close politely."""
        assert self._socket is not None
        await self._socket.close()

    async def vanish(self) -> None:
        """Cut the line."""
        assert self._transport is not None
        self._transport.abort()

    def heard(self, mt: str) -> list[Body]:
        """Give all messages of a type."""
        return [body for body in self.received if body["mt"] == mt]

    async def hears(self, mt: str, times: int = 1) -> Body:
        """Wait until a message has come so often, and give the last one."""
        async with self._news:
            await self._news.wait_for(lambda: len(self.heard(mt)) >= times)
        return self.heard(mt)[times - 1]


class House:
    """What drivers are opened with, and what became of them."""

    def __init__(self, session: ClientSession) -> None:
        self.session = session
        self.recorder = Recorder(time)
        self.drivers: list[InnovaphoneDriver] = []

    @property
    def oddities(self) -> Counter[str]:
        return self.recorder.oddities

    def open(
        self,
        port: int,
        *users: str,
        times: Times = QUICK,
        tls: Tls = False,
        **settings: Any,
    ) -> InnovaphoneDriver:
        """Open a driver; it is closed after the test."""
        ports = Ports(session=self.session, tls=tls, recorder=self.recorder, clock=time)
        typed = {"host": "127.0.0.1", "port": port, "ssl": False, "app": APP, "password": PASSWORD}
        driver = InnovaphoneDriver(typed | {"users": list(users)} | settings, ports, times)
        self.drivers.append(driver)
        return driver


@pytest.fixture
async def house(pbx: ScriptedPbx) -> AsyncGenerator[House]:
    # The PBX outlives its clients: a server that stops waits for them.
    async with ClientSession() as session:
        house = House(session)
        yield house
        for driver in house.drivers:
            await driver.close()


@pytest.fixture
async def pbx(socket_enabled: None) -> AsyncGenerator[ScriptedPbx]:
    pbx = ScriptedPbx()
    app = web.Application()
    app.router.add_get("/PBX0/APPS/websocket", pbx.serve)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    pbx.port = runner.addresses[0][1]
    yield pbx
    await runner.cleanup()


@pytest.fixture
async def link(house: House, pbx: ScriptedPbx) -> Link:
    """A driver that is up and watches Anna, and what it tells."""
    driver = house.open(pbx.port, ANNA)
    await driver.connect()
    batches = driver.batches()
    await anext(batches)
    return driver, batches


def activity(batch: Batch) -> Activity | None:
    """Read a batch that tells one presence."""
    [fact] = batch.facts
    assert isinstance(fact, PresenceIs)
    return fact.presence.activity if fact.presence else None
