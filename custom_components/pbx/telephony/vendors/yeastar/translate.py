"""Reports -> facts. Pure: no I/O and no clock; what reports leave out comes from `calls`."""

from collections.abc import Container, Iterable, Mapping, Sequence
import re
from typing import Final

from ...facts import CallEnded, ExtensionIs, Fact
from ...model import Cause, Direction, ExtensionId, Hook, LegId, LegState, Party, Role
from .calls import Calls, KnownCall
from .members import Member, MemberKind
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
from .words import MEMBER_STATES, failure_cause, phone_state, record_cause

type Entry = tuple[Member, Role | None, LegState | None]
"""A party of a report, its side, and its state."""

type Roster = Container[str]
"""The numbers that are extensions. An IVR or a queue may stand where an extension does."""

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
# `6200(4002)`: the group that was called, and the extension that it found.
_THROUGH_GROUP: Final = re.compile(r".*\((\d{1,7})\)")


def translate(report: Report, calls: Calls, roster: Roster, at: float) -> tuple[Fact, ...]:
    """Say what a report means; most mean nothing, and a repeated one nothing new."""
    match report:
        case ExtensionStatus():
            return tuple(_extension_status(report, calls, roster, at))
        case CallStatus():
            return tuple(_call_status(report, calls, roster, at))
        case Alert() | Ring() | Answer() | Answered() | Bye() | CallFailed():
            return tuple(_call_report(report, calls, roster, at))
        case NewCdr():
            return tuple(_record(report, calls, roster, at))
        case Transfer():
            _handed_on(report, calls)
    return ()


def extension_in(number: str) -> str:
    """Give the extension in a number that may also name the group it was reached through."""
    found = _THROUGH_GROUP.fullmatch(number)
    return found[1] if found else number


def party_of(member: Member) -> Party:
    """Name a party neutrally; a caller may be a text, and need not be known."""
    match member.kind:
        case MemberKind.EXTENSION:
            extension = ExtensionId(extension_in(member.number))
            return Party(number=member.number, extension=extension)
        case MemberKind.INBOUND:
            return Party(number=member.source or None, trunk=member.trunk or None)
    return Party(number=member.target or None, trunk=member.trunk or None)


def leg_id(call: KnownCall, member: Member) -> LegId:
    """Name a party's leg: by its channel where that is told, else by extension or side."""
    if member.channel:
        return LegId(member.channel)
    if member.kind is MemberKind.EXTENSION:
        return LegId(f"{call.id}/{extension_in(member.number)}")
    return LegId(f"{call.id}/{member.kind}")


def direction_of(members: Sequence[Member]) -> Direction | None:
    """Tell where a call comes from and goes to; one extension alone does not say."""
    kinds = {member.kind for member in members}
    if MemberKind.INBOUND in kinds:
        return Direction.INBOUND
    if MemberKind.OUTBOUND in kinds:
        return Direction.OUTBOUND
    return Direction.INTERNAL if len(members) > 1 else None


def people_in(report: CallReport, roster: Roster) -> tuple[Member, ...]:
    """Leave out the machines: an IVR or a queue is no party, and takes no call."""
    return tuple(
        member
        for member in report.members
        if member.kind is not MemberKind.EXTENSION or extension_in(member.number) in roster
    )


def roles_of(members: tuple[Member, ...], order: tuple[Role | None, ...]) -> list[Role | None]:
    """Give each party its side: that of the trunk is certain, that of an extension then follows."""
    direction = direction_of(members)
    by_direction = {Direction.INBOUND: Role.CALLEE, Direction.OUTBOUND: Role.CALLER}
    roles: list[Role | None] = []
    for place, member in enumerate(members):
        if member.kind is not MemberKind.EXTENSION:
            inbound = member.kind is MemberKind.INBOUND
            roles.append(Role.CALLER if inbound else Role.CALLEE)
        elif direction in by_direction:
            roles.append(by_direction[direction])
        else:
            roles.append(order[place] if place < len(order) else None)
    return roles


def find_call(
    name: str, members: tuple[Member, ...], caller: str, calls: Calls
) -> KnownCall | None:
    """Find the call that a report is about, under whatever name it is known."""
    call = calls.named(name, *(member.id for member in members))
    if call is None:
        call = calls.unnamed_with((_number(member) for member in members), caller)
    if call is not None and name:
        call.is_named = True
        calls.add_name(call, name)
    return call


def learn_line(call: KnownCall, member: Member, calls: Calls) -> None:
    """Keep by which id an outside party is hung up."""
    calls.add_name(call, member.id)
    match member.kind:
        case MemberKind.INBOUND:
            call.inbound = call.inbound or member.id
        case MemberKind.OUTBOUND:
            call.outbound = call.outbound or member.id


def _number(member: Member) -> str:
    """Give the number by which a party is found again."""
    party = party_of(member)
    return party.extension or party.number or ""


