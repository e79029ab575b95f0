"""Facts in few words: who does what on a call.

Everybody has one leg per call. "outside" and "mobile" are parties on a trunk, "stranger" one of whom
nothing is known; anybody else is an extension by that id.
"""

from typing import Any

from custom_components.pbx.telephony.events import CallEvent, EventType, diff
from custom_components.pbx.telephony.facts import Batch, CallEnded, Fact, LegIs, LinkIs
from custom_components.pbx.telephony.model import (
    Call,
    CallId,
    Cause,
    Extension,
    ExtensionId,
    Leg,
    LegId,
    LegState,
    Link,
    LinkStatus,
    Party,
    Role,
    Trunk,
    TrunkId,
    TrunkStatus,
)
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import Changes, PbxState

OFFERED, RINGING, DIALING = LegState.OFFERED, LegState.RINGING, LegState.DIALING
TALKING, PARKED, ENDED = LegState.TALKING, LegState.PARKED, LegState.ENDED

CALL = CallId("call")
ALICE = ExtensionId("alice")
BOB = ExtensionId("bob")
CAROL = ExtensionId("carol")

_OTHERS = {
    "outside": Party(number="0441234", trunk="line"),
    "mobile": Party(number="0795678", trunk="line"),
    "stranger": Party(),
}


def party_of(who: str) -> Party:
    """Give somebody as a party."""
    return _OTHERS.get(who) or Party(extension=ExtensionId(who))


def leg_of(who: str) -> LegId:
    """Give somebody's leg."""
    return LegId(f"leg of {who}")


def leg(who: str, state: LegState | None, at: float = 1.0, call: str = CALL, **more: Any) -> LegIs:
    """Somebody is on the call, on a side that is not told."""
    more = {"party": party_of(who), **more}
    return LegIs(call=CallId(call), leg=leg_of(who), at=at, state=state, **more)


def caller(who: str, state: LegState | None, at: float = 1.0, **more: Any) -> LegIs:
    """Somebody is on the calling side."""
    return leg(who, state, at, role=Role.CALLER, **more)


def called(who: str, state: LegState | None, at: float = 1.0, **more: Any) -> LegIs:
    """Somebody is on the called side."""
    return leg(who, state, at, role=Role.CALLEE, **more)


def over(at: float = 9.0, call: str = CALL, **more: Any) -> CallEnded:
    """Tell that the call is over."""
    return CallEnded(call=CallId(call), at=at, **more)


def link(epoch: int, status: LinkStatus = LinkStatus.UP) -> LinkIs:
    """Tell the state of the link."""
    return LinkIs(link=Link(status=status, epoch=epoch))


def extension(who: str, **more: Any) -> Extension:
    """Make an extension."""
    return Extension(id=ExtensionId(who), **more)


def trunk(name: str, status: TrunkStatus = TrunkStatus.UP) -> Trunk:
    """Make a trunk."""
    return Trunk(id=TrunkId(name), name=name, kind="SIP", status=status, detail=status.value)


def told(*facts: Fact, silent: bool = False) -> PbxState:
    """Give the state after these facts, each in a batch of its own."""
    state = PbxState()
    for fact in facts:
        fold(state, Batch((fact,), silent))
    return state


def tell(state: PbxState, *facts: Fact, silent: bool = False) -> Changes:
    """Fold the facts as one batch."""
    return fold(state, Batch(facts, silent))


def heard(state: PbxState, *facts: Fact) -> list[CallEvent]:
    """Fold the facts as one batch and say what happened."""
    return diff(tell(state, *facts))


def happened(state: PbxState, *facts: Fact) -> list[tuple[EventType, str | None]]:
    """Fold the facts as one batch and say what happened to whom."""
    return [(event.type, event.extension) for event in heard(state, *facts)]


def leg_in(state: PbxState, who: str, call: str = CALL) -> Leg:
    """Find somebody's leg on a call that goes on."""
    return state.calls[CallId(call)].legs[leg_of(who)]


def ended_call(state: PbxState, *facts: Fact) -> Call:
    """Fold the facts that end the call and give it as it ended."""
    ended = tell(state, *facts).calls[CALL].new
    assert ended is not None
    assert not ended.is_live
    return ended


def leg_causes(call: Call) -> dict[str, Cause | None]:
    """Say why each leg of a call ended."""
    return {each.removeprefix("leg of "): leg.cause for each, leg in call.legs.items()}
