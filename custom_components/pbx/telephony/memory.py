"""A bounded memory: what was put in long ago is forgotten first."""

from collections import OrderedDict
from collections.abc import Iterator


class Remembered[K, V]:
    """Remembers the latest so many keys with their values."""

    def __init__(self, limit: int) -> None:
        """Remember no more than this."""
        self._limit = limit
        self._kept: OrderedDict[K, V] = OrderedDict()

    def __contains__(self, key: K) -> bool:
        """Tell whether a key is remembered."""
        return key in self._kept

    def __iter__(self) -> Iterator[K]:
        """Go through the keys, oldest first."""
        return iter(self._kept)

    def get(self, key: K) -> V | None:
        """Give the value of a key, if it is remembered."""
        return self._kept.get(key)

    def put(self, key: K, value: V) -> None:
        """Remember a key, and forget the oldest if there are too many."""
        self._kept[key] = value
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def is_new(self, key: K, value: V) -> bool:
        """Tell whether a key was unknown; it is remembered from now on."""
        if key in self._kept:
            return False
        self.put(key, value)
        return True
