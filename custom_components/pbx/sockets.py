"""The door for a PBX that dials us: websockets to an address that nobody can guess.

Knowing the address opens nothing. Who comes in by it must prove the password before anything else,
which is the vendor's matter; here it is bounded how many may stand at the door, and for how long.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final, override

from aiohttp import WSCloseCode, web
from homeassistant.components import network
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.util.hass_dict import HassKey
from yarl import URL

from .const import DOMAIN
from .telephony.driver import ANSWER, DIRECTION

# The vendors' largest messages are lists of a few hundred rows.
MAX_MESSAGE: Final = 1 << 20
# Who dials expects an answer soon; nobody stands at the door for longer.
PATIENCE: Final = 20.0
# A PBX whose connection comes to nothing dials again at once; that hurries nothing for so long.
BREATH: Final = 2.0
NAP: Final = 10.0
# A close frame is a courtesy.
_FAREWELL: Final = 2.0

_DOORS: HassKey[dict[str, Door]] = HassKey(f"{DOMAIN}_doors")
_LIVING: Final = (
    ConfigEntryState.LOADED,
    ConfigEntryState.SETUP_IN_PROGRESS,
    ConfigEntryState.SETUP_RETRY,
)


class Visitor(web.WebSocketResponse):
    """A websocket that somebody has opened to us."""

    def __init__(self, peer: str) -> None:
        """Remember where it comes from."""
        super().__init__(
            timeout=_FAREWELL,
            compress=False,
            max_msg_size=MAX_MESSAGE + 1,
            # One byte that is no UTF-8 must not end the connection.
            decode_text=False,
        )
        self.peer = peer
        self.ended = asyncio.Event()

    @override
    async def close(
        self, *, code: int = WSCloseCode.OK, message: bytes = b"", drain: bool = True
    ) -> bool:
        """Close it, and let its request end."""
        try:
            return await super().close(code=code, message=message, drain=drain)
        finally:
            self.ended.set()


class Door:
    """The `Sockets` of one PBX: one visitor waits at most, and a newer one takes its place."""

    def __init__(self) -> None:
        """Open; nobody is there."""
        self._waiting: web.WebSocketResponse | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._news = asyncio.Event()
        self._visitors: set[Visitor] = set()
        self.last_peer = ""
        """Where the last one came from that was let in."""
        self._holders = 0
        self._accepted = -BREATH
        self._woke = -NAP

    @property
    def is_held(self) -> bool:
        """Tell whether somebody sets this PBX up at the moment."""
        return self._holders > 0

    @property
    def peers(self) -> frozenset[str]:
        """Give the addresses of all who are connected."""
        return frozenset(visitor.peer for visitor in self._visitors)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let visitors in within this, though there is no entry yet."""
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Take a visitor, until either side leaves."""
        visitor = Visitor(request.remote or "")
        await visitor.prepare(request)
        self._visitors.add(visitor)
        self.put_back(visitor)
        try:
            await visitor.ended.wait()
        finally:
            self._visitors.discard(visitor)
            if self._waiting is visitor:
                self._take()
        return visitor

    async def accept(self) -> web.WebSocketResponse:
        """Wait for the next visitor."""
        while True:
            await self._news.wait()
            if (visitor := self._take()) is not None:
                self._accepted = asyncio.get_running_loop().time()
                self.last_peer = visitor.peer if isinstance(visitor, Visitor) else ""
                return visitor

    def put_back(self, socket: web.WebSocketResponse) -> None:
        """Let a visitor wait for the next to accept; who waited before is sent away."""
        self._dismiss()
        self._waiting = socket
        self._expiry = asyncio.get_running_loop().call_later(PATIENCE, self._dismiss)
        self._news.set()

    async def knock(self) -> None:
        """Wait until there is a visitor, but not one right after the other."""
        await self._news.wait()
        await asyncio.sleep(self._accepted + BREATH - asyncio.get_running_loop().time())

    def may_wake(self) -> bool:
        """Tell whether a visitor is reason enough to set an entry up again."""
        now = asyncio.get_running_loop().time()
        if now < self._woke + NAP:
            return False
        self._woke = now
        return True

    def clear(self) -> None:
        """Send everybody away."""
        for visitor in self._visitors:
            visitor.ended.set()

    def _take(self) -> web.WebSocketResponse | None:
        """Let nobody wait any more."""
        visitor, self._waiting = self._waiting, None
        self._news.clear()
        if self._expiry is not None:
            self._expiry.cancel()
        return visitor

    def _dismiss(self) -> None:
        """Send away who waits: the end of a request closes its websocket."""
        if isinstance(visitor := self._take(), Visitor):
            visitor.ended.set()


@callback
def door_of(hass: HomeAssistant, socket_id: str) -> Door:
    """Give the door behind an address; it stays, whoever comes and goes."""
    return hass.data.setdefault(_DOORS, {}).setdefault(socket_id, Door())


@callback
def peers_at(hass: HomeAssistant, entry: ConfigEntry) -> frozenset[str]:
    """Give the addresses that the PBX of an entry has dialed from; none if it does not dial."""
    if entry.data.get(DIRECTION) != ANSWER:
        return frozenset()
    return door_of(hass, entry.data[CONF_WEBHOOK_ID]).peers


async def async_socket_url(hass: HomeAssistant, socket_id: str, app: str) -> str:
    """Make the address that is entered at the PBX; it dials it without the last part."""
    try:
        base = URL(get_url(hass, allow_cloud=False, prefer_external=False))
    except NoURLAvailableError:
        own = await network.async_get_source_ip(hass)
        api = hass.config.api
        base = URL.build(
            scheme="https" if api is not None and api.use_ssl else "http",
            host=own,
            port=api.port if api is not None else None,
        )
    return str(base / "api" / DOMAIN / socket_id / app)


class SocketView(HomeAssistantView):
    """Lets a PBX in that dials; everybody else learns nothing, not even that there is a door."""

    url = f"/api/{DOMAIN}/{{socket_id}}/{{tail}}"
    extra_urls = [f"/api/{DOMAIN}/{{socket_id}}"]  # noqa: RUF012 - as the base class has it
    name = f"api:{DOMAIN}:socket"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve the PBXs of this Home Assistant, until it stops."""
        self._hass = hass
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._async_close)

    async def get(self, request: web.Request, socket_id: str, tail: str = "") -> web.StreamResponse:
        """Take a websocket to a door that is open; 404 for all else."""
        is_websocket = web.WebSocketResponse().can_prepare(request)
        door = self._open_door(socket_id) if is_websocket else None
        if door is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        return await door.receive(request)

    @callback
    def _async_close(self, event: Event) -> None:
        """Let no request last longer than the web server."""
        for door in self._hass.data.get(_DOORS, {}).values():
            door.clear()

    @callback
    def _open_door(self, socket_id: str) -> Door | None:
        """Find the door of an entry that lives, or is about to; wake one that has given up."""
        door = self._hass.data.get(_DOORS, {}).get(socket_id)
        if door is None or door.is_held:
            return door
        for entry in self._hass.config_entries.async_entries(DOMAIN, include_disabled=False):
            if entry.data.get(CONF_WEBHOOK_ID) != socket_id or entry.state not in _LIVING:
                continue
            if entry.data.get(DIRECTION) != ANSWER:
                continue
            if entry.state is ConfigEntryState.SETUP_RETRY and door.may_wake():
                self._hass.config_entries.async_schedule_reload(entry.entry_id)
            return door
        return None
