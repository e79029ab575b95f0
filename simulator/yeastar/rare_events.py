"""Shapes of events that exist in format 2.0.0 only."""

from collections.abc import Iterable

from ..office import Person
from ..office.queues import Queue
from .formats import Member, Report


def ring_no_answer(queue: Queue, agent: Person, callid: str, caller: str) -> Report:
    """Return that an agent let a call ring; this one names the agent, not the extension."""
    return Report(
        "QueueAgentRingNoAnswerTimeout",
        {
            "queue": f"queue-{queue.number}",
            "agent": agent.name,
            "callid": callid,
            "caller": caller,
        },
    )


def auto_pause(queue: Queue, agent: Person, missed: Iterable[tuple[str, str]]) -> Report:
    """Return that a queue paused an agent because of calls: their ids and callers."""
    calls = [{"caller": caller, "callid": callid} for callid, caller in missed]
    fields = {"queue": queue.number, "agent": agent.number, "misscall": calls}
    return Report("QueueAutoPause", fields)


def conference_status(
    callid: str, number: str, name: str, members: Iterable[tuple[str, str, str]]
) -> Report:
    """Return who is in a conference: extension, channel and `ANSWERED` or `ANSWER` of each.

    Who dialed in bears `ANSWERED`, who accepted an invitation `ANSWER`.
    """
    parties: tuple[Member, ...] = tuple(
        (
            "ext",
            {"number": who, "channelid": channel, "memberstatus": word, "callpath": number},
        )
        for who, channel, word in members
    )
    # The documents print this blank before the name.
    head = {"callid": callid, "conferencenumber": number, "conferencename": f" {name}"}
    return Report("ConferenceStatus", head, parties)
