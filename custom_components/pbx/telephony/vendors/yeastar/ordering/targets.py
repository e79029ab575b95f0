"""Which call a command means, and which of its parties."""

import re
from typing import Final

from ....commands import CallTarget, TargetKind
from ....errors import CommandRefused
from ....model import CallId, ExtensionId, LegState, Role
from ..calls import Calls
from ..known import KnownCall, KnownLeg
from ..roster import Roster

NO_SUCH_CALL: Final = "call_not_found"

# A call id of the PBX; a name that was made up for want of one looks different.
_NAME: Final = re.compile(r"\d+\.\d+", re.ASCII)

# What an extension is shown with: who rings matters first, then who talks.
_WEIGHTS: Final = {
    LegState.RINGING: 5,
    LegState.OFFERED: 5,
    LegState.TALKING: 4,
    LegState.DIALING: 2,
}


def no_such_call() -> CommandRefused:
    """Make the refusal of a command about a call that nobody knows."""
    return CommandRefused(NO_SUCH_CALL)


def call_meant(extension: ExtensionId | None, call: CallId | None, calls: Calls) -> KnownCall:
    """Find the call of a command that goes on; refuse if there is none."""
    known = None
    if call is not None:
        known = calls.with_id(call)
    elif extension is not None:
        known = shown_with(extension, calls)
    if known is None or known.is_over:
        raise no_such_call()
    return known


def shown_with(extension: ExtensionId, calls: Calls) -> KnownCall | None:
    """Find the call that an extension is shown with."""
    found = [
        (_WEIGHTS.get(leg.state, 1) if leg.state else 1, call)
        for call in calls.of(extension)
        if (leg := leg_with(call, extension)) is not None
    ]
    return max(found, key=lambda each: each[0])[1] if found else None


def people_on(call: KnownCall) -> list[ExtensionId]:
    """Give the extensions on a call: who talks first, and of those who called."""
    live = [leg for leg in call.legs.values() if leg.is_live and leg.extension is not None]
    live.sort(key=lambda leg: (leg.state is not LegState.TALKING, leg.role is not Role.CALLER))
    return [leg.extension for leg in live if leg.extension is not None]


def one_on(call: KnownCall) -> ExtensionId:
    """Give the extension that acts for a call; refuse if there is none on it."""
    if not (people := people_on(call)):
        raise no_such_call()
    return people[0]


def who_leaves(call: KnownCall, extension: ExtensionId | None) -> ExtensionId:
    """Give who hands a call between two extensions on: who was named, else who was called."""
    if extension is not None:
        return extension
    if not (people := people_on(call)):
        raise no_such_call()
    return people[-1]


def who_hands_on(
    extension: ExtensionId | None, call: CallId | None, calls: Calls
) -> tuple[KnownCall, ExtensionId] | None:
    """Find who leaves a call that is sent elsewhere; None if nobody has talked who could."""
    known = call_meant(extension, call, calls)
    if extension is None:
        has_line = any(leg.extension is None and leg.is_live for leg in known.legs.values())
        people = people_on(known)
        extension = (people[0] if has_line else people[-1]) if people else None
    leg = leg_with(known, extension) if extension is not None else None
    return (known, leg.extension) if leg and leg.talked and leg.extension else None


def leg_with(call: KnownCall, extension: ExtensionId) -> KnownLeg | None:
    """Find the leg of an extension that is still there."""
    for leg in call.legs.values():
        if leg.extension == extension and leg.is_live:
            return leg
    return None


def wire_name(call: KnownCall) -> str:
    """Give the name by which the PBX knows a call; refuse if no report has told it."""
    names = sorted(name for name in call.names if _NAME.fullmatch(name) and name != call.outbound)
    if not names:
        raise no_such_call()
    return call.id if call.id in names else names[0]


def permission_for(
    permission: ExtensionId | None, extension: ExtensionId | None, call: KnownCall
) -> str:
    """Say whose right to call outside numbers is used."""
    if permission or extension:
        return permission or extension or ""
    if not (people := people_on(call)):
        raise CommandRefused("permission_missing")
    return people[0]


def kind_of(target: CallTarget, roster: Roster) -> TargetKind:
    """Say what a target is: a number may be that of an extension."""
    if target.kind is TargetKind.NUMBER and target.number in roster:
        return TargetKind.EXTENSION
    return target.kind
