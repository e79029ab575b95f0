"""Our own door for reports: real sockets, and all the oddities of the PBX's client."""

import asyncio
from collections.abc import AsyncIterator
import socket
import struct

import pytest

from custom_components.pbx.telephony.driver import Destination
from custom_components.pbx.telephony.errors import ReportsUnavailable
from custom_components.pbx.telephony.listener import MAX_HEADER, MAX_TALKS, Listener
from custom_components.pbx.telephony.mailbox import MAX_BODY, RateLimit

pytestmark = pytest.mark.usefixtures("socket_enabled")

HERE = "127.0.0.1"
BODY = b'{"action":"BootUp","sn":"3690000000001"}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def make_listener(welcome: str = HERE, port: int = 0, patience: float = 5.0) -> Listener:
    """Make a listener on loopback that knows one peer."""
    return Listener(
        Destination("192.0.2.5", port, "r4nd0m"),
        lambda peer: peer == welcome,
        lambda: 42.0,
        HERE,
        read_timeout=patience,
        quiet_timeout=0.05,
    )


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """Open a listener for the test."""
    listener = make_listener()
    await listener.open()
    yield listener
    await listener.close()


async def send(listener: Listener, *pieces: bytes, closes: bool = False) -> bytes:
    """Send pieces, each in a segment of its own, and give all that is answered."""
    reader, writer = await asyncio.open_connection(HERE, listener.destination.port)
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0)
    if closes:
        writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def post(
    *headers: str, line: str = "POST /r4nd0m HTTP/1.1", body: bytes = BODY, length: bool = True
) -> bytes:
    """Write a request."""
    lines = [line, *headers, *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_the_port_that_was_taken_is_announced(listener: Listener) -> None:
    """Port 0 takes any; host and path stay as they were given."""
    assert listener.destination.port > 0
    assert (listener.destination.host, listener.destination.path) == ("192.0.2.5", "r4nd0m")


async def test_a_report_is_answered_and_delivered_with_its_time(listener: Listener) -> None:
    """The body comes out as it went in."""
    assert await send(listener, post()) == OK

    delivery = await listener.receive()
    assert (delivery.body, delivery.received) == (BODY, 42.0)


@pytest.mark.parametrize(
    "request_",
    [
        post("User-Agent: WebAPI", "Host: 192.0.2.150: 8260", "Content-Type: application/json"),
        post("Accept: application/json", "Accept: application/json", "Host: a", "Host: b"),
        post("Connection: close", line="POST  HTTP/1.1"),
        post(line="POST / HTTP/1.1"),
        post(line="POST //r4nd0m/ HTTP/1.1"),
        post(line="POST /r4nd0m?x=1 HTTP/1.0"),
        post(line="POST http://192.0.2.5:8260/r4nd0m HTTP/1.1"),
        post(f"Content-Length: {len(BODY) + 40}", length=False),
        post("content-length : 40", length=False),
        post(f"Content-Length: {len(BODY)}", length=True),
        post("No-Colon", "Odd: \xe4\xff"),
        b"\r\n\r\n" + post(),
        post().replace(b"\r\n", b"\n"),
    ],
    ids=[
        "a space in Host",
        "doubled headers",
        "no target",
        "the root",
        "too many slashes",
        "a query",
        "a whole address",
        "shorter than declared",
        "lower case and a blank",
        "doubled length",
        "headers that are none",
        "blank lines before",
        "bare line feeds",
    ],
)
async def test_odd_requests_are_understood(listener: Listener, request_: bytes) -> None:
    """The PBX's client is what it is, documented or seen."""
    assert await send(listener, request_) == OK

    assert (await listener.receive()).body == BODY


@pytest.mark.parametrize(
    ("body", "closes"),
    [(BODY, False), (BODY, True), (BODY[:-1], True), (BODY[:-1], False), (b"[" * 30_000, False)],
    ids=["complete", "complete and closed", "cut off", "cut off and quiet", "too deep"],
)
async def test_a_body_without_a_length_ends_when_it_is_complete_or_nothing_comes(
    listener: Listener, body: bytes, closes: bool
) -> None:
    """What is broken is delivered and acknowledged all the same, or it would come for ever."""
    assert await send(listener, post(length=False, body=body), closes=closes) == OK

    assert (await listener.receive()).body == body


@pytest.mark.parametrize("length", [True, False], ids=["with a length", "without one"])
async def test_a_report_may_come_in_pieces(listener: Listener, length: bool) -> None:
    """Header and body, or every byte, in a segment of its own."""
    whole = post(length=length)

    assert await send(listener, *[whole[n : n + 1] for n in range(len(whole))]) == OK

    assert (await listener.receive()).body == BODY


async def test_several_reports_may_come_at_once(listener: Listener) -> None:
    """Each is answered, in order."""
    bodies = [b'{"n":1}', b'{"n":2}', b'{"n":3}']

    assert await send(listener, b"".join(post(body=body) for body in bodies)) == OK * 3

    assert [(await listener.receive()).body for _ in bodies] == bodies


async def test_several_reports_may_come_on_one_connection(listener: Listener) -> None:
    """Also where each waits for the answer to the one before, with a blank line between."""
    reader, writer = await asyncio.open_connection(HERE, listener.destination.port)

    for number in range(3):
        writer.write(post(body=b'{"n":%d}' % number) + b"\r\n")
        assert await reader.readexactly(len(OK)) == OK

    assert [(await listener.receive()).body[5:6] for _ in range(3)] == [b"0", b"1", b"2"]
    writer.close()
    await writer.wait_closed()


async def test_who_waits_for_us_to_close_does_not_wait_long(listener: Listener) -> None:
    """We say `Connection: close`, and a simple client reads until then."""
    loop = asyncio.get_running_loop()
    began = loop.time()

    await send(listener, post())

    assert loop.time() - began < 1.0


@pytest.mark.parametrize(
    "empty", [post(body=b""), b"POST / HTTP/1.1\r\nHost: x"], ids=["no body", "headers only"]
)
async def test_an_empty_report_is_answered_and_forgotten(listener: Listener, empty: bytes) -> None:
    """A probe of the port is no report."""
    assert await send(listener, empty, closes=True) == OK
    assert await send(listener, post()) == OK

    assert (await listener.receive()).body == BODY


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (post(line="GET /r4nd0m HTTP/1.1", body=b""), 405),
        (b"}" + post(), 405),
    ],
    ids=["another method", "what is left of a body"],
)
async def test_what_is_no_report_is_refused(
    listener: Listener, request_: bytes, status: int
) -> None:
    """The sender learns why, and nothing is delivered."""
    answer = await send(listener, request_)

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert listener._mailbox._queue.empty()


