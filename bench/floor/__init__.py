"""Entities that do nothing: what Home Assistant itself needs for devices, entities and states."""

import logging

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

DOMAIN = "bench_floor"

_LOGGER = logging.getLogger(__name__)


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Make as many devices as the entry says, then the entities of each platform."""
    registry = dr.async_get(hass)
    for number in range(entry.data["devices"]):
        registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, f"{entry.entry_id}-{number}")},
            name=f"Floor {number}",
        )
    entry.runtime_data = DataUpdateCoordinator[None](
        hass, _LOGGER, config_entry=entry, name="floor"
    )
    await hass.config_entries.async_forward_entry_setups(entry, entry.data["entities"])
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Take them away again."""
    return await hass.config_entries.async_unload_platforms(entry, entry.data["entities"])
