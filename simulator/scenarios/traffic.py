"""A day at the office: endless, random, plausible."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from ..office import Call, LineStatus, Office, OfficeError
from .stage import Pace, Stage

# Seconds between two things that happen, on average.
PAUSE = 12.0
ACTIVITIES = ("available", "away", "busy", "dnd")
NOTES = ("", "Back soon", "Lunch", "Meeting room 2", "Working from home")


async def office_day(office: Office, pace: Pace = 1.0, seed: int = 1) -> None:
    """Let people call, answer, miss, refuse, hold and move about, until cancelled.

    The same seed tells the same day, as far as the client leaves the office alone.
    """
    # A simulator's dice need not be secret.
    dice = Random(seed)
    stage = Stage(office, pace)
    async with asyncio.TaskGroup() as day:
        while True:
            await stage.passes(dice.expovariate(1 / PAUSE))
            story = dice.choices(*STORIES)[0]
            day.create_task(_tell(story, stage, dice))


async def _tell(story: Story, stage: Stage, dice: Random) -> None:
    """Play one story; if others got in its way, it ends there."""
    with suppress(OfficeError):
        await story(stage, dice)


async def _inside(stage: Stage, dice: Random) -> None:
    if len(pair := _free(stage, dice, 2)) == 2:
        call = stage.office.dial(*pair)
        await _converse(stage, dice, call, pair[1])


async def _from_outside(stage: Stage, dice: Random) -> None:
    if callee := _free(stage, dice, 1):
        call = stage.office.place_inbound(_stranger(dice), callee[0])
        await _converse(stage, dice, call, callee[0])


async def _to_group(stage: Stage, dice: Random) -> None:
    call = stage.office.place_inbound(_stranger(dice), stage.group())
    if ringing := [leg.number for leg in call.alive if leg.trunk is None]:
        await _converse(stage, dice, call, dice.choice(ringing))


async def _to_outside(stage: Stage, dice: Random) -> None:
    if caller := _free(stage, dice, 1):
        callee = _stranger(dice)
        call = stage.office.dial(caller[0], callee)
        await _converse(stage, dice, call, callee)


async def _move_about(stage: Stage, dice: Random) -> None:
    number = dice.choice(list(stage.office.people))
    stage.office.set_presence(number, dice.choice(ACTIVITIES), dice.choice(NOTES))


async def _lose_phone(stage: Stage, dice: Random) -> None:
    for number in _free(stage, dice, 1):
        stage.office.set_registered(number, registered=False)
        await stage.passes(dice.uniform(20, 120))
        stage.office.set_registered(number, registered=True)


async def _lose_trunk(stage: Stage, dice: Random) -> None:
    name = dice.choice(list(stage.office.trunks))
    stage.office.set_trunk(name, up=False)
    await stage.passes(dice.uniform(30, 180))
    stage.office.set_trunk(name, up=True)


async def _converse(stage: Stage, dice: Random, call: Call, callee: str) -> None:
    """Let a ringing call be answered, given up or refused; nobody hangs on for ever."""
    try:
        await _speak(stage, dice, call, callee)
    finally:
        if call in stage.office.calls:
            stage.office.hang_up(next(call.alive).number, call)


async def _speak(stage: Stage, dice: Random, call: Call, callee: str) -> None:
    caller = call.caller.number
    await stage.passes(dice.uniform(2, 15))
    fate = dice.random()
    if fate < 0.22:
        stage.office.hang_up(caller if fate < 0.15 else callee, call)
        return
    stage.office.answer(callee, call)
    await stage.passes(dice.lognormvariate(3.5, 0.8))
    if dice.random() < 0.15:
        stage.office.hold(callee, call)
        await stage.passes(dice.uniform(5, 40))
        stage.office.resume(callee, call)
    stage.office.hang_up(dice.choice((caller, callee)), call)


def _free(stage: Stage, dice: Random, count: int) -> list[str]:
    office = stage.office
    free = [x for x in office.people if office.line_status(x) is LineStatus.IDLE]
    return dice.sample(free, count) if len(free) >= count else []


def _stranger(dice: Random) -> str:
    return f"030555{dice.randrange(10**5):05}"


type Story = Callable[[Stage, Random], Awaitable[None]]

STORIES: tuple[tuple[Story, ...], tuple[int, ...]] = (
    (
        _inside,
        _from_outside,
        _to_outside,
        _to_group,
        _move_about,
        _lose_phone,
        _lose_trunk,
    ),
    (30, 30, 20, 8, 20, 2, 1),
)
