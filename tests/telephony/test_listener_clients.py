"""What clients of HTTP 1.1 do that the documents of the PBX do not show: chunks, and asking leave."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from custom_components.pbx.telephony.listener import Listener
from custom_components.pbx.telephony.mailbox import MAX_BODY

from .test_listener import BODY, HERE, OK, make_listener, post, send

pytestmark = pytest.mark.usefixtures("socket_enabled")

LENGTH = len(BODY)


@pytest.fixture
async def door() -> AsyncIterator[Listener]:
    """Open a listener for the test."""
    door = make_listener()
    await door.open()
    yield door
    await door.close()


def chunked(body: bytes) -> bytes:
    """Write a request with a body in chunks."""
    return post("Transfer-Encoding: chunked", length=False, body=body)


@pytest.mark.parametrize(
    "body",
    [
        b"%x\r\n%s\r\n0\r\n\r\n" % (LENGTH, BODY),
        b"9\r\n%s\r\n%X\r\n%s\r\n0\r\n\r\n" % (BODY[:9], LENGTH - 9, BODY[9:]),
        b"%x;n=1\r\n%s\r\n0\r\nX-Odd: 1\r\n\r\n" % (LENGTH, BODY),
    ],
    ids=["one", "two", "with more"],
)
async def test_a_body_may_come_in_chunks(door: Listener, body: bytes) -> None:
    """It is delivered without what is between them, and what follows is a report again."""
    assert await send(door, chunked(body) + post()) == OK * 2

    assert [(await door.receive()).body for _ in range(2)] == [BODY, BODY]


async def test_chunks_are_bounded(door: Listener) -> None:
    """However many there are, or however long one claims to be."""
    many = b"4000\r\n%s\r\n" % (b"x" * 0x4000) * (MAX_BODY // 0x4000 + 1)

    assert await send(door, chunked(many), closes=True) == OK
    assert await send(door, chunked(b"ffffffff\r\n"), closes=True) == OK

    assert door.oddities == {"report too large": 2}


@pytest.mark.parametrize("body", [b"-1\r\n", b"many\r\n", b"", b"9\r\nxx"], ids=repr)
async def test_broken_chunks_deliver_nothing(door: Listener, body: bytes) -> None:
    """And the next report is taken."""
    await send(door, chunked(body), closes=True)
    assert await send(door, post()) == OK

    assert (await door.receive()).body == BODY


async def test_who_waits_for_leave_gets_it(door: Listener) -> None:
    """Common clients ask before a kilobyte or more; without an answer just the longest were lost."""
    reader, writer = await asyncio.open_connection(HERE, door.destination.port)

    asking = f"Content-Length: {LENGTH}", "Expect: 100-continue"
    writer.write(post(*asking, body=b"", length=False))
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(BODY)

    assert await reader.read() == OK
    assert (await door.receive()).body == BODY
    writer.close()
    await writer.wait_closed()
