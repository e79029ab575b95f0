"""Sensors whose history is worth keeping: what today adds up to, and what the recorder makes of it."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from simulator import Office
from simulator.scenarios.stage import OUTSIDE

from .conftest import Setup
from .waiting import there, until_state

CALLS = "sensor.yeastar_s100_calls_today"
TALK = "sensor.yeastar_s100_talk_time_today"
RATE = "sensor.yeastar_s100_answered_today"


async def test_calls_of_today_are_counted(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """One taken and one missed make a rate of half."""
    await setup(yeastar_entry)
    assert (there(hass, CALLS).state, there(hass, RATE).state) == ("0", "unknown")

    call = office.place_inbound(OUTSIDE, "1000")
    office.hang_up(OUTSIDE, call)
    await until_state(hass, CALLS, "1")
    call = office.place_inbound(OUTSIDE, "1001")
    office.answer("1001", call)
    office.hang_up(OUTSIDE, call)
    await until_state(hass, CALLS, "2")

    assert float(there(hass, RATE).state) == 50
    assert float(there(hass, TALK).state) >= 0


async def test_the_recorder_can_keep_them(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Sums begin anew each day and say so; a rate is only measured."""
    await setup(yeastar_entry)

    midnight = dt_util.start_of_local_day().isoformat()
    for entity in (CALLS, TALK):
        state = there(hass, entity)
        assert state.attributes["state_class"] == "total"
        assert state.attributes["last_reset"] == midnight
    assert there(hass, RATE).attributes["state_class"] == "measurement"
    assert there(hass, TALK).attributes["device_class"] == "duration"


async def test_a_new_day_begins_at_midnight(
    hass: HomeAssistant,
    office: Office,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where Home Assistant is."""
    await setup(yeastar_entry)
    call = office.place_inbound(OUTSIDE, "1000")
    office.hang_up(OUTSIDE, call)
    await until_state(hass, CALLS, "1")
    tomorrow = dt_util.start_of_local_day() + timedelta(days=1)
    monkeypatch.setattr(dt_util, "start_of_local_day", lambda *_: tomorrow)

    async_fire_time_changed(hass, tomorrow)

    state = await until_state(hass, CALLS, "0")
    assert state.attributes["last_reset"] == tomorrow.isoformat()
