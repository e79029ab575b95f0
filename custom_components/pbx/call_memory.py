"""The calls of one PBX, remembered over restarts, with what happened while nobody listened."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
import logging
import time
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .telephony.call_log import (
    CallEntry,
    CallLog,
    NameOf,
    entry_from_json,
    entry_of_call,
    entry_of_record,
    entry_to_json,
)
from .telephony.commands import GetRecords
from .telephony.errors import PbxError
from .telephony.exchange import CALLS, LINK, REPORTS, Exchange
from .telephony.listeners import Listeners
from .telephony.model import Call, Capability
from .telephony.record import CallRecord

_LOGGER = logging.getLogger(__name__)

STORAGE_VERSION: Final = 1
# What a crash would lose is fetched again where the PBX can; a memory card wears out by writing.
SAVE_DELAY: Final = 300.0
# Seconds before the last sign of life, for calls that were going on then.
OVERLAP: Final = 7_200.0
LONGEST_GAP: Final = timedelta(days=7).total_seconds()
# A link that comes and goes must not ask for the file each time.
BETWEEN_FILLS: Final = 30.0
# Seconds before each attempt, while the link is up; a new connection starts from the first again.
ATTEMPTS: Final = (0.0, 60.0, 600.0, 3_600.0)
# Nobody tells that a report was lost, so the file is looked at now and then.
BETWEEN_CHECKS: Final = 3_600.0
# And after something was missed: by then the call of which it was is most likely over.
AFTER_A_MISS: Final = 600.0
_AT_ONCE: Final = 100

type Stored = dict[str, Any]


def _store(hass: HomeAssistant, entry_id: str) -> Store[Stored]:
    """Give the place of an entry's calls."""
    return Store(
        hass,
        STORAGE_VERSION,
        f"{DOMAIN}.calls.{entry_id}",
        private=True,
        atomic_writes=True,
        serialize_in_event_loop=False,
    )


async def async_forget_calls(hass: HomeAssistant, entry_id: str) -> None:
    """Delete what was stored for an entry that is removed."""
    await _store(hass, entry_id).async_remove()


