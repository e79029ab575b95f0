"""A driver that waits at the door, on real sockets."""

import asyncio
from collections.abc import AsyncIterator
import json
from time import time
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web
import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    ApiDisabled,
    LinkLost,
    NotDialed,
    ProofRejected,
)
from custom_components.pbx.telephony.recorder import Recorder
from custom_components.pbx.telephony.vendors.innovaphone.digest import login_digest
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver
from custom_components.pbx.telephony.vendors.innovaphone.times import Times

from .conversations import APP, PASSWORD, Body

QUICK = Times(
    handshake=0.3, redial=5, penance=0.01, answer=2, ticked=0.1, picture=0.2, grace=0.1, farewell=1
)


class Place:
    """A door on loopback, and what comes in by it."""

    def __init__(self) -> None:
        self.url = ""
        self._waiting: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False, timeout=0.2)
        await socket.prepare(request)
        await self._waiting.put(socket)
        await asyncio.Event().wait()
        return socket

    async def accept(self) -> web.WebSocketResponse:
        return await self._waiting.get()

    def put_back(self, socket: web.WebSocketResponse) -> None:
        self._waiting.put_nowait(socket)

    async def knock(self) -> None:
        raise NotImplementedError


class Pbx:
    """A PBX that dials, by hand."""

    def __init__(self, socket: ClientWebSocketResponse[bool]) -> None:
        self.socket = socket

    async def hear(self) -> Body:
        body: Body = await self.socket.receive_json(timeout=5)
        return body

    async def log_in(self, password: str = PASSWORD, domain: str = "x.de", pbx: str = "hq") -> None:
        """Send a proof, and wait for no answer."""
        await self.socket.send_json({"mt": "AppChallenge"})
        challenge = (await self.hear())["challenge"]
        info = json.dumps({"pbx": pbx}, separators=(",", ":"))
        digest = login_digest(
            app=APP, domain=domain, challenge=challenge, password=password, info=info
        )
        login = {"mt": "AppLogin", "app": APP, "domain": domain, "info": {"pbx": pbx}}
        await self.socket.send_json({**login, "digest": digest})

    async def introduce(self, **told: Any) -> None:
        """Say who it is."""
        assert (await self.hear()) == {
            "mt": "AppLoginResult",
            "app": APP,
            "domain": "x.de",
            "ok": True,
        }
        await self.socket.send_json({"mt": "PbxInfo", "domain": "x.de", "pbx": "hq", **told})

    async def tell_node(self) -> None:
        """Answer the first question."""
        while (body := await self.hear())["mt"] != "GetNodeInfo":
            pass
        kept = {key: body[key] for key in ("api", "src")}
        await self.socket.send_json({**kept, "mt": "GetNodeInfoResult", "name": "root"})


