"""An own door for reports: plain HTTP, as tolerant as the PBX's client is odd.

Documented oddities: a space within the `Host` header, doubled headers, an empty request target
(OpenVox UC), no path at all after a heartbeat without `url`. Seen or feared: no length, pieces in
several segments, several requests on one connection, a body in chunks, one that waits for leave.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
import json
import logging
import re

from .door import Door
from .driver import Delivery, Destination
from .errors import ReportsUnavailable
from .mailbox import MAX_BODY

_LOGGER = logging.getLogger(__name__)

# A report is one or two segments; whoever needs longer is not a PBX.
READ_TIMEOUT = 5.0
# Without a length the body ends when it is complete JSON, or when nothing more comes for so long.
QUIET_TIMEOUT = 1.0
# A second request follows the first at once or not at all; a peer may wait for us to close.
NEXT_TIMEOUT = 0.02
MAX_HEADER = 16 * 1024
# Line ends that a request may begin with, left over from the one before.
MAX_BLANK = 8
# A PBX opens one connection for a report; a few may be slow to close.
MAX_TALKS = 64
_SCHEME_AND_HOST = re.compile(r"^https?://[^/]*", re.IGNORECASE)
_TLS_HELLO = b"\x16"

# So much of a body that is too large is read on, or its sender would never see our answer.
MAX_WASTE = 1024 * 1024

# What a client of the PBX's kind waits for before a body of more than a kilobyte.
_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_REFUSED = b"HTTP/1.1 %d Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class _RefusedError(Exception):
    """The request is none of ours; its status tells the sender so."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class _UselessError(Exception):
    """The request is meant for us, but nothing can ever be made of it."""


