"""Event entities: what happens on the calls of the PBX and of each extension."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PbxConfigEntry, PbxCoordinator, extension_identifier
from .entity import PbxEntity, add_as_they_come, extensions, has_room
from .telephony import selectors
from .telephony.events import CallEvent, EventType
from .telephony.exchange import CALLS, Topic, extension_topic
from .telephony.model import Capability, ExtensionId
from .telephony.state import PbxState

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    coordinator = entry.runtime_data
    if coordinator.can(Capability.CALLS):
        async_add_entities([CallEventEntity(coordinator, coordinator.unique_id, CALLS)])
        add_as_they_come(entry, async_add_entities, extensions, _of_extension)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[CallEventEntity]:
    """Make the event entity of one extension."""
    identifier = extension_identifier(coordinator.unique_id, extension)
    yield CallEventEntity(coordinator, identifier, extension_topic(extension), extension)


class CallEventEntity(PbxEntity, EventEntity):
    """What happens on calls; a happening from before anybody watched is never made up."""

    _attr_event_types = [kind.value for kind in EventType]  # noqa: RUF012 - never changed

    def __init__(
        self,
        coordinator: PbxCoordinator,
        identifier: str,
        topic: Topic,
        extension: ExtensionId | None = None,
    ) -> None:
        """Fire for the events of a topic, seen from an extension if one is given."""
        super().__init__(coordinator, identifier, "call")
        self._topic = topic
        self._extension = extension
        if extension is not None:
            self._attr_entity_registry_enabled_default = has_room(coordinator, rank=2)

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the events of the topic."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.async_listen_events(self._topic, self._call_event_happened)
        )

    @callback
    def _call_event_happened(self, event: CallEvent) -> None:
        """Fire."""
        shown = event_attributes(self.coordinator.state, event)
        if self._extension is not None:
            shown["extension"] = _number(self.coordinator.state, self._extension)
        self._trigger_event(event.type.value, shown)
        self.async_write_ha_state()


def _number(state: PbxState, extension: ExtensionId | None) -> str | None:
    """Give the number of an extension, or its id if it has none."""
    if extension is None:
        return None
    found = state.extensions.get(extension)
    return found.number if found and found.number else extension


def event_attributes(state: PbxState, event: CallEvent) -> dict[str, Any]:
    """Say everything about an event; what is not known is None, or left out at the end."""
    call = event.call
    known = {
        "duration": _seconds(event.duration),
        "talk_duration": _seconds(event.talk_duration),
        "reason": call.reason,
    }
    return {
        "call_id": call.id,
        "direction": call.direction.value,
        "caller": selectors.number_of(state, event.caller),
        "callee": selectors.number_of(state, event.callee),
        "caller_name": selectors.name_of(state, event.caller),
        "callee_name": selectors.name_of(state, event.callee),
        "trunk": selectors.trunk_of(call),
        "extension": _number(state, event.extension),
        **{key: value for key, value in known.items() if value is not None},
    }


def _seconds(duration: float | None) -> int | None:
    """Round to whole seconds."""
    return None if duration is None else round(duration)
