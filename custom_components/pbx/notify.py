"""Notifications: text messages over mobile trunks, notes and chat messages to people."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.notify import (
    DOMAIN as NOTIFY,
    NotifyEntity,
    NotifyEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
import voluptuous as vol

from .const import DOMAIN
from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import (
    ExtensionEntity,
    TrunkEntity,
    add_as_they_come,
    extensions,
    is_offered,
    trunks,
)
from .services.fields import dial_string
from .telephony.commands import SendChat, SendMessage, ShowNote
from .telephony.model import Capability, ExtensionId, TrunkId

PARALLEL_UPDATES = 1

# Technologies of mobile telephony, as trunks are called after them.
_MOBILE: Final = frozenset({"GSM", "CDMA", "UMTS", "LTE", "3G", "4G"})


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    if entry.runtime_data.can(Capability.MESSAGES):
        add_as_they_come(entry, async_add_entities, trunks, _of_trunk)
    if entry.runtime_data.can(Capability.NOTES) or entry.runtime_data.can(Capability.CHAT):
        add_as_they_come(entry, async_add_entities, extensions, _of_extension)


def _of_trunk(coordinator: PbxCoordinator, trunk: TrunkId) -> Iterable[MessageNotifier]:
    """Make the notifier of one trunk, if it is a mobile one."""
    if coordinator.state.trunks[trunk].kind.upper() in _MOBILE:
        yield MessageNotifier(coordinator, trunk, "sms")


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[PersonNotifier]:
    """Make the notifiers of one person."""
    notes, chat = coordinator.can(Capability.NOTES), coordinator.can(Capability.CHAT)
    if notes and is_offered(coordinator, NOTIFY, extension, "note"):
        yield NoteNotifier(coordinator, extension, "note")
    if chat and is_offered(coordinator, NOTIFY, extension, "chat"):
        yield ChatNotifier(coordinator, extension, "chat")


class MessageNotifier(TrunkEntity, NotifyEntity):
    """Sends text messages over a trunk.

    A notification has no field for its recipient, so the title is the telephone number it goes to.
    The action `pbx.send_sms` has a field of its own for it.
    """

    _attr_supported_features = NotifyEntityFeature.TITLE

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a message to the number in the title; whether it arrives is told by an event."""
        await self.async_check_restricted()
        try:
            number = dial_string(title or "")
        except vol.Invalid as err:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="recipient_missing"
            ) from err
        await self.async_command(SendMessage(trunk=self._id, number=number, text=message))


class PersonNotifier(ExtensionEntity, NotifyEntity):
    """Writes to a person."""

    @property
    @override
    def part(self) -> bool:
        """Tell whether the person is there: nothing else changes a notifier."""
        return self.extension is not None


class NoteNotifier(PersonNotifier):
    """Shows a notification on the screens of a person."""

    _attr_supported_features = NotifyEntityFeature.TITLE

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Show it; nobody tells whether it was seen."""
        await self.async_command(ShowNote(extension=self._id, text=message, title=title))


class ChatNotifier(PersonNotifier):
    """Sends chat messages to a person."""

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send it; nobody tells whether it was read."""
        await self.async_command(SendChat(extension=self._id, text=message))
