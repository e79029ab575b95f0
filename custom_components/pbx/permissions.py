"""Whether who asks for an action may: as for the entities of the same devices."""

from collections.abc import Iterable

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


async def async_check_control(call: ServiceCall, devices: Iterable[str]) -> None:
    """Raise `Unauthorized` unless a person may control all these devices; automations may."""
    if call.context.user_id is None:
        return
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context, permission=POLICY_CONTROL)
    registry = er.async_get(call.hass)
    for device in devices:
        ours = (
            entity.entity_id
            for entity in er.async_entries_for_device(
                registry, device, include_disabled_entities=True
            )
            if entity.platform == DOMAIN
        )
        for entity_id in ours:
            if not user.permissions.check_entity(entity_id, POLICY_CONTROL):
                raise Unauthorized(
                    context=call.context, entity_id=entity_id, permission=POLICY_CONTROL
                )
