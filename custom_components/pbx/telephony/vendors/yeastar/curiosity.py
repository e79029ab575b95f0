"""What the reports about phones leave out is asked for: who calls, who has answered, who is called.

A phone rings, is busy or falls silent without a word of the call that it is about.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from ...driver import Ports
from ...facts import CallEnded, ExtensionIs, Fact
from ...model import Cause, ExtensionId, Hook
from .answers import ExtensionCalls
from .calls import Calls
from .known import KnownCall
from .pace import MISSES, Pace
from .phones import FREE, falls_silent, names, taken_by
from .picture import calls_are, idle_others, lines_are, ringing_is, rung_by
from .queries import Queries
from .questions import Questions, Spawn
from .roster import Roster, is_news
from .talks import talks_are
from .words import phone_state

_CALLS: Final = "calls"
# A phone that is free is asked about one by one only for so many calls.
_DOUBTS: Final = 10


class Curiosity:
    """Asks about phones and calls, a little later and only if nobody has told meanwhile."""

    def __init__(
        self,
        ask: Queries,
        calls: Calls,
        roster: Roster,
        *,
        ports: Ports,
        pace: Pace,
        tell: Callable[[tuple[Fact, ...]], None],
        spawn: Spawn,
        surprised: Callable[[str], None],
    ) -> None:
        """Prepare; what is learnt goes to `tell`, who does what no report told to `surprised`."""
        self._ask = ask
        self._calls = calls
        self._roster = roster
        self._clock = ports.clock
        self._recorder = ports.recorder
        self._pace = pace
        self._tell = tell
        self._surprised = surprised
        self._questions = Questions(spawn)
        self._dialing: set[str] = set()

    def dialing(self, extension: str) -> None:
        """Ask nothing of an extension while the PBX has not said which call it is going to make."""
        self._dialing.add(extension)

    def dialed(self, extension: str) -> None:
        """Ask what was not asked meanwhile."""
        self._dialing.discard(extension)
        if self._roster.hook(extension) is Hook.RINGING:
            self.ask_who_rings(extension)

    def wonder(self, extension: str) -> None:
        """Ask what the report about a phone leaves out."""
        match self._roster.hook(extension):
            case Hook.RINGING:
                self.ask_who_rings(extension)
            case Hook.BUSY if self._calls_anew(extension):
                self._ask_whom_it_calls(extension)
            case Hook.BUSY if self._calls.only_rings(extension):
                # Its answer may follow, or be lost.
                self._questions.ask(
                    f"{extension}!", self._pace.doubt, lambda: self._has_answered(extension)
                )
            case Hook.IDLE | Hook.FAULT if any(self._calls.of(extension)):
                # It may have hung up, or only have told so before the call was told.
                self._questions.ask(_CALLS, self._pace.doubt, self._look_at_calls)

    def ask_who_rings(self, extension: str, again: float | None = None) -> None:
        """Ask who makes a phone ring, unless reports say it by themselves."""
        pause = again or self._pace.again
        self._questions.ask(
            extension, self._pace.curious, lambda: self._who_rings(extension, pause)
        )

    async def _tried[T](self, attempt: Awaitable[T]) -> T | None:
        """Try to learn something that can do without; None if that fails."""
        try:
            return await attempt
        except MISSES as err:
            self._recorder.count("missed", type(err).__name__)
            return None

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
            self.ask_who_rings(extension, 2 * again)

    def _rings_for_nobody(self, extension: str) -> bool:
        """Tell whether a phone rings, and it is not known for whom."""
        return self._is_ringing(extension) and not self._calls.rings(extension)

    def _is_ringing(self, extension: str) -> bool:
        """Tell whether a phone rings, other than for a call that is just being ordered."""
        is_ringing = self._roster.hook(extension) is Hook.RINGING
        return is_ringing and extension not in self._dialing

    async def _find_caller(self, extension: str) -> bool:
        """Ask about the extension, then about all inbound calls; tell whether that helped."""
        if self._ask.lists_members:
            return await self._find_calls_of(extension)
        facts: list[Fact] = []
        if row := await self._tried(self._ask_about(extension)):
            for other in idle_others(row, self._roster):
                # Either this phone rings because a program dialed for it, or we missed something.
                await self._tried(self._ask_about(other))
            if self._is_ringing(extension):
                facts = ringing_is(row, self._calls, self._roster, self._clock())
        if not facts and self._is_ringing(extension):
            found = await self._tried(self._ask.inbound())
            if found and self._is_ringing(extension):
                facts = rung_by(extension, found, self._calls, self._roster, self._clock())
        self._tell(tuple(facts))
        return bool(facts)

    async def _find_calls_of(self, extension: str) -> bool:
        """Ask for all calls of an extension, where the PBX tells; say whether there are any."""
        asked = self._clock()
        found = await self._tried(self._ask.calls_of((extension,)))
        talks = found.talks if found else ()
        facts, _ = talks_are(talks, self._calls, self._roster, asked, self._clock())
        self._tell(tuple(facts))
        return bool(talks)

    async def _ask_about(self, extension: str) -> ExtensionCalls | None:
        """Ask about one extension, and believe what its phone does unless a report was quicker."""
        question, asked = self._roster.question(), self._clock()
        row = await self._ask.extension(extension)
        state = phone_state(row.status) if row else None
        if state and not self._roster.is_stale(extension, question):
            hook, registered = state
            id, facts = ExtensionId(extension), list[Fact]()
            if hook is not (was := self._roster.hook(extension)):
                if was is not None and is_news(was, registered, hook, registered):
                    self._surprised(extension)
                self._roster.report(extension, hook, registered)
                facts.append(ExtensionIs(id=id, hook=hook, registered=registered))
            if hook in FREE:
                quiet = self._calls.unheard_since(asked)
                facts += falls_silent(id, quiet, self._calls, self._clock())
            self._tell(tuple(facts))
        return row

    async def _has_answered(self, extension: str) -> None:
        """Ask about a phone that rang and is busy, if nothing else was told meanwhile."""
        call = self._calls.only_rings(extension)
        if call is None or self._roster.hook(extension) is not Hook.BUSY:
            return
        if self._ask.lists_members:
            await self._find_calls_of(extension)
        else:
            await self._tried(self._find_answer(extension, call))

    async def _find_answer(self, extension: str, call: KnownCall) -> None:
        """Ask whether a phone is busy with the call that it rang for."""
        row = await self._ask_about(extension)
        is_same = self._calls.only_rings(extension) is call
        if row and is_same and self._roster.hook(extension) is Hook.BUSY:
            is_busy = phone_state(row.status) == (Hook.BUSY, True)
            if is_busy and names(row, call, self._calls):
                self._tell(tuple(taken_by(extension, call, self._calls, self._clock())))

    def _calls_anew(self, extension: str) -> bool:
        """Tell whether a phone is on no call that is known, but for one that it has left."""
        return all(call.caller_left for call in self._calls.of(extension))

    def _ask_whom_it_calls(self, extension: str) -> None:
        """Ask for whom a receiver was lifted, unless reports say it by themselves."""
        self._questions.ask(
            f"{extension}>", self._pace.curious, lambda: self._whom_it_calls(extension)
        )

    async def _whom_it_calls(self, extension: str) -> None:
        """Ask about a busy phone, if it still is on no call."""
        if self._roster.hook(extension) is not Hook.BUSY or not self._calls_anew(extension):
            return
        if self._ask.lists_members:
            await self._find_calls_of(extension)
        else:
            await self._tried(self._find_called())

    async def _find_called(self) -> None:
        """Ask for the calls to outside: reports tell of them only once they are answered."""
        asked = self._clock()
        found = await self._ask.outbound() or ()
        facts, _ = lines_are(found, self._calls, self._roster, asked, self._clock())
        self._tell(tuple(facts))

    async def _look_at_calls(self) -> None:
        """Ask which calls go on, if a silent phone is still on one."""
        doubtful = [call for call in self._calls if self._roster.free(call.live_extensions)]
        if not doubtful:
            return
        if self._ask.lists_members:
            for call in doubtful[:_DOUBTS]:
                await self._tried(self._find_call(call))
        else:
            await self._tried(self._find_calls())

    async def _find_calls(self) -> None:
        """Ask for all calls over trunks."""
        asked = self._clock()
        found = await self._ask.calls(())
        self._tell(tuple(calls_are(found, self._calls, self._roster, asked, self._clock())))

    async def _find_call(self, call: KnownCall) -> None:
        """Ask for one call by its id; it is over if the PBX no longer knows it."""
        asked = self._clock()
        answers = [await self._ask.call(name) for name in sorted(call.names)]
        found = [each for answer in answers if answer for each in answer]
        facts, _ = talks_are(found, self._calls, self._roster, asked, self._clock())
        is_gone = all(answer is None for answer in answers)
        if is_gone and not call.is_over and call.heard <= asked:
            self._calls.close(call)
            facts = [CallEnded(call=call.id, at=self._clock(), cause=Cause.LOST)]
        self._tell(tuple(facts))
