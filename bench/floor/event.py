"""Events that never happen."""

from homeassistant.components.event import EventEntity

from .entity import FloorEntity, adds


class FloorEventEntity(FloorEntity, EventEntity):
    """One of them."""

    _attr_event_types = ["never"]  # noqa: RUF012 - never changed


async_setup_entry = adds("event", FloorEventEntity)
