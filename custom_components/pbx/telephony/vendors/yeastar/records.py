"""Call records -> facts: the end of a call, and what was lost before it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ...facts import CallEnded, Fact, LegIs
from ...model import Cause, Direction, ExtensionId, LegId, LegState, Party, Role
from ...record import CallRecord, Outcome
from .calls import Calls
from .known import KnownCall
from .members import Member, MemberKind
from .parties import Roster, extension_in, tell_all
from .phones import taken_by
from .reports import NewCdr
from .words import record_cause

_DIRECTIONS: Final[Mapping[str, Direction]] = {
    "inbound": Direction.INBOUND,
    "internal": Direction.INTERNAL,
    "outbound": Direction.OUTBOUND,
}
# Seconds by which the clock of the PBX, once compared, may be wrong.
_ABOUT: Final = 5.0


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
        facts = [
            *_went_through(group, call, calls, at),
            *_sides(caller, call, calls, at),
            *_answer(record, call, calls, at),
        ]
        if record.direction is Direction.INBOUND and len(call.legs) == 1:
            # A machine was all that the caller has reached, and no query has named it.
            facts.append(_called(report, call, calls, roster, at))
    else:
        facts = _in_hindsight(report, record, call, calls, roster, at=at)
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


def _sides(caller: str, call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """Tell who has called, where it was only known who talked."""
    if call.caller is not None or call.leg_of(caller) is None:
        return []
    return [
        calls.tell(call, leg, Party(), role=role, state=None, at=at)
        for leg, known in list(call.legs.items())
        if (role := Role.CALLER if known.extension == caller else Role.CALLEE)
    ]


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
    report: NewCdr,
    record: CallRecord,
    call: KnownCall,
    calls: Calls,
    roster: Roster,
    *,
    at: float,
) -> list[Fact]:
    """Tell who was on a call that was over before anything else told of it."""
    number = extension_in(report.target)
    caller = Member(kind=MemberKind.INBOUND, source=report.source, trunk=report.inbound_trunk)
    if report.kind.lower() != "inbound":
        caller = Member(kind=MemberKind.EXTENSION, number=extension_in(report.source))
    is_machine = caller.kind is MemberKind.EXTENSION and caller.number not in roster
    if record.outcome is None or is_machine or _was_before(record, calls.since):
        return []
    began, group = at - (record.duration or 0), record.group or ""
    called = _called(report, call, calls, roster, began)
    facts = tell_all(call, [(caller, Role.CALLER, LegState.DIALING)], calls, began, group)
    facts.append(called)
    if record.outcome is Outcome.ANSWERED and (number in roster or report.outbound_trunk):
        talked = at - (record.talk_duration or 0)
        facts += tell_all(call, [(caller, Role.CALLER, LegState.TALKING)], calls, talked)
        facts.append(replace(called, at=talked, state=LegState.TALKING))
    return facts


def _was_before(record: CallRecord, watched: float) -> bool:
    """Tell whether a call was over before anybody watched: its record only comes once more."""
    return record.began is not None and record.began + (record.duration or 0) < watched - _ABOUT


def _called(report: NewCdr, call: KnownCall, calls: Calls, roster: Roster, at: float) -> LegIs:
    """Tell who was called; it is known to have rung there only if the phone was heard to."""
    number = extension_in(report.target)
    is_heard = number in calls.unexplained and number in roster
    return calls.tell(
        call,
        LegId(f"{call.id}/{number}"),
        Party(
            number=number if is_heard else report.target or None,
            extension=ExtensionId(number) if number in roster else None,
            trunk=report.outbound_trunk or None,
        ),
        role=Role.CALLEE,
        state=LegState.RINGING if is_heard else LegState.OFFERED,
        at=at,
        direction=_DIRECTIONS.get(report.kind.lower()),
    )
