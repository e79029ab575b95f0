"""Binary sensors: the link, registered phones, trunks in trouble."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass, BinarySensorEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import (
    ExtensionEntity,
    ExtensionPartEntity,
    PbxEntity,
    TrunkEntity,
    add_as_they_come,
    extensions,
    trunks,
)
from .telephony.model import Capability, ExtensionId, TrunkId

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    async_add_entities([LinkSensor(entry.runtime_data)])
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)
    add_as_they_come(entry, async_add_entities, trunks, _of_trunk)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[ExtensionEntity]:
    """Make the binary sensors of one extension."""
    if coordinator.can(Capability.REGISTRATION):
        yield RegisteredSensor(coordinator, extension, "registered")


def _of_trunk(coordinator: PbxCoordinator, trunk: TrunkId) -> Iterable[TrunkEntity]:
    """Make the binary sensors of one trunk."""
    yield TrunkProblemSensor(coordinator, trunk, "problem")


class LinkSensor(PbxEntity, BinarySensorEntity):
    """Whether the PBX can be heard; there also while it cannot."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "link")

    @property
    @override
    def available(self) -> bool:
        """Be there always: being away is the news."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Tell whether the link is up."""
        return self.coordinator.data.is_up


class RegisteredSensor(ExtensionPartEntity, BinarySensorEntity):
    """Whether a phone is registered on the extension."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY

    @property
    @override
    def part(self) -> bool | None:
        """Give whether a phone is registered."""
        return self.extension.registered if self.extension else None

    @property
    @override
    def is_on(self) -> bool | None:
        """Tell whether a phone is registered."""
        return self.part


class TrunkProblemSensor(TrunkEntity, BinarySensorEntity):
    """Whether a trunk cannot be used."""

    _attr_device_class = BinarySensorDeviceClass.PROBLEM

    @property
    @override
    def is_on(self) -> bool | None:
        """Tell whether the trunk is unusable."""
        usable = self.trunk.is_usable if self.trunk else None
        return None if usable is None else not usable
