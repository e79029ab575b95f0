"""Folding facts of calls: how a call is answered and ends."""

import pytest

from custom_components.pbx.telephony.facts import CallsSeen
from custom_components.pbx.telephony.model import Cause, LegState
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import (
    ALICE,
    BOB,
    CALL,
    DIALING,
    ENDED,
    OFFERED,
    RINGING,
    TALKING,
    called,
    caller,
    ended_call,
    leg,
    leg_causes,
    leg_in,
    over,
    tell,
    told,
)


def test_a_call_is_answered_when_a_called_party_talks() -> None:
    """The caller's own line being up is no answer."""
    state = told(caller("alice", TALKING))
    assert not state.calls[CALL].answered

    tell(state, called("bob", TALKING, 3.0))
    assert state.calls[CALL].answered
    assert state.calls[CALL].answered_at == 3.0


def test_a_phone_that_rang_answers_whatever_side_it_turns_out_to_be_on() -> None:
    """Some reports name the sides only afterwards."""
    state = told(called("bob", RINGING), caller("bob", TALKING))

    assert state.calls[CALL].answered


def test_the_picture_after_a_connection_dates_nothing() -> None:
    """Nobody saw it begin, so nobody says when."""
    state = told(caller("alice", TALKING), called("bob", TALKING), silent=True)

    call = state.calls[CALL]
    assert (call.began, call.answered_at, leg_in(state, "bob").since) == (None, None, None)
    assert call.answered


def test_hearing_of_a_call_again_is_no_change_but_is_remembered() -> None:
    """A poll that finds nothing new wakes nobody, and still proves that the call lives."""
    state = told(caller("alice", DIALING, 1.0))

    assert not tell(state, caller("alice", DIALING, 5.0))

    assert state.calls[CALL].heard == 5.0


def test_a_change_holds_the_call_as_it_is_in_the_end() -> None:
    """Also where the last fact of the batch says nothing new."""
    state = PbxState()

    changes = tell(state, caller("alice", DIALING, 1.0), caller("alice", DIALING, 2.0))

    assert changes.calls[CALL].new is state.calls[CALL]


@pytest.mark.parametrize("first", ["alice", "bob"])
def test_an_answered_call_ends_when_the_last_has_left(first: str) -> None:
    """Who hangs up first does not matter: the other may be on the way to somebody else."""
    state = told(caller("alice", TALKING), called("bob", TALKING))

    tell(state, leg(first, ENDED, 5.0))
    assert list(state.calls) == [CALL]

    call = ended_call(state, leg("bob" if first == "alice" else "alice", ENDED, 6.0))
    assert (call.ended, call.cause) == (6.0, Cause.NORMAL)
    assert state.has_ended(CALL)


def test_an_unanswered_call_ends_with_its_caller() -> None:
    """Phones that still ring then fall silent without being told of."""
    state = told(caller("alice", DIALING), called("bob", RINGING), called("carol", OFFERED))

    call = ended_call(state, caller("alice", ENDED, 4.0))

    assert not any(each.is_live for each in call.legs.values())
    assert leg_causes(call)["carol"] is Cause.NORMAL


def test_a_phone_that_falls_silent_does_not_end_the_call() -> None:
    """The caller may wait for the next agent, or nobody has told of a caller yet."""
    state = told(called("bob", RINGING), called("bob", ENDED))
    assert list(state.calls) == [CALL]

    tell(state, caller("alice", DIALING))
    assert list(state.calls) == [CALL]


@pytest.mark.parametrize("order", [1, -1], ids=["caller first", "callee first"])
def test_the_order_within_one_report_does_not_matter(order: int) -> None:
    """A report that shows the caller gone and the callee talking is an answered call."""
    state = told(caller("alice", DIALING), called("bob", RINGING))

    tell(state, *[caller("alice", ENDED, 5.0), called("bob", TALKING, 5.0)][::order])

    assert state.calls[CALL].answered


