"""Acting as users: one `api` value for each user, shared by all that need it.

          take                    answer with a value              last release
nobody ---------> CreateApi sent ---------------------> acting ------------------> DeleteApi sent
                       |  refusal, silence                (the values die with the connection)
                       +-------------------> nobody
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from ...errors import CommandRefused
from .feature import Line
from .requests import Facts
from .waiting import Waiting
from .wire import Message, Unknown
from .wire.impersonation import CreateApi, CreateApiResult, DeleteApi, DeleteApiResult

_ACTS_IN: Final = "PbxApi"
# No value is in use yet when we ask, so nothing can come to harm.
_NOBODY: Final = "PbxApi.0"

type Then = Callable[[str | None, float], Facts]
"""Gets the `api` value; None if the PBX does not let us act as that user."""


@dataclass(slots=True, eq=False)
class _Seat:
    """One user whom we act as, or shall."""

    sip: str
    target: str | None = None
    users: int = 0
    asked: CreateApi | None = None
    waiting: list[Then] = field(default_factory=list)


class Impersonation:
    """All users whom we act as on one connection."""

    def __init__(self, line: Line) -> None:
        """Start with nobody."""
        self._line = line
        self._seats: dict[str, _Seat] = {}
        self._asked: dict[Message, _Seat] = {}
        self._unanswered: Waiting[Message] = Waiting(line.times.visible)

    @property
    def is_answered(self) -> bool:
        """Tell whether nothing that was asked is unanswered."""
        return not self._asked

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        return self._unanswered.next

    async def probe(self, sip: str | None) -> bool:
        """Find out whether the API is ticked, by a user whom we shall act as anyway, if any.

        Else, and if that is refused, by deleting a value that does not exist: of all requests the
        only one that changes nothing, and its answer to that is documented.
        """
        times, requests = self._line.times, self._line.requests
        if sip is not None:
            create = CreateApi(src=requests.tag("c"), sip=sip, target=_ACTS_IN)
            # Of a user that it does not know, the PBX may say nothing at all.
            with suppress(TimeoutError):
                answer = await self._line.ask(create, times.ticked / 2)
                if (target := _value(answer)) is not None:
                    self._seats[_key(sip)] = _Seat(sip, target)
                    return True
        delete = DeleteApi(src=requests.tag("c"), target=_NOBODY)
        answer = await self._line.ask(delete, times.answer)
        return isinstance(answer, DeleteApiResult) and answer.failure is None

    def take(self, sip: str, then: Then, now: float) -> Facts:
        """Act as a user from now on, until `release`; `then` is called once, maybe at once."""
        seat = self._seats.setdefault(_key(sip), _Seat(sip))
        seat.users += 1
        if seat.target is not None:
            return then(seat.target, now)
        seat.waiting.append(then)
        if seat.asked is None:
            create = CreateApi(src=self._line.requests.tag("c"), sip=sip, target=_ACTS_IN)
            seat.asked = create
            self._asked[create] = seat
            self._unanswered.add(create, now)
            self._line.requests.ask(create, partial(self._created, seat))
        return ()

    def release(self, sip: str, then: Then) -> bool:
        """Need it no longer, with the `then` it was taken with; not after a refusal.

        Tell whether nobody acts as that user any more, and so all that was asked for them is over.
        """
        if (seat := self._seats.get(_key(sip))) is None:
            return True
        seat.users -= 1
        if then in seat.waiting:
            seat.waiting.remove(then)
        if not seat.users and seat.asked is None:
            self._leave(seat)
        return not seat.users

    @asynccontextmanager
    async def acting(self, sip: str) -> AsyncGenerator[str]:
        """Act as a user within this; raise `CommandRefused` if the PBX does not let us.

        Raises TimeoutError if the PBX does not answer, also because it is gone.
        """
        taken: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        then = partial(_resolve, taken)
        self.take(sip, then, self._line.now())
        self._line.tell(())
        try:
            async with asyncio.timeout(self._line.times.answer):
                target = await taken
            if target is None:
                raise CommandRefused("impersonation_refused")
            yield target
        finally:
            if not taken.done() or taken.cancelled() or taken.result() is not None:
                self.release(sip, then)
                self._line.tell(())

    def tick(self, now: float) -> Facts:
        """Take silence for a refusal."""
        facts: list[Facts] = []
        for request in self._unanswered.take(now):
            self._line.requests.forget(request)
            if (seat := self._asked.pop(request, None)) is not None:
                facts.append(self._refused(seat, now))
        return tuple(fact for each in facts for fact in each)

    def _created(self, seat: _Seat, answer: Message | Unknown, now: float) -> Facts:
        """Take the value, or its absence."""
        if seat.asked is not None:
            self._unanswered.drop(seat.asked)
            self._asked.pop(seat.asked, None)
        if (target := _value(answer)) is None:
            return self._refused(seat, now)
        seat.asked, seat.target = None, target
        waiting, seat.waiting = seat.waiting, []
        facts = [then(target, now) for then in waiting]
        if not seat.users:
            self._leave(seat)
        return tuple(fact for each in facts for fact in each)

    def _refused(self, seat: _Seat, now: float) -> Facts:
        """Tell all who wait that there is nothing to wait for."""
        self._seats.pop(_key(seat.sip), None)
        facts = [then(None, now) for then in seat.waiting]
        return tuple(fact for each in facts for fact in each)

    def _leave(self, seat: _Seat) -> None:
        """Act as a user no longer."""
        self._seats.pop(_key(seat.sip), None)
        request = DeleteApi(src=self._line.requests.tag("c"), target=seat.target)
        self._unanswered.add(request, self._line.now())
        self._line.requests.ask(request, partial(self._deleted, request))

    def _deleted(self, request: DeleteApi, answer: Message | Unknown, now: float) -> Facts:
        """Take it that the value is gone."""
        self._unanswered.drop(request)
        return ()


def _value(answer: Message | Unknown) -> str | None:
    """Take the value out of an answer; the plain name of the API would act as ourselves."""
    if not isinstance(answer, CreateApiResult) or answer.failure or not answer.target:
        return None
    return answer.target if answer.target.startswith(f"{_ACTS_IN}.") else None


def _key(sip: str) -> str:
    """Make names comparable."""
    return sip.strip().casefold()


def _resolve(taken: asyncio.Future[str | None], target: str | None, now: float) -> Facts:
    """Hand the value to who waits for it."""
    if not taken.done():
        taken.set_result(target)
    return ()
