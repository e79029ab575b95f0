"""Login, token, heartbeat, lock-out."""

from dataclasses import dataclass
import hashlib
import ipaddress
import secrets

from ..clock import Clock
from ..journal import Journal
from .errors import ApiError
from .firmware import Firmware
from .formats import Style

# A token is forgotten after thirty quiet minutes.
TOKEN_SECONDS = 1800
# Five wrong passwords in a row block their sender for ten minutes.
ATTEMPTS = 5
LOCKED_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Destination:
    """Where reports go."""

    host: str
    port: int
    path: str

    @property
    def reachable(self) -> bool:
        """Tell whether it is on this machine; the simulator's world ends there."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Login:
    """One attempt to log in."""

    username: str
    remote: str
    errno: str
    """Empty if it succeeded."""
    version: str
    time: float


@dataclass(slots=True)
class Session:
    """What a successful login left behind."""

    token: str
    style: Style
    destination: Destination | None
    expires: float
    taken: Destination | None = None
    """Where reports go instead, since another program has logged in."""

    @property
    def receiver(self) -> Destination | None:
        """Return where reports really go."""
        return self.taken or self.destination


class Sessions:
    """The one session of the box: a newer login ends the older one."""

    def __init__(self, username: str, password: str, firmware: Firmware, clock: Clock) -> None:
        self.username = username
        self.password = password
        self.logins: Journal[Login] = Journal()
        self.current: Session | None = None
        self.forgotten: Session | None = None
        self._firmware = firmware
        self._clock = clock
        self._wrong: dict[str, int] = {}
        self._locked: dict[str, float] = {}

    @property
    def latest(self) -> Session | None:
        """Return the session, or the one that was forgotten without a word."""
        return self.live() or self.forgotten

    def login(self, fields: dict[str, str], remote: str) -> str:
        """Return a token for the right name and the MD5 of the right password."""
        errno = ""
        try:
            self._authenticate(fields, remote)
            destination = self._announced(fields, remote)
        except ApiError as error:
            errno = error.errno
            raise
        finally:
            name, version = fields.get("username", ""), fields.get("version", "")
            self.logins.append(Login(name, remote, errno, version, self._clock.now()))
        style = self.style(fields)
        expires = self._clock.now() + TOKEN_SECONDS
        self.forgotten = None
        self.current = Session(secrets.token_hex(16), style, destination, expires)
        return self.current.token

    def heartbeat(self, fields: dict[str, str]) -> None:
        """Keep the token alive and replace the whole destination."""
        session = self.live()
        if session is None or not fields:
            raise ApiError("20007")
        flag = fields.get("urltag", fields.get("urlflag", "0"))
        if flag != "1" and not fields.get("ipaddr"):
            raise ApiError("20011")
        session.destination = self._destination(fields, fields.get("ipaddr", ""), flag)
        if "version" in fields:
            session.style = self.style(fields)
        session.expires = self._clock.now() + TOKEN_SECONDS

    def style(self, fields: dict[str, str]) -> Style:
        """Return the report format that a client asks for; the path has no say in it."""
        return self._firmware.styles.get(fields.get("version", ""), self._firmware.style)

    def take(self, destination: Destination) -> None:
        """Let another program have the reports until somebody logs in; our token stays good."""
        if (session := self.live()) is not None:
            session.taken = destination

    def logout(self) -> None:
        """End the session; reports stop."""
        self.current = self.forgotten = None

    def expire(self) -> None:
        """Forget the token without a word; reports stop."""
        self.forgotten, self.current = self.current or self.forgotten, None

    def check(self, token: str | None) -> None:
        """Refuse a blank token, and one that is unknown or has expired."""
        if not token:
            raise ApiError("20005")
        session = self.live()
        if session is None or session.token != token:
            # Clients see this code for an expired token too, not 20006.
            raise ApiError("20004")

    def live(self) -> Session | None:
        """Return the session unless its time is over."""
        if self.current is not None and self.current.expires <= self._clock.now():
            self.expire()
        return self.current

    def locked(self, remote: str) -> bool:
        """Tell whether an address is blocked."""
        return self._locked.get(remote, 0) > self._clock.now()

    def admits(self, username: str, password: str, remote: str) -> bool:
        """Tell whether a name and a clear-text password open the stream of events."""
        digest = _md5(password)
        try:
            self._authenticate({"username": username, "password": digest}, remote)
        except ApiError:
            return False
        return True

    def _authenticate(self, fields: dict[str, str], remote: str) -> None:
        if self.locked(remote):
            # Unknown on the real box; the harsher guess finds impatient clients.
            self._locked[remote] = self._clock.now() + LOCKED_SECONDS
            raise ApiError("20002")
        if not fields.get("username") or not fields.get("password"):
            raise ApiError("10004")
        if (fields["username"], fields["password"]) != (self.username, _md5(self.password)):
            self._wrong[remote] = self._wrong.get(remote, 0) + 1
            if self._wrong[remote] >= ATTEMPTS:
                self._locked[remote] = self._clock.now() + LOCKED_SECONDS
                del self._wrong[remote]
            raise ApiError("20003")
        self._wrong.pop(remote, None)

    def _announced(self, fields: dict[str, str], remote: str) -> Destination | None:
        """Return where a login wants reports; one without a port gets none."""
        flag = fields.get("urltag", "0")
        if "port" not in fields and flag != "1":
            return None
        return self._destination(fields, remote, flag)

    def _destination(self, fields: dict[str, str], host: str, flag: str) -> Destination:
        url, port = fields.get("url", ""), fields.get("port", "")
        if flag == "1":
            address, _, path = url.partition("/")
            host, _, port = address.rpartition(":")
        else:
            path = url
        if not (port.isdecimal() and 0 < int(port) < 65536):
            raise ApiError("20008")
        # A slash is put before the value; one that the client sent stays.
        target = f"/{path}" if self._firmware.request_target else ""
        return Destination(host, int(port), target)


def _md5(password: str) -> str:
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
