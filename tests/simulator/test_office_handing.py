"""Calls that change hands."""

import pytest

from simulator import Office
from simulator.office import LegState, LineStatus, NoSuchCall, NoSuchNumber, NotConnected


@pytest.fixture
def office() -> Office:
    return Office.sample()


def test_a_call_is_parked_and_taken(office: Office) -> None:
    """Whoever takes it talks to the one who waited."""
    call = office.dial("1000", "1001")
    office.answer("1001")

    office.park("1001")
    assert office.line_status("1001") is LineStatus.HOLD
    office.pick_up("1002", "1001")

    assert [leg.number for leg in call.alive] == ["1000", "1002"]
    assert office.line_status("1001") is LineStatus.IDLE
    office.hang_up("1002")
    assert not office.calls


def test_a_call_is_parked_with_somebody_else(office: Office) -> None:
    """They have it on hold then, and who waits may leave."""
    office.dial("1000", "1001")
    office.answer("1001")

    office.park("1001", "1002")

    assert office.line_status("1001") is LineStatus.IDLE
    assert office.line_status("1002") is LineStatus.HOLD
    office.hang_up("1000")
    assert office.line_status("1002") is LineStatus.IDLE


def test_a_ringing_call_is_taken(office: Office) -> None:
    """The phone it rang at falls silent."""
    call = office.place_inbound("03055500101", "1000")

    office.pick_up("1001", "1000")

    assert office.line_status("1000") is LineStatus.IDLE
    assert call.took is not None
    assert call.took.number == "1001"


def test_a_ringing_call_is_sent_on(office: Office) -> None:
    """It rings elsewhere."""
    office.place_inbound("03055500101", "1000")

    office.redirect("1000", "1001")

    assert office.line_status("1000") is LineStatus.IDLE
    assert office.line_status("1001") is LineStatus.RINGING
    with pytest.raises(NoSuchNumber):
        office.redirect("1001", "77")


@pytest.mark.parametrize("answered", [True, False])
def test_two_calls_are_joined(office: Office, answered: bool) -> None:
    """Whoever joins them is free; the other may still ring."""
    first = office.place_inbound("03055500101", "1000")
    office.answer("1000")
    office.hold("1000")
    second = office.dial("1000", "1001")
    if answered:
        office.answer("1001", second)

    office.join("1000", first, second)

    assert office.calls == [first]
    assert [leg.number for leg in first.alive] == ["03055500101", "1001"]
    assert office.line_status("1000") is LineStatus.IDLE
    if not answered:
        office.answer("1001")
    assert {leg.state for leg in first.alive} == {LegState.TALKING}
    office.hang_up("1001")
    assert not office.calls


def test_what_is_not_there_cannot_be_handed_over(office: Office) -> None:
    """Neither taken, nor parked before somebody has answered."""
    with pytest.raises(NoSuchCall):
        office.pick_up("1000")
    office.dial("1000", "1001")
    with pytest.raises((NoSuchCall, NotConnected)):
        office.park("1001")
