"""Who is found by a name that several may have."""

from collections.abc import Collection

type Name = tuple[str, str]
"""The kind of name, and the name."""


class Names[T]:
    """Finds who has a name: of several the first who had it, and the next once that one has not."""

    def __init__(self) -> None:
        """Know no name."""
        self._first: dict[Name, T] = {}
        self._heirs: dict[Name, dict[T, None]] = {}

    def find(self, kind: str, text: str) -> T | None:
        """Find who has a name, whatever its case."""
        return self._first.get((kind, text.strip().casefold())) if text else None

    def move(self, who: T, before: Collection[Name], now: Collection[Name]) -> None:
        """Take it that somebody had these names and has those; who keeps a name keeps the rank."""
        for name in before:
            if name not in now:
                self._leave(who, name)
        for name in now:
            if self._first.setdefault(name, who) != who:
                self._heirs.setdefault(name, {})[who] = None

    def _leave(self, who: T, name: Name) -> None:
        """Let the next one have a name."""
        heirs = self._heirs.get(name, {})
        heirs.pop(who, None)
        if self._first.get(name) == who:
            del self._first[name]
            if heirs:
                self._first[name] = heir = next(iter(heirs))
                del heirs[heir]
        if not heirs:
            self._heirs.pop(name, None)
