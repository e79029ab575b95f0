"""Calls that come about."""

from .registry import scenario
from .stage import OUTSIDE, Stage


@scenario
async def internal_call_answered(stage: Stage) -> None:
    """One extension is busy, another rings; both talk and become free; one answered record."""
    anna, tom = stage.cast(2)
    stage.office.dial(anna, tom)
    await stage.passes(4)
    stage.office.answer(tom)
    await stage.passes(20)
    stage.office.hang_up(tom)


@scenario
async def click_to_dial_answered(stage: Stage) -> None:
    """The caller's own phone rings first, then the other one; then as any internal call."""
    anna, tom = stage.cast(2)
    stage.office.dial_for(anna, tom)
    await stage.passes(2)
    stage.office.answer(anna)
    await stage.passes(3)
    stage.office.answer(tom)
    await stage.passes(12)
    stage.office.hang_up(anna)


@scenario
async def inbound_answered(stage: Stage) -> None:
    """A call from outside rings at one extension and is answered; one inbound record."""
    [anna] = stage.cast(1)
    stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(6)
    call = stage.office.answer(anna)
    await stage.passes(30)
    stage.office.hang_up(OUTSIDE, call)


@scenario
async def outbound_answered(stage: Stage) -> None:
    """An extension is busy with a call to outside that is answered; one outbound record."""
    [anna] = stage.cast(1)
    call = stage.office.dial(anna, OUTSIDE)
    await stage.passes(5)
    stage.office.answer(OUTSIDE, call)
    await stage.passes(45)
    stage.office.hang_up(anna, call)


@scenario
async def ring_group_answered(stage: Stage) -> None:
    """Several extensions ring at once, one takes the call, the others miss nothing."""
    group = stage.group()
    call = stage.office.place_inbound(OUTSIDE, group)
    await stage.passes(5)
    winner = [leg for leg in call.alive if leg is not call.caller][-1]
    stage.office.answer(winner.number, call)
    await stage.passes(15)
    stage.office.hang_up(winner.number, call)


@scenario
async def parallel_calls(stage: Stage) -> None:
    """A talking extension rings again; taking the second call puts the first on hold."""
    anna, tom = stage.cast(2)
    first = stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(3)
    stage.office.answer(anna, first)
    await stage.passes(8)
    second = stage.office.dial(tom, anna)
    await stage.passes(3)
    stage.office.answer(anna, second)
    await stage.passes(5)
    stage.office.hang_up(tom, second)
    await stage.passes(1)
    stage.office.resume(anna, first)
    await stage.passes(5)
    stage.office.hang_up(anna, first)


@scenario
async def call_held_and_resumed(stage: Stage) -> None:
    """A call is answered, put on hold, taken back, and ends; one answered record."""
    anna, tom = stage.cast(2)
    call = stage.office.dial(anna, tom)
    await stage.passes(2)
    stage.office.answer(tom, call)
    await stage.passes(5)
    stage.office.hold(tom, call)
    await stage.passes(10)
    stage.office.resume(tom, call)
    await stage.passes(5)
    stage.office.hang_up(anna, call)


@scenario
async def call_transferred(stage: Stage) -> None:
    """An inbound call moves from the extension that took it to another; it stays one call."""
    anna, tom = stage.cast(2)
    call = stage.office.place_inbound(OUTSIDE, anna)
    await stage.passes(3)
    stage.office.answer(anna, call)
    await stage.passes(5)
    stage.office.transfer(anna, tom, call)
    await stage.passes(4)
    stage.office.answer(tom, call)
    await stage.passes(10)
    stage.office.hang_up(tom, call)
