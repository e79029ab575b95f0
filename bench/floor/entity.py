"""What all entities of the floor share: they belong to a device, and to a coordinator."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator

from . import DOMAIN

type SetUp = Callable[[HomeAssistant, ConfigEntry, AddConfigEntryEntitiesCallback], Awaitable[None]]


class FloorEntity(CoordinatorEntity[DataUpdateCoordinator[None]]):
    """An entity as plain as one that is pushed can be."""

    _attr_has_entity_name = True

    def __init__(self, entry: ConfigEntry, domain: str, number: int) -> None:
        """Belong to one of the devices."""
        super().__init__(entry.runtime_data)
        devices = entry.data["devices"]
        enabled, _ = entry.data["entities"][domain]
        self._attr_name = f"Value {number // devices}"
        self._attr_unique_id = f"{entry.entry_id}_{number}"
        self._attr_entity_registry_enabled_default = number < enabled
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, f"{entry.entry_id}-{number % devices}")}
        )

    @property
    def available(self) -> bool:
        """Be there."""
        return True


def adds(domain: str, kind: type[Any]) -> SetUp:
    """Make the setup of a platform: as many entities as the entry says."""

    async def async_setup_entry(
        hass: HomeAssistant, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
    ) -> None:
        count = sum(entry.data["entities"][domain])
        async_add_entities([kind(entry, domain, number) for number in range(count)])

    return async_setup_entry
