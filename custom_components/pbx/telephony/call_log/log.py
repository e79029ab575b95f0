"""The log: each call once, bounded in number and age, found by what people ask for."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from ..model import CallId, Direction, ExtensionId
from ..record import Outcome
from .entry import CallEntry
from .merge import merged
from .tally import Tally
from .timeline import Timeline

MAX_ENTRIES: Final = 5_000
MAX_AGE: Final = 90 * 86_400.0
# A record follows its call soon, but the clock of the PBX may be in a wrong time zone.
_SAME_CALL: Final = 86_400.0
# Seconds by which a call that was watched and its record may differ, if not even the ids are equal.
_ALIKE: Final = 60.0
# Seconds by which a record, which knows whole ones only, may seem older than it is.
_ROUNDED: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls are wanted; a member that is None does not care."""

    start: float | None = None
    """They began then or later."""
    end: float | None = None
    """They began then or before."""
    direction: Direction | None = None
    outcome: Outcome | None = None
    missed: bool | None = None
    extension: ExtensionId | None = None
    is_number: Callable[[str], bool] | None = None
    """Tells whether the number of one of the two sides is the wanted one."""
    limit: int = 100

    def wants(self, entry: CallEntry) -> bool:
        """Tell whether a call is wanted; when it was is not looked at."""
        return (
            self.direction in (None, entry.direction)
            and self.outcome in (None, entry.outcome)
            and self.missed in (None, entry.missed)
            and (self.extension is None or self.extension in entry.extensions)
            and (
                self.is_number is None
                or any(self.is_number(each) for each in (entry.caller, entry.callee) if each)
            )
        )


