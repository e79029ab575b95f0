"""Buttons: what can be done to the call of an extension without taking its phone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.button import DOMAIN as BUTTON, ButtonEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PbxConfigEntry, PbxCoordinator
from .entity import ExtensionEntity, add_as_they_come, extensions, is_offered
from .telephony.commands import Answer, Command, HangUp, Hold
from .telephony.model import Capability, ExtensionId

PARALLEL_UPDATES = 1


@dataclass(frozen=True, slots=True)
class CallButtonDescription:
    """One kind of button."""

    needs: Capability
    command: Callable[[ExtensionId], Command]
    key: str


BUTTONS: Final = (
    CallButtonDescription(Capability.HANG_UP, lambda who: HangUp(extension=who), "hang_up"),
    CallButtonDescription(Capability.ANSWER, lambda who: Answer(extension=who), "answer"),
    CallButtonDescription(Capability.HOLD, lambda who: Hold(extension=who), "hold"),
    CallButtonDescription(Capability.HOLD, lambda who: Hold(extension=who, on=False), "resume"),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: PbxConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the PBX offers."""
    add_as_they_come(entry, async_add_entities, extensions, _of_extension)


def _of_extension(coordinator: PbxCoordinator, extension: ExtensionId) -> Iterable[CallButton]:
    """Make the buttons of one extension."""
    for description in BUTTONS:
        if coordinator.can(description.needs) and is_offered(
            coordinator, BUTTON, extension, description.key
        ):
            yield CallButton(coordinator, extension, description)


class CallButton(ExtensionEntity, ButtonEntity):
    """Does something to the call of an extension; whether there is one, the PBX knows best."""

    def __init__(
        self,
        coordinator: PbxCoordinator,
        extension: ExtensionId,
        description: CallButtonDescription,
    ) -> None:
        """Belong to the device of the extension."""
        super().__init__(coordinator, extension, description.key)
        self._command = description.command

    @property
    @override
    def part(self) -> bool:
        """Tell whether the extension is there: nothing else changes a button."""
        return self.extension is not None

    @override
    async def async_press(self) -> None:
        """Ask the PBX for it."""
        await self.async_command(self._command(self._id))
