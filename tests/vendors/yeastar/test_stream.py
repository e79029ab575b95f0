"""Reports over a connection that we open, on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
import logging
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    CannotConnect,
    LinkLost,
    ReportsPosted,
    ReportsRefused,
    ReportsUnavailable,
)
from custom_components.pbx.telephony.facts import ExtensionIs
from custom_components.pbx.telephony.vendors.yeastar import stream as module
from custom_components.pbx.telephony.vendors.yeastar.driver import YeastarDriver
from custom_components.pbx.telephony.vendors.yeastar.frames import MAX_OBJECT
from custom_components.pbx.telephony.vendors.yeastar.logins import Logins
from custom_components.pbx.telephony.vendors.yeastar.stream import Stream
from simulator import Office, YeastarPbx

from .scripted import PASSWORD
from .talk import CALM, begin

type Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

LOGIN = b"Action: login\r\nUsername: api\r\nSecret: Secret2026\r\nVersion: 2.0.0\r\n\r\n"


@asynccontextmanager
async def serving(act: Act) -> AsyncIterator[int]:
    """Serve a port by a rule."""
    done: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        done.append(task)
        try:
            await act(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for task in done:
            task.cancel()
        await asyncio.gather(*done, return_exceptions=True)
        server.close()


async def opened(port: int) -> Stream:
    """Connect to a port."""
    stream = Stream("127.0.0.1", port, lambda: 1000.0)
    assert await stream.open("api", PASSWORD, "2.0.0") == "127.0.0.1"
    return stream


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Allow the loopback."""


async def test_the_login_is_four_lines_and_an_empty_one() -> None:
    """The password in clear text, since this connection knows no digest."""
    seen: asyncio.Queue[bytes] = asyncio.Queue()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.put_nowait(await reader.readuntil(b"\r\n\r\n"))
        await asyncio.Event().wait()

    async with serving(listen) as port:
        stream = await opened(port)
        assert await asyncio.wait_for(seen.get(), 5) == LOGIN
        await stream.close()
        await stream.close()


async def test_each_object_is_a_report() -> None:
    """Back to back, in pieces, after words that are none of them."""

    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in (b"Response: Success\r\n\r\n", b'{"a":"1"}{"a', b'":"}"}\r\n{}'):
            writer.write(part)
            await writer.drain()
        await reader.read()

    async with serving(tell) as port:
        stream = await opened(port)
        got = [await asyncio.wait_for(stream.receive(), 5) for _ in range(3)]
        await stream.close()

    assert [each.body for each in got] == [b'{"a":"1"}', b'{"a":"}"}', b"{}"]
    assert {each.received for each in got} == {1000.0}


async def test_a_connection_that_is_closed_at_once_is_a_refusal() -> None:
    """The PBX says nothing else when it does not like the login."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"Response: Error\r\n\r\n")

    async with serving(refuse) as port:
        stream = await opened(port)
        with pytest.raises(ReportsRefused):
            await asyncio.wait_for(stream.receive(), 5)
        with pytest.raises(ReportsRefused):
            stream.check()
        await stream.close()


async def test_a_connection_that_ends_after_a_report_is_a_loss() -> None:
    """It was good, and will be again."""

    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"{}")
        await writer.drain()

    async with serving(leave) as port:
        stream = await opened(port)
        await stream.receive()
        with pytest.raises(LinkLost):
            await asyncio.wait_for(stream.receive(), 5)
        await stream.close()


async def test_a_quiet_connection_that_ends_late_is_a_loss(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody has called all night."""
    monkeypatch.setattr(module, "PROBATION", -1.0)

    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async with serving(leave) as port:
        stream = await opened(port)
        with pytest.raises(LinkLost):
            await asyncio.wait_for(stream.receive(), 5)
        await stream.close()


@pytest.mark.parametrize("ending", ["reset", "endless"])
async def test_a_connection_that_breaks_is_a_loss(ending: str) -> None:
    """So is one that will never make sense again."""

    async def spoil(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"{}")
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")
        if ending == "reset":
            writer.transport.abort()
        else:
            writer.write(b'{"' + b"x" * MAX_OBJECT)
            await reader.read()

    async with serving(spoil) as port:
        stream = await opened(port)
        await stream.receive()
        with pytest.raises(LinkLost):
            await asyncio.wait_for(stream.receive(), 5)
        await stream.close()


