"""The picture of one PBX: keyed tables of frozen slices, and what changed in them.

Only the reducer writes here. Nothing copies or scans a table on the path of a report; the two
indexes (number to extension, extension to calls) exist for that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from .condition import Condition
from .delivery import Reporting
from .favourite import Favourite
from .memory import Remembered
from .model import (
    Call,
    CallId,
    ConditionId,
    Extension,
    ExtensionId,
    FavouriteId,
    Link,
    PbxInfo,
    QueueId,
    Trunk,
    TrunkId,
)
from .moments import AnyMoment
from .queue import Queue
from .record import CallRecord

# Late repeats come within minutes; a busy office ends a few hundred calls in that time.
REMEMBERED_CALLS = 1_000
REMEMBERED_MOMENTS = 2_000
# A day of records may be told twice: by reports, and by the file that fills their gaps.
REMEMBERED_RECORDS = 5_000


def people_on(call: Call | None) -> Iterator[ExtensionId]:
    """Yield the extensions that are or were on a call."""
    if call is not None:
        for leg in call.legs.values():
            if leg.party.extension is not None:
                yield leg.party.extension


class PbxState:
    """Everything known of one PBX right now."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.link = Link()
        self.info: PbxInfo | None = None
        self.reporting = Reporting()
        self._extensions: dict[ExtensionId, Extension] = {}
        self._trunks: dict[TrunkId, Trunk] = {}
        self._queues: dict[QueueId, Queue] = {}
        self._conditions: dict[ConditionId, Condition] = {}
        self._favourites: dict[FavouriteId, Favourite] = {}
        self._favourites_of: dict[ExtensionId, tuple[FavouriteId, ...]] = {}
        self._calls: dict[CallId, Call] = {}
        self._ended: Remembered[CallId, Call] = Remembered(REMEMBERED_CALLS)
        self._moments: Remembered[str, None] = Remembered(REMEMBERED_MOMENTS)
        self._records: Remembered[str, None] = Remembered(REMEMBERED_RECORDS)
        self._by_number: dict[str, tuple[ExtensionId, ...]] = {}
        self._calls_of: dict[ExtensionId, dict[CallId, None]] = {}

    @property
    def extensions(self) -> Mapping[ExtensionId, Extension]:
        """Give a live view of all extensions."""
        return MappingProxyType(self._extensions)

    @property
    def trunks(self) -> Mapping[TrunkId, Trunk]:
        """Give a live view of all trunks."""
        return MappingProxyType(self._trunks)

    @property
    def queues(self) -> Mapping[QueueId, Queue]:
        """Give a live view of all queues."""
        return MappingProxyType(self._queues)

    @property
    def conditions(self) -> Mapping[ConditionId, Condition]:
        """Give a live view of all conditions."""
        return MappingProxyType(self._conditions)

    @property
    def favourites(self) -> Mapping[FavouriteId, Favourite]:
        """Give a live view of everybody's favourites."""
        return MappingProxyType(self._favourites)

    def favourites_of(self, owner: ExtensionId) -> tuple[Favourite, ...]:
        """Give the favourites of one extension, in the PBX's order."""
        return tuple(self._favourites[each] for each in self._favourites_of.get(owner, ()))

    @property
    def calls(self) -> Mapping[CallId, Call]:
        """Give a live view of the calls going on."""
        return MappingProxyType(self._calls)

    def calls_of(self, extension: ExtensionId) -> Iterator[Call]:
        """Yield the calls going on that this extension is or was on, oldest first."""
        for call in self._calls_of.get(extension, ()):
            yield self._calls[call]

    def extension_with(self, number: str) -> Extension | None:
        """Find the extension with this number; of several the one that has had it longest."""
        found = self._by_number.get(number)
        return self._extensions[found[0]] if found else None

    def has_ended(self, call: CallId) -> bool:
        """Tell whether this call is remembered as over."""
        return call in self._ended

    def ended_call(self, call: CallId) -> Call | None:
        """Give a call that is remembered as over."""
        return self._ended.get(call)

    def is_new_moment(self, id: str) -> bool:
        """Tell whether a moment is heard of for the first time, and remember it."""
        return self._moments.is_new(id, None)

    def is_new_record(self, id: str) -> bool:
        """Tell whether a record is heard of for the first time, and remember it."""
        return self._records.is_new(id, None)

    def put_extension(self, new: Extension) -> None:
        """Replace one extension."""
        old = self._extensions.get(new.id)
        self._extensions[new.id] = new
        if old is not None:
            if old.number == new.number:
                return
            self._forget_number(old)
        if new.number is not None:
            self._by_number[new.number] = (*self._by_number.get(new.number, ()), new.id)

    def drop_extension(self, gone: Extension) -> None:
        """Forget one extension."""
        del self._extensions[gone.id]
        self._forget_number(gone)

    def _forget_number(self, old: Extension) -> None:
        if old.number is not None:
            holders = tuple(each for each in self._by_number.pop(old.number) if each != old.id)
            if holders:
                self._by_number[old.number] = holders

    def put_trunk(self, new: Trunk) -> None:
        """Replace one trunk."""
        self._trunks[new.id] = new

    def drop_trunk(self, gone: TrunkId) -> None:
        """Forget one trunk."""
        del self._trunks[gone]

    def put_queue(self, new: Queue) -> None:
        """Replace one queue."""
        self._queues[new.id] = new

    def drop_queue(self, gone: QueueId) -> None:
        """Forget one queue."""
        del self._queues[gone]

    def put_condition(self, new: Condition) -> None:
        """Replace one condition."""
        self._conditions[new.id] = new

    def drop_condition(self, gone: ConditionId) -> None:
        """Forget one condition."""
        del self._conditions[gone]

    def put_favourite(self, new: Favourite) -> None:
        """Replace one favourite; a new one stands behind the others of its owner."""
        if new.id not in self._favourites:
            others = self._favourites_of.get(new.owner, ())
            self._favourites_of[new.owner] = (*others, new.id)
        self._favourites[new.id] = new

    def drop_favourite(self, gone: Favourite) -> None:
        """Forget one favourite."""
        del self._favourites[gone.id]
        left = tuple(each for each in self._favourites_of.pop(gone.owner) if each != gone.id)
        if left:
            self._favourites_of[gone.owner] = left

    def put_call(self, new: Call) -> None:
        """Replace one call; one that has ended leaves the table and is remembered by its id."""
        if new.is_live:
            self._calls[new.id] = new
            for extension in people_on(new):
                self._calls_of.setdefault(extension, {})[new.id] = None
            return
        self._calls.pop(new.id, None)
        for extension in people_on(new):
            self._leave(extension, new.id)
        self._ended.put(new.id, new)

    def _leave(self, extension: ExtensionId, call: CallId) -> None:
        calls = self._calls_of.get(extension, {})
        calls.pop(call, None)
        if not calls:
            self._calls_of.pop(extension, None)

    def forget_calls(self) -> None:
        """Forget the calls going on: another epoch begins. What has ended stays ended."""
        self._calls.clear()
        self._calls_of.clear()


