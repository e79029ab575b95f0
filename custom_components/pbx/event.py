"""Event entities: what happens on calls, to the PBX itself, and in the surveys of queues."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.event import DOMAIN as EVENT, EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import (
    PbxConfigEntry,
    PbxCoordinator,
    extension_identifier,
    queue_identifier,
)
from .entity import PbxEntity, add_as_they_come, extensions, has_room, is_offered, queues
from .telephony import selectors
from .telephony.events import CallEvent, CallMoment, EventType
from .telephony.exchange import CALLS, MESSAGES, SURVEYS, SYSTEM, Topic, extension_topic
from .telephony.model import Capability, ExtensionId, QueueId
from .telephony.moments import (
    AnyMoment,
    InboundRequested,
    KeyPressed,
    MessageSent,
    PromptEnded,
    SurveyAnswered,
    SystemEventType,
    SystemHappened,
)
from .telephony.state import PbxState

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    async_add_entities(_of_pbx(entry.runtime_data))
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)
    add_as_they_come(entry, async_add_entities, queues, _of_queue)


def _of_pbx(coordinator: PbxCoordinator) -> Iterable[PbxEntity]:
    """Make the event entities of the PBX itself."""
    yield SystemEventEntity(coordinator)
    if coordinator.can(Capability.CALLS):
        yield CallEventEntity(coordinator, coordinator.unique_id, CALLS)
    if coordinator.can(Capability.SURVEYS):
        yield SurveyEventEntity(coordinator, coordinator.unique_id)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[PbxEntity]:
    """Make the event entity of one extension."""
    if coordinator.can(Capability.CALLS) and is_offered(coordinator, EVENT, extension, "call"):
        identifier = extension_identifier(coordinator.unique_id, extension)
        yield CallEventEntity(coordinator, identifier, extension_topic(extension), extension)


def _of_queue(coordinator: PbxCoordinator, queue: QueueId) -> Iterable[PbxEntity]:
    """Make the event entity of one queue."""
    if coordinator.can(Capability.SURVEYS):
        identifier = queue_identifier(coordinator.unique_id, queue)
        yield SurveyEventEntity(coordinator, identifier, queue)


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
            self._attr_entity_registry_enabled_default = has_room(coordinator, "call")

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
        shown = event_attributes(self.coordinator, event)
        if self._extension is not None:
            shown["extension"] = _number(self.coordinator.state, self._extension)
        self._trigger_event(event.type.value, shown)
        self.async_set_context(self.coordinator.context_of(event))
        self.async_write_ha_state()


def _number(state: PbxState, extension: ExtensionId | None) -> str | None:
    """Give the number of an extension, or its id if it has none."""
    if extension is None:
        return None
    found = state.extensions.get(extension)
    return found.number if found and found.number else extension


def event_attributes(coordinator: PbxCoordinator, event: CallEvent) -> dict[str, Any]:
    """Say everything about an event; what is not known is None, or left out at the end."""
    call, state = event.call, coordinator.state
    known = {
        "duration": _seconds(event.duration),
        "talk_duration": _seconds(event.talk_duration),
        "reason": call.reason,
        "group": call.group,
        "recording": call.recording,
        **_of_moment(event.moment),
    }
    return {
        "call_id": call.id,
        "direction": call.direction.value,
        "caller": selectors.number_of(state, event.caller),
        "callee": selectors.number_of(state, event.callee),
        "caller_name": coordinator.name_of(event.caller),
        "callee_name": coordinator.name_of(event.callee),
        "trunk": selectors.trunk_of(call),
        "extension": _number(state, event.extension),
        **{key: value for key, value in known.items() if value is not None},
    }


def _of_moment(moment: CallMoment | None) -> dict[str, Any]:
    """Say what is special about a key, a prompt, or a call that waits to be let in."""
    match moment:
        case KeyPressed():
            return {"key": moment.key, "keys": moment.collected}
        case PromptEnded():
            return {"prompt": moment.prompt, "ivr": moment.menu}
        case InboundRequested():
            return {"deadline": _time(moment.deadline).isoformat()}
    return {}


def _time(seconds: float) -> datetime:
    """Turn seconds since 1970 into a moment."""
    return dt_util.utc_from_timestamp(seconds)


def _seconds(duration: float | None) -> int | None:
    """Round to whole seconds."""
    return None if duration is None else round(duration)


_DELIVERIES: Final = {True: "message_sent", False: "message_failed"}


class SystemEventEntity(PbxEntity, EventEntity):
    """What happens to the PBX itself, to the link, and to messages on their way."""

    _attr_event_types = [  # noqa: RUF012 - never changed
        *(kind.value for kind in SystemEventType),
        *_DELIVERIES.values(),
    ]

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "system")
        self._was_up = coordinator.data.is_up

    @property
    @override
    def available(self) -> bool:
        """Be there always: that the link was lost is one of the events."""
        return True

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to what leaves no state behind."""
        await super().async_added_to_hass()
        for topic in (SYSTEM, MESSAGES):
            self.async_on_remove(self.coordinator.async_listen_moments(topic, self._happened))

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Fire when the link is lost or restored; leaving the PBX by ourselves is no loss."""
        link = self.coordinator.data
        was_up, self._was_up = self._was_up, link.is_up
        if link.is_up and not was_up:
            self._fire(SystemEventType.LINK_RESTORED)
        elif was_up and not link.is_up and link.reason is not None:
            self._fire(SystemEventType.LINK_LOST, detail=link.reason)

    @callback
    def _happened(self, moment: AnyMoment) -> None:
        """Fire for what the PBX tells of itself, and of messages."""
        match moment:
            case SystemHappened():
                said = {"object": moment.object, "name": moment.name, "detail": moment.detail}
                self._fire(moment.type, **said)
            case MessageSent():
                self._fire(_DELIVERIES[moment.delivered], message_id=moment.message)

    @callback
    def _fire(self, kind: str, **said: str | None) -> None:
        """Fire; what nobody has said of the object is None."""
        self._trigger_event(str(kind), {"object": None, "name": None, "detail": None, **said})
        self.async_write_ha_state()


class SurveyEventEntity(PbxEntity, EventEntity):
    """The keys by which callers rate: of one queue, or all that the PBX tells of."""

    _attr_event_types = ["answered"]  # noqa: RUF012 - never changed

    def __init__(
        self, coordinator: PbxCoordinator, identifier: str, queue: QueueId | None = None
    ) -> None:
        """Fire for one queue, or for all if none is given."""
        super().__init__(coordinator, identifier, "survey")
        self._queue = queue

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up and the queue exists."""
        is_there = self._queue is None or self._queue in self.coordinator.state.queues
        return super().available and is_there

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the surveys."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_listen_moments(SURVEYS, self._answered))

    @callback
    def _answered(self, moment: AnyMoment) -> None:
        """Fire, if the caller was in this queue."""
        if not isinstance(moment, SurveyAnswered):
            return
        queue = _queue_of(self.coordinator.state, moment)
        if self._queue not in (None, queue):
            return
        found = self.coordinator.state.queues.get(queue) if queue is not None else None
        shown = {
            "key": moment.key,
            "call_id": moment.call,
            "queue": found.number if found else queue,
            "agent": _number(self.coordinator.state, moment.agent),
        }
        self._trigger_event("answered", shown)
        self.async_write_ha_state()


def _queue_of(state: PbxState, moment: SurveyAnswered) -> QueueId | None:
    """Say which queue a caller was in; where there is only one, it is that."""
    if moment.queue is None and len(state.queues) == 1:
        return next(iter(state.queues))
    return moment.queue
