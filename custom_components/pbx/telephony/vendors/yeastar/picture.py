"""Answers -> facts: lists, and the calls that queries find. Pure, as `translate` is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from ...facts import CallsSeen, Fact, TrunkIs, TrunksAre
from ...model import CallId, ExtensionId, Hook, LegState, Party, Role, Trunk, TrunkId
from .answers import ExtensionCalls, Found, TrunkCall, TrunkRow
from .calls import Calls
from .known import KnownCall
from .members import Member, MemberKind
from .parties import Entry, extension_in, learn_line, leg_id, party_of, tell_all
from .partners import named_by, partners_are
from .phones import FREE, falls_silent, handed_on, handed_to
from .reports import TrunkState
from .roster import Roster
from .talks import talks_are
from .words import trunk_status

# Nobody says whether it rings at an outside party.
_WAITING: Final[Mapping[MemberKind, tuple[Role, LegState]]] = {
    MemberKind.INBOUND: (Role.CALLER, LegState.DIALING),
    MemberKind.OUTBOUND: (Role.CALLEE, LegState.OFFERED),
}


def trunks_are(rows: Iterable[TrunkRow]) -> TrunksAre:
    """Translate the list of trunks."""
    trunks = {
        row.name: Trunk(
            id=TrunkId(row.name),
            name=row.name,
            kind=row.kind,
            status=trunk_status(row.status),
            detail=row.status,
        )
        for row in rows
    }
    return TrunksAre(trunks=tuple(trunks.values()))


def trunk_is(report: TrunkState, trunks: Mapping[str, Trunk]) -> list[Fact]:
    """Tell of the state of a trunk, if it is one of ours."""
    if (trunk := trunks.get(report.trunk)) is None:
        return []
    status = trunk_status(report.status)
    return [TrunkIs(trunk=replace(trunk, status=status, detail=report.status))]


def lines_are(
    found: Iterable[TrunkCall], calls: Calls, roster: Roster, asked: float, at: float
) -> tuple[list[Fact], frozenset[CallId]]:
    """Translate calls over trunks, and name them."""
    facts: list[Fact] = []
    live: set[CallId] = set()
    for row in found:
        call = _call_of(row, calls, at)
        live.add(call.id)
        # What was reported since the question was put is newer than the answer.
        if not call.is_over and (call.heard <= asked or not call.legs):
            facts += _trunk_call(row, call, calls, roster, at)
    return facts, frozenset(live)


def calls_are(found: Found, calls: Calls, roster: Roster, asked: float, at: float) -> list[Fact]:
    """Translate calls; if these are all, end those that nobody knows of any more."""
    # What the lines tell in a moment is no newer than what else was found.
    quiet = frozenset(calls.unheard_since(asked))
    facts, lines = lines_are(found.lines, calls, roster, asked, at)
    more, talks = talks_are(found.talks, calls, roster, asked, at)
    facts += more
    facts += partners_are(found.partners, calls, roster, quiet, at)
    if not found.are_all:
        return facts
    people = {extension for call in calls for extension in call.live_extensions}
    # Who was asked about may be busy, but is on no other call than these.
    asked_about = {*found.asked_about, *(row.number for row in found.partners if row.members)}
    free = roster.free(people) | people.intersection(map(ExtensionId, asked_about))
    named = (call.id for row in found.partners for call in named_by(row, calls))
    live = lines | talks | frozenset(named)
    calls.seen(asked, live, free)
    return [*facts, CallsSeen(asked=asked, at=at, live=live, free=free)]


def silent_are(calls: Calls, roster: Roster, quiet: Iterable[KnownCall], at: float) -> list[Fact]:
    """Tell which phones no longer ring, though their reports were lost.

    `quiet` are the calls of which nothing was heard since the question about the phones was put.
    """
    facts: list[Fact] = []
    quiet = tuple(quiet)
    people = {extension for call in quiet for extension in call.live_extensions}
    for extension in sorted(roster.free(people)):
        facts += falls_silent(extension, quiet, calls, at)
    return facts


def _call_of(row: TrunkCall, calls: Calls, at: float) -> KnownCall:
    """Find the call of a row. An outbound one may be known by another id than that of its trunk."""
    call = calls.named(row.id)
    if call is None and row.kind is MemberKind.OUTBOUND:
        call = calls.alone_with(extension_in(row.source))
    if call is None:
        # Inbound calls are named as their reports name them.
        call = calls.open(row.id, at, is_named=row.kind is MemberKind.INBOUND)
    learn_line(call, row.line, calls)
    return call


def _trunk_call(
    row: TrunkCall, call: KnownCall, calls: Calls, roster: Roster, at: float
) -> list[Fact]:
    """Tell who is on one call over a trunk."""
    is_inbound = row.kind is MemberKind.INBOUND
    role, waits = _WAITING[row.kind]
    line: Entry = (row.line, role, LegState.TALKING if row.is_talking else waits)
    people = tuple(_called(row, roster) if is_inbound else _calling(row, roster))
    if is_inbound:
        return tell_all(call, (line, *people, *_gone(row, call, calls, roster)), calls, at)
    is_call_back = any(member.is_first for member, _, _ in people)
    # The second party of a call back is only called once the first one has answered.
    told = people if is_call_back and not row.is_talking else (*people, line)
    facts = tell_all(call, told, calls, at)
    for extension in sorted(call.live_extensions):
        # As long as two are there, one of them who is free has left it to the other.
        if roster.hook(extension) not in (None, *FREE):
            return facts + handed_on(call, extension, roster, calls, at)
    return facts


def _gone(row: TrunkCall, call: KnownCall, calls: Calls, roster: Roster) -> Iterator[Entry]:
    """Yield who has left, while the call goes on with others.

    Who has talked is free now, and who rang may be busy with something else. A phone that rings for
    another call too does not fall silent.
    """
    for leg in call.legs.values():
        if not row.callees or not leg.extension or leg.extension in _callees(row):
            continue
        hook = roster.hook(leg.extension)
        talked = leg.state is LegState.TALKING and hook is Hook.IDLE
        is_other = call.was_answered and _rings_for_two(leg.extension, calls)
        rang = hook in (Hook.BUSY, Hook.ON_HOLD) or is_other
        if talked or (rang and leg.state is LegState.RINGING):
            yield _extension(leg.extension), leg.role or Role.CALLEE, LegState.ENDED


def _rings_for_two(extension: str, calls: Calls) -> bool:
    """Tell whether a phone rings for several calls at a time."""
    legs = [call.leg_of(extension) for call in calls.of(extension)]
    return sum(leg is not None and leg.state is LegState.RINGING for leg in legs) > 1


def _calling(row: TrunkCall, roster: Roster) -> Iterator[Entry]:
    """Yield who made an outbound call: an extension, or the first party of a call back."""
    number = extension_in(row.source)
    state = LegState.TALKING if row.is_talking else LegState.DIALING
    if number in roster:
        yield _extension(number), Role.CALLER, state
    elif row.source:
        yield replace(row.line, is_first=True), Role.CALLER, state


def _called(row: TrunkCall, roster: Roster) -> Iterator[Entry]:
    """Yield the extensions that an inbound call has reached.

    To the PBX a caller talks as soon as a queue or an IVR has answered, while phones still ring.
    """
    for number in _callees(row):
        match roster.hook(number):
            case None:
                continue
            case Hook.RINGING:
                yield _extension(number), Role.CALLEE, LegState.RINGING
            case Hook.IDLE if not row.callees:
                continue
            case _ if row.is_talking:
                yield _extension(number), Role.CALLEE, LegState.TALKING


def _callees(row: TrunkCall) -> tuple[str, ...]:
    """Give the extensions that an inbound call is for; without any, the number it was for."""
    return tuple(map(extension_in, row.callees or (row.target,)))


def _extension(number: str) -> Member:
    """Name an extension as a report would."""
    return Member(kind=MemberKind.EXTENSION, number=number)


def idle_others(row: ExtensionCalls, roster: Roster) -> list[str]:
    """Give the extensions that are said to be on the call of a ringing one, but do nothing."""
    return [other for other in _others(row, roster) if roster.hook(other) is Hook.IDLE]


def _others(row: ExtensionCalls, roster: Roster) -> Iterator[str]:
    """Yield the other extensions on the calls of one."""
    for member in row.members:
        other = extension_in(member.number)
        if member.kind is MemberKind.EXTENSION and other in roster and other != row.number:
            yield other


def ringing_is(row: ExtensionCalls, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Tell who calls a ringing extension, by what the PBX says of that extension."""
    facts: list[Fact] = []
    for other in _others(row, roster):
        # Who calls has lifted the receiver. If not, this phone rings first for its own call.
        is_mine = roster.hook(other) is Hook.IDLE or bool(calls.dialed_by(row.number, other))
        facts += _ringing_by(_extension(other), row.number, calls, at, is_mine=is_mine)
    for member in row.members:
        if member.kind is not MemberKind.EXTENSION:
            is_outbound = member.kind is MemberKind.OUTBOUND
            handed = handed_to(row.number, member, roster, calls, at) if is_outbound else None
            is_mine = is_outbound and handed is None
            facts += _ringing_by(member, row.number, calls, at, is_mine=is_mine)
            facts += handed[1] if handed else []
    return facts


