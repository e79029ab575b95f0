"""The parties of a call, named neutrally and told; what reports and answers have in common."""

from collections.abc import Container, Iterable, Sequence
import re
from typing import Final

from ...facts import Fact
from ...model import Direction, ExtensionId, LegId, LegState, Party, Role
from .calls import Calls, KnownCall
from .members import Member, MemberKind
from .reports import CallReport

type Entry = tuple[Member, Role | None, LegState | None]
"""A party of a report, its side, and its state."""

type Roster = Container[str]
"""The numbers that are extensions. An IVR or a queue may stand where an extension does."""

# `6200(4002)`: the group that was called, and the extension that it found.
_THROUGH_GROUP: Final = re.compile(r".*\((\d{1,7})\)")


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
        call = calls.unnamed_with((number_in(member) for member in members), caller)
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
