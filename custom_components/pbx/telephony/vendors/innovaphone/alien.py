"""Marking people as on the phone on another system (13r3 and later).

The mark ends with the connection, so that nobody stays busy when we are gone; but who shall be
marked is remembered beside the connection, and marked again on the next one.
"""

import asyncio
from dataclasses import dataclass, field
from functools import partial

from ...commands import Command, Receipt, SetPresence
from ...errors import CommandRefused
from ...model import Activity, ExtensionId
from .favourites import sip_of
from .feature import Line
from .impersonation import Impersonation, Then
from .requests import Facts
from .waiting import Waiting
from .wire import Message, Unknown
from .wire.profiles import AddAlienCall, AddAlienCallResult, DelAlienCall


@dataclass(slots=True, eq=False)
class _Mark:
    """Somebody who is marked, or about to be."""

    key: ExtensionId
    sip: str
    then: Then | None = None
    api: str | None = None
    id: int | None = None
    refusal: CommandRefused | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the PBX has answered, one way or the other."""


class AlienCalls:
    """The marks on one connection."""

    def __init__(self, line: Line, impersonation: Impersonation) -> None:
        """Prepare; nothing is asked before `start`."""
        self._line = line
        self._impersonation = impersonation
        self._marks: dict[ExtensionId, _Mark] = {}
        self._unanswered: Waiting[Message] = Waiting(line.times.answer)

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        return self._unanswered.next

    def tick(self, now: float) -> None:
        """Wait no longer for what was not answered."""
        for request in self._unanswered.take(now):
            self._line.requests.forget(request)

    def start(self, now: float) -> None:
        """Mark again who was marked on the connection before."""
        for key, sip in self._line.on_the_phone.items():
            self._begin(key, sip, now)

    async def execute(self, command: Command) -> Receipt | None:
        """Mark somebody; whatever else they are set to takes the mark away, and is not ours."""
        match command:
            case SetPresence(extension=key, raw=None, activity=Activity.ON_THE_PHONE, note=None):
                await self._mark(key)
                return Receipt()
            case SetPresence(extension=key) if command.activity or command.raw is not None:
                self._unmark(key)
        return None

    async def _mark(self, key: ExtensionId) -> None:
        """Mark somebody, unless they are."""
        if (sip := sip_of(self._line, key)) is None:
            raise CommandRefused("extension_not_found")
        self._line.on_the_phone[key] = sip
        mark = self._marks.get(key) or self._begin(key, sip, self._line.now())
        try:
            async with asyncio.timeout(self._line.times.answer):
                await mark.done.wait()
        except BaseException:
            self._unmark(key)
            raise
        if mark.refusal is not None:
            self._line.on_the_phone.pop(key, None)
            raise mark.refusal

    def _begin(self, key: ExtensionId, sip: str, now: float) -> _Mark:
        """Act as somebody to mark them."""
        mark = self._marks[key] = _Mark(key, sip)
        mark.then = partial(self._acting, mark)
        self._line.tell(self._impersonation.take(sip, mark.then, now))
        return mark

    def _acting(self, mark: _Mark, api: str | None, now: float) -> Facts:
        """Ask for the mark; a late answer counts, too."""
        if api is None:
            self._refuse(mark, CommandRefused("impersonation_refused"))
            return ()
        mark.api = api
        request = AddAlienCall(api=api, src=self._line.requests.tag("x"))
        self._line.requests.ask(request, partial(self._answered, mark))
        return ()

    def _answered(self, mark: _Mark, answer: Message | Unknown, now: float) -> Facts:
        """Keep the mark, unless nobody wants it any more."""
        if isinstance(answer, AddAlienCallResult):
            mark.id = answer.id
            if (failure := answer.failure) is not None:
                self._refuse(mark, CommandRefused(detail=failure.text or failure.code))
        mark.done.set()
        if self._marks.get(mark.key) is not mark:
            self._end(mark)
        return ()

    def _refuse(self, mark: _Mark, refusal: CommandRefused) -> None:
        """Take it that there is no mark."""
        mark.refusal = refusal
        mark.done.set()
        if self._marks.get(mark.key) is mark:
            del self._marks[mark.key]

    def _unmark(self, key: ExtensionId) -> None:
        """Take the mark away; one that is on its way goes when it comes."""
        self._line.on_the_phone.pop(key, None)
        if (mark := self._marks.pop(key, None)) is not None:
            if mark.api is None or mark.done.is_set():
                self._end(mark)
            self._line.tell(())

    def _end(self, mark: _Mark) -> None:
        """Delete the mark, whatever the PBX says to that, and act as that person no longer."""
        if mark.api is not None and mark.id is not None:
            request = DelAlienCall(api=mark.api, src=self._line.requests.tag("x"), id=mark.id)
            self._unanswered.add(request, self._line.now())
            self._line.requests.ask(request, partial(self._deleted, request))
        if mark.then is not None:
            self._impersonation.release(mark.sip, mark.then)

    def _deleted(self, request: DelAlienCall, answer: Message | Unknown, now: float) -> Facts:
        """Take it that the mark is gone."""
        self._unanswered.drop(request)
        return ()
