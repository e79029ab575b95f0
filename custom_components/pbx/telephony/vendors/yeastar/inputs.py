"""Keys and prompts -> facts: on a call that nobody has told of, they prove that it goes on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ...facts import Fact
from ...model import LegState, Party, Role
from .calls import Calls
from .happenings import key_pressed, prompt_ended
from .known import KnownCall
from .members import Member, MemberKind
from .parties import Roster, caller_in, find_call, party_of, people_in, tell_all
from .reports import CallReport, Dtmf, PlayPromptEnd

# Who dials into a machine calls it; whom it plays a prompt to was called by it.
_DIALED_IN: Final[Mapping[MemberKind, Role]] = {
    MemberKind.EXTENSION: Role.CALLER,
    MemberKind.INBOUND: Role.CALLER,
    MemberKind.OUTBOUND: Role.CALLEE,
}
_CALLED: Final[Mapping[MemberKind, Role]] = {**_DIALED_IN, MemberKind.EXTENSION: Role.CALLEE}


def key_is(report: Dtmf, calls: Calls, roster: Roster, at: float) -> tuple[Fact, ...]:
    """Tell of a key that somebody pressed."""
    members = people_in(report, roster)
    call, facts = _call_with(report, members, _DIALED_IN, calls, at)
    if call is None:
        return ()
    party = party_of(members[0]) if members else Party()
    return (*facts, *key_pressed(report, call, party, calls.recent, at))


def prompt_is(report: PlayPromptEnd, calls: Calls, roster: Roster, at: float) -> tuple[Fact, ...]:
    """Tell of a prompt that was played to its end."""
    members = people_in(report, roster)
    sides = _DIALED_IN if report.ivr else _CALLED
    call, facts = _call_with(report, members, sides, calls, at)
    if call is None:
        return ()
    party = party_of(members[0]) if members else Party()
    if party.number is None and report.number:
        party = replace(party, number=report.number)
    return (*facts, *prompt_ended(report, call.id, party, calls.recent, at))


def _call_with(
    report: CallReport,
    members: tuple[Member, ...],
    sides: Mapping[MemberKind, Role],
    calls: Calls,
    at: float,
) -> tuple[KnownCall | None, list[Fact]]:
    """Find the call that this happened on, or tell of it if it was not known."""
    roles: list[Role | None] = [sides[member.kind] for member in members]
    call = find_call(report.call, members, caller_in(members, roles), calls)
    if call is None and report.call and members:
        call = calls.open(report.call, at)
    if call is None or call.is_over or call.told:
        return call, []
    entries = [
        (member, role, LegState.TALKING) for member, role in zip(members, roles, strict=True)
    ]
    return call, tell_all(call, entries, calls, at)
