"""From a command to the PBX, or to an error that a person can read."""

from homeassistant.exceptions import ServiceValidationError

from ..const import DOMAIN
from ..coordinator import PbxCoordinator
from ..helpers import command_error, translated_errors
from ..telephony.commands import Command, Receipt
from ..telephony.errors import CommandUnsupported
from ..telephony.model import Capability


async def async_execute(coordinator: PbxCoordinator, command: Command) -> Receipt:
    """Let the PBX carry out a command; raise a translated error."""
    with translated_errors():
        return await coordinator.async_execute(command)


def refuse_unless(coordinator: PbxCoordinator, needs: Capability) -> None:
    """Refuse, before anything is sent, what this PBX cannot do."""
    if not coordinator.can(needs):
        raise command_error(CommandUnsupported(needs))


def invalid(key: str, **shown: str) -> ServiceValidationError:
    """Make the error for an action that cannot be meant so."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=shown
    )