@pytest.fixture
async def place(socket_enabled: None) -> AsyncIterator[Place]:
    place = Place()
    app = web.Application()
    app.router.add_get("/", place.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    place.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield place
    await runner.cleanup()


@pytest.fixture
async def http(place: Place) -> AsyncIterator[ClientSession]:
    async with ClientSession() as http:
        yield http


@pytest.fixture
async def recorder() -> Recorder:
    return Recorder(time)


def opened(
    place: Place, http: ClientSession, recorder: Recorder, times: Times = QUICK, **more: Any
) -> InnovaphoneDriver:
    """Open a driver that waits for a PBX."""
    ports = Ports(session=http, tls=False, recorder=recorder, clock=time, sockets=place)
    settings = {"direction": "answer", "app": APP, "password": PASSWORD, **more}
    return InnovaphoneDriver(settings, ports, times)


async def test_a_pbx_that_dials_has_a_name(
    place: Place, http: ClientSession, recorder: Recorder
) -> None:
    """System and PBX make the identity, which no address changes."""
    driver = opened(place, http, recorder)
    async with http.ws_connect(place.url) as socket:
        pbx = Pbx(socket)
        connecting = asyncio.create_task(driver.connect())
        await pbx.log_in()
        await pbx.introduce(version="14r1", build="141234", apis=["PbxApi"])
        await pbx.tell_node()
        info = await connecting

        assert (info.id, info.id_is_stable) == ("x.de/hq", True)
        assert (info.name, info.location, info.firmware) == ("hq", "hq", "14r1")
        closing = asyncio.create_task(driver.close())
        while (await socket.receive(timeout=5)).type is WSMsgType.TEXT:
            pass
        await closing
        assert socket.close_code == 1000


async def test_what_is_not_ticked_is_not_asked(
    place: Place, http: ClientSession, recorder: Recorder
) -> None:
    """Nobody waits for an answer that cannot come."""
    driver = opened(place, http, recorder, times=Times(redial=5, farewell=1))
    async with http.ws_connect(place.url) as socket:
        pbx = Pbx(socket)
        connecting = asyncio.create_task(driver.connect())
        await pbx.log_in()
        await pbx.introduce(apis=["RCC"])

        with pytest.raises(ApiDisabled):
            await connecting
        await driver.close()


async def test_a_pbx_may_say_nothing_of_itself(
    place: Place, http: ClientSession, recorder: Recorder
) -> None:
    """The login has named it."""
    driver = opened(place, http, recorder)
    async with http.ws_connect(place.url) as socket:
        pbx = Pbx(socket)
        connecting = asyncio.create_task(driver.connect())
        await pbx.log_in()
        assert (await pbx.hear())["ok"]
        await pbx.tell_node()

        assert (await connecting).id == "x.de/hq"
        await driver.close()


async def test_silent_and_hostile_visitors_are_passed_by(
    place: Place, http: ClientSession, recorder: Recorder
) -> None:
    """The PBX comes in after them."""
    driver = opened(place, http, recorder, peer="x.de/hq")
    connecting = asyncio.create_task(driver.connect())
    async with (
        http.ws_connect(place.url) as silent,
        http.ws_connect(place.url) as gone,
        http.ws_connect(place.url) as guess,
        http.ws_connect(place.url) as other,
        http.ws_connect(place.url) as socket,
    ):
        await gone.close()
        pbx = Pbx(socket)
        await asyncio.gather(Pbx(guess).log_in("wrong"), Pbx(other).log_in(pbx="branch"))
        await pbx.log_in()
        await pbx.introduce()
        await pbx.tell_node()

        assert (await connecting).id == "x.de/hq"
        assert not (await Pbx(guess).hear())["ok"]
        for visitor in (silent, guess, other):
            await visitor.receive(timeout=5)
            assert visitor.closed
        await driver.close()
    assert recorder.oddities["no login in time"] == 1
    assert recorder.oddities["turned away: nobody we wait for"] >= 1
    said = " ".join(message.text for message in recorder.messages)
    assert PASSWORD not in said
    assert '"digest": "**REDACTED**"' in said


@pytest.mark.parametrize(
    ("more", "waits"),
    [({}, 5.0), ({"peer": "x.de/hq"}, 0.2)],
    ids=["the first time", "later"],
)
async def test_a_wrong_proof_is_no_final_word(
    place: Place, http: ClientSession, recorder: Recorder, more: dict[str, str], waits: float
) -> None:
    """While a PBX is set up it is said at once; later, only when the PBX itself stays away."""
    times = Times(redial=waits, penance=0.01, farewell=1)
    driver = opened(place, http, recorder, times, **more)
    async with http.ws_connect(place.url) as socket:
        connecting = asyncio.create_task(driver.connect())
        await Pbx(socket).log_in("wrong")

        with pytest.raises(ProofRejected):
            await connecting
    await driver.close()


async def test_nobody_dials(place: Place, http: ClientSession, recorder: Recorder) -> None:
    """It is said, and can be tried again."""
    driver = opened(place, http, recorder, Times(redial=0.01))

    with pytest.raises(NotDialed):
        await driver.connect()

    await driver.close()


async def test_a_newer_connection_is_kept_for_the_next_driver(
    place: Place, http: ClientSession, recorder: Recorder
) -> None:
    """The PBX proves itself once, and is let in when the old connection has been laid down."""
    async with http.ws_connect(place.url) as old, http.ws_connect(place.url) as new:
        first = opened(place, http, recorder)
        connecting = asyncio.create_task(first.connect())
        await Pbx(old).log_in()
        await Pbx(old).introduce()
        await Pbx(old).tell_node()
        await connecting
        batches = first.batches()
        await anext(batches)

        await Pbx(new).log_in()

        with pytest.raises(LinkLost, match="dialed again"):
            async for _ in batches:
                pass
        await first.close()
        second = opened(place, http, recorder)
        connecting = asyncio.create_task(second.connect())
        await Pbx(new).introduce()
        await Pbx(new).tell_node()
        assert (await connecting).id == "x.de/hq"
        await second.close()


async def test_another_pbx_does_not_break_the_connection(
    place: Place, http: ClientSession, recorder: Recorder
) -> None:
    """It is turned away, and the first one is heard as before."""
    async with http.ws_connect(place.url) as socket, http.ws_connect(place.url) as other:
        driver = opened(place, http, recorder)
        connecting = asyncio.create_task(driver.connect())
        await Pbx(socket).log_in()
        await Pbx(socket).introduce()
        await Pbx(socket).tell_node()
        await connecting
        batches = driver.batches()
        await anext(batches)

        listening = asyncio.create_task(anext(batches))
        await Pbx(other).log_in(pbx="branch")
        while (await other.receive(timeout=5)).type is WSMsgType.TEXT:
            pass

        assert other.closed
        assert not socket.closed
        assert recorder.oddities["turned away: another PBX has dialed"] == 1
        listening.cancel()
        await driver.close()


async def test_who_leaves_after_the_login_makes_room(
    place: Place, http: ClientSession, recorder: Recorder
) -> None:
    """The next one is let in."""
    driver = opened(place, http, recorder)
    async with http.ws_connect(place.url) as first, http.ws_connect(place.url) as second:
        connecting = asyncio.create_task(driver.connect())
        await Pbx(first).log_in()
        assert (await Pbx(first).hear())["ok"]
        await first.close()

        await Pbx(second).log_in()
        await Pbx(second).introduce()
        await Pbx(second).tell_node()

        assert (await connecting).id == "x.de/hq"
        await driver.close()


@pytest.mark.parametrize("said", [0, 1], ids=["before the login", "after the login"])
async def test_who_stops_waiting_hangs_up(
    place: Place, http: ClientSession, recorder: Recorder, said: int
) -> None:
    """Nobody is left behind at the door."""
    driver = opened(place, http, recorder, Times(redial=60, handshake=60))
    async with http.ws_connect(place.url) as socket:
        connecting = asyncio.create_task(driver.connect())
        if said:
            await Pbx(socket).log_in()
        else:
            await socket.send_json({"mt": "AppChallenge"})
        await Pbx(socket).hear()

        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting

        while (await socket.receive(timeout=5)).type is WSMsgType.TEXT:
            pass
        assert socket.closed
        await driver.close()
