"""What the page *System information* shows of the telephone systems."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import PbxConfigEntry


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Say who tells."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Count what there is, over all telephone systems; no name and no address."""
    entries: list[PbxConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    states = [entry.runtime_data.state for entry in entries]
    return {
        "systems": len(hass.config_entries.async_entries(DOMAIN)),
        "connected": sum(state.link.is_up for state in states),
        "extensions": sum(len(state.extensions) for state in states),
        "active_calls": sum(len(state.calls) for state in states),
    }
