"""Boolean objects: the conditions of an office, read every now and then."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from custom_components.pbx.telephony.condition import Condition
from custom_components.pbx.telephony.facts import Batch, ConditionsAre
from custom_components.pbx.telephony.model import Capability, ConditionId

from .conftest import QUICK, SHORT, House, ScriptedPbx, result
from .platform_talk import Example, platform_alone, up

__all__ = ["platform_alone"]

pytestmark = pytest.mark.usefixtures("platform_alone")

NIGHT = {"guid": "a1", "name": "night", "on": True, "reason": "manual"}
DAY = {**NIGHT, "on": False, "reason": "automatic"}
SHOWN = Condition(id=ConditionId("a1"), name="night", is_on=True, is_manual=True)


async def conditions(batches: AsyncIterator[Batch]) -> tuple[Condition, ...]:
    """Wait until conditions are told."""
    async with asyncio.timeout(5):
        async for batch in batches:
            for fact in batch.facts:
                if isinstance(fact, ConditionsAre):
                    return fact.conditions
    raise AssertionError("the driver ended")


async def test_the_example_is_understood(house: House, pbx: ScriptedPbx) -> None:
    """One is set by hand, one by a clock."""
    example = Example("s18_admin_lookup")
    pbx.answers["GetBooleans"] = lambda body: [result(body, **example.answer("a4"))]

    driver, batches = await up(house, pbx)

    assert await conditions(batches) == (
        Condition(
            id=ConditionId("f0603577aa6c55e0d19d3572186e5761"),
            name="night",
            is_on=True,
            is_manual=True,
        ),
        Condition(
            id=ConditionId("b1524bf0b0947c5eba021711473613ef"),
            name="holiday",
            is_on=False,
            is_manual=False,
        ),
    )
    assert driver._info is not None
    assert Capability.CONDITIONS in driver._info.capabilities
    [asked] = pbx.heard("GetBooleans")
    [wanted] = [body for body in example.said if body["mt"] == "GetBooleans"]
    assert asked | {"src": "a4"} == wanted


@pytest.mark.parametrize(
    "answer",
    [None, {"error": 1}, {}, {"booleans": "none"}],
    ids=["silence", "an error", "nothing", "nonsense"],
)
async def test_without_the_right_there_are_none(
    house: House, pbx: ScriptedPbx, answer: dict[str, Any] | None
) -> None:
    """The Admin tick is full power, so it will often be missing."""
    if answer is not None:
        pbx.answers["GetBooleans"] = lambda body: [result(body, **answer)]

    info = await house.open(pbx.port).connect()

    assert Capability.CONDITIONS not in info.capabilities


async def test_an_office_without_any_may_get_some(house: House, pbx: ScriptedPbx) -> None:
    """It has the feature, and nothing to show yet."""
    booleans: list[dict[str, Any]] = []
    pbx.answers["GetBooleans"] = lambda body: [result(body, booleans=booleans)]
    _, batches = await up(house, pbx, times=replace(QUICK, conditions=SHORT))
    assert await conditions(batches) == ()

    booleans.append(NIGHT)

    assert await conditions(batches) == (SHOWN,)


async def test_a_change_is_found_and_the_same_is_no_news(house: House, pbx: ScriptedPbx) -> None:
    """The PBX does not tell."""
    now = [NIGHT]
    pbx.answers["GetBooleans"] = lambda body: [result(body, booleans=now)]
    _, batches = await up(house, pbx, times=replace(QUICK, conditions=SHORT))
    assert await conditions(batches) == (SHOWN,)
    await pbx.hears("GetBooleans", 4)

    now[:] = [DAY]

    assert await conditions(batches) == (replace(SHOWN, is_on=False, is_manual=False),)


async def test_a_question_that_is_lost_is_asked_again(house: House, pbx: ScriptedPbx) -> None:
    """And nothing goes away meanwhile."""
    pbx.answers["GetBooleans"] = lambda body: [result(body, booleans=[NIGHT])]
    _, batches = await up(house, pbx, times=replace(QUICK, conditions=SHORT))
    assert await conditions(batches) == (SHOWN,)

    del pbx.answers["GetBooleans"]
    await pbx.hears("GetBooleans", len(pbx.heard("GetBooleans")) + 3)
    pbx.answers["GetBooleans"] = lambda body: [result(body, booleans=[DAY])]

    assert [each.is_on for each in await conditions(batches)] == [False]


async def test_pages_are_one_list(house: House, pbx: ScriptedPbx) -> None:
    """Only the whole list is told; a peer that has pages without end is cut off."""
    pbx.answers["GetBooleans"] = lambda body: [
        result(body, booleans=[{**NIGHT, "guid": body.get("more", "0")}], more="1")
        if body.get("more") != "1"
        else result(body, booleans=[{**NIGHT, "guid": "1"}])
    ]
    _, batches = await up(house, pbx)
    assert [each.id for each in await conditions(batches)] == ["0", "1"]

    pbx.answers["GetBooleans"] = lambda body: [result(body, booleans=[NIGHT], more="x")]
    _, endless = await up(house, pbx)
    assert len(await conditions(endless)) == 5


async def test_oddities_are_survived(house: House, pbx: ScriptedPbx) -> None:
    """What has no name is nothing; what is not said is not known."""
    rows = [{"name": "day"}, {}, 7, {"guid": "b", "on": "yes", "reason": 3}]
    pbx.answers["GetBooleans"] = lambda body: [result(body, booleans=rows)]
    _, batches = await up(house, pbx)

    assert await conditions(batches) == (
        Condition(id=ConditionId("day"), name="day"),
        Condition(id=ConditionId("b")),
    )
