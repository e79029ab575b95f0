"""Reports -> facts. Pure: no I/O and no clock; what reports leave out comes from `calls`."""

from collections.abc import Mapping
from typing import Final

from ...facts import CallEnded, Fact
from ...model import Direction, ExtensionId, LegId, LegState, Party, Role
from .calls import Calls, KnownCall
from .members import Member, MemberKind
from .parties import (
    Entry,
    Roster,
    caller_in,
    extension_in,
    find_call,
    leg_id,
    people_in,
    roles_of,
    tell_all,
)
from .phones import extension_status
from .records import record_is
from .reports import (
    Alert,
    Answer,
    Answered,
    Bye,
    CallFailed,
    CallReport,
    CallStatus,
    ExtensionStatus,
    NewCdr,
    Report,
    Ring,
    Transfer,
)
from .words import MEMBER_STATES, failure_cause

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
# Report format 2.0.0 tells the side by the word.
_SIDES: Final[Mapping[str, Role]] = {
    "alert": Role.CALLER,
    "answer": Role.CALLEE,
    "answered": Role.CALLER,
    "ring": Role.CALLEE,
}
_BEGINNINGS: Final = frozenset((LegState.DIALING, LegState.RINGING, LegState.TALKING))


def translate(report: Report, calls: Calls, roster: Roster, at: float) -> tuple[Fact, ...]:
    """Say what a report means; most mean nothing, and a repeated one nothing new."""
    match report:
        case ExtensionStatus():
            return tuple(extension_status(report, calls, roster, at))
        case CallStatus():
            return tuple(_call_status(report, calls, roster, at))
        case Alert() | Ring() | Answer() | Answered() | Bye() | CallFailed():
            return tuple(_call_report(report, calls, roster, at))
        case NewCdr():
            return tuple(record_is(report, calls, roster, at))
        case Transfer():
            _handed_on(report, calls)
    return ()


def _call_report(report: CallReport, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Translate a report of API 1 about one call."""
    members = people_in(report, roster)
    roles = roles_of(members, _ROLES[type(report)])
    call = find_call(report.call, members, caller_in(members, roles), calls)
    if call is None:
        if isinstance(report, Bye) or not report.call:
            # Nobody learns anything from who leaves a call that was never seen.
            return []
        call = calls.open(report.call, at)
    if call.is_over:
        return []
    entries: list[Entry] = []
    for place, (member, role) in enumerate(zip(members, roles, strict=True)):
        side = _side_of(call, leg_id(call, member), role)
        entries.append((member, side, _state(report, place, side)))
    facts = tell_all(call, entries, calls, at)
    if not isinstance(report, Bye):
        facts += _dialed(call, calls, roster, at)
    return [*facts, *_failed(report, call, calls, at)] if isinstance(report, CallFailed) else facts


def _dialed(call: KnownCall, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Tell whom we were asked to dial, until reports tell who is called."""
    if not (number := call.promised):
        return []
    kind, direction = MemberKind.OUTBOUND, Direction.OUTBOUND
    if number in roster:
        kind, direction = MemberKind.EXTENSION, Direction.INTERNAL
    leg = leg_id(call, Member(kind=kind, number=number))
    called = {id for id, known in call.legs.items() if known.role is Role.CALLEE}
    offer, state = Party(number=number), LegState.OFFERED
    if not called:
        # Only the number, since nothing has reached the phone yet.
        return [
            calls.tell(call, leg, offer, role=Role.CALLEE, state=state, at=at, direction=direction)
        ]
    if called == {leg}:
        return []
    call.promised = ""
    if (known := call.legs.get(leg)) is None or known.state is not LegState.OFFERED:
        return []
    # Somebody else was reached, as behind a group.
    role, state = Role.CALLEE, LegState.ENDED
    return [calls.tell(call, leg, Party(), role=role, state=state, at=at)]


def _side_of(call: KnownCall, leg: LegId, role: Role | None) -> Role | None:
    """Give the side that was told first, since a report about another moment may mix them up."""
    known = call.legs.get(leg)
    return known.role if known and known.role else role


def _state(report: CallReport, place: int, side: Role | None) -> LegState | None:
    """Give the state that a report of API 1 puts a party in."""
    if isinstance(report, Bye):
        return LegState.ENDED if place == 0 else None
    return _STATES[type(report)].get(side) if side else None


def _failed(report: CallFailed, call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """End a call that could not be made; one that was answered has only lost a further party."""
    if call.was_answered:
        return []
    facts: list[Fact] = []
    for leg, known in call.legs.items():
        if known.state is None and known.role is Role.CALLER:
            # Promised to us when we dialed, and now told together with its failure.
            party = Party(number=known.number, extension=known.extension)
            state = LegState.DIALING
            facts.append(calls.tell(call, leg, party, role=known.role, state=state, at=at))
    calls.close(call)
    cause = failure_cause(report.reason)
    return [*facts, CallEnded(call=call.id, at=at, cause=cause, reason=report.reason or None)]


def _handed_on(report: Transfer, calls: Calls) -> None:
    """Remember who hands a call on: the first extension; one that stands alone is forwarded."""
    call = calls.named(report.call)
    people = [each for each in report.members if each.kind is MemberKind.EXTENSION]
    if call is not None and len(report.members) > 1 and people:
        call.leaving.add(ExtensionId(extension_in(people[0].number)))


def _call_status(report: CallStatus, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Translate the one report of format 2.0.0 that shows all parties of a call."""
    members = people_in(report, roster)
    words = [member.status.lower() for member in members]
    roles = roles_of(members, tuple(map(_SIDES.get, words)))
    call = find_call(report.call, members, caller_in(members, roles), calls)
    if call is None:
        if not report.call or not any(MEMBER_STATES.get(w) in _BEGINNINGS for w in words):
            return []
        call = calls.open(report.call, at)
    if call.is_over:
        return []
    states = map(MEMBER_STATES.get, words)
    return tell_all(call, zip(members, roles, states, strict=True), calls, at)
