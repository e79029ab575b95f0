"""Who wants to know of what: callbacks by key, so that a change wakes only those it concerns."""

from collections.abc import Callable, Hashable
import logging

_LOGGER = logging.getLogger(__name__)


class Listeners[**P]:
    """Callbacks, kept by a key."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        # A tuple is small, and whoever is told may come and go meanwhile.
        self._by_key: dict[Hashable, tuple[Callable[P, None], ...]] = {}

    def add(self, key: Hashable, callback: Callable[P, None]) -> Callable[[], None]:
        """Call back when this key is told; the answer is a function that ends it."""
        self.join(key, callback)
        is_over = False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                self.leave(key, callback)

        return end

    def join(self, key: Hashable, callback: Callable[P, None]) -> None:
        """Call back when this key is told, until it leaves: nothing else need be kept for it."""
        self._by_key[key] = (*self._by_key.get(key, ()), callback)

    def leave(self, key: Hashable, callback: Callable[P, None]) -> None:
        """Call back no more, or once less if it has joined more than once."""
        callbacks = list(self._by_key.get(key, ()))
        if callback in callbacks:
            callbacks.remove(callback)
        if callbacks:
            self._by_key[key] = tuple(callbacks)
        else:
            self._by_key.pop(key, None)

    def tell(self, key: Hashable, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call everybody who listens to this key; one that fails does not harm the others."""
        for callback in self._by_key.get(key, ()):
            try:
                callback(*args, **kwargs)
            except Exception:
                _LOGGER.exception("A listener failed")
