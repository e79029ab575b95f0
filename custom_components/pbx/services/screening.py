"""Deciding on calls that wait to be let in."""

from functools import partial

from homeassistant.core import HomeAssistant, ServiceCall, callback
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..permissions import async_check_control
from ..telephony.commands import Decision, Screen
from ..telephony.model import CallId
from .execution import async_execute, refuse_unless
from .fields import ATTR_CALL_ID, DESTINATION, name
from .targets import with_call
from .transfers import async_send_on

_SCHEMA = vol.Schema({vol.Required(ATTR_CALL_ID): name})
_ROUTE_SCHEMA = vol.Schema({vol.Required(ATTR_CALL_ID): name, **DESTINATION})


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions on waiting calls."""
    put = hass.services.async_register
    for action, decision in (
        ("accept_inbound", Decision.ACCEPT),
        ("refuse_inbound", Decision.REFUSE),
    ):
        put(DOMAIN, action, partial(_async_decide, decision=decision), _SCHEMA)
    put(DOMAIN, "route_inbound", _async_route, _ROUTE_SCHEMA)


async def _async_decide(call: ServiceCall, *, decision: Decision) -> None:
    """Let a call in, or turn it away."""
    coordinator, waiting = await _async_screening(call)
    await async_execute(coordinator, Screen(call=waiting, decision=decision))


async def _async_route(call: ServiceCall) -> None:
    """Send a waiting call elsewhere than its number says."""
    coordinator, waiting = await _async_screening(call)
    await async_send_on(call, coordinator, None, waiting)


async def _async_screening(call: ServiceCall) -> tuple[PbxCoordinator, CallId]:
    """Find a call that waits, and its PBX."""
    coordinator, waiting = with_call(call.hass, call.data[ATTR_CALL_ID])
    await async_check_control(call, [coordinator.hub_id])
    refuse_unless(coordinator, Screen.needs)
    return coordinator, waiting