@pytest.mark.parametrize(
    ("request_", "oddity"),
    [
        (post(f"Content-Length: {MAX_BODY + 1}", length=False, body=b""), "report too large"),
        (post(body=b"x" * (4 * MAX_BODY)), "report too large"),
        (post(length=False, body=b"[" * (MAX_BODY + 1)), "report too large"),
        (
            post(*[f"X-{n}: {'x' * 1_000}" for n in range(MAX_HEADER // 1_000 + 1)]),
            "headers too long",
        ),
        (post(line="POST /other HTTP/1.1"), "another path"),
    ],
    ids=[
        "too large",
        "too large and sent",
        "too large in the end",
        "long headers",
        "another path",
    ],
)
async def test_what_can_never_be_taken_is_not_asked_for_again(
    listener: Listener, request_: bytes, oddity: str
) -> None:
    """Anything but 200 would bring it again and again; it is counted instead."""
    assert await send(listener, request_) == OK

    assert listener._mailbox._queue.empty()
    assert listener.oddities == {oddity: 1}


async def test_a_burst_is_taken_and_a_flood_is_told_to_come_again(listener: Listener) -> None:
    """Two thousand at once are an office after an outage; without end they are no office."""
    listener._rate = RateLimit(burst=3, per_second=0.0)

    answers = [await send(listener, post(body=b'"%d"' % number)) for number in range(5)]

    assert answers[:3] == [OK] * 3
    assert all(answer.startswith(b"HTTP/1.1 503 ") for answer in answers[3:])
    assert [(await listener.receive()).body for _ in range(3)] == [b'"0"', b'"1"', b'"2"']
    assert listener._mailbox._queue.empty()


async def test_what_finds_no_room_is_told_to_come_again(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not taken, and to be sent again it must not look as if it were."""
    monkeypatch.setattr(listener._mailbox, "put", lambda _: False)

    assert (await send(listener, post())).startswith(b"HTTP/1.1 503 ")


async def test_two_thousand_reports_come_in_order(listener: Listener) -> None:
    """None is lost, and none overtakes another."""
    for first in range(0, 2_000, 20):
        burst = b"".join(post(body=b"%d" % number) for number in range(first, first + 20))
        assert await send(listener, burst, closes=True) == OK * 20

    bodies = [int((await listener.receive()).body) for _ in range(2_000)]
    assert bodies == list(range(2_000))


async def test_another_address_is_announced(listener: Listener) -> None:
    """Whoever waits for that hears of it once."""
    waiting = asyncio.create_task(listener.moved())
    await asyncio.sleep(0)

    listener.move("192.0.2.6")
    await waiting

    port = listener.destination.port
    assert listener.destination == Destination("192.0.2.6", port, "r4nd0m")
    again = asyncio.create_task(listener.moved())
    await asyncio.sleep(0)
    assert not again.done()
    again.cancel()


@pytest.mark.parametrize(
    ("pieces", "closes"),
    [
        ((), True),
        ((post()[:-5],), True),
        ((b"\r\n" * 10 + post(),), False),
        ((b"POST /" + b"x" * 2 * MAX_HEADER,), True),
        ((post(f"Content-Length: {'9' * 5_000}", length=False),), False),
    ],
    ids=["nothing", "cut off", "line ends without end", "an endless line", "a number without end"],
)
async def test_what_breaks_off_is_left_alone(
    listener: Listener, pieces: tuple[bytes, ...], closes: bool
) -> None:
    """No answer, no delivery, and the port stays open."""
    assert await send(listener, *pieces, closes=closes) == b""

    assert await send(listener, post()) == OK


@pytest.mark.parametrize("start", [b"", b"POST / HT"], ids=["silent", "stuck"])
async def test_who_says_nothing_is_shown_the_door(start: bytes) -> None:
    """A connection without an end must not be kept."""
    listener = make_listener(patience=0.02)
    await listener.open()

    assert await send(listener, *([start] if start else [])) == b""

    await listener.close()


async def test_https_is_noticed_once(listener: Listener, caplog: pytest.LogCaptureFixture) -> None:
    """A PBX that is set to HTTPS would be silent for no visible reason."""
    for _ in range(2):
        assert await send(listener, b"\x16\x03\x01\x02\x00\x01") == b""

    assert caplog.text.count("HTTPS") == 1


async def test_an_unwelcome_peer_is_not_even_answered() -> None:
    """Whoever is not the PBX learns nothing, not that there is HTTP."""
    listener = make_listener(welcome="192.0.2.150")
    await listener.open()

    assert await send(listener, closes=True) == b""

    assert listener._mailbox._queue.empty()
    await listener.close()


async def test_so_many_talk_at_once_and_no_more(listener: Listener) -> None:
    """Whoever opens connections without end is not served beyond that."""
    port = listener.destination.port
    talks = [await asyncio.open_connection(HERE, port) for _ in range(MAX_TALKS)]

    assert await send(listener) == b""

    for _, writer in talks:
        writer.close()
        await writer.wait_closed()


async def test_who_is_gone_before_being_asked_in_is_no_error(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    """A port scanner resets the connection as soon as it is there."""
    with socket.create_connection((HERE, listener.destination.port)) as scanner:
        scanner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert await send(listener, post()) == OK
    assert "Unhandled" not in caplog.text


async def test_what_waits_can_be_forgotten(listener: Listener) -> None:
    """After a loss the old reports are worthless."""
    await send(listener, post(body=b'"old"'))

    listener.drain()
    await send(listener, post(body=b'"new"'))

    assert (await listener.receive()).body == b'"new"'


async def test_a_taken_port_is_told(listener: Listener) -> None:
    """Another program may have it."""
    second = make_listener(port=listener.destination.port)

    with pytest.raises(ReportsUnavailable):
        await second.open()

    await second.close()


@pytest.mark.parametrize("turns", [0, 3, 9], ids=["knocking", "let in", "listened to"])
async def test_closing_does_not_wait_for_who_is_connected(turns: int) -> None:
    """However far the peer has come, and twice."""
    listener = make_listener()
    await listener.open()
    with socket.create_connection((HERE, listener.destination.port)):
        for _ in range(turns):
            await asyncio.sleep(0)

        async with asyncio.timeout(1):
            await listener.close()
            await listener.close()
