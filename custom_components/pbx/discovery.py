"""What a MAC address on the network says about a PBX: one of ours that moved, or a new one."""

import asyncio
from contextlib import suppress
from ipaddress import ip_address

from aiohttp import ClientError
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

from .const import CONF_VENDOR, DOMAIN
from .sockets import peers_at
from .telephony.vendors import VENDORS

_PATIENCE = 3.0
# A reload would disturb any other state; it is set up with the new address anyway, or not at all.
_RELOADED = (
    ConfigEntryState.LOADED,
    ConfigEntryState.SETUP_ERROR,
    ConfigEntryState.SETUP_RETRY,
)


@callback
def async_recognize(hass: HomeAssistant, address: str, mac: str) -> bool:
    """Tell whether a PBX is set up already; one that has moved is followed, by its MAC."""
    ours = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    known = [entry for entry in ours if entry.data.get(CONF_MAC) == mac]
    for entry in known:
        _follow(hass, entry, address)
    # Whoever typed the address did not know the MAC; from now on it can be followed, too.
    for entry in ours:
        if entry.data.get(CONF_HOST) == address and entry.data[CONF_VENDOR] == _maker(mac):
            hass.config_entries.async_update_entry(entry, data={CONF_MAC: mac, **entry.data})
    return bool(known) or any(address in peers_at(hass, entry) for entry in ours)


async def async_vendor_at(hass: HomeAssistant, address: str, mac: str) -> str | None:
    """Name the vendor of what was seen; None if that is no PBX. Nothing secret is sent."""
    vendor = _maker(mac)
    if vendor is None or (recognition := VENDORS[vendor].recognition) is None:
        return None
    session = async_get_clientsession(hass)
    for scheme, port in recognition.places:
        place = str(URL.build(scheme=scheme, host=address, port=port))
        with suppress(ClientError, OSError, ValueError, RecursionError):  # A timeout is one, too.
            async with asyncio.timeout(_PATIENCE):
                if await recognition.answers(session, place):
                    return vendor
    return None


def _maker(mac: str) -> str | None:
    """Name the vendor that a network card is from."""
    for key, vendor in VENDORS.items():
        if vendor.recognition is not None and mac.startswith(vendor.recognition.makers):
            return key
    return None


def _follow(hass: HomeAssistant, entry: ConfigEntry, address: str) -> None:
    """Let an entry use the new address; a name that somebody has typed finds it by itself."""
    host = entry.data.get(CONF_HOST, "")
    try:
        ip_address(host)
    except ValueError:
        return
    if host == address:
        return
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_HOST: address})
    if entry.state in _RELOADED:
        hass.config_entries.async_schedule_reload(entry.entry_id)
