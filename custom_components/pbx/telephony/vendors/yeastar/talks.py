"""Calls that queries of API 2 list with all their members -> facts. Pure."""

from collections.abc import Iterable

from ...facts import Fact
from ...model import CallId, LegState, Party
from .answers import FoundCall
from .calls import Calls
from .known import KnownCall
from .members import Member
from .parties import Roster, group_in, leg_id, people_in
from .promises import dialed
from .reports import CallStatus
from .statuses import call_of, tell_members


def talks_are(
    found: Iterable[FoundCall], calls: Calls, roster: Roster, asked: float, at: float
) -> tuple[list[Fact], frozenset[CallId]]:
    """Tell of calls, and name them; who is not listed on one has left it."""
    facts: list[Fact] = []
    live: set[CallId] = set()
    for each in found:
        report = CallStatus(call=each.id, members=each.members)
        members = people_in(report, roster)
        call = call_of(each.id, members, calls, at)
        if call is None:
            continue
        live.add(call.id)
        # What was reported since the question was put is newer than the answer.
        if not call.is_over and (call.heard <= asked or not call.told):
            facts += tell_members(
                call, members, calls, roster, at=at, group=group_in(report, roster)
            )
            facts += _gone(call, members, calls, at)
            facts += dialed(call, calls, roster, at)
    return facts, frozenset(live)


def _gone(call: KnownCall, members: tuple[Member, ...], calls: Calls, at: float) -> list[Fact]:
    """Tell who has left; a trunk that is not monitored is never listed."""
    there = {leg_id(call, member) for member in members}
    return [
        calls.tell(call, leg, Party(), role=known.role, state=LegState.ENDED, at=at)
        for leg, known in list(call.legs.items())
        if leg not in there and known.is_told and known.is_live
        if known.extension is not None or known.channels
    ]
