"""Whom an action is for: extensions, trunks, queues, or a whole PBX."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from ..const import DOMAIN
from ..coordinator import (
    PbxConfigEntry,
    PbxCoordinator,
    extension_identifier,
    queue_identifier,
    trunk_identifier,
)
from ..permissions import async_check_control
from ..telephony.model import CallId, Capability, ExtensionId, QueueId, TrunkId
from .execution import invalid, refuse_unless
from .fields import ATTR_CONFIG_ENTRY


@dataclass(frozen=True, slots=True)
class Target[I: str]:
    """Something of one PBX, and its device."""

    coordinator: PbxCoordinator
    id: I
    device: str


type ExtensionTarget = Target[ExtensionId]


@dataclass(slots=True)
class Selection:
    """What of ours the target of an action names."""

    extensions: list[Target[ExtensionId]] = field(default_factory=list)
    trunks: list[Target[TrunkId]] = field(default_factory=list)
    queues: list[Target[QueueId]] = field(default_factory=list)
    coordinators: dict[str, PbxCoordinator] = field(default_factory=dict)
    """The PBXs of all that, by their entries."""


def loaded(hass: HomeAssistant) -> Iterator[PbxCoordinator]:
    """Yield the PBXs that are set up."""
    entry: PbxConfigEntry
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        yield entry.runtime_data


def with_call(hass: HomeAssistant, named: str) -> tuple[PbxCoordinator, CallId]:
    """Find a call, and the PBX that knows it."""
    for coordinator in loaded(hass):
        if (call := coordinator.call_named(named)) is not None:
            return coordinator, call
    raise invalid("unknown_call", call_id=named)


def selection(call: ServiceCall) -> Selection:
    """Sort out what an action's target names; nobody has been asked for permission yet."""
    selected = async_extract_referenced_entity_ids(call.hass, TargetSelection(call.data))
    devices = set(selected.referenced_devices)
    entities = er.async_get(call.hass)
    for entity_id in selected.referenced | selected.indirectly_referenced:
        entity = entities.async_get(entity_id)
        if entity is not None and entity.platform == DOMAIN and entity.device_id is not None:
            devices.add(entity.device_id)
    found = Selection()
    for device in sorted(devices):
        _sort_in(call.hass, device, found)
    return found


def _sort_in(hass: HomeAssistant, device_id: str, found: Selection) -> None:
    """Add what is behind a device; what is none of ours is passed over."""
    device, entry = dr.async_get_device_and_config_entry_for_domain(
        hass, device_id, domain=DOMAIN, include_child_devices=False
    )
    if device is None or entry is None:
        return
    if entry.state is not ConfigEntryState.LOADED:
        raise invalid("not_loaded", name=entry.title)
    coordinator: PbxCoordinator = entry.runtime_data
    unique_id = coordinator.unique_id
    found.coordinators[entry.entry_id] = coordinator
    for domain, identifier in device.identifiers:
        if domain != DOMAIN:
            continue
        if (own := _after(extension_identifier(unique_id, ""), identifier)) is not None:
            found.extensions.append(Target(coordinator, ExtensionId(own), device_id))
        elif (own := _after(trunk_identifier(unique_id, ""), identifier)) is not None:
            found.trunks.append(Target(coordinator, TrunkId(own), device_id))
        elif (own := _after(queue_identifier(unique_id, ""), identifier)) is not None:
            found.queues.append(Target(coordinator, QueueId(own), device_id))


def _after(prefix: str, identifier: str) -> str | None:
    """Give what follows a prefix."""
    return identifier.removeprefix(prefix) if identifier.startswith(prefix) else None


async def async_extensions(
    call: ServiceCall, needs: Capability | None = None
) -> list[ExtensionTarget]:
    """Give the extensions that an action is for: at least one, all able to, all permitted."""
    targets = selection(call).extensions
    if not targets:
        raise invalid("no_extension")
    await async_check_control(call, [target.device for target in targets])
    if needs is not None:
        for target in targets:
            refuse_unless(target.coordinator, needs)
    return targets


async def async_extension(call: ServiceCall, needs: Capability | None = None) -> ExtensionTarget:
    """Give the one extension that an action is for."""
    targets = await async_extensions(call, needs)
    if len(targets) > 1:
        raise invalid("one_extension")
    return targets[0]


async def async_pbx(call: ServiceCall, needs: Capability | None = None) -> PbxCoordinator:
    """Give the PBX that an action is for: the named one, that of the target, or the only one."""
    found = selection(call).coordinators
    if (named := call.data.get(ATTR_CONFIG_ENTRY)) is not None or not found:
        entry: PbxConfigEntry = async_get_config_entry(call.hass, DOMAIN, named)
        coordinator = entry.runtime_data
    elif len(found) == 1:
        (coordinator,) = found.values()
    else:
        raise invalid("one_pbx")
    await async_check_control(call, [coordinator.hub_id])
    if needs is not None:
        refuse_unless(coordinator, needs)
    return coordinator


async def async_extension_with(
    call: ServiceCall, coordinator: PbxCoordinator, number: str
) -> ExtensionId:
    """Find the extension with a number, whom who asks may control."""
    extension = coordinator.state.extension_with(number)
    if extension is None:
        raise unknown_extension(number)
    await async_check_control(call, devices_of(call.hass, coordinator, [extension.id]))
    return extension.id


def devices_of(
    hass: HomeAssistant, coordinator: PbxCoordinator, extensions: Iterable[ExtensionId]
) -> Iterator[str]:
    """Yield the devices of extensions."""
    registry, entry_id = dr.async_get(hass), coordinator.config_entry.entry_id
    for extension in extensions:
        identifier = (DOMAIN, extension_identifier(coordinator.unique_id, extension))
        if (device := registry.async_get_device_by_identifier(identifier, entry_id)) is not None:
            yield device.id


def unknown_extension(number: str) -> ServiceValidationError:
    """Make the error for a number that nobody of this PBX has."""
    return invalid("unknown_extension", number=number)
