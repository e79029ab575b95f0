"""Recordings: found in the media browser, streamed from the PBX, kept nowhere."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
import re
from typing import Any

from aiohttp import ClientError
from aiohttp.test_utils import TestClient
from homeassistant.components.media_player import BrowseError, async_process_play_media_url
from homeassistant.components.media_source import (
    Unresolvable,
    async_browse_media,
    async_resolve_media,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from custom_components.pbx.const import CONF_RESTRICTED, DOMAIN
from custom_components.pbx.telephony.driver import Download
from custom_components.pbx.telephony.errors import CommandRefused, LinkLost, PbxError
from simulator import Office, YeastarPbx
from simulator.scenarios.stage import OUTSIDE

from .conftest import Setup
from .waiting import soon, until_state

LAST = "sensor.yeastar_s100_last_call"
PIECES = (b"RIFF", b"0123456789", b"abcdef")
WHOLE = b"".join(PIECES)


@pytest.fixture(autouse=True)
async def media(hass: HomeAssistant) -> None:
    """Set up the media browser."""
    assert await async_setup_component(hass, "media_source", {})


@pytest.fixture
async def entry(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> MockConfigEntry:
    """Give a PBX that has recorded one of two calls."""
    await setup(yeastar_entry)
    call = office.place_inbound(OUTSIDE, "1000")
    office.answer("1000", call)
    office.record(call)
    office.hang_up("1000", call)
    await until_state(hass, LAST, OUTSIDE, outcome="answered")
    await soon(lambda: recorded(yeastar_entry), "a recording")
    call = office.dial("1001", "1002")
    office.hang_up("1001", call)
    await until_state(hass, LAST, "Tom Keller")
    return yeastar_entry


def recorded(entry: MockConfigEntry) -> list[str]:
    """Give the handles of the calls that were recorded."""
    return [each.id for each in entry.runtime_data.calls_memory.log if each.recording]


def url(entry: MockConfigEntry) -> str:
    """Give the address of the one recording."""
    (handle,) = recorded(entry)
    return f"/api/pbx/recording/{entry.entry_id}/{handle}"


def leave_open(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let everybody listen."""
    hass.config_entries.async_update_entry(entry, options={**entry.options, CONF_RESTRICTED: False})


