"""What happens in Home Assistant, and when: changes of states, and how long its loop is held up."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter, thread_time

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback

TICK = 0.005
# Seconds for a look at how busy the loop is.
LOOK = 0.3
# The share of the time that the loop of an idle Home Assistant works, and how long that may take.
CALM, CALM_WITHIN = 0.02, 120.0


@dataclass(slots=True)
class Writes:
    """Each change of a state, and when it was made."""

    times: list[float] = field(default_factory=list)
    states: list[State] = field(default_factory=list)


@contextmanager
def writes(hass: HomeAssistant) -> Iterator[Writes]:
    """Note all changes of states."""
    noted = Writes()

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        noted.times.append(perf_counter())
        if (state := event.data["new_state"]) is not None:
            noted.states.append(state)

    end = hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    try:
        yield noted
    finally:
        end()


@dataclass(slots=True)
class Stalls:
    """The longest stretch in which nobody else had a turn."""

    worked: float = 0.0
    """Seconds that the thread worked; that the machine had others to serve does not count."""
    waited: float = 0.0
    """Seconds by the clock on the wall."""


@contextmanager
def stalls() -> Iterator[Stalls]:
    """Look at the loop every few milliseconds."""
    found, loop = Stalls(), asyncio.get_running_loop()
    due, before = perf_counter() + TICK, thread_time()
    handle: asyncio.TimerHandle

    def tick() -> None:
        nonlocal due, before, handle
        now, work = perf_counter(), thread_time()
        # What was waited for is at most a part of what was worked since the last look.
        found.waited = max(found.waited, now - due)
        found.worked = max(found.worked, min(work - before, now - due + TICK))
        due, before = perf_counter() + TICK, thread_time()
        handle = loop.call_later(TICK, tick)

    handle = loop.call_later(TICK, tick)
    try:
        yield found
    finally:
        handle.cancel()


async def idle_share() -> float:
    """Measure which share of the time the loop works while nothing comes."""
    before = thread_time()
    await asyncio.sleep(LOOK)
    return (thread_time() - before) / LOOK


async def until_calm() -> None:
    """Wait until what follows a setup is done with, for two minutes at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(CALM_WITHIN):
            await until_quiet(CALM)


async def until_quiet(idle: float) -> None:
    """Wait until all that came is done with."""
    while await idle_share() > idle + 0.01:
        pass
