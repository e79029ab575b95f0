"""Triggers and conditions by whatever their target is, and while names and entries change."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import (
    area_registry as ar,
    condition,
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.pbx.const import CONF_RESTRICTED
from custom_components.pbx.telephony.model import LegState

from .acting import device_of
from .conftest import Setup
from .puppet import PuppetPbx
from .waiting import there, until, until_state

STATUS = "sensor.anna_berger_status"
CALLS = "event.anna_berger_call"
KINDS = ["entity_id", "device_id", "area_id", "floor_id", "label_id"]


@pytest.fixture
async def entry(puppet: PuppetPbx, setup: Setup) -> MockConfigEntry:
    """Give a PBX that is set up."""
    return await setup(puppet.entry())


def place(hass: HomeAssistant, kind: str, entity_id: str) -> dict[str, Any]:
    """Put Anna's device somewhere, and give the target that means it."""
    if kind == "entity_id":
        return {kind: [entity_id]}
    device = device_of(hass, entity_id)
    if kind == "device_id":
        return {kind: [device]}
    devices = dr.async_get(hass)
    if kind == "label_id":
        label = lr.async_get(hass).async_create("Reception")
        devices.async_update_device(device, labels={label.label_id})
        return {kind: [label.label_id]}
    floor = fr.async_get(hass).async_create("Ground floor")
    area = ar.async_get(hass).async_create("Front desk", floor_id=floor.floor_id)
    devices.async_update_device(device, area_id=area.id)
    return {kind: [area.id if kind == "area_id" else floor.floor_id]}


async def automate(
    hass: HomeAssistant, trigger: str, target: dict[str, Any], **options: Any
) -> list[ServiceCall]:
    """Set up an automation with one trigger, and give the list of its runs."""
    ran: list[ServiceCall] = async_mock_service(hass, "test", "ran")
    automation = {
        "triggers": {"trigger": f"pbx.{trigger}", "target": target, "options": options},
        "actions": {"action": "test.ran", "data": {"entity": "{{ trigger.entity_id }}"}},
        "mode": "parallel",
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()
    assert hass.states.async_entity_ids("automation"), "the trigger was refused"
    return ran


@pytest.mark.parametrize("kind", KINDS)
async def test_a_call_is_noticed_by_any_target(
    hass: HomeAssistant, puppet: PuppetPbx, entry: MockConfigEntry, kind: str
) -> None:
    """Once, also if the target means more than the entity that tells of calls."""
    ran = await automate(hass, "call_ringing", place(hass, kind, CALLS))

    puppet.call(LegState.RINGING)
    await until_state(hass, STATUS, "ringing")
    await hass.async_block_till_done()

    assert [each.data["entity"] for each in ran] == [CALLS]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_status_is_noticed_and_tested_by_any_target(
    hass: HomeAssistant, puppet: PuppetPbx, entry: MockConfigEntry, kind: str
) -> None:
    """Neither the presence nor a switch of the same device counts."""
    target = place(hass, kind, STATUS)
    ran = await automate(hass, "extension_status_changed", target, to=["ringing"])
    asked = {"condition": "pbx.is_ringing", "target": target, "options": {"behavior": "all"}}
    validated = await condition.async_validate_condition_config(hass, cv.CONDITION_SCHEMA(asked))
    checker = await condition.async_from_config(hass, validated)
    assert not checker.async_check()

    puppet.call(LegState.RINGING)
    await until_state(hass, STATUS, "ringing")
    await hass.async_block_till_done()

    assert checker.async_check()
    assert [each.data["entity"] for each in ran] == [STATUS]
    checker.async_unload()


async def test_an_entity_with_another_name_is_still_meant_by_its_device(
    hass: HomeAssistant, puppet: PuppetPbx, entry: MockConfigEntry
) -> None:
    """Giving it the name is no happening."""
    puppet.call(LegState.RINGING)
    await until_state(hass, STATUS, "ringing")
    ran = await automate(hass, "call_ringing", place(hass, "device_id", CALLS))

    er.async_get(hass).async_update_entity(CALLS, new_entity_id="event.front_desk")
    await until(hass, lambda: hass.states.get("event.front_desk"), "the new name")
    await hass.async_block_till_done()
    assert not ran

    puppet.call(LegState.RINGING, id="8")  # type: ignore[arg-type]
    await until(hass, lambda: ran, "the trigger")
    await hass.async_block_till_done()
    assert [each.data["entity"] for each in ran] == ["event.front_desk"]


async def test_an_entry_set_up_anew_tells_no_call_twice(
    hass: HomeAssistant, puppet: PuppetPbx, entry: MockConfigEntry
) -> None:
    """What its entities remember is no happening; what comes later is."""
    puppet.call(LegState.RINGING)
    await until_state(hass, STATUS, "ringing")
    ran = await automate(hass, "call_ringing", {"entity_id": [CALLS]})

    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert there(hass, CALLS).attributes["event_type"] == "ringing"
    assert not ran

    puppet.call(LegState.RINGING, id="8")  # type: ignore[arg-type]
    await until(hass, lambda: ran, "the trigger")
    await hass.async_block_till_done()
    assert len(ran) == 1


async def test_a_lost_link_is_no_change_of_status(
    hass: HomeAssistant, puppet: PuppetPbx, entry: MockConfigEntry
) -> None:
    """Nor is its return."""
    ran = await automate(hass, "extension_status_changed", {"entity_id": [STATUS]})

    puppet.lose()
    await until_state(hass, STATUS, "unavailable")
    await until_state(hass, STATUS, "idle")
    hass.config_entries.async_update_entry(entry, options={CONF_RESTRICTED: False})
    await hass.async_block_till_done()

    assert not ran
