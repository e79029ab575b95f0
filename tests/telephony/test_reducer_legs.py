"""Folding facts of calls: how a leg is made, moves and ends."""

import pytest

from custom_components.pbx.telephony.facts import Fact
from custom_components.pbx.telephony.model import Cause, Direction, LegState, Party, Role
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import (
    ALICE,
    BOB,
    CALL,
    DIALING,
    ENDED,
    OFFERED,
    PARKED,
    RINGING,
    TALKING,
    called,
    caller,
    leg,
    leg_in,
    tell,
    told,
)


@pytest.mark.parametrize("state", [None, ENDED], ids=["no state", "ended"])
def test_only_a_live_party_makes_a_call(state: LegState | None) -> None:
    """Whoever leaves, or is merely named, proves no call."""
    assert not tell(PbxState(), called("alice", state))


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        (Role.CALLER, None, DIALING),
        (Role.CALLEE, None, OFFERED),
        (None, None, OFFERED),
        (None, TALKING, TALKING),
    ],
    ids=["caller", "callee", "unknown side", "a state is told"],
)
def test_a_new_leg_starts_by_its_role(
    role: Role | None, state: LegState | None, expected: LegState
) -> None:
    """A party that is only named takes the first state of its side."""
    telephone = told(called("carol", RINGING))

    tell(telephone, leg("alice", state, role=role))

    assert leg_in(telephone, "alice").state is expected
    assert leg_in(telephone, "alice").role is (role or Role.CALLEE)


@pytest.mark.parametrize(
    ("before", "told_state", "after"),
    [
        (OFFERED, RINGING, RINGING),
        (RINGING, OFFERED, RINGING),
        (RINGING, TALKING, TALKING),
        (TALKING, RINGING, TALKING),
        (TALKING, None, TALKING),
        (DIALING, TALKING, TALKING),
        (TALKING, DIALING, TALKING),
        (TALKING, PARKED, PARKED),
        (PARKED, TALKING, TALKING),
        (PARKED, RINGING, PARKED),
    ],
    ids=lambda state: state.value if state else "unsaid",
)
def test_a_leg_only_moves_forward(
    before: LegState, told_state: LegState | None, after: LegState
) -> None:
    """Reports come in any order; the furthest state is the truth."""
    state = told(called("bob", RINGING), leg("alice", before))

    tell(state, leg("alice", told_state, 2.0))

    assert leg_in(state, "alice").state is after
    assert leg_in(state, "alice").since == (2.0 if after is not before else 1.0)


@pytest.mark.parametrize(
    ("history", "back", "returns"),
    [
        ([called("bob", ENDED)], RINGING, True),
        ([called("bob", ENDED)], OFFERED, True),
        ([called("bob", ENDED, cause=Cause.ELSEWHERE)], RINGING, False),
        ([called("bob", ENDED, cause=Cause.ELSEWHERE)], TALKING, True),
        ([called("bob", ENDED), called("carol", TALKING)], RINGING, False),
        ([called("bob", ENDED), called("carol", TALKING)], OFFERED, False),
        ([called("bob", ENDED), called("carol", TALKING)], TALKING, True),
        ([called("bob", TALKING), called("bob", ENDED)], TALKING, False),
        ([called("bob", TALKING), called("bob", ENDED)], RINGING, False),
    ],
    ids=[
        "a queue rings again",
        "a queue offers again",
        "late ringing, taken elsewhere",
        "talking after all",
        "late ringing, answered",
        "late offer, answered",
        "handed back and talking",
        "late answer, hung up",
        "late ringing, hung up",
    ],
)
def test_who_left_comes_back_only_with_good_reason(
    history: list[Fact], back: LegState, returns: bool
) -> None:
    """A late repeat must not raise the dead, yet a queue rings the same phone again."""
    state = told(caller("alice", DIALING), called("bob", RINGING), *history)

    tell(state, called("bob", back, 5.0))

    assert leg_in(state, "bob").is_live is returns


