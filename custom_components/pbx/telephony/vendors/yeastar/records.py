"""Call records -> facts: the end of a call, and what was lost before it. Pure."""

from collections.abc import Mapping
from typing import Final

from ...facts import CallEnded, Fact
from ...model import Cause, Direction, ExtensionId, LegId, LegState, Party, Role
from .calls import Calls, KnownCall
from .members import Member, MemberKind
from .parties import Entry, Roster, extension_in, tell_all
from .phones import taken_by
from .reports import NewCdr
from .words import record_cause

_DIRECTIONS: Final[Mapping[str, Direction]] = {
    "inbound": Direction.INBOUND,
    "internal": Direction.INTERNAL,
    "outbound": Direction.OUTBOUND,
}
_REFUSALS: Final = (Cause.BUSY, Cause.FAILED)


def record_is(report: NewCdr, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """End the call of a record; further records of the same call are about what is over."""
    caller = extension_in(report.source)
    call = calls.named(report.call) or calls.unnamed_with(
        (caller, extension_in(report.target)), caller, is_past=True
    )
    if call is None and report.call:
        # Remembered as over, so that a late repeat does not begin it.
        call = calls.open(report.call, at)
    if call is None or call.is_over:
        return []
    calls.add_name(call, report.call)
    if any(leg.state is not None for leg in call.legs.values()):
        facts = _answer(report, call, calls, at)
    else:
        facts = _in_hindsight(report, call, calls, roster, at)
    calls.close(call)
    return [*facts, CallEnded(call=call.id, at=at, cause=record_cause(report.status))]


def _answer(report: NewCdr, call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """Tell who has taken the call, if nothing else did: else it would have been missed."""
    number = extension_in(report.target)
    leg = call.leg_of(number)
    if call.was_answered or report.status.lower() != "answered" or leg is None:
        return []
    rang = leg.role is Role.CALLEE and leg.state in (LegState.RINGING, LegState.ENDED)
    return taken_by(number, call, calls, at) if rang else []


def _in_hindsight(
    report: NewCdr, call: KnownCall, calls: Calls, roster: Roster, at: float
) -> list[Fact]:
    """Tell who was on a call that fell silent before anybody could ask."""
    number = extension_in(report.target)
    cause = record_cause(report.status)
    caller = Member(kind=MemberKind.INBOUND, source=report.source, trunk=report.inbound_trunk)
    if report.kind.lower() != "inbound":
        caller = Member(kind=MemberKind.EXTENSION, number=extension_in(report.source))
        if caller.number not in roster:
            return []
    entries: list[Entry] = [(caller, Role.CALLER, LegState.DIALING)]
    if cause is not Cause.NORMAL and number in calls.unexplained and number in roster:
        callee = Member(kind=MemberKind.EXTENSION, number=number)
        entries.append((callee, Role.CALLEE, LegState.RINGING))
        return tell_all(call, entries, calls, at)
    if cause in _REFUSALS:
        facts = tell_all(call, entries, calls, at)
        return [*facts, _tried(report, call, calls, roster, at)]
    return []


def _tried(report: NewCdr, call: KnownCall, calls: Calls, roster: Roster, at: float) -> Fact:
    """Tell who was called in vain; nobody knows whether it rang there."""
    number = extension_in(report.target)
    return calls.tell(
        call,
        LegId(f"{call.id}/{number}"),
        Party(
            number=report.target or None,
            extension=ExtensionId(number) if number in roster else None,
            trunk=report.outbound_trunk or None,
        ),
        role=Role.CALLEE,
        state=LegState.OFFERED,
        at=at,
        direction=_DIRECTIONS.get(report.kind.lower()),
    )
