"""The parties of a call, named neutrally and told; what reports and answers have in common."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
import re
from typing import Final

from ...facts import Fact
from ...model import Cause, Direction, ExtensionId, LegId, LegState, Party, Role
from .calls import Calls
from .known import KnownCall
from .members import Member, MemberKind
from .reports import CallReport

type Entry = tuple[Member, Role | None, LegState | None]
"""A party of a report, its side, and its state."""

type Roster = Container[str]
"""The numbers that are extensions. An IVR or a queue may stand where an extension does."""

# `6200(4002)`: the group that was called, and the extension that it found.
_THROUGH_GROUP: Final = re.compile(r"(.*)\((\d{1,7})\)")


def extension_in(number: str) -> str:
    """Give the extension in a number that may also name the group it was reached through."""
    if not number.endswith(")"):
        return number
    found = _THROUGH_GROUP.fullmatch(number)
    return found[2] if found else number


def party_of(member: Member) -> Party:
    """Name a party neutrally; a caller may be a text, and need not be known."""
    match member.kind:
        case MemberKind.EXTENSION:
            extension = ExtensionId(extension_in(member.number))
            return Party(number=member.number, extension=extension)
        case MemberKind.INBOUND:
            return Party(number=member.source or None, trunk=member.trunk or None)
    number = member.source if member.is_first else member.target
    return Party(number=number or None, trunk=member.trunk or None)


def leg_id(call: KnownCall, member: Member) -> LegId:
    """Name a party's leg: as it was told before, else by its channel, its extension or its side.

    Format 2.0.0 gives each phone of an extension a channel, but they ring for one person. Who has
    talked and left is gone for good, so that another channel is another part in the call.
    """
    if member.channel in call.by_channel:
        return call.by_channel[member.channel]
    if member.kind is MemberKind.EXTENSION:
        return _extension_leg(call, member)
    return _line_leg(call, member)


def _extension_leg(call: KnownCall, member: Member) -> LegId:
    """Name the leg of an extension."""
    number = extension_in(member.number)
    plain = LegId(f"{call.id}/{number}")
    found = [id for id, leg in call.legs.items() if id == plain or leg.extension == number]
    if member.channel:
        found = [id for id in found if call.legs[id].is_live or not call.legs[id].talked]
        return found[-1] if found else LegId(member.channel)
    return found[-1] if found else plain


def _line_leg(call: KnownCall, member: Member) -> LegId:
    """Name the leg of an outside party; a call back has two of the same kind."""
    plain = LegId(f"{call.id}/{member.kind}")
    if member.is_first and not member.channel:
        return LegId(f"{call.id}/caller")
    number = party_of(member).number
    others = [id for id in call.legs if id == plain or id.startswith(f"{plain}/")]
    for id in others:
        leg = call.legs[id]
        if member.channel and leg.channels:
            continue
        is_other = member.id and leg.line and member.id != leg.line
        if not (is_other and number and leg.number and number != leg.number):
            return id
    if member.channel:
        return LegId(member.channel)
    return _channel_leg(call, member) or (LegId(f"{plain}/{member.id}") if others else plain)


def _channel_leg(call: KnownCall, member: Member) -> LegId | None:
    """Find the leg of an outside party that was told by its channel."""
    number = party_of(member).number
    for channel, id in call.by_channel.items():
        leg = call.legs[id]
        same = not number or not leg.number or leg.number == number
        role = Role.CALLER if member.kind is MemberKind.INBOUND else Role.CALLEE
        if same and leg.extension is None and leg.role is role and channel:
            return id
    return None


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
    """Give each party its side: that of the trunk is certain, that of an extension then follows.

    A call back joins two outside parties that were both called; then, too, the order tells.
    """
    direction = direction_of(members)
    by_direction = {Direction.INBOUND: Role.CALLEE, Direction.OUTBOUND: Role.CALLER}
    is_call_back = all(member.kind is MemberKind.OUTBOUND for member in members)
    roles: list[Role | None] = []
    for place, member in enumerate(members):
        told = order[place] if place < len(order) else None
        match member.kind:
            case MemberKind.INBOUND:
                roles.append(Role.CALLER)
            case MemberKind.OUTBOUND:
                roles.append((told if is_call_back else None) or Role.CALLEE)
            case _:
                roles.append(by_direction.get(direction, told) if direction else told)
    return roles


def side_of(call: KnownCall, leg: LegId, role: Role | None) -> Role | None:
    """Give the side that was told first, since a report about another moment may mix them up.

    Who comes to a call that its caller has handed on, or that was answered, is called.
    """
    known = call.legs.get(leg)
    if known is not None and known.role is not None:
        return known.role
    caller = call.caller
    if role is Role.CALLER and caller is not None:
        is_later = caller.extension in call.leaving or call.was_answered
        return Role.CALLEE if is_later else role
    return role


def first_in_call_back(member: Member, role: Role | None, roster: Roster) -> Member:
    """Mark the outside party that a call back began with: who is said to call is no extension."""
    is_first = member.kind is MemberKind.OUTBOUND and role is Role.CALLER
    if is_first and member.source and extension_in(member.source) not in roster:
        return replace(member, is_first=True)
    return member


def number_in(member: Member) -> str:
    """Give the number by which a party is found again."""
    party = party_of(member)
    return party.extension or party.number or ""


def caller_in(members: tuple[Member, ...], roles: list[Role | None]) -> str:
    """Give the number of the extension that calls, if the report says so."""
    for member, role in zip(members, roles, strict=True):
        if role is Role.CALLER and member.kind is MemberKind.EXTENSION:
            return extension_in(member.number)
    return ""


def find_call(
    name: str, members: tuple[Member, ...], caller: str, calls: Calls
) -> KnownCall | None:
    """Find the call that a report is about, under whatever name it is known."""
    call = calls.named(name, *(member.id for member in members))
    if call is None:
        call = calls.unnamed_with((number_in(member) for member in members), caller, name=name)
    if call is not None and name:
        call.is_named = True
        calls.add_name(call, name)
    return call


def find_kin(name: str, members: tuple[Member, ...], calls: Calls) -> KnownCall | None:
    """Find the call that the clone names anew at its end."""
    call = calls.kin(name, (number_in(member) for member in members), is_end=True)
    if call is not None:
        calls.add_name(call, name)
    return call


def group_in(report: CallReport, roster: Roster) -> str:
    """Give the queue, ring group, IVR or conference that a call went through, if it is told."""
    for member in report.members:
        if member.path and member.path not in roster:
            return member.path
        if member.kind is MemberKind.EXTENSION:
            if found := _THROUGH_GROUP.fullmatch(member.number):
                return found[1].strip()
            if len(report.members) > 1 and member.number not in roster:
                # A machine stands where an extension does.
                return member.number
    return ""


def learn_line(call: KnownCall, member: Member, calls: Calls) -> None:
    """Keep by which id an outside party is hung up."""
    calls.add_name(call, member.id)
    match member.kind:
        case MemberKind.INBOUND:
            call.inbound = call.inbound or member.id
        case MemberKind.OUTBOUND:
            call.outbound = call.outbound or member.id


def tell_all(
    call: KnownCall, entries: Iterable[Entry], calls: Calls, at: float, group: str = ""
) -> list[Fact]:
    """Tell who is on a call: first what makes one, last what may end it."""
    ordered = sorted(entries, key=_place_of)
    direction = direction_of([member for member, _, _ in ordered])
    return [tell_one(call, entry, calls, at, direction=direction, group=group) for entry in ordered]


def tell_one(
    call: KnownCall,
    entry: Entry,
    calls: Calls,
    at: float,
    *,
    direction: Direction | None,
    group: str = "",
) -> Fact:
    """Tell of one party on a call."""
    member, role, state = entry
    learn_line(call, member, calls)
    leg, party = leg_id(call, member), party_of(member)
    leaves = state is LegState.ENDED and party.extension in call.leaving
    fact = calls.tell(
        call,
        leg,
        party,
        role=role,
        state=state,
        at=at,
        direction=direction,
        held=_held(member, state),
        cause=Cause.TRANSFERRED if leaves else None,
        channel=member.channel,
        group=group,
    )
    call.legs[leg].line = call.legs[leg].line or member.id
    return fact


def _held(member: Member, state: LegState | None) -> bool | None:
    """Say whether a party holds the other; only format 2.0.0 tells."""
    if member.status and state is LegState.TALKING:
        return member.status.lower() == "hold"
    return None


def _place_of(entry: Entry) -> int:
    """Give the place of a party among those of one report."""
    return {None: 1, LegState.ENDED: 2}.get(entry[2], 0)
