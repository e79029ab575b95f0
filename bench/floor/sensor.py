"""Sensors that show what they are told."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.sensor import SensorEntity

from .entity import FloorEntity, adds


class FloorSensorEntity(FloorEntity, SensorEntity):
    """One of them."""

    _attr_native_value = "idle"

    def show(self, value: str, attributes: Mapping[str, Any]) -> None:
        """Write a state."""
        self._attr_native_value = value
        self._attr_extra_state_attributes = dict(attributes)
        self.async_write_ha_state()


async_setup_entry = adds("sensor", FloorSensorEntity)
