"""What goes on while a PBX is watched: reports, heartbeat, poll, and the questions in between.

Reports are quick and get lost, the poll is slow and complete. Both change the same memory, and what
they mean is emitted at the same moment, so facts leave in the order in which they became true.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from ...driver import Delivery, Ingress, Ports
from ...errors import (
    ApiDisabled,
    CannotConnect,
    ConnectTimeout,
    LinkLost,
    ProtocolError,
)
from ...facts import Batch, ExtensionIs, ExtensionsAre, Fact
from ...model import ExtensionId, Hook
from ...recorder import Way
from .answers import ExtensionCalls, TrunkCall
from .api import Api
from .calls import Calls, KnownCall
from .errors_table import RequestFailed
from .phones import FREE, falls_silent, names, taken_by
from .picture import (
    calls_are,
    idle_others,
    lines_are,
    ringing_is,
    rung_by,
    silent_are,
    trunks_are,
)
from .post import MAX_RECORDED
from .queries import Queries
from .questions import Alarm, Questions, Spawn
from .reports import (
    BootUp,
    Broken,
    ConfigChange,
    ExtensionStatus,
    Report,
    TrunkState,
    Unknown,
)
from .roster import Roster
from .translate import translate
from .wire import decode
from .words import phone_state

# The PBX may be slow or busy once; only twice in a row means that it is gone.
MISSES: Final = (ApiDisabled, CannotConnect, ConnectTimeout, ProtocolError, RequestFailed)
PATIENCE: Final = 2

_CALLS: Final = "calls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All times in seconds."""

    heartbeat: float = 60.0
    """Far below the thirty minutes of the token: it also tells whether reports can still come."""
    poll: float = 60.0
    poll_in_call: float = 15.0
    retry: float = 10.0
    """After a first miss: a PBX that is gone shall not look alive for a whole minute more."""
    settle: float = 1.0
    """After a change of the configuration, since they come in swarms."""
    curious: float = 0.3
    """Before asking who makes a phone ring: a report may say it by itself."""
    again: float = 1.0
    """Before asking that once more in vain, and each time twice as long."""
    doubt: float = 2.0
    """Before asking what a phone means by falling silent, or busy, in the middle of a call."""


