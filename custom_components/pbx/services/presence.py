"""What others see of a person."""

from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..telephony.commands import MAX_NOTE, SETTABLE, SetPresence
from ..telephony.model import Activity
from .execution import async_execute, invalid
from .targets import async_extensions

ATTR_ACTIVITY: Final = "activity"
ATTR_NOTE: Final = "note"

# Calls and phones bring these about; nobody can choose them.
_MADE_BY_THE_PBX = frozenset({*Activity, "on-the-phone"}) - frozenset(SETTABLE)

_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_ACTIVITY): vol.All(cv.string, vol.Length(max=64)),
        vol.Optional(ATTR_NOTE): vol.All(cv.string, vol.Length(max=MAX_NOTE)),
    }
)


@callback
def register(hass: HomeAssistant) -> None:
    """Register the action about presence."""
    hass.services.async_register(DOMAIN, "set_presence", _async_set_presence, _SCHEMA)


async def _async_set_presence(call: ServiceCall) -> None:
    """Set what others see of the people."""
    said: str | None = call.data.get(ATTR_ACTIVITY)
    note: str | None = call.data.get(ATTR_NOTE)
    if said is None and note is None:
        raise invalid("nothing_to_set")
    known = said in SETTABLE
    if not known and said in _MADE_BY_THE_PBX:
        raise invalid("activity_not_settable", activity=str(said))
    for target in await async_extensions(call, SetPresence.needs):
        await async_execute(
            target.coordinator,
            SetPresence(
                extension=target.id,
                activity=Activity(said) if said is not None and known else None,
                raw=None if known else said,
                note=note,
            ),
        )
