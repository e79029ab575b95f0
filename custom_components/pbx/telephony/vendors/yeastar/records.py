"""Call records -> facts: the end of a call, and what was lost before it. Pure."""

from collections.abc import Mapping
from typing import Final

from ...facts import CallEnded, Fact
from ...model import Cause, Direction, ExtensionId, LegId, LegState, Party, Role
from ...record import CallRecord, Outcome
from .calls import Calls
from .known import KnownCall
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


def record_is(
    report: NewCdr, record: CallRecord, calls: Calls, roster: Roster, at: float
) -> list[Fact]:
    """End the call of a record; further records of the same call are about what is over."""
    caller, target = extension_in(report.source), extension_in(report.target)
    call = (
        calls.named(report.call)
        or calls.unnamed_with((caller, target), caller, name=report.call, is_past=True)
        or calls.kin(report.call, (caller, target))
        or calls.just_over(report.call, (caller, target))
        # Remembered as over, so that a late repeat does not begin it.
        or calls.open(report.call, at)
    )
    calls.add_name(call, report.call)
    group, call.group = record.group or "", record.group or call.group
    if call.is_over:
        # From now on nothing new proves that it goes on.
        call.was_left = False
        return []
    if record.outcome is Outcome.BUSY and _may_go_on(call):
        return _refused(record, call, calls, at)
    if any(leg.state is not None for leg in call.legs.values()):
        facts = [*_went_through(group, call, calls, at), *_answer(record, call, calls, at)]
    else:
        facts = _in_hindsight(report, call, calls, roster, at)
    facts += _handed_on(call, calls, at)
    calls.close(call)
    cause = record_cause(report.status)
    return [*facts, CallEnded(call=call.id, at=at, cause=cause, recording=record.recording)]


def _may_go_on(call: KnownCall) -> bool:
    """Tell whether a caller from outside may have been sent to a mailbox, and not away."""
    caller = call.caller
    if caller is None or caller.extension is not None or not caller.is_live:
        return False
    return not (call.caller_left or call.was_answered)


def _refused(record: CallRecord, call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """Tell who did not take a call; whether that was its end, another record or a query tells."""
    return [
        calls.tell(call, leg, Party(), role=None, state=LegState.ENDED, at=at, cause=Cause.BUSY)
        for leg, known in list(call.legs.items())
        if known.extension is not None and known.extension == record.callee and known.is_live
    ]


def _went_through(group: str, call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """Tell which group a call has found somebody through."""
    if not group:
        return []
    leg, known = next(iter(call.legs.items()))
    return [calls.tell(call, leg, Party(), role=known.role, state=None, at=at, group=group)]


def _handed_on(call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """Tell who has handed the call on, if that was lost, and another one took it."""
    gone = [id for id, leg in call.legs.items() if leg.extension in call.leaving and leg.is_live]
    if call.took in call.leaving:
        return []
    cause = Cause.TRANSFERRED
    return [
        calls.tell(call, leg, Party(), role=None, state=LegState.ENDED, at=at, cause=cause)
        for leg in gone
    ]


def _answer(record: CallRecord, call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """Tell who has taken the call, if nothing else did: else it would have been missed."""
    leg = call.leg_of(record.callee or "")
    if call.was_answered or record.outcome is not Outcome.ANSWERED or leg is None:
        return []
    rang = leg.role is not Role.CALLER and leg.state in (LegState.RINGING, LegState.ENDED)
    return taken_by(record.callee or "", call, calls, at) if rang else []


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