class Watch:
    """Follows one PBX over one session."""

    def __init__(
        self, api: Api, ports: Ports, pace: Pace, emit: Callable[[Batch], None], spawn: Spawn
    ) -> None:
        """Prepare; facts go to `emit`, tasks to `spawn`."""
        self.calls = Calls()
        self.roster = Roster()
        self.serial = ""
        self._api = api
        self._ask = Queries(api, ports.recorder)
        self._clock = ports.clock
        self._recorder = ports.recorder
        self._pace = pace
        self._emit = emit
        self._alarm = Alarm()
        self._questions = Questions(spawn)
        self._dialing: set[str] = set()

    async def first(self) -> tuple[Fact, ...]:
        """Give the whole picture."""
        facts = await self._look()
        self._alarm.set(self._interval)
        return facts

    async def listen(self, ingress: Ingress) -> None:
        """Take report after report; each gives way to others, however many wait."""
        while True:
            self._hear(await ingress.receive())
            await asyncio.sleep(0)

    async def beat(self) -> None:
        """Keep the session alive; raise `LinkLost` when that is in vain."""
        misses = 0
        while misses < PATIENCE:
            pause = self._pace.heartbeat
            await asyncio.sleep(min(pause, self._pace.retry) if misses else pause)
            misses = 0 if await self._succeeds(self._api.heartbeat()) else misses + 1
        raise LinkLost("the heartbeat is not answered")

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
        self._dialing.add(extension)

    def dialed(self, extension: str) -> None:
        """Ask what was not asked meanwhile."""
        self._dialing.discard(extension)
        if self.roster.hook(extension) is Hook.RINGING:
            self._ask_who_rings(extension)

    @property
    def _interval(self) -> float:
        """Give the time until the next look: sooner while something is going on."""
        return self._pace.poll_in_call if self.calls else self._pace.poll

    async def _succeeds(self, attempt: Awaitable[None]) -> bool:
        """Try something that may fail now and then."""
        try:
            await attempt
        except MISSES as err:
            self._recorder.count("missed", type(err).__name__)
            return False
        return True

    async def _tried[T](self, attempt: Awaitable[T]) -> T | None:
        """Try to learn something that can do without; None if that fails."""
        try:
            return await attempt
        except MISSES as err:
            self._recorder.count("missed", type(err).__name__)
            return None

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
        found, are_all = await self._ask.calls()
        quiet, at = self.calls.unheard_since(asked), self._clock()
        facts: list[Fact] = [ExtensionsAre(extensions=self.roster.take(extensions, question))]
        if trunks is not None:
            facts.append(trunks_are(trunks))
        facts += self._calls_found(found, asked, at, are_all=are_all)
        facts += silent_are(self.calls, self.roster, quiet, at)
        for extension in self.roster.ringing():
            self._ask_who_rings(extension)
        return tuple(facts)

    def _calls_found(
        self, found: tuple[TrunkCall, ...], asked: float, at: float, *, are_all: bool
    ) -> list[Fact]:
        """Take the calls over trunks; only if these are all, any other is over."""
        if are_all:
            return calls_are(found, self.calls, self.roster, asked, at)
        return lines_are(found, self.calls, self.roster, asked, at)[0]

    def _hear(self, delivery: Delivery) -> None:
        """Take one report."""
        if len(delivery.body) <= MAX_RECORDED:
            self._recorder.record(Way.IN, delivery.body)
        report = decode(delivery.body)
        self._count_oddities(report)
        if report.serial and self.serial and report.serial.lower() != self.serial.lower():
            self._recorder.count("report of another PBX")
            return
        match report:
            case BootUp():
                raise LinkLost("restarted")
            case ConfigChange() | TrunkState():
                self._alarm.within(self._pace.settle)
            case ExtensionStatus():
                self._phone_changed(report)
        self._tell(translate(report, self.calls, self.roster, delivery.received))
        if isinstance(report, ExtensionStatus):
            self._wonder(report.extension)

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

    def _wonder(self, extension: str) -> None:
        """Ask what the report about a phone leaves out."""
        match self.roster.hook(extension):
            case Hook.RINGING:
                self._ask_who_rings(extension)
            case Hook.BUSY if self._calls_anew(extension):
                self._ask_whom_it_calls(extension)
            case Hook.BUSY if self.calls.only_rings(extension):
                # Its answer may follow, or be lost.
                self._questions.ask(
                    f"{extension}!", self._pace.doubt, lambda: self._has_answered(extension)
                )
            case Hook.IDLE | Hook.FAULT if any(self.calls.of(extension)):
                # It may have hung up, or only have told so before the call was told.
                self._questions.ask(_CALLS, self._pace.doubt, self._look_at_calls)

    def _ask_who_rings(self, extension: str, again: float | None = None) -> None:
        """Ask who makes a phone ring, unless reports say it by themselves."""
        pause = again or self._pace.again
        self._questions.ask(
            extension, self._pace.curious, lambda: self._who_rings(extension, pause)
        )

    async def _who_rings(self, extension: str, again: float) -> None:
        """Ask about a ringing phone, if it still rings for nobody."""
        if self._rings_for_nobody(extension) and not await self._find_caller(extension):
            # Asked under another name, so that a new ringing does not wait for it.
            self._questions.ask(
                f"{extension}?", again, lambda: self._who_rings_still(extension, again)
            )

    async def _who_rings_still(self, extension: str, again: float) -> None:
        """Ask once more: the PBX may have been slow, or busy."""
        if self._rings_for_nobody(extension):
            self._ask_who_rings(extension, 2 * again)

    def _rings_for_nobody(self, extension: str) -> bool:
        """Tell whether a phone rings, and it is not known for whom."""
        return self._is_ringing(extension) and not self.calls.rings(extension)

    def _is_ringing(self, extension: str) -> bool:
        """Tell whether a phone rings, other than for a call that is just being ordered."""
        is_ringing = self.roster.hook(extension) is Hook.RINGING
        return is_ringing and extension not in self._dialing

    async def _find_caller(self, extension: str) -> bool:
        """Ask about the extension, then about all inbound calls; tell whether that helped."""
        facts: list[Fact] = []
        if row := await self._tried(self._ask_about(extension)):
            for other in idle_others(row, self.roster):
                # Either this phone rings because a program dialed for it, or we missed something.
                await self._tried(self._ask_about(other))
            if self._is_ringing(extension):
                facts = ringing_is(row, self.calls, self.roster, self._clock())
        if not facts and self._is_ringing(extension):
            found = await self._tried(self._ask.inbound())
            if found and self._is_ringing(extension):
                facts = rung_by(extension, found, self.calls, self.roster, self._clock())
        self._tell(tuple(facts))
        return bool(facts)

    async def _ask_about(self, extension: str) -> ExtensionCalls | None:
        """Ask about one extension, and believe what its phone does unless a report was quicker."""
        question, asked = self.roster.question(), self._clock()
        row = await self._ask.extension(extension)
        state = phone_state(row.status) if row else None
        if state and not self.roster.is_stale(extension, question):
            hook, registered = state
            id, facts = ExtensionId(extension), list[Fact]()
            if hook is not self.roster.hook(extension):
                self.roster.report(extension, hook, registered)
                facts.append(ExtensionIs(id=id, hook=hook, registered=registered))
            if hook in FREE:
                quiet = self.calls.unheard_since(asked)
                facts += falls_silent(id, quiet, self.calls, self._clock())
            self._tell(tuple(facts))
        return row

    async def _has_answered(self, extension: str) -> None:
        """Ask about a phone that rang and is busy, if nothing else was told meanwhile."""
        call = self.calls.only_rings(extension)
        if call is not None and self.roster.hook(extension) is Hook.BUSY:
            await self._succeeds(self._find_answer(extension, call))

    async def _find_answer(self, extension: str, call: KnownCall) -> None:
        """Ask whether a phone is busy with the call that it rang for."""
        row = await self._ask_about(extension)
        is_same = self.calls.only_rings(extension) is call
        if row and is_same and self.roster.hook(extension) is Hook.BUSY:
            is_busy = phone_state(row.status) == (Hook.BUSY, True)
            if is_busy and names(row, call, self.calls):
                self._tell(tuple(taken_by(extension, call, self.calls, self._clock())))

    def _calls_anew(self, extension: str) -> bool:
        """Tell whether a phone is on no call that is known, but for one that it has left."""
        return all(call.caller_left for call in self.calls.of(extension))

    def _ask_whom_it_calls(self, extension: str) -> None:
        """Ask for whom a receiver was lifted, unless reports say it by themselves."""
        self._questions.ask(
            f"{extension}>", self._pace.curious, lambda: self._whom_it_calls(extension)
        )

    async def _whom_it_calls(self, extension: str) -> None:
        """Ask about a busy phone, if it still is on no call."""
        if self.roster.hook(extension) is Hook.BUSY and self._calls_anew(extension):
            await self._succeeds(self._find_called())

    async def _find_called(self) -> None:
        """Ask for the calls to outside: reports tell of them only once they are answered."""
        asked = self._clock()
        found = await self._ask.outbound()
        self._tell(tuple(lines_are(found or (), self.calls, self.roster, asked, self._clock())[0]))

    async def _look_at_calls(self) -> None:
        """Ask which calls go on, if a silent phone is still on one."""
        if any(self.roster.free(call.live_extensions) for call in self.calls):
            await self._succeeds(self._find_calls())

    async def _find_calls(self) -> None:
        """Ask for all calls over trunks."""
        asked = self._clock()
        found, are_all = await self._ask.calls()
        self._tell(tuple(self._calls_found(found, asked, self._clock(), are_all=are_all)))
