"""A day at the office: endless, random, plausible."""

import asyncio
from contextlib import suppress
from random import Random

from ..office import Call, Office, OfficeError, OfficeEvent
from ..office.events import CallPlaced
from .day import STORIES, Story
from .stage import Pace, Stage

# Seconds between two things that happen, on average.
PAUSE = 12.0


async def office_day(office: Office, pace: Pace = 1.0, seed: int = 1, pause: float = PAUSE) -> None:
    """Let people call, answer, miss, refuse, hold and move about, until cancelled.

    Something begins each `pause` seconds on average. The same seed tells the same day, as far as
    the client leaves the office alone.
    """
    # A simulator's dice need not be secret.
    dice = Random(seed)
    stage = Stage(office, pace)
    async with asyncio.TaskGroup() as day:
        while True:
            await stage.passes(dice.expovariate(1 / pause))
            [story] = dice.choices(list(STORIES), list(STORIES.values()))
            # With dice of its own, a story does not depend on when the others throw theirs.
            day.create_task(_tell(story, stage, Random(dice.getrandbits(64))))


async def _tell(story: Story, stage: Stage, dice: Random) -> None:
    """Play one story; if others got in its way, it ends there, and nobody hangs on for ever."""
    placed: list[Call] = []

    def note(event: OfficeEvent) -> None:
        if isinstance(event, CallPlaced) and asyncio.current_task() is telling:
            placed.append(event.call)

    telling = asyncio.current_task()
    leave = stage.office.observe(note)
    try:
        with suppress(OfficeError):
            await story(stage, dice)
    finally:
        leave()
        for call in placed:
            if call in stage.office.calls:
                stage.office.hang_up(call.caller.number, call)
