"""A PBX on a string: a driver that does what a test tells it to, and keeps a diary."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import repeat
from typing import cast

from aiohttp import ClientSession

from custom_components.pbx.telephony.commands import Command, Receipt
from custom_components.pbx.telephony.driver import Download, Person, Ports, Settings, Vendor
from custom_components.pbx.telephony.errors import LinkLost
from custom_components.pbx.telephony.exchange import LINK, Exchange, Topic
from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.model import Capability, LinkStatus, PbxInfo
from custom_components.pbx.telephony.recorder import Recorder

INFO = PbxInfo(
    id="1",
    vendor="string",
    name="PBX",
    capabilities=Capability.DIAL | Capability.RECORDINGS,
)


class StringDriver:
    """One connection to the PBX on a string."""

    def __init__(self, pbx: StringPbx) -> None:
        self._pbx = pbx
        self._news: asyncio.Queue[Batch | Exception | None] = asyncio.Queue()

    async def connect(self) -> PbxInfo:
        """Log in, unless the PBX is told to refuse."""
        self._pbx.diary.append("connect")
        if self._pbx.refusals and (refusal := self._pbx.refusals.pop(0)):
            raise refusal
        return INFO

    async def batches(self) -> AsyncIterator[Batch]:
        """Tell the first picture, then what the test says, until it says an error, or None."""
        if self._pbx.first is None:
            return
        yield self._pbx.first
        while (news := await self._news.get()) is not None:
            if isinstance(news, Exception):
                raise news
            yield news

    def tell(self, news: Batch | Exception | None) -> None:
        """Let the PBX tell something, fail, or end."""
        self._news.put_nowait(news)

    async def execute(self, command: Command) -> Receipt:
        """Note the command."""
        self._pbx.diary.append(type(command).__name__)
        return Receipt()

    @asynccontextmanager
    async def recording(self, name: str) -> AsyncIterator[Download]:
        """Hand out a recording that holds its own name, in two pieces."""

        async def chunks() -> AsyncIterator[bytes]:
            yield name.encode()
            yield b"!"

        self._pbx.diary.append("recording")
        yield Download(content_type="audio/wav", length=len(name) + 1, chunks=chunks())
        self._pbx.diary.append("recorded")

    async def directory(self) -> tuple[Person, ...] | None:
        """List nobody."""
        return None

    async def watch(self, people: tuple[str, ...]) -> None:
        """Watch everybody as ever."""

    async def close(self) -> None:
        """Hang up."""
        self._pbx.diary.append("close")
        self.tell(LinkLost("closed"))
        if self._pbx.fails_to_close is not None:
            raise self._pbx.fails_to_close


class StringPbx:
    """The PBX itself: it outlives its connections."""

    def __init__(self) -> None:
        self.diary: list[str] = []
        self.refusals: list[Exception | None] = []
        """What the next connections are refused with; None lets one in."""
        self.first: Batch | None = Batch(())
        self.fails_to_close: Exception | None = None
        self.fails_to_open: Exception | None = None
        self.drivers: list[StringDriver] = []
        self.now = 1_000.0
        self.vendor = Vendor(
            key="string", name="PBX on a string", manufacturer="Test", fields=(), open=self._open
        )

    def _open(self, settings: Settings, ports: Ports) -> StringDriver:
        if self.fails_to_open is not None:
            raise self.fails_to_open
        self.drivers.append(StringDriver(self))
        return self.drivers[-1]

    def exchange(self, delays: Iterator[float] | None = None) -> Exchange:
        """Make an exchange that does not wait, unless told to."""
        ports = Ports(
            session=cast(ClientSession, None),
            tls=True,
            recorder=Recorder(self.clock),
            clock=self.clock,
        )
        return Exchange(self.vendor, {}, ports, lambda: delays or repeat(0.0))

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    def tell(self, news: Batch | Exception | None) -> None:
        """Tell something on the newest connection."""
        self.drivers[-1].tell(news)


async def told_of(exchange: Exchange, topic: Topic) -> None:
    """Wait until a topic is told."""
    told = asyncio.Event()
    remove = exchange.changes.add(topic, told.set)
    try:
        await told.wait()
    finally:
        remove()


async def link_is(exchange: Exchange, status: LinkStatus, epoch: int) -> None:
    """Wait until the link is in a state of an epoch."""
    while (exchange.state.link.status, exchange.state.link.epoch) != (status, epoch):
        await told_of(exchange, LINK)
