"""Recordings in the media browser: PBX, day, extension, call."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import override

from homeassistant.auth.models import User
from homeassistant.components.http import KEY_HASS_USER
from homeassistant.components.media_player import BrowseError, MediaClass, MediaType
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api import current_connection
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import current_request
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import PbxCoordinator
from .recordings import MIME_TYPE, coordinator_of, may_hear, url_of
from .telephony.call_log import CallEntry
from .telephony.selectors import number_or_id


async def async_get_media_source(hass: HomeAssistant) -> RecordingSource:
    """Give the source of recordings."""
    return RecordingSource(hass)


class RecordingSource(MediaSource):
    """The recordings of all PBXs; an identifier is entry/day/extension, or entry/call."""

    name = "PBX"

    def __init__(self, hass: HomeAssistant) -> None:
        """Serve the PBXs of this Home Assistant."""
        super().__init__(DOMAIN)
        self._hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Give the address of a recording."""
        entry_id, _, call = item.identifier.rpartition("/")
        coordinator = coordinator_of(self._hass, entry_id)
        entry = coordinator.calls_memory.log.get(call) if coordinator else None
        if coordinator is None or entry is None or not entry.recording:
            raise Unresolvable(translation_domain=DOMAIN, translation_key="recording_not_found")
        if not may_hear(coordinator, _who_asks()):
            raise Unresolvable(translation_domain=DOMAIN, translation_key="recording_not_allowed")
        return PlayMedia(url_of(coordinator, entry), MIME_TYPE)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Show one folder."""
        if not item.identifier:
            return self._all()
        entry_id, *path = item.identifier.split("/")
        coordinator = coordinator_of(self._hass, entry_id)
        if coordinator is None or len(path) > 2:
            raise BrowseError(translation_domain=DOMAIN, translation_key="recording_not_found")
        if not may_hear(coordinator, _who_asks()):
            raise BrowseError(translation_domain=DOMAIN, translation_key="recording_not_allowed")
        return _folder(coordinator, path)

    def _all(self) -> BrowseMediaSource:
        """Show the PBXs whose recordings may be heard by who asks."""
        user = _who_asks()
        found = [
            coordinator
            for entry in self._hass.config_entries.async_loaded_entries(DOMAIN)
            if (coordinator := coordinator_of(self._hass, entry.entry_id)) is not None
            and may_hear(coordinator, user)
        ]
        children = [_directory(each, [], each.config_entry.title) for each in found]
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=None,
            media_class=MediaClass.APP,
            media_content_type=MediaType.APP,
            title=str(self.name),
            can_play=False,
            can_expand=True,
            children_media_class=MediaClass.DIRECTORY,
            children=children,
        )


@callback
def _who_asks() -> User | None:
    """Give the person behind the present request; None for an automation."""
    if (connection := current_connection.get()) is not None:
        return connection.user
    if (request := current_request.get()) is not None:
        user: User | None = request.get(KEY_HASS_USER)
        return user
    return None


def _folder(coordinator: PbxCoordinator, path: list[str]) -> BrowseMediaSource:
    """Show the days of a PBX, the extensions of a day, or the calls of an extension."""
    recorded = [entry for entry in coordinator.calls_memory.log if entry.recording]
    title = coordinator.config_entry.title
    if not path:
        shown = _directory(coordinator, path, title)
        shown.children = [
            _directory(coordinator, [day], day) for day in _distinct(recorded, lambda e: [_day(e)])
        ]
        return shown
    recorded = [entry for entry in recorded if _day(entry) == path[0]]
    if len(path) == 1:
        shown = _directory(coordinator, path, f"{title}, {path[0]}")
        numbers = sorted(_distinct(recorded, lambda each: _numbers(coordinator, each)))
        shown.children = [
            _directory(coordinator, [path[0], number], _titled(coordinator, number))
            for number in numbers
        ]
        return shown
    shown = _directory(coordinator, path, f"{_titled(coordinator, path[1])}, {path[0]}")
    shown.children = [
        _recording(coordinator, entry)
        for entry in recorded
        if path[1] in _numbers(coordinator, entry)
    ]
    return shown


def _directory(coordinator: PbxCoordinator, path: list[str], title: str) -> BrowseMediaSource:
    """Make a folder."""
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier="/".join((coordinator.config_entry.entry_id, *path)),
        media_class=MediaClass.DIRECTORY,
        media_content_type=MediaType.MUSIC,
        title=title,
        can_play=False,
        can_expand=True,
        children_media_class=MediaClass.MUSIC if len(path) == 2 else MediaClass.DIRECTORY,
    )


def _recording(coordinator: PbxCoordinator, entry: CallEntry) -> BrowseMediaSource:
    """Make what can be heard."""
    names = coordinator.names
    caller = entry.caller_name or names.formatted(entry.caller) or "?"
    callee = entry.callee_name or names.formatted(entry.callee) or "?"
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=f"{coordinator.config_entry.entry_id}/{entry.id}",
        media_class=MediaClass.MUSIC,
        media_content_type=MIME_TYPE,
        title=f"{_local(entry):%H:%M} {caller} → {callee}",
        can_play=True,
        can_expand=False,
    )


def _distinct(
    entries: Iterable[CallEntry], parts: Callable[[CallEntry], Iterable[str]]
) -> list[str]:
    """Give each part of the entries once, in their order."""
    return list(dict.fromkeys(part for entry in entries for part in parts(entry)))


def _local(entry: CallEntry) -> datetime:
    """Say when a call began, by the clock of the house."""
    return dt_util.as_local(dt_util.utc_from_timestamp(entry.began))


def _day(entry: CallEntry) -> str:
    """Name the day of a call."""
    return _local(entry).date().isoformat()


def _numbers(coordinator: PbxCoordinator, entry: CallEntry) -> list[str]:
    """Give the numbers that a call is filed under: its extensions, else whom it reached."""
    numbers = [number_or_id(coordinator.state, each) for each in entry.extensions]
    return [each.replace("/", "_") for each in numbers or [entry.group or entry.callee or "?"]]


def _titled(coordinator: PbxCoordinator, number: str) -> str:
    """Name a number of the office."""
    found = coordinator.state.extension_with(number)
    return f"{number} {found.name}" if found and found.name else number
