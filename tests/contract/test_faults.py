"""Every scenario on every system under every fault: in the end the picture equals the office again."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import pytest

from custom_components.pbx.telephony.events import EventType
from simulator import SCENARIOS, Office, Scenario, faults
from simulator.faults import (
    Delay,
    Drop,
    Errno,
    ExpireToken,
    Fault,
    Garbage,
    HalfClose,
    Html,
    NoLength,
    Reorder,
    Repeat,
    Silence,
    Split,
    Truncated,
)

from .plants import Innovaphone, Plant, Yeastar
from .rig import Rig, connected, shared

REPORTS: dict[str, Fault] = {
    "lost": Drop(),
    "late": Delay(0.03),
    "three times": Repeat(3),
    "overtaken": Reorder(),
    "garbage": Garbage(),
    "cut short": Truncated(),
    "half closed": HalfClose(),
    "in pieces": Split(),
    "without a length": NoLength(),
}
REQUESTS: dict[str, Fault] = {
    "cut": Drop(),
    "never answered": Silence(),
    "answered late": Delay(0.03),
    "closed": HalfClose(),
    "a web page": Html(),
    "garbage": Garbage(),
    "cut short": Truncated(),
    "refused": Errno("30003"),
    "without a session": ExpireToken(),
}
# What cannot happen to a report is nothing to be tried on one, and the other way round.
ONCE_A_CALL = (
    EventType.RINGING,
    EventType.MISSED,
    EventType.REFUSED,
    EventType.ANSWERED_ELSEWHERE,
    EventType.ENDED,
    EventType.FAILED,
)


def test_every_fault_is_tried() -> None:
    """A new fault of the simulator is held against all systems as well."""
    tried = {type(fault) for fault in (*REPORTS.values(), *REQUESTS.values())}

    assert tried == set(faults.Fault.__value__.__args__)


def happened_once(rig: Rig) -> bool:
    """Tell whether nothing was told twice."""
    told = Counter(
        (event.type, event.call.id, event.extension)
        for event in rig.happened
        if event.type in ONCE_A_CALL
    )
    return not told or max(told.values()) == 1


@pytest.mark.parametrize("times", [1, None], ids=["once", "always"])
@pytest.mark.parametrize("fault", REPORTS.values(), ids=list(REPORTS))
async def test_spoilt_reports_leave_nothing_behind(
    tried_plant: Plant, fault: Fault, times: int | None
) -> None:
    """A day with all scenarios, with the first or with every report spoilt, ends as a quiet day."""

    async def spoil(rig: Rig) -> None:
        rig.pbx.faults.reports.add(fault, times=times)

    await a_day(tried_plant, spoil)


@pytest.mark.parametrize("times", [1, None], ids=["once", "always"])
@pytest.mark.parametrize("fault", REQUESTS.values(), ids=list(REQUESTS))
async def test_spoilt_answers_leave_nothing_behind(
    tried_plant: Plant, fault: Fault, times: int | None
) -> None:
    """A day with all scenarios, with one or with every request in vain, ends as a quiet day."""
    is_lost = isinstance(fault, Drop) and isinstance(tried_plant, Innovaphone)
    if is_lost or isinstance(fault, Silence):
        tried_plant = replace(tried_plant, patience=0.1)

    async def spoil(rig: Rig) -> None:
        for request in requests_of(tried_plant):
            rig.pbx.faults.requests.add(fault, on=request, times=times)
        await tried_plant.ask(rig.pbx)

    await a_day(tried_plant, spoil)


async def a_day(plant: Plant, spoil: Callable[[Rig], Awaitable[None]]) -> None:
    """Let offices share the scenarios of a day; each is spoilt, and ends quietly all the same."""

    async def a_share(scenarios: Sequence[Scenario]) -> None:
        async with connected(plant, Office.sample()) as rig:
            for scenario in scenarios:
                await spoil(rig)
                await rig.play_hastily(scenario)
                await rig.heals()

            assert happened_once(rig)

    await shared(list(SCENARIOS.values()), a_share)


def requests_of(plant: Plant) -> tuple[str, ...]:
    """Name the requests that may be in vain.

    The login of an innovaphone is left alone: a connection that breaks right after it may mean a
    wrong password, and then it is not tried again, whatever a test would like.
    """
    if isinstance(plant, Yeastar):
        return ("",)
    calls = isinstance(plant, Innovaphone) and plant.follows_calls
    return (
        "GetNodeInfo",
        "SubscribePresence",
        *(("Initialize", "UserInitialize") if calls else ()),
    )
