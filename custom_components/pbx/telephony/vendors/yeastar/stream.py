"""Reports over a connection that we open, which only API v2.0.0 has.

The PBX wants the password itself here, in clear text. It answers nothing that is documented: who is
not welcome is told by a closed connection.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address
import socket
from typing import Final, Protocol

from ...driver import Delivery
from ...errors import CannotConnect, LinkLost, ReportsRefused
from ...transport import connect_error
from .frames import Frames

TIMEOUT: Final = 10.0
# An object comes in one piece; what is not complete by then has lost its end.
PATIENCE: Final = 5.0
# A connection that is closed later has been good.
PROBATION: Final = 15.0
_CHUNK: Final = 64 * 1024
_BLOCK: Final = "Action: login\r\nUsername: {}\r\nSecret: {}\r\nVersion: {}\r\n\r\n"

# A router between us may forget a connection on which nothing happens all night.
_ALIVE: Final = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))


class Reports(Protocol):
    """Where reports come from."""

    async def receive(self) -> Delivery:
        """Wait for the next report, in order of arrival."""
        ...


class Stream:
    """One connection, used once."""

    def __init__(self, host: str, port: int, clock: Callable[[], float]) -> None:
        """Prepare to connect to this port of the PBX."""
        self._host = host
        self._port = port
        self._clock = clock
        self._frames = Frames()
        self._waiting: deque[Delivery] = deque()
        self._heard = False
        self._opened = 0.0
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def open(self, username: str, password: str, version: str) -> str:
        """Connect and say who we are; give our own address, as far as it is an IPv4 one.

        Raise a `ConnectError` whose field is the port if nobody is there.
        """
        block = _BLOCK.format(username, password, version).encode()
        try:
            async with asyncio.timeout(TIMEOUT):
                self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
                _keep_alive(self._writer.get_extra_info("socket"))
                self._writer.write(block)
                await self._writer.drain()
        except OSError as err:
            # The text of a cause might hold what was sent.
            error = connect_error(err)
            if isinstance(error, CannotConnect):
                error.field = "report_port"
            raise error from None
        self._opened = asyncio.get_running_loop().time()
        return _address(self._writer.get_extra_info("sockname"))

    def check(self) -> None:
        """Raise `ReportsRefused` if the PBX has closed the connection already."""
        if self._reader is not None and self._reader.at_eof():
            raise self._closed()

    async def receive(self) -> Delivery:
        """Wait for the next report; raise `ReportsRefused` or `LinkLost` if none will come."""
        while not self._waiting:
            bodies = await self._read()
            at = self._clock()
            self._waiting.extend(Delivery(body, at) for body in bodies)
        self._heard = True
        return self._waiting.popleft()

    async def _read(self) -> list[bytes]:
        """Read what has come; an object that does not go on is taken for all there is of it."""
        assert self._reader is not None, "open() comes first"
        try:
            async with asyncio.timeout(PATIENCE if self._frames else None):
                data = await self._reader.read(_CHUNK)
        except TimeoutError:
            return [self._frames.flush()]
        except OSError as err:
            raise LinkLost(type(err).__name__) from None
        if not data:
            raise self._closed()
        try:
            return list(self._frames.feed(data))
        except ValueError:
            raise LinkLost("a report without end") from None

    def _closed(self) -> ReportsRefused | LinkLost:
        """Say what a closed connection means."""
        age = asyncio.get_running_loop().time() - self._opened
        if self._heard or age > PROBATION:
            return LinkLost("the connection for reports was closed")
        return ReportsRefused("closed without a report")

    async def close(self) -> None:
        """Hang up; may be called twice, and before `open`."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await writer.wait_closed()


def _address(name: object) -> str:
    """Read our own address; PBXs know nothing newer than IPv4."""
    try:
        return str(IPv4Address(name[0])) if isinstance(name, tuple) else ""
    except AddressValueError:
        return ""


def _keep_alive(connection: socket.socket | None) -> None:
    """Have the system ask now and then whether the PBX is still there."""
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _ALIVE:
        # Not every system can be told how often.
        if (option := getattr(socket, name, None)) is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
