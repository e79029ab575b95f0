"""Recordings of calls: who may hear them, and the address that streams them.

Home Assistant keeps none, and the link of the PBX, which works once, never leaves this machine.
"""

from collections.abc import AsyncIterator
from http import HTTPStatus
import logging
from typing import Final

from aiohttp import ClientError, hdrs, web
from homeassistant.auth.models import User
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.http import HomeAssistantView

from .const import CONF_RESTRICTED, DEFAULT_RESTRICTED, DOMAIN
from .coordinator import PbxConfigEntry, PbxCoordinator
from .telephony.call_log import CallEntry
from .telephony.driver import Download
from .telephony.errors import CommandRefused, CommandUnsupported, PbxError
from .telephony.model import Capability

_LOGGER = logging.getLogger(__name__)

MIME_TYPE: Final = "audio/wav"
_HEADERS: Final = {
    hdrs.ACCEPT_RANGES: "bytes",
    hdrs.CACHE_CONTROL: "private, no-store",
    "X-Content-Type-Options": "nosniff",
}
_MISSING: Final = "recording_not_found"


def media_id(coordinator: PbxCoordinator, entry: CallEntry) -> str | None:
    """Give the address of a recording in the media browser, if there is one."""
    if not entry.recording or not coordinator.can(Capability.RECORDINGS):
        return None
    return f"media-source://{DOMAIN}/{coordinator.config_entry.entry_id}/{entry.id}"


def url_of(coordinator: PbxCoordinator, entry: CallEntry) -> str:
    """Give the address that streams a recording to who is logged in here."""
    return f"/api/{DOMAIN}/recording/{coordinator.config_entry.entry_id}/{entry.id}"


def coordinator_of(hass: HomeAssistant, entry_id: str) -> PbxCoordinator | None:
    """Find a PBX that is set up and has recordings."""
    entry: PbxConfigEntry | None = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN or entry.state is not ConfigEntryState.LOADED:
        return None
    return entry.runtime_data if entry.runtime_data.can(Capability.RECORDINGS) else None


def may_hear(coordinator: PbxCoordinator, user: User | None) -> bool:
    """Tell whether somebody may hear recordings; automations, which are nobody, may.

    An address that an automation hands to a player is signed by a user of the system.
    """
    if not coordinator.config_entry.options.get(CONF_RESTRICTED, DEFAULT_RESTRICTED):
        return True
    return user is None or user.is_admin or user.system_generated


class RecordingView(HomeAssistantView):
    """Streams one recording, from the PBX to who asks."""

    url = f"/api/{DOMAIN}/recording/{{entry_id}}/{{call}}"
    name = f"api:{DOMAIN}:recording"

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve the PBXs of this Home Assistant."""
        self._hass = hass

    async def get(self, request: web.Request, entry_id: str, call: str) -> web.StreamResponse:
        """Stream a recording; 403 for who may not, 404 for none, 502 if the PBX fails."""
        coordinator = coordinator_of(self._hass, entry_id)
        if coordinator is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        if not may_hear(coordinator, request[KEY_HASS_USER]):
            return web.Response(status=HTTPStatus.FORBIDDEN)
        entry = coordinator.calls_memory.log.get(call)
        if entry is None or not entry.recording:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        try:
            async with coordinator.exchange.recording(entry.recording) as download:
                return await _async_stream(request, download)
        except PbxError as err:
            _LOGGER.debug("A recording could not be fetched (%s)", type(err).__name__)
            return web.Response(status=_status_of(err))


async def _async_stream(request: web.Request, download: Download) -> web.StreamResponse:
    """Hand a recording on, piece by piece, as fast as who listens takes it."""
    part = _part_of(request, download.length)
    response = _response(part, download.length)
    await response.prepare(request)
    try:
        async for chunk in _cut(download.chunks, part):
            await response.write(chunk)
        await response.write_eof()
    except (PbxError, ClientError, TimeoutError, ConnectionResetError) as err:
        _LOGGER.debug("A recording broke off (%s)", type(err).__name__)
        # Half of it must not pass for the whole.
        if request.transport is not None:
            request.transport.abort()
    return response


def _part_of(request: web.Request, length: int | None) -> range | None:
    """Give the bytes that are asked for; None for all. Some players insist on asking for parts."""
    if length is None or hdrs.RANGE not in request.headers:
        return None
    try:
        wanted = request.http_range
    except ValueError:
        return None
    return range(length)[wanted] or None


def _response(part: range | None, length: int | None) -> web.StreamResponse:
    """Make the head of the answer; whatever the PBX calls it, it is played and never opened."""
    response = web.StreamResponse(headers=_HEADERS)
    response.content_type = MIME_TYPE
    response.content_length = length
    if part is not None:
        response.set_status(HTTPStatus.PARTIAL_CONTENT)
        response.content_length = len(part)
        response.headers[hdrs.CONTENT_RANGE] = f"bytes {part[0]}-{part[-1]}/{length}"
    return response


async def _cut(chunks: AsyncIterator[bytes], part: range | None) -> AsyncIterator[bytes]:
    """Yield what lies within the part, and stop after it."""
    position = 0
    async for chunk in chunks:
        if part is None:
            yield chunk
            continue
        piece = chunk[max(0, part.start - position) : max(0, part.stop - position)]
        position += len(chunk)
        if piece:
            yield piece
        if position >= part.stop:
            return


def _status_of(err: PbxError) -> HTTPStatus:
    """Say why there is no recording."""
    is_missing = isinstance(err, CommandRefused) and err.meaning == _MISSING
    if is_missing or isinstance(err, CommandUnsupported):
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.BAD_GATEWAY
