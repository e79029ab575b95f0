"""A Yeastar S-Series box."""

from dataclasses import dataclass
import datetime as dt
import json
import ssl
from typing import Any, override

from aiohttp import web

from ..clock import Clock
from ..journal import Journal
from ..office import Office, OfficeError, OfficeEvent
from ..office.events import LineChanged, PoweredOff, PoweredOn
from ..server import LoopbackServer
from .answers import Outage, answer, web_page
from .box import Ask, Box
from .endpoints import ENDPOINTS, LOGIN
from .errors import REFUSALS, ApiError
from .firmware import FIRMWARES
from .formats import write
from .ids import CallIds
from .post import Letter, Post, SentReport
from .reports import Reporter
from .sessions import Destination, Login, Sessions

BODY_LIMIT = 64 * 1024
BOOT_UP = "BootUp"


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request that reached the box."""

    path: str
    endpoint: str
    version: str
    method: str
    body: dict[str, Any]
    token: str
    headers: dict[str, str]
    time: float


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
        serial: str = "364064835218",
        rings_always: bool = False,
        tls: bool = False,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(office, port, host, tls, clock)
        firmware = FIRMWARES[api]
        zone = dt.timezone(dt.timedelta(hours=1))
        self.box = Box(
            office,
            self.clock,
            firmware,
            Sessions(username, password, firmware, self.clock),
            CallIds(),
            zone,
            serial,
            self.clock.now(),
        )
        self.requests: Journal[ReceivedRequest] = Journal()
        self.unticked: set[str] = set()
        """Extensions whose status is not to be reported."""
        self.post = Post(self._address, self.spawn, self.faults.reports, self.clock)
        self._reporter = Reporter(self.box.ids, firmware, zone)
        self._reporter.rings_always = rings_always

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
        return self._reporter.rings_always

    @rings_always.setter
    def rings_always(self, always: bool) -> None:
        self._reporter.rings_always = always

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
        return session.destination if session else None

    @property
    def logins(self) -> Journal[Login]:
        """Return all attempts to log in."""
        return self.box.sessions.logins

    @property
    def reports_sent(self) -> Journal[SentReport]:
        """Return all attempts to deliver a report."""
        return self.post.sent

    @override
    async def start(self) -> None:
        """Open the port and begin to report."""
        if not self.running:
            await super().start()
            self.spawn(self.post.run())

    @override
    async def settled(self) -> None:
        """Wait until each report was answered or given up."""
        await self.post.settled()

    def expire_token(self) -> None:
        """Forget the session without a word, as after thirty quiet minutes."""
        self.box.sessions.expire()

    def send_report(self, body: bytes, action: str = "") -> None:
        """Post any body, such as a sample from the documents."""
        self.post.put(action, body)

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
                return
            case PoweredOn():
                self.box.started = self.clock.now()
        # The box reports its start to whom it reported before.
        started = isinstance(event, PoweredOn)
        session = self.box.sessions.latest if started else self.box.sessions.live()
        if session is not None and session.destination is not None:
            serial = self.serial if self.box.firmware.serial_in_reports else None
            for report in self._reporter.reports(event):
                self.post.put(report.action, write(report, session.style, serial))

    def _address(self, letter: Letter) -> Destination | None:
        session = self.box.sessions.latest
        return session.destination if session and letter.action == BOOT_UP else self.destination

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        outage = Outage(request, self.stopping)
        if not self.office.powered:
            return outage.cut()
        received = await self._receive(request)
        fault = self.faults.requests.take(received.endpoint)
        if (response := await outage.strike(fault, self.box.sessions)) is not None:
            return response
        if not request.path.startswith("/api/"):
            return web_page()
        try:
            return answer({"status": "Success"} | self._execute(request, received))
        except OfficeError as error:
            return answer({"status": "Failed", "errno": REFUSALS[type(error)]})
        except ApiError as error:
            return answer({"status": "Failed", "errno": error.errno})

    async def _receive(self, request: web.Request) -> ReceivedRequest:
        raw = await request.read()
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = None
        _, _, version, endpoint, *_ = [*request.path.split("/", 3), "", "", ""]
        received = ReceivedRequest(
            request.path,
            endpoint,
            version,
            request.method,
            body if isinstance(body, dict) else {"": raw.decode(errors="replace")},
            request.query.get("token", ""),
            dict(request.headers),
            self.clock.now(),
        )
        self.requests.append(received)
        return received

    def _execute(self, request: web.Request, received: ReceivedRequest) -> dict[str, Any]:
        if received.method != "POST":
            raise ApiError("20001")
        if not received.endpoint:
            raise ApiError("20009")
        if "" in received.body:
            raise ApiError("10002" if received.body[""].startswith("<") else "20000")
        endpoint = ENDPOINTS.get(received.endpoint)
        if endpoint is None or received.version not in self.box.firmware.versions:
            raise ApiError("10003")
        if received.endpoint != LOGIN:
            self.box.sessions.check(received.token)
        fields = {key: str(value) for key, value in received.body.items()}
        return endpoint(self.box, Ask(fields, request.remote or ""))
