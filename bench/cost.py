"""From the report of a PBX to Home Assistant's states: how long it takes, and what it costs."""

import asyncio
from dataclasses import dataclass
from statistics import median
from time import perf_counter, thread_time

from homeassistant.core import HomeAssistant

from .desk import REPORTS
from .figures import quantile, spans
from .floors import ROUNDS, EmptyWebhook
from .remote import Remote
from .watch import LOOK, idle_share, until_calm, until_quiet, writes


@dataclass(frozen=True, slots=True)
class Latency:
    """In seconds, from when a report sets out until the last of its states is written."""

    median: float
    p99: float
    floor: float
    """What an empty webhook and the same states take."""

    @property
    def ratio(self) -> float:
        """Compare with the floor."""
        return self.median / self.floor


@dataclass(frozen=True, slots=True)
class Work:
    """In seconds of the loop's thread, for one report of a call, while one follows the other."""

    own: float
    webhook: float
    """What an empty webhook works for a request like it."""
    writes: float
    """What it works more if it writes the states that a report changes."""
    states: float
    """How many these are."""

    @property
    def floor(self) -> float:
        """Say what Home Assistant itself needs."""
        return self.webhook + self.writes

    @property
    def ratio(self) -> float:
        """Compare with the floor."""
        return self.own / self.floor


async def work(hass: HomeAssistant, other: Remote, unheard: Remote, count: int) -> Work:
    """Measure calls that follow each other at once: they ring, are answered, and end.

    For the floor a PBX tells of just as many that nobody is connected to.
    """
    await until_calm()
    await other.order("calls", count=5, pause=0.0)
    rounds, reports = [], 0
    for _ in range(ROUNDS):
        idle = await idle_share()
        began, before = perf_counter(), thread_time()
        stories: list[list[float]] = await other.order("calls", count=count, pause=0.0)
        await until_quiet(idle)
        reports = sum(map(len, stories))
        worked = thread_time() - before - idle * (perf_counter() - began)
        rounds.append(worked / reports)
    with writes(hass) as noted:
        await other.order("calls", count=count, pause=0.0)
        await until_quiet(idle)
    webhook = await EmptyWebhook(hass, unheard).work(count, reports, ())
    floor = await EmptyWebhook(hass, unheard).work(count, reports, noted.states)
    return Work(median(rounds), webhook, floor - webhook, len(noted.states) / reports)


async def latency(
    hass: HomeAssistant,
    other: Remote,
    unheard: Remote,
    count: int,
    pause: float,
    *,
    of: str = "calls",
) -> Latency:
    """Measure reports that come one by one, each when the last one is long done with."""
    await other.order(of, count=5, pause=pause)
    with writes(hass) as noted:
        stories: list[list[float]] = await other.order(of, count=count, pause=pause)
        await asyncio.sleep(LOOK)
    begun = [moment for story in stories for moment in story]
    caused = spans(begun, noted.times)
    waits = [
        noted.times[places[-1]] - moment
        for moment, places in zip(begun, caused, strict=True)
        if places
    ]
    calls = count if of == "calls" else len(begun) // REPORTS
    floor = await EmptyWebhook(hass, unheard).latency(calls, len(begun), noted.states, pause)
    return Latency(median(waits), quantile(waits, 0.99), floor)
