"""Who is found by a name that several may have."""

from collections.abc import Collection

type Name = tuple[str, str]
"""The kind of name, and the name."""


class Names[T]:
    """Finds who has a name: of several the first who had it, and the next once that one has not."""

    def __init__(self) -> None:
        """Know no name."""
        self._first: dict[str, dict[str, T]] = {}
        """By the kind, then by the name."""
        self._heirs: dict[Name, dict[T, None]] = {}

    def find(self, kind: str, text: str) -> T | None:
        """Find who has a name, whatever its case."""
        return self._first.get(kind, {}).get(folded(text)) if text else None

    def move(self, who: T, before: Collection[Name], now: Collection[Name]) -> None:
        """Take it that somebody had these names and has those; who keeps a name keeps the rank."""
        for name in before:
            if name not in now:
                self._leave(who, name)
        for kind, text in now:
            if self._first.setdefault(kind, {}).setdefault(text, who) != who:
                self._heirs.setdefault((kind, text), {})[who] = None

    def _leave(self, who: T, name: Name) -> None:
        """Let the next one have a name."""
        kind, text = name
        first, heirs = self._first.get(kind, {}), self._heirs.get(name, {})
        heirs.pop(who, None)
        if first.get(text) == who:
            del first[text]
            if heirs:
                first[text] = heir = next(iter(heirs))
                del heirs[heir]
        if not heirs:
            self._heirs.pop(name, None)


def folded(text: str) -> str:
    """Make names comparable; one that is so already is given as it is, and takes no memory."""
    comparable = text.strip().casefold()
    return text if comparable == text else comparable
