"""The actions: find whom they are for, make a command, let the PBX decide."""

from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
import voluptuous as vol

from .const import DOMAIN
from .coordinator import PbxConfigEntry, PbxCoordinator, extension_identifier
from .helpers import translated_errors
from .permissions import async_check_control
from .telephony.commands import MAX_NOTE, SETTABLE, Command, Dial, HangUp, Receipt, SetPresence
from .telephony.model import Activity, CallId, Capability, ExtensionId

ATTR_NUMBER: Final = "number"
ATTR_AUTO_ANSWER: Final = "auto_answer"
ATTR_CALL_ID: Final = "call_id"
ATTR_ACTIVITY: Final = "activity"
ATTR_NOTE: Final = "note"

# What people put into a number to make it readable.
_DECORATION = re.compile(r"[\s()./-]")
_DIALLABLE = re.compile(r"\+?[0-9*#]{1,64}")


# Calls and phones bring these about; nobody can choose them.
_MADE_BY_THE_PBX = frozenset({*Activity, "on-the-phone"}) - frozenset(SETTABLE)


@dataclass(frozen=True, slots=True)
class _Target:
    """An extension of one PBX."""

    coordinator: PbxCoordinator
    extension: ExtensionId
    device: str


def dial_string(value: Any) -> str:
    """Validate a number as a person types it, and give what can be dialled."""
    number = _DECORATION.sub("", cv.string(value))
    if not _DIALLABLE.fullmatch(number):
        raise vol.Invalid(
            "expected a telephone number: digits, * and #, with an optional leading +"
        )
    return number


DIAL_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Required(ATTR_NUMBER): dial_string,
        vol.Optional(ATTR_AUTO_ANSWER, default=False): cv.boolean,
    }
)
# A call is named instead of a target.
HANG_UP_SCHEMA = vol.Schema(
    {
        vol.Optional(ATTR_CALL_ID): vol.All(cv.string, vol.Length(min=1)),
        **cv.ENTITY_SERVICE_FIELDS,
    }
)
SET_PRESENCE_SCHEMA = cv.make_entity_service_schema(
    {
        vol.Optional(ATTR_ACTIVITY): vol.All(cv.string, vol.Length(max=64)),
        vol.Optional(ATTR_NOTE): vol.All(cv.string, vol.Length(max=MAX_NOTE)),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    register = hass.services.async_register
    optional = SupportsResponse.OPTIONAL
    register(DOMAIN, "dial", _async_dial, DIAL_SCHEMA, supports_response=optional)
    register(DOMAIN, "hang_up", _async_hang_up, HANG_UP_SCHEMA)
    register(DOMAIN, "set_presence", _async_set_presence, SET_PRESENCE_SCHEMA)


async def _async_dial(call: ServiceCall) -> ServiceResponse:
    """Ring the extension's phone, then the number; answer with the call's id."""
    targets = await _async_targets(call)
    if len(targets) > 1:
        raise _invalid("one_extension")
    receipt = await _async_execute(
        targets[0].coordinator,
        Dial(
            extension=targets[0].extension,
            number=call.data[ATTR_NUMBER],
            auto_answer=call.data[ATTR_AUTO_ANSWER],
        ),
    )
    return {ATTR_CALL_ID: receipt.call} if call.return_response else None


async def _async_hang_up(call: ServiceCall) -> None:
    """End the calls of the extensions, or the one call."""
    if (named := call.data.get(ATTR_CALL_ID)) is not None:
        coordinator = _with_call(call.hass, named)
        await async_check_control(call, [coordinator.hub_id])
        await _async_execute(coordinator, HangUp(call=named))
        return
    for target in _able(await _async_targets(call), Capability.HANG_UP):
        await _async_execute(target.coordinator, HangUp(extension=target.extension))


async def _async_set_presence(call: ServiceCall) -> None:
    """Set what others see of the people."""
    said: str | None = call.data.get(ATTR_ACTIVITY)
    note: str | None = call.data.get(ATTR_NOTE)
    if said is None and note is None:
        raise _invalid("nothing_to_set")
    known = said in SETTABLE
    if not known and said in _MADE_BY_THE_PBX:
        raise _invalid("activity_not_settable", activity=str(said))
    for target in _able(await _async_targets(call), Capability.PRESENCE_SET):
        await _async_execute(
            target.coordinator,
            SetPresence(
                extension=target.extension,
                activity=Activity(said) if said is not None and known else None,
                raw=None if known else said,
                note=note,
            ),
        )


async def _async_execute(coordinator: PbxCoordinator, command: Command) -> Receipt:
    """Let the PBX carry out a command; raise a translated error."""
    with translated_errors():
        return await coordinator.async_execute(command)


def _invalid(key: str, **shown: str) -> ServiceValidationError:
    """Make the error for an action that cannot be meant so."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=shown
    )


def _able(targets: list[_Target], needs: Capability) -> list[_Target]:
    """Refuse, before anything is sent, if one of several PBXs cannot do it."""
    if not all(target.coordinator.can(needs) for target in targets):
        raise _invalid("not_supported")
    return targets


def _loaded(hass: HomeAssistant) -> Iterator[PbxCoordinator]:
    """Yield the PBXs that are set up."""
    entry: PbxConfigEntry
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        yield entry.runtime_data


def _with_call(hass: HomeAssistant, named: str) -> PbxCoordinator:
    """Find the PBX that knows a call."""
    for coordinator in _loaded(hass):
        if coordinator.knows_call(CallId(named)):
            return coordinator
    raise _invalid("unknown_call", call_id=named)


async def _async_targets(call: ServiceCall) -> list[_Target]:
    """Find the extensions that an action is for, and that who asks may control; at least one."""
    selected = async_extract_referenced_entity_ids(call.hass, TargetSelection(call.data))
    devices = set(selected.referenced_devices)
    entities = er.async_get(call.hass)
    for entity_id in selected.referenced | selected.indirectly_referenced:
        entity = entities.async_get(entity_id)
        if entity is not None and entity.platform == DOMAIN and entity.device_id is not None:
            devices.add(entity.device_id)
    targets = [found for device in sorted(devices) if (found := _target(call.hass, device))]
    if not targets:
        raise _invalid("no_extension")
    await async_check_control(call, [target.device for target in targets])
    return targets


def _target(hass: HomeAssistant, device_id: str) -> _Target | None:
    """Find the extension behind a device; None if it is none of ours."""
    device, entry = dr.async_get_device_and_config_entry_for_domain(
        hass, device_id, domain=DOMAIN, include_child_devices=False
    )
    if device is None or entry is None:
        return None
    if entry.state is not ConfigEntryState.LOADED:
        raise _invalid("not_loaded", name=entry.title)
    coordinator: PbxCoordinator = entry.runtime_data
    prefix = extension_identifier(coordinator.unique_id, "")
    for domain, identifier in device.identifiers:
        if domain == DOMAIN and identifier.startswith(prefix):
            extension = ExtensionId(identifier.removeprefix(prefix))
            return _Target(coordinator, extension, device_id)
    return None
