"""Which of the targeted entities are ours, and tell what is asked for."""

from collections.abc import Container

from homeassistant.components.sensor import ATTR_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


def of_ours(
    hass: HomeAssistant, entities: set[str], key: str, knows: str | None = None
) -> set[str]:
    """Keep our entities with this translation key, and with this word among their states.

    An extension and a trunk both have a status, but not of the same words.
    """
    registry = er.async_get(hass)
    return {
        entity
        for entity in entities
        if (entry := registry.async_get(entity))
        and entry.platform == DOMAIN
        and entry.translation_key == key
        and (knows is None or knows in _words_of(entry))
    }


def _words_of(entry: er.RegistryEntry) -> Container[str]:
    """Give the states that an entity may have."""
    words: Container[str] = (entry.capabilities or {}).get(ATTR_OPTIONS, ())
    return words
