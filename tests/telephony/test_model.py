"""The nouns: what they say of themselves."""

import pytest

from custom_components.pbx.telephony.model import (
    NO_CAPABILITY,
    Call,
    CallId,
    Capability,
    Direction,
    Leg,
    LegState,
    Link,
    LinkStatus,
    Party,
    PbxInfo,
    Role,
    TrunkStatus,
)
from tests.telephony.facts import leg_of, trunk


@pytest.mark.parametrize("status", LinkStatus, ids=lambda status: status.value)
def test_only_a_link_that_is_up_is_heard(status: LinkStatus) -> None:
    """CONNECTING is not up yet."""
    assert Link(status=status).is_up is (status is LinkStatus.UP)


@pytest.mark.parametrize(
    ("status", "usable"),
    [
        (TrunkStatus.UP, True),
        (TrunkStatus.BUSY, True),
        (TrunkStatus.DOWN, False),
        (TrunkStatus.FAULT, False),
        (TrunkStatus.DISABLED, False),
        (TrunkStatus.REGISTERING, None),
        (TrunkStatus.UNKNOWN, None),
    ],
    ids=lambda value: value.value if isinstance(value, TrunkStatus) else "",
)
def test_a_trunk_is_usable_or_not_or_nobody_knows(status: TrunkStatus, usable: bool | None) -> None:
    """A busy trunk works, one that registers may soon."""
    assert trunk("line", status).is_usable is usable


def test_every_trunk_status_has_been_thought_of() -> None:
    """A new status must not silently count as unusable."""
    assert len(TrunkStatus) == 7


@pytest.mark.parametrize("state", LegState, ids=lambda state: state.value)
def test_a_leg_lives_until_it_has_ended(state: LegState) -> None:
    """Nothing but ENDED takes a party off the call."""
    leg = Leg(id=leg_of("alice"), party=Party(), role=Role.CALLER, state=state)

    assert leg.is_live is (state is not LegState.ENDED)


@pytest.mark.parametrize(
    ("by_us", "by_peer", "held"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
    ids=["nobody", "we", "they", "both"],
)
def test_a_leg_is_held_by_either_side(by_us: bool, by_peer: bool, held: bool) -> None:
    """Both sides may hold at once, and one is enough."""
    leg = Leg(
        id=leg_of("alice"),
        party=Party(),
        role=Role.CALLER,
        state=LegState.TALKING,
        held_by_us=by_us,
        held_by_peer=by_peer,
    )

    assert leg.is_held is held


def test_a_call_lives_until_it_has_an_end() -> None:
    """A call without legs is still a call."""
    call = Call(id=CallId("1"), direction=Direction.INTERNAL, heard=1.0)

    assert call.is_live
    assert not Call(id=call.id, direction=call.direction, heard=1.0, ended=2.0).is_live
    assert not call.legs


def test_a_pbx_can_do_nothing_unless_it_says_so() -> None:
    """No entity and no action appears by mistake."""
    info = PbxInfo(id="1", vendor="any", name="PBX")

    assert info.capabilities is NO_CAPABILITY
    assert not any(capability in info.capabilities for capability in Capability)
