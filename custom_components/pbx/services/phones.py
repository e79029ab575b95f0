"""Steering a call or a phone the way its user would."""

from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..permissions import async_check_outside, async_check_restricted
from ..telephony.commands import (
    CallTarget,
    ControlPhone,
    Park,
    PhoneFunction,
    PickUp,
    Redirect,
    SendDtmf,
    TargetKind,
)
from ..telephony.model import CallId
from .calls import OnCall, async_on_calls
from .execution import async_execute, invalid, refuse_unless
from .fields import (
    ATTR_CALL_ID,
    ATTR_EXTENSION,
    ATTR_NUMBER,
    dial_string,
    inside_number,
    name,
    schema,
)
from .targets import async_extension, async_extension_with, unknown_extension

ATTR_AT: Final = "at"
ATTR_DIGITS: Final = "digits"
ATTR_FUNCTION: Final = "function"
ATTR_OBEY: Final = "obey_forwarding"
ATTR_POSITION: Final = "position"
ATTR_TO_SELF: Final = "to_self"

_CALL: Final = {vol.Optional(ATTR_CALL_ID): name}
_DTMF_SCHEMA = schema(
    {
        **_CALL,
        vol.Required(ATTR_DIGITS): vol.All(cv.string, vol.Upper, vol.Match(r"^[0-9A-D*#]{1,32}$")),
        vol.Optional(ATTR_TO_SELF, default=False): cv.boolean,
    }
)
_PARK_SCHEMA = schema(
    {
        **_CALL,
        vol.Optional(ATTR_AT): inside_number,
        vol.Optional(ATTR_POSITION): vol.All(vol.Coerce(int), vol.Range(min=0, max=9999)),
    }
)
_PICK_UP_SCHEMA = schema({**_CALL, vol.Optional(ATTR_EXTENSION): inside_number})
_REDIRECT_SCHEMA = schema(
    {
        **_CALL,
        vol.Optional(ATTR_EXTENSION): inside_number,
        vol.Optional(ATTR_NUMBER): dial_string,
        vol.Optional(ATTR_OBEY, default=False): cv.boolean,
    }
)
_CONTROL_SCHEMA = schema({**_CALL, vol.Required(ATTR_FUNCTION): vol.Coerce(PhoneFunction)})
# They let somebody hear what is said at a phone.
_LISTENING: Final = (PhoneFunction.ANNOUNCE, PhoneFunction.RECORD)


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions on phones."""
    put = partial(hass.services.async_register, DOMAIN)
    put("send_dtmf", _async_send_dtmf, _DTMF_SCHEMA)
    put("park", _async_park, _PARK_SCHEMA)
    put("pick_up", _async_pick_up, _PICK_UP_SCHEMA)
    put("redirect", _async_redirect, _REDIRECT_SCHEMA)
    put("remote_control", _async_remote_control, _CONTROL_SCHEMA)


async def _async_send_dtmf(call: ServiceCall) -> None:
    """Press keys on each of the calls."""
    meant = await async_on_calls(call)
    for each in meant:
        refuse_unless(each.coordinator, SendDtmf.needs)
    for each in meant:
        command = SendDtmf(
            digits=call.data[ATTR_DIGITS],
            extension=each.extension,
            call=each.call,
            to_self=call.data[ATTR_TO_SELF],
        )
        await async_execute(each.coordinator, command)


async def _async_park(call: ServiceCall) -> None:
    """Park one call."""
    meant = await _async_one(call)
    refuse_unless(meant.coordinator, Park.needs)
    at: str | None = call.data.get(ATTR_AT)
    command = Park(
        extension=meant.extension,
        call=meant.call,
        at=await async_extension_with(call, meant.coordinator, at) if at else None,
        position=call.data.get(ATTR_POSITION),
    )
    await async_execute(meant.coordinator, command)


async def _async_pick_up(call: ServiceCall) -> None:
    """Bring a call to one extension: the named one, that of somebody, or whatever there is."""
    target = await async_extension(call, PickUp.needs)
    coordinator = target.coordinator
    whose: str | None = call.data.get(ATTR_EXTENSION)
    command = PickUp(
        extension=target.id,
        call=_call(call, coordinator),
        of=await async_extension_with(call, coordinator, whose) if whose else None,
    )
    await async_execute(coordinator, command)


def _call(call: ServiceCall, coordinator: PbxCoordinator) -> CallId | None:
    """Give the named call, if the PBX knows it."""
    if (named := call.data.get(ATTR_CALL_ID)) is None:
        return None
    if (known := coordinator.call_named(named)) is None:
        raise invalid("unknown_call", call_id=named)
    return known


async def _async_redirect(call: ServiceCall) -> None:
    """Send a call that rings to somebody else."""
    meant = await _async_one(call)
    coordinator = meant.coordinator
    refuse_unless(coordinator, Redirect.needs)
    to = _destination(call, coordinator)
    if to.kind is TargetKind.NUMBER:
        await async_check_outside(call, coordinator, to.number)
    command = Redirect(
        to=to,
        extension=meant.extension,
        call=meant.call,
        obey_forwarding=call.data[ATTR_OBEY],
    )
    await async_execute(coordinator, command)


def _destination(call: ServiceCall, coordinator: PbxCoordinator) -> CallTarget:
    """Give the one destination; an extension must be one, or it would be a way to the outside."""
    extension, number = call.data.get(ATTR_EXTENSION), call.data.get(ATTR_NUMBER)
    if (extension is None) is (number is None):
        raise invalid("one_extension_or_number")
    if extension is None:
        return CallTarget(kind=TargetKind.NUMBER, number=str(number))
    if coordinator.state.extension_with(extension) is None:
        raise unknown_extension(extension)
    return CallTarget(kind=TargetKind.EXTENSION, number=extension)


async def _async_remote_control(call: ServiceCall) -> None:
    """Start a function of one phone."""
    meant = await _async_one(call)
    refuse_unless(meant.coordinator, ControlPhone.needs)
    function: PhoneFunction = call.data[ATTR_FUNCTION]
    if function in _LISTENING:
        await async_check_restricted(call, meant.coordinator)
    command = ControlPhone(function=function, extension=meant.extension, call=meant.call)
    await async_execute(meant.coordinator, command)


async def _async_one(call: ServiceCall) -> OnCall:
    """Give the one call that an action is for."""
    meant = await async_on_calls(call)
    if len(meant) > 1:
        raise invalid("one_extension")
    return meant[0]