class Listener(Door):
    """An `Ingress` on a port of its own."""

    def __init__(
        self,
        destination: Destination,
        is_welcome: Callable[[str], bool],
        clock: Callable[[], float],
        bind: str | None = None,
        *,
        read_timeout: float = READ_TIMEOUT,
        quiet_timeout: float = QUIET_TIMEOUT,
    ) -> None:
        """Announce `destination`, listen on its port at `bind`, take reports of welcome peers."""
        super().__init__(destination)
        self._is_welcome = is_welcome
        self._clock = clock
        self._bind = bind or "0.0.0.0"  # noqa: S104 - only welcome peers are answered
        self._server: asyncio.Server | None = None
        self._read_timeout = read_timeout
        self._quiet_timeout = quiet_timeout
        self._talks: set[asyncio.Task[None]] = set()
        self._has_met_tls = False

    async def open(self) -> None:
        """Bind the port; port 0 takes any free one and announces that."""
        try:
            self._server = await asyncio.start_server(
                self._connected, self._bind, self._destination.port, limit=MAX_HEADER
            )
        except OSError as err:
            raise ReportsUnavailable(type(err).__name__) from err
        port = self._server.sockets[0].getsockname()[1]
        self._destination = Destination(self._destination.host, port, self._destination.path)

    async def close(self) -> None:
        """Close the port and what is open on it."""
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        # Whose talk has not begun yet is closed by the server.
        server.close_clients()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            # Who has gone already has no name.
            peer = writer.get_extra_info("peername")
            if peer and self._is_welcome(peer[0]) and len(self._talks) <= MAX_TALKS:
                await self._talk(reader, writer)
        except TimeoutError, OSError, ValueError, asyncio.IncompleteReadError:
            _LOGGER.debug("A connection to the report port broke off")
        finally:
            self._talks.discard(talk)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take request after request until the peer has no more."""
        first = await _first_byte(reader, self._read_timeout)
        while first:
            try:
                async with asyncio.timeout(self._read_timeout):
                    body = await self._request(first, reader, writer)
            except _RefusedError as err:
                self.oddities[f"status {err.status}"] += 1
                writer.write(_REFUSED % err.status)
                await writer.drain()
                return
            except _UselessError as err:
                # It would be as useless the next time.
                self.oddities[str(err)] += 1
                writer.write(_OK)
                await writer.drain()
                return
            if body is None:
                return
            # What is not answered with 200 comes again; that helps only if there is no room now.
            is_taken = not body or self._take(body)
            writer.write(_OK if is_taken else _REFUSED % 503)
            await writer.drain()
            first = await _first_byte(reader, NEXT_TIMEOUT)

    def _take(self, body: bytes) -> bool:
        """Put a report where it waits; tell whether there was room for it."""
        return self._rate.passes() and self._mailbox.put(Delivery(body, self._clock()))

    async def _request(
        self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes | None:
        """Read one request; None when it is none at all."""
        if first == _TLS_HELLO:
            self.oddities["https"] += 1
            if not self._has_met_tls:
                self._has_met_tls = True
                _LOGGER.warning("The PBX tries HTTPS on the report port, which speaks plain HTTP")
            return None
        line = first + await reader.readline()
        method, _, rest = line.decode("latin-1").strip().partition(" ")
        target = rest.rpartition(" ")[0].strip()
        headers = await _headers(reader)
        if method != "POST":
            raise _RefusedError(405)
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(_GO_ON)
        body = await _body(reader, headers, self._quiet_timeout)
        if not self._is_ours(target):
            raise _UselessError("another path")
        return body

    def _is_ours(self, target: str) -> bool:
        """Tell whether a request target is our path, or the documented lack of one."""
        path = _SCHEME_AND_HOST.sub("", target).partition("?")[0].strip("/")
        return path in ("", self._destination.path.strip("/"))


async def _first_byte(reader: asyncio.StreamReader, timeout: float) -> bytes:
    """Wait for a request to begin, past a blank line or two; nothing when there is none."""
    with suppress(TimeoutError):
        async with asyncio.timeout(timeout):
            for _ in range(MAX_BLANK):
                if (first := await reader.read(1)) not in (b"\r", b"\n"):
                    return first
    return b""


async def _headers(reader: asyncio.StreamReader) -> dict[str, str]:
    """Read the headers; of a doubled one the last counts."""
    headers: dict[str, str] = {}
    size = 0
    while line := (await reader.readline()):
        size += len(line)
        if size > MAX_HEADER:
            raise _UselessError("headers too long")
        if not line.strip():
            break
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return headers


async def _body(reader: asyncio.StreamReader, headers: dict[str, str], quiet: float) -> bytes:
    """Read the body: as long as declared, in chunks, or until it is complete or nothing more comes.

    A body that is shorter than declared is taken as well, if it is whole: unanswered it would only
    come again.
    """
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await _chunks(reader, quiet)
    declared = headers.get("content-length", "")
    length = int(declared) if declared.isdecimal() else None
    if (length or 0) > MAX_BODY:
        await _waste(reader, length or 0, quiet)
        raise _UselessError("report too large")
    body = b""
    while len(body) != length and not (length is None and _is_complete(body)):
        try:
            async with asyncio.timeout(quiet):
                piece = await reader.read(MAX_BODY if length is None else length - len(body))
        except TimeoutError:
            break
        if not piece:
            break
        body += piece
        if len(body) > MAX_BODY:
            await _waste(reader, MAX_WASTE, quiet)
            raise _UselessError("report too large")
    if length is not None and len(body) < length and not _is_complete(body):
        # Without an answer it comes again, whole perhaps.
        raise asyncio.IncompleteReadError(body, length)
    return body


async def _chunks(reader: asyncio.StreamReader, quiet: float) -> bytes:
    """Read a body that comes in chunks, each after its length, to the last one, which is empty."""
    body = b""
    while length := int((await reader.readline()).partition(b";")[0], 16):
        if not 0 < length <= MAX_BODY - len(body):
            await _waste(reader, MAX_WASTE, quiet)
            raise _UselessError("report too large")
        body += await reader.readexactly(length)
        await reader.readline()
    # Headers may follow; nobody wants them.
    await _headers(reader)
    return body


async def _waste(reader: asyncio.StreamReader, length: int, quiet: float) -> None:
    """Read on and forget it, up to a bound."""
    left = min(length, MAX_WASTE)
    with suppress(TimeoutError):
        while left > 0:
            async with asyncio.timeout(quiet):
                piece = await reader.read(min(left, MAX_BODY))
            if not piece:
                return
            left -= len(piece)


def _is_complete(body: bytes) -> bool:
    """Tell whether a body without a length is a whole JSON text."""
    try:
        json.loads(body)
    except ValueError, RecursionError:
        return False
    return True
