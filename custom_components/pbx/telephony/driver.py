"""The narrow door between a vendor and everybody else.

A vendor is one `Vendor` value in the registry. It opens a `Driver`: one connection, used once. A
driver never retries a lost link and never hides one; the exchange decides what happens then.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import count
from ssl import SSLContext
from typing import TYPE_CHECKING, Any, Protocol

from .commands import Command, Receipt
from .delivery import DeliveryWatch
from .facts import Batch
from .memory import Remembered
from .model import ExtensionId, PbxInfo
from .recorder import Recorder

if TYPE_CHECKING:
    from aiohttp import ClientSession, Fingerprint
    from aiohttp.web import WebSocketResponse

REMEMBERED_ENDS = 2_000

type Settings = Mapping[str, Any]
"""What a person typed, by the keys of the vendor's fields, and the watched people as `users`.

`interface` is what `PbxInfo` said of that the last time, if there was one.
"""

type Tls = SSLContext | Fingerprint | bool
"""What aiohttp takes as `ssl`: a context, a pinned certificate, or False for unverified."""


DIRECTION = "direction"
"""The setting that says who dials, where the vendor `accepts_sockets`: `DIAL`, unless `ANSWER`."""
DIAL = "dial"
"""We connect to the PBX."""
ANSWER = "answer"
"""The PBX connects to us, so it has no address."""
PEER = "peer"
"""The setting that names the only PBX whose connection is taken: its `PbxInfo.id`. Optional."""
BEFORE = "before"
"""The setting that names the extensions that were there before, which a list may tell late."""


class FieldKind(StrEnum):
    """How a field is typed in."""

    TEXT = "text"
    SECRET = "secret"
    PORT = "port"
    FLAG = "flag"
    CHOICE = "choice"
    PEOPLE = "people"
    """Any number of those that the directory names, or of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something a person must know to connect this PBX."""

    key: str
    kind: FieldKind
    default: str | int | bool | None = None
    choices: tuple[str, ...] = ()
    autocomplete: str | None = None
    is_optional: bool = False
    """It may be left empty, a text only."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who could be watched."""

    key: str
    """What `users` holds for this person."""
    name: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a PBX shall post its reports: plain HTTP, a path without a leading slash."""

    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """The body of one report, as it came, and when."""

    body: bytes
    received: float


class Ingress(Protocol):
    """A door that reports come in by. It outlives the drivers, which only read from it."""

    @property
    def destination(self) -> Destination:
        """Say where the PBX shall post to."""
        ...

    async def open(self) -> None:
        """Open the door; raise `ReportsUnavailable` if that fails."""
        ...

    async def receive(self) -> Delivery:
        """Wait for the next report, in order of arrival."""
        ...

    def drain(self) -> None:
        """Forget what came while nobody read."""
        ...

    async def moved(self) -> None:
        """Wait until another destination is to be announced."""
        ...

    async def close(self) -> None:
        """Close the door; may be called twice."""
        ...


class Sockets(Protocol):
    """A door that websockets of a PBX come in by. It outlives the drivers.

    Nothing is known of who comes: whoever accepts must see a proof before anything else.
    """

    async def accept(self) -> WebSocketResponse:
        """Wait for the next websocket; whoever accepts it must close it."""
        ...

    def put_back(self, socket: WebSocketResponse) -> None:
        """Return a websocket for the next to accept; it is closed when nobody does for long."""
        ...

    async def knock(self) -> None:
        """Wait until there is a websocket to accept."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything a driver needs of its surroundings."""

    session: ClientSession
    tls: Tls
    recorder: Recorder
    clock: Callable[[], float]
    """Seconds since 1970, for stamping facts."""
    ingress: Ingress | None = None
    sockets: Sockets | None = None
    silence: Callable[[], float] = lambda: 0.0
    """For how many seconds no login may be sent: somebody in this house was locked out."""
    delivery: DeliveryWatch = field(default_factory=DeliveryWatch)
    """What is known of how reports arrive, where the vendor posts or streams them."""
    on_the_phone: dict[ExtensionId, str] = field(default_factory=dict)
    """Who shall be marked as on the phone on another system, by the PBX's own name.

    The PBX forgets that when the link is lost, so it is kept here for the next driver.
    """
    identities: dict[ExtensionId, str] = field(default_factory=dict)
    """By what the PBX knows extensions whatever they are renamed to, where it has such a thing.

    A rename that happens while the link is down is known by it afterwards.
    """
    numbers: Iterator[int] = field(default_factory=partial(count, 1))
    """Numbers for calls that the PBX has not named, each given once; outlives the connection.

    What has ended stays ended, so no later call may have the same id.
    """
    ends: Remembered[str, int] = field(default_factory=lambda: Remembered(REMEMBERED_ENDS))
    """How often a call of each name has ended, where one that has may go on with others.

    What has ended stays ended, so it is another one then, also for the next driver.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file on its way from the PBX."""

    content_type: str
    length: int | None
    """Bytes, if the PBX says."""
    chunks: AsyncIterator[bytes]


class Driver(Protocol):
    """One connection to one PBX, used once.

    `connect`, then `batches` until it raises, then `close`; `execute` any time in between.
    """

    async def connect(self) -> PbxInfo:
        """Log in and identify the PBX; raise a `ConnectError`, and never try a password twice."""
        ...

    def batches(self) -> AsyncIterator[Batch]:
        """Yield what the PBX tells: first, silently, all there is; then what changes.

        It ends only by raising: `LinkLost`, or a `ConnectError` when the PBX would not have us
        back. `close` ends it too, while it is being read.
        """
        ...

    async def execute(self, command: Command) -> Receipt:
        """Ask for something; raise `CommandError` or `LinkLost`."""
        ...

    def recording(self, name: str) -> AbstractAsyncContextManager[Download]:
        """Open a recording by the name in its record; raise `CommandError` or `LinkLost`.

        It is never held as a whole; leaving the context ends the transfer.
        """
        ...

    async def directory(self) -> tuple[Person, ...] | None:
        """List who could be watched; None where this PBX does not tell."""
        ...

    async def watch(self, people: tuple[str, ...]) -> None:
        """Watch these people and no others; only where the vendor `watches_people`."""
        ...

    async def close(self) -> None:
        """Log out and free everything, never raising; also twice, also before `connect`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """How PBXs of a vendor are told from all else on a network; nothing secret is sent."""

    makers: tuple[str, ...]
    """How the MAC addresses of their network cards begin, as `00:00:5e`."""
    places: tuple[tuple[str, int], ...]
    """Scheme and port of the web interface, as it is out of the box."""
    answers: Callable[[ClientSession, str], Awaitable[bool]]
    """Tells whether a PBX answers at a base address; may raise as aiohttp does, or `ValueError`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """A kind of PBX: what the config flow asks for, and how to open one."""

    key: str
    name: str
    manufacturer: str
    fields: tuple[Field, ...]
    open: Callable[[Settings, Ports], Driver]
    recognition: Recognition | None = None
    """None where the maker cannot be told by a MAC address."""
    posts_reports: bool = False
    """The PBX connects to us, so an ingress is needed."""
    streams_reports: bool = False
    """Some of these PBXs send reports over a connection that we open: the setting `transport` is
    then `tcp`, `report_port` is a port of the PBX, and no ingress is needed."""
    watches_people: bool = False
    """Who is seen must be chosen: the setting `users`, and `everybody` where a list can be read."""
    options: tuple[Field, ...] = ()
    """What may be chosen later, beside whom to watch; the settings have them by their keys."""
    accepts_sockets: bool = False
    """The PBX may connect to us instead: the setting `direction`, and a door for its websockets."""
