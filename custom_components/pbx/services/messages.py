"""Text messages."""

from typing import Final

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
from ..permissions import async_check_control, async_check_restricted
from ..telephony.commands import SendMessage
from .execution import async_execute, invalid, refuse_unless
from .fields import ATTR_NUMBER, dial_string, schema
from .targets import selection

ATTR_MESSAGE: Final = "message"

# What the PBX takes in one go.
_LONGEST: Final = 2000

_SCHEMA = schema(
    {
        vol.Required(ATTR_NUMBER): dial_string,
        vol.Required(ATTR_MESSAGE): vol.All(cv.string, vol.Length(min=1, max=_LONGEST)),
    }
)


@callback
def register(hass: HomeAssistant) -> None:
    """Register the action that sends a text message."""
    optional = SupportsResponse.OPTIONAL
    hass.services.async_register(
        DOMAIN, "send_sms", _async_send_sms, _SCHEMA, supports_response=optional
    )


async def _async_send_sms(call: ServiceCall) -> ServiceResponse:
    """Send a text message over the one trunk; answer with its id."""
    trunks = selection(call).trunks
    if len(trunks) != 1:
        raise invalid("one_trunk")
    coordinator = trunks[0].coordinator
    await async_check_control(call, [trunks[0].device])
    await async_check_restricted(call, coordinator)
    refuse_unless(coordinator, SendMessage.needs)
    receipt = await async_execute(
        coordinator,
        SendMessage(
            trunk=trunks[0].id, number=call.data[ATTR_NUMBER], text=call.data[ATTR_MESSAGE]
        ),
    )
    return {"message_id": receipt.message} if call.return_response else None