def _caller_in(members: tuple[Member, ...], roles: list[Role | None]) -> str:
    """Give the number of the extension that calls, if the report says so."""
    for member, role in zip(members, roles, strict=True):
        if role is Role.CALLER and member.kind is MemberKind.EXTENSION:
            return extension_in(member.number)
    return ""


def _call_report(report: CallReport, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Translate a report of API 1 about one call."""
    members = people_in(report, roster)
    roles = roles_of(members, _ROLES[type(report)])
    call = find_call(report.call, members, _caller_in(members, roles), calls)
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
    return [*facts, *_failed(report, call, calls, at)] if isinstance(report, CallFailed) else facts


def tell_all(call: KnownCall, entries: Iterable[Entry], calls: Calls, at: float) -> list[Fact]:
    """Tell who is on a call: first what makes one, last what may end it."""
    ordered = sorted(entries, key=_place_of)
    direction = direction_of([member for member, _, _ in ordered])
    facts: list[Fact] = []
    for member, role, state in ordered:
        learn_line(call, member, calls)
        facts.append(
            calls.tell(
                call,
                leg_id(call, member),
                party_of(member),
                role=role,
                state=state,
                at=at,
                direction=direction,
                held=_held(member, state),
            )
        )
    return facts


def _held(member: Member, state: LegState | None) -> bool | None:
    """Say whether a party holds the other; only format 2.0.0 tells."""
    if member.status and state is LegState.TALKING:
        return member.status.lower() == "hold"
    return None


def _place_of(entry: Entry) -> int:
    """Give the place of a party among those of one report."""
    return {None: 1, LegState.ENDED: 2}.get(entry[2], 0)


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


def _record(report: NewCdr, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """End the call of a record; further records of the same call are about what is over."""
    caller = extension_in(report.source)
    call = calls.named(report.call) or calls.unnamed_with(
        (caller, extension_in(report.target)), caller
    )
    if call is None and report.call:
        # Remembered as over, so that a late repeat does not begin it.
        call = calls.open(report.call, at)
    if call is None or call.is_over:
        return []
    calls.add_name(call, report.call)
    facts = _in_hindsight(report, call, calls, roster, at)
    calls.close(call)
    return [*facts, CallEnded(call=call.id, at=at, cause=record_cause(report.status))]


def _in_hindsight(
    report: NewCdr, call: KnownCall, calls: Calls, roster: Roster, at: float
) -> list[Fact]:
    """Tell for whom a phone rang that fell silent before anybody could ask."""
    number = extension_in(report.target)
    in_vain = record_cause(report.status) is not Cause.NORMAL
    if call.legs or not in_vain or number not in calls.unexplained or number not in roster:
        return []
    caller = Member(kind=MemberKind.INBOUND, source=report.source, trunk=report.inbound_trunk)
    if report.kind.lower() != "inbound":
        caller = Member(kind=MemberKind.EXTENSION, number=extension_in(report.source))
        if caller.number not in roster:
            return []
    callee = Member(kind=MemberKind.EXTENSION, number=number)
    entries = ((caller, Role.CALLER, LegState.DIALING), (callee, Role.CALLEE, LegState.RINGING))
    return tell_all(call, entries, calls, at)


def _extension_status(
    report: ExtensionStatus, calls: Calls, roster: Roster, at: float
) -> list[Fact]:
    """Tell what a phone does; one that has fallen silent no longer rings for any call."""
    state = phone_state(report.status)
    if state is None or report.extension not in roster:
        return []
    hook, registered = state
    extension = ExtensionId(report.extension)
    facts: list[Fact] = [ExtensionIs(id=extension, hook=hook, registered=registered)]
    if hook is Hook.RINGING and not calls.rings(extension):
        calls.unexplained.add(extension)
    is_free = hook in (Hook.IDLE, Hook.FAULT)
    # Busy, after it rang during another call: either that goes on alone, or an answer follows.
    if is_free or (hook is Hook.BUSY and calls.talks(extension)):
        for call in calls.of(extension):
            facts += _left_by(extension, call, calls, at, is_free=is_free)
    return facts


def _left_by(
    extension: ExtensionId, call: KnownCall, calls: Calls, at: float, *, is_free: bool
) -> list[Fact]:
    """Tell that a phone no longer rings for a call, or being free has handed on another."""
    facts: list[Fact] = []
    for leg, known in call.legs.items():
        if known.extension != extension:
            continue
        rang = known.state is LegState.RINGING
        handed_on = is_free and known.state is LegState.TALKING and extension in call.leaving
        if rang or handed_on:
            cause = None if rang else Cause.TRANSFERRED
            state = LegState.ENDED
            facts.append(
                calls.tell(call, leg, Party(), role=known.role, state=state, at=at, cause=cause)
            )
    return facts


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
    call = find_call(report.call, members, _caller_in(members, roles), calls)
    if call is None:
        if not report.call or not any(MEMBER_STATES.get(w) in _BEGINNINGS for w in words):
            return []
        call = calls.open(report.call, at)
    if call.is_over:
        return []
    states = map(MEMBER_STATES.get, words)
    return tell_all(call, zip(members, roles, states, strict=True), calls, at)
