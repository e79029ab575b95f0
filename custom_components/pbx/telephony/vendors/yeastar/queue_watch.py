"""What goes on in queues: nobody reports it, so each is asked about, sooner while it is busy.

A call that goes through a queue and an agent whose phone does something give it away at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from ...facts import Batch, ExtensionIs, Fact, LegIs, QueueIs, QueuesAre
from ...model import ExtensionId, QueueId
from ...queue import AgentStatus, Queue
from .operations import Operation
from .pairs import Pairs
from .queue_rows import queue_status, queues_of

_AT_WORK: Final = (AgentStatus.RINGING, AgentStatus.IN_CALL, AgentStatus.ON_HOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePace:
    """All times in seconds."""

    busy: float = 15.0
    """Between two questions about a queue in use."""
    idle: float = 60.0
    listing: float = 300.0
    """Between two looks at which queues there are."""
    soon: float = 1.0
    """Between two questions about a queue of which something was heard."""
    tick: float = 5.0
    """How soon it is noticed that a queue may be in use."""


class Ask(Protocol):
    """Asks a question; None if no answer came."""

    def __call__(self, operation: Operation, **fields: str | None) -> Awaitable[Pairs | None]:
        """Ask."""
        ...


class QueueWatch:
    """Follows all queues."""

    def __init__(self, ask: Ask, emit: Callable[[Batch], None], pace: QueuePace) -> None:
        """Prepare; facts go to `emit`."""
        self._ask = ask
        self._emit = emit
        self._pace = pace
        self._queues: dict[QueueId, Queue] = {}
        self._asked: dict[QueueId, float] = {}
        self._stirred: set[QueueId] = set()
        self._served_by: dict[ExtensionId, set[QueueId]] = {}
        self._listed = 0.0
        self._hurry = asyncio.Event()

    async def follow(self, is_busy: Callable[[], bool]) -> None:
        """Ask for ever; `is_busy` says whether any call goes on.

        Raise `RequestFailed` if this firmware does not know the questions.
        """
        loop = asyncio.get_running_loop()
        while True:
            if not self._listed or loop.time() - self._listed >= self._pace.listing:
                await self._list(loop.time())
            for queue in tuple(self._queues.values()):
                if self._is_due(queue, loop.time(), is_busy=is_busy()):
                    self._asked[queue.id] = loop.time()
                    await self._look_at(queue)
            await self._pause()

    def knows(self, number: str) -> bool:
        """Tell whether this is the number of a queue; not all need be known."""
        return number in self._queues

    def heed(self, facts: Iterable[Fact]) -> None:
        """Ask soon about the queues that these facts may concern."""
        for fact in facts:
            match fact:
                case LegIs(group=str(group)) if group in self._queues:
                    self._stir(QueueId(group))
                case ExtensionIs(hook=hook) if hook is not None:
                    for queue in self._served_by.get(fact.id, ()):
                        self._stir(queue)

    def _stir(self, queue: QueueId) -> None:
        """Ask about a queue soon."""
        self._stirred.add(queue)
        self._hurry.set()

    def look_soon(self, queue: QueueId) -> None:
        """Ask about a queue as soon as possible, because something was changed in it."""
        self._asked.pop(queue, None)
        self._hurry.set()

    async def _list(self, now: float) -> None:
        """Ask which queues there are."""
        answer = await self._ask(Operation.QUEUES, queue=None)
        if answer is None:
            return
        self._listed = now
        if (queues := queues_of(answer)) is None:
            return
        self._queues = {queue.id: self._queues.get(queue.id, queue) for queue in queues}
        self._asked = {id: at for id, at in self._asked.items() if id in self._queues}
        self._stirred &= self._queues.keys()
        self._emit(Batch((QueuesAre(queues=queues),)))

    def _is_due(self, queue: Queue, now: float, *, is_busy: bool) -> bool:
        """Tell whether it is time to ask about a queue."""
        if (asked := self._asked.get(queue.id)) is None:
            return True
        if queue.id in self._stirred:
            return now - asked >= self._pace.soon
        is_used = is_busy or bool(queue.waiting) or _has_work(queue)
        return now - asked >= (self._pace.busy if is_used else self._pace.idle)

    async def _look_at(self, queue: Queue) -> None:
        """Ask what goes on in a queue."""
        self._stirred.discard(queue.id)
        answer = await self._ask(Operation.QUEUE_STATUS, queue=queue.id)
        seen = queue_status(answer, queue.number) if answer is not None else None
        if seen is not None and queue.id in self._queues:
            self._learn_agents(self._queues[queue.id], seen)
            self._queues[queue.id] = seen
            self._emit(Batch((QueueIs(queue=seen),)))

    def _learn_agents(self, old: Queue, new: Queue) -> None:
        """Remember who serves a queue."""
        for agent in old.agents or ():
            self._served_by.get(agent, set()).discard(old.id)
        for agent in new.agents or ():
            self._served_by.setdefault(agent, set()).add(new.id)

    async def _pause(self) -> None:
        """Wait a little, unless somebody is in a hurry."""
        pause = min(self._pace.soon, self._pace.tick) if self._stirred else self._pace.tick
        try:
            async with asyncio.timeout(pause):
                await self._hurry.wait()
        except TimeoutError:
            pass
        self._hurry.clear()


def _has_work(queue: Queue) -> bool:
    """Tell whether an agent of a queue is on the phone."""
    return any(agent.status in _AT_WORK for agent in (queue.agents or {}).values())
