"""Notifiers that tell nobody."""

from homeassistant.components.notify import NotifyEntity

from .entity import FloorEntity, adds


class FloorNotifyEntity(FloorEntity, NotifyEntity):
    """One of them."""


async_setup_entry = adds("notify", FloorNotifyEntity)
