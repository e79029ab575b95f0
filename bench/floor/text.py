"""Texts that stay as they are."""

from homeassistant.components.text import TextEntity

from .entity import FloorEntity, adds


class FloorTextEntity(FloorEntity, TextEntity):
    """One of them."""

    _attr_native_value = "idle"


async_setup_entry = adds("text", FloorTextEntity)
