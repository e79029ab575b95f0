"""The fields of actions: their names, and what may be typed into them."""

import re
from typing import Any, Final

from homeassistant.core import async_get_hass_or_none
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..numbering import with_lost_plus

ATTR_AUTO_ANSWER: Final = "auto_answer"
ATTR_CALL_ID: Final = "call_id"
ATTR_CONFIG_ENTRY: Final = "config_entry_id"
ATTR_EXTENSION: Final = "extension"
ATTR_IVR: Final = "ivr"
ATTR_NUMBER: Final = "number"
ATTR_PERMISSION: Final = "permission_extension"
ATTR_PROMPTS: Final = "prompts"
ATTR_QUEUE: Final = "queue"
ATTR_REPEAT: Final = "repeat"
ATTR_RING_GROUP: Final = "ring_group"
ATTR_VOLUME: Final = "volume"

# What people put into a number to make it readable.
_DECORATION = re.compile(r"[\s()./-]")
_DIALLABLE = re.compile(r"\+?[0-9*#]{1,64}")
# Numbers inside an office are short, so none of them is a way around the rules for outside ones.
_INSIDE = re.compile(r"[0-9]{1,7}")
_LONGEST_NAME = 64


def dial_string(value: Any) -> str:
    """Validate a number as a person types it, and give what can be dialled."""
    number = _DECORATION.sub("", cv.string(value))
    if not _DIALLABLE.fullmatch(number):
        raise vol.Invalid(
            "expected a telephone number: digits, * and #, with an optional leading +"
        )
    if isinstance(value, int) and (hass := async_get_hass_or_none()) is not None:
        return with_lost_plus(number, hass.config.country)
    return number


def inside_number(value: Any) -> str:
    """Validate the number of an extension, a queue, an IVR or a ring group."""
    number = cv.string(value).strip()
    if not _INSIDE.fullmatch(number):
        raise vol.Invalid("expected a number inside the PBX: up to seven digits")
    return number


def texts_of(validator: Any, most: int) -> vol.All:
    """Validate one or several, up to so many."""
    return vol.All(cv.ensure_list, vol.Length(min=1, max=most), [validator])


# Of a call, a prompt, a wake-up call: whatever the PBX calls it.
name = vol.All(cv.string, vol.Length(min=1, max=_LONGEST_NAME))

# Somebody to be dialled: a target, or a number with the right of somebody to call it.
DIALLED: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_NUMBER): dial_string,
    vol.Optional(ATTR_PERMISSION): inside_number,
    vol.Optional(ATTR_AUTO_ANSWER, default=False): cv.boolean,
    vol.Optional(ATTR_CONFIG_ENTRY): cv.string,
}

# Where a call goes: exactly one of them.
DESTINATION: Final[dict[vol.Marker, Any]] = {
    vol.Optional(ATTR_EXTENSION): inside_number,
    vol.Optional(ATTR_NUMBER): dial_string,
    vol.Optional(ATTR_QUEUE): inside_number,
    vol.Optional(ATTR_IVR): inside_number,
    vol.Optional(ATTR_RING_GROUP): inside_number,
    vol.Optional(ATTR_PERMISSION): inside_number,
}


def schema(fields: dict[vol.Marker, Any] | None = None) -> vol.Schema:
    """Ask for these fields, and allow a target."""
    return vol.Schema({**(fields or {}), **cv.ENTITY_SERVICE_FIELDS})
