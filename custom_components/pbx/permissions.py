"""Whether who asks for an action may; automations have no user, and may."""

from collections.abc import Iterable

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from .const import CONF_RESTRICTED, DEFAULT_RESTRICTED, DOMAIN
from .coordinator import PbxCoordinator


class AdministratorsOnly(Unauthorized):
    """Refuse what is left to administrators and automations, with a reason to read."""

    def __init__(self, call: ServiceCall, key: str) -> None:
        """Keep who asked, and the sentence to show."""
        super().__init__(context=call.context, permission=POLICY_CONTROL)
        self.translation_domain = DOMAIN
        self.translation_key = key
        self.generate_message = True


async def async_check_control(call: ServiceCall, devices: Iterable[str]) -> None:
    """Raise `Unauthorized` unless a person may control the entities of all these devices."""
    if (user := await _async_user(call)) is None:
        return
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


async def async_check_restricted(call: ServiceCall, coordinator: PbxCoordinator) -> None:
    """Raise `AdministratorsOnly` for what costs money or listens in, if the options say so."""
    options = coordinator.config_entry.options
    if options.get(CONF_RESTRICTED, DEFAULT_RESTRICTED) and not await _async_is_free(call):
        raise AdministratorsOnly(call, "restricted")


async def async_check_outside(
    call: ServiceCall, coordinator: PbxCoordinator, number: str | None
) -> None:
    """Raise `AdministratorsOnly` for a number that is no extension, if the options say so."""
    if number is not None and coordinator.state.extension_with(number) is None:
        await async_check_restricted(call, coordinator)


async def async_check_administrator(call: ServiceCall) -> None:
    """Raise `AdministratorsOnly` unless an administrator or an automation asks."""
    if not await _async_is_free(call):
        raise AdministratorsOnly(call, "administrators_only")


async def _async_is_free(call: ServiceCall) -> bool:
    """Tell whether no rule binds who asks."""
    user = await _async_user(call)
    return user is None or user.is_admin


async def _async_user(call: ServiceCall) -> User | None:
    """Give the person who asks; None if it is an automation."""
    if call.context.user_id is None:
        return None
    user = await call.hass.auth.async_get_user(call.context.user_id)
    if user is None:
        raise UnknownUser(context=call.context, permission=POLICY_CONTROL)
    return user
