"""Home Assistant complains of bad manners in its log; it must have nothing to say about us."""

import logging

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Office, Person, Trunk, YeastarPbx
from simulator.scenarios.stage import OUTSIDE

from .conftest import Setup
from .waiting import until_state

ANNA = "sensor.anna_berger_status"
# What Home Assistant writes when an integration does what it should not, or soon may not.
COMPLAINTS = (
    "Detected that custom integration",
    "Detected blocking call",
    "non-thread-safe",
    "is deprecated",
    "deprecated function",
    "will stop working",
    "does not generate unique IDs",
    "Exception in",
    "took longer than",
    "Task exception was never retrieved",
)


async def test_home_assistant_has_nothing_to_complain_of(
    hass: HomeAssistant,
    *,
    caplog: pytest.LogCaptureFixture,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Both PBXs are set up, used, changed, reloaded and removed without a complaint."""
    caplog.set_level(logging.DEBUG)
    await setup(yeastar_entry)
    await setup(innovaphone_entry)

    call = office.place_inbound(OUTSIDE, "1002")
    await until_state(hass, "sensor.lena_vogt_status", "ringing", caller=OUTSIDE)
    office.answer("1002", call)
    office.add_person(Person("1099", "Nora Neumann", "nora.neumann"))
    office.add_trunk(Trunk("SIP-Neu"))
    await until_state(hass, "sensor.nora_neumann_status", "idle")
    office.remove_person("1099")
    await hass.services.async_call(
        "pbx", "hang_up", {"entity_id": "sensor.lena_vogt_status"}, blocking=True
    )
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.anna_berger_presence", "option": "busy"},
        blocking=True,
    )
    await until_state(hass, "select.anna_berger_presence", "busy")
    for entry in (yeastar_entry, innovaphone_entry):
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.config_entries.async_remove(entry.entry_id)
        await hass.async_block_till_done()

    said = [record.getMessage() for record in caplog.records]
    assert len(said) > 50
    assert [line for line in said if any(complaint in line for complaint in COMPLAINTS)] == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
