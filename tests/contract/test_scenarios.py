"""Every scenario on every system: the picture follows step by step, and the events are the same."""

import pytest

from custom_components.pbx.telephony.model import Capability
from custom_components.pbx.telephony.vendors import VENDORS
from simulator import SCENARIOS, Office, Scenario

from .plants import PLANTS, Plant
from .rig import connected
from .stories import STORIES, unlike_story

every_scenario = pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=list(SCENARIOS))


def test_every_vendor_has_a_plant() -> None:
    """A new vendor is held to this contract as soon as it stands in the registry."""
    assert {plant.vendor for plant in PLANTS.values()} == VENDORS.keys()


def test_every_scenario_has_a_story() -> None:
    """A new scenario says in words what shall have happened."""
    assert STORIES.keys() == SCENARIOS.keys()


@every_scenario
async def test_a_scenario_is_told_as_it_happened(
    plant: Plant, office: Office, scenario: Scenario
) -> None:
    """At each step the picture equals the office, and in the end the events equal the story."""
    async with connected(plant, office) as rig:
        await rig.play(scenario)

        assert rig.exchange.state.info is not None
        sees_calls = Capability.CALLS in rig.exchange.state.info.capabilities
        assert not rig.exchange.state.calls
        if not sees_calls:
            assert rig.log == []
            return
        assert not (wrong := unlike_story(scenario.name, rig.log, plant.tells)), wrong
