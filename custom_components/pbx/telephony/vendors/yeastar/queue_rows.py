"""Queues and their agents: answers of the PBX -> ours. Pure."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from ...model import ExtensionId, QueueId
from ...queue import Agent, AgentStatus, Queue
from .pairs import Pairs

# Device states of the machine inside, and two of its own; 3 is printed as unknown.
_AGENTS: Final[Mapping[str, AgentStatus]] = {
    "1": AgentStatus.IDLE,
    "2": AgentStatus.IN_CALL,
    "3": AgentStatus.IN_CALL,
    "5": AgentStatus.OFFLINE,
    "6": AgentStatus.RINGING,
    "7": AgentStatus.IN_CALL,
    "8": AgentStatus.ON_HOLD,
    "9": AgentStatus.PAUSED,
    "10": AgentStatus.WRAP_UP,
}
# Nobody has that many callers waiting; more digits are no number.
_DIGITS: Final = 6


def queue_rows(answer: Pairs) -> Iterator[Pairs]:
    """Yield the rows about queues; the copy gives a single object under another name."""
    return chain(answer.objects("queues"), answer.objects("queue"))


def queues_of(answer: Pairs) -> tuple[Queue, ...] | None:
    """Read the list of queues; None if nothing is said of any, not even that there is none.

    Who waits and works there it does not say.
    """
    if not answer.has("queues", "queue"):
        return None
    found = {
        number: Queue(id=QueueId(number), number=number, name=row.text("queuename", "name") or None)
        for row in queue_rows(answer)
        if (number := row.text("queuenumber", "number"))
    }
    return tuple(found.values())


def queue_status(answer: Pairs, number: str) -> Queue | None:
    """Read how busy one queue is; None if the answer is not about it."""
    for row in queue_rows(answer):
        if row.text("queuenumber", "number") in (number, ""):
            # The copy has no level in between.
            status = next(row.objects("queuestatus"), row)
            return Queue(
                id=QueueId(number),
                number=number,
                waiting=_count(status.text("callercount")),
                agents=Queue.agents_of(tuple(_agents(status))),
            )
    return None


def _agents(status: Pairs) -> Iterator[Agent]:
    """Yield the agents of a queue."""
    for member in status.objects("members"):
        if number := member.text("agent"):
            word = member.text("agentstatus")
            yield Agent(
                extension=ExtensionId(number), status=_AGENTS.get(word, AgentStatus.UNKNOWN)
            )


def _count(text: str) -> int | None:
    """Read a number of callers."""
    known = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    return int(text) if known else None
