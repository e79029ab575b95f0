"""What all entities share: their device, their slice of the state, their availability."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, override

from homeassistant.core import ServiceCall, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import (
    PbxConfigEntry,
    PbxCoordinator,
    extension_identifier,
    queue_identifier,
    trunk_identifier,
)
from .helpers import translated_errors
from .permissions import async_check_restricted
from .telephony.commands import Command
from .telephony.exchange import ROSTERS, Topic, profile_topic, queue_topic, trunk_topic
from .telephony.model import (
    Capability,
    Extension,
    ExtensionId,
    Presence,
    QueueId,
    Trunk,
    TrunkId,
)
from .telephony.queue import Queue

# Home Assistant enables at most 10,000 entities of one entry; some are those of trunks and the PBX.
ROOM_FOR_EXTENSIONS: Final = 9_500
# A disabled entity still costs a place in the registry and time at every start.
ROOM_IN_REGISTRY: Final = 20_000

# The entities of one extension by their keys, the most wanted first, and what each needs: what is
# looked at, then what is pressed in the middle of a call, then what is set once. Where there is no
# room for all of them, those at the end begin disabled; on a very large PBX they are not made.
WANTED: Final = (
    ("status", Capability.CALLS),
    ("presence", Capability.PRESENCE),
    ("call", Capability.CALLS),
    ("presence", Capability.PRESENCE_SET),
    ("presence_note", Capability.PRESENCE_SET),
    ("registered", Capability.REGISTRATION),
    ("hang_up", Capability.HANG_UP),
    ("answer", Capability.ANSWER),
    ("hold", Capability.HOLD),
    ("resume", Capability.HOLD),
    ("note", Capability.NOTES),
    ("chat", Capability.CHAT),
    ("do_not_disturb", Capability.DO_NOT_DISTURB),
    ("forward_always", Capability.FORWARDING),
    ("ring_mobile", Capability.RING_MOBILE),
    ("forward_busy", Capability.FORWARDING),
    ("forward_no_answer", Capability.FORWARDING),
    ("forward_always_target", Capability.FORWARDING),
    ("forward_busy_target", Capability.FORWARDING),
    ("forward_no_answer_target", Capability.FORWARDING),
)


class PbxEntity(CoordinatorEntity[PbxCoordinator]):
    """An entity of the PBX itself."""

    _attr_has_entity_name = True
    # Without this, each entity would get an empty dictionary of its own.
    _attr_translation_placeholders: Mapping[str, str] = MappingProxyType({})

    def __init__(self, coordinator: PbxCoordinator, identifier: str, key: str) -> None:
        """Belong to the device with this identifier."""
        super().__init__(coordinator)
        self._attr_translation_key = key
        self._attr_unique_id = f"{identifier}_{key}"

    @property
    @override
    def device_info(self) -> DeviceInfo:
        """Name the device; asked for once, so thousands of entities need not keep it."""
        return DeviceInfo(identifiers={(DOMAIN, self._identifier)})

    @property
    def _identifier(self) -> str:
        """Give what names the device: the unique id begins with it."""
        return (self.unique_id or "").removesuffix(f"_{self.translation_key}")

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up."""
        return self.coordinator.data.is_up

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Mind nothing: no listener is keyed by the entity id."""

    async def async_check_restricted(self) -> None:
        """Raise `AdministratorsOnly` for what costs money, as for an action of the same kind."""
        asked = ServiceCall(self.hass, self.platform.domain, "", context=self._context)
        await async_check_restricted(asked, self.coordinator)

    async def async_command(self, command: Command) -> None:
        """Ask the PBX for something; raise a translated error."""
        with translated_errors():
            await self.coordinator.async_execute(command)


class PartEntity(PbxEntity):
    """An entity that shows one part of what is known, and is written only when that changes."""

    _shown: object = None

    @property
    def part(self) -> object:
        """Give all that is shown; while it stays the same, there is nothing to write."""
        raise NotImplementedError

    @override
    async def async_added_to_hass(self) -> None:
        """Remember what is shown from now on."""
        await super().async_added_to_hass()
        self._shown = self.part

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Write the state, since the link has changed."""
        self._shown = self.part
        super()._handle_coordinator_update()

    @callback
    def _look(self) -> None:
        """Write the state, if something else is to be shown."""
        if (part := self.part) != self._shown:
            self._shown = part
            self.async_write_ha_state()


class TopicEntity(PartEntity):
    """An entity that looks at its part when a topic is told."""

    @property
    def _topic(self) -> Topic:
        """Name the topic; asked for twice, so thousands of entities need not keep it."""
        raise NotImplementedError

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the topic."""
        await super().async_added_to_hass()
        self.coordinator.exchange.changes.join(self._topic, self._look)

    @override
    async def async_will_remove_from_hass(self) -> None:
        """Listen no longer."""
        self.coordinator.exchange.changes.leave(self._topic, self._look)
        await super().async_will_remove_from_hass()


class ExtensionEntity(TopicEntity):
    """An entity of one extension; the many reports of its calls do not wake it."""

    def __init__(self, coordinator: PbxCoordinator, extension: ExtensionId, key: str) -> None:
        """Belong to the device of the extension."""
        super().__init__(coordinator, extension_identifier(coordinator.unique_id, extension), key)
        self._id = extension
        self._attr_entity_registry_enabled_default = has_room(coordinator, key)

    @property
    @override
    def _topic(self) -> Topic:
        return profile_topic(self._id)

    @property
    def extension(self) -> Extension | None:
        """Give the extension as it is now; None once it is gone."""
        return self.coordinator.state.extensions.get(self._id)

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up and the extension exists."""
        return super().available and self.extension is not None


