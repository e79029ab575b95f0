"""Binary sensors that never change."""

from homeassistant.components.binary_sensor import BinarySensorEntity

from .entity import FloorEntity, adds


class FloorBinarySensorEntity(FloorEntity, BinarySensorEntity):
    """One of them."""

    _attr_is_on = False


async_setup_entry = adds("binary_sensor", FloorBinarySensorEntity)
