"""Sending calls elsewhere."""

from homeassistant.core import HomeAssistant, ServiceCall, callback
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..permissions import async_check_outside
from ..telephony.commands import CallTarget, TargetKind, Transfer
from ..telephony.model import CallId, ExtensionId
from .calls import async_on_calls
from .execution import async_execute, invalid, refuse_unless
from .fields import ATTR_CALL_ID, ATTR_PERMISSION, DESTINATION, name, schema
from .targets import async_extension_with, unknown_extension

_SCHEMA = schema({vol.Optional(ATTR_CALL_ID): name, **DESTINATION})


@callback
def register(hass: HomeAssistant) -> None:
    """Register the action that transfers."""
    hass.services.async_register(DOMAIN, "transfer", _async_transfer, _SCHEMA)


async def _async_transfer(call: ServiceCall) -> None:
    """Send the other party of one call to somebody else."""
    meant = await async_on_calls(call)
    if len(meant) > 1:
        raise invalid("one_extension")
    await async_send_on(call, meant[0].coordinator, meant[0].extension, meant[0].call)


async def async_send_on(
    call: ServiceCall,
    coordinator: PbxCoordinator,
    extension: ExtensionId | None,
    named: CallId | None,
) -> None:
    """Send a call to the one destination that an action names, if who asks may."""
    refuse_unless(coordinator, Transfer.needs)
    to = _destination(call, coordinator)
    if to.kind is TargetKind.NUMBER:
        await async_check_outside(call, coordinator, to.number)
    right: str | None = call.data.get(ATTR_PERMISSION)
    permission = await async_extension_with(call, coordinator, right) if right else None
    await async_execute(
        coordinator, Transfer(extension=extension, call=named, to=to, permission=permission)
    )


def _destination(call: ServiceCall, coordinator: PbxCoordinator) -> CallTarget:
    """Give the one destination; an extension must be one, or it would be a way to the outside."""
    given = [(kind, call.data[kind.value]) for kind in TargetKind if kind.value in call.data]
    if len(given) != 1:
        raise invalid("one_destination")
    kind, number = given[0]
    if kind is TargetKind.EXTENSION and coordinator.state.extension_with(number) is None:
        raise unknown_extension(number)
    return CallTarget(kind=kind, number=number)