class CallMemory:
    """The log of one PBX, fed by what the exchange tells."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], exchange: Exchange, name_of: NameOf
    ) -> None:
        """Start empty; `name_of` names parties as they are known at that moment."""
        self.log = CallLog()
        self.changes: Listeners[[]] = Listeners()
        """Who wants to know that the log changed, by CALLS."""
        self.day = dt_util.start_of_local_day()
        """When the day began that the log's tally is of."""
        self.fills = 0
        """How often missed time was fetched."""
        self.failed_fills = 0
        self._hass = hass
        self._entry = entry
        self._exchange = exchange
        self._name_of = name_of
        self._store = _store(hass, entry.entry_id)
        self._unheard_since: float | None = None
        self._epoch = 0
        self._asked_at = float("-inf")
        self._missed = 0
        self._something_missed = asyncio.Event()
        self._filling: asyncio.Task[None] | None = None

    async def async_start(self) -> None:
        """Read what was remembered, and listen from now on."""
        self._take_over(await self._store.async_load())
        self._a_day_begins()
        self._entry.async_on_unload(
            async_track_time_change(self._hass, self._a_day_begins, hour=0, minute=0, second=0)
        )
        for stop in (
            self._exchange.ended.add(CALLS, self._call_ended),
            self._exchange.records.add(CALLS, self._record_came),
            self._exchange.changes.add(LINK, self._link_changed),
            self._exchange.changes.add(REPORTS, self._reports_changed),
        ):
            self._entry.async_on_unload(stop)
        self._entry.async_on_unload(self._async_save)
        self._link_changed()

    @callback
    def _a_day_begins(self, now: datetime | None = None) -> None:
        """Count the calls of today from now on."""
        self.day = dt_util.start_of_local_day()
        self.log.count_since(self.day.timestamp())
        self.changes.tell(CALLS)

    def acknowledge(self) -> int:
        """Take note of all missed calls; give how many were new."""
        if count := self.log.acknowledge():
            self._changed()
        return count

    def _take_over(self, stored: Mapping[str, Any] | None) -> None:
        """Read what was stored, as far as it can be understood."""
        if not isinstance(stored, Mapping):
            return
        if isinstance(entries := stored.get("entries"), list):
            known = [entry for each in entries if (entry := entry_from_json(each)) is not None]
            self.log.load(known, time.time())
        heard = stored.get("heard")
        if isinstance(heard, int | float) and not isinstance(heard, bool):
            self._unheard_since = float(heard)

    def _to_store(self) -> Stored:
        """Say everything in plain data; another thread asks for it."""
        heard = time.time() if self._unheard_since is None else self._unheard_since
        return {"heard": heard, "entries": [entry_to_json(each) for each in self.log.entries]}

    async def _async_save(self) -> None:
        """Write everything down now."""
        if self._unheard_since is None:
            self._unheard_since = time.time()
        await self._store.async_save(self._to_store())

    @callback
    def _changed(self) -> None:
        """Tell who listens, and write it down some time."""
        self._store.async_delay_save(self._to_store, SAVE_DELAY)
        self.changes.tell(CALLS)

    @callback
    def _call_ended(self, call: Call) -> None:
        """Remember a call."""
        self._put(entry_of_call(call, self._exchange.state, self._name_of))

    @callback
    def _record_came(self, record: CallRecord) -> None:
        """Remember what a record says."""
        self._put(entry_of_record(record, time.time(), self._name_of))

    def _put(self, entry: CallEntry | None) -> None:
        """Put an entry into the log."""
        if entry is not None and self.log.put(entry, time.time()) is not None:
            self._changed()

    @callback
    def _link_changed(self) -> None:
        """Note from when on nobody listened; fetch that time once somebody does again."""
        link = self._exchange.state.link
        if not link.is_up:
            if self._unheard_since is None:
                self._unheard_since = time.time()
                self._store.async_delay_save(self._to_store, SAVE_DELAY)
            return
        if link.epoch == self._epoch:
            return
        self._epoch = link.epoch
        if self._filling is not None:
            self._filling.cancel()
            self._filling = None
        info = self._exchange.state.info
        if info is None or Capability.RECORDS not in info.capabilities:
            self._unheard_since = None
        else:
            self._filling = self._entry.async_create_background_task(
                self._hass, self._async_keep_up(), f"{self._entry.title} records"
            )

    @callback
    def _reports_changed(self) -> None:
        """Note whether reports were missed."""
        missed, self._missed = self._missed, self._exchange.state.reporting.missed
        if self._missed > missed:
            self._something_missed.set()

    async def _async_keep_up(self) -> None:
        """Fetch what was told while nobody listened, and from then on what got lost."""
        since = self._unheard_since
        while True:
            checked = time.time()
            if since is not None:
                await self._async_fill(since)
            since = checked if self._unheard_since is None else self._unheard_since
            with suppress(TimeoutError):
                async with asyncio.timeout(BETWEEN_CHECKS):
                    await self._something_missed.wait()
                    await asyncio.sleep(AFTER_A_MISS)
            self._something_missed.clear()

    async def _async_fill(self, since: float) -> None:
        """Fetch the records of the time in which nobody listened; try again while that fails."""
        loop = asyncio.get_running_loop()
        for pause in ATTEMPTS:
            await asyncio.sleep(max(pause, self._asked_at + BETWEEN_FILLS - loop.time()))
            if not self._exchange.state.link.is_up:
                return
            self._asked_at = loop.time()
            try:
                await self.async_fetch(since)
            except PbxError as err:
                self.failed_fills += 1
                _LOGGER.debug("The missed records could not be fetched (%s)", type(err).__name__)
            else:
                return

    async def async_fetch(self, since: float) -> None:
        """Fetch the records since then; raise a `PbxError`."""
        now = time.time()
        receipt = await self._exchange.execute(
            GetRecords(began=max(since - OVERLAP, now - LONGEST_GAP), ended=now + OVERLAP)
        )
        is_news = False
        for number, record in enumerate(receipt.records, start=1):
            entry = entry_of_record(record, None, self._name_of)
            if entry is not None and self.log.put(entry, now) is not None:
                is_news = True
            if number % _AT_ONCE == 0:
                await asyncio.sleep(0)
        self.fills += 1
        if self._exchange.state.link.is_up:
            self._unheard_since = None
        if is_news:
            self._changed()
