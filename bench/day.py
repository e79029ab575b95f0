"""A day with one system: shifts full of calls and faults, and a rest after each."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from simulator import office_day

from .absence import Absence
from .account import Account
from .mischief import Mischief
from .systems import System
from .truth import Truth

SHIFT = 3600.0
# What is lost must be mended within this, in seconds of the office; backing off comes on top.
MENDED = 90.0
PATIENCE = 240.0
# Seconds of the office between two looks.
LOOK = 1.0


@dataclass(slots=True)
class Rests:
    """What was found at rest."""

    count: int = 0
    slowest: float = 0.0
    """Seconds of the office until all was right."""
    wrong: list[str] = field(default_factory=list)


class Day:
    """One system's day."""

    def __init__(self, hass: HomeAssistant, system: System, seed: int) -> None:
        """Prepare; the same seed makes the same day, as far as the client leaves it alone."""
        self.system = system
        self.truth = Truth(hass, system)
        self.absence = Absence(system)
        self.account = Account(hass, system)
        self.mischief = Mischief(system, seed)
        self.rests = Rests()
        self._seed = seed

    async def shift(self, number: int, seconds: float) -> None:
        """Let people work, and things break, then let everybody go home and look around."""
        speed = self.system.clock.speed
        working = (
            office_day(self.system.office, 1 / speed, seed=self._seed * 1000 + number),
            self.mischief.work(),
            self._look(),
        )
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_until_cancelled(work)) for work in working]
            await asyncio.sleep(seconds / speed)
            for task in tasks[:2]:
                task.cancel()
            await asyncio.wait(tasks[:2])
            self._tidy_up()
            await self._rest()
            await self.account.read_log()
            tasks[2].cancel()

    def _tidy_up(self) -> None:
        """Let nobody be without a phone or a line over night."""
        office = self.system.office
        for trunk in office.trunks:
            office.set_trunk(trunk, up=True)
        for call in list(office.calls):
            office.hang_up(call.caller.number, call)

    async def _rest(self) -> None:
        """Wait until all is shown as it is, for so long as mending may take."""
        clock, rests = self.system.clock, self.rests
        began = clock.passed
        while (wrong := self._wrong()) and clock.passed - began < PATIENCE:  # noqa: ASYNC110
            await asyncio.sleep(LOOK / clock.speed)
        rests.count += 1
        rests.slowest = max(rests.slowest, clock.passed - began)
        rests.wrong += wrong

    def _wrong(self) -> list[str]:
        """Say what is wrong although nothing happens."""
        entry = self.system.entry
        if entry.state is not ConfigEntryState.LOADED:
            return [f"the entry is {entry.state.value}: {entry.reason}"]
        calls = entry.runtime_data.state.calls
        return self.truth.differences() + [f"call {call} goes on" for call in calls]

    async def _look(self) -> None:
        """Count what is wrong."""
        while True:
            self.truth.look()
            self.absence.look()
            await asyncio.sleep(LOOK / self.system.clock.speed)


async def _until_cancelled(work: Coroutine[Any, Any, None]) -> None:
    """Do something as long as it is wanted."""
    with suppress(asyncio.CancelledError):
        await work