@pytest.fixture
def serve(entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let the PBX send what a test wants, in pieces; the list tells when it is left."""

    def start(
        pieces: tuple[bytes | PbxError | asyncio.Event, ...] = PIECES,
        length: int | None = len(WHOLE),
    ) -> list[str]:
        diary: list[str] = []

        async def chunks() -> AsyncIterator[bytes]:
            for piece in pieces:
                if isinstance(piece, asyncio.Event):
                    await piece.wait()
                elif isinstance(piece, bytes):
                    yield piece
                else:
                    raise piece

        @asynccontextmanager
        async def recording(name: str) -> AsyncIterator[Download]:
            diary.append(name)
            if pieces and isinstance(pieces[0], PbxError):
                raise pieces[0]
            try:
                yield Download(content_type="text/html", length=length, chunks=chunks())
            finally:
                diary.append("left")

        monkeypatch.setattr(entry.runtime_data.exchange, "recording", recording)
        return diary

    return start


async def folder(hass: HomeAssistant, *path: str) -> dict[str, Any]:
    """Open a folder; give its children by title, with the rest of their addresses."""
    shown = await async_browse_media(hass, "/".join((f"media-source://{DOMAIN}", *path)))
    return {child.title: child for child in shown.children or ()}


async def test_recordings_are_found_by_day_and_extension(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Only calls that were recorded, and only on the phones that were on them."""
    (pbx,) = (await folder(hass)).values()
    assert (pbx.title, pbx.can_expand) == ("Yeastar", True)
    (day,) = await folder(hass, entry.entry_id)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    assert list(await folder(hass, entry.entry_id, day)) == ["1000 Anna Berger"]
    ((title, call),) = (await folder(hass, entry.entry_id, day, "1000")).items()
    assert re.fullmatch(rf"\d\d:\d\d {OUTSIDE} → Anna Berger", title)
    assert (call.can_play, call.media_content_type) == (True, "audio/wav")
    assert not await folder(hass, entry.entry_id, day, "1001")
    assert not await folder(hass, entry.entry_id, "2001-01-01")

    played = await async_resolve_media(hass, call.media_content_id, None)
    assert (played.url, played.mime_type) == (url(entry), "audio/wav")
    answer = await hass.services.async_call(
        DOMAIN, "get_calls", {}, blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    assert [each["media_content_id"] for each in answer["calls"]] == [None, call.media_content_id]  # type: ignore[union-attr, call-overload, index]


@pytest.mark.parametrize("path", ["nobody", "{entry}/2026-01-01/1000/deeper", "/", "nobody/1/2"])
async def test_there_is_nothing_elsewhere(
    hass: HomeAssistant, entry: MockConfigEntry, path: str
) -> None:
    """Neither a folder, nor anything to play."""
    place = f"media-source://{DOMAIN}/{path.format(entry=entry.entry_id)}"

    with pytest.raises(BrowseError):
        await async_browse_media(hass, place)
    with pytest.raises(Unresolvable):
        await async_resolve_media(hass, place, None)


async def test_a_recording_is_streamed_from_the_pbx(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    yeastar: YeastarPbx,
    hass_client: ClientSessionGenerator,
) -> None:
    """Each time by a new link that works once, and that nobody else sees."""
    client = await hass_client()

    for _ in range(2):
        response = await client.get(url(entry))
        assert response.status == HTTPStatus.OK
        assert response.content_type == "audio/wav"
        assert "no-store" in response.headers["Cache-Control"]
        assert (await response.read())[:4] == b"RIFF"
        assert "random" not in str(response.headers)
    asked = [each.endpoint for each in yeastar.requests]
    assert asked.count("recording/get_random") == 2
    assert asked.count("recording/download") == 2


async def test_what_the_media_browser_gives_can_be_played_without_a_login(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """A player has no login, so the address is signed; without the signature it is worth nothing."""
    socket = await hass_ws_client()
    place = f"media-source://{DOMAIN}/{entry.entry_id}/{recorded(entry)[0]}"
    await socket.send_json_auto_id(
        {"type": "media_source/resolve_media", "media_content_id": place}
    )
    answer = await socket.receive_json()
    assert answer["success"]
    player = await hass_client_no_auth()

    assert (await player.get(answer["result"]["url"])).status == HTTPStatus.OK
    assert (await player.get(url(entry))).status == HTTPStatus.UNAUTHORIZED


async def test_only_administrators_may_listen_unless_the_options_say_otherwise(
    hass: HomeAssistant,
    *,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    """Neither the browser shows anything to others, nor is anything streamed to them."""
    # The socket is set up first: once the server has a client, it takes no further addresses.
    socket = await hass_ws_client(hass, hass_read_only_access_token)
    client = await hass_client(hass_read_only_access_token)
    root = f"media-source://{DOMAIN}"
    place = f"{root}/{entry.entry_id}/{recorded(entry)[0]}"

    async def ask(what: str, where: str) -> dict[str, Any]:
        await socket.send_json_auto_id(
            {"type": f"media_source/{what}_media", "media_content_id": where}
        )
        answer: dict[str, Any] = await socket.receive_json()
        return answer

    assert (await client.get(url(entry))).status == HTTPStatus.FORBIDDEN
    assert (await ask("browse", root))["result"]["children"] == []
    for what, where in (("browse", f"{root}/{entry.entry_id}"), ("resolve", place)):
        answer = await ask(what, where)
        assert "Only administrators" in answer["error"]["message"]

    leave_open(hass, entry)
    assert (await client.get(url(entry))).status == HTTPStatus.OK
    assert len((await ask("browse", root))["result"]["children"]) == 1
    assert (await ask("resolve", place))["success"]


async def test_an_automation_may_hand_a_recording_to_a_player(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Nobody is behind it, so the address is signed by Home Assistant itself."""
    place = f"media-source://{DOMAIN}/{entry.entry_id}/{recorded(entry)[0]}"
    played = await async_resolve_media(hass, place, None)
    signed = async_process_play_media_url(hass, played.url, allow_relative_url=True)

    assert (await (await hass_client_no_auth()).get(signed)).status == HTTPStatus.OK


@pytest.mark.parametrize(
    ("asked", "status", "body", "place"),
    [
        (None, 200, WHOLE, None),
        ("bytes=0-1", 206, b"RI", "bytes 0-1/20"),
        ("bytes=3-4", 206, b"F0", "bytes 3-4/20"),
        ("bytes=14-", 206, b"abcdef", "bytes 14-19/20"),
        ("bytes=-2", 206, b"ef", "bytes 18-19/20"),
        ("bytes=5-999", 206, WHOLE[5:], "bytes 5-19/20"),
        ("bytes=99-", 200, WHOLE, None),
        ("bytes=x", 200, WHOLE, None),
        ("lines=1-2", 200, WHOLE, None),
    ],
)
async def test_a_player_may_ask_for_a_part(
    entry: MockConfigEntry,
    *,
    serve: Callable[..., list[str]],
    hass_client: ClientSessionGenerator,
    asked: str | None,
    status: int,
    body: bytes,
    place: str | None,
) -> None:
    """Some play nothing else; what makes no sense is answered by the whole."""
    diary = serve()
    response = await (await hass_client()).get(
        url(entry), headers={"Range": asked} if asked else {}
    )

    assert (response.status, await response.read()) == (status, body)
    assert response.headers.get("Content-Range") == place
    assert response.content_length == len(body)
    assert response.content_type == "audio/wav", "whatever the PBX says"
    assert diary[1:] == ["left"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CommandRefused("recording_not_found", "20014"), HTTPStatus.NOT_FOUND),
        (CommandRefused("download_expired", "20012"), HTTPStatus.BAD_GATEWAY),
        (LinkLost("gone"), HTTPStatus.BAD_GATEWAY),
    ],
)
async def test_what_cannot_be_had_is_told_by_a_status(
    entry: MockConfigEntry,
    *,
    serve: Callable[..., list[str]],
    hass_client: ClientSessionGenerator,
    error: PbxError,
    status: HTTPStatus,
) -> None:
    """Deleted on the PBX, or the PBX is away; its words stay here."""
    serve((error,))
    response = await (await hass_client()).get(url(entry))

    assert (response.status, await response.text()) == (status, "")


@pytest.mark.parametrize("length", [len(WHOLE), None])
async def test_half_a_recording_does_not_pass_for_the_whole(
    entry: MockConfigEntry,
    *,
    serve: Callable[..., list[str]],
    hass_client: ClientSessionGenerator,
    length: int | None,
) -> None:
    """The connection breaks, whether the length was told or not."""
    diary = serve((b"RIFF", LinkLost("gone")), length)
    client = await hass_client()

    with pytest.raises(ClientError):
        await (await client.get(url(entry))).read()
    assert diary[1:] == ["left"]


async def test_who_stops_listening_ends_the_transfer(
    entry: MockConfigEntry, serve: Callable[..., list[str]], hass_client: ClientSessionGenerator
) -> None:
    """The PBX sends no more than somebody wants."""
    gone = asyncio.Event()
    diary = serve((b"RIFF", gone, *[b"x" * 65_536] * 10_000), None)
    client: TestClient[Any, Any] = await hass_client()
    response = await client.get(url(entry))
    assert await response.content.readexactly(4) == b"RIFF"

    response.close()
    gone.set()
    await soon(lambda: diary[1:] == ["left"], "the end of the transfer")


async def test_only_recordings_of_the_log_are_served(
    hass: HomeAssistant,
    office: Office,
    entry: MockConfigEntry,
    yeastar: YeastarPbx,
    hass_client: ClientSessionGenerator,
) -> None:
    """A name is no address, and a call without a recording has none."""
    client = await hass_client()
    silent = next(each.id for each in entry.runtime_data.calls_memory.log if not each.recording)
    name = next(iter(office.recordings))
    base = f"/api/pbx/recording/{entry.entry_id}"

    for path in (f"{base}/{silent}", f"{base}/{name}", f"{base}/x", "/api/pbx/recording/x/y"):
        assert (await client.get(path)).status == HTTPStatus.NOT_FOUND
    assert "recording/get_random" not in [each.endpoint for each in yeastar.requests]

    here = url(entry)
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await client.get(here)).status == HTTPStatus.NOT_FOUND


async def test_nothing_is_kept(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Neither sound nor link, neither on the disk nor in the log."""
    await (await (await hass_client()).get(url(entry))).read()
    await hass.config_entries.async_unload(entry.entry_id)

    assert "RIFF" not in str(hass_storage)
    assert "random=" not in str(hass_storage)
    ours = [record.getMessage() for record in caplog.records if "pbx" in record.name]
    assert not [line for line in ours if "random=" in line]
