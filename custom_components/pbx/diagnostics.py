"""Diagnostics: the whole picture, without secrets, people and numbers."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .call_memory import CallMemory
from .coordinator import PbxConfigEntry, PbxCoordinator
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


def _of_reports(coordinator: PbxCoordinator) -> dict[str, Any] | None:
    """Tell how reports arrive, and what was missed, as far as there are any."""
    if not coordinator.vendor.posts_reports:
        return None
    delivery, peers, ingress = coordinator.delivery, coordinator.peers, coordinator.ingress
    told = {**plain(delivery.reporting), "history": [plain(each) for each in delivery.history]}
    return {
        # Extensions are people.
        **redact(told),
        "last": delivery.last,
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
