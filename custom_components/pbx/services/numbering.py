"""How numbers are dialled from a PBX."""

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..permissions import async_check_administrator
from ..telephony.commands import GetNumbering
from .execution import async_execute
from .fields import ATTR_CONFIG_ENTRY, schema
from .targets import async_pbx


@callback
def register(hass: HomeAssistant) -> None:
    """Register the action about numbering."""
    hass.services.async_register(
        DOMAIN,
        "get_node_info",
        _async_get_node_info,
        schema({vol.Optional(ATTR_CONFIG_ENTRY): cv.string}),
        supports_response=SupportsResponse.ONLY,
    )


async def _async_get_node_info(call: ServiceCall) -> ServiceResponse:
    """Answer with the codes and prefixes of the PBX."""
    await async_check_administrator(call)
    coordinator = await async_pbx(call, GetNumbering.needs)
    receipt = await async_execute(coordinator, GetNumbering())
    return dict(receipt.data or {})
