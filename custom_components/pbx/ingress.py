"""The door for a PBX that posts reports: Home Assistant's webhook, or a port of our own.

Both hand on bytes and answer at once; only the vendor's parser looks inside. Both are closed with
the entry, and both hear only the PBX's own addresses.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
import logging
import socket

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from .connection import clock_of
from .const import (
    CONF_ALLOWED_ADDRESSES,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    DOMAIN,
    TRANSPORT_LISTENER,
    TRANSPORT_STREAM,
)
from .telephony.door import Door
from .telephony.driver import Delivery, Destination
from .telephony.errors import ReportsUnavailable
from .telephony.listener import Listener
from .telephony.mailbox import MAX_BODY

_LOGGER = logging.getLogger(__name__)


@lru_cache(maxsize=256)
def _plain(address: str) -> str:
    """Write an address in one way, an IPv4 one within IPv6 as IPv4."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(parsed)


# Enough to find a router or a second address by; a scanner must not fill the log.
MAX_STRANGERS = 5
# A name is looked up anew this soon after a report from an address that it did not have.
LOOK_UP_AGAIN = 30.0
LOOK_UP_LATER = 300.0


class Peers:
    """The addresses that reports are taken from."""

    def __init__(self, hass: HomeAssistant, host: str, further: Iterable[str]) -> None:
        """Welcome the PBX at `host` and the further addresses."""
        self._hass = hass
        self._host = host
        self._further = frozenset(_plain(address) for address in further)
        self._addresses = self._further
        self._strangers: dict[str, None] = {}
        self._looked_up = -LOOK_UP_AGAIN
        self.refused = 0

    @property
    def strangers(self) -> tuple[str, ...]:
        """Give the first addresses that something came from and that are not the PBX's."""
        return tuple(each for each in self._strangers if each not in self._addresses)

    async def async_resolve(self) -> None:
        """Look up the PBX's addresses; keep the old ones if that fails."""
        self._looked_up = self._hass.loop.time()
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
        self._look_up_again()
        if address not in self._strangers and len(self._strangers) < MAX_STRANGERS:
            self._strangers[address] = None
            _LOGGER.warning(
                "A report came from %s, which is not the address of the PBX %s, and was ignored;"
                " if it is the PBX's, add it in the options",
                address,
                self._host,
            )
        return False

    async def async_refresh(self) -> None:
        """Look up the addresses anew, if that was long ago."""
        if self._hass.loop.time() - self._looked_up >= LOOK_UP_LATER:
            await self.async_resolve()

    @callback
    def _look_up_again(self) -> None:
        """Look whether the PBX has moved: what it is sent again is welcome then."""
        if self._hass.loop.time() - self._looked_up >= LOOK_UP_AGAIN:
            self._looked_up = self._hass.loop.time()
            self._hass.async_create_background_task(self.async_resolve(), "PBX addresses")


class WebhookIngress(Door):
    """An `Ingress` behind Home Assistant's own HTTP server."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, peers: Peers) -> None:
        """Prepare the webhook of an entry."""
        webhook_id: str = entry.data[CONF_WEBHOOK_ID]
        path = webhook.async_generate_path(webhook_id).lstrip("/")
        super().__init__(
            Destination(entry.data[CONF_REPORT_HOST], entry.data[CONF_REPORT_PORT], path)
        )
        self._hass = hass
        self._name = entry.title
        self._webhook_id = webhook_id
        self._peers = peers
        self._clock: Callable[[], float] = clock_of(hass)
        self._is_open = False

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

    async def close(self) -> None:
        """Unregister the webhook."""
        if self._is_open:
            self._is_open = False
            webhook.async_unregister(self._hass, self._webhook_id)

    async def _async_handle(
        self, hass: HomeAssistant, webhook_id: str, request: web.Request
    ) -> web.Response:
        """Take the body and answer at once; what is no report is answered too, and forgotten.

        Only what finds no room for now is refused: that is worth to be sent again.
        """
        if not self._peers.is_welcome(request.remote or ""):
            return web.Response()
        body = await _read(request)
        if body is None:
            self.oddities["report too large"] += 1
        elif body and not (
            self._rate.passes() and self._mailbox.put(Delivery(body, self._clock()))
        ):
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()


async def _read(request: web.Request) -> bytes | None:
    """Read a body that is small enough to be a report; None for a larger one."""
    body = b""
    while piece := await request.content.readany():
        body += piece
        if len(body) > MAX_BODY:
            return None
    return body


def peers_of(hass: HomeAssistant, entry: ConfigEntry) -> Peers:
    """Give the peers that an entry names."""
    return Peers(hass, entry.data[CONF_HOST], entry.options.get(CONF_ALLOWED_ADDRESSES, ()))


async def async_open_ingress(
    hass: HomeAssistant, entry: ConfigEntry, peers: Peers
) -> Listener | WebhookIngress | None:
    """Open the door that an entry has chosen; raise `ReportsUnavailable`.

    None is needed where we connect to the PBX for its reports.
    """
    if entry.data[CONF_TRANSPORT] == TRANSPORT_STREAM:
        return None
    await peers.async_resolve()
    ingress: Listener | WebhookIngress
    if entry.data[CONF_TRANSPORT] == TRANSPORT_LISTENER:
        destination = Destination(
            entry.data[CONF_REPORT_HOST],
            entry.data[CONF_REPORT_PORT],
            entry.data[CONF_WEBHOOK_ID],
        )
        ingress = Listener(destination, peers.is_welcome, clock_of(hass))
    else:
        ingress = WebhookIngress(hass, entry, peers)
    await ingress.open()
    return ingress