def test_a_leg_remembers_what_it_has_been_through() -> None:
    """Whether a phone rang and whether it talked decide what its end means."""
    state = told(called("bob", RINGING), called("bob", TALKING), called("carol", OFFERED))

    assert (leg_in(state, "bob").rang, leg_in(state, "bob").talked) == (True, True)
    assert (leg_in(state, "carol").rang, leg_in(state, "carol").talked) == (False, False)


def test_a_callers_own_phone_that_rings_first_has_not_been_called() -> None:
    """A call dialled by click rings the caller's phone before it dials."""
    state = told(caller("alice", RINGING))

    assert not leg_in(state, "alice").rang


def test_a_party_is_learned_bit_by_bit() -> None:
    """A later report completes what an earlier one told, and unknows nothing."""
    state = told(
        called("bob", RINGING, party=Party(number="200")),
        called("bob", RINGING, party=Party(name="Bob")),
        called("bob", RINGING, party=Party(extension=BOB)),
        called("bob", RINGING, party=Party(trunk="line")),
        called("bob", RINGING, party=Party()),
    )

    party = leg_in(state, "bob").party
    assert party == Party(number="200", name="Bob", extension=BOB, trunk="line")
    assert [call.id for call in state.calls_of(BOB)] == [CALL]


def test_a_leg_belongs_to_one_extension_for_good() -> None:
    """Its ringing must be closed with the one whose phone rang."""
    state = told(called("bob", RINGING))

    tell(state, called("bob", RINGING, party=Party(extension=ALICE, number="100")))

    assert leg_in(state, "bob").party == Party(extension=BOB)
    assert not list(state.calls_of(ALICE))


@pytest.mark.parametrize(
    ("facts", "direction"),
    [
        ([caller("alice", DIALING), called("bob", RINGING)], Direction.INTERNAL),
        ([caller("outside", DIALING), called("bob", RINGING)], Direction.INBOUND),
        ([called("bob", RINGING), caller("outside", DIALING)], Direction.INBOUND),
        ([caller("alice", DIALING), called("outside", RINGING)], Direction.OUTBOUND),
        ([called("outside", RINGING), called("bob", RINGING)], Direction.OUTBOUND),
        (
            [caller("outside", DIALING), called("mobile", TALKING)],
            Direction.INBOUND,
        ),
        ([caller("alice", DIALING, direction=Direction.OUTBOUND)], Direction.OUTBOUND),
        (
            [caller("outside", DIALING), called("bob", RINGING, direction=Direction.INTERNAL)],
            Direction.INTERNAL,
        ),
    ],
    ids=[
        "both inside",
        "from a trunk",
        "from a trunk, told late",
        "to a trunk",
        "to a trunk, caller unknown",
        "from a trunk to a trunk",
        "as told",
        "told otherwise later",
    ],
)
def test_the_direction_is_told_or_follows_from_the_trunk(
    facts: list[Fact], direction: Direction
) -> None:
    """The first outside party decides, unless the PBX says it in words."""
    state = told(*facts)

    assert state.calls[CALL].direction is direction


def test_hold_is_a_pair_of_flags_that_a_move_clears() -> None:
    """Both parties may hold; who is parked or gone does not."""
    state = told(called("bob", TALKING, held_by_us=True), called("bob", None, held_by_peer=True))
    assert (leg_in(state, "bob").held_by_us, leg_in(state, "bob").held_by_peer) == (True, True)

    tell(state, called("bob", TALKING, held_by_us=False))
    assert (leg_in(state, "bob").held_by_us, leg_in(state, "bob").held_by_peer) == (False, True)

    tell(state, called("bob", PARKED))
    assert not leg_in(state, "bob").is_held


def test_nobody_holds_from_the_grave() -> None:
    """An end clears the flags, whatever is said with it."""
    state = told(caller("alice", TALKING), called("bob", TALKING, held_by_us=True))

    tell(state, called("bob", ENDED, held_by_us=True))

    assert not leg_in(state, "bob").is_held
