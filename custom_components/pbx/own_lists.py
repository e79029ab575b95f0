"""Entities of what comes and goes without a device of its own: favourites and conditions."""

from collections.abc import Callable, Mapping
from typing import override

from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er

from .coordinator import PbxConfigEntry, PbxCoordinator, extension_identifier
from .entity import TopicEntity
from .telephony.condition import Condition
from .telephony.exchange import Topic, condition_topic, favourite_topic
from .telephony.favourite import Favourite
from .telephony.model import ConditionId, ExtensionId, FavouriteId


class ListedEntity(TopicEntity):
    """An entity of something listed: called as the list says, and gone with it."""

    def _name_listed(self) -> str | None:
        """Give the name as it is now; None once it is gone."""
        raise NotImplementedError

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up and the list has it."""
        return super().available and self._name_listed() is not None

    @override
    @callback
    def _look(self) -> None:
        """Write what has changed; leave for good if the list no longer has it."""
        if (name := self._name_listed()) is None:
            er.async_get(self.hass).async_remove(self.entity_id)
            return
        self._attr_name = name
        super()._look()


class FavouriteEntity(ListedEntity):
    """An entity of a favourite, on the device of whom it belongs to."""

    def __init__(self, coordinator: PbxCoordinator, favourite: Favourite, key: str) -> None:
        """Belong to the device of the owner."""
        super().__init__(
            coordinator, extension_identifier(coordinator.unique_id, favourite.owner), key
        )
        self._attr_unique_id = f"{favourite_prefix(coordinator)}{favourite.id}_{key}"
        self._attr_name = favourite.name
        # Who is outside has no presence; but an entry may become somebody inside.
        self._attr_entity_registry_enabled_default = favourite.address is not None
        self._id = favourite.id
        self._owner = favourite.owner

    @property
    @override
    def _topic(self) -> Topic:
        return favourite_topic(self._id)

    @property
    @override
    def _identifier(self) -> str:
        return extension_identifier(self.coordinator.unique_id, self._owner)

    @property
    def favourite(self) -> Favourite | None:
        """Give the favourite as it is now; None once it is gone."""
        return self.coordinator.state.favourites.get(self._id)

    @property
    @override
    def part(self) -> Favourite | None:
        """Show the favourite."""
        return self.favourite

    @override
    def _name_listed(self) -> str | None:
        return self.favourite.name if self.favourite else None


class ConditionEntity(ListedEntity):
    """An entity of a condition of the office."""

    def __init__(self, coordinator: PbxCoordinator, condition: ConditionId, key: str) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, key)
        self._attr_unique_id = f"{condition_prefix(coordinator)}{condition}_{key}"
        self._attr_name = coordinator.state.conditions[condition].name or condition
        self._id = condition

    @property
    @override
    def _topic(self) -> Topic:
        return condition_topic(self._id)

    @property
    @override
    def _identifier(self) -> str:
        return self.coordinator.unique_id

    @property
    def condition(self) -> Condition | None:
        """Give the condition as it is now; None once it is gone."""
        return self.coordinator.state.conditions.get(self._id)

    @property
    @override
    def part(self) -> Condition | None:
        """Show the condition."""
        return self.condition

    @override
    def _name_listed(self) -> str | None:
        return (self.condition.name or self._id) if self.condition else None


def favourite_prefix(coordinator: PbxCoordinator) -> str:
    """Give what the unique ids of favourites begin with; their own id follows, then the key."""
    return f"{coordinator.unique_id}_favourite_"


def condition_prefix(coordinator: PbxCoordinator) -> str:
    """Give what the unique ids of conditions begin with; their own id follows, then the key."""
    return f"{coordinator.unique_id}_condition_"


def favourites(coordinator: PbxCoordinator) -> Mapping[FavouriteId, Favourite]:
    """Give the roster of favourites."""
    return coordinator.state.favourites


def conditions(coordinator: PbxCoordinator) -> Mapping[ConditionId, Condition]:
    """Give the roster of conditions."""
    return coordinator.state.conditions


@callback
def async_forget_gone_favourites(entry: PbxConfigEntry) -> None:
    """Forget the entities of favourites that went while nobody watched.

    Lists that have not been read yet are not missed.
    """
    coordinator = entry.runtime_data
    state = coordinator.state

    def is_gone(favourite: str) -> bool:
        owner = ExtensionId(favourite.rpartition("/")[0])
        return favourite not in state.favourites and bool(state.favourites_of(owner))

    _async_forget(entry, favourite_prefix(coordinator), is_gone)


@callback
def async_forget_gone_conditions(entry: PbxConfigEntry) -> None:
    """Forget the entities of conditions that went while nobody watched."""
    coordinator = entry.runtime_data
    known = coordinator.state.conditions
    _async_forget(
        entry, condition_prefix(coordinator), lambda each: bool(known) and each not in known
    )


def _async_forget(entry: PbxConfigEntry, prefix: str, is_gone: Callable[[str], bool]) -> None:
    """Remove from the registry what begins so and is gone."""
    registry = er.async_get(entry.runtime_data.hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        listed, _, _ = entity.unique_id.removeprefix(prefix).rpartition("_")
        if entity.unique_id.startswith(prefix) and is_gone(listed):
            registry.async_remove(entity.entity_id)
