"""Who wants to know of what: callbacks by key, so that a change wakes only those it concerns."""

from collections.abc import Callable, Hashable
from functools import partial
import logging

_LOGGER = logging.getLogger(__name__)


class Listeners[**P]:
    """Callbacks, kept by a key."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._by_key: dict[Hashable, dict[object, Callable[P, None]]] = {}

    def add(self, key: Hashable, callback: Callable[P, None]) -> Callable[[], None]:
        """Call back when this key is told; the answer is a function that ends it."""
        listening = object()
        self._by_key.setdefault(key, {})[listening] = callback
        # Thousands of entities keep one of these; a closure would take three times as much.
        return partial(self._remove, key, listening)

    def _remove(self, key: Hashable, listening: object) -> None:
        """Call back no more."""
        callbacks = self._by_key.get(key, {})
        callbacks.pop(listening, None)
        if not callbacks:
            self._by_key.pop(key, None)

    def tell(self, key: Hashable, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call everybody who listens to this key; one that fails does not harm the others."""
        for callback in tuple(self._by_key.get(key, {}).values()):
            try:
                callback(*args, **kwargs)
            except Exception:
                _LOGGER.exception("A listener failed")