@dataclass(slots=True)
class Change[T]:
    """One slice before and after; None where it did not or does not exist."""

    old: T | None
    new: T | None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A moment, with the call that it was on."""

    moment: AnyMoment
    call: Call | None = None


@dataclass(slots=True)
class Changes:
    """What one batch of facts changed."""

    link: Change[Link] | None = None
    info: Change[PbxInfo] | None = None
    reporting: Change[Reporting] | None = None
    extensions: dict[ExtensionId, Change[Extension]] = field(default_factory=dict)
    trunks: dict[TrunkId, Change[Trunk]] = field(default_factory=dict)
    queues: dict[QueueId, Change[Queue]] = field(default_factory=dict)
    conditions: dict[ConditionId, Change[Condition]] = field(default_factory=dict)
    favourites: dict[FavouriteId, Change[Favourite]] = field(default_factory=dict)
    calls: dict[CallId, Change[Call]] = field(default_factory=dict)
    records: list[CallRecord] = field(default_factory=list)
    moments: list[Occurrence] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether anything changed."""
        return bool(
            self.link
            or self.info
            or self.reporting
            or self.extensions
            or self.trunks
            or self.queues
            or self.conditions
            or self.favourites
            or self.calls
            or self.records
            or self.moments
        )

    @property
    def is_new_epoch(self) -> bool:
        """Tell whether the link has come up again: nobody watched how the calls changed."""
        link = self.link
        return link is not None and _epoch(link.old) != _epoch(link.new)

    @property
    def touched_extensions(self) -> set[ExtensionId]:
        """Give the extensions whose slice or whose calls changed."""
        touched = set(self.extensions)
        for change in self.calls.values():
            touched.update(people_on(change.old), people_on(change.new))
        return touched

    @property
    def profiles(self) -> Iterator[ExtensionId]:
        """Yield the extensions of which more has changed than what their phone does."""
        for extension, change in self.extensions.items():
            old, new = change.old, change.new
            if old is None or new is None or replace(old, hook=new.hook) != new:
                yield extension

    @property
    def rosters(self) -> bool:
        """Tell whether anything that has entities of its own came or went."""
        return (
            any(map(_came_or_went, self.extensions.values()))
            or any(map(_came_or_went, self.trunks.values()))
            or any(map(_came_or_went, self.queues.values()))
            or any(map(_came_or_went, self.conditions.values()))
            or any(map(_came_or_went, self.favourites.values()))
        )

    @property
    def renamed(self) -> Iterator[Extension]:
        """Yield the extensions that got another name or number."""
        for change in self.extensions.values():
            old, new = change.old, change.new
            if old and new and (old.name, old.number) != (new.name, new.number):
                yield new


def _came_or_went[T](change: Change[T]) -> bool:
    """Tell whether something is new or gone."""
    return change.old is None or change.new is None


def _epoch(link: Link | None) -> int:
    """Count how often the link had come up by then."""
    return link.epoch if link else 0


def note[K, T](table: dict[K, Change[T]], key: K, old: T | None, new: T | None) -> None:
    """Add one replacement to a table of changes; back to the oldest `old` is no change."""
    if key not in table:
        table[key] = Change(old, new)
    elif table[key].old == new:
        del table[key]
    else:
        table[key].new = new
