"""Switches: how an extension treats its calls, as far as its user may choose."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.switch import DOMAIN as SWITCH, SwitchEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import ExtensionEntity, add_as_they_come, extensions, is_offered
from .telephony.commands import Command, SetDoNotDisturb, SetForward, SetRingMobile
from .telephony.model import Capability, ExtensionId
from .telephony.settings import ExtensionSettings, Forwarding, ForwardKind

PARALLEL_UPDATES = 1


@dataclass(frozen=True, slots=True)
class SettingDescription:
    """One setting that is on or off."""

    needs: Capability
    is_on: Callable[[ExtensionSettings], bool | None]
    command: Callable[[ExtensionId, bool], Command]
    key: str
    forwards: Forwarding | None = None
    """When it sends calls on, if it does."""


SETTINGS: Final = (
    SettingDescription(
        Capability.DO_NOT_DISTURB,
        lambda settings: settings.do_not_disturb,
        lambda who, on: SetDoNotDisturb(extension=who, on=on),
        "do_not_disturb",
    ),
    SettingDescription(
        Capability.FORWARDING,
        lambda settings: settings.always.active,
        lambda who, on: SetForward(extension=who, when=Forwarding.ALWAYS, active=on),
        "forward_always",
        forwards=Forwarding.ALWAYS,
    ),
    SettingDescription(
        Capability.FORWARDING,
        lambda settings: settings.busy.active,
        lambda who, on: SetForward(extension=who, when=Forwarding.BUSY, active=on),
        "forward_busy",
        forwards=Forwarding.BUSY,
    ),
    SettingDescription(
        Capability.FORWARDING,
        lambda settings: settings.no_answer.active,
        lambda who, on: SetForward(extension=who, when=Forwarding.NO_ANSWER, active=on),
        "forward_no_answer",
        forwards=Forwarding.NO_ANSWER,
    ),
    SettingDescription(
        Capability.RING_MOBILE,
        lambda settings: settings.ring_mobile,
        lambda who, on: SetRingMobile(extension=who, on=on),
        "ring_mobile",
    ),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[SettingSwitch]:
    """Make the switches of one extension."""
    for description in SETTINGS:
        able = coordinator.can(description.needs)
        if able and is_offered(coordinator, SWITCH, extension, description.key):
            yield SettingSwitch(coordinator, extension, description)


class SettingSwitch(ExtensionEntity, SwitchEntity):
    """One setting of an extension; changes only when the PBX says so."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(
        self,
        coordinator: PbxCoordinator,
        extension: ExtensionId,
        description: SettingDescription,
    ) -> None:
        """Belong to the device of the extension."""
        super().__init__(coordinator, extension, description.key)
        self._setting = description

    @property
    @override
    def part(self) -> bool | None:
        """Give the setting; None while it is unknown."""
        settings = self.extension.settings if self.extension else None
        return None if settings is None else self._setting.is_on(settings)

    @property
    @override
    def available(self) -> bool:
        """Be there while the PBX tells."""
        return super().available and self.part is not None

    @property
    @override
    def is_on(self) -> bool | None:
        """Tell whether it is on."""
        return self.part

    @property
    def _leads_outside(self) -> bool:
        """Tell whether calls would be forwarded to an outside number."""
        settings = self.extension.settings if self.extension else None
        if settings is None or self._setting.forwards is None:
            return False
        target = settings.forward(self._setting.forwards).target
        if target is None or target.kind is not ForwardKind.NUMBER:
            return False
        return self.coordinator.state.extension_with(target.number) is None

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch it on; what sends calls outside costs money."""
        if self._leads_outside:
            await self.async_check_restricted()
        await self.async_command(self._setting.command(self._id, True))

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch it off."""
        await self.async_command(self._setting.command(self._id, False))
