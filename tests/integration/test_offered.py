"""What the automation editor is offered: as Home Assistant itself reads it, for each of our devices."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition, entity_registry as er, service, trigger
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.pbx.condition import CONDITIONS
from custom_components.pbx.const import DOMAIN
from custom_components.pbx.trigger import TRIGGERS

from .conftest import Setup
from .puppet import PuppetPbx


def own(descriptions: dict[str, Any]) -> dict[str, Any]:
    """Give our part of what all integrations offer."""
    return {
        key.removeprefix(f"{DOMAIN}."): said
        for key, said in descriptions.items()
        if key.startswith(f"{DOMAIN}.")
    }


async def test_descriptions_are_read_without_a_complaint(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """One broken file keeps the whole interface from loading."""
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()

    actions = (await service.async_get_all_descriptions(hass))[DOMAIN]
    triggers = own(await trigger.async_get_all_descriptions(hass))
    conditions = own(await condition.async_get_all_descriptions(hass))

    assert set(actions) == set(hass.services.async_services_for_domain(DOMAIN))
    assert set(triggers) == set(TRIGGERS)
    assert set(conditions) == set(CONDITIONS)
    for said in (*triggers.values(), *conditions.values()):
        assert said["target"]["entity"]
    assert "Unable to parse" not in caplog.text


@pytest.mark.parametrize(
    ("device_of", "kind", "offered"),
    [
        ("event.office_system", "triggers", {"call_missed", "pbx_restarted", "inbound_request"}),
        ("sensor.anna_berger_status", "triggers", {"call_ringing", "extension_status_changed"}),
        ("sensor.anna_berger_status", "conditions", {"is_idle", "presence_is"}),
        ("sensor.trunk_sip_1_status", "triggers", {"trunk_down", "trunk_up"}),
        ("sensor.trunk_sip_1_status", "conditions", {"trunk_is_up"}),
    ],
)
async def test_each_device_is_offered_its_own(  # noqa: PLR0917 - fixtures and cases
    hass: HomeAssistant,
    puppet: PuppetPbx,
    setup: Setup,
    hass_ws_client: WebSocketGenerator,
    device_of: str,
    kind: str,
    offered: set[str],
) -> None:
    """The editor asks for what fits a device."""
    assert await async_setup_component(hass, "automation", {})
    await setup(puppet.entry())
    entity = er.async_get(hass).async_get(device_of)
    assert entity is not None
    client = await hass_ws_client(hass)

    await client.send_json_auto_id(
        {"type": f"get_{kind}_for_target", "target": {"device_id": [entity.device_id]}}
    )
    answer = await client.receive_json()

    assert answer["success"], answer
    assert {f"{DOMAIN}.{key}" for key in offered} <= set(answer["result"])
