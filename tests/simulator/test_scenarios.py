"""The scripts, alone and seen through both wires."""

import asyncio
from contextlib import suppress
from typing import TypeIs

import pytest

from simulator import SCENARIOS, Office, Scenario, YeastarPbx, office_day
from simulator.office import OfficeEvent
from simulator.office.events import CallAnswered, CallEnded, CallPlaced, RecordWritten
from tests.simulator.clients import ApiClient, AppClient, Receiver

WITH_ANNA_ON_THE_PHONE = {
    "call_held_and_resumed",
    "call_transferred",
    "click_to_dial_answered",
    "inbound_answered",
    "internal_call_answered",
    "internal_call_missed",
    "ivr_then_extension",
    "number_unknown",
    "outbound_answered",
    "outbound_busy",
    "outbound_not_permitted",
    "outbound_without_a_trunk",
    "parallel_calls",
    "prompt_played",
    "ring_group_elsewhere",
    "screening_accepted",
    "transfer_by_api",
}


@pytest.fixture(params=list(SCENARIOS.values()), ids=list(SCENARIOS))
def scenario(request: pytest.FixtureRequest) -> Scenario:
    found = request.param
    assert isinstance(found, Scenario)
    return found


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) > 10


def test_every_scenario_promises_something(scenario: Scenario) -> None:
    assert scenario.promise.endswith(".")
    assert "\n" not in scenario.promise


@pytest.mark.parametrize("size", [0, 12], ids=["sample office", "other office"])
async def test_every_scenario_leaves_the_office_as_it_was(scenario: Scenario, size: int) -> None:
    office = Office.of_size(size) if size else Office.sample()
    before = {number: office.line_status(number) for number in office.people}

    await scenario.play(office)

    assert {number: office.line_status(number) for number in office.people} == before
    assert office.calls == []
    assert all(trunk.up for trunk in office.trunks.values())
    assert not any(trunk.controls_answering for trunk in office.trunks.values())
    assert not any(queue.waiting for queue in office.queues.values())
    assert office.powered


async def test_every_scenario_is_told_by_yeastar(
    scenario: Scenario,
    session: ApiClient,
    office: Office,
    yeastar: YeastarPbx,
    receiver: Receiver,
) -> None:
    async def catch_up(_: float) -> None:
        await yeastar.settled()

    kept: list[OfficeEvent] = []
    office.observe(
        lambda event: kept.append(event) if isinstance(event, CallEnded | RecordWritten) else None
    )
    await scenario.play(office, catch_up)
    await yeastar.settled()

    records = [told for told in receiver.told if told[0] == "NewCdr"]
    assert len(records) == len(kept)


async def test_every_scenario_is_told_by_innovaphone(
    scenario: Scenario, app: AppClient, office: Office
) -> None:
    if scenario.name == "reboot":
        pytest.skip("no connection outlives it")
    await app.say("SubscribePresence", src="p1", sip="anna.berger")
    *_, first = [await app.hear() for _ in range(3)]

    await scenario.play(office)

    await app.say("UnsubscribePresence", src="p1")
    updates = [first]
    while (message := await app.hear())["mt"] != "UnsubscribePresenceResult":
        updates.append(message)
    activities = [update["presence"][0]["activity"] for update in updates]
    assert activities[-1] == ""
    assert ("on-the-phone" in activities) == (scenario.name in WITH_ANNA_ON_THE_PHONE)


async def test_time_passes_in_the_office_without_waiting(office: Office) -> None:
    before = office.clock.now()

    await SCENARIOS["trunk_down_and_up"].play(office, pace=0)

    assert office.clock.now() - before >= 60


def told(event: OfficeEvent) -> TypeIs[CallPlaced | CallAnswered | CallEnded]:
    return isinstance(event, CallPlaced | CallAnswered | CallEnded)


async def one_day(seed: int) -> list[str]:
    """Return the first things that happen on a day, with whom they happen to."""
    office = Office.sample()
    happened: list[str] = []
    enough = asyncio.Event()

    def note(event: OfficeEvent) -> None:
        legs = [(leg.number, leg.state) for leg in event.call.legs] if told(event) else ()
        happened.append(f"{type(event).__name__} {legs}")
        if len(happened) >= 400:
            enough.set()

    office.observe(note)
    day = asyncio.create_task(office_day(office, pace=0, seed=seed))
    async with asyncio.timeout(5):
        await enough.wait()
    day.cancel()
    with suppress(asyncio.CancelledError):
        await day
    return happened[:400]


async def test_a_day_is_busy_and_can_be_told_again() -> None:
    assert await one_day(7) == await one_day(7) != await one_day(8)


async def test_nobody_is_left_on_the_line_when_the_day_is_over() -> None:
    office = Office.of_size(200)
    talking = asyncio.Event()

    def listen(event: OfficeEvent) -> None:
        if isinstance(event, CallAnswered) and len(office.calls) > 1:
            talking.set()

    office.observe(listen)
    day = asyncio.create_task(office_day(office, pace=0))
    async with asyncio.timeout(5):
        await talking.wait()
    day.cancel()

    with pytest.raises(asyncio.CancelledError):
        await day
    assert office.calls == []
