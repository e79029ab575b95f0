"""Two entries about the same call become one, in whatever order they came."""

from dataclasses import replace
from typing import Final

from ..record import Outcome
from .entry import MAX_PEOPLE, CallEntry

MAX_RECORDS: Final = 20

# What tells most: a call that was busy and then went to voicemail left a message.
_WEIGHT: Final = {
    Outcome.FAILED: 0,
    Outcome.NO_ANSWER: 1,
    Outcome.BUSY: 2,
    Outcome.VOICEMAIL: 3,
    Outcome.ANSWERED: 4,
}


def merged(old: CallEntry, new: CallEntry) -> CallEntry:
    """Tell in one entry what two say of the same call; it keeps the handle of the old one."""
    first, last = sorted((old, new), key=lambda entry: entry.began)
    lead, other = (last, first) if _saw(last, first) and not _saw(first, last) else (first, last)
    both = replace(
        lead,
        id=old.id,
        direction=lead.direction or other.direction,
        outcome=max(lead.outcome, other.outcome, key=_WEIGHT.__getitem__),
        extensions=tuple(dict.fromkeys(lead.extensions + other.extensions))[:MAX_PEOPLE],
        trunk=lead.trunk or other.trunk,
        group=lead.group or other.group,
        did=lead.did or other.did,
        recording=lead.recording or other.recording,
        records=tuple(dict.fromkeys(old.records + new.records))[-MAX_RECORDS:],
        is_watched=_saw(lead, other),
        is_acknowledged=old.is_acknowledged or new.is_acknowledged,
    )
    return _with_people(_with_times(both, lead, other), lead, other)


def _saw(one: CallEntry, other: CallEntry) -> bool:
    """Tell whether the first of two knows the times better: it was watched.

    One that was told together with its end was not, if the other says that it took a while.
    """
    return one.is_watched and (one.ended != one.began or not other.duration)


def _with_times(both: CallEntry, lead: CallEntry, other: CallEntry) -> CallEntry:
    """Take the times from who watched, else from the first to the last of what is written."""
    talked = _longest(lead, other) if both.outcome is Outcome.ANSWERED else None
    if _saw(lead, other):
        return replace(
            both,
            duration=other.duration if lead.duration is None else lead.duration,
            # Who lost the answer saw it together with the end.
            talk_duration=lead.talk_duration or talked,
        )
    ends = [entry.ended for entry in (lead, other) if entry.ended is not None]
    ended = max(ends) if ends else None
    return replace(
        both,
        ended=ended,
        duration=None if ended is None else round(ended - lead.began),
        talk_duration=talked,
    )


def _longest(lead: CallEntry, other: CallEntry) -> int | None:
    """Give the longest talk."""
    talks = [entry.talk_duration for entry in (lead, other) if entry.talk_duration is not None]
    return max(talks, default=None)


def _with_people(both: CallEntry, lead: CallEntry, other: CallEntry) -> CallEntry:
    """Take who called from the first, and who was called from the one that came further.

    A name goes with its number, never with another's.
    """
    calling = (lead.caller, lead.caller_name) if lead.caller else (other.caller, other.caller_name)
    if calling[1] is None and calling[0] == other.caller:
        calling = (other.caller, other.caller_name)
    further, rest = (
        (other, lead) if _WEIGHT[other.outcome] > _WEIGHT[lead.outcome] else (lead, other)
    )
    called = (
        (further.callee, further.callee_name) if further.callee else (rest.callee, rest.callee_name)
    )
    if called[1] is None and called[0] == rest.callee:
        called = (rest.callee, rest.callee_name)
    return replace(
        both,
        caller=calling[0],
        caller_name=calling[1],
        callee=called[0],
        callee_name=called[1],
    )
