"""The door for PBXs that dial us, seen by those who have no business there."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
import json
from typing import Any

from aiohttp import ClientWebSocketResponse, ClientWSTimeout, WSMsgType
from aiohttp.test_utils import TestClient
from aiohttp.web import Application, Request
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.pbx import sockets
from custom_components.pbx.const import DOMAIN
from custom_components.pbx.sockets import MAX_MESSAGE, Door, door_of
from simulator import InnovaphonePbx
from simulator.innovaphone import Dialer
from simulator.innovaphone.login import digest

from .conftest import Setup
from .test_dial_in import PRESENCE, SOCKET_ID, entry_that_answers
from .waiting import soon, until_state

PATH = f"/api/{DOMAIN}/{SOCKET_ID}"
# Who waits at the door is not heard yet, so nobody answers a farewell.
HASTY = ClientWSTimeout(ws_close=0.05)
ENDED = {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR}

type Client = TestClient[Request, Application]
type Socket = ClientWebSocketResponse[bool]


@pytest.fixture
async def client(
    hass: HomeAssistant, socket_enabled: None, hass_client_no_auth: ClientSessionGenerator
) -> Client:
    """Give whoever reaches Home Assistant's own web server."""
    for each in ("http", "repairs", DOMAIN):
        assert await async_setup_component(hass, each, {})
    found: Client = await hass_client_no_auth()
    return found


@pytest.fixture
async def linked(
    hass: HomeAssistant, client: Client, setup: Setup, innovaphone: InnovaphonePbx
) -> AsyncIterator[InnovaphonePbx]:
    """Give a PBX that has dialed, and is followed."""
    innovaphone.dial(str(client.make_url(f"{PATH}/{innovaphone.app}")))
    await setup(entry_that_answers(innovaphone))
    await until_state(hass, PRESENCE, "available")
    yield innovaphone
    await innovaphone.stop()


async def ends(socket: Socket) -> list[dict[str, Any]]:
    """Read until the other side hangs up; give what it has said."""
    said = []
    async with asyncio.timeout(5):
        while (frame := await socket.receive()).type not in ENDED:
            said.append(json.loads(frame.data))
    return said


@pytest.mark.parametrize("path", [PATH, f"{PATH}/homeassistant", f"/api/{DOMAIN}/guess/x"])
async def test_nobody_learns_that_there_is_a_door(client: Client, path: str) -> None:
    """Without an entry every address is as wrong as any other."""
    async with client.get(path) as plain, client.get(path, headers=UPGRADE) as upgrade:
        assert plain.status == upgrade.status == HTTPStatus.NOT_FOUND
        assert await plain.read() == await upgrade.read() == b""


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


@pytest.mark.parametrize("tail", ["", "/homeassistant", "/homeassistant.htm"])
async def test_only_websockets_come_in(linked: InnovaphonePbx, client: Client, tail: str) -> None:
    """Whether the PBX dials the address with its last part or without; a browser finds nothing."""
    async with client.get(PATH + tail) as plain:
        assert plain.status == HTTPStatus.NOT_FOUND
    async with client.ws_connect(PATH + tail) as socket:
        await socket.send_json({"mt": "AppChallenge"})
        assert (await socket.receive_json())["mt"] == "AppChallengeResult"


async def test_other_methods_are_not_served(linked: InnovaphonePbx, client: Client) -> None:
    """Nothing can be sent to the address."""
    async with client.post(PATH, json={}) as answer:
        assert answer.status == HTTPStatus.METHOD_NOT_ALLOWED


async def test_with_its_entry_the_door_is_gone(
    hass: HomeAssistant, linked: InnovaphonePbx, client: Client
) -> None:
    """What was connected is hung up, and nobody comes in any more."""
    [entry] = hass.config_entries.async_entries(DOMAIN)
    dialer = Dialer(linked, str(client.make_url(f"{PATH}/x")))

    await hass.config_entries.async_unload(entry.entry_id)
    await soon(lambda: not linked.connections, "the PBX to be hung up on")
    await dialer.dial_again()

    assert list(dialer.refusals) == [HTTPStatus.NOT_FOUND]


