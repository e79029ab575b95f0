"""Binary sensors: the link, registered phones, trunks in trouble, conditions of the office."""

from collections.abc import Iterable, Mapping
from typing import Any, override

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR,
    BinarySensorDeviceClass,
    BinarySensorEntity,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import (
    ExtensionEntity,
    PbxEntity,
    TrunkEntity,
    add_as_they_come,
    extensions,
    is_offered,
    trunks,
)
from .own_lists import ConditionEntity, async_forget_gone_conditions, conditions
from .reports_binary_sensors import ReportsSensor
from .telephony.model import Capability, ConditionId, ExtensionId, TrunkId

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    async_add_entities([LinkSensor(entry.runtime_data)])
    if entry.runtime_data.vendor.posts_reports:
        async_add_entities([ReportsSensor(entry.runtime_data)])
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)
    add_as_they_come(entry, async_add_entities, trunks, _of_trunk)
    if entry.runtime_data.can(Capability.CONDITIONS):
        async_forget_gone_conditions(entry)
        add_as_they_come(entry, async_add_entities, conditions, _of_condition)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[ExtensionEntity]:
    """Make the binary sensors of one extension."""
    if coordinator.can(Capability.REGISTRATION) and is_offered(
        coordinator, BINARY_SENSOR, extension, "registered"
    ):
        yield RegisteredSensor(coordinator, extension, "registered")


def _of_trunk(coordinator: PbxCoordinator, trunk: TrunkId) -> Iterable[TrunkEntity]:
    """Make the binary sensors of one trunk."""
    yield TrunkProblemSensor(coordinator, trunk, "problem")


def _of_condition(coordinator: PbxCoordinator, condition: ConditionId) -> Iterable[ConditionSensor]:
    """Make the binary sensor of one condition."""
    yield ConditionSensor(coordinator, condition, "condition")


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


class RegisteredSensor(ExtensionEntity, BinarySensorEntity):
    """Whether a phone is registered on the extension."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

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


class ConditionSensor(ConditionEntity, BinarySensorEntity):
    """Whether a condition of the office holds: night, holiday, whatever calls are routed by."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Tell whether it holds."""
        return self.condition.is_on if self.condition else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Say whether somebody has set it by hand."""
        return {"manual": self.condition.is_manual} if self.condition else None
