"""Files from the PBX: passed on piece by piece, told apart from refusals, and never in a log."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
import logging

from aiohttp import web
import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    CannotConnect,
    CertificateUntrusted,
    LinkLost,
    PbxError,
    ProtocolError,
    UnsupportedModel,
)
from custom_components.pbx.telephony.vendors.yeastar.api import Api, Credentials
from custom_components.pbx.telephony.vendors.yeastar.dialect import Operation, candidates
from custom_components.pbx.telephony.vendors.yeastar.errors_table import RequestFailed
from custom_components.pbx.telephony.vendors.yeastar.post import Post
from simulator import Office, YeastarPbx

from .scripted import OK, PASSWORD

WAV = b"RIFF" + bytes(range(256)) * 1024

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Links:
    """A PBX that has nothing but a login and one link."""

    def __init__(self) -> None:
        self.port = 0
        self.queries: list[dict[str, str]] = []
        self.answer: Handler = self.wav

    async def wav(self, request: web.Request) -> web.StreamResponse:
        """Answer a file."""
        return web.Response(body=WAV, content_type="audio/x-wav")

    async def login(self, request: web.Request) -> web.Response:
        """Let anybody in."""
        return web.json_response(OK | {"token": "token1"})

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Answer the link."""
        self.queries.append(dict(request.query))
        return await self.answer(request)


@pytest.fixture
async def links(socket_enabled: None) -> AsyncIterator[Links]:
    """A PBX on loopback."""
    links = Links()
    app = web.Application()
    app.router.add_post("/api/v1.1.0/{any:.*}", links.login)
    app.router.add_get("/api/v1.1.0/recording/download", links.link)
    app.router.add_get("/api/v1.1.0/cdr/download", links.link)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    links.port = runner.addresses[0][1]
    yield links
    await runner.cleanup()


@pytest.fixture
async def api(links: Links, deaf: Ports) -> AsyncIterator[Api]:
    """A session that is open."""
    post = Post(deaf, "127.0.0.1", links.port, ssl=False, timeout=5.0)
    api = Api(post, Credentials("api", PASSWORD), None, candidates("v1.1.0"))
    await api.open()
    yield api
    await api.close()


async def fetch(api: Api) -> bytes:
    """Read a whole recording."""
    async with api.download(Operation.DOWNLOAD_RECORDING, recording="a b.wav", random="r4") as file:
        return b"".join([chunk async for chunk in file.chunks])


async def test_a_file_comes_piece_by_piece(links: Links, api: Api) -> None:
    """With its type and its length."""
    async with api.download(Operation.DOWNLOAD_RECORDING, recording="a b.wav", random="r4") as file:
        parts = [chunk async for chunk in file.chunks]

    assert (file.content_type, file.length) == ("audio/x-wav", len(WAV))
    assert b"".join(parts) == WAV
    assert len(parts) > 1
    assert links.queries == [{"recording": "a b.wav", "random": "r4", "token": "token1"}]


async def test_fields_are_named_as_the_version_wants_them(links: Links, api: Api) -> None:
    """Blanks in times go encoded, and what selects all is said."""
    async with api.download(
        Operation.DOWNLOAD_RECORDS, extension=None, began="2026-01-01 00:00:00", ended="b"
    ) as file:
        assert [chunk async for chunk in file.chunks]

    assert links.queries[0]["extid"] == "all"
    assert links.queries[0]["starttime"] == "2026-01-01 00:00:00"


async def test_an_empty_file_is_a_file(links: Links, api: Api) -> None:
    """No call on that day."""

    async def nothing(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"", content_type="text/csv")

    links.answer = nothing

    assert await fetch(api) == b""


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "audio/x-wav"])
async def test_a_refusal_is_told_from_a_file(links: Links, api: Api, kind: str) -> None:
    """It comes with status 200, whatever type it claims."""

    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b' {"status":"Failed","errno":"20012"}', content_type=kind)

    links.answer = refuse

    with pytest.raises(RequestFailed) as caught:
        await fetch(api)

    assert caught.value.errno == 20012


