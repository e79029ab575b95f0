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
from .alien_calls import AlienCalls
from .api import Message
from .connection import Connection
from .dialer import Dialer
from .login import AppLogin
from .platform import Platform
from .presence import NOTHING, Rights
from .profiles import ProfileChanged, Profiles
from .rcc_settings import RccSettings
from .signal import PbxSignal

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
        location: str = "hq",
        app: str = "homeassistant",
        password: str = "Kk7rWq2ZpT4xLm9",
        ticks: tuple[str, ...] = DEFAULT_TICKS,
        tls: bool = False,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(office, port, host, tls, clock)
        self.module = module
        self.location = location
        """What the PBXs of one system call this one."""
        self.homes: dict[str, str] = {}
        """The location of everybody who lives on another PBX of the system, by login."""
        self.app = app
        self.password = password
        self.ticks = set(ticks)
        self.challenge = ""
        """Given to every client if set, to replay a recorded login."""
        self.numeric_challenge = False
        """Send the challenge as a number, as old builds did."""
        self.platform = Platform()
        self.echoes_keep_alive = False
        self.closes_after_refusal = False
        self.connections: list[Connection] = []
        self.frames: Journal[ReceivedFrame] = Journal()
        self.logins: Journal[AppLogin] = Journal()
        self.profiles = Profiles(office, self._profile_changed)
        self.alien_calls = AlienCalls()
        self.rcc = RccSettings()
        self._dialers: list[Dialer] = []
        self._rights: dict[str, Rights] = {}
        self._views: dict[tuple[str, str], Rights] = {}
        self._numbers = count(1)

    @property
    def url(self) -> str:
        """Return the address of the websocket."""
        scheme = "wss" if self.identity else "ws"
        return f"{scheme}://{self.host}:{self.port}/{self.module}/APPS/websocket"

    def rights(self, login: str, viewer: str = "") -> Rights:
        """Return what we may see of a user, or what another user may."""
        if viewer:
            return self._views.get((viewer, login), Rights())
        return self._rights.get(login, Rights())

    def set_rights(self, login: str, rights: Rights) -> None:
        """Edit a user's Visibility page."""
        self._rights[login] = rights
        self.refresh()

    def set_view(self, viewer: str, login: str, rights: Rights) -> None:
        """Let a user see something else of another."""
        self._views[viewer, login] = rights
        self.refresh()

    def refresh(self) -> None:
        """Tell all clients what they see now that they did not see before."""
        for connection in self.connections:
            for api in connection.apis.values():
                api.visibility_changed()

    def _profile_changed(self, change: ProfileChanged) -> None:
        for connection in self.connections:
            for api in connection.apis.values():
                api.profile_changed(change)

    def home(self, login: str) -> str:
        """Return where somebody lives."""
        return self.homes.get(login, self.location)

    def move(self, login: str, location: str) -> None:
        """Let somebody live on another PBX, or come back; only this one is told."""
        self.homes[login] = location
        for connection in self.connections:
            for api in connection.apis.values():
                api.moved(login)

    def hide(self, login: str) -> None:
        """Remove us from a user's Visibility page: subscriptions stay pending."""
        self.set_rights(login, NOTHING)

    def show(self, login: str) -> None:
        """Put us on a user's Visibility page with all ticks."""
        self.set_rights(login, Rights())

    def dial_code(self, caller: str, code: str) -> None:
        """Let somebody dial a number that leads to the programs that are endpoints."""
        for endpoint in self.endpoints:
            endpoint.dial(caller, code)

    @property
    def endpoints(self) -> list[PbxSignal]:
        """Return what programs use as a phone."""
        found = (connection.apis.get("PbxSignal") for connection in self.connections)
        return [api for api in found if isinstance(api, PbxSignal)]

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
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        transport = request.transport
        cut = transport.abort if transport is not None else socket.force_close
        await self.talk(Connection(self, socket, cut, self.next_number()))
        return socket

    def next_number(self) -> int:
        """Count a connection."""
        return next(self._numbers)

    async def talk(self, connection: Connection) -> None:
        """Serve one connection, whoever dialed, until it ends."""
        self.connections.append(connection)
        try:
            await connection.run()
        finally:
            self.connections.remove(connection)
            if self.alien_calls.end(connection.number):
                self.refresh()

    def dial(self, url: str, *, info: Message | None = None) -> Dialer:
        """Enter a URL at the App object and tick Websocket: from now on the PBX dials it."""
        dialer = Dialer(self, url, info=info)
        self._dialers.append(dialer)
        if self.running:
            self.spawn(dialer.run())
        return dialer

    @override
    async def start(self) -> None:
        """Open the port, and dial."""
        if not self.running:
            await super().start()
            for dialer in self._dialers:
                self.spawn(dialer.run())
