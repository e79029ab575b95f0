"""Actions of the call log."""

from typing import Any, Final

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..call_report import report_of
from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..numbering import matcher
from ..recordings import media_id
from ..telephony.call_log import CallFilter
from ..telephony.model import Direction, ExtensionId
from ..telephony.record import Outcome
from .fields import ATTR_CONFIG_ENTRY, ATTR_EXTENSION, ATTR_NUMBER, schema
from .targets import async_pbx

ATTR_START: Final = "start"
ATTR_END: Final = "end"
ATTR_DIRECTION: Final = "direction"
ATTR_OUTCOME: Final = "outcome"
ATTR_MISSED: Final = "missed"
ATTR_LIMIT: Final = "limit"

_GET_CALLS_SCHEMA = schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY): cv.string,
        vol.Optional(ATTR_START): cv.datetime,
        vol.Optional(ATTR_END): cv.datetime,
        vol.Optional(ATTR_DIRECTION): vol.Coerce(Direction),
        vol.Optional(ATTR_NUMBER): vol.All(cv.string, vol.Length(min=1, max=64)),
        vol.Optional(ATTR_EXTENSION): vol.All(cv.string, vol.Length(min=1, max=64)),
        vol.Optional(ATTR_OUTCOME): vol.Coerce(Outcome),
        vol.Optional(ATTR_MISSED): cv.boolean,
        vol.Optional(ATTR_LIMIT, default=100): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=1_000)
        ),
    }
)
_ACKNOWLEDGE_SCHEMA = schema({vol.Optional(ATTR_CONFIG_ENTRY): cv.string})


@callback
def register(hass: HomeAssistant) -> None:
    """Register these actions."""
    hass.services.async_register(
        DOMAIN,
        "get_calls",
        _async_get_calls,
        _GET_CALLS_SCHEMA,
        supports_response=SupportsResponse.ONLY,
    )
    hass.services.async_register(
        DOMAIN,
        "acknowledge_missed_calls",
        _async_acknowledge,
        _ACKNOWLEDGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


async def _async_get_calls(call: ServiceCall) -> ServiceResponse:
    """Give the calls of a time, newest first."""
    coordinator = await async_pbx(call)
    wanted = _filter(coordinator, call.data)
    return {
        "calls": [
            {
                **report_of(coordinator, entry),
                "media_content_id": media_id(coordinator, entry),
            }
            for entry in coordinator.calls_memory.log.find(wanted)
        ]
    }


async def _async_acknowledge(call: ServiceCall) -> ServiceResponse:
    """Take note of all missed calls."""
    coordinator = await async_pbx(call)
    count = coordinator.calls_memory.acknowledge()
    return {"acknowledged": count} if call.return_response else None


def _filter(coordinator: PbxCoordinator, said: dict[str, Any]) -> CallFilter:
    """Read which calls are wanted."""
    number, extension = said.get(ATTR_NUMBER), said.get(ATTR_EXTENSION)
    names = coordinator.names
    return CallFilter(
        start=_seconds(said.get(ATTR_START)),
        end=_seconds(said.get(ATTR_END)),
        direction=said.get(ATTR_DIRECTION),
        outcome=said.get(ATTR_OUTCOME),
        missed=said.get(ATTR_MISSED),
        extension=None if extension is None else _extension(coordinator, extension),
        is_number=None if number is None else matcher(number, names.region, names.numbering),
        limit=said[ATTR_LIMIT],
    )


def _seconds(when: Any) -> float | None:
    """Turn a time, of this house if it names no zone, into seconds since 1970."""
    return None if when is None else dt_util.as_utc(when).timestamp()


def _extension(coordinator: PbxCoordinator, said: str) -> ExtensionId:
    """Find an extension by its number; one that is gone is still found in the log by its id."""
    found = coordinator.state.extension_with(said.strip())
    return found.id if found is not None else ExtensionId(said.strip())
