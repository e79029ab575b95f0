"""Handles of entries in the order in which their calls began."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from operator import itemgetter

from .entry import CallEntry

_began = itemgetter(0)


class Timeline:
    """A sorted list of entries by the beginning of their calls; finding a place is quick."""

    def __init__(self) -> None:
        """Start empty."""
        self._order: list[tuple[float, str]] = []

    def __len__(self) -> int:
        """Count the entries."""
        return len(self._order)

    def __iter__(self) -> Iterator[str]:
        """Yield the handles, the oldest first."""
        return (id for _, id in self._order)

    def add(self, entry: CallEntry) -> None:
        """Put an entry at its place."""
        insort(self._order, (entry.began, entry.id))

    def discard(self, entry: CallEntry) -> None:
        """Take an entry out, if it is in."""
        place = bisect_left(self._order, (entry.began, entry.id))
        if self._order[place : place + 1] == [(entry.began, entry.id)]:
            del self._order[place]

    def clear(self) -> None:
        """Take all out."""
        self._order.clear()

    def between(self, start: float | None, end: float | None) -> list[str]:
        """Give those that began in a time, the oldest first; None is no bound."""
        first = 0 if start is None else bisect_left(self._order, start, key=_began)
        last = None if end is None else bisect_right(self._order, end, key=_began)
        return [id for _, id in self._order[first:last]]

    def newest(self) -> Iterator[str]:
        """Yield all, the newest first."""
        return (id for _, id in reversed(self._order))

    @property
    def oldest(self) -> tuple[float, str] | None:
        """Give when the first call began, and its handle."""
        return self._order[0] if self._order else None
