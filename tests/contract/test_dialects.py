"""A day at the office, told by each dialect: the same happenings.

What a dialect cannot tell, or tells in another way, stands here in two tables, each entry for a reason
that `Tells` gives; everything else must be equal, line by line.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import pytest

from custom_components.pbx.telephony.events import CallEvent, EventType
from custom_components.pbx.telephony.exchange import CALLS
from simulator import Office, YeastarPbx, office_day
from simulator.office import Machine, OfficeEvent
from simulator.office.events import CallFailed, PartyLeft

from .hours import Hours
from .pictures import told
from .plants import PLANTS, Plant
from .rig import connected
from .tells import Tells

# A quiet afternoon; somebody does something every two minutes.
DAY: Final = 3 * 3600.0
PAUSE: Final = 120.0
SEEDS: Final = (1, 3)

# A day without any of these would prove little.
WANTED: Final = {EventType.ANSWERED, EventType.MISSED, EventType.ENDED, EventType.HELD}

RICHEST: Final = "yeastar of the second interface"
DIALECTS: Final = {name: plant for name, plant in PLANTS.items() if plant.tells}

# What is told only by those who tell of this; a menu's prompt is nobody's own.
UNTOLD: Final[Mapping[Tells, frozenset[tuple[EventType, bool]]]] = {
    Tells.HOLDS: frozenset({(EventType.HELD, True), (EventType.RESUMED, True)}),
    Tells.MENUS: frozenset({(EventType.PROMPT_ENDED, False)}),
    Tells.PROMPTS: frozenset({(EventType.PROMPT_ENDED, True)}),
    Tells.KEYS: frozenset({(EventType.KEY_PRESSED, False)}),
    Tells.LINES: frozenset({(EventType.ANSWERED, False), (EventType.ENDED, False)}),
    Tells.VAIN: frozenset({(EventType.FAILED, False)}),
    Tells.SCREENS: frozenset({(EventType.INBOUND_REQUEST, False)}),
}
# The calls of which those who tell of this make something else; scenarios say what.
SEEN_OTHERWISE: Final = Tells.ALONE | Tells.LEAVING | Tells.LINES | Tells.DIALED


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that happened, and what it takes to tell it as the others do."""

    text: str
    kind: tuple[EventType, bool]
    """What it is, and whether it happened to somebody here."""
    call: Tells


@dataclass(slots=True)
class Day:
    """A day as one dialect tells it, step by step."""

    plant: Plant
    office: Office = field(default_factory=Office.sample)
    steps: list[list[Said]] = field(default_factory=lambda: [[]])
    _odd: dict[str, Tells] = field(default_factory=dict)
    """Who is the caller of a call that not all see as the same."""
    _left: list[PartyLeft] = field(default_factory=list)

    def note(self, event: CallEvent) -> None:
        """Add an event to the present step."""
        self._look()
        who = event.caller.number or event.extension or ""
        call = self._odd.get(who, Tells.NOTHING)
        self.steps[-1].append(Said(told(event), (event.type, event.extension is not None), call))

    def watch(self, event: OfficeEvent) -> None:
        """Remember who leaves, and who has dialed in vain."""
        match event:
            case PartyLeft():
                self._left.append(event)
            case CallFailed(call) if all(leg.rang is None for leg in call.legs):
                self._odd[call.calling] = Tells.DIALED

    def _look(self) -> None:
        calls = self.office.calls
        self._odd |= {call.calling: Tells.ALONE for call in calls if call.prompts}
        # Whoever rang is told of as soon as the mailbox has the caller, or when that is over, too.
        mailed = (call for call in calls if call.machine is Machine.MAILBOX)
        self._odd |= {call.calling: Tells.LINES for call in mailed}
        self._odd |= {each.call.calling: Tells.LEAVING for each in self._left if each.call in calls}
        self._left.clear()

    def go_on(self) -> None:
        """Begin the next step; a caller who is on no call any more may make another one."""
        self._look()
        self.steps.append([])
        calling = {call.calling for call in self.office.calls}
        self._odd = {who: odd for who, odd in self._odd.items() if who in calling}

    @property
    def kinds(self) -> set[tuple[EventType, bool]]:
        """Give all kinds of what happened."""
        return {each.kind for step in self.steps for each in step}

    def log(self, other: Plant) -> list[list[str]]:
        """Say what another dialect must say too; within a step order is chance."""
        differs = self.plant.tells ^ other.tells
        return [sorted(each.text for each in _alike(step, differs)) for step in self.steps]


def _alike(step: list[Said], differs: Tells) -> Iterator[Said]:
    for each in step:
        is_untold = any(flag & differs and each.kind in kinds for flag, kinds in UNTOLD.items())
        if not is_untold and not each.call & differs & SEEN_OTHERWISE:
            yield each


async def spend(day: Day, seed: int) -> None:
    """Follow a day at the office."""
    hours = Hours()
    async with connected(day.plant, day.office) as rig:
        # An answer that overtakes a report may hide why a call has ended.
        if isinstance(rig.pbx, YeastarPbx):
            rig.pbx.orderly = True
        rig.exchange.events.add(CALLS, day.note)
        leave = day.office.observe(day.watch)

        async def catch_up() -> None:
            await rig.sent()
            await rig.agrees()
            day.go_on()

        work = asyncio.create_task(office_day(day.office, hours.passes, seed, PAUSE))
        try:
            await hours.run(DAY, catch_up)
        finally:
            leave()
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_day_is_told_the_same_in_every_dialect(seed: int, socket_enabled: None) -> None:
    """The same office, the same day, the same events: only what a version cannot tell is missing."""
    days = {name: Day(plant) for name, plant in DIALECTS.items()}
    async with asyncio.TaskGroup() as group:
        for day in days.values():
            group.create_task(spend(day, seed))

    richest = days.pop(RICHEST)
    assert {kind for kind, _ in richest.kinds} >= WANTED
    for name, day in days.items():
        for flag, kinds in UNTOLD.items():
            assert flag in day.plant.tells or not day.kinds & kinds, f"{name} tells more by now"
        assert day.log(richest.plant) == richest.log(day.plant), name


def test_each_difference_has_a_reason_and_each_reason_a_dialect() -> None:
    """A line in a table that tells nobody apart would hide what comes to differ."""
    tells = [plant.tells for plant in DIALECTS.values()]

    for flag in Tells:
        assert flag in UNTOLD or flag in SEEN_OTHERWISE
        assert len({flag in each for each in tells}) == 2
