"""Things that wait equally long."""

from collections import OrderedDict


class Waiting[T]:
    """Keep things until their time has come; as all wait equally long, the first in is first out.

    So no step costs more with many waiting, as long as time does not run backwards.
    """

    def __init__(self, patience: float) -> None:
        """Let everything wait for so many seconds."""
        self._patience = patience
        self._due: OrderedDict[T, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._due)

    def __contains__(self, thing: object) -> bool:
        return thing in self._due

    def add(self, thing: T, now: float) -> None:
        """Start to wait, or start anew."""
        self._due[thing] = now + self._patience
        self._due.move_to_end(thing)

    def drop(self, thing: T) -> None:
        """Wait for it no longer, if at all."""
        self._due.pop(thing, None)

    @property
    def next(self) -> float | None:
        """Say when the first is due."""
        return next(iter(self._due.values()), None)

    def take(self, now: float) -> list[T]:
        """Remove and give what is due."""
        due = []
        while (when := self.next) is not None and when <= now:
            due.append(self._due.popitem(last=False)[0])
        return due
