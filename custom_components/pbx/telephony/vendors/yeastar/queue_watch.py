"""What goes on in queues: nobody reports it, so each is asked about, sooner while it is busy."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from ...facts import Batch, QueueIs, QueuesAre
from ...model import QueueId
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
        queues = queues_of(answer)
        self._queues = {queue.id: self._queues.get(queue.id, queue) for queue in queues}
        self._asked = {id: at for id, at in self._asked.items() if id in self._queues}
        self._emit(Batch((QueuesAre(queues=queues),)))

    def _is_due(self, queue: Queue, now: float, *, is_busy: bool) -> bool:
        """Tell whether it is time to ask about a queue."""
        if (asked := self._asked.get(queue.id)) is None:
            return True
        is_used = is_busy or bool(queue.waiting) or _has_work(queue)
        return now - asked >= (self._pace.busy if is_used else self._pace.idle)

    async def _look_at(self, queue: Queue) -> None:
        """Ask what goes on in a queue."""
        answer = await self._ask(Operation.QUEUE_STATUS, queue=queue.id)
        seen = queue_status(answer, queue.number) if answer is not None else None
        if seen is not None and queue.id in self._queues:
            self._queues[queue.id] = seen
            self._emit(Batch((QueueIs(queue=seen),)))

    async def _pause(self) -> None:
        """Wait a little, unless somebody is in a hurry."""
        try:
            async with asyncio.timeout(self._pace.tick):
                await self._hurry.wait()
        except TimeoutError:
            pass
        self._hurry.clear()


def _has_work(queue: Queue) -> bool:
    """Tell whether an agent of a queue is on the phone."""
    return any(agent.status in _AT_WORK for agent in (queue.agents or {}).values())
