"""The counter of missed calls, and the last call."""

from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import DOMAIN
from simulator import Office, YeastarPbx
from simulator.scenarios.stage import OUTSIDE

from .acting import act, device_of
from .conftest import Setup
from .waiting import there, until_state

MISSED = "sensor.yeastar_s100_missed_calls"
LAST = "sensor.yeastar_s100_last_call"


async def miss(hass: HomeAssistant, office: Office, number: str, to: str = "1000") -> None:
    """Let somebody call in vain, and wait until it is in the log."""
    call = office.place_inbound(number, to)
    office.hang_up(number, call)
    await until_state(hass, LAST, number)


async def test_missed_calls_are_counted_until_somebody_takes_note(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """And listed, newest first, at most ten of them."""
    hass.config.country = "DE"
    await setup(yeastar_entry)
    assert there(hass, MISSED).state == "0"

    for number in range(12):
        await miss(hass, office, f"030555000{number:02}")
    state = await until_state(hass, MISSED, "12")
    assert state.attributes["state_class"] == "measurement"
    shown: list[dict[str, Any]] = state.attributes["calls"]
    assert [each["number"] for each in shown] == [f"030555000{n:02}" for n in range(11, 1, -1)]
    assert shown[0]["number_formatted"] == "+49 30 55500011"
    assert shown[0]["name"] is None
    assert datetime.fromisoformat(shown[0]["when"]).tzinfo is not None

    answer = await hass.services.async_call(
        DOMAIN, "acknowledge_missed_calls", {}, blocking=True, return_response=True
    )
    assert answer == {"acknowledged": 12}
    state = await until_state(hass, MISSED, "0")
    assert state.attributes["calls"] == []

    await miss(hass, office, OUTSIDE)
    await until_state(hass, MISSED, "1")
    await act(hass, "acknowledge_missed_calls", device_id=device_of(hass, MISSED))
    await until_state(hass, MISSED, "0")


async def test_only_what_nobody_took_is_missed(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A call to a group that one of it took is not; an own or internal one is nobody's loss."""
    await setup(yeastar_entry)

    call = office.place_inbound(OUTSIDE, "6200")
    office.answer("1002", call)
    office.hang_up("1002", call)
    state = await until_state(hass, LAST, OUTSIDE, outcome="answered", group="6200")
    assert set(state.attributes["extensions"]) >= {"1002"}

    call = office.dial("1000", "1001")
    office.hang_up("1000", call)
    await until_state(hass, LAST, "Anna Berger", direction="internal", outcome="no_answer")

    call = office.dial("1000", "03099988877")
    office.hang_up("1000", call)
    await until_state(hass, LAST, "03099988877", direction="outbound", missed=False)
    assert there(hass, MISSED).state == "0"

    await miss(hass, office, "03011122233", to="6200")
    await until_state(hass, MISSED, "1")


async def test_a_call_that_leaves_a_message_is_missed_once(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The phone was busy, then the mailbox answered: two records of one call."""
    await setup(yeastar_entry)

    office.person("1000").voicemail = True
    call = office.place_inbound(OUTSIDE, "1000")
    office.to_voicemail("1000", call)
    office.hang_up(OUTSIDE, call)

    state = await until_state(hass, LAST, OUTSIDE, missed=True, outcome="voicemail")
    assert state.attributes["talk_duration"] is None
    await until_state(hass, MISSED, "1")
    (kept,) = yeastar_entry.runtime_data.calls_memory.log
    assert len(kept.records) == 2


async def test_the_counter_outlives_a_reload(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """And so does the last call."""
    await setup(yeastar_entry)
    await miss(hass, office, OUTSIDE)

    await hass.config_entries.async_reload(yeastar_entry.entry_id)

    await until_state(hass, MISSED, "1")
    await until_state(hass, LAST, OUTSIDE, direction="inbound", outcome="no_answer")


@pytest.mark.parametrize("sensor", [MISSED, LAST])
async def test_without_the_link_nobody_knows(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    sensor: str,
) -> None:
    """What is shown may be out of date, so nothing is; it is back with the link."""
    await setup(yeastar_entry)
    await miss(hass, office, OUTSIDE)
    before = there(hass, sensor).state

    office.power_off()
    office.power_on()
    await until_state(hass, sensor, "unavailable")
    await until_state(hass, sensor, before)