def says(status: int, body: bytes, kind: str = "text/html") -> Handler:
    """Answer always the same."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, content_type=kind)

    return answer


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says(200, b"<html>"), ProtocolError),
        (says(404, b"<html>"), ProtocolError),
        (says(403, b"", "audio/x-wav"), ProtocolError),
        (says(504, b"<html>"), CannotConnect),
        (says(302, b""), CannotConnect),
        (says(200, b'{"status":"Success"}', "application/json"), ProtocolError),
        (says(200, b"{broken", "application/json"), ProtocolError),
        (says(200, b'{"errcode":1,"errmsg":"x"}', "application/json"), UnsupportedModel),
    ],
    ids=["page", "not found", "forbidden", "old firmware", "moved", "empty", "broken", "P-Series"],
)
async def test_what_is_no_file_is_told(
    links: Links, api: Api, answer: Handler, error: type[PbxError]
) -> None:
    """Nobody shall keep a page as a recording."""
    links.answer = answer

    with pytest.raises(error):
        await fetch(api)


async def test_a_file_that_breaks_off_is_no_file(links: Links, api: Api) -> None:
    """Half a recording must not look like a whole one."""

    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"RIFF")
        assert request.transport is not None
        request.transport.close()
        return response

    links.answer = half

    with pytest.raises(ProtocolError):
        await fetch(api)


async def test_who_leaves_ends_the_transfer(links: Links, api: Api) -> None:
    """A browser that was closed."""
    gone = asyncio.Event()

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(bytes(1024))
        finally:
            gone.set()

    links.answer = endless

    async with api.download(Operation.DOWNLOAD_RECORDING, recording="a", random="r") as file:
        await anext(file.chunks)

    await asyncio.wait_for(gone.wait(), 5)


async def test_a_slow_reader_holds_up_nobody(links: Links, api: Api) -> None:
    """Heartbeats go on while somebody listens."""
    async with (
        api.download(Operation.DOWNLOAD_RECORDING, recording="a", random="r") as first,
        api.download(Operation.DOWNLOAD_RECORDING, recording="b", random="r") as second,
    ):
        async with asyncio.timeout(5):
            await asyncio.gather(*(api.request(Operation.DEVICE) for _ in range(3)))
        await anext(first.chunks)
        await anext(second.chunks)


async def test_what_a_version_lacks_is_not_asked_for(deaf: Ports, links: Links) -> None:
    """Nor is anything before the login."""
    post = Post(deaf, "127.0.0.1", links.port, ssl=False)
    api = Api(post, Credentials("api", PASSWORD), None, candidates("v1.0.1"))
    with pytest.raises(LinkLost):
        await fetch(api)

    api = Api(post, Credentials("api", PASSWORD), None, candidates("v1.1.0"))
    await api.open()
    with pytest.raises(RequestFailed):
        async with api.download(Operation.CONTACTS):
            pass
    assert links.queries == []


async def test_neither_token_nor_random_is_written_down(
    links: Links, api: Api, deaf: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    """The URL holds both, so it appears in no error and no log."""
    caplog.set_level(logging.DEBUG)
    links.answer = says(504, b"<html>")

    with pytest.raises(CannotConnect) as caught:
        await fetch(api)

    seen = f"{caught.value!r}{caught.value.__cause__!r}{caplog.text}{deaf.recorder.messages!r}"
    assert "token1" not in seen
    assert "r4" not in seen
    assert "random" not in seen


async def test_a_certificate_is_judged_as_for_any_request(deaf: Ports) -> None:
    """A recording is no less private than the rest."""
    async with YeastarPbx(Office.sample(), tls=True) as pbx:
        ports = replace(deaf, tls=True)
        post = Post(ports, "127.0.0.1", pbx.port, ssl=True)
        with pytest.raises(CertificateUntrusted):
            async with post.fetch("api/v1.1.0/recording/download", {"token": "t"}):
                pass
