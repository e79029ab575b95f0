"""Sensors: calls going on, what an extension is doing, what a person shows, trunks, queues."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final, override

from homeassistant.components.sensor import (
    DOMAIN as SENSOR,
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .call_sensors import (
    AnswerRateTodaySensor,
    CallsTodaySensor,
    LastCallSensor,
    MissedCallsSensor,
    TalkTimeTodaySensor,
)
from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import (
    ExtensionEntity,
    PbxEntity,
    PresenceEntity,
    QueueEntity,
    TopicEntity,
    TrunkEntity,
    add_as_they_come,
    extensions,
    is_offered,
    queues,
    trunks,
)
from .favourite_sensors import FavouriteSensor
from .own_lists import async_forget_gone_favourites, favourites
from .presence_attributes import presence_attributes
from .telephony import selectors
from .telephony.exchange import CALLS, Topic, extension_topic
from .telephony.model import (
    Activity,
    Call,
    CallId,
    Capability,
    ExtensionId,
    FavouriteId,
    Leg,
    QueueId,
    TrunkId,
    TrunkStatus,
)
from .telephony.queue import Agent, AgentStatus
from .telephony.selectors import ExtensionStatus

PARALLEL_UPDATES = 0

# What a state carries goes to every open browser, at every change.
SHOWN_CALLS: Final = 50
SHOWN_AGENTS: Final = 100


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    async_add_entities(_of_pbx(entry.runtime_data))
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)
    add_as_they_come(entry, async_add_entities, trunks, _of_trunk)
    add_as_they_come(entry, async_add_entities, queues, _of_queue)
    if entry.runtime_data.can(Capability.FAVOURITES):
        async_forget_gone_favourites(entry)
        add_as_they_come(entry, async_add_entities, favourites, _of_favourite)


def _of_pbx(coordinator: PbxCoordinator) -> Iterable[PbxEntity]:
    """Make the sensors of the PBX itself."""
    if coordinator.can(Capability.CALLS):
        yield ActiveCallsSensor(coordinator)
        yield MissedCallsSensor(coordinator)
        yield LastCallSensor(coordinator)
        yield CallsTodaySensor(coordinator)
        yield TalkTimeTodaySensor(coordinator)
        yield AnswerRateTodaySensor(coordinator)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[ExtensionEntity]:
    """Make the sensors of one extension."""
    if coordinator.can(Capability.CALLS):
        yield StatusSensor(coordinator, extension)
    if coordinator.can(Capability.PRESENCE) and is_offered(
        coordinator, SENSOR, extension, "presence"
    ):
        yield PresenceSensor(coordinator, extension, "presence")


def _of_trunk(coordinator: PbxCoordinator, trunk: TrunkId) -> Iterable[TrunkEntity]:
    """Make the sensors of one trunk."""
    yield TrunkStatusSensor(coordinator, trunk, "status")


def _of_queue(coordinator: PbxCoordinator, queue: QueueId) -> Iterable[QueueEntity]:
    """Make the sensors of one queue."""
    yield WaitingSensor(coordinator, queue, "waiting")
    yield AgentsSensor(coordinator, queue, "agents")


def _of_favourite(coordinator: PbxCoordinator, favourite: FavouriteId) -> Iterable[FavouriteSensor]:
    """Make the sensor of one favourite."""
    yield FavouriteSensor(coordinator, coordinator.state.favourites[favourite])


class ActiveCallsSensor(TopicEntity, SensorEntity):
    """How many calls go on, and which."""

    _topic = CALLS
    _attr_state_class = SensorStateClass.MEASUREMENT
    _unrecorded_attributes = frozenset({"calls"})
    _shown: tuple[int, list[dict[str, Any]]]

    def __init__(self, coordinator: PbxCoordinator) -> None:
        """Belong to the PBX."""
        super().__init__(coordinator, coordinator.unique_id, "active_calls")
        self._told: dict[CallId, tuple[Call, dict[str, Any]]] = {}

    @property
    @override
    def part(self) -> tuple[int, list[dict[str, Any]]]:
        """Count the calls, and list them, the oldest first; one that is unchanged costs nothing."""
        calls = self.coordinator.state.calls
        before, self._told = self._told, {}
        for call in islice(calls.values(), SHOWN_CALLS):
            known = before.get(call.id)
            if known is None or known[0] is not call:
                known = call, self._of_call(call)
            self._told[call.id] = known
        return len(calls), [shown for _, shown in self._told.values()]

    @property
    @override
    def native_value(self) -> int:
        """Count the calls."""
        return self._shown[0]

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """List the calls."""
        return {"calls": self._shown[1]}

    def _of_call(self, call: Call) -> dict[str, Any]:
        """Say who is on a call, and since when it is as it is."""
        state = self.coordinator.state
        caller, callee = selectors.caller(call), selectors.callee(call)
        return {
            "call_id": call.id,
            "direction": call.direction.value,
            "caller": selectors.number_of(state, caller),
            "callee": selectors.number_of(state, callee),
            "caller_name": self.coordinator.name_of(caller),
            "callee_name": self.coordinator.name_of(callee),
            "state": _stage(call),
            "since": _moment(call.answered_at if call.answered else call.began),
        }


def _stage(call: Call) -> str:
    """Say how far a call has come: dialling, ringing, in_call or on_hold."""
    live = [leg for leg in call.legs.values() if leg.is_live]
    if call.answered:
        return "on_hold" if any(leg.is_held for leg in live) else "in_call"
    return "ringing" if any(leg.rang for leg in live) else "dialling"


class StatusSensor(ExtensionEntity, SensorEntity):
    """What an extension is doing, and with whom."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [status.value for status in ExtensionStatus]  # noqa: RUF012 - never changed
    _unrecorded_attributes = frozenset({"call_id", "since"})
    _shown: tuple[str | None, dict[str, Any]]

    def __init__(self, coordinator: PbxCoordinator, extension: ExtensionId) -> None:
        """Belong to the device of the extension; calls are what wakes it."""
        super().__init__(coordinator, extension, "status")

    @property
    @override
    def _topic(self) -> Topic:
        return extension_topic(self._id)

    @property
    @override
    def part(self) -> tuple[str | None, dict[str, Any]]:
        """Give the status, and say with whom, as far as it is known."""
        if (extension := self.extension) is None:
            return None, {"number": None}
        state, shown = self.coordinator.state, {"number": extension.number}
        if (found := selectors.focus(state, self._id)) is not None:
            shown |= self._of_call(*found)
        leg = found[1] if found else None
        return selectors.status_on(leg, extension).value, shown

    @property
    @override
    def native_value(self) -> str | None:
        """Give the status."""
        return self._shown[0]

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Say with whom."""
        return self._shown[1]

    def _of_call(self, call: Call, leg: Leg) -> dict[str, Any]:
        """Say what is known of the call."""
        state = self.coordinator.state
        peer = selectors.peer(call, leg)
        known = {
            "caller": selectors.number_of(state, selectors.caller(call)),
            "callee": selectors.number_of(state, selectors.callee(call)),
            "peer_number": selectors.number_of(state, peer),
            "peer_name": self.coordinator.name_of(peer),
            "direction": call.direction.value,
            "call_id": call.id,
            "group": call.group,
            "since": _moment(leg.since),
        }
        return {key: value for key, value in known.items() if value is not None}


def _moment(seconds: float | None) -> datetime | None:
    """Turn seconds since 1970 into a moment."""
    return None if seconds is None else dt_util.utc_from_timestamp(seconds)


class PresenceSensor(PresenceEntity, SensorEntity):
    """What a person shows of himself."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [activity.value for activity in Activity]  # noqa: RUF012 - never changed
    _unrecorded_attributes = frozenset({"contacts"})

    @property
    @override
    def native_value(self) -> str | None:
        """Give the activity."""
        return self.part.activity.value if self.part else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Give the note, the PBX's own word, and the sources."""
        return presence_attributes(self.part) if self.part else None


