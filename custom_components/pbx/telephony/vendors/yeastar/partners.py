"""Who talks with whom, where only the phones tell: a call inside the house (API 1) -> facts. Pure.

No list of calls tells of one. If the reports of its answer or its end are lost, phones are shown to
be busy and nobody says with what; each phone has to be asked.
"""

from collections.abc import Container, Iterable, Iterator
from typing import Final

from ...facts import Fact
from ...model import Hook, LegState, Role
from .answers import ExtensionCalls, ExtensionRow, Found
from .calls import Calls
from .known import KnownCall
from .members import Member, MemberKind
from .parties import Entry, extension_in, tell_all
from .phones import handed_to, names, taken_by
from .roster import Roster
from .words import phone_state

_TALKING: Final = (Hook.BUSY, Hook.ON_HOLD)
_ENGAGED: Final = (Hook.RINGING, *_TALKING)


def puzzling(rows: Iterable[ExtensionRow], found: Found, calls: Calls) -> set[str]:
    """Give the phones that do something of which the calls that were found say nothing."""
    lines = {line.id for line in found.lines}
    told = {
        extension_in(number)
        for line in found.lines
        for number in (line.source, line.target, *line.callees)
    }
    return {row.number for row in rows if _is_puzzling(row, lines, told, calls)}


def _is_puzzling(row: ExtensionRow, lines: set[str], told: set[str], calls: Calls) -> bool:
    """Tell whether a phone does what neither these lines explain nor the calls that are known."""
    hook, on = _hook(row.status), list(calls.of(row.number))
    if hook not in _ENGAGED:
        return False
    if not all(call.names & lines for call in on):
        return True
    is_known = row.number in told or (on and not calls.only_rings(row.number))
    return hook in _TALKING and not is_known


def partners_are(
    rows: Iterable[ExtensionCalls],
    calls: Calls,
    roster: Roster,
    quiet: Container[KnownCall],
    at: float,
) -> list[Fact]:
    """Tell what phones are busy with, by what the PBX says of each; newer reports know better.

    `quiet` are the calls of which none has come since the question.
    """
    facts: list[Fact] = []
    for row in rows:
        if roster.hook(row.number) not in _TALKING or _hook(row.status) not in _TALKING:
            continue
        if (call := calls.only_rings(row.number)) is not None:
            if call in quiet and names(row, call, calls):
                facts += taken_by(row.number, call, calls, at)
        elif not any(calls.of(row.number)):
            facts += talking_is(row, calls, roster, at) or _talk(row, calls, roster, at)
    return facts


def named_by(row: ExtensionCalls, calls: Calls) -> Iterator[KnownCall]:
    """Give the calls of an extension that the PBX says it is on."""
    return (call for call in calls.of(row.number) if names(row, call, calls))


def talking_is(row: ExtensionCalls, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Tell with whom outside a busy extension talks, by what the PBX says of it."""
    facts: list[Fact] = []
    for member in row.members if _hook(row.status) is Hook.BUSY else ():
        if member.kind is MemberKind.OUTBOUND:
            if (handed := handed_to(row.number, member, roster, calls, at)) is not None:
                call, left = handed
                me: Entry = (_extension(row.number), Role.CALLEE, LegState.TALKING)
                facts += [*tell_all(call, (me,), calls, at), *left]
            continue
        if member.kind is MemberKind.INBOUND and member.id:
            call = calls.named(member.id) or calls.open(member.id, at)
            entries: list[Entry] = [
                (member, Role.CALLER, LegState.TALKING),
                (_extension(row.number), Role.CALLEE, LegState.TALKING),
            ]
            facts += [] if call.is_over else tell_all(call, entries, calls, at)
    return facts


def _talk(row: ExtensionCalls, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Tell that two colleagues talk; nobody knows which of them has called."""
    others = [
        other
        for member in row.members
        if member.kind is MemberKind.EXTENSION
        if (other := extension_in(member.number)) != row.number
        if roster.hook(other) in _TALKING and not any(calls.of(other))
    ]
    if len(row.members) != 1 or len(others) != 1:
        return []
    call = calls.invent(row.number, others[0], at)
    entries: list[Entry] = [
        (_extension(number), None, LegState.TALKING) for number in (row.number, others[0])
    ]
    return tell_all(call, entries, calls, at)


def _extension(number: str) -> Member:
    """Name an extension as a report would."""
    return Member(kind=MemberKind.EXTENSION, number=number)


def _hook(status: str) -> Hook | None:
    """Give what a phone does, by a status; None for a word that nobody knows."""
    state = phone_state(status)
    return state[0] if state is not None else None
