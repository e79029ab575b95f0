"""Switches that do nothing."""

from homeassistant.components.switch import SwitchEntity

from .entity import FloorEntity, adds


class FloorSwitchEntity(FloorEntity, SwitchEntity):
    """One of them."""

    _attr_is_on = False


async_setup_entry = adds("switch", FloorSwitchEntity)
