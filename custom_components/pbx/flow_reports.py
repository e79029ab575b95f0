"""How a PBX reaches us with its reports: which ways there are, and whether one is free."""

import asyncio
from collections.abc import Mapping
from ipaddress import AddressValueError, IPv4Address
import secrets
import socket
import time
from typing import Any, Final

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
    TRANSPORT_STREAM,
    TRANSPORT_WEBHOOK,
)
from .telephony.driver import Destination
from .telephony.errors import ReportsUnavailable
from .telephony.listener import Listener
from .telephony.model import PbxInfo

REPORT_KEYS: Final = (CONF_TRANSPORT, CONF_REPORT_HOST, CONF_REPORT_PORT)

# The port of a PBX that is set to send its reports over a connection of ours.
DEFAULT_STREAM_PORT: Final = 8333


def default_ports(hass: HomeAssistant, info: PbxInfo) -> dict[str, int]:
    """List the transports on offer with their usual ports, the preferred one first."""
    ports = {TRANSPORT_LISTENER: DEFAULT_REPORT_PORT}
    # These PBXs post plain HTTP and nothing else.
    if (api := hass.config.api) is not None and not api.use_ssl:
        webhook = {TRANSPORT_WEBHOOK: api.port}
        # It is offered in any case, so that whoever looks for it is told why not.
        ports = {**webhook, **ports} if info.posts_to_path else {**ports, **webhook}
    if not info.streams_reports:
        return ports
    # The password goes in clear text over it, so it comes first only where nothing else works.
    stream = {TRANSPORT_STREAM: DEFAULT_STREAM_PORT}
    return {**stream, **ports} if info.is_streaming else {**ports, **stream}


async def async_own_address(hass: HomeAssistant, data: Mapping[str, Any]) -> str:
    """Find our own address as this PBX sees it, else the one that most see."""
    return await async_seen_address(data) or await network.async_get_source_ip(hass)


async def async_seen_address(data: Mapping[str, Any]) -> str | None:
    """Find our own address as this PBX sees it; nothing is sent for that. None without a way."""
    loop, place = asyncio.get_running_loop(), (data[CONF_HOST], data[CONF_PORT])
    try:
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=place, family=socket.AF_INET
        )
    except OSError:
        return None
    try:
        address: str = transport.get_extra_info("sockname")[0]
    finally:
        transport.close()
    return address


async def async_suggested(
    hass: HomeAssistant, data: Mapping[str, Any], info: PbxInfo
) -> dict[str, Any]:
    """Propose what is on file, else a way that works in most places."""
    ports = default_ports(hass, info)
    own = await async_own_address(hass, data)
    if data.get(CONF_TRANSPORT) in ports and not _is_pathless(data, info):
        return {CONF_REPORT_HOST: own, **{key: data[key] for key in REPORT_KEYS if key in data}}
    transport = next(iter(ports))
    return {
        CONF_TRANSPORT: transport,
        CONF_REPORT_HOST: own,
        CONF_REPORT_PORT: ports[transport],
    }


def new_path() -> str:
    """Make up a path that nobody guesses; the PBX may be picky about long or odd ones."""
    return secrets.token_hex(16)


def settled(proposed: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is kept of a form: who connects for the reports has no address to name."""
    if proposed[CONF_TRANSPORT] != TRANSPORT_STREAM:
        return dict(proposed)
    return {key: value for key, value in proposed.items() if key != CONF_REPORT_HOST}


def corrected(
    hass: HomeAssistant, info: PbxInfo, wanted: Mapping[str, Any], proposed: Mapping[str, Any]
) -> dict[str, Any]:
    """Give a transport its own usual port where the other's was left standing."""
    switched = wanted[CONF_TRANSPORT] != proposed[CONF_TRANSPORT]
    if not switched or wanted[CONF_REPORT_PORT] != proposed[CONF_REPORT_PORT]:
        return dict(wanted)
    return {**wanted, CONF_REPORT_PORT: default_ports(hass, info)[wanted[CONF_TRANSPORT]]}


async def async_check(
    hass: HomeAssistant, info: PbxInfo, wanted: Mapping[str, Any], entry: ConfigEntry | None
) -> dict[str, str]:
    """Find what would keep reports from arriving; `entry` is the one being changed, if any."""
    is_stream = wanted[CONF_TRANSPORT] == TRANSPORT_STREAM
    if info.is_streaming not in (None, is_stream):
        return {CONF_TRANSPORT: "reports_by_http" if is_stream else "reports_by_tcp"}
    if is_stream:
        return {}
    if _is_pathless(wanted, info):
        return {CONF_TRANSPORT: "webhook_without_path"}
    errors = {}
    try:
        IPv4Address(wanted.get(CONF_REPORT_HOST, ""))
    except AddressValueError:
        errors[CONF_REPORT_HOST] = "invalid_address"
    if wanted[CONF_TRANSPORT] == TRANSPORT_LISTENER and not await _async_is_free(
        hass, wanted[CONF_REPORT_PORT], entry
    ):
        errors[CONF_REPORT_PORT] = "port_in_use"
    return errors


def _is_pathless(wanted: Mapping[str, Any], info: PbxInfo) -> bool:
    """Tell whether a webhook is meant for a PBX that posts to no path at all."""
    return wanted.get(CONF_TRANSPORT) == TRANSPORT_WEBHOOK and not info.posts_to_path


async def _async_is_free(hass: HomeAssistant, port: int, entry: ConfigEntry | None) -> bool:
    """Tell whether a listener of this entry could have the port."""
    if (api := hass.config.api) is not None and not api.use_ssl and port == api.port:
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
