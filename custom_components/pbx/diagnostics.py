"""Diagnostics: the whole picture, without secrets, people and numbers."""

from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .call_memory import CallMemory
from .const import DOMAIN
from .coordinator import (
    PbxConfigEntry,
    PbxCoordinator,
    extension_identifier,
    queue_identifier,
    trunk_identifier,
)
from .telephony.model import Call
from .telephony.redact import redact


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PbxConfigEntry
) -> dict[str, Any]:
    """Give everything that helps to understand one PBX from afar."""
    typed = {"entry": {"data": dict(entry.data), "options": dict(entry.options)}}
    if entry.state is not ConfigEntryState.LOADED:
        return dict(redact(typed))
    coordinator = entry.runtime_data
    state = coordinator.state
    picture = {
        **typed,
        "pbx": plain(state.info),
        "link": plain(state.link),
        "links": [plain(link) for link in coordinator.links],
        "extensions": [plain(each) for each in state.extensions.values()],
        "trunks": [plain(each) for each in state.trunks.values()],
        "queues": [plain(each) for each in state.queues.values()],
        "favourites": [plain(each) for each in state.favourites.values()],
        "conditions": [plain(each) for each in state.conditions.values()],
        "calls": [plain(each) for each in state.calls.values()],
    }
    return {
        **redact(picture),
        "call_log": _of_call_log(coordinator.calls_memory),
        "reports": _of_reports(coordinator),
        "not_understood": dict(coordinator.recorder.oddities),
        "messages": [plain(message) for message in coordinator.recorder.messages],
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: PbxConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Give what helps to understand one device; of the PBX itself, everything."""
    ours = {mine for domain, mine in device.identifiers if domain == DOMAIN}
    if entry.state is not ConfigEntryState.LOADED or entry.runtime_data.unique_id in ours:
        return await async_get_config_entry_diagnostics(hass, entry)
    coordinator = entry.runtime_data
    picture = {
        "pbx": plain(coordinator.state.info),
        "link": plain(coordinator.state.link),
        **_of_device(coordinator, ours),
    }
    return dict(redact(picture))


def _of_device(coordinator: PbxCoordinator, ours: Collection[str]) -> dict[str, Any]:
    """Draw what is behind a device, and the calls that it has to do with."""
    state, unique_id = coordinator.state, coordinator.unique_id
    extensions = [
        each
        for each in state.extensions.values()
        if extension_identifier(unique_id, each.id) in ours
    ]
    trunks = [
        each for each in state.trunks.values() if trunk_identifier(unique_id, each.id) in ours
    ]
    queues = [
        each for each in state.queues.values() if queue_identifier(unique_id, each.id) in ours
    ]
    meant = {
        *(each.id for each in extensions),
        *(handle for each in trunks for handle in (each.id, each.name)),
        *(handle for each in queues for handle in (each.id, each.number)),
    }
    return {
        "extensions": [plain(each) for each in extensions],
        "trunks": [plain(each) for each in trunks],
        "queues": [plain(each) for each in queues],
        "favourites": [
            plain(each) for owner in extensions for each in state.favourites_of(owner.id)
        ],
        "calls": [plain(each) for each in state.calls.values() if _has_to_do_with(each, meant)],
    }


def _has_to_do_with(call: Call, meant: Collection[str]) -> bool:
    """Tell whether a call has to do with any of these."""
    parties = [leg.party for leg in call.legs.values()]
    return call.group in meant or any(
        handle in meant for party in parties for handle in (party.extension, party.trunk)
    )


def _of_reports(coordinator: PbxCoordinator) -> dict[str, Any] | None:
    """Tell how reports arrive, and what was missed, as far as there are any."""
    if not coordinator.vendor.posts_reports:
        return None
    delivery, peers, ingress = coordinator.delivery, coordinator.peers, coordinator.ingress
    reporting = delivery.reporting
    return {
        "heard": reporting.heard,
        "last": reporting.last,
        "missed": reporting.missed,
        "fault": plain(reporting.fault),
        # Extensions are people, so they are counted.
        "extensions": len(reporting.extensions),
        "history": [{"at": each.at, "what": each.what} for each in delivery.history],
        "refused": peers.refused if peers is not None else None,
        "oddities": dict(ingress.oddities) if ingress is not None else None,
    }


def _of_call_log(memory: CallMemory) -> dict[str, int]:
    """Count calls, and how often the time in which nobody listened was fetched; name nobody."""
    return {
        "calls": len(memory.log.entries),
        "missed": memory.log.unseen,
        "fills": memory.fills,
        "failed_fills": memory.failed_fills,
    }


def plain(value: Any) -> Any:
    """Turn frozen values into what JSON can say."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    match value:
        case Flag():
            return [str(each.name) for each in value]
        case Enum():
            return value.value
        case Mapping():
            # Keys are handles with numbers in them; the values know their own ids.
            return [plain(each) for each in value.values()]
        case list() | tuple() | frozenset() | set():
            return [plain(each) for each in value]
    return value
