"""What goes on while a PBX is watched: reports, heartbeat, poll, and the questions in between.

Reports are quick and get lost, the poll is slow and complete. Both change the same memory, and what
they mean is emitted at the same moment, so facts leave in the order in which they became true.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace

from ...driver import Delivery, Ingress, Ports
from ...errors import LinkLost, OtherPbx
from ...facts import Batch, ExtensionsAre, Fact, TrunksAre
from ...model import Hook, Trunk
from ...recorder import Way
from ...turns import Turns
from .answers import DeviceInfo, ExtensionRow, Found
from .api import Api
from .blanks import Blanks
from .calls import Calls
from .curiosity import Curiosity
from .pace import MISSES, PATIENCE, Pace
from .partners import puzzling
from .picture import calls_are, silent_are, trunk_is, trunks_are
from .post import MAX_RECORDED
from .proof import Proof
from .queries import Queries
from .questions import Alarm, Spawn
from .repeats import Repeats
from .reports import (
    Answer,
    BootUp,
    Broken,
    ConfigChange,
    ExtensionStatus,
    NewCdr,
    Report,
    TrunkState,
    Unknown,
)
from .roster import Roster
from .stream import Reports
from .translate import translate
from .wire import decode
from .words import phone_state

__all__ = ["MISSES", "Pace", "Watch"]


class Watch:
    """Follows one PBX over one session."""

    def __init__(
        self, api: Api, ports: Ports, pace: Pace, emit: Callable[[Batch], None], spawn: Spawn
    ) -> None:
        """Prepare; facts go to `emit`, tasks to `spawn`."""
        self.calls = Calls(ports.numbers)
        self.roster = Roster()
        self.serial = ""
        self.offset: float | None = None
        """Seconds that the clock of the PBX is ahead of UTC; None while it has not said."""
        self.on_change: Callable[[ConfigChange], None] | None = None
        """Hears of each change of the configuration."""
        self._api = api
        api.on_new_session = self.look_soon
        self._ask = Queries(api, ports.recorder)
        self._clock = ports.clock
        self._recorder = ports.recorder
        self._pace = pace
        self._emit = emit
        self._alarm = Alarm()
        self._repeats = Repeats()
        self._no_people, self._no_trunks = Blanks(pace.poll), Blanks(pace.poll)
        self._trunks: dict[str, Trunk] = {}
        self._asked_device: float | None = None
        self._session = 0
        self._proof = Proof(api, ports, pace, emit, spawn)
        self._curiosity = Curiosity(
            self._ask,
            self.calls,
            self.roster,
            ports=ports,
            pace=pace,
            tell=self._tell,
            spawn=spawn,
            surprised=self._proof.surprised,
        )

    def expect(self) -> None:
        """Take that there was something before, so that empty lists are not believed at once."""
        self._no_people.is_known = self._no_trunks.is_known = True

    def meet(self, device: DeviceInfo) -> None:
        """Learn which PBX this is, and what its clock shows."""
        self.serial = device.serial
        self.offset = device.offset
        self._session = self._api.session
        self._asked_device = self._clock()

    async def first(self) -> tuple[Fact, ...]:
        """Give the whole picture."""
        self.calls.since = self._clock()
        facts = await self._look()
        self._alarm.set(self._interval)
        return facts

    async def listen(self, reports: Reports) -> None:
        """Take report after report, giving way to others, however many wait."""
        turns = Turns()
        while True:
            self._hear(await reports.receive())
            await turns.over()

    async def beat(self) -> None:
        """Keep the session alive; raise `LinkLost` when that is in vain."""
        misses = 0
        while misses < PATIENCE:
            pause = self._pace.heartbeat
            await asyncio.sleep(min(pause, self._pace.retry) if misses else pause)
            misses = 0 if await self._succeeds(self._api.heartbeat()) else misses + 1
        raise LinkLost("the heartbeat is not answered")

    async def follow(self, ingress: Ingress) -> None:
        """Say at once when reports are to be posted elsewhere."""
        while True:
            await ingress.moved()
            self._api.destination = ingress.destination
            await self._succeeds(self._api.heartbeat())

    async def poll(self) -> None:
        """Look at everything now and then; raise `LinkLost` when that is in vain."""
        misses = 0
        while misses < PATIENCE:
            await self._alarm.wait()
            self._alarm.set(self._interval)
            misses = 0 if await self._succeeds(self._poll()) else misses + 1
            if misses:
                self._alarm.within(self._pace.retry)
        raise LinkLost("lists are not answered")

    def dialing(self, extension: str) -> None:
        """Ask nothing of an extension while the PBX has not said which call it is going to make."""
        self._curiosity.dialing(extension)

    def dialed(self, extension: str) -> None:
        """Ask what was not asked meanwhile."""
        self._curiosity.dialed(extension)

    def look_soon(self) -> None:
        """Look at everything soon, because the picture is most likely wrong."""
        self._alarm.within(self._pace.settle)

    @property
    def _interval(self) -> float:
        """Give the time until the next look: sooner while something is going on."""
        is_busy = bool(self.calls) or self._proof.wants_haste
        return self._pace.poll_in_call if is_busy else self._pace.poll

    async def _succeeds(self, attempt: Awaitable[None]) -> bool:
        """Try something that may fail now and then."""
        try:
            await attempt
        except MISSES as err:
            self._recorder.count("missed", type(err).__name__)
            return False
        return True

    async def _poll(self) -> None:
        """Tell the whole picture once more."""
        self._tell(await self._look())

    def _tell(self, facts: tuple[Fact, ...]) -> None:
        """Emit facts, if there are any, and look again soon while a call goes on."""
        if facts:
            self._emit(Batch(facts))
        if self.calls:
            self._alarm.within(self._pace.poll_in_call)

    async def _look(self) -> tuple[Fact, ...]:
        """Ask for the lists and all calls; only then is anything changed, all at once."""
        question, asked = self.roster.question(), self._clock()
        extensions = await self._ask.extensions()
        trunks = await self._ask.trunks()
        found = await self._ask.calls(self.roster.busy(extensions))
        if not self._ask.lists_members:
            found = await self._with_partners(extensions, found)
        await self._look_at_device()
        quiet, at, before = self.calls.unheard_since(asked), self._clock(), tuple(self.calls)
        facts: list[Fact] = []
        self.roster.surprises = []
        if self._no_people.believes(extensions, asked, at):
            facts.append(ExtensionsAre(extensions=self.roster.take(extensions, question)))
        if trunks is not None and self._no_trunks.believes(trunks, asked, at):
            facts.append(self._trunks_are(trunks_are(trunks)))
        facts += calls_are(found, self.calls, self.roster, asked, at)
        facts += silent_are(self.calls, self.roster, quiet, at)
        self._proof.compare(before, self.roster)
        if self._proof.wants_haste:
            self._alarm.within(self._pace.poll_in_call)
        for extension in self.roster.ringing():
            self._curiosity.ask_who_rings(extension)
        return tuple(facts)

    async def _with_partners(self, extensions: Iterable[ExtensionRow], found: Found) -> Found:
        """Ask what phones are busy with, where no list of calls tells."""
        if not (who := puzzling(extensions, found, self.calls)):
            return found
        try:
            return replace(found, partners=await self._ask.people(who))
        except MISSES as err:
            # All else that was found counts all the same.
            self._recorder.count("missed", type(err).__name__)
            return found

    async def _look_at_device(self) -> None:
        """Ask now and then what the clock shows, and in a new session whether it is still this PBX.

        Raise `OtherPbx` if it is another one: it need not have our password once more.
        """
        asked, now = self._asked_device, self._clock()
        is_new = self._session != self._api.session
        if not is_new and asked is not None and now - asked < self._pace.device:
            return
        self._asked_device = now
        try:
            device = await self._ask.device()
        except MISSES as err:
            self._recorder.count("missed", type(err).__name__)
            return
        self._session, self.offset = self._api.session, device.offset
        if device.serial and self.serial and device.serial != self.serial:
            raise OtherPbx("another PBX answers at the address")

    def _trunks_are(self, fact: TrunksAre) -> TrunksAre:
        """Remember the trunks, since a report names only one of them."""
        self._trunks = {trunk.name: trunk for trunk in fact.trunks}
        return fact

    def _hear(self, delivery: Delivery) -> None:
        """Take one report."""
        if len(delivery.body) <= MAX_RECORDED:
            self._recorder.record(Way.IN, delivery.body)
        report = decode(delivery.body)
        self._count_oddities(report)
        if report.serial and self.serial and report.serial.lower() != self.serial.lower():
            self._recorder.count("report of another PBX")
            # Perhaps it has our PBX's address now.
            self._session = 0
            return
        at = delivery.received
        if self._repeats.is_repeat(report, delivery.body, at) or (
            isinstance(report, BootUp) and not self._api.restarted()
        ):
            return
        match report:
            case ConfigChange() | TrunkState():
                self._alarm.within(self._pace.settle)
            case ExtensionStatus():
                self._phone_changed(report)
        if isinstance(report, TrunkState):
            self._tell(tuple(trunk_is(report, self._trunks)))
        self._tell(translate(report, self.calls, self.roster, at, self.offset))
        if not isinstance(report, Broken):
            self._proof.heard(report, self.calls, at)
        self._react(report)

    def _react(self, report: Report) -> None:
        """Do what a report calls for, now that its facts are told."""
        match report:
            case BootUp():
                raise LinkLost("restarted")
            case ConfigChange() if self.on_change is not None:
                self.on_change(report)
            case ExtensionStatus():
                self._curiosity.wonder(report.extension)
            case Answer(members=(member, *_)) if self.roster.hook(member.number) is Hook.RINGING:
                # It will be told to be busy; if not, it rings for somebody else.
                self._curiosity.ask_who_rings(member.number)
            case NewCdr() if (call := self.calls.named(report.call)) and not call.is_over:
                # The caller may be in a mailbox now.
                self._alarm.within(self._pace.doubt)

    def _count_oddities(self, report: Report) -> None:
        """Count what was not understood, for bug reports."""
        match report:
            case Broken():
                self._recorder.count("broken report")
            case Unknown():
                self._recorder.count("unknown report", report.word)
            case TrunkState():
                self._recorder.count("trunk report", report.status)
        for name in report.extra:
            self._recorder.count("unknown field", f"{type(report).__name__}.{name}")

    def _phone_changed(self, report: ExtensionStatus) -> None:
        """Remember what a phone does."""
        if (state := phone_state(report.status)) is None:
            self._recorder.count("unknown extension status", report.status)
        else:
            self.roster.report(report.extension, *state)