class PresenceEntity(ExtensionEntity):
    """An entity about what is shown of a person."""

    @property
    @override
    def part(self) -> Presence | None:
        """Give the presence; None while nobody tells."""
        return self.extension.presence if self.extension else None

    @property
    @override
    def available(self) -> bool:
        """Be there while somebody tells."""
        return super().available and self.part is not None


class TrunkEntity(TopicEntity):
    """An entity of one trunk."""

    def __init__(self, coordinator: PbxCoordinator, trunk: TrunkId, key: str) -> None:
        """Belong to the device of the trunk."""
        super().__init__(coordinator, trunk_identifier(coordinator.unique_id, trunk), key)
        self._id = trunk

    @property
    @override
    def _topic(self) -> Topic:
        return trunk_topic(self._id)

    @property
    def trunk(self) -> Trunk | None:
        """Give the trunk as it is now; None once it is gone."""
        return self.coordinator.state.trunks.get(self._id)

    @property
    @override
    def part(self) -> Trunk | None:
        """Show the trunk."""
        return self.trunk

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up and the trunk exists."""
        return super().available and self.trunk is not None


class QueueEntity(TopicEntity):
    """An entity of one queue."""

    def __init__(self, coordinator: PbxCoordinator, queue: QueueId, key: str) -> None:
        """Belong to the device of the queue."""
        super().__init__(coordinator, queue_identifier(coordinator.unique_id, queue), key)
        self._id = queue

    @property
    @override
    def _topic(self) -> Topic:
        return queue_topic(self._id)

    @property
    def queue(self) -> Queue | None:
        """Give the queue as it is now; None once it is gone."""
        return self.coordinator.state.queues.get(self._id)

    @property
    @override
    def part(self) -> Queue | None:
        """Show the queue."""
        return self.queue

    @property
    @override
    def available(self) -> bool:
        """Be there while the link is up and the queue exists."""
        return super().available and self.queue is not None


def has_room(coordinator: PbxCoordinator, key: str) -> bool:
    """Tell whether every extension can have this entity enabled, and all that are wanted more."""
    return _entities_down_to(coordinator, key) <= ROOM_FOR_EXTENSIONS


def is_offered(
    coordinator: PbxCoordinator, platform: str, extension: ExtensionId, key: str
) -> bool:
    """Tell whether an entity is made: there is a place for it, or somebody has enabled it."""
    if _entities_down_to(coordinator, key) <= ROOM_IN_REGISTRY:
        return True
    registry = er.async_get(coordinator.hass)
    unique_id = f"{extension_identifier(coordinator.unique_id, extension)}_{key}"
    entity_id = registry.async_get_entity_id(platform, DOMAIN, unique_id)
    entity = registry.async_get(entity_id) if entity_id is not None else None
    return entity is not None and not entity.disabled


def _entities_down_to(coordinator: PbxCoordinator, key: str) -> int:
    """Count the entities of all extensions that are wanted at least as much as this one."""
    info = coordinator.state.info
    rank = _rank(info.capabilities, key) if info is not None else 0
    return rank * len(coordinator.state.extensions)


@lru_cache
def _rank(able: Capability, key: str) -> int:
    """Count the entities of an extension down to the last of this key; 0 if none is counted."""
    there = [wanted for wanted, needs in WANTED if needs in able]
    return len(there) - there[::-1].index(key) if key in there else 0


def add_as_they_come[Id: str](
    entry: PbxConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    roster: Callable[[PbxCoordinator], Mapping[Id, Any]],
    make: Callable[[PbxCoordinator, Id], Iterable[Entity]],
) -> None:
    """Add the entities of everything in a roster, now and when something joins it."""
    coordinator = entry.runtime_data
    # Each platform keeps one, and a set would be eight times as large.
    known: tuple[Id, ...] = ()

    @callback
    def add_new() -> None:
        nonlocal known
        before, known = frozenset(known), tuple(roster(coordinator))
        new = [each for each in known if each not in before]
        if new:
            async_add_entities([entity for each in new for entity in make(coordinator, each)])

    add_new()
    entry.async_on_unload(coordinator.async_listen(ROSTERS, add_new))


def extensions(coordinator: PbxCoordinator) -> Mapping[ExtensionId, Extension]:
    """Give the roster of extensions."""
    return coordinator.state.extensions


def trunks(coordinator: PbxCoordinator) -> Mapping[TrunkId, Trunk]:
    """Give the roster of trunks."""
    return coordinator.state.trunks


def queues(coordinator: PbxCoordinator) -> Mapping[QueueId, Queue]:
    """Give the roster of queues."""
    return coordinator.state.queues
