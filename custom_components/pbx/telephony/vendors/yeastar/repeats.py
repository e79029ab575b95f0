"""Reports that came before: the PBX sends one again until it is answered."""

from collections import OrderedDict
from hashlib import blake2b
from typing import Final

from .happenings import WINDOW
from .reports import (
    Dtmf,
    Incoming,
    Invite,
    PlayPromptEnd,
    QueueAgentTimeout,
    QueueAutoPause,
    Report,
    Satisfaction,
    SmsSent,
)

_REMEMBERED: Final = 500
# Any other tells a state, and told twice that changes nothing.
_MOMENTARY: Final = (
    Dtmf,
    Incoming,
    Invite,
    PlayPromptEnd,
    QueueAgentTimeout,
    QueueAutoPause,
    Satisfaction,
    SmsSent,
)


class Repeats:
    """Remembers the momentary reports of the last seconds by their bodies."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._heard: OrderedDict[bytes, float] = OrderedDict()

    def is_repeat(self, report: Report, body: bytes, at: float) -> bool:
        """Tell whether a report of a moment has come within the last seconds, and remember it."""
        if not isinstance(report, _MOMENTARY):
            return False
        key = blake2b(body, digest_size=16).digest()
        heard = self._heard.get(key)
        if heard is not None and abs(at - heard) <= WINDOW:
            return True
        self._heard[key] = at
        self._heard.move_to_end(key)
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        return False
