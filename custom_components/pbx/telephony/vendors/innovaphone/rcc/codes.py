"""What the numbers and words of RCC mean; pure.

A state is seen from the PBX, so the bit that says "outgoing" means that the user is called. The
words of `msg` are seen from the user: `x-` is what the user's side sent, `r-` what it received.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from ....model import Cause, LegState
from ..codecs_rcc import Info

_CALLED: Final = 0x80
_HOLDS: Final = 0x100
_IS_HELD: Final = 0x200
_WAITS: Final = 0x400
_BASE: Final = 0x0F

_SETUP, _ALERT, _CONNECT, _SENT_DISCONNECT, _GOT_DISCONNECT, _PARKED = 1, 4, 5, 6, 7, 8
_OVER: Final = (_SENT_DISCONNECT, _GOT_DISCONNECT)


class CallState(NamedTuple):
    """A state number, taken apart."""

    base: int
    is_called: bool = False
    """The user is called; else the user calls."""
    holds: bool = False
    """The user has put the other side on hold."""
    is_held: bool = False
    waits: bool = False
    """It waits while the user talks to somebody else."""

    @property
    def own(self) -> LegState:
        """Give the state of the user's side."""
        return self._of(is_called=self.is_called)

    @property
    def far(self) -> LegState:
        """Give the state of the other side, as far as the user's side can know."""
        if self.base == _PARKED:
            return LegState.TALKING
        if not self.is_called and self.base < _ALERT:
            return LegState.OFFERED
        return self._of(is_called=not self.is_called)

    @property
    def begins(self) -> bool:
        """Tell whether the call has just begun."""
        return self.base == _SETUP

    @property
    def is_over(self) -> bool:
        """Tell whether the call is being cleared."""
        return self.base in _OVER

    def _of(self, *, is_called: bool) -> LegState:
        """Give the state of one side."""
        if self.is_over:
            return LegState.ENDED
        if self.base == _PARKED:
            return LegState.PARKED
        if self.base == _CONNECT:
            return LegState.TALKING
        if not is_called:
            return LegState.DIALING
        return LegState.RINGING if _SETUP <= self.base <= _ALERT else LegState.OFFERED


def state_of(number: int) -> CallState:
    """Take a state number apart; bits without a meaning are left out."""
    return CallState(
        base=number & _BASE,
        is_called=bool(number & _CALLED),
        holds=bool(number & _HOLDS),
        is_held=bool(number & _IS_HELD),
        waits=bool(number & _WAITS),
    )


# Where only words tell of a call, these move it.
_BASES: Final[Mapping[str, int]] = {
    "setup": _SETUP,
    "setup-ack": 2,
    "call-proc": 3,
    "alert": _ALERT,
    "conn": _CONNECT,
    "disc": _SENT_DISCONNECT,
    "rel": _SENT_DISCONNECT,
}
_FLAGS: Final[Mapping[str, Mapping[str, bool]]] = {
    "r-held": {"is_held": True},
    "r-hold": {"is_held": True},
    "r-retrieved": {"is_held": False},
    "r-retrieve": {"is_held": False},
    "x-held": {"holds": True},
    "x-hold": {"holds": True},
    "x-retrieved": {"holds": False},
    "x-retrieve": {"holds": False},
}


def state_after(before: CallState, msg: str) -> CallState:
    """Give the state after a message, for the stream that tells no states."""
    if msg in _FLAGS:
        return before._replace(**_FLAGS[msg])
    side, _, word = msg.partition("-")
    if (base := _BASES.get(word)) is None:
        return before
    if base == _SETUP:
        return before._replace(base=base, is_called=before.is_called or side == "r")
    # What was sent before the answer may come after it.
    return before if base < before.base else before._replace(base=base)


_CAUSES: Final[Mapping[int, Cause]] = {
    16: Cause.NORMAL,
    17: Cause.BUSY,
    18: Cause.NO_ANSWER,
    19: Cause.NO_ANSWER,
    21: Cause.REFUSED,
    26: Cause.ELSEWHERE,
    31: Cause.NORMAL,
}


def cause_of(infos: Iterable[Info] | None) -> tuple[Cause, str] | None:
    """Find why a call ended, with the PBX's words for it; None if that was not told."""
    for info in infos or ():
        if info.type == "cause" and info.number is not None:
            return _CAUSES.get(info.number, Cause.FAILED), info.text
    return None


def leg_cause(cause: Cause, msg: str, *, is_called: bool) -> Cause:
    """Say why the user's leg ended; a call that somebody else rejected was missed."""
    if cause is Cause.REFUSED and is_called and msg.startswith("r-"):
        return Cause.NO_ANSWER
    return cause
