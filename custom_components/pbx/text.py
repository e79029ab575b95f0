"""Texts: the note beside a person's presence."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.text import TextEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import ExtensionEntity, add_as_they_come, extensions
from .telephony.commands import MAX_NOTE, SetPresence
from .telephony.model import Capability, ExtensionId

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[PresenceNote]:
    """Make the text of one extension."""
    if coordinator.can(Capability.PRESENCE_SET):
        yield PresenceNote(coordinator, extension, "presence_note")


class PresenceNote(ExtensionEntity, TextEntity):
    """The note beside a person's presence; changes only when the PBX says so."""

    _rank = 3
    _attr_native_min = 0
    _attr_native_max = MAX_NOTE

    @property
    @override
    def available(self) -> bool:
        """Be there while somebody tells."""
        return super().available and bool(self.extension and self.extension.presence)

    @property
    @override
    def native_value(self) -> str | None:
        """Give the note, as much of it as a state can hold."""
        presence = self.extension.presence if self.extension else None
        return (presence.note or "")[:MAX_NOTE] if presence else None

    @override
    async def async_set_value(self, value: str) -> None:
        """Set the note and keep the activity."""
        await self.async_command(SetPresence(extension=self._id, note=value))
