"""Carries out commands: what is one request here, what takes several by those who know them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Final

from ...commands import (
    ApplyConfiguration,
    CallBack,
    Command,
    Decision,
    Dial,
    DialInto,
    GetContacts,
    GetRecords,
    GetWakeUps,
    HangUp,
    Hold,
    Monitor,
    Mute,
    PlayPrompt,
    ReadConfiguration,
    Receipt,
    Screen,
    SendMessage,
    SetAgent,
    SetDoNotDisturb,
    SetForward,
    SetRingMobile,
    Transfer,
    WriteConfiguration,
)
from ...driver import Download, Ports
from ...errors import CommandRefused, CommandUnsupported, LinkLost, PbxError
from ...facts import Batch
from ...model import CallId, ExtensionId
from .adjusting import Adjusting, AdjustingPace
from .api import Api
from .archive import Archive
from .calls import Calls
from .destinations import Destinations
from .details import Details
from .errand import Errands
from .ordering import Request, request_for
from .ordering.dialing import Dialing
from .ordering.targets import NO_SUCH_CALL, people_on, who_hands_on
from .pairs import Pairs
from .partners import talking_is
from .picture import calls_are
from .queries import Queries
from .talks import talks_are
from .wake_up_rows import wake_ups_of
from .watch import Watch

# "The call does not exist": what was to be ended has ended.
_NO_CALL: Final = ("10005", "10007")
# What we took for a call or an extension is none: the picture has to be taken anew.
_MISTAKEN: Final = (*_NO_CALL, "10006")
# It waited for ten seconds, and is in.
_TOO_LATE: Final = "10016"


class Carrier:
    """Carries out the commands for one session."""

    def __init__(
        self,
        api: Api,
        watch: Watch,
        details: Details,
        *,
        ports: Ports,
        outbox: Callable[[Batch | PbxError], None],
        pace: AdjustingPace | None = None,
    ) -> None:
        """Prepare; facts go to the outbox, and what ends the link."""
        self._api = api
        self._watch = watch
        self._details = details
        self._clock = ports.clock
        self._emit = outbox
        self._ask = Queries(api, ports.recorder)
        self._errands = Errands(api, outbox)
        self._destinations = Destinations(self._errands, watch.roster, details.queues)
        pace = pace or AdjustingPace()
        self._adjusting = Adjusting(self._errands, watch.roster, details.look_at, pace)
        self._archive = Archive(
            self._errands, watch.roster, offset=lambda: watch.offset, clock=ports.clock
        )

    async def execute(self, command: Command) -> Receipt:
        """Ask for something; raise `CommandError` or `LinkLost`."""
        try:
            return await self._carry_out(command)
        except CommandRefused as err:
            if err.detail in _MISTAKEN:
                self._watch.look_soon()
            if not _is_done_anyway(command, err):
                raise
            return Receipt()

    async def _carry_out(self, command: Command) -> Receipt:
        """Ask for something, in the way that is its own."""
        match command:
            case Dial() | DialInto() | CallBack() | PlayPrompt():
                return await self._dial(command)
            case SetDoNotDisturb() | SetForward() | SetRingMobile():
                return await self._adjusting.set(command)
            case ReadConfiguration() | WriteConfiguration() | ApplyConfiguration():
                return await self._adjusting.configure(command)
            case GetRecords():
                return await self._archive.records(command)
            case GetContacts():
                return await self._archive.contacts()
        return await self._do(command)

    def recording(self, name: str) -> AbstractAsyncContextManager[Download]:
        """Open a recording; raise `CommandError` or `LinkLost`."""
        return self._archive.recording(name)

    async def _do(self, command: Command) -> Receipt:
        """Ask for what is a single request."""
        if (request := await self._wanted(command)) is None:
            return Receipt()
        if isinstance(command, Transfer):
            await self._destinations.check(command, request)
        with self._handing_on(command):
            answer = await self._errands.run(command.needs, request)
        match command:
            case SendMessage():
                return Receipt(message=answer.text("smsid") or None)
            case GetWakeUps():
                return Receipt(wake_ups=wake_ups_of(answer, command.extension))
            case SetAgent():
                self._details.queues.look_soon(command.queue)
        return Receipt()

    @contextmanager
    def _handing_on(self, command: Command) -> Iterator[None]:
        """Remember who hands a call on: no report tells of it when a program does so.

        Who leaves may be told before the answer has come.
        """
        left = None
        if isinstance(command, Transfer):
            left = who_hands_on(command.extension, command.call, self._watch.calls)
        if left is None or left[1] in left[0].leaving:
            yield
            return
        call, extension = left
        call.leaving.add(extension)
        try:
            yield
        except CommandRefused, CommandUnsupported, LinkLost:
            call.leaving.discard(extension)
            raise

    def _request(self, command: Command) -> Request | None:
        """Say what to ask for."""
        watch = self._watch
        return request_for(command, self._api.dialect, watch.roster, watch.calls)

    async def _wanted(self, command: Command) -> Request | None:
        """Say what to ask for, after a look at the calls if one is not known that must be named."""
        try:
            return self._request(command)
        except CommandRefused as err:
            who = _who_acts(command, self._watch.calls)
            if err.meaning != NO_SUCH_CALL or who is None:
                raise
        with self._errands.told(command.needs):
            await self._look_at_calls_of(who)
        try:
            return self._request(command)
        except CommandRefused as err:
            if isinstance(command, HangUp) and err.meaning == NO_SUCH_CALL:
                return None
            raise

    async def _look_at_calls_of(self, extension: ExtensionId) -> None:
        """Learn on which calls an extension is: all of them, or those over trunks."""
        watch, asked = self._watch, self._clock()
        if self._ask.lists_members:
            found = await self._ask.calls_of((extension,))
            facts, _ = talks_are(found.talks, watch.calls, watch.roster, asked, self._clock())
        else:
            found = await self._ask.calls(())
            facts = calls_are(found, watch.calls, watch.roster, asked, self._clock())
            if not any(watch.calls.of(extension)):
                # Whoever came through a group may not be listed with whom it has found.
                row = await self._ask.extension(extension)
                facts += talking_is(row, watch.calls, watch.roster, self._clock()) if row else []
        if facts:
            self._emit(Batch(tuple(facts)))

    async def _dial(self, command: Dialing) -> Receipt:
        """Dial, and remember the promised call: its first report may name nobody."""
        watch, request = self._watch, self._request(command)
        assert request is not None, "there is always something to dial"
        if isinstance(command, DialInto):
            await self._destinations.check(command, request)
        if (caller := None if isinstance(command, CallBack) else command.extension) is None:
            return self._promised(await self._errands.run(command.needs, request))
        watch.dialing(caller)
        try:
            answer = await self._errands.run(command.needs, request)
            if not (name := answer.text("callid")):
                return Receipt()
            call = watch.calls.expect(name, caller, _callee(command), self._clock())
            return Receipt(call=call.id)
        finally:
            watch.dialed(caller)

    def _promised(self, answer: Pairs) -> Receipt:
        """Name a call between others than extensions, as its reports will name it."""
        if not (name := answer.text("callid")):
            return Receipt()
        known = self._watch.calls.named(name)
        return Receipt(call=known.id if known else CallId(name))


def _who_acts(command: Command, calls: Calls) -> ExtensionId | None:
    """Say on whose calls the one may be that a command is about."""
    match command:
        case Mute() | Monitor():
            return command.extension
        case HangUp() | Hold() | Transfer():
            if command.extension is not None or command.call is None:
                return command.extension
            known = calls.with_id(command.call)
            return next(iter(people_on(known)), None) if known else None
    return None


def _callee(command: Dialing) -> str:
    """Say whom an extension is connected to; empty for a machine that speaks."""
    match command:
        case Dial():
            return command.number
        case DialInto():
            return command.target.number
    return ""


def _is_done_anyway(command: Command, err: CommandRefused) -> bool:
    """Tell whether what was wanted is the case, though it was refused."""
    match command:
        case HangUp():
            return err.detail in _NO_CALL
        case Screen(decision=Decision.ACCEPT):
            return err.detail == _TOO_LATE
    return False
