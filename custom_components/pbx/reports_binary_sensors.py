"""The binary sensor that tells whether the reports of a PBX do not arrive although they should."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
)
from homeassistant.const import EntityCategory

from .coordinator import PbxCoordinator
from .entity import TopicEntity
from .telephony.delivery import Reporting
from .telephony.exchange import REPORTS

# What a state carries goes to every open browser, at every change.
SHOWN_EXTENSIONS: Final = 100


class ReportsSensor(TopicEntity, BinarySensorEntity):
    """Whether something is wrong with the reports."""

    _unrecorded_attributes = frozenset({"extensions"})
    _attr_device_class = BinarySensorDeviceClass.PROBLEM
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _topic = REPORTS

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "reports")

    @property
    @override
    def part(self) -> Reporting:
        """Show how the reports arrive."""
        return self.coordinator.state.reporting

    @property
    @override
    def is_on(self) -> bool:
        """Tell whether reports are missing."""
        return self.part.fault is not None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Say what is wrong, with whom, and how many reports were missed."""
        reporting = self.part
        fault = reporting.fault
        return {
            "reason": fault.value if fault is not None else None,
            "missed": reporting.missed,
            "extensions": list(islice(reporting.extensions, SHOWN_EXTENSIONS)),
        }
