"""The supervisor of one PBX: connect, fold what is told, tell who listens, come back after a loss.

        start()              first batch                  LinkLost
DOWN ------------> CONNECTING ------------> UP ------------------> DOWN --(back-off)--> CONNECTING
                       |                                                                  |
                       +--- AuthenticationFailed, CertificateChanged: refused, stays DOWN +
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass
import logging
import traceback
from types import AsyncGeneratorType
from typing import Final

from .backoff import STEADY, backoff
from .commands import Command, Receipt
from .driver import BEFORE, Download, Driver, Person, Ports, Settings, Vendor
from .errors import (
    AuthenticationFailed,
    CertificateChanged,
    CertificateUntrusted,
    CommandUnsupported,
    ConnectError,
    LinkLost,
    LockedOut,
    OtherPbx,
    PbxError,
)
from .events import CallEvent, diff
from .facts import Batch, LinkIs, PbxIs
from .listeners import Listeners
from .model import (
    Call,
    Capability,
    ConditionId,
    Extension,
    ExtensionId,
    FavouriteId,
    Link,
    LinkStatus,
    PbxInfo,
    QueueId,
    TrunkId,
)
from .moments import AnyMoment, MessageSent, SurveyAnswered, SystemHappened
from .record import CallRecord
from .reducer import fold
from .state import Changes, PbxState
from .turns import Turns

_LOGGER = logging.getLogger(__name__)

# What only a person can mend: trying again would lock us out, or give the password to a stranger.
FINAL: Final = (AuthenticationFailed, CertificateChanged, CertificateUntrusted, OtherPbx)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a listener can wait for."""

    kind: str
    id: str = ""


LINK: Final = Topic("link")
ROSTERS: Final = Topic("rosters")
"""Something that has entities of its own came or went: an extension, a trunk, a favourite."""
CALLS: Final = Topic("calls")
SYSTEM: Final = Topic("system")
SURVEYS: Final = Topic("surveys")
MESSAGES: Final = Topic("messages")
REPORTS: Final = Topic("reports")
"""How the reports arrive."""
LOCKED: Final = Topic("locked")
"""The PBX has locked us out, for `Exchange.silence` seconds."""
REFUSED: Final = Topic("refused")
"""The exchange gave up; `Exchange.refusal` says why."""


def extension_topic(extension: ExtensionId) -> Topic:
    """Name the changes of one extension and its calls."""
    return Topic("extension", extension)


def profile_topic(extension: ExtensionId) -> Topic:
    """Name the changes of one extension itself, whoever calls it and whatever its phone does."""
    return Topic("profile", extension)


def trunk_topic(trunk: TrunkId) -> Topic:
    """Name the changes of one trunk."""
    return Topic("trunk", trunk)


def queue_topic(queue: QueueId) -> Topic:
    """Name the changes of one queue."""
    return Topic("queue", queue)


def favourite_topic(favourite: FavouriteId) -> Topic:
    """Name the changes of one favourite."""
    return Topic("favourite", favourite)


def condition_topic(condition: ConditionId) -> Topic:
    """Name the changes of one condition."""
    return Topic("condition", condition)


