"""What others see of a person."""

from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import DOMAIN
from ..telephony.commands import MAX_NOTE, SETTABLE, SetPresence
from ..telephony.model import Activity, Capability
from .execution import async_execute, invalid
from .targets import ExtensionTarget, async_extensions

ATTR_ACTIVITY: Final = "activity"
ATTR_NOTE: Final = "note"

# Calls and phones bring these about; nobody can choose them. The first of them is another word for
# what a PBX may know how to mark.
_MADE_BY_THE_PBX = frozenset({"on-the-phone", *Activity}) - {*SETTABLE, Activity.ON_THE_PHONE}

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
    if said in _MADE_BY_THE_PBX:
        raise invalid("activity_not_settable", activity=str(said))
    known = said in SETTABLE or said == Activity.ON_THE_PHONE
    targets = await async_extensions(call, SetPresence.needs)
    if said == Activity.ON_THE_PHONE:
        _check_marks(targets)
    for target in targets:
        await async_execute(
            target.coordinator,
            SetPresence(
                extension=target.id,
                activity=Activity(said) if said is not None and known else None,
                raw=None if known else said,
                note=note,
            ),
        )


@callback
def _check_marks(targets: list[ExtensionTarget]) -> None:
    """Refuse to mark people as on the phone unless all their PBXs can."""
    if not all(target.coordinator.can(Capability.ON_THE_PHONE) for target in targets):
        raise invalid("activity_not_settable", activity=Activity.ON_THE_PHONE.value)
