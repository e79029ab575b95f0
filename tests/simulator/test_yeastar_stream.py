"""Events over a connection that the client opens."""

import asyncio
from collections.abc import AsyncIterator
import hashlib
import json
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import Office, YeastarPbx
from simulator.faults import Drop, Garbage, HalfClose, Repeat, Split, Truncated
from tests.simulator.clients import ApiClient, Receiver

CRLF = "\r\n"


@pytest.fixture
async def pbx(office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, api="v2.0.0", reports_by="tcp") as pbx:
        yield pbx


class Listener:
    """A client of the stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.raw = ""

    async def hear(self) -> dict[str, Any]:
        """Return the next object; nothing but its own end marks its end."""
        decoder = json.JSONDecoder()
        while True:
            try:
                found, end = decoder.raw_decode(self.raw)
            except ValueError:
                async with asyncio.timeout(5):
                    read = await self.reader.read(4096)
                assert read, f"closed after {self.raw!r}"
                self.raw += read.decode()
            else:
                self.raw = self.raw[end:]
                event: dict[str, Any] = found
                return event

    async def rest(self) -> str:
        """Return all that comes until the other side closes."""
        async with asyncio.timeout(5):
            return (await self.reader.read()).decode()


def block(pbx: YeastarPbx, *, secret: str = "", end: str = CRLF, version: str = "2.0.0") -> bytes:
    lines = [
        "Action: login",
        f"Username: {pbx.username}",
        f"Secret: {secret or pbx.password}",
        f"Version: {version}",
        "",
        "",
    ]
    return end.join(lines).encode()


async def connect(pbx: YeastarPbx) -> Listener:
    return Listener(*await asyncio.open_connection(pbx.host, pbx.tcp_port))


@pytest.fixture
async def listener(pbx: YeastarPbx) -> AsyncIterator[Listener]:
    """A client that has logged in."""
    listener = await connect(pbx)
    listener.writer.write(block(pbx))
    await pbx.stream_logins.until(lambda login: login.accepted)
    yield listener
    listener.writer.close()


@pytest.mark.parametrize("end", [CRLF, "\n"], ids=["CRLF", "LF"])
async def test_a_login_in_clear_text_opens_the_stream(
    pbx: YeastarPbx, office: Office, end: str
) -> None:
    client = await connect(pbx)
    client.writer.write(block(pbx, end=end))
    [login] = await pbx.stream_logins.until()

    office.set_registered("1000", registered=False)
    event = await client.hear()

    assert login.accepted
    assert pbx.password not in str(login)
    assert (event["event"], event["extension"]) == ("ExtensionStatus", "1000")
    client.writer.close()


async def test_a_wrong_secret_is_answered_by_silence_and_the_end(pbx: YeastarPbx) -> None:
    client = await connect(pbx)
    # What the other login wants is wrong here.
    digest = hashlib.md5(pbx.password.encode()).hexdigest()
    client.writer.write(block(pbx, secret=digest))

    assert await client.rest() == ""
    assert [login.accepted for login in pbx.stream_logins] == [False]


async def test_nothing_is_pushed_before_the_login(pbx: YeastarPbx, office: Office) -> None:
    client = await connect(pbx)
    office.set_registered("1000", registered=False)
    await pbx.settled()
    client.writer.write(block(pbx))
    await pbx.stream_logins.until()
    office.set_registered("1000", registered=True)

    assert (await client.hear())["status"] == "Registered"
    client.writer.close()


async def test_events_follow_each_other_without_anything_between(
    pbx: YeastarPbx, office: Office, listener: Listener
) -> None:
    office.dial("1000", "1001")
    office.answer("1001")
    office.hang_up("1001")
    await pbx.settled()

    told = [(await listener.hear())["event"] for _ in pbx.reports_sent]
    assert told[-1] == "NewCdr"
    assert told.count("CallStatus") == 3
    assert listener.raw == ""


async def test_a_newline_may_stand_between_events(
    pbx: YeastarPbx, office: Office, listener: Listener
) -> None:
    pbx.stream.framing = b"\n"
    office.set_registered("1000", registered=False)
    async with asyncio.timeout(5):
        line = await listener.reader.readline()

    assert json.loads(line)["extension"] == "1000"


async def test_no_report_is_posted_while_events_are_pushed(
    http: ClientSession, pbx: YeastarPbx, office: Office, receiver: Receiver, listener: Listener
) -> None:
    await ApiClient(http, pbx, version="v2.0.0").login(port=str(receiver.port), version="2.0.0")

    office.set_registered("1000", registered=False)
    await pbx.settled()

    assert receiver.posts == []
    assert (await listener.hear())["extension"] == "1000"


async def test_a_version_may_be_older(pbx: YeastarPbx, office: Office) -> None:
    client = await connect(pbx)
    client.writer.write(block(pbx, version="1.0.2"))
    await pbx.stream_logins.until()
    office.set_registered("1000", registered=False)

    assert (await client.hear())["action"] == "ExtensionStatus"
    client.writer.close()


async def test_a_dark_exchange_drops_every_connection_and_takes_none(
    pbx: YeastarPbx, office: Office, listener: Listener
) -> None:
    office.power_off()
    assert await listener.rest() == ""
    assert await (await connect(pbx)).rest() == ""

    office.power_on()
    again = await connect(pbx)
    again.writer.write(block(pbx))
    await pbx.stream_logins.until(count=2)
    office.set_registered("1000", registered=False)
    assert (await again.hear())["extension"] == "1000"
    again.writer.close()


async def test_the_port_survives_a_pulled_link(pbx: YeastarPbx, listener: Listener) -> None:
    port = pbx.tcp_port

    await pbx.stop()
    with pytest.raises(ConnectionError):
        await connect(pbx)
    await pbx.start()

    assert pbx.tcp_port == port
    (await connect(pbx)).writer.close()


async def test_an_object_may_be_cut_in_its_middle(
    pbx: YeastarPbx, office: Office, listener: Listener
) -> None:
    pbx.faults.reports.add(Truncated(10))
    office.set_registered("1000", registered=False)

    assert await listener.rest() == '{"event":"'


async def test_nothing_follows_the_end_of_a_half_closed_stream(
    pbx: YeastarPbx, office: Office, listener: Listener
) -> None:
    pbx.faults.reports.add(HalfClose())
    for registered in (False, True):
        office.set_registered("1000", registered=registered)
    told = await listener.rest()
    again = await connect(pbx)
    again.writer.write(block(pbx))
    await pbx.stream_logins.until(lambda login: login.accepted, count=2)
    office.set_registered("1000", registered=False)

    assert told.count("ExtensionStatus") == 1
    assert (await again.hear())["status"] == "Unregistered"
    again.writer.close()


async def test_an_object_may_come_in_pieces(
    pbx: YeastarPbx, office: Office, listener: Listener
) -> None:
    pbx.faults.reports.add(Split())
    office.set_registered("1000", registered=False)
    async with asyncio.timeout(5):
        first = await listener.reader.read(4096)

    assert first.count(b"{") > first.count(b"}")
    listener.raw = first.decode()
    assert (await listener.hear())["extension"] == "1000"


async def test_events_may_be_lost_doubled_and_spoilt(
    pbx: YeastarPbx, office: Office, listener: Listener
) -> None:
    for fault in (Drop(), Repeat(2), Garbage(b"?")):
        pbx.faults.reports.add(fault)
    for registered in (False, True, False):
        office.set_registered("1000", registered=registered)
    await pbx.settled()

    assert [(await listener.hear())["status"] for _ in range(2)] == ["Registered"] * 2
    async with asyncio.timeout(5):
        assert (listener.raw or (await listener.reader.read(1)).decode()) == "?"
