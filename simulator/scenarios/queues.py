"""Calls that reach whoever is free."""

from ..office import Call, LegState
from .registry import scenario
from .stage import OUTSIDE, OUTSIDE_TOO, Stage


def ringing(call: Call) -> list[str]:
    """Return the numbers that ring for a call."""
    called = (leg for leg in call.alive if leg is not call.caller)
    return [leg.number for leg in called if leg.state is LegState.RINGING]


@scenario
async def queue_answered(stage: Stage) -> None:
    """All agents ring for the first caller; one takes the call, the rest ring for the second."""
    queue = stage.queue()
    first = stage.office.place_inbound(OUTSIDE, queue.number)
    await stage.passes(4)
    second = stage.office.place_inbound(OUTSIDE_TOO, queue.number)
    await stage.passes(2)
    agent, *others = ringing(first)
    stage.office.answer(agent, first)
    await stage.passes(6)
    stage.office.answer(others[-1], second)
    await stage.passes(20)
    stage.office.hang_up(agent, first)
    await stage.passes(5)
    stage.office.hang_up(OUTSIDE_TOO, second)


@scenario
async def queue_abandoned(stage: Stage) -> None:
    """All agents of a queue ring until the caller gives up; one record without an answer."""
    call = stage.office.place_inbound(OUTSIDE, stage.queue().number)
    await stage.passes(40)
    stage.office.hang_up(OUTSIDE, call)


@scenario
async def survey(stage: Stage) -> None:
    """After a call to a queue the caller stays and rates it with a key."""
    queue = stage.queue()
    before, queue.survey = queue.survey, "welcome"
    try:
        call = stage.office.place_inbound(OUTSIDE, queue.number)
        await stage.passes(5)
        agent = ringing(call)[0]
        stage.office.answer(agent, call)
        await stage.passes(25)
        stage.office.hang_up(agent, call)
        stage.office.rate(call, "5")
    finally:
        queue.survey = before


@scenario
async def ring_group_elsewhere(stage: Stage) -> None:
    """A colleague calls a ring group; one refuses, another takes it, the rest stop ringing."""
    group = stage.group()
    members = stage.office.group(group)
    caller = next(x for x in stage.cast(len(members) + 1) if x not in members)
    call = stage.office.dial(caller, group)
    await stage.passes(4)
    refuser, winner, *_ = ringing(call)
    stage.office.hang_up(refuser, call)
    await stage.passes(3)
    stage.office.answer(winner, call)
    await stage.passes(15)
    stage.office.hang_up(caller, call)