@pytest.mark.parametrize(
    "frame",
    [
        '{"api":"PbxApi","mt":"GetNodeInfo","src":"x"}',
        '{"mt":"AppChallenge","x":"' + "x" * 70_000 + '"}',
        "x" * (MAX_MESSAGE + 10),
    ],
    ids=["request", "long", "huge"],
)
async def test_before_the_login_one_wrong_word_is_enough(
    hass: HomeAssistant, linked: InnovaphonePbx, client: Client, frame: str
) -> None:
    """Who is not yet known is hung up on; the PBX notices nothing."""
    [before] = linked.connections
    async with client.ws_connect(PATH, max_msg_size=0) as socket:
        await socket.send_str(frame)

        assert await ends(socket) == []

    assert linked.connections == [before]
    linked.office.set_presence("1000", "away")
    await until_state(hass, PRESENCE, "away")


@pytest.mark.parametrize(
    "frame",
    [b"\x00\xff", b"{}", "nonsense", "[]", '{"mt":"\\ud83d"}', '{"mt":null}', "[" * 5000],
    ids=["binary", "binary JSON", "nonsense", "array", "half a character", "no type", "deep"],
)
async def test_noise_is_passed_over(
    linked: InnovaphonePbx, client: Client, frame: str | bytes
) -> None:
    """It is bounded, and proves nothing either way."""
    async with client.ws_connect(PATH) as socket:
        if isinstance(frame, bytes):
            await socket.send_bytes(frame)
        else:
            await socket.send_str(frame)
        await socket.send_json({"mt": "AppChallenge"})

        assert (await socket.receive_json())["mt"] == "AppChallengeResult"


async def test_a_recorded_login_opens_nothing(linked: InnovaphonePbx, client: Client) -> None:
    """It was made for the challenge of another connection."""
    dialer = Dialer(linked, str(client.make_url(f"{PATH}/{linked.app}")))
    async with client.ws_connect(PATH) as first:
        await first.send_json({"mt": "AppChallenge"})
        recorded = dialer.login((await first.receive_json())["challenge"])
    async with client.ws_connect(PATH) as second:
        await second.send_json({"mt": "AppChallenge"})
        await second.receive_json()
        await second.send_json(recorded)

        assert await ends(second) == [{"mt": "AppLoginResult", "app": linked.app, "ok": False}]


async def test_the_right_password_for_another_app_opens_nothing(
    linked: InnovaphonePbx, client: Client
) -> None:
    """Each App object has its own address."""
    async with client.ws_connect(PATH) as socket:
        await socket.send_json({"mt": "AppChallenge"})
        challenge = (await socket.receive_json())["challenge"]
        login = {"mt": "AppLogin", "app": "other"}
        proof = digest(login, challenge, linked.password)
        await socket.send_json({**login, "digest": proof})

        assert [message["ok"] for message in await ends(socket)] == [False]


async def test_one_waits_at_most(hass: HomeAssistant, client: Client) -> None:
    """Whoever comes later takes the place; so nobody can block it, and nobody fills the memory."""
    with door_of(hass, SOCKET_ID).held():
        async with (
            client.ws_connect(PATH, timeout=HASTY) as first,
            client.ws_connect(PATH, timeout=HASTY) as second,
        ):
            assert await ends(first) == []
            assert not second.closed
            assert len(door_of(hass, SOCKET_ID).peers) == 1


async def test_nobody_waits_for_long(
    hass: HomeAssistant, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When no one opens, the visitor is sent away."""
    monkeypatch.setattr(sockets, "PATIENCE", 0.05)
    with door_of(hass, SOCKET_ID).held():
        async with client.ws_connect(PATH, timeout=HASTY) as socket:
            assert await ends(socket) == []
    door: Door = door_of(hass, SOCKET_ID)
    await soon(lambda: not door.peers, "the visitor to be forgotten")


async def test_who_has_gone_is_not_accepted(hass: HomeAssistant, client: Client) -> None:
    """The next to accept waits for somebody else."""
    door = door_of(hass, SOCKET_ID)
    with door.held():
        async with client.ws_connect(PATH, timeout=HASTY):
            pass
        await soon(lambda: not door.peers, "the visitor to go")
        async with client.ws_connect(PATH, timeout=HASTY) as second:
            accepted = await door.accept()
            await accepted.send_json({"to": "you"})
            assert await second.receive_json() == {"to": "you"}
            await accepted.close()


async def test_nobody_keeps_home_assistant_from_stopping(
    hass: HomeAssistant, client: Client
) -> None:
    """Whoever stands at the door is sent away."""
    door = door_of(hass, SOCKET_ID)
    with door.held():
        async with client.ws_connect(PATH, timeout=HASTY) as socket:
            hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)

            assert await ends(socket) == []
        await soon(lambda: not door.peers, "the visitor to go")