async def test_a_report_that_has_lost_its_end_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An object comes in one piece, or not at all."""
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    heard = asyncio.Event()

    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'{"event":"New')
        await writer.drain()
        await heard.wait()
        writer.write(b'{"event":"BootUp"}')
        await reader.read()

    async with serving(tell) as port:
        stream = await opened(port)
        broken = await asyncio.wait_for(stream.receive(), 5)
        heard.set()
        whole = await asyncio.wait_for(stream.receive(), 5)
        await stream.close()

    assert (broken.body, whole.body) == (b'{"event":"New', b'{"event":"BootUp"}')


async def test_nobody_at_the_port_is_told(unused_tcp_port: int) -> None:
    """It is the port that is to be looked at."""
    stream = Stream("127.0.0.1", unused_tcp_port, lambda: 0.0)

    with pytest.raises(CannotConnect) as caught:
        await stream.open("api", PASSWORD, "2.0.0")

    assert caught.value.field == "report_port"
    assert caught.value.__cause__ is None
    stream.check()
    await stream.close()


def driver_for(
    pbx: YeastarPbx, ports: Ports, logins: Logins | None = None, **more: Any
) -> YeastarDriver:
    """Give a driver that connects for its reports."""
    settings = {
        "host": "127.0.0.1",
        "port": pbx.port,
        "ssl": False,
        "username": "api",
        "password": PASSWORD,
        "transport": "tcp",
        "report_port": pbx.tcp_port,
        **more,
    }
    return YeastarDriver(settings, ports, CALM, logins)


async def connected(driver: YeastarDriver) -> None:
    """Connect, and raise what ends it."""
    raise await (await begin(driver)).end()


async def test_a_driver_hears_its_reports_over_the_stream(
    deaf: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    """And the password is written down nowhere."""
    caplog.set_level(logging.DEBUG)
    office = Office.sample()
    async with YeastarPbx(office, api="v2.0.0", reports_by="tcp") as pbx:
        talk = await begin(driver_for(pbx, deaf))
        caller, callee = sorted(office.people)[:2]
        office.dial(caller, callee)

        told = await talk.until(ExtensionIs)

        assert told.id in {caller, callee}
        assert [login.fields for login in pbx.stream.logins] == [
            {"Action": "login", "Username": "api", "Version": "2.0.0"}
        ]
        [heartbeat] = [each for each in pbx.requests if each.endpoint == "heartbeat"]
        assert heartbeat.body["ipaddr"] == "127.0.0.1"
        assert heartbeat.body["version"] == "2.0.0"
        await talk.driver.close()
    assert not [each for each in deaf.recorder.messages if PASSWORD in each.text]
    assert "Secret:" not in "".join(each.text for each in deaf.recorder.messages)
    assert PASSWORD not in caplog.text


async def test_a_lost_stream_ends_the_link(deaf: Ports) -> None:
    """Reports that cannot come are worse than none: nothing would be noticed."""
    async with YeastarPbx(Office.sample(), api="v2.0.0", reports_by="tcp") as pbx:
        talk = await begin(driver_for(pbx, deaf))
        pbx.stream.drop()

        assert isinstance(await talk.end(), (LinkLost, ReportsRefused))
        await talk.driver.close()


async def test_a_refused_stream_is_not_tried_again_at_once(deaf: Ports) -> None:
    """It may count as a wrong password; not even a login is sent for a while."""
    count = 0

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        await reader.readuntil(b"\r\n\r\n")
        count += 1

    logins = Logins()
    async with (
        YeastarPbx(Office.sample(), api="v2.0.0", reports_by="tcp") as pbx,
        serving(refuse) as port,
    ):
        for _ in range(2):
            driver = driver_for(pbx, deaf, logins, report_port=port)
            with pytest.raises(ReportsRefused):
                await connected(driver)
            await driver.close()

        assert count == 1
        assert len(pbx.logins) == 1


async def test_a_pause_after_a_refusal_ends() -> None:
    """Somebody may have mended it."""
    logins = Logins(stream_pause=0.0)
    place = ("127.0.0.1", 8088)

    logins.refuse_stream(place)

    assert logins.may_stream(place)


async def test_a_pbx_that_posts_gets_no_password(deaf: Ports) -> None:
    """The login says by which way the reports come, before any clear text is sent."""
    async with YeastarPbx(Office.sample(), api="v2.0.0", reports_by="http") as pbx:
        driver = driver_for(pbx, deaf, report_port=pbx.port)

        with pytest.raises(ReportsPosted):
            await driver.connect()
        await driver.close()

        assert not list(pbx.stream.logins)


async def test_a_form_opens_no_stream(ports: Ports) -> None:
    """Who names no transport wants no reports."""
    async with YeastarPbx(Office.sample(), api="v2.0.0", reports_by="tcp") as pbx:
        driver = driver_for(pbx, replace(ports, ingress=None), transport=None)

        info = await driver.connect()
        await driver.close()

        assert info.streams_reports
        assert info.is_streaming
        assert not list(pbx.stream.logins)
        with pytest.raises(ReportsUnavailable):
            await driver_for(pbx, ports, transport=None).connect()