class Exchange:
    """One PBX, kept connected."""

    def __init__(
        self,
        vendor: Vendor,
        settings: Settings,
        ports: Ports,
        delays: Callable[[], Iterator[float]] = backoff,
        politely: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    ) -> None:
        """Prepare; `delays` gives the seconds before each new attempt.

        `politely` is entered for each: it waits its turn, or raises `LockedOut`.
        """
        self.state = PbxState()
        self.changes: Listeners[[]] = Listeners()
        self.events: Listeners[[CallEvent]] = Listeners()
        self.renames: Listeners[[Extension]] = Listeners()
        self.moments: Listeners[[AnyMoment]] = Listeners()
        """What happened off the calls, by SYSTEM, SURVEYS or MESSAGES."""
        self.ended: Listeners[[Call]] = Listeners()
        """Calls that are over, by CALLS."""
        self.records: Listeners[[CallRecord]] = Listeners()
        """Call records, each once, by CALLS."""
        self.refusal: ConnectError | None = None
        self.silence = 0.0
        self._vendor = vendor
        self._name = f"{vendor.name} at {host}" if (host := settings.get("host")) else vendor.name
        self._settings = settings
        self._ports = ports
        self._delays = delays
        self._politely = politely
        self._driver: Driver | None = None
        self._batches: AsyncIterator[Batch] | None = None
        self._stopping = asyncio.Event()
        self._bugs: set[type[Exception]] = set()

    async def start(self) -> PbxInfo:
        """Connect and fold the whole first picture; raise a `PbxError`."""
        self._link(LinkStatus.CONNECTING)
        try:
            async with self._politely():
                info, first = await self._first_picture()
        except (PbxError, asyncio.CancelledError) as err:
            self._link(LinkStatus.DOWN, err)
            await self._hang_up()
            raise
        except Exception as err:
            lost = self._bug(err)
            self._link(LinkStatus.DOWN, lost)
            await self._hang_up()
            raise lost from None
        if info.interface is not None:
            self._settings = {**self._settings, "interface": info.interface}
        up = Link(status=LinkStatus.UP, since=self._ports.clock(), epoch=self.state.link.epoch + 1)
        self._fold(Batch((LinkIs(link=up), PbxIs(info=info), *first.facts), silent=True))
        return info

    async def _first_picture(self) -> tuple[PbxInfo, Batch]:
        """Open a driver, and get from it who answers and all there is."""
        # Nobody is to be taken for deleted only because a list comes late.
        before = tuple(self.state.extensions) or self._settings.get(BEFORE, ())
        settings = {**self._settings, BEFORE: before}
        self._driver = driver = self._vendor.open(settings, self._ports)
        info = await driver.connect()
        known = self.state.info
        if known is not None and known.id_is_stable and info.id_is_stable and known.id != info.id:
            raise OtherPbx("another PBX answers at the address")
        self._batches = driver.batches()
        first = await anext(self._batches, None)
        if first is None:
            raise LinkLost("the driver ended")
        return info, first

    async def run(self) -> None:
        """Follow the PBX and come back after each loss, until stopped, cancelled or refused."""
        delays = self._delays()
        try:
            while not self._stopping.is_set():
                lost = await self._follow()
                if self._stopping.is_set():
                    return
                if self._ports.clock() - (self.state.link.since or 0.0) > STEADY:
                    delays = self._delays()
                self._link(LinkStatus.DOWN, lost)
                _LOGGER.warning(
                    "Lost the connection to the %s (%s)", self._name, type(lost).__name__
                )
                await self._hang_up()
                if not await self._come_back(lost, delays):
                    return
        finally:
            await self.stop()

    async def _follow(self) -> PbxError:
        """Fold batch after batch, until the link is lost; say why."""
        assert self._batches is not None, "start() comes first"
        turns = Turns()
        try:
            async for batch in self._batches:
                self._fold(batch)
                # However much waits, everybody else gets a turn.
                await turns.over()
                if self._driver is None:
                    # Closed meanwhile; who asks it for more disturbs its end.
                    break
        except PbxError as err:
            return err
        except Exception as err:
            return self._bug(err)
        return LinkLost("the driver ended")

    async def _come_back(self, lost: PbxError, delays: Iterator[float]) -> bool:
        """Connect again, however often it takes; False when stopped or refused."""
        while True:
            if isinstance(lost, FINAL):
                self.refusal = lost
                self.changes.tell(REFUSED)
                return False
            self.silence = lost.retry_after if isinstance(lost, LockedOut) else 0.0
            if self.silence:
                self.changes.tell(LOCKED)
            with suppress(TimeoutError):
                async with asyncio.timeout(max(self.silence, next(delays))):
                    await self._interrupted()
            if self._stopping.is_set():
                return False
            try:
                await self.start()
            except PbxError as err:
                _LOGGER.debug("Still no connection to the %s: %s", self._name, err)
                lost = err
            else:
                _LOGGER.info("The connection to the %s is back", self._name)
                return True

    async def _interrupted(self) -> None:
        """Wait until there is no reason to wait: stopped, or the PBX is at the door."""
        waits: list[asyncio.Task[object]] = [asyncio.create_task(self._stopping.wait())]
        if self._ports.sockets is not None:
            waits.append(asyncio.create_task(self._ports.sockets.knock()))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _bug(self, err: Exception) -> LinkLost:
        """Take a bug of the driver for a lost link; log its place once, its text never.

        The text may hold what the PBX sent, or a URL with the token.
        """
        if type(err) not in self._bugs:
            self._bugs.add(type(err))
            _LOGGER.error(
                "The driver of the %s failed with %s\n%s",
                self._name,
                type(err).__name__,
                "".join(traceback.format_tb(err.__traceback__)),
            )
        return LinkLost("the driver failed")

    async def execute(self, command: Command) -> Receipt:
        """Ask the PBX for something; raise `CommandError`, or `LinkLost` while it is away."""
        return await self._able(command.needs).execute(command)

    async def watch(self, people: Collection[str]) -> None:
        """Watch these people and no others, from now on and after each loss; keeps the link."""
        self._settings = {**self._settings, "users": tuple(people)}
        if self._driver is not None and self.state.link.is_up:
            await self._driver.watch(tuple(people))

    async def directory(self) -> tuple[Person, ...] | None:
        """List who could be watched; None where this PBX does not tell, or is away."""
        if self._driver is None or not self.state.link.is_up:
            return None
        return await self._driver.directory()

    @asynccontextmanager
    async def recording(self, name: str) -> AsyncIterator[Download]:
        """Open a recording; raise `CommandError`, or `LinkLost` while the PBX is away."""
        async with self._able(Capability.RECORDINGS).recording(name) as download:
            yield download

    def _able(self, needs: Capability) -> Driver:
        """Give the driver, if the PBX is there and can do this."""
        if self._driver is None or not self.state.link.is_up:
            raise LinkLost("the PBX is not connected")
        info = self.state.info
        if info is None or needs not in info.capabilities:
            raise CommandUnsupported(needs)
        return self._driver

    async def stop(self) -> None:
        """Log out and free everything, for good; ends `run`; may be called twice."""
        self._stopping.set()
        if self.state.link.status is not LinkStatus.DOWN:
            self._link(LinkStatus.DOWN)
        await self._hang_up()

    async def _hang_up(self) -> None:
        """Close the connection that was, if any."""
        driver, self._driver = self._driver, None
        batches, self._batches = self._batches, None
        try:
            # One that is being read ends by itself, once its driver is closed.
            if isinstance(batches, AsyncGeneratorType) and not batches.ag_running:
                await batches.aclose()
        except Exception as err:
            self._bug(err)
        try:
            if driver is not None:
                await driver.close()
        except Exception as err:
            self._bug(err)

    def _link(self, status: LinkStatus, why: BaseException | None = None) -> None:
        """Move the link."""
        link = Link(
            status=status,
            reason=type(why).__name__ if why else None,
            since=self._ports.clock(),
            epoch=self.state.link.epoch,
        )
        self._fold(Batch((LinkIs(link=link),), silent=True))

    def _fold(self, batch: Batch) -> None:
        """Take a batch through the one door and tell who listens."""
        changes = fold(self.state, batch)
        if not changes:
            return
        happened = [] if batch.silent else diff(changes)
        self._tell(changes)
        for event in happened:
            for extension in event.heard_by:
                self.events.tell(extension_topic(extension), event)
            self.events.tell(CALLS, event)
        self._tell_for_good(changes, silent=batch.silent)

    def _tell_for_good(self, changes: Changes, *, silent: bool) -> None:
        """Tell what is over, and what leaves no trace in the picture."""
        if not changes.is_new_epoch:
            for change in changes.calls.values():
                if change.new is not None and not change.new.is_live:
                    self.ended.tell(CALLS, change.new)
        for record in changes.records:
            self.records.tell(CALLS, record)
        for each in () if silent else changes.moments:
            match each.moment:
                case SystemHappened():
                    self.moments.tell(SYSTEM, each.moment)
                case SurveyAnswered():
                    self.moments.tell(SURVEYS, each.moment)
                case MessageSent():
                    self.moments.tell(MESSAGES, each.moment)

    def _tell(self, changes: Changes) -> None:
        """Wake the listeners of what changed, and nobody else."""
        if changes.link or changes.info:
            self.changes.tell(LINK)
        if changes.reporting:
            self.changes.tell(REPORTS)
        if changes.rosters:
            self.changes.tell(ROSTERS)
        for renamed in changes.renamed:
            self.renames.tell(ROSTERS, renamed)
        for touched in changes.touched_extensions:
            self.changes.tell(extension_topic(touched))
        for extension in changes.profiles:
            self.changes.tell(profile_topic(extension))
        for trunk in changes.trunks:
            self.changes.tell(trunk_topic(trunk))
        for queue in changes.queues:
            self.changes.tell(queue_topic(queue))
        for favourite in changes.favourites:
            self.changes.tell(favourite_topic(favourite))
        for condition in changes.conditions:
            self.changes.tell(condition_topic(condition))
        if changes.calls:
            self.changes.tell(CALLS)
