"""The one report of format 2.0.0 that shows all parties of a call -> facts. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from ...facts import CallEnded, Fact
from ...model import LegId, LegState, Role
from .calls import Calls
from .known import KnownCall
from .members import Member
from .parties import (
    Entry,
    Roster,
    caller_in,
    find_call,
    first_in_call_back,
    group_in,
    leg_id,
    people_in,
    roles_of,
    side_of,
    tell_all,
)
from .phones import taken_by
from .promises import dialed
from .reports import CallStatus, ConferenceStatus
from .words import MEMBER_STATES

# The word tells the side.
_SIDES: Final[Mapping[str, Role]] = {
    "alert": Role.CALLER,
    "answer": Role.CALLEE,
    "answered": Role.CALLER,
    "ring": Role.CALLEE,
}
_BEGINNINGS: Final = frozenset((LegState.DIALING, LegState.RINGING, LegState.TALKING))


def call_status(
    report: CallStatus | ConferenceStatus, calls: Calls, roster: Roster, at: float
) -> list[Fact]:
    """Tell who is on a call, and that it is over when the second to last of a talk leaves.

    Who is left in a conference waits for others.
    """
    members = people_in(report, roster)
    call = call_of(report.call, members, calls, at)
    if call is None or call.is_over:
        return []
    conference = report.number if isinstance(report, ConferenceStatus) else ""
    group = conference or group_in(report, roster)
    members = tuple(member for member in members if member.channel not in call.gone)
    there = _there(call)
    facts = _taken(call, members, calls, at)
    facts += tell_members(call, members, calls, roster, at=at, group=group)
    facts += dialed(call, calls, roster, at)
    if not conference and not call.is_over and _is_left_alone(call, there):
        call.was_left = True
        calls.close(call)
        facts.append(CallEnded(call=call.id, at=at))
    return facts


def tell_members(
    call: KnownCall,
    members: tuple[Member, ...],
    calls: Calls,
    roster: Roster,
    *,
    at: float,
    group: str = "",
) -> list[Fact]:
    """Tell the parties of a call with their states, and learn a side that only follows."""
    words = [member.status.lower() for member in members]
    sides = [
        side_of(call, leg_id(call, member), role)
        for member, role in zip(members, _roles(members, words, call), strict=True)
    ]
    if sides.count(None) == 1 and len(sides) > 1:
        other = Role.CALLEE if Role.CALLER in sides else Role.CALLER
        sides[sides.index(None)] = other
    members = tuple(
        first_in_call_back(member, side, roster)
        for member, side in zip(members, sides, strict=True)
    )
    states = map(MEMBER_STATES.get, words)
    entries: list[Entry] = list(zip(members, sides, states, strict=True))
    return tell_all(call, entries, calls, at, group)


def _roles(
    members: tuple[Member, ...], words: list[str], call: KnownCall | None = None
) -> list[Role | None]:
    """Give the sides; who rings alone is called by nobody, so it is the phone of who will call."""
    order = tuple(map(_SIDES.get, words))
    if words == ["ring"] and not members[0].path and not (call and call.caller):
        order = (Role.CALLER,)
    return roles_of(members, order)


def call_of(name: str, members: tuple[Member, ...], calls: Calls, at: float) -> KnownCall | None:
    """Find the call; only a living party begins one.

    A program may have handed on a call that seemed to be over: a channel that is new proves it.
    """
    words = [member.status.lower() for member in members]
    call = find_call(name, members, caller_in(members, _roles(members, words)), calls)
    starts = [MEMBER_STATES.get(word) in _BEGINNINGS for word in words]
    if call is None and name and any(starts):
        return calls.open(name, at)
    if call is not None and call.was_left and name:
        known = call.by_channel.keys() | call.gone
        for member, is_there in zip(members, starts, strict=True):
            if is_there and member.channel and member.channel not in known:
                return calls.reopen(call, name, at)
    return call


def _there(call: KnownCall) -> set[LegId]:
    """Give the legs that are there."""
    return {id for id, leg in call.legs.items() if leg.is_told and leg.is_live}


def _is_left_alone(call: KnownCall, there: set[LegId]) -> bool:
    """Tell whether a talk is over because all but one have left.

    A phone that only rang has not left a talk, and who has handed a call on leaves somebody behind
    who waits for the next one.
    """
    if not call.was_answered or len(_there(call)) > 1:
        return False
    left = [call.legs[id] for id in there if not call.legs[id].is_live]
    return any(leg.talked and leg.extension not in call.leaving for leg in left)


def _taken(call: KnownCall, members: Sequence[Member], calls: Calls, at: float) -> list[Fact]:
    """Tell of an answer that was lost: all leave, and the phone that rang was busy with it."""
    if call.was_answered or any(member.status.lower() != "bye" for member in members):
        return []
    for member in members:
        if member.number in calls.busy and calls.only_rings(member.number) is call:
            return taken_by(member.number, call, calls, at)
    return []
