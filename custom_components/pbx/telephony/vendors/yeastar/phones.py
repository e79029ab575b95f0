"""What phones do -> facts: who no longer rings, and who has taken a call. Pure."""

from collections.abc import Iterable
from typing import Final

from ...facts import ExtensionIs, Fact
from ...model import Cause, ExtensionId, Hook, LegState, Party, Role
from .answers import ExtensionCalls
from .calls import Calls
from .known import KnownCall
from .members import Member, MemberKind
from .parties import Entry, Roster, extension_in, number_in, tell_all
from .reports import ExtensionStatus
from .roster import Roster as Phones
from .words import phone_state

FREE: Final = (Hook.IDLE, Hook.FAULT)


def extension_status(
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
    if hook is Hook.BUSY:
        calls.busy.add(extension)
    else:
        calls.busy.discard(extension)
    if hook in FREE:
        facts += falls_silent(extension, calls.of(extension), calls, at)
    elif hook is Hook.BUSY and calls.talks(extension):
        # It rang during another call: either that goes on alone, or an answer follows.
        for call in calls.of(extension):
            facts += _left_by(extension, call, calls, at, is_free=False)
    return facts


def falls_silent(
    extension: ExtensionId, on: Iterable[KnownCall], calls: Calls, at: float
) -> list[Fact]:
    """Tell that a phone is free: it no longer rings for these calls, or has handed them on."""
    facts: list[Fact] = []
    for call in on:
        if not call.is_over:
            facts += _left_by(extension, call, calls, at, is_free=True)
    return facts


def handed_to(
    extension: str, member: Member, phones: Phones, calls: Calls, at: float
) -> tuple[KnownCall, list[Fact]] | None:
    """Give the call with an outside party that another has begun and handed on to an extension."""
    call, source = calls.named(member.id), extension_in(member.source)
    if call is None or call.is_over:
        return None
    facts: list[Fact] = []
    if not call.was_answered and source != extension and phones.hook(source) in FREE:
        # It was not free before somebody had answered.
        who = Member(kind=MemberKind.EXTENSION, number=source)
        talk: list[Entry] = [
            (member, Role.CALLEE, LegState.TALKING),
            (who, Role.CALLER, LegState.TALKING),
        ]
        facts = tell_all(call, talk, calls, at)
    if not (call.leaving or call.was_answered):
        return None
    return call, [*facts, *handed_on(call, extension, phones, calls, at)]


def handed_on(call: KnownCall, to: str, phones: Phones, calls: Calls, at: float) -> list[Fact]:
    """Tell that who talked on a call and is free has handed it on, though no report told so."""
    facts: list[Fact] = []
    for leg in list(call.legs.values()):
        other = leg.extension
        if other in (None, to) or leg.state is not LegState.TALKING:
            continue
        if phones.hook(other) in FREE:
            call.leaving.add(other)
            facts += falls_silent(other, (call,), calls, at)
    return facts


def _left_by(
    extension: ExtensionId, call: KnownCall, calls: Calls, at: float, *, is_free: bool
) -> list[Fact]:
    """Tell that a phone no longer rings for a call, or being free has handed on another."""
    facts: list[Fact] = []
    for leg, known in call.legs.items():
        if known.extension != extension:
            continue
        if is_free and known.state is LegState.DIALING:
            # Its end is left to its record, which knows how it ended.
            call.caller_left = True
        rang = known.state is LegState.RINGING
        handed_on = is_free and known.state is LegState.TALKING and extension in call.leaving
        if rang or handed_on:
            cause = None if rang else Cause.TRANSFERRED
            state = LegState.ENDED
            facts.append(
                calls.tell(call, leg, Party(), role=known.role, state=state, at=at, cause=cause)
            )
    return facts


def taken_by(extension: str, call: KnownCall, calls: Calls, at: float) -> list[Fact]:
    """Tell that a phone that rang has taken its call, so that it talks with the caller."""
    facts: list[Fact] = []
    for leg, known in call.legs.items():
        if known.role is Role.CALLER or known.extension == extension:
            party, state = Party(extension=known.extension), LegState.TALKING
            facts.append(calls.tell(call, leg, party, role=known.role, state=state, at=at))
    return facts


def names(row: ExtensionCalls, call: KnownCall, calls: Calls) -> bool:
    """Tell whether the PBX has an extension on this call; if it names none, it may be any."""
    return not row.members or any(_is_on(member, call, calls) for member in row.members)


def _is_on(member: Member, call: KnownCall, calls: Calls) -> bool:
    """Tell whether a party is on this call: its line says so, else its number."""
    if (named := calls.named(member.id)) is not None:
        return named is call
    return number_in(member) in {leg.extension or leg.number for leg in call.legs.values()}
