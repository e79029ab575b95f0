"""What a MAC address on the network says about a PBX: one of ours that moved, or a new one."""

import asyncio
from base64 import b64encode
from contextlib import suppress
from ipaddress import ip_address
import json
import secrets

from aiohttp import ClientError, ClientSession
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_MAC
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

from .const import CONF_VENDOR, DOMAIN

# Registered makers of network cards, and the vendor that they are.
_MAKERS = {"f4:b5:49": "yeastar", "00:90:33": "innovaphone"}

# Where the web interface is out of the box.
PLACES = {
    "yeastar": (("https", 8088), ("http", 8088)),
    "innovaphone": (("https", 443), ("http", 80)),
}

_PATIENCE = 3.0
# What says no more than that there is no token fits many times.
_LONGEST_ANSWER = 4096
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
        if entry.data[CONF_HOST] == address and entry.data[CONF_VENDOR] == _maker(mac):
            hass.config_entries.async_update_entry(entry, data={CONF_MAC: mac, **entry.data})
    return bool(known)


async def async_vendor_at(hass: HomeAssistant, address: str, mac: str) -> str | None:
    """Name the vendor of what was seen; None if that is no PBX. Nothing secret is sent."""
    if (vendor := _maker(mac)) is None:
        return None
    # These makers sell telephones and gateways, too, with web pages of their own.
    is_pbx = _speaks_yeastar if vendor == "yeastar" else _speaks_innovaphone
    session = async_get_clientsession(hass)
    for scheme, port in PLACES[vendor]:
        with suppress(ClientError, OSError, ValueError, RecursionError):  # A timeout is one, too.
            async with asyncio.timeout(_PATIENCE):
                if await is_pbx(session, URL.build(scheme=scheme, host=address, port=port)):
                    return vendor
    return None


def _maker(mac: str) -> str | None:
    """Name the vendor that a network card is from."""
    return _MAKERS.get(mac[:8])


def _follow(hass: HomeAssistant, entry: ConfigEntry, address: str) -> None:
    """Let an entry use the new address; a name that somebody has typed finds it by itself."""
    host = entry.data[CONF_HOST]
    try:
        ip_address(host)
    except ValueError:
        return
    if host == address:
        return
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_HOST: address})
    if entry.state in _RELOADED:
        hass.config_entries.async_schedule_reload(entry.entry_id)


async def _speaks_innovaphone(session: ClientSession, place: URL) -> bool:
    """Tell whether the websocket for Apps is there; telephones have none."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": b64encode(secrets.token_bytes(16)).decode(),
        "Sec-WebSocket-Version": "13",
    }
    async with session.get(
        place / "PBX0/APPS/websocket", headers=upgrade, ssl=False, allow_redirects=False
    ) as answer:
        is_there = answer.status == 101
        # It would be read forever.
        answer.close()
    return is_there


async def _speaks_yeastar(session: ClientSession, place: URL) -> bool:
    """Tell whether the API answers, which it does in JSON even to who has no token."""
    async with session.post(
        place / "api/v1.1.0/heartbeat", json={}, ssl=False, allow_redirects=False
    ) as answer:
        body = b""
        async for piece in answer.content.iter_any():
            body += piece
            if len(body) > _LONGEST_ANSWER:
                return False
    said = json.loads(body)
    return isinstance(said, dict) and "status" in said