class CallLog:
    """All calls that are remembered."""

    def __init__(self, limit: int = MAX_ENTRIES, age: float = MAX_AGE) -> None:
        """Start empty; keep no more than so many entries, and none that began so long ago."""
        self._limit = limit
        self._age = age
        self._entries: dict[str, CallEntry] = {}
        self._order = Timeline()
        self._by_call: dict[CallId, tuple[str, ...]] = {}
        self._by_record: dict[str, str] = {}
        self._missed = Timeline()
        # Which calls wait for the other half of what can be known of them.
        self._unwritten = Timeline()
        self._unwatched = Timeline()
        self._last = ""
        self.tally = Tally()
        """What the calls since the beginning of it add up to."""

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._entries)

    def __iter__(self) -> Iterator[CallEntry]:
        """Go through the entries as they are now, newest first."""
        return iter([self._entries[id] for id in self._order.newest()])

    @property
    def entries(self) -> tuple[CallEntry, ...]:
        """Give all entries in no order; another thread may ask as well."""
        return tuple(self._entries.values())

    @property
    def last(self) -> CallEntry | None:
        """Give the call that ended last."""
        return self._entries.get(self._last)

    @property
    def unseen(self) -> int:
        """Count the missed calls that nobody has taken note of."""
        return len(self._missed)

    def missed_calls(self, limit: int) -> list[CallEntry]:
        """Give the latest missed calls that nobody has taken note of, newest first."""
        return [self._entries[id] for id in islice(self._missed.newest(), limit)]

    def get(self, id: str) -> CallEntry | None:
        """Give an entry by its handle."""
        return self._entries.get(id)

    def put(self, entry: CallEntry, now: float) -> CallEntry | None:
        """Add what is said of a call to what is known; give the entry, None if nothing is new."""
        if entry.began < now - self._age:
            return None
        if entry.records and all(each in self._by_record for each in entry.records):
            return None
        old = self._same_call(entry)
        new = entry if old is None else merged(old, entry)
        if new == old:
            return None
        if old is not None:
            self._forget(old)
        self._remember(new)
        self._prune(now)
        return self._entries.get(new.id)

    def load(self, entries: Iterable[CallEntry], now: float) -> None:
        """Take over what was remembered before."""
        for entry in entries:
            self.put(entry, now)

    def count_since(self, moment: float) -> None:
        """Begin a new tally, with the calls that began then or later."""
        self.tally = Tally(moment)
        for id in self._order.between(moment, None):
            self.tally.add(self._entries[id])

    def acknowledge(self) -> int:
        """Take note of all missed calls; give how many were new."""
        unseen = list(self._missed)
        for id in unseen:
            self._entries[id] = replace(self._entries[id], is_acknowledged=True)
        self._missed.clear()
        return len(unseen)

    def find(self, wanted: CallFilter) -> list[CallEntry]:
        """Give the calls that are wanted, newest first."""
        times = self._order.between(wanted.start, wanted.end)
        known = (self._entries[id] for id in reversed(times))
        return list(islice(filter(wanted.wants, known), wanted.limit))

    def _same_call(self, entry: CallEntry) -> CallEntry | None:
        """Find what is known of the same call.

        A record goes to the call with its id. A call that was watched is another one than each that
        was watched before, even if the PBX counts its calls anew and gives it the same id.
        """
        if (same := self._entries.get(entry.id)) is not None:
            return same
        for id in reversed(self._by_call.get(entry.call, ())):
            known = self._entries[id]
            if entry.is_watched and known.is_watched:
                continue
            if abs(known.began - entry.began) <= _SAME_CALL:
                return known
        return self._alike(entry)

    def _alike(self, entry: CallEntry) -> CallEntry | None:
        """Find what must be the same call: one was watched, and no record has told of it yet.

        A call may be watched for a while before anybody says the id that its record has.
        """
        candidates = self._unwatched if entry.is_watched else self._unwritten
        for id in candidates.between(entry.began - _ALIKE, entry.began + _ALIKE):
            if _are_alike(known := self._entries[id], entry):
                return known
        return None

    def _remember(self, entry: CallEntry) -> None:
        """Put an entry into all tables."""
        self._entries[entry.id] = entry
        self._order.add(entry)
        if not entry.is_watched:
            self._unwatched.add(entry)
        elif not entry.records:
            self._unwritten.add(entry)
        if entry.call:
            self._by_call[entry.call] = (*self._by_call.get(entry.call, ()), entry.id)
        for record in entry.records:
            self._by_record[record] = entry.id
        if entry.missed and not entry.is_acknowledged:
            self._missed.add(entry)
        self.tally.add(entry)
        if (last := self.last) is None or _end(entry) >= _end(last) - _ROUNDED:
            self._last = entry.id

    def _forget(self, entry: CallEntry) -> None:
        """Take an entry out of all tables."""
        del self._entries[entry.id]
        for timeline in (self._order, self._missed, self._unwatched, self._unwritten):
            timeline.discard(entry)
        rest = tuple(id for id in self._by_call.pop(entry.call, ()) if id != entry.id)
        if rest:
            self._by_call[entry.call] = rest
        for record in entry.records:
            self._by_record.pop(record, None)
        self.tally.remove(entry)

    def _prune(self, now: float) -> None:
        """Forget the oldest calls, if there are too many or they are too old."""
        while (oldest := self._order.oldest) is not None:
            began, id = oldest
            if len(self._order) <= self._limit and began >= now - self._age:
                break
            self._forget(self._entries[id])


def _are_alike(one: CallEntry, other: CallEntry) -> bool:
    """Tell whether the same people were on two calls that began and ended together."""
    watched, written = (one, other) if one.is_watched else (other, one)
    return (
        not watched.records
        and watched.direction is written.direction
        and watched.caller == written.caller
        and abs(_end(watched) - _end(written)) <= _ALIKE
        and (
            watched.callee == written.callee
            or not set(watched.extensions).isdisjoint(written.extensions)
        )
    )


def _end(entry: CallEntry) -> float:
    """Say when a call was over, as far as that is known."""
    return entry.began if entry.ended is None else entry.ended
