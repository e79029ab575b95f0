"""Questions and answers of all APIs over one connection, told apart by `src`; no I/O.

The vendor's library keeps one table of tags for all APIs, so a tag is unique on the connection.
Nothing in here depends on who dialed.
"""

from collections.abc import Callable
from itertools import count
import logging
from typing import NamedTuple

from ...facts import Fact
from .wire import Message, Unknown, make

_LOGGER = logging.getLogger(__name__)

type Facts = tuple[Fact, ...]
type Hear = Callable[[Message | Unknown, float], Facts]
"""Who gets a message, and makes facts of it."""


class _Expected(NamedTuple):
    """A message that is waited for."""

    api: str
    hear: Hear


class Requests:
    """What was asked and not yet answered, who listens for more, and what is to be sent."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        self._numbers = count(1)
        self._outbox: list[Message] = []
        self._open: dict[tuple[str | None, str], _Expected] = {}
        self._listeners: dict[str, _Expected] = {}

    @property
    def has_frames(self) -> bool:
        """Tell whether there is something to send."""
        return bool(self._outbox)

    def tag(self, kind: str) -> str:
        """Make a tag that was never used on this connection."""
        return f"{kind}{next(self._numbers)}"

    def say(self, message: Message) -> None:
        """Send something that has no answer."""
        self._outbox.append(message)

    def ask(self, request: Message, hear: Hear) -> None:
        """Send a question, and remember who wants the answer."""
        self._open[request.src, request.answer] = _Expected(request.api, hear)
        self._outbox.append(request)

    def forget(self, request: Message) -> None:
        """Want the answer no longer."""
        self._open.pop((request.src, request.answer), None)

    def listen(self, api: str, src: str, hear: Hear) -> None:
        """Want everything that carries this tag and is no answer."""
        self._listeners[src] = _Expected(api, hear)

    def ignore(self, src: str) -> None:
        """Want nothing more of this tag."""
        self._listeners.pop(src, None)

    def route(self, message: Message | Unknown, now: float) -> Facts:
        """Give a message to who waits for it; drop it if nobody does."""
        key = self._key(message)
        expected = self._open.get(key)
        if expected and _is_same(expected.api, message.api):
            del self._open[key]
            return expected.hear(message, now)
        listener = self._listeners.get(message.src or "")
        if listener and _is_same(listener.api, message.api):
            return listener.hear(message, now)
        _LOGGER.debug("Dropped a %s that nobody waits for", message.mt)
        return ()

    def _key(self, message: Message | Unknown) -> tuple[str | None, str]:
        """Find the question of an answer; without a tag it must be the only one of its kind."""
        if message.src is None:
            asked = [
                key
                for key, expected in self._open.items()
                if key[1] == message.mt and _is_same(expected.api, message.api)
            ]
            if len(asked) == 1:
                return asked[0]
        return message.src, message.mt

    def drain(self) -> list[str]:
        """Give what is to be sent, once."""
        frames = [make(message) for message in self._outbox]
        self._outbox.clear()
        return frames


def _is_same(asked: str, heard: str) -> bool:
    """Compare APIs; what was asked for a user ("PbxApi.0") may be answered without the number."""
    return asked == heard or asked.startswith(f"{heard}.")
