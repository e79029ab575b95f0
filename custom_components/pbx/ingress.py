"""The door for a PBX that posts reports: Home Assistant's webhook, or a port of our own.

Both hand on bytes and answer at once; only the vendor's parser looks inside. Both are closed with
the entry, and both hear only the PBX's own addresses.
"""

from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv6Address, ip_address
import logging
import socket
import time

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from .const import (
    CONF_ALLOWED_ADDRESSES,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    DOMAIN,
    TRANSPORT_LISTENER,
    TRANSPORT_STREAM,
)
from .telephony.driver import Delivery, Destination, Ingress
from .telephony.errors import ReportsUnavailable
from .telephony.listener import Listener
from .telephony.mailbox import MAX_BODY, Mailbox

_LOGGER = logging.getLogger(__name__)


def _plain(address: str) -> str:
    """Write an address in one way, an IPv4 one within IPv6 as IPv4."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(parsed)


# Enough to find a router or a second address by; a scanner must not fill the log.
MAX_STRANGERS = 5


class Peers:
    """The addresses that reports are taken from."""

    def __init__(self, hass: HomeAssistant, host: str, further: Iterable[str]) -> None:
        """Welcome the PBX at `host` and the further addresses."""
        self._hass = hass
        self._host = host
        self._further = frozenset(_plain(address) for address in further)
        self._addresses = self._further
        self._strangers: set[str] = set()
        self.refused = 0

    async def async_resolve(self) -> None:
        """Look up the PBX's addresses; keep the old ones if that fails."""
        try:
            self._addresses = self._further | {_plain(self._host)}
        except ValueError:
            with suppress(OSError):
                found = await self._hass.async_add_executor_job(
                    socket.getaddrinfo, self._host, None, 0, socket.SOCK_STREAM
                )
                self._addresses = self._further | {_plain(str(each[4][0])) for each in found}

    def is_welcome(self, peer: str) -> bool:
        """Tell whether a report may come from this address."""
        try:
            address = _plain(peer.partition("%")[0])
        except ValueError:
            return False
        if address in self._addresses:
            return True
        self.refused += 1
        if address not in self._strangers and len(self._strangers) < MAX_STRANGERS:
            self._strangers.add(address)
            _LOGGER.warning(
                "A report came from %s, which is not the address of the PBX %s, and was ignored;"
                " if it is the PBX's, add it in the options",
                address,
                self._host,
            )
        return False


class WebhookIngress:
    """An `Ingress` behind Home Assistant's own HTTP server."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, peers: Peers) -> None:
        """Prepare the webhook of an entry."""
        self._hass = hass
        self._name = entry.title
        self._webhook_id: str = entry.data[CONF_WEBHOOK_ID]
        self._peers = peers
        self._mailbox = Mailbox()
        self._is_open = False
        self._destination = Destination(
            entry.data[CONF_REPORT_HOST],
            entry.data[CONF_REPORT_PORT],
            webhook.async_generate_path(self._webhook_id).lstrip("/"),
        )

    @property
    def destination(self) -> Destination:
        """Say where the PBX shall post to."""
        return self._destination

    async def open(self) -> None:
        """Register the webhook."""
        try:
            webhook.async_register(
                self._hass,
                DOMAIN,
                self._name,
                self._webhook_id,
                self._async_handle,
                allowed_methods=["POST"],
            )
        except ValueError as err:
            raise ReportsUnavailable("the webhook is taken") from err
        self._is_open = True

    async def receive(self) -> Delivery:
        """Wait for the next report."""
        return await self._mailbox.get()

    def drain(self) -> None:
        """Forget what came while nobody read."""
        self._mailbox.clear()

    async def close(self) -> None:
        """Unregister the webhook."""
        if self._is_open:
            self._is_open = False
            webhook.async_unregister(self._hass, self._webhook_id)

    async def _async_handle(
        self, hass: HomeAssistant, webhook_id: str, request: web.Request
    ) -> web.Response:
        """Take the body and answer at once; what is no report is answered too, and forgotten."""
        if self._peers.is_welcome(request.remote or ""):
            body = await _read(request)
            if body:
                self._mailbox.put(Delivery(body, time.time()))
        return web.Response()


async def _read(request: web.Request) -> bytes:
    """Read a body that is small enough to be a report; nothing of a larger one."""
    body = b""
    async for piece in request.content.iter_any():
        body += piece
        if len(body) > MAX_BODY:
            return b""
    return body


def peers_of(hass: HomeAssistant, entry: ConfigEntry) -> Peers:
    """Give the peers that an entry names."""
    return Peers(hass, entry.data[CONF_HOST], entry.options.get(CONF_ALLOWED_ADDRESSES, ()))


async def async_open_ingress(
    hass: HomeAssistant, entry: ConfigEntry, peers: Peers
) -> Ingress | None:
    """Open the door that an entry has chosen; raise `ReportsUnavailable`.

    None is needed where we connect to the PBX for its reports.
    """
    if entry.data[CONF_TRANSPORT] == TRANSPORT_STREAM:
        return None
    await peers.async_resolve()
    ingress: Ingress
    if entry.data[CONF_TRANSPORT] == TRANSPORT_LISTENER:
        destination = Destination(
            entry.data[CONF_REPORT_HOST],
            entry.data[CONF_REPORT_PORT],
            entry.data[CONF_WEBHOOK_ID],
        )
        ingress = Listener(destination, peers.is_welcome, time.time)
    else:
        ingress = WebhookIngress(hass, entry, peers)
    await ingress.open()
    return ingress
