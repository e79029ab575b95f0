"""The driver: one session with one Yeastar S-Series, used once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
import re
from typing import Any, Final

from ...commands import Command, Dial, Receipt
from ...driver import Person, Ports, Settings
from ...errors import (
    ApiDisabled,
    CommandRefused,
    CommandTimedOut,
    ConnectError,
    ConnectTimeout,
    LinkLost,
    PbxError,
    ProtocolError,
    UnsupportedModel,
)
from ...facts import Batch, PbxIs
from ...model import Capability, PbxInfo
from .answers import DeviceInfo
from .api import Api, Credentials, as_connect_error
from .commands import Request, request_for
from .dialect import AUTO, candidates
from .errors_table import RequestFailed
from .logins import Logins
from .pairs import Pairs
from .post import Post
from .queries import Queries
from .watch import MISSES, Pace, Watch

CAPABILITIES: Final = (
    Capability.CALLS
    | Capability.DIAL
    | Capability.HANG_UP
    | Capability.REGISTRATION
    | Capability.TRUNKS
)
# The small models never had an API; whatever answers for them is something else.
_WITHOUT_API: Final = re.compile(r"\bS(?:20|412)(?!\d)")
_BRAND: Final = "Yeastar "

# "The call does not exist": what was to be ended has ended.
_NO_CALL: Final = "10007"


class YeastarDriver:
    """One connection to one PBX."""

    def __init__(
        self,
        settings: Settings,
        ports: Ports,
        pace: Pace | None = None,
        logins: Logins | None = None,
    ) -> None:
        """Prepare; nothing is sent yet. `logins` remembers what other drivers did."""
        host, port = str(settings["host"]), int(settings["port"])
        self._address = f"{host}:{port}"
        self._ports = ports
        self._ingress = ports.ingress
        self._api = Api(
            Post(ports, host, port, ssl=bool(settings["ssl"])),
            Credentials(str(settings["username"]), str(settings["password"])),
            self._ingress.destination if self._ingress else None,
            candidates(str(settings.get("api_version", AUTO))),
            logins,
        )
        self._outbox: asyncio.Queue[Batch | PbxError] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._watch = Watch(self._api, ports, pace or Pace(), self._outbox.put_nowait, self._spawn)
        self._info: PbxInfo | None = None

    async def connect(self) -> PbxInfo:
        """Log in and identify the PBX."""
        await self._api.open()
        try:
            device = await Queries(self._api, self._ports.recorder).device()
        except RequestFailed as err:
            raise as_connect_error(err) from None
        except (ProtocolError, LinkLost) as err:
            raise ApiDisabled(str(err)) from None
        self._info = info = identify(device, self._address)
        self._watch.serial = device.serial
        return info

    async def batches(self) -> AsyncIterator[Batch]:
        """Yield first all there is, then what changes."""
        assert self._info is not None, "connect() comes first"
        if self._ingress is not None:
            self._ingress.drain()
        try:
            facts = await self._watch.first()
        except (RequestFailed, ProtocolError) as err:
            raise LinkLost(str(err)) from None
        self._spawn(self._watch.poll())
        self._spawn(self._watch.beat())
        if self._ingress is not None:
            self._spawn(self._watch.listen(self._ingress))
        try:
            yield Batch((PbxIs(info=self._info), *facts), silent=True)
            while True:
                item = await self._outbox.get()
                if isinstance(item, PbxError):
                    raise item
                yield item
        finally:
            await self._stop()

    async def execute(self, command: Command) -> Receipt:
        """Ask for something."""
        watch = self._watch
        request = request_for(command, self._api.dialect, watch.roster, watch.calls)
        if isinstance(command, Dial) and request is not None:
            return await self._dial(command, request)
        if request is not None:
            try:
                await self._carry_out(request)
            except CommandRefused as err:
                if err.detail != _NO_CALL:
                    raise
        return Receipt()

    async def _dial(self, command: Dial, request: Request) -> Receipt:
        """Dial, and remember the promised call: its first report may name nobody."""
        watch = self._watch
        watch.dialing(command.extension)
        try:
            answer = await self._carry_out(request)
            if not (name := answer.text("callid")):
                return Receipt()
            now = self._ports.clock()
            call = watch.calls.expect(name, command.extension, command.number, now)
            return Receipt(call=call.id)
        finally:
            watch.dialed(command.extension)

    async def _carry_out(self, request: Request) -> Pairs:
        """Send a command and give the answer."""
        try:
            return await self._api.request(request.operation, **request.fields)
        except RequestFailed as err:
            detail = "" if err.errno is None else str(err.errno)
            raise CommandRefused(err.code.meaning, detail) from None
        except (ConnectTimeout, ProtocolError) as err:
            raise CommandTimedOut(str(err)) from None
        except (ConnectError, LinkLost) as err:
            if not isinstance(err, MISSES):
                self._outbox.put_nowait(err)
            raise LinkLost(str(err)) from None

    async def directory(self) -> tuple[Person, ...] | None:
        """Say that here nobody is chosen to be watched."""
        return None

    async def close(self) -> None:
        """Stop all work and log out."""
        await self._stop()
        self._outbox.put_nowait(LinkLost("closed"))
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


def identify(device: DeviceInfo, address: str) -> PbxInfo:
    """Say which PBX this is; raise `UnsupportedModel` for one that cannot be ours."""
    if found := _WITHOUT_API.search(device.name):
        raise UnsupportedModel(_BRAND + found[0])
    return PbxInfo(
        id=device.serial or address,
        id_is_stable=bool(device.serial),
        vendor="yeastar",
        name=device.name or "Yeastar S-Series",
        model=device.name.removeprefix(_BRAND) or None,
        firmware=device.firmware or None,
        serial=device.serial or None,
        capabilities=CAPABILITIES,
    )
