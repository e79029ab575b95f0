"""What gets lost, and that the picture is right again."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from custom_components.pbx.telephony.events import EventType
from custom_components.pbx.telephony.model import LegState
from custom_components.pbx.telephony.selectors import ExtensionStatus
from simulator import InnovaphonePbx, Office
from simulator.faults import Delay, Drop, Errno, Fault, Repeat, Silence

from .conftest import ANNA, LENA, OUTSIDE, TIMES, TOM, Desk

E = EventType


async def is_back(desk: Desk) -> None:
    """Wait for the link to be lost and found."""
    before = desk.exchange.state.link.epoch
    await desk.until(lambda: desk.exchange.state.link.epoch > before)


async def test_a_restart_in_the_middle_of_held_and_parked_calls(desk: Desk, office: Office) -> None:
    """All handles are new, and the picture is the same; nothing has happened."""
    office.dial("1000", "1001")
    office.answer("1001")
    office.hold("1000")
    office.place_inbound(OUTSIDE, "1002")
    office.answer("1002")
    office.park("1002")
    await desk.until(lambda: desk.leg_states(LENA) == [LegState.PARKED])
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.ON_HOLD)
    before = {call.id: call.direction for call in desk.calls}
    desk.events.clear()

    desk.pbx.drop()
    await is_back(desk)

    assert {call.id: call.direction for call in desk.calls} == before
    assert desk.leg_states(LENA) == [LegState.PARKED]
    assert desk.status(ANNA) is ExtensionStatus.ON_HOLD
    assert desk.status(TOM) is ExtensionStatus.IN_CALL
    assert not desk.events

    office.resume("1000")
    office.pick_up("1001", "1002")
    await desk.until(lambda: LegState.TALKING in desk.leg_states(TOM))
    office.hang_up("1000")
    office.hang_up("1001")
    await desk.until(lambda: not desk.calls)
    assert desk.status(LENA) is ExtensionStatus.IDLE


async def test_calls_that_end_during_the_loss(desk: Desk, office: Office) -> None:
    """Nobody is shown on a call that is over."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.IN_CALL)

    desk.pbx.drop()
    office.hang_up("1001")
    await is_back(desk)

    assert not desk.calls
    assert desk.status(ANNA) is desk.status(TOM) is ExtensionStatus.IDLE


async def test_a_loss_while_a_call_goes_on_with_others(desk: Desk, office: Office) -> None:
    """What had ended for all who are watched goes on as another call, also after the loss."""
    call = office.place_inbound(OUTSIDE, "1001")
    office.answer("1001", call)
    await desk.until(lambda: desk.status(TOM) is ExtensionStatus.IN_CALL)
    office.transfer_to(call, "1002")
    office.answer("1002", call)
    await desk.until(lambda: desk.leg_states(LENA) == [LegState.TALKING])
    [before] = desk.calls

    desk.pbx.drop()
    await is_back(desk)

    [after] = desk.calls
    assert after.id == before.id
    assert desk.leg_states(LENA) == [LegState.TALKING]


async def test_an_end_that_is_never_told(desk: Desk, office: Office) -> None:
    """The list of users says that there is no call, so all calls are read again."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.until(lambda: desk.status(ANNA) is ExtensionStatus.IN_CALL)
    desk.pbx.faults.reports.add(Drop(), on="CallInfo", times=4)

    office.hang_up("1001")
    await desk.until(lambda: not desk.calls)

    assert desk.status(ANNA) is desk.status(TOM) is ExtensionStatus.IDLE
    assert any(frame.mt == "UserEnd" for frame in desk.pbx.frames)


async def test_messages_that_are_told_twice(desk: Desk, office: Office) -> None:
    """Nothing happens twice, and nothing stays."""
    desk.pbx.faults.reports.add(Repeat(3), on="CallInfo", times=100)
    office.dial("1000", "1001")
    office.answer("1001")
    office.hang_up("1001")

    await desk.tells((E.DIALLING, ANNA), (E.RINGING, TOM), (E.ANSWERED, TOM), (E.ENDED, ANNA))
    assert not desk.calls


@pytest.mark.parametrize("fault", [Silence(), Errno()], ids=["unanswered", "refused"])
async def test_a_user_that_cannot_be_followed_is_soon_asked_for_again(
    innovaphone: InnovaphonePbx, desk: Desk, office: Office, fault: Fault
) -> None:
    """A PBX that has just started may not be ready for everybody, which is over in a minute."""
    desk.times = replace(TIMES, answer=0.2, again=0.2, retry=600)
    innovaphone.faults.requests.add(fault, on="UserInitialize", times=3)
    office.dial("1001", "1002")
    innovaphone.drop()
    await is_back(desk)

    await desk.until(lambda: desk.leg_states(LENA) == [LegState.RINGING])


async def test_a_pbx_without_rcc(office: Office, more: dict[str, Any], desk: Desk) -> None:
    """The rest works, and there are no calls."""
    desk.pbx.ticks.discard("RCC")
    desk.pbx.drop()
    await is_back(desk)

    info = desk.exchange.state.info
    assert info is not None
    assert "CALLS" not in str(info.capabilities)
    assert ANNA in desk.exchange.state.extensions


async def test_the_list_may_be_slow(desk: Desk, office: Office) -> None:
    """The first of its users proves that there is one."""
    desk.pbx.faults.reports.add(Delay(0.3), on="InitializeResult")
    office.dial("1000", "1001")
    desk.pbx.drop()
    await is_back(desk)

    assert desk.status(TOM) is ExtensionStatus.RINGING


async def test_a_burst(desk: Desk, office: Office) -> None:
    """Each call of many ends."""
    for _ in range(100):
        office.dial("1000", "1001")
        office.answer("1001")
        office.hang_up("1000")
        await asyncio.sleep(0)

    await desk.until(lambda: desk.told.count((E.ENDED, ANNA)) == 100)
    assert not desk.calls
    assert desk.told.count((E.ANSWERED, TOM)) == 100


async def test_who_is_no_longer_listed_keeps_no_lamp(desk: Desk, office: Office) -> None:
    """The right to see somebody may end while nobody listens; what was shown is not true then."""
    office.dial("1000", "1001")
    office.answer("1001")
    await desk.until(lambda: desk.status(TOM) is ExtensionStatus.IN_CALL)
    assert desk.exchange.state.extensions[TOM].registered

    desk.pbx.ticks.discard("RCC")
    desk.pbx.drop()
    await is_back(desk)

    assert desk.status(TOM) is ExtensionStatus.UNKNOWN
    assert desk.exchange.state.extensions[TOM].registered is None
