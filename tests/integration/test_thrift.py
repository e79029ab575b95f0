"""What changes nothing is not written: neither on the way of a call, nor when its record comes."""

from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import (
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    callback,
)
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import YeastarPbx
from simulator.scenarios.stage import OUTSIDE

from .conftest import Setup
from .waiting import there, until, until_state

STATUS = "sensor.anna_berger_status"
LAST = "sensor.yeastar_s100_last_call"


async def test_each_write_is_of_a_change(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """A whole call, with its record: Home Assistant is never given what it has."""
    await setup(yeastar_entry)
    in_vain: list[str] = []
    changed: list[str] = []

    @callback
    def is_in_vain(data: EventStateReportedData) -> bool:
        in_vain.append(data["entity_id"])
        return False

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        changed.append(event.data["entity_id"])

    hass.bus.async_listen(EVENT_STATE_REPORTED, lambda _: None, event_filter=is_in_vain)
    hass.bus.async_listen(EVENT_STATE_CHANGED, note)

    office = yeastar.office
    call = office.place_inbound(OUTSIDE, "1000")
    await until_state(hass, STATUS, "ringing")
    office.answer("1000", call)
    await until_state(hass, STATUS, "in_call")
    office.hang_up(OUTSIDE, call)
    await until_state(hass, STATUS, "idle")
    await yeastar.settled()
    await until(hass, lambda: there(hass, LAST).attributes["duration"] is not None, "a record")
    await hass.async_block_till_done()

    assert STATUS in changed
    assert in_vain == []
