"""Each single report lost, doubled, or overtaken by its neighbour, in each scenario."""

import pytest

from custom_components.pbx.telephony.model import Capability
from simulator import SCENARIOS, Office, Scenario
from simulator.faults import Drop, Fault, HalfClose, Reorder, Repeat

from .plants import Plant, Yeastar
from .rig import Rig, connected
from .stories import unlike_story
from .test_faults import happened_once

# Strikes without doing anything, so that a later fault strikes a later report.
HARMLESS = Repeat(1)
# More than the busiest scenario has.
MANY = 60

every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))


async def strike_each(rig: Rig, scenario: Scenario, fault: Fault) -> int:
    """Play a scenario again and again, each time with the fault at the next report; count them."""
    for place in range(MANY):
        if place:
            rig.pbx.faults.reports.add(HARMLESS, times=place)
        rig.pbx.faults.reports.add(fault)
        await rig.play_hastily(scenario)
        has_struck = rig.pbx.faults.reports.take("") is None
        await rig.heals()
        if not has_struck:
            return place
    raise AssertionError("the scenario has no end")


@every_scenario
async def test_no_lost_report_is_missed_for_long(
    tried_plant: Plant, office: Office, scenario: Scenario
) -> None:
    """Whichever report is lost, the picture equals the office after the next look."""
    lost: Fault = Drop() if isinstance(tried_plant, Yeastar) else HalfClose()

    async with connected(tried_plant, office) as rig:
        count = await strike_each(rig, scenario, lost)

        assert happened_once(rig)
        if isinstance(tried_plant, Yeastar) and scenario.name not in (
            "presence_tour",
            "trunk_down_and_up",
        ):
            assert count > 0


@every_scenario
async def test_neighbours_may_swap(tried_plant: Plant, office: Office, scenario: Scenario) -> None:
    """Whichever two reports change places, the picture equals the office after the next look."""
    async with connected(tried_plant, office) as rig:
        await strike_each(rig, scenario, Reorder())

        assert happened_once(rig)


@every_scenario
async def test_doubled_reports_change_nothing(
    tried_plant: Plant, office: Office, scenario: Scenario
) -> None:
    """If each report comes twice, the events are those of the story all the same."""
    async with connected(tried_plant, office) as rig:
        rig.pbx.faults.reports.add(Repeat(2), times=None)
        await rig.play(scenario)

        assert rig.exchange.state.info is not None
        sees_calls = Capability.CALLS in rig.exchange.state.info.capabilities
        if not sees_calls:
            assert rig.log == []
            return
        assert not (wrong := unlike_story(scenario.name, rig.log, tried_plant.tells)), wrong
