"""What all entities share: their device, their slice of the state, their availability."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, override

from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import (
    PbxConfigEntry,
    PbxCoordinator,
    extension_identifier,
    trunk_identifier,
)
from .helpers import translated_errors
from .telephony.commands import Command
from .telephony.exchange import ROSTERS, Topic, extension_topic, trunk_topic
from .telephony.model import Extension, ExtensionId, Trunk, TrunkId

# Home Assistant enables at most 10,000 entities of one entry; some are those of trunks and the PBX.
ROOM_FOR_EXTENSIONS = 9_500


class PbxEntity(CoordinatorEntity[PbxCoordinator]):
    """An entity of the PBX itself."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: PbxCoordinator, identifier: str, key: str) -> None:
        """Belong to the device with this identifier."""
        super().__init__(coordinator)
        self._attr_translation_key = key
        self._attr_unique_id = f"{identifier}_{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, identifier)})

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up."""
        return self.coordinator.data.is_up

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Mind nothing: no listener is keyed by the entity id."""

    async def async_command(self, command: Command) -> None:
        """Ask the PBX for something; raise a translated error."""
        with translated_errors():
            await self.coordinator.async_execute(command)


class TopicEntity(PbxEntity):
    """An entity that is written when its topic changes."""

    _topic: Topic

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the topic."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_listen(self._topic, self._topic_changed))

    @callback
    def _topic_changed(self) -> None:
        """Write the state, now that the slice has changed."""
        self.async_write_ha_state()


class ExtensionEntity(TopicEntity):
    """An entity of one extension."""

    _rank = 1
    """On a PBX too large for all, entities of a higher rank begin disabled."""

    def __init__(self, coordinator: PbxCoordinator, extension: ExtensionId, key: str) -> None:
        """Belong to the device of the extension."""
        super().__init__(coordinator, extension_identifier(coordinator.unique_id, extension), key)
        self._id = extension
        self._topic = extension_topic(extension)
        self._attr_entity_registry_enabled_default = has_room(coordinator, self._rank)

    @property
    def extension(self) -> Extension | None:
        """Give the extension as it is now; None once it is gone."""
        return self.coordinator.state.extensions.get(self._id)

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up and the extension exists."""
        return super().available and self.extension is not None


class TrunkEntity(TopicEntity):
    """An entity of one trunk."""

    def __init__(self, coordinator: PbxCoordinator, trunk: TrunkId, key: str) -> None:
        """Belong to the device of the trunk."""
        super().__init__(coordinator, trunk_identifier(coordinator.unique_id, trunk), key)
        self._id = trunk
        self._topic = trunk_topic(trunk)

    @property
    def trunk(self) -> Trunk | None:
        """Give the trunk as it is now; None once it is gone."""
        return self.coordinator.state.trunks.get(self._id)

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up and the trunk exists."""
        return super().available and self.trunk is not None


def has_room(coordinator: PbxCoordinator, rank: int) -> bool:
    """Tell whether every extension can have this many entities enabled."""
    return rank * len(coordinator.state.extensions) <= ROOM_FOR_EXTENSIONS


def add_as_they_come[Id: str](
    entry: PbxConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    roster: Callable[[PbxCoordinator], Mapping[Id, Any]],
    make: Callable[[PbxCoordinator, Id], Iterable[Entity]],
) -> None:
    """Add the entities of everything in a roster, now and when something joins it."""
    coordinator = entry.runtime_data
    known: set[Id] = set()

    @callback
    def add_new() -> None:
        present = roster(coordinator)
        known.intersection_update(present)
        new = [each for each in present if each not in known]
        known.update(new)
        if new:
            async_add_entities([entity for each in new for entity in make(coordinator, each)])

    add_new()
    entry.async_on_unload(coordinator.async_listen(ROSTERS, add_new))


def extensions(coordinator: PbxCoordinator) -> Mapping[ExtensionId, Extension]:
    """Give the roster of extensions."""
    return coordinator.state.extensions


def trunks(coordinator: PbxCoordinator) -> Mapping[TrunkId, Trunk]:
    """Give the roster of trunks."""
    return coordinator.state.trunks
