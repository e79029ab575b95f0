"""Wake-up calls."""

import datetime as dt
from functools import partial
from typing import Final

from homeassistant.const import WEEKDAYS
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..const import DOMAIN
from ..telephony.commands import (
    AddWakeUp,
    GetWakeUps,
    RemoveWakeUp,
    UpdateWakeUp,
    WakeUp,
    WakeUpType,
)
from ..telephony.model import Capability
from .execution import async_execute, invalid
from .fields import name, schema, texts_of
from .targets import async_extension, async_extensions

ATTR_ATTEMPTS: Final = "attempts"
ATTR_INTERVAL: Final = "interval"
ATTR_OLD_TIME: Final = "old_time"
ATTR_PROMPT: Final = "prompt"
ATTR_TIME: Final = "time"
ATTR_TYPE: Final = "type"
ATTR_WEEKDAYS: Final = "weekdays"

_WHEN: Final = {
    vol.Required(ATTR_TIME): cv.time,
    vol.Optional(ATTR_TYPE): vol.Coerce(WakeUpType),
    vol.Optional(ATTR_WEEKDAYS): texts_of(vol.In(WEEKDAYS), len(WEEKDAYS)),
    vol.Optional(ATTR_ATTEMPTS): vol.All(vol.Coerce(int), vol.Range(min=1, max=3)),
    vol.Optional(ATTR_INTERVAL): vol.All(vol.Coerce(int), vol.Range(min=1, max=60)),
    vol.Optional(ATTR_PROMPT): name,
}
_SET_SCHEMA = schema(_WHEN)
_UPDATE_SCHEMA = schema({vol.Optional(ATTR_OLD_TIME): cv.time, **_WHEN})
_REMOVE_SCHEMA = schema({vol.Optional(ATTR_TIME): cv.time})


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions about wake-up calls."""
    put = partial(hass.services.async_register, DOMAIN)
    put("set_wake_up", _async_set, _SET_SCHEMA)
    put("update_wake_up", _async_update, _UPDATE_SCHEMA)
    put("remove_wake_up", _async_remove, _REMOVE_SCHEMA)
    put("get_wake_ups", _async_get, schema(), supports_response=SupportsResponse.ONLY)


async def _async_set(call: ServiceCall) -> None:
    """Set a wake-up call for each of the extensions."""
    wake_up = _wake_up(call)
    for target in await async_extensions(call, Capability.WAKE_UPS):
        await async_execute(target.coordinator, AddWakeUp(extension=target.id, wake_up=wake_up))


async def _async_update(call: ServiceCall) -> None:
    """Change a wake-up call of one extension."""
    wake_up = _wake_up(call)
    target = await async_extension(call, Capability.WAKE_UPS)
    await async_execute(
        target.coordinator,
        UpdateWakeUp(extension=target.id, old_time=_time(call, ATTR_OLD_TIME), wake_up=wake_up),
    )


async def _async_remove(call: ServiceCall) -> None:
    """Remove one wake-up call, or all, of each of the extensions."""
    time = _time(call, ATTR_TIME)
    for target in await async_extensions(call, Capability.WAKE_UPS):
        await async_execute(target.coordinator, RemoveWakeUp(extension=target.id, time=time))


async def _async_get(call: ServiceCall) -> ServiceResponse:
    """Answer with the wake-up calls of the extensions, by their numbers."""
    found: JsonObjectType = {}
    for target in await async_extensions(call, Capability.WAKE_UPS):
        receipt = await async_execute(target.coordinator, GetWakeUps(extension=target.id))
        extension = target.coordinator.state.extensions.get(target.id)
        number = extension.number if extension is not None else None
        found[number or target.id] = [_shown(each) for each in receipt.wake_ups]
    return {"wake_ups": found}


def _wake_up(call: ServiceCall) -> WakeUp:
    """Make what was typed into a wake-up call; naming days is enough to mean them."""
    days: list[str] = call.data.get(ATTR_WEEKDAYS, [])
    otherwise = WakeUpType.WEEKDAYS if days else WakeUpType.ONCE
    kind: WakeUpType = call.data.get(ATTR_TYPE, otherwise)
    if (kind is WakeUpType.WEEKDAYS) is not bool(days):
        raise invalid("weekdays_do_not_fit")
    return WakeUp(
        time=_time(call, ATTR_TIME) or "",
        type=kind,
        weekdays=tuple(sorted({WEEKDAYS.index(day) for day in days})),
        repeats=call.data.get(ATTR_ATTEMPTS),
        interval=call.data.get(ATTR_INTERVAL),
        prompt=call.data.get(ATTR_PROMPT),
    )


def _time(call: ServiceCall, field: str) -> str | None:
    """Give a time as the PBX's clock shows it."""
    time: dt.time | None = call.data.get(field)
    return f"{time:%H:%M}" if time is not None else None


def _shown(wake_up: WakeUp) -> JsonObjectType:
    """Show a wake-up call in the fields that set one."""
    return {
        ATTR_TIME: wake_up.time,
        ATTR_TYPE: wake_up.type.value,
        ATTR_WEEKDAYS: [WEEKDAYS[day] for day in wake_up.weekdays],
        ATTR_ATTEMPTS: wake_up.repeats,
        ATTR_INTERVAL: wake_up.interval,
        ATTR_PROMPT: wake_up.prompt,
    }
