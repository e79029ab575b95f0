"""Selects that have one option."""

from homeassistant.components.select import SelectEntity

from .entity import FloorEntity, adds


class FloorSelectEntity(FloorEntity, SelectEntity):
    """One of them."""

    _attr_options = ["idle"]  # noqa: RUF012 - never changed
    _attr_current_option = "idle"


async_setup_entry = adds("select", FloorSelectEntity)
