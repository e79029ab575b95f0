"""Buttons that do nothing."""

from homeassistant.components.button import ButtonEntity

from .entity import FloorEntity, adds


class FloorButtonEntity(FloorEntity, ButtonEntity):
    """One of them."""


async_setup_entry = adds("button", FloorButtonEntity)
