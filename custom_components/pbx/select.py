"""Selects: set what others see of a person."""

from collections.abc import Iterable
from typing import override

from homeassistant.components.select import DOMAIN as SELECT, SelectEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import PresenceEntity, add_as_they_come, extensions, is_offered
from .telephony.commands import SETTABLE, SetPresence
from .telephony.model import Activity, Capability, ExtensionId

PARALLEL_UPDATES = 1


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[PresenceSelect]:
    """Make the select of one extension."""
    if coordinator.can(Capability.PRESENCE_SET) and is_offered(
        coordinator, SELECT, extension, "presence"
    ):
        yield PresenceSelect(coordinator, extension, "presence")


class PresenceSelect(PresenceEntity, SelectEntity):
    """What a person has set; changes only when the PBX says so."""

    _attr_options = [activity.value for activity in SETTABLE]  # noqa: RUF012 - never changed

    @property
    @override
    def current_option(self) -> str | None:
        """Give what was set by hand, if it is one of the options."""
        presence = self.part
        if presence is None or presence.chosen not in SETTABLE:
            return None
        return presence.chosen.value

    @override
    async def async_select_option(self, option: str) -> None:
        """Set the activity and keep the note."""
        await self.async_command(SetPresence(extension=self._id, activity=Activity(option)))
