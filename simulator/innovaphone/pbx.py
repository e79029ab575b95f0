"""An innovaphone PBX with one App object."""

from dataclasses import dataclass
from itertools import count
from typing import override

from aiohttp import web

from ..clock import Clock
from ..journal import Journal
from ..office import Office, OfficeEvent
from ..office.events import PoweredOff
from ..server import LoopbackServer
from .api import Message
from .connection import Connection
from .login import AppLogin
from .presence import NOTHING, Rights

DEFAULT_TICKS = ("PbxApi", "PbxTableUsers")


@dataclass(frozen=True, slots=True)
class ReceivedFrame:
    """One message from a client."""

    message: Message
    connection: int
    """Counts from 1 and over all restarts."""
    time: float

    @property
    def mt(self) -> str:
        """Return the type of the message."""
        return str(self.message.get("mt"))


class InnovaphonePbx(LoopbackServer):
    """Serve the AppWebsocket of one PBX."""

    def __init__(
        self,
        office: Office,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        module: str = "PBX0",
        app: str = "homeassistant",
        password: str = "Kk7rWq2ZpT4xLm9",
        ticks: tuple[str, ...] = DEFAULT_TICKS,
        tls: bool = False,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(office, port, host, tls, clock)
        self.module = module
        self.app = app
        self.password = password
        self.ticks = set(ticks)
        self.challenge = ""
        """Given to every client if set, to replay a recorded login."""
        self.numeric_challenge = False
        """Send the challenge as a number, as old builds did."""
        self.echoes_keep_alive = False
        self.closes_after_refusal = False
        self.connections: list[Connection] = []
        self.frames: Journal[ReceivedFrame] = Journal()
        self.logins: Journal[AppLogin] = Journal()
        self._rights: dict[str, Rights] = {}
        self._numbers = count(1)

    @property
    def url(self) -> str:
        """Return the address of the websocket."""
        scheme = "wss" if self.identity else "ws"
        return f"{scheme}://{self.host}:{self.port}/{self.module}/APPS/websocket"

    def rights(self, login: str) -> Rights:
        """Return what we may see of a user."""
        return self._rights.get(login, Rights())

    def set_rights(self, login: str, rights: Rights) -> None:
        """Edit a user's Visibility page."""
        self._rights[login] = rights
        for connection in self.connections:
            for api in connection.apis.values():
                api.visibility_changed()

    def hide(self, login: str) -> None:
        """Remove us from a user's Visibility page: subscriptions stay pending."""
        self.set_rights(login, NOTHING)

    def show(self, login: str) -> None:
        """Put us on a user's Visibility page with all ticks."""
        self.set_rights(login, Rights())

    def drop(self) -> None:
        """Cut all connections; the port stays open."""
        for connection in self.connections:
            connection.abort()

    @override
    async def stop(self) -> None:
        """Pull the network plug."""
        self.drop()
        await super().stop()

    async def restart(self) -> None:
        """Stop, and start on the same port."""
        await self.stop()
        await self.start()

    @override
    async def settled(self) -> None:
        """Wait until every message to every client is sent."""
        for connection in tuple(self.connections):
            await connection.writer.settled()

    def send(self, message: Message) -> None:
        """Send any message to every client, such as a sample from the documents."""
        for connection in self.connections:
            connection.send(message)

    def received(self, connection: Connection, message: Message) -> None:
        """Keep a message that a client sent."""
        frame = ReceivedFrame(message, connection.number, self.clock.now())
        self.frames.append(frame)

    @override
    def _application(self) -> web.Application:
        app = web.Application()
        app.router.add_get(f"/{self.module}/APPS/websocket", self._serve)
        return app

    @override
    def _happened(self, event: OfficeEvent) -> None:
        if isinstance(event, PoweredOff):
            self.drop()
        for connection in self.connections:
            connection.happened(event)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if not self.office.powered:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        connection = Connection(self, request, next(self._numbers))
        self.connections.append(connection)
        try:
            return await connection.run(request)
        finally:
            self.connections.remove(connection)
