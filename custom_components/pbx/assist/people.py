"""Whom the assistant knows: people whose status or presence is exposed to it, and who asks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import (
    CONF_ASSIST_EXTENSION,
    CONF_ASSIST_TOOLS,
    DEFAULT_ASSIST_TOOLS,
    DOMAIN,
)
from ..coordinator import PbxConfigEntry, PbxCoordinator, extension_identifier
from ..telephony.model import Extension, ExtensionId
from .asking import Asked, Refusal
from .wording import MAX_SPOKEN, plain, words_of

# The sensors that show a person; a person is exposed by either.
SHOWN: Final = ("status", "presence")
# So many are named when it is not clear who is meant.
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Someone:
    """A person whom the assistant knows."""

    coordinator: PbxCoordinator
    extension: Extension
    device: str
    entities: Mapping[str, str]
    """The exposed sensors by their keys."""
    aliases: tuple[str, ...]
    """Other names that were given in Home Assistant."""

    @property
    def name(self) -> str:
        """Give the name to say; the number if there is none."""
        extension = self.extension
        return plain(extension.name or extension.number or extension.id)

    @property
    def described(self) -> str:
        """Give the name to tell this one from others of the same."""
        number = self.extension.number
        return self.name if number in (None, self.name) else f"{self.name} ({number})"


def allowing(asked: Asked, tool: str) -> list[PbxCoordinator]:
    """Give the PBXs that allow the assistant to do something."""
    entries: list[PbxConfigEntry] = asked.hass.config_entries.async_loaded_entries(DOMAIN)
    return [
        entry.runtime_data
        for entry in entries
        if tool in entry.options.get(CONF_ASSIST_TOOLS, DEFAULT_ASSIST_TOOLS)
    ]


def is_exposed(asked: Asked, user: User | None, entity_id: str | None) -> bool:
    """Tell whether the assistant may know an entity, and who asks as well."""
    return (
        entity_id is not None
        and asked.hass.states.get(entity_id) is not None
        and async_should_expose(asked.hass, asked.assistant, entity_id)
        and (user is None or user.permissions.check_entity(entity_id, POLICY_READ))
    )


def exposed_sensors(
    asked: Asked, user: User | None, identifier: str, keys: Iterable[str]
) -> dict[str, str]:
    """Give those sensors of a device that the assistant may know, by their keys."""
    find = er.async_get(asked.hass).async_get_entity_id
    found = {key: find("sensor", DOMAIN, f"{identifier}_{key}") for key in keys}
    return {key: each for key, each in found.items() if each and is_exposed(asked, user, each)}


def knows_somebody(asked: Asked, coordinator: PbxCoordinator) -> bool:
    """Tell whether anybody is exposed, whoever asks."""
    return any(
        exposed_sensors(asked, None, extension_identifier(coordinator.unique_id, each), SHOWN)
        for each in coordinator.state.extensions
    )


async def async_people(asked: Asked, tool: str) -> list[Someone]:
    """Give everybody who may be meant; raise `Refusal` if this is switched off."""
    coordinators = allowing(asked, tool)
    if not coordinators:
        raise Refusal("switched_off")
    user = await asked.async_user()
    return [each for one in coordinators for each in _people_of(asked, user, one)]


def _people_of(asked: Asked, user: User | None, coordinator: PbxCoordinator) -> Iterator[Someone]:
    """Yield the exposed people of one PBX."""
    devices, entities = dr.async_get(asked.hass), er.async_get(asked.hass)
    entry_id = coordinator.config_entry.entry_id
    for extension in coordinator.state.extensions.values():
        identifier = extension_identifier(coordinator.unique_id, extension.id)
        if not (shown := exposed_sensors(asked, user, identifier, SHOWN)):
            continue
        device = devices.async_get_device_by_identifier((DOMAIN, identifier), entry_id)
        if device is None:
            continue
        registered = [entry for each in shown.values() if (entry := entities.async_get(each))]
        given = [alias for each in registered for alias in each.aliases if isinstance(alias, str)]
        if device.name_by_user:
            given.append(device.name_by_user)
        yield Someone(coordinator, extension, device.id, shown, tuple(given))


def find(people: Iterable[Someone], spoken: str) -> Someone:
    """Find who is meant by a name, a part of one, or a number; raise `Refusal`."""
    # Numbers are spoken, and written down, in groups.
    bare = "".join(spoken.split())
    said = words_of(bare if bare.isdecimal() else spoken)
    known = list(people)
    exact = [each for each in known if said and said in _names_of(each)]
    found = exact or [each for each in known if said and said <= words_of(each.name)]
    if not found:
        raise Refusal("nobody", is_unknown=True, name=plain(spoken))
    if len(found) > 1:
        names = ", ".join(each.described for each in found[:_MOST_NAMED])
        raise Refusal("several", names=names)
    return found[0]


def _names_of(someone: Someone) -> set[frozenset[str]]:
    """Give all that somebody is called."""
    called = (someone.name, someone.extension.number or "", *someone.aliases)
    return {words_of(each) for each in called}


def speaker(asked: Asked, people: Iterable[Someone]) -> Someone | None:
    """Find who asks: the one whose name that person has in Home Assistant."""
    if asked.context.user_id is None:
        return None
    names = {
        words_of(state.name)
        for state in asked.hass.states.async_all("person")
        if state.attributes.get("user_id") == asked.context.user_id
    }
    found = [each for each in people if words_of(each.name) in names]
    return found[0] if len(found) == 1 else None


def chosen_extension(coordinator: PbxCoordinator) -> ExtensionId | None:
    """Give the extension that the options name for the assistant, if it is there."""
    chosen = coordinator.config_entry.options.get(CONF_ASSIST_EXTENSION)
    if not chosen:
        return None
    if ExtensionId(chosen) in coordinator.state.extensions:
        return ExtensionId(chosen)
    found = coordinator.state.extension_with(chosen)
    return found.id if found is not None else None


async def async_whom(asked: Asked, tool: str, spoken: str | None) -> Someone:
    """Give who is meant; who asks if nobody is named. Raise `Refusal`."""
    people = await async_people(asked, tool)
    if spoken is not None:
        return find(people, spoken[:MAX_SPOKEN])
    if (own := speaker(asked, people)) is not None:
        return own
    chosen = [each for each in people if each.extension.id == chosen_extension(each.coordinator)]
    if len(chosen) == 1:
        return chosen[0]
    raise Refusal("who_are_you")
