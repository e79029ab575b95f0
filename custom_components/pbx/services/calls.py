"""What can be done to calls that go on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, callback
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..permissions import async_check_control, async_check_restricted
from ..telephony.commands import (
    Answer,
    Command,
    Decision,
    HangUp,
    Hold,
    Monitor,
    MonitorMode,
    Mute,
    Screen,
)
from ..telephony.model import CallId, Capability, ExtensionId, LegState
from ..telephony.selectors import ExtensionStatus, status
from .execution import async_execute, invalid, refuse_unless
from .fields import ATTR_CALL_ID, inside_number, name, schema
from .targets import async_extension, async_extension_with, async_extensions, with_call

ATTR_BY: Final = "by"
ATTR_MODE: Final = "mode"

# A call is named instead of a target.
_CALL_SCHEMA = schema({vol.Optional(ATTR_CALL_ID): name})
_MONITOR_SCHEMA = schema(
    {
        vol.Required(ATTR_BY): inside_number,
        vol.Optional(ATTR_MODE, default=MonitorMode.LISTEN): vol.Coerce(MonitorMode),
    }
)


@dataclass(frozen=True, slots=True)
class OnCall:
    """A call as an action names it: by its id, or as the call of an extension."""

    coordinator: PbxCoordinator
    extension: ExtensionId | None = None
    call: CallId | None = None


type Make = Callable[[ExtensionId | None, CallId | None], Command]

# Those that need no more than to know which call is meant.
_PLAIN: Final[dict[str, tuple[Capability, Make]]] = {
    "hang_up": (HangUp.needs, lambda who, call: HangUp(extension=who, call=call)),
    "answer": (Answer.needs, lambda who, call: Answer(extension=who, call=call)),
    "hold": (Hold.needs, lambda who, call: Hold(extension=who, call=call, on=True)),
    "resume": (Hold.needs, lambda who, call: Hold(extension=who, call=call, on=False)),
}


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions on calls."""
    put = hass.services.async_register
    for action, (needs, make) in _PLAIN.items():
        put(DOMAIN, action, partial(_async_do, needs=needs, make=make), _CALL_SCHEMA)
    put(DOMAIN, "refuse", _async_refuse, _CALL_SCHEMA)
    put(DOMAIN, "mute", partial(_async_mute, on=True), schema())
    put(DOMAIN, "unmute", partial(_async_mute, on=False), schema())
    put(DOMAIN, "monitor", _async_monitor, _MONITOR_SCHEMA)


async def async_on_calls(call: ServiceCall) -> list[OnCall]:
    """Give what an action is for: the one named call, or the calls of the extensions."""
    if (named := call.data.get(ATTR_CALL_ID)) is not None:
        coordinator, known = with_call(call.hass, named)
        await async_check_control(call, [coordinator.hub_id])
        return [OnCall(coordinator, call=known)]
    return [
        OnCall(target.coordinator, extension=target.id) for target in await async_extensions(call)
    ]


async def _async_do(call: ServiceCall, *, needs: Capability, make: Make) -> None:
    """Do the same to each of the calls."""
    meant = await async_on_calls(call)
    for each in meant:
        refuse_unless(each.coordinator, needs)
    for each in meant:
        await async_execute(each.coordinator, make(each.extension, each.call))


async def _async_refuse(call: ServiceCall) -> None:
    """Turn away what rings, or what waits to be let in."""
    orders = [(each.coordinator, _refusal(each)) for each in await async_on_calls(call)]
    for coordinator, command in orders:
        refuse_unless(coordinator, command.needs)
    for coordinator, command in orders:
        await async_execute(coordinator, command)


def _refusal(meant: OnCall) -> HangUp | Screen:
    """Say how a call is turned away; raise if there is nothing to turn away."""
    coordinator = meant.coordinator
    if meant.call is not None:
        if coordinator.screening.waits(meant.call):
            return Screen(call=meant.call, decision=Decision.REFUSE)
        found = coordinator.state.calls.get(meant.call)
        if found is not None and any(leg.state is LegState.TALKING for leg in found.legs.values()):
            raise invalid("not_ringing")
        return HangUp(call=meant.call)
    extension = coordinator.state.extensions.get(ExtensionId(meant.extension or ""))
    if extension is None:
        raise invalid("no_extension")
    for going_on in coordinator.state.calls_of(extension.id):
        if coordinator.screening.waits(going_on.id):
            return Screen(call=going_on.id, decision=Decision.REFUSE)
    if status(coordinator.state, extension) is not ExtensionStatus.RINGING:
        raise invalid("not_ringing")
    return HangUp(extension=extension.id)


async def _async_mute(call: ServiceCall, *, on: bool) -> None:
    """Keep the extensions from being heard, or let them be heard again."""
    for target in await async_extensions(call, Mute.needs):
        await async_execute(target.coordinator, Mute(extension=target.id, on=on))


async def _async_monitor(call: ServiceCall) -> None:
    """Let one extension join the call of another."""
    target = await async_extension(call, Monitor.needs)
    coordinator = target.coordinator
    await async_check_restricted(call, coordinator)
    by = await async_extension_with(call, coordinator, call.data[ATTR_BY])
    if by == target.id:
        raise invalid("monitors_itself")
    await async_execute(coordinator, Monitor(extension=target.id, by=by, mode=call.data[ATTR_MODE]))