@pytest.mark.parametrize("state", [None, ENDED], ids=["merely named", "gone"])
def test_a_party_counts_that_is_told_before_the_one_that_proves_the_call(
    state: LegState | None,
) -> None:
    """All facts of a report are one picture; which of them comes first is chance."""
    telephone = told()

    tell(telephone, called("alice", state), called("carol", None, call="x"), called("bob", RINGING))

    assert list(telephone.calls) == [CALL]
    assert leg_in(telephone, "alice").state is (state or OFFERED)


def test_the_called_side_knows_why_a_call_came_to_nothing() -> None:
    """The caller's own leg only hangs up."""
    state = told(caller("alice", DIALING), called("bob", RINGING))

    call = ended_call(state, called("bob", ENDED, cause=Cause.REFUSED), caller("alice", ENDED))

    assert call.cause is Cause.REFUSED


def test_who_still_rings_has_not_refused() -> None:
    """One of two phones refuses, then the caller gives up: the other phone was not asked."""
    state = told(
        caller("alice", DIALING),
        called("carol", RINGING),
        called("bob", RINGING),
        called("bob", ENDED, cause=Cause.REFUSED),
    )

    call = ended_call(state, caller("alice", ENDED))

    assert call.cause is Cause.NORMAL
    assert leg_causes(call)["carol"] is Cause.NORMAL


def test_the_end_of_a_call_ends_all_its_legs() -> None:
    """What has ended before keeps its own cause."""
    state = told(
        caller("alice", TALKING),
        called("bob", TALKING, held_by_us=True),
        called("carol", RINGING),
        called("carol", ENDED, cause=Cause.NO_ANSWER),
    )

    call = ended_call(state, over(9.0, cause=Cause.FAILED, reason="487"))

    assert (call.ended, call.cause, call.reason) == (9.0, Cause.FAILED, "487")
    assert leg_causes(call) == {
        "alice": Cause.FAILED,
        "bob": Cause.FAILED,
        "carol": Cause.NO_ANSWER,
    }


def test_a_call_ends_once() -> None:
    """The record of a call comes after its end, and repeats come after that."""
    state = told(caller("alice", DIALING), over(5.0))

    assert not tell(state, over(6.0, cause=Cause.FAILED))


def test_an_end_nobody_expected_is_remembered() -> None:
    """A late report of a call that was over before we heard of it must not start it."""
    state = told(over())

    assert not tell(state, called("bob", RINGING))


@pytest.mark.parametrize(
    ("seen", "lives"),
    [
        (CallsSeen(asked=5.0, at=6.0, live=frozenset({CALL}), free=frozenset()), True),
        (CallsSeen(asked=5.0, at=6.0, live=frozenset(), free=frozenset({ALICE, BOB})), False),
        (CallsSeen(asked=5.0, at=6.0, live=frozenset(), free=frozenset({ALICE})), True),
        (CallsSeen(asked=1.0, at=6.0, live=frozenset(), free=frozenset({ALICE, BOB})), True),
    ],
    ids=["still there", "gone", "somebody is busy", "heard of since"],
)
def test_a_lost_end_is_found(seen: CallsSeen, lives: bool) -> None:
    """A call is lost only if nothing at all speaks for it."""
    state = told(caller("alice", TALKING), called("bob", TALKING))

    changes = tell(state, seen)

    assert (CALL in state.calls) is lives
    if not lives:
        call = changes.calls[CALL].new
        assert call is not None
        assert (call.cause, call.ended) == (Cause.LOST, 6.0)


def test_who_has_left_does_not_keep_a_lost_call_alive() -> None:
    """Only the parties still on a call must be free."""
    state = told(caller("alice", TALKING), called("bob", TALKING), called("bob", ENDED))

    tell(state, CallsSeen(asked=5.0, at=6.0, live=frozenset(), free=frozenset({ALICE})))

    assert not state.calls
