"""Events over a connection that the client opens, the other transport of version 2.0.0."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from ..clock import Clock
from ..faults import Delay, Drop, Fault, FaultQueue, Garbage, HalfClose, Repeat, Split, Truncated
from ..journal import Journal
from .formats import Style
from .post import SentReport
from .sessions import Destination, Sessions

# A client that says more before its empty line is none.
LINES = 16

type Tidings = Mapping[Style, Iterable[tuple[str, bytes]]]
"""What one happening gives rise to in each format: names and bodies."""


@dataclass(frozen=True, slots=True)
class StreamLogin:
    """One attempt to open the stream."""

    fields: dict[str, str]
    """What the client said, without its password."""
    accepted: bool
    time: float


@dataclass(frozen=True, slots=True, eq=False)
class Client:
    """A connection whose login was right."""

    writer: asyncio.StreamWriter
    style: Style
    peer: Destination


class EventStream:
    """Push events, one after the other, to everybody who has logged in.

    Faults of reports strike here too; only `Reorder` and `NoLength` mean nothing on one connection.
    """

    def __init__(
        self, sessions: Sessions, faults: FaultQueue, sent: Journal[SentReport], clock: Clock
    ) -> None:
        self.logins: Journal[StreamLogin] = Journal()
        self.clients: list[Client] = []
        self.framing = b""
        """What stands between two objects; the documents name nothing."""
        self.powered = True
        self._sessions = sessions
        self._faults = faults
        self._sent = sent
        self._clock = clock
        self._queue: asyncio.Queue[Tidings] = asyncio.Queue()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()

    async def open(self, host: str, port: int) -> int:
        """Open the port and return its number."""
        self._server = await asyncio.start_server(self._serve, host, port)
        number: int = self._server.sockets[0].getsockname()[1]
        return number

    async def close(self) -> None:
        """Close the port and every connection."""
        server, self._server = self._server, None
        self.drop()
        if server is not None:
            server.close()
            await server.wait_closed()

    def drop(self) -> None:
        """Cut every connection."""
        self.clients.clear()
        for writer in self._connections:
            writer.transport.abort()

    def put(self, tidings: Tidings) -> None:
        """Push events to whoever is connected when their turn comes."""
        self._queue.put_nowait(tidings)

    async def run(self) -> None:
        """Work through the queue until cancelled; then forget what is left."""
        try:
            while True:
                tidings = await self._queue.get()
                await self._deliver(tidings)
                self._queue.task_done()
        finally:
            while not self._queue.empty():
                self._queue.get_nowait()
                self._queue.task_done()

    async def settled(self) -> None:
        """Wait until each event was written."""
        await self._queue.join()

    async def _deliver(self, tidings: Tidings) -> None:
        for client in tuple(self.clients):
            for action, body in tidings.get(client.style, ()):
                await self._push(client, action, body + self.framing)

    async def _push(self, client: Client, action: str, body: bytes) -> None:
        if client not in self.clients:
            return
        fault = self._faults.take(action)
        with suppress(OSError):
            await _write(client.writer, body, fault)
        # Who was told that nothing more comes is told nothing more.
        ends = isinstance(fault, HalfClose) or client.writer.is_closing()
        if ends and client in self.clients:
            self.clients.remove(client)
        self._sent.append(SentReport(action, body, client.peer, None, self._clock.now()))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            await self._attend(reader, writer)
        except OSError, ValueError, asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._connections.discard(writer)
            self.clients = [x for x in self.clients if x.writer is not writer]
            writer.close()

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.powered:
            writer.transport.abort()
            return
        fields = await _block(reader)
        host, port, *_ = writer.get_extra_info("peername")
        accepted = self._admits(fields, host)
        told = {key: value for key, value in fields.items() if key != "Secret"}
        self.logins.append(StreamLogin(told, accepted, self._clock.now()))
        # A refused login is answered by nothing but the end of the connection.
        if accepted:
            style = self._sessions.style({"version": fields.get("Version", "")})
            self.clients.append(Client(writer, style, Destination(host, port, "")))
            await _until_gone(reader)

    def _admits(self, fields: dict[str, str], remote: str) -> bool:
        name, secret = fields.get("Username", ""), fields.get("Secret", "")
        return fields.get("Action") == "login" and self._sessions.admits(name, secret, remote)


async def _block(reader: asyncio.StreamReader) -> dict[str, str]:
    """Read `Key: value` lines up to an empty one; either line end will do."""
    fields: dict[str, str] = {}
    for _ in range(LINES):
        line = (await reader.readline()).decode(errors="replace").strip()
        if not line:
            break
        key, _, value = line.partition(":")
        fields[key.strip()] = value.strip()
    return fields


async def _until_gone(reader: asyncio.StreamReader) -> None:
    while await reader.read(1024):
        pass


async def _write(writer: asyncio.StreamWriter, body: bytes, fault: Fault | None) -> None:
    match fault:
        case Drop():
            return
        case Delay(seconds):
            await asyncio.sleep(seconds)
            writer.write(body)
        case Garbage(garbage):
            writer.write(garbage)
        case Repeat(times):
            writer.write(body * times)
        case Truncated(keep):
            writer.write(body[:keep])
            writer.close()
            return
        case HalfClose():
            writer.write(body)
            writer.write_eof()
        case Split():
            writer.write(body[: len(body) // 2])
            await writer.drain()
            # Long enough for the first segment to be read on its own.
            await asyncio.sleep(0.01)
            writer.write(body[len(body) // 2 :])
        case _:
            writer.write(body)
    await writer.drain()