def rung_by(
    number: str, found: Iterable[TrunkCall], calls: Calls, roster: Roster, at: float
) -> list[Fact]:
    """Tell who calls a ringing extension, by all inbound calls."""
    facts: list[Fact] = []
    found = tuple(found)
    rows = [row for row in found if _reaches(row, number)] or _guess(number, found, calls, roster)
    for row in rows:
        facts += _ringing_by(row.line, number, calls, at, is_mine=False)
    return facts


def _reaches(row: TrunkCall, number: str) -> bool:
    """Tell whether an inbound call is said to be for an extension.

    Who is called directly by somebody who talks is in voicemail; behind a group the phone rings.
    """
    is_direct = not row.callees and row.target == number
    return number in _callees(row) and not (is_direct and row.is_talking)


def _guess(
    number: str, found: Iterable[TrunkCall], calls: Calls, roster: Roster
) -> list[TrunkCall]:
    """Give the call that must be it: the only one that waits, when only this phone rings so."""
    waiting = [row for row in found if not _is_answered(row, calls)]
    if len(waiting) != 1 or any(
        other != number and not calls.rings(other) for other in roster.ringing()
    ):
        return []
    [row] = waiting
    is_vague = not row.callees and extension_in(row.target) not in roster
    return waiting if is_vague and not row.is_talking else []


