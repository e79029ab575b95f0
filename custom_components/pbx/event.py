"""Event entities: what happens on calls, to the PBX itself, and in the surveys of queues."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.event import DOMAIN as EVENT, EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import (
    PbxConfigEntry,
    PbxCoordinator,
    extension_identifier,
    queue_identifier,
)
from .entity import PbxEntity, add_as_they_come, extensions, has_room, is_offered, queues
from .telephony import selectors
from .telephony.events import CallEvent, EventType
from .telephony.exchange import CALLS, MESSAGES, SURVEYS, SYSTEM, Topic, extension_topic
from .telephony.model import Capability, ExtensionId, QueueId
from .telephony.moments import (
    AnyMoment,
    MessageSent,
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
        yield CallEventEntity(coordinator, coordinator.unique_id)
    if coordinator.can(Capability.SURVEYS):
        yield SurveyEventEntity(coordinator, coordinator.unique_id)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[PbxEntity]:
    """Make the event entity of one extension."""
    if coordinator.can(Capability.CALLS) and is_offered(coordinator, EVENT, extension, "call"):
        identifier = extension_identifier(coordinator.unique_id, extension)
        yield CallEventEntity(coordinator, identifier, extension)


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
        extension: ExtensionId | None = None,
    ) -> None:
        """Fire for the events of all calls, or of those of an extension, seen from there."""
        super().__init__(coordinator, identifier, "call")
        self._extension = extension
        if extension is not None:
            self._attr_entity_registry_enabled_default = has_room(coordinator, "call")

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the events of the topic."""
        await super().async_added_to_hass()
        self.coordinator.exchange.events.join(self._topic, self._call_event_happened)

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Listen no longer."""
        self.coordinator.exchange.events.leave(self._topic, self._call_event_happened)
        await super().async_will_remove_from_hass()

    @property
    def _topic(self) -> Topic:
        """Name the topic; asked for twice, so thousands of entities need not keep it."""
        return CALLS if self._extension is None else extension_topic(self._extension)

    @callback
    def _call_event_happened(self, event: CallEvent) -> None:
        """Fire."""
        happening = self.coordinator.happenings.of(event)
        shown = happening.attributes
        if self._extension is not None and self._extension != event.extension:
            number = selectors.number_or_id(self.coordinator.state, self._extension)
            shown = {**shown, "extension": number}
        self._trigger_event(event.type.value, shown)
        self.async_set_context(happening.context)
        self.async_write_ha_state()


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
        who = moment.agent
        shown = {
            "key": moment.key,
            "call_id": moment.call,
            "queue": found.number if found else queue,
            "agent": who and selectors.number_or_id(self.coordinator.state, who),
        }
        self._trigger_event("answered", shown)
        self.async_write_ha_state()


def _queue_of(state: PbxState, moment: SurveyAnswered) -> QueueId | None:
    """Say which queue a caller was in; where there is only one, it is that."""
    if moment.queue is None and len(state.queues) == 1:
        return next(iter(state.queues))
    return moment.queue
