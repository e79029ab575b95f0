"""A person who uses our actions."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.pbx.const import DOMAIN

ANNA = "sensor.anna_berger_status"
TOM = "sensor.tom_keller_status"


async def act(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Call one of our actions."""
    await hass.services.async_call(DOMAIN, action, data, blocking=True)


async def dial(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Dial, and give the answer."""
    answer = await hass.services.async_call(
        DOMAIN, "dial", data, blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    return answer


def device_of(hass: HomeAssistant, entity_id: str) -> str:
    """Give the device of an entity."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id
