"""How a PBX reaches us with its reports: which ways there are, and whether one is free."""

import asyncio
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address
import socket
import time
from typing import Any

from homeassistant.components import network
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant

from .const import (
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    DEFAULT_REPORT_PORT,
    DOMAIN,
    TRANSPORT_LISTENER,
    TRANSPORT_WEBHOOK,
)
from .telephony.driver import Destination
from .telephony.errors import ReportsUnavailable
from .telephony.listener import Listener

_KEYS = (CONF_TRANSPORT, CONF_REPORT_HOST, CONF_REPORT_PORT)


def default_ports(hass: HomeAssistant) -> dict[str, int]:
    """List the transports on offer with their usual ports, the preferred one first."""
    ports = {TRANSPORT_LISTENER: DEFAULT_REPORT_PORT}
    # These PBXs post plain HTTP and nothing else.
    if (api := hass.config.api) is not None and not api.use_ssl:
        ports = {TRANSPORT_WEBHOOK: api.port, **ports}
    return ports


async def async_own_address(hass: HomeAssistant, data: Mapping[str, Any]) -> str:
    """Find our own address as this PBX sees it; nothing is sent for that."""
    loop, place = asyncio.get_running_loop(), (data[CONF_HOST], data[CONF_PORT])
    try:
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=place, family=socket.AF_INET
        )
    except OSError:
        return await network.async_get_source_ip(hass)
    try:
        address: str = transport.get_extra_info("sockname")[0]
    finally:
        transport.close()
    return address


async def async_suggested(hass: HomeAssistant, data: Mapping[str, Any]) -> dict[str, Any]:
    """Propose what is on file, else a way that works in most places."""
    ports = default_ports(hass)
    if data.get(CONF_TRANSPORT) in ports:
        return {key: data[key] for key in _KEYS}
    transport = next(iter(ports))
    return {
        CONF_TRANSPORT: transport,
        CONF_REPORT_HOST: await async_own_address(hass, data),
        CONF_REPORT_PORT: ports[transport],
    }


def corrected(
    hass: HomeAssistant, wanted: Mapping[str, Any], proposed: Mapping[str, Any]
) -> dict[str, Any]:
    """Give a transport its own usual port where the other's was left standing."""
    switched = wanted[CONF_TRANSPORT] != proposed[CONF_TRANSPORT]
    if not switched or wanted[CONF_REPORT_PORT] != proposed[CONF_REPORT_PORT]:
        return dict(wanted)
    return {**wanted, CONF_REPORT_PORT: default_ports(hass)[wanted[CONF_TRANSPORT]]}


async def async_check(
    hass: HomeAssistant, wanted: Mapping[str, Any], entry: ConfigEntry | None
) -> dict[str, str]:
    """Find what would keep reports from arriving; `entry` is the one being changed, if any."""
    errors = {}
    try:
        IPv4Address(wanted[CONF_REPORT_HOST])
    except AddressValueError:
        errors[CONF_REPORT_HOST] = "invalid_address"
    if wanted[CONF_TRANSPORT] == TRANSPORT_LISTENER and not await _async_is_free(
        hass, wanted[CONF_REPORT_PORT], entry
    ):
        errors[CONF_REPORT_PORT] = "port_in_use"
    return errors


async def _async_is_free(hass: HomeAssistant, port: int, entry: ConfigEntry | None) -> bool:
    """Tell whether a listener of this entry could have the port."""
    if port == default_ports(hass).get(TRANSPORT_WEBHOOK):
        return False
    for other in hass.config_entries.async_entries(DOMAIN):
        listens = other.data.get(CONF_TRANSPORT) == TRANSPORT_LISTENER
        if listens and other.data.get(CONF_REPORT_PORT) == port:
            # Its own listener may run, and will make way for itself.
            return entry is not None and other.entry_id == entry.entry_id
    listener = Listener(Destination("", port, ""), lambda _: False, time.time)
    try:
        await listener.open()
    except ReportsUnavailable:
        return False
    await listener.close()
    return True
