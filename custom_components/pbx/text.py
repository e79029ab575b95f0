"""Texts: the note beside a person's presence, and where an extension forwards its calls to."""

from collections.abc import Iterable
from functools import partial
from typing import Final, override

from homeassistant.components.text import DOMAIN as TEXT, TextEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
import voluptuous as vol

from .const import DOMAIN
from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import (
    ExtensionEntity,
    PresenceEntity,
    add_as_they_come,
    extensions,
    is_offered,
)
from .services.fields import dial_string
from .telephony.commands import MAX_NOTE, SetForward, SetPresence
from .telephony.model import Capability, ExtensionId
from .telephony.settings import Forward, Forwarding, ForwardKind, ForwardTarget

PARALLEL_UPDATES = 1

MAX_TARGET: Final = 64
# Targets that need no number; they are typed by their names.
_NAMED: Final = (ForwardKind.VOICEMAIL, ForwardKind.MOBILE)


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[ExtensionEntity]:
    """Make the texts of one extension."""
    offered = partial(is_offered, coordinator, TEXT, extension)
    if coordinator.can(Capability.PRESENCE_SET) and offered("presence_note"):
        yield PresenceNote(coordinator, extension, "presence_note")
    if not coordinator.can(Capability.FORWARDING):
        return
    if offered("forward_always_target"):
        yield Target(coordinator, extension, Forwarding.ALWAYS, "forward_always_target")
    if offered("forward_busy_target"):
        yield Target(coordinator, extension, Forwarding.BUSY, "forward_busy_target")
    if offered("forward_no_answer_target"):
        yield Target(coordinator, extension, Forwarding.NO_ANSWER, "forward_no_answer_target")


class PresenceNote(PresenceEntity, TextEntity):
    """The note beside a person's presence; changes only when the PBX says so."""

    _attr_native_min = 0
    _attr_native_max = MAX_NOTE

    @property
    @override
    def native_value(self) -> str | None:
        """Give the note, as much of it as a state can hold."""
        return (self.part.note or "")[:MAX_NOTE] if self.part else None

    @override
    async def async_set_value(self, value: str) -> None:
        """Set the note and keep the activity."""
        await self.async_command(SetPresence(extension=self._id, note=value))


class Target(ExtensionEntity, TextEntity):
    """Where one forwarding sends calls: `voicemail`, `mobile`, or a number.

    It changes only when the PBX says so. Setting it does not switch the forwarding on.
    """

    _attr_entity_category = EntityCategory.CONFIG
    _attr_native_min = 0
    _attr_native_max = MAX_TARGET

    def __init__(
        self, coordinator: PbxCoordinator, extension: ExtensionId, when: Forwarding, key: str
    ) -> None:
        """Belong to the device of the extension."""
        super().__init__(coordinator, extension, key)
        self._when = when
        self._attr_entity_registry_enabled_default = False

    @property
    @override
    def part(self) -> Forward | None:
        """Give the forwarding; None while it is unknown."""
        settings = self.extension.settings if self.extension else None
        return settings.forward(self._when) if settings else None

    @property
    @override
    def available(self) -> bool:
        """Be there while the PBX tells of settings."""
        return super().available and self.part is not None

    @property
    @override
    def native_value(self) -> str | None:
        """Give the target as it would be typed in."""
        target = self.part.target if self.part else None
        if target is None:
            return None
        return target.kind.value if target.kind in _NAMED else target.number[:MAX_TARGET]

    @override
    async def async_set_value(self, value: str) -> None:
        """Choose the target, and leave the forwarding on or off as it is."""
        target = self._target(value.strip())
        if target.kind is ForwardKind.NUMBER:
            await self.async_check_restricted()
        await self.async_command(SetForward(extension=self._id, when=self._when, target=target))

    def _target(self, typed: str) -> ForwardTarget:
        """Understand what a person typed; a number of an extension means that extension."""
        for kind in _NAMED:
            if typed.lower() == kind.value:
                return ForwardTarget(kind=kind)
        try:
            number = dial_string(typed)
        except vol.Invalid as err:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="forward_target_invalid"
            ) from err
        inside = self.coordinator.state.extension_with(number) is not None
        kind = ForwardKind.EXTENSION if inside else ForwardKind.NUMBER
        return ForwardTarget(kind=kind, number=number)
