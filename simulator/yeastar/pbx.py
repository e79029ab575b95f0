"""A Yeastar S-Series box."""

import datetime as dt
import ssl
from typing import override

from aiohttp import web

from ..clock import Clock
from ..journal import Journal
from ..office import Office, OfficeEvent
from ..office.events import LineChanged, PoweredOff, PoweredOn
from ..server import LoopbackServer
from .answers import Outage
from .box import Box
from .channels import Channels
from .desk import Desk, ReceivedRequest, receive
from .firmware import FIRMWARES, Firmware
from .formats import Report, Style, write
from .ids import CallIds
from .post import Letter, Post, SentReport
from .reporters import Reporters
from .sessions import Destination, Login, Session, Sessions
from .stream import EventStream, StreamLogin

__all__ = ["ReceivedRequest", "YeastarPbx"]

BODY_LIMIT = 64 * 1024
BOOT_UP = "BootUp"
TRANSPORTS = {"http": "HTTP", "tcp": "TCP"}


def _box(office: Office, clock: Clock, firmware: Firmware, username: str, password: str) -> Box:
    return Box(
        office,
        clock,
        firmware,
        Sessions(username, password, firmware, clock),
        CallIds(firmware),
        Channels(office),
        dt.timezone(dt.timedelta(hours=1)),
        firmware.serial,
        clock.now(),
    )


class YeastarPbx(LoopbackServer):
    """Serve the S-Series API and post reports."""

    # The S-Series never speaks anything newer.
    newest_tls = ssl.TLSVersion.TLSv1_2

    def __init__(
        self,
        office: Office,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        api: str = "v1.1.0",
        username: str = "api",
        password: str = "Secret2026",
        serial: str = "",
        rings_always: bool = False,
        reports_by: str = "http",
        tcp_port: int = 0,
        answers_old_paths: bool = True,
        applies_changes: bool = True,
        tls: bool = False,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(office, port, host, tls, clock)
        self.box = _box(office, self.clock, FIRMWARES[api], username, password)
        self.box.serial = serial or self.box.firmware.serial
        self.box.rings_always = rings_always
        self.box.transport = TRANSPORTS[reports_by]
        self.box.applies_changes = applies_changes
        self.tcp_port = tcp_port
        self.requests: Journal[ReceivedRequest] = Journal()
        self.unticked: set[str] = set()
        """Extensions whose status is not to be reported."""
        self.orderly = False
        """Answer no question before all that happened until then has been reported."""
        self.post = Post(self._address, self.spawn, self.faults.reports, self.clock)
        self.stream = EventStream(
            self.box.sessions, self.faults.reports, self.post.sent, self.clock
        )
        self._reporters = Reporters(self.box)
        self._desk = Desk(self.box, answers_old_paths=answers_old_paths)

    @property
    def username(self) -> str:
        """Return the API user's name."""
        return self.box.sessions.username

    @property
    def password(self) -> str:
        """Return the API user's password, not its MD5."""
        return self.box.sessions.password

    @password.setter
    def password(self, password: str) -> None:
        """Change the password, as an administrator would; the session lives on."""
        self.box.sessions.password = password

    @property
    def rings_always(self) -> bool:
        """Tell whether ringing is reported for calls that no program started, too."""
        return self.box.rings_always

    @rings_always.setter
    def rings_always(self, always: bool) -> None:
        self.box.rings_always = always

    @property
    def serial(self) -> str:
        """Return the serial number."""
        return self.box.serial

    @property
    def token(self) -> str | None:
        """Return the token that is good now."""
        session = self.box.sessions.live()
        return session.token if session else None

    @property
    def destination(self) -> Destination | None:
        """Return where reports go now."""
        session = self.box.sessions.live()
        return session.receiver if session else None

    @property
    def logins(self) -> Journal[Login]:
        """Return all attempts to log in."""
        return self.box.sessions.logins

    @property
    def stream_logins(self) -> Journal[StreamLogin]:
        """Return all attempts to open the stream of events."""
        return self.stream.logins

    @property
    def reports_sent(self) -> Journal[SentReport]:
        """Return all attempts to deliver a report."""
        return self.post.sent

    @property
    def pushes(self) -> bool:
        """Tell whether events go to connected clients instead of being posted."""
        return self.box.transport == "TCP"

    @override
    async def start(self) -> None:
        """Open the ports and begin to report."""
        if self.running:
            return
        await super().start()
        self.spawn(self.post.run())
        if self.pushes:
            self.tcp_port = await self.stream.open(self.host, self.tcp_port)
            self.spawn(self.stream.run())

    @override
    async def stop(self) -> None:
        """Pull the network plug."""
        await self.stream.close()
        await super().stop()

    @override
    async def settled(self) -> None:
        """Wait until each report was answered or given up, and each event written."""
        await self.post.settled()
        await self.stream.settled()

    def expire_token(self) -> None:
        """Forget the session without a word, as after thirty quiet minutes."""
        self.box.sessions.expire()

    def give_reports_away(self, host: str = "127.0.0.1", port: int = 9) -> None:
        """Let another program have all reports, until somebody logs in anew."""
        self.box.sessions.take(Destination(host, port, "/"))

    def send_report(self, body: bytes, action: str = "") -> None:
        """Send any body, such as a sample from the documents."""
        if self.pushes:
            self.stream.put({style: [(action, body)] for style in Style})
        else:
            self.post.put(action, body)

    def report(self, report: Report) -> None:
        """Send a report that nothing in the office gives rise to."""
        self._tell({style: [report] for style in self._reporters.styles}, self.box.sessions.live())

    @override
    def _application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_route("*", "/{path:.*}", self._serve)
        return app

    @override
    def _happened(self, event: OfficeEvent) -> None:
        match event:
            case LineChanged(person) if person.number in self.unticked:
                return
            case PoweredOff():
                self.expire_token()
                self.stream.powered = False
                self.stream.drop()
                return
            case PoweredOn():
                self.box.started = self.clock.now()
                self.stream.powered = True
        # The box reports its start to whom it reported before.
        started = isinstance(event, PoweredOn)
        session = self.box.sessions.latest if started else self.box.sessions.live()
        self._tell(self._reporters.reports(event), session)

    def _tell(self, reports: dict[Style, list[Report]], session: Session | None) -> None:
        """Send what an event gives rise to, in the format that the receiver asked for."""
        if self.pushes:
            self.stream.put({style: self._written(told, style) for style, told in reports.items()})
        elif session is not None and session.receiver is not None:
            for action, body in self._written(reports[session.style], session.style):
                self.post.put(action, body)

    def _written(self, reports: list[Report], style: Style) -> list[tuple[str, bytes]]:
        serial = self.serial if self.box.firmware.serial_in_reports else None
        return [(report.action, write(report, style, serial)) for report in reports]

    def _address(self, letter: Letter) -> Destination | None:
        session = self.box.sessions.latest
        return session.receiver if session and letter.action == BOOT_UP else self.destination

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        outage = Outage(request, self.stopping)
        if not self.office.powered:
            return outage.cut()
        received = await receive(request, self.clock.now())
        self.requests.append(received)
        if self.orderly:
            await self.settled()
        fault = self.faults.requests.take(received.endpoint)
        if (response := await outage.strike(fault, self.box.sessions)) is not None:
            return response
        return self._desk.answer(request, received)