class TrunkStatusSensor(TrunkEntity, SensorEntity):
    """How a trunk is."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [status.value for status in TrunkStatus]  # noqa: RUF012 - never changed

    @property
    @override
    def native_value(self) -> str | None:
        """Give the status."""
        return self.trunk.status.value if self.trunk else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """Give the PBX's own word."""
        return {"detail": self.trunk.detail} if self.trunk else None


class WaitingSensor(QueueEntity, SensorEntity):
    """How many callers wait in a queue."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    @property
    @override
    def native_value(self) -> int | None:
        """Count the callers."""
        return self.queue.waiting if self.queue else None


class AgentsSensor(QueueEntity, SensorEntity):
    """How many agents take the calls of a queue, or would once they are free."""

    _attr_state_class = SensorStateClass.MEASUREMENT
    _unrecorded_attributes = frozenset({"agents"})

    @property
    @override
    def native_value(self) -> int | None:
        """Count the agents that are there and not paused."""
        if self.queue is None or self.queue.agents is None:
            return None
        away = (AgentStatus.OFFLINE, AgentStatus.PAUSED)
        return sum(agent.status not in away for agent in self.queue.agents.values())

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        """List all agents, in the order of the PBX."""
        if self.queue is None or self.queue.agents is None:
            return None
        agents = islice(self.queue.agents.values(), SHOWN_AGENTS)
        return {"agents": [self._of_agent(agent) for agent in agents]}

    def _of_agent(self, agent: Agent) -> dict[str, Any]:
        """Say who an agent is, and what he is doing."""
        found = self.coordinator.state.extensions.get(agent.extension)
        return {
            "extension": found.number if found and found.number else agent.extension,
            "name": found.name if found else None,
            "status": agent.status.value,
        }
