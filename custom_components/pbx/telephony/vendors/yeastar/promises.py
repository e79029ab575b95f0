"""Whom we were asked to dial: told until reports tell who is called. Pure."""

from ...facts import Fact
from ...model import Direction, LegState, Party, Role
from .calls import Calls
from .known import KnownCall
from .members import Member, MemberKind
from .parties import Roster, leg_id


def dialed(call: KnownCall, calls: Calls, roster: Roster, at: float) -> list[Fact]:
    """Tell whom we were asked to dial, and take that back when somebody else was reached."""
    if not (number := call.promised):
        return []
    kind, direction = MemberKind.OUTBOUND, Direction.OUTBOUND
    if number in roster:
        kind, direction = MemberKind.EXTENSION, Direction.INTERNAL
    leg = leg_id(call, Member(kind=kind, number=number))
    called = {id for id, known in call.legs.items() if known.role is Role.CALLEE}
    offer, state = Party(number=number), LegState.OFFERED
    if not called:
        # Only the number, since nothing has reached the phone yet.
        return [
            calls.tell(call, leg, offer, role=Role.CALLEE, state=state, at=at, direction=direction)
        ]
    if called == {leg}:
        return []
    call.promised = ""
    if (known := call.legs.get(leg)) is None or known.state is not LegState.OFFERED:
        return []
    # Somebody else was reached, as behind a group.
    role, state = Role.CALLEE, LegState.ENDED
    return [calls.tell(call, leg, Party(), role=role, state=state, at=at)]
