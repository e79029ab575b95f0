"""Sensors: how many calls go on, which, and by way of which group."""

from collections.abc import Iterator
from datetime import datetime
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
import pytest

from custom_components.pbx.telephony.facts import CallEnded
from custom_components.pbx.telephony.model import CallId, Capability, LegState

from .conftest import Setup
from .puppet import CALL, PuppetPbx
from .waiting import shown, there, until, until_state

CALLS = "sensor.office_active_calls"


@pytest.fixture(autouse=True)
def only_sensors() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.SENSOR]):
        yield


async def until_stage(hass: HomeAssistant, stage: str) -> None:
    """Wait until the one call has come so far."""

    def is_there() -> bool:
        return [each["state"] for each in there(hass, CALLS).attributes["calls"]] == [stage]

    await until(hass, is_there, f"{stage}, not {there(hass, CALLS).attributes['calls']}")


async def test_a_call_is_counted_and_described(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Who calls whom, and since when."""
    await setup(puppet.entry())
    state = there(hass, CALLS)
    assert (state.state, state.attributes["calls"]) == ("0", [])
    assert state.attributes["state_class"] == "measurement"

    puppet.call()

    state = await until_state(hass, CALLS, "1")
    (call,) = state.attributes["calls"]
    assert isinstance(call.pop("since"), datetime)
    assert call == {
        "call_id": CALL,
        "direction": "internal",
        "caller": "1001",
        "callee": "1000",
        "caller_name": "Tom Keller",
        "callee_name": "Anna Berger",
        "state": "ringing",
    }


async def test_a_call_goes_through_its_stages(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """From the first digit to the end."""
    await setup(puppet.entry())

    puppet.call(LegState.DIALING)
    await until_stage(hass, "dialling")
    puppet.call()
    await until_stage(hass, "ringing")
    puppet.call(LegState.TALKING)
    await until_stage(hass, "in_call")
    puppet.call(LegState.TALKING, held=True)
    await until_stage(hass, "on_hold")
    puppet.call(LegState.TALKING, held=False)
    await until_stage(hass, "in_call")
    puppet.tell(CallEnded(call=CALL, at=puppet.clock))
    await until_state(hass, CALLS, "0", calls=[])


async def test_of_many_calls_all_are_counted_and_some_described(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """What a state carries goes to every open browser."""
    await setup(puppet.entry())

    for each in range(60):
        puppet.call(id=CallId(f"call-{each}"))

    state = await until_state(hass, CALLS, "60")
    assert [call["call_id"] for call in state.attributes["calls"]] == [
        f"call-{each}" for each in range(50)
    ]


async def test_an_extension_says_by_way_of_which_group_it_is_called(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Where the PBX tells."""
    await setup(puppet.entry())

    puppet.call(group="6200")

    await until_state(hass, "sensor.anna_berger_status", "ringing", group="6200")


async def test_calls_of_before_a_loss_are_forgotten(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Nobody knows of them while the link is down, nor after it."""
    await setup(puppet.entry())
    puppet.call()
    await until_state(hass, CALLS, "1")

    puppet.lose()
    await until_state(hass, CALLS, STATE_UNAVAILABLE)

    await until_state(hass, CALLS, "0")


async def test_a_pbx_that_shows_no_calls_has_no_count(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """None is not zero."""
    puppet.capabilities = Capability.PRESENCE

    await setup(puppet.entry())

    assert CALLS not in shown(hass)
