"""The favourites of people: reading them, and changing them on their behalf."""

from functools import partial
from typing import Final

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
    AddFavourite,
    AddProfile,
    Entry,
    GetFavourites,
    RemoveFavourite,
    RemoveProfile,
    RenameProfile,
    UpdateFavourite,
)
from ..telephony.model import Capability
from .execution import async_execute, invalid
from .fields import ATTR_NUMBER, dial_string, name, schema
from .targets import ExtensionTarget, async_extension, async_extensions

ATTR_ADDRESS: Final = "address"
ATTR_FAVOURITE: Final = "favourite"
ATTR_NAME: Final = "name"
ATTR_PROFILE: Final = "profile"

_text = vol.All(cv.string, vol.Strip, vol.Length(min=1, max=255))
_WHO: Final = {
    vol.Optional(ATTR_NAME): _text,
    vol.Optional(ATTR_NUMBER): dial_string,
    vol.Optional(ATTR_ADDRESS): _text,
}
_ADD_SCHEMA = schema({**_WHO, vol.Optional(ATTR_PROFILE): name})
_UPDATE_SCHEMA = schema({vol.Required(ATTR_FAVOURITE): _text, **_WHO})
_REMOVE_SCHEMA = schema({vol.Required(ATTR_FAVOURITE): _text})
_NEW_PROFILE_SCHEMA = schema({vol.Required(ATTR_NAME): _text})
_RENAME_SCHEMA = schema({vol.Required(ATTR_PROFILE): name, vol.Required(ATTR_NAME): _text})
_PROFILE_SCHEMA = schema({vol.Required(ATTR_PROFILE): name})


@callback
def register(hass: HomeAssistant) -> None:
    """Register the actions about favourites."""
    put = partial(hass.services.async_register, DOMAIN)
    put("get_favourites", _async_get, schema(), supports_response=SupportsResponse.ONLY)
    put("add_favourite", _async_add, _ADD_SCHEMA)
    put("update_favourite", _async_update, _UPDATE_SCHEMA)
    put("remove_favourite", _async_remove, _REMOVE_SCHEMA)
    put("add_profile", _async_add_profile, _NEW_PROFILE_SCHEMA)
    put("rename_profile", _async_rename_profile, _RENAME_SCHEMA)
    put("remove_profile", _async_remove_profile, _PROFILE_SCHEMA)


async def _async_get(call: ServiceCall) -> ServiceResponse:
    """Answer with the favourites of the extensions, by their numbers."""
    found: JsonObjectType = {}
    for owner in await async_extensions(call, Capability.FAVOURITES):
        receipt = await async_execute(owner.coordinator, GetFavourites(owner=owner.id))
        extension = owner.coordinator.state.extensions.get(owner.id)
        number = extension.number if extension is not None else None
        found[number or owner.id] = dict(receipt.data or {})
    return {"favourites": found}


async def _async_add(call: ServiceCall) -> None:
    """Add somebody to the favourites of each of the extensions."""
    entry = _entry(call)
    profile: str | None = call.data.get(ATTR_PROFILE)
    for owner in await async_extensions(call, Capability.FAVOURITES):
        command = AddFavourite(owner=owner.id, entry=entry, profile=profile)
        await async_execute(owner.coordinator, command)


async def _async_update(call: ServiceCall) -> None:
    """Change one favourite of one extension."""
    entry = _entry(call)
    owner = await async_extension(call, Capability.FAVOURITES)
    command = UpdateFavourite(owner=owner.id, favourite=_favourite(call, owner), entry=entry)
    await async_execute(owner.coordinator, command)


async def _async_remove(call: ServiceCall) -> None:
    """Remove a favourite of one extension."""
    owner = await async_extension(call, Capability.FAVOURITES)
    command = RemoveFavourite(owner=owner.id, favourite=_favourite(call, owner))
    await async_execute(owner.coordinator, command)


async def _async_add_profile(call: ServiceCall) -> None:
    """Begin another list for each of the extensions."""
    for owner in await async_extensions(call, Capability.FAVOURITES):
        await async_execute(
            owner.coordinator, AddProfile(owner=owner.id, name=call.data[ATTR_NAME])
        )


async def _async_rename_profile(call: ServiceCall) -> None:
    """Name a list of one extension anew."""
    owner = await async_extension(call, Capability.FAVOURITES)
    command = RenameProfile(
        owner=owner.id, profile=call.data[ATTR_PROFILE], name=call.data[ATTR_NAME]
    )
    await async_execute(owner.coordinator, command)


async def _async_remove_profile(call: ServiceCall) -> None:
    """Remove a list of one extension, with all that is in it."""
    owner = await async_extension(call, Capability.FAVOURITES)
    command = RemoveProfile(owner=owner.id, profile=call.data[ATTR_PROFILE])
    await async_execute(owner.coordinator, command)


def _entry(call: ServiceCall) -> Entry:
    """Make what was typed into an entry; it must say something."""
    said = call.data
    if not any(field in said for field in (ATTR_NAME, ATTR_NUMBER, ATTR_ADDRESS)):
        raise invalid("nothing_to_change")
    return Entry(
        name=said.get(ATTR_NAME), number=said.get(ATTR_NUMBER), address=said.get(ATTR_ADDRESS)
    )


def _favourite(call: ServiceCall, owner: ExtensionTarget) -> str:
    """Find a favourite by its id, or by its name if only one is called so."""
    said: str = call.data[ATTR_FAVOURITE]
    known = owner.coordinator.state.favourites_of(owner.id)
    if any(each.entry == said for each in known):
        return said
    called = [each.entry for each in known if each.name.casefold() == said.casefold()]
    if len(called) > 1:
        raise invalid("favourite_not_clear", name=said)
    # One of a list that is not followed is known by its id only.
    return called[0] if called else said
