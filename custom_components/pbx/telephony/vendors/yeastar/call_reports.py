"""Reports of API 1 about one call -> facts. Pure."""

from collections.abc import Mapping
from typing import Final

from ...facts import CallEnded, Fact
from ...model import ExtensionId, LegId, LegState, Party, Role
from .calls import Calls
from .happenings import inbound_requested
from .known import KnownCall
from .members import Member, MemberKind
from .parties import (
    Entry,
    Roster,
    caller_in,
    extension_in,
    find_call,
    find_kin,
    first_in_call_back,
    group_in,
    leg_id,
    people_in,
    roles_of,
    side_of,
    tell_all,
)
from .promises import dialed
from .reports import (
    Alert,
    Answer,
    Answered,
    Bye,
    CallFailed,
    CallReport,
    Incoming,
    Invite,
    Report,
    Ring,
    Transfer,
)
from .words import failure_cause

# A report begins with the party that it is about.
_ROLES: Final[Mapping[type[Report], tuple[Role | None, Role | None]]] = {
    Alert: (Role.CALLER, Role.CALLEE),
    Ring: (Role.CALLEE, Role.CALLER),
    Answered: (Role.CALLER, Role.CALLEE),
    Answer: (Role.CALLEE, Role.CALLER),
    # A lone extension in it is the one that tried.
    CallFailed: (Role.CALLER, Role.CALLEE),
    Bye: (None, None),
}
_STATES: Final[Mapping[type[Report], Mapping[Role, LegState]]] = {
    Alert: {Role.CALLER: LegState.DIALING},
    Ring: {Role.CALLER: LegState.DIALING, Role.CALLEE: LegState.RINGING},
    Answered: dict.fromkeys(Role, LegState.TALKING),
    Answer: dict.fromkeys(Role, LegState.TALKING),
    # Else the call would end without ever having been seen.
    CallFailed: {Role.CALLER: LegState.DIALING},
}


def call_report(report: CallReport, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Translate a report of API 1 about one call."""
    members = people_in(report, roster)
    roles = roles_of(members, _order(report))
    call = _call_of(report, members, roles, calls, at)
    if call is None or call.is_over:
        return []
    entries: list[Entry] = []
    for each, role in zip(members, roles, strict=True):
        member = first_in_call_back(each, role, roster)
        side = side_of(call, leg_id(call, member), role)
        entries.append((member, side, _state(report, member, side, call)))
    facts = tell_all(call, entries, calls, at, group_in(report, roster))
    if not isinstance(report, Bye):
        facts += dialed(call, calls, roster, at)
    if isinstance(report, CallFailed):
        facts += _failed(report, call, entries, calls, at)
    return facts


def waits(report: Invite | Incoming, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Tell that a call from outside has come, and that it waits for a decision."""
    members = people_in(report, roster)
    callers = [member for member in members if member.kind is MemberKind.INBOUND]
    call = find_call(report.call, members, "", calls)
    if call is None and report.call and callers:
        call = calls.open(report.call, at)
    if call is None or call.is_over or call.was_answered:
        return []
    entries: list[Entry] = [(member, Role.CALLER, LegState.DIALING) for member in callers]
    return [*tell_all(call, entries, calls, at), inbound_requested(call.id, at)]


def _order(report: CallReport) -> tuple[Role | None, Role | None]:
    """Give the sides in the order of a report; the clone begins an answer with who called."""
    if isinstance(report, Answer) and all(member.is_merged for member in report.members):
        return _ROLES[Answered]
    return _ROLES[type(report)]


def _call_of(
    report: CallReport,
    members: tuple[Member, ...],
    roles: list[Role | None],
    calls: Calls,
    at: float,
) -> KnownCall | None:
    """Find the call of a report; nobody learns anything from who leaves one that was never seen."""
    call = find_call(report.call, members, caller_in(members, roles), calls)
    is_end = isinstance(report, Bye)
    if call is None and report.call and is_end:
        # A goodbye may bear an id of its own; an answer that does, on no known line, is a redial.
        call = find_kin(report.call, members, calls)
    if call is None and report.call and not is_end:
        call = calls.open(report.call, at)
    return call


def _state(
    report: CallReport, member: Member, side: Role | None, call: KnownCall
) -> LegState | None:
    """Give the state that a report of API 1 puts a party in."""
    if not isinstance(report, Bye):
        return _STATES[type(report)].get(side) if side else None
    # A machine may stand before it, and be the one that leaves.
    if member is not report.members[0]:
        return None
    if side is Role.CALLER and _may_be_taken(call):
        call.caller_left = True
        return None
    return LegState.ENDED


def _may_be_taken(call: KnownCall) -> bool:
    """Tell whether an answer may have been overtaken by a goodbye: a phone still rings.

    The record, which follows at once, knows whether the call was missed.
    """
    rings = any(leg.extension and leg.state is LegState.RINGING for leg in call.legs.values())
    return rings and not call.was_answered


def _failed(
    report: CallFailed, call: KnownCall, entries: list[Entry], calls: Calls, at: float
) -> list[Fact]:
    """End a call that could not be made; one that was answered has only lost a further party."""
    if call.was_answered:
        return []
    cause = failure_cause(report.reason)
    if refusing := _some_of_several(call, entries):
        return [
            calls.tell(
                call, leg, Party(), role=Role.CALLEE, state=LegState.ENDED, at=at, cause=cause
            )
            for leg in refusing
        ]
    facts: list[Fact] = []
    for leg, known in call.legs.items():
        if known.state is None and known.role is Role.CALLER:
            # Promised to us when we dialed, and now told together with its failure.
            party = Party(number=known.number, extension=known.extension)
            state = LegState.DIALING
            facts.append(calls.tell(call, leg, party, role=known.role, state=state, at=at))
    calls.close(call)
    return [*facts, CallEnded(call=call.id, at=at, cause=cause, reason=report.reason or None)]


def _some_of_several(call: KnownCall, entries: list[Entry]) -> list[LegId]:
    """Give the phones of a group that refuse a call while others still ring for it."""
    ringing = {id for id, leg in call.legs.items() if leg.state is LegState.RINGING}
    named = [leg_id(call, member) for member, side, _ in entries if side is Role.CALLEE]
    return named if named and ringing > set(named) else []


def handed_on(report: Transfer, calls: Calls) -> None:
    """Remember who hands a call on: the first extension, if it has taken the call.

    One that stands alone is forwarded, and so is one that never talked.
    """
    call = calls.named(report.call)
    people = [each for each in report.members if each.kind is MemberKind.EXTENSION]
    if call is None or len(report.members) < 2 or not people:
        return
    extension = ExtensionId(extension_in(people[0].number))
    leg = call.leg_of(extension)
    if leg is None or leg.talked or leg.role is None:
        call.leaving.add(extension)
