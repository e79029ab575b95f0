"""What follows from the state: derived when somebody looks, never stored."""

from enum import StrEnum

from .model import Call, Cause, Extension, ExtensionId, Hook, Leg, LegState, Party, Role
from .state import PbxState


class ExtensionStatus(StrEnum):
    """What an extension is doing."""

    IDLE = "idle"
    RINGING = "ringing"
    IN_CALL = "in_call"
    ON_HOLD = "on_hold"
    OFFLINE = "offline"
    FAULT = "fault"
    UNKNOWN = "unknown"


_BY_HOOK = {
    Hook.IDLE: ExtensionStatus.IDLE,
    Hook.RINGING: ExtensionStatus.RINGING,
    Hook.BUSY: ExtensionStatus.IN_CALL,
    Hook.ON_HOLD: ExtensionStatus.ON_HOLD,
    Hook.FAULT: ExtensionStatus.FAULT,
    Hook.UNKNOWN: ExtensionStatus.UNKNOWN,
}


def _weight(leg: Leg) -> int:
    """Weigh how much a leg matters to who looks at the phone: a ringing one first."""
    match leg.state:
        case LegState.RINGING | LegState.OFFERED:
            return 5
        case LegState.TALKING:
            return 3 if leg.is_held else 4
        case LegState.DIALING:
            return 2
    return 1


def focus(state: PbxState, extension: ExtensionId) -> tuple[Call, Leg] | None:
    """Find the call and leg that this extension is shown with; None when it is on no call."""
    best: tuple[Call, Leg] | None = None
    for call in state.calls_of(extension):
        for leg in call.legs.values():
            if leg.party.extension == extension and leg.is_live:
                if best is None or _weight(leg) > _weight(best[1]):
                    best = (call, leg)
    return best


def status(state: PbxState, extension: Extension) -> ExtensionStatus:
    """Say what an extension is doing: calls know best, then the phone, then the registration."""
    found = focus(state, extension.id)
    return status_on(found[1] if found else None, extension)


def status_on(leg: Leg | None, extension: Extension) -> ExtensionStatus:
    """Say what an extension is doing that is shown with this leg, or is on no call."""
    if leg is not None:
        if leg.state in (LegState.RINGING, LegState.OFFERED):
            return ExtensionStatus.RINGING
        if leg.state is LegState.DIALING and extension.hook is Hook.RINGING:
            # Somebody else dialed for it, so its own phone rings first.
            return ExtensionStatus.RINGING
        # Who is put on hold by somebody else is in a call, and cannot take it back.
        held = leg.held_by_us or extension.hook is Hook.ON_HOLD
        if leg.state is LegState.PARKED or (leg.state is LegState.TALKING and held):
            return ExtensionStatus.ON_HOLD
        return ExtensionStatus.IN_CALL
    if extension.hook in (Hook.RINGING, Hook.BUSY, Hook.ON_HOLD, Hook.FAULT):
        return _BY_HOOK[extension.hook]
    if extension.registered is False:
        return ExtensionStatus.OFFLINE
    if extension.hook is None:
        return ExtensionStatus.UNKNOWN if extension.registered is None else ExtensionStatus.IDLE
    return _BY_HOOK[extension.hook]


def caller(call: Call) -> Party:
    """Say who called."""
    for leg in call.legs.values():
        if leg.role is Role.CALLER:
            return leg.party
    return Party()


def caller_now(call: Call) -> Party:
    """Say who calls by now: whom the caller has left behind with somebody else, if they did so."""
    callers = [leg for leg in call.legs.values() if leg.role is Role.CALLER]
    for leg in callers:
        if leg.cause is not Cause.TRANSFERRED:
            return leg.party
    called = [leg for leg in call.legs.values() if leg.role is Role.CALLEE]
    stays = [leg for leg in called if leg.talked and leg.cause is not Cause.TRANSFERRED]
    if callers and stays and any(leg.is_live or leg.talked for leg in called if leg != stays[0]):
        return stays[0].party
    return caller(call)


def callee(call: Call) -> Party:
    """Say who was called: who took the call, else who rings, else who was tried first."""
    called = [leg for leg in call.legs.values() if leg.role is Role.CALLEE]
    if not called:
        return Party()
    talkers = [leg for leg in called if leg.talked]
    # Of several who took it one after the other, the last; of those who did not, the first.
    return max(reversed(talkers) if talkers else called, key=_calledness).party


def _calledness(leg: Leg) -> int:
    """Weigh how much a leg is the called one."""
    if leg.talked:
        # Who has handed the call on was called, but is not who it ended with.
        return 3 if leg.cause is Cause.TRANSFERRED else 4 + leg.is_live
    return 2 if leg.state is LegState.RINGING else int(leg.rang)


def peer(call: Call, leg: Leg) -> Party:
    """Say who is at the other end of a leg."""
    others = [other for other in call.legs.values() if other.id != leg.id]
    if not others:
        return Party()
    # Who has handed the call on is at no end of it any more.
    there = [other for other in others if other.cause is not Cause.TRANSFERRED] or others
    across = [other for other in there if other.role is not leg.role] or there
    return max(across, key=lambda other: (other.is_live, _calledness(other))).party


def name_of(state: PbxState, party: Party) -> str | None:
    """Name a party: as the PBX did, else as the extension with that id or number is called."""
    if party.name:
        return party.name
    found = state.extensions.get(party.extension) if party.extension is not None else None
    if found is None and party.number is not None and party.trunk is None:
        found = state.extension_with(party.number)
    return found.name if found else None


def number_of(state: PbxState, party: Party) -> str | None:
    """Give a party's number: its own, else that of its extension."""
    if party.number is not None or party.extension is None:
        return party.number
    found = state.extensions.get(party.extension)
    return found.number if found else None


def number_or_id(state: PbxState, extension: ExtensionId) -> str:
    """Give the number of an extension, or its id if it has none or is gone."""
    found = state.extensions.get(extension)
    return found.number if found and found.number else extension


def trunk_of(call: Call) -> str | None:
    """Name the trunk that a call uses."""
    for leg in call.legs.values():
        if leg.party.trunk is not None:
            return leg.party.trunk
    return None
