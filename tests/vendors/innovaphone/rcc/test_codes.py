"""What numbers and words mean."""

import pytest

from custom_components.pbx.telephony.model import Cause, LegState
from custom_components.pbx.telephony.vendors.innovaphone.codecs_rcc import Info
from custom_components.pbx.telephony.vendors.innovaphone.rcc.codes import (
    CallState,
    cause_of,
    leg_cause,
    state_after,
    state_of,
)

L = LegState


@pytest.mark.parametrize(
    ("number", "own", "far"),
    [
        (0, L.DIALING, L.OFFERED),
        (1, L.DIALING, L.OFFERED),
        (2, L.DIALING, L.OFFERED),
        (3, L.DIALING, L.OFFERED),
        (4, L.DIALING, L.RINGING),
        (5, L.TALKING, L.TALKING),
        (6, L.ENDED, L.ENDED),
        (7, L.ENDED, L.ENDED),
        (8, L.PARKED, L.TALKING),
        (128, L.OFFERED, L.DIALING),
        (129, L.RINGING, L.DIALING),
        (132, L.RINGING, L.DIALING),
        (133, L.TALKING, L.TALKING),
        (134, L.ENDED, L.ENDED),
        (135, L.ENDED, L.ENDED),
        (261, L.TALKING, L.TALKING),
        (263, L.ENDED, L.ENDED),
        (1156, L.RINGING, L.DIALING),
    ],
)
def test_both_sides_of_a_state(number: int, own: LegState, far: LegState) -> None:
    """The bit that the PBX calls outgoing means that the user is called."""
    state = state_of(number)
    assert (state.own, state.far) == (own, far)


@pytest.mark.parametrize(
    ("number", "flags"),
    [
        (5, (False, False, False)),
        (261, (True, False, False)),
        (389, (True, False, False)),
        (517, (False, True, False)),
        (773, (True, True, False)),
        (1157, (False, False, True)),
        (2053, (False, False, False)),
    ],
)
def test_flags(number: int, flags: tuple[bool, bool, bool]) -> None:
    """Holding, held, waiting; any other bit is ignored."""
    state = state_of(number)
    assert (state.holds, state.is_held, state.waits) == flags


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (["x-setup", "r-call-proc", "r-alert", "r-conn"], CallState(5)),
        (["r-setup", "x-alert", "x-conn"], CallState(5, is_called=True)),
        (["x-setup", "r-conn", "r-held"], CallState(5, is_held=True)),
        (["x-setup", "r-conn", "r-held", "r-retrieved"], CallState(5)),
        (["x-setup", "r-conn", "x-hold"], CallState(5, holds=True)),
        (["r-setup", "x-rel"], CallState(6, is_called=True)),
        (["x-setup", "r-conn", "r-alert", "update", ""], CallState(5)),
        (["x-setup", "r-disc"], CallState(6)),
        (["nonsense", "x-", "-", "r-made-up"], CallState(0)),
    ],
)
def test_words_in_place_of_states(words: list[str], state: CallState) -> None:
    """The stream of all calls tells nothing else."""
    found = CallState(0)
    for word in words:
        found = state_after(found, word)
    assert found == state


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (16, Cause.NORMAL),
        (17, Cause.BUSY),
        (18, Cause.NO_ANSWER),
        (19, Cause.NO_ANSWER),
        (21, Cause.REFUSED),
        (26, Cause.ELSEWHERE),
        (31, Cause.NORMAL),
        (1, Cause.FAILED),
        (9999, Cause.FAILED),
    ],
)
def test_causes(number: int, cause: Cause) -> None:
    """Any that is not known is a failure."""
    infos = (Info(type="uui"), Info(type="cause", number=number, text="So it is"))
    assert cause_of(infos) == (cause, "So it is")


@pytest.mark.parametrize("infos", [None, (), (Info(type="cause"),), (Info(type="uui", number=1),)])
def test_no_cause(infos: tuple[Info, ...] | None) -> None:
    """Without one nothing is made up."""
    assert cause_of(infos) is None


@pytest.mark.parametrize(
    ("msg", "is_called", "cause"),
    [
        ("x-rel", True, Cause.REFUSED),
        ("", True, Cause.REFUSED),
        ("r-rel", True, Cause.NO_ANSWER),
        ("r-rel", False, Cause.REFUSED),
    ],
)
def test_a_rejection_by_others_is_missed(msg: str, is_called: bool, cause: Cause) -> None:
    """The user has refused only what the user's side rejected."""
    assert leg_cause(Cause.REFUSED, msg, is_called=is_called) is cause
