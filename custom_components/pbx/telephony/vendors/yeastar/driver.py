"""The driver: one session with one Yeastar S-Series, used once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager
import re
from typing import Any, Final

from ...commands import Command, Receipt
from ...driver import BEFORE, Download, Person, Ports, Settings
from ...errors import (
    ApiDisabled,
    ConnectError,
    LinkLost,
    PbxError,
    ProtocolError,
    ReportsRefused,
    UnsupportedModel,
)
from ...facts import Batch, PbxIs
from ...model import Capability, PbxInfo
from .abilities import probe_capabilities
from .answers import DeviceInfo
from .api import Api, Credentials, as_connect_error
from .carrier import Carrier
from .details import DetailPace, Details
from .dialect import AUTO, candidates
from .errors_table import RequestFailed
from .logins import Address, Logins
from .post import Post
from .queries import Queries
from .stream import Reports, Stream
from .watch import Pace, Watch

# The small models never had an API; whatever answers for them is something else.
_WITHOUT_API: Final = re.compile(r"\bS(?:20|412)(?!\d)")
_BRAND: Final = "Yeastar "
# The setting `transport` that makes us connect for the reports.
_STREAM: Final = "tcp"


class YeastarDriver:
    """One connection to one PBX."""

    def __init__(
        self,
        settings: Settings,
        ports: Ports,
        pace: Pace | None = None,
        logins: Logins | None = None,
        details: DetailPace | None = None,
    ) -> None:
        """Prepare; nothing is sent yet. `logins` remembers what other drivers did."""
        self._place = str(settings["host"]), int(settings["port"])
        self._ports = ports
        self._ingress = ports.ingress
        self._logins = logins or Logins()
        self._credentials = Credentials(str(settings["username"]), str(settings["password"]))
        self._stream = _stream(settings, ports)
        pace = pace or Pace()
        self._api = self._session(settings, pace.answer)
        self._outbox: asyncio.Queue[Batch | PbxError] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watch = Watch(self._api, ports, pace, self._tell, self._spawn)
        if settings.get(BEFORE):
            self._watch.expect()
        self._details = Details(
            self._api,
            self._watch.roster,
            ports.recorder,
            emit=self._outbox.put_nowait,
            spawn=self._spawn,
            pace=details or DetailPace(),
        )
        self._watch.on_change = self._details.changed
        self._carrier = Carrier(
            self._api, self._watch, self._details, ports=ports, outbox=self._outbox.put_nowait
        )
        self._info: PbxInfo | None = None

    def _tell(self, batch: Batch) -> None:
        """Tell facts, and look at what they may concern."""
        self._outbox.put_nowait(batch)
        self._details.queues.heed(batch.facts)

    def _session(self, settings: Settings, answer: float) -> Api:
        """Prepare the session; so many seconds may an answer take."""
        host, port = self._place
        return Api(
            Post(self._ports, host, port, ssl=bool(settings["ssl"]), timeout=answer),
            self._credentials,
            self._ingress.destination if self._ingress else None,
            candidates(str(settings.get("api_version", AUTO)), self._found(settings)),
            self._logins,
            streams=self._stream is not None,
            silence=self._ports.silence,
        )

    def _found(self, settings: Settings) -> str | None:
        """Say which version of the API was found before; only some send reports over streams."""
        if self._stream is not None:
            return None
        found: str | None = settings.get("interface")
        return found

    async def connect(self) -> PbxInfo:
        """Log in and identify the PBX."""
        if self._stream is not None and not self._logins.may_stream(self._place):
            raise ReportsRefused("the last connection was closed a moment ago")
        await self._api.open()
        if self._stream is not None:
            await self._open_stream(self._stream)
        try:
            device = await Queries(self._api, self._ports.recorder).device()
            if self._stream is None:
                await self._api.look_closer(device.firmware)
            capabilities = await probe_capabilities(self._api)
        except RequestFailed as err:
            raise as_connect_error(err) from None
        except (ProtocolError, LinkLost) as err:
            raise ApiDisabled(str(err)) from None
        self._info = info = identify(device, self._place, self._api, capabilities)
        self._watch.meet(device)
        return info

    async def _open_stream(self, stream: Stream) -> None:
        """Connect for the reports, once."""
        who, api = self._credentials, self._api
        version = api.dialect.report_version
        api.own_address = await stream.open(who.username, who.password, version)
        await api.announce()

    async def batches(self) -> AsyncIterator[Batch]:
        """Yield first all there is, then what changes."""
        assert self._info is not None, "connect() comes first"
        if self._ingress is not None:
            self._ingress.drain()
        try:
            facts = await self._watch.first()
            if self._stream is not None:
                self._stream.check()
        except (RequestFailed, ProtocolError) as err:
            raise LinkLost(str(err)) from None
        except ReportsRefused:
            self._logins.refuse_stream(self._place)
            raise
        self._spawn(self._watch.poll())
        self._spawn(self._watch.beat())
        if (reports := self._stream or self._ingress) is not None:
            self._spawn(self._listen(reports))
        if self._ingress is not None:
            self._spawn(self._watch.follow(self._ingress))
        self._details.start(self._info.capabilities, lambda: bool(self._watch.calls))
        try:
            yield Batch((PbxIs(info=self._info), *facts), silent=True)
            while True:
                item = await self._outbox.get()
                if isinstance(item, PbxError):
                    raise item
                yield item
        finally:
            await self._stop()

    async def _listen(self, reports: Reports) -> None:
        """Take report after report, and remember if the PBX wants us to have none."""
        try:
            await self._watch.listen(reports)
        except ReportsRefused:
            self._logins.refuse_stream(self._place)
            raise

    async def execute(self, command: Command) -> Receipt:
        """Ask for something."""
        return await self._carrier.execute(command)

    def recording(self, name: str) -> AbstractAsyncContextManager[Download]:
        """Open a recording by the name in its record."""
        return self._carrier.recording(name)

    async def directory(self) -> tuple[Person, ...] | None:
        """Say that here nobody is chosen to be watched."""
        return None

    async def watch(self, people: tuple[str, ...]) -> None:
        """Do nothing: all extensions of this PBX are seen, nobody chooses."""

    async def close(self) -> None:
        """Stop all work and log out."""
        await self._stop()
        self._outbox.put_nowait(LinkLost("closed"))
        if self._stream is not None:
            await self._stream.close()
        await self._api.close()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something at the same time, and end the batches if it fails."""
        task = asyncio.create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # A task that is cancelled before its first step would leave its work unawaited.
        task.add_done_callback(lambda _: work.close())

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        """Hand on why something ended."""
        try:
            await work
        except (ConnectError, LinkLost) as err:
            self._outbox.put_nowait(err)
        except Exception as err:
            lost = LinkLost(type(err).__name__)
            lost.__cause__ = err
            self._outbox.put_nowait(lost)

    async def _stop(self) -> None:
        """End all tasks."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _stream(settings: Settings, ports: Ports) -> Stream | None:
    """Prepare the connection for reports, if that is how they come."""
    if settings.get("transport") != _STREAM:
        return None
    return Stream(str(settings["host"]), int(settings["report_port"]), ports.clock)


def identify(device: DeviceInfo, place: Address, api: Api, capabilities: Capability) -> PbxInfo:
    """Say which PBX this is; raise `UnsupportedModel` for one that cannot be ours."""
    if found := _WITHOUT_API.search(device.name):
        raise UnsupportedModel(_BRAND + found[0])
    host, port = place
    return PbxInfo(
        id=device.serial or f"{host}:{port}",
        id_is_stable=bool(device.serial),
        vendor="yeastar",
        name=device.name or "Yeastar S-Series",
        model=device.name.removeprefix(_BRAND) or None,
        firmware=device.firmware or None,
        serial=device.serial or None,
        capabilities=capabilities,
        interface=api.dialect.name,
        streams_reports=api.dialect.streams_reports,
        is_streaming=api.is_streaming,
        posts_to_path=api.dialect.posts_to_path,
    )