def _is_answered(row: TrunkCall, calls: Calls) -> bool:
    """Tell whether somebody has taken an inbound call."""
    call = calls.named(row.id)
    return (call is not None and call.was_answered) or (row.is_talking and bool(row.callees))


def _ringing_by(
    member: Member, number: str, calls: Calls, at: float, *, is_mine: bool
) -> list[Fact]:
    """Tell that an extension rings for the call with this other party, or for its own call."""
    me = _extension(number)
    call = _ringing_call(member, number, calls, is_mine=is_mine)
    if call is None:
        call = _open(member, number, calls, at, is_mine=is_mine)
    if call.is_over:
        return []
    caller, callee = (me, member) if is_mine else (member, me)
    entries: list[Entry] = [(caller, Role.CALLER, LegState.DIALING)]
    if not is_mine:
        entries.append((callee, Role.CALLEE, LegState.RINGING))
    elif callee.kind is not MemberKind.EXTENSION:
        entries.append((callee, Role.CALLEE, LegState.OFFERED))
    facts = tell_all(call, entries, calls, at)
    if is_mine and callee.kind is MemberKind.EXTENSION:
        # Only its number: its phone rings after the caller has lifted the receiver.
        party, leg = Party(number=callee.number), leg_id(call, callee)
        state = LegState.OFFERED
        facts.append(calls.tell(call, leg, party, role=Role.CALLEE, state=state, at=at))
    return facts


def _ringing_call(member: Member, number: str, calls: Calls, *, is_mine: bool) -> KnownCall | None:
    """Find the call that an extension rings for."""
    if member.kind is MemberKind.EXTENSION:
        pair = (number, member.number) if is_mine else (member.number, number)
        return calls.dialed_by(*pair)
    if (call := calls.named(member.id)) is not None:
        return call
    return calls.alone_with(number) if is_mine else calls.unnamed_with((member.source, number))


def _open(member: Member, number: str, calls: Calls, at: float, *, is_mine: bool) -> KnownCall:
    """Remember a call that is only known to ring."""
    if member.id:
        return calls.open(member.id, at, is_named=member.kind is MemberKind.INBOUND)
    pair = (number, party_of(member).number or "")
    return calls.invent(*(pair if is_mine else pair[::-1]), at)
