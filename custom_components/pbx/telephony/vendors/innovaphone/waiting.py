"""Things that wait equally long, and things that failed."""

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


class Retries[T]:
    """Keep what failed until it is to be tried again: soon at first, then seldom."""

    def __init__(self, soon: float, seldom: float) -> None:
        """Try again after so many seconds."""
        self._soon: Waiting[T] = Waiting(soon)
        self._seldom: Waiting[T] = Waiting(seldom)
        self._hopeless: set[T] = set()

    def __contains__(self, thing: object) -> bool:
        return thing in self._soon or thing in self._seldom

    def add(self, thing: T, now: float, *, is_hopeful: bool = True) -> None:
        """Start to wait, or start anew; soon only at the first failure, and if there is hope."""
        self.drop(thing)
        if is_hopeful and thing not in self._hopeless:
            self._hopeless.add(thing)
            self._soon.add(thing, now)
        else:
            self._seldom.add(thing, now)

    def drop(self, thing: T) -> None:
        """Wait for it no longer, if at all; the next failure is not the first one."""
        self._soon.drop(thing)
        self._seldom.drop(thing)

    def forget(self, thing: T) -> None:
        """Take it that all is well, or nobody cares."""
        self.drop(thing)
        self._hopeless.discard(thing)

    @property
    def next(self) -> float | None:
        """Say when the first is due."""
        both = (self._soon.next, self._seldom.next)
        return min((each for each in both if each is not None), default=None)

    def take(self, now: float) -> list[T]:
        """Remove and give what is due."""
        return self._soon.take(now) + self._seldom.take(now)
