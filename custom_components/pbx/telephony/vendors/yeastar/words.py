"""The PBX's words for states, and ours. Compared without regard to case, as the PBX mixes it."""

from collections.abc import Mapping
from typing import Final

from ...model import Cause, Hook, LegState, TrunkStatus

type PhoneState = tuple[Hook, bool | None]
"""What a phone does, and whether it is registered."""

# List and report say the same in different words. After a call a SIP phone is `Registered` or
# `Idle`, as it pleases: both are free.
_PHONES: Final[Mapping[str, PhoneState]] = {
    "busy": (Hook.BUSY, True),
    "fxsnoport": (Hook.FAULT, False),
    "hold": (Hook.ON_HOLD, True),
    "idel": (Hook.IDLE, True),
    "idle": (Hook.IDLE, True),
    "inuse": (Hook.BUSY, True),
    "malfunction": (Hook.FAULT, False),
    "registered": (Hook.IDLE, True),
    "ring": (Hook.RINGING, True),
    "ringing": (Hook.RINGING, True),
    "unavailabl": (Hook.IDLE, False),
    "unavailable": (Hook.IDLE, False),
    "unregistered": (Hook.IDLE, False),
}
_TRUNKS: Final[Mapping[str, TrunkStatus]] = {
    "alarm": TrunkStatus.FAULT,
    "busy": TrunkStatus.BUSY,
    "disable": TrunkStatus.DISABLED,
    "disabled": TrunkStatus.DISABLED,
    "down": TrunkStatus.DOWN,
    "failure": TrunkStatus.DOWN,
    "fault": TrunkStatus.FAULT,
    "idle": TrunkStatus.UP,
    "no signal": TrunkStatus.DOWN,
    "no sim": TrunkStatus.FAULT,
    "pin error": TrunkStatus.FAULT,
    "power off": TrunkStatus.DOWN,
    "registering": TrunkStatus.REGISTERING,
    "unknown": TrunkStatus.UNKNOWN,
    "unreachable": TrunkStatus.DOWN,
    "unregister": TrunkStatus.DOWN,
    "unregistered": TrunkStatus.DOWN,
    "up": TrunkStatus.UP,
}
# A record of voicemail has talk time, but nobody talked.
_RECORDS: Final[Mapping[str, Cause]] = {
    "busy": Cause.BUSY,
    "failed": Cause.FAILED,
    "noanswer": Cause.NO_ANSWER,
    "noanswered": Cause.NO_ANSWER,
    "voicemail": Cause.NO_ANSWER,
}
# By the first words, since later firmware appends or respells the rest.
_FAILURES: Final = (
    ("user busy", Cause.BUSY),
    ("486", Cause.BUSY),
    ("dnd", Cause.REFUSED),
    ("user alerting", Cause.NO_ANSWER),
    ("408", Cause.NO_ANSWER),
    ("410", Cause.NO_ANSWER),
    ("480", Cause.NO_ANSWER),
    ("487", Cause.NO_ANSWER),
    # Printed with the meaning "it rang until the time was over".
    ("603", Cause.NO_ANSWER),
)
# Report format 2.0.0; EARLYMEDIA is known from the P-Series.
MEMBER_STATES: Final[Mapping[str, LegState]] = {
    "alert": LegState.DIALING,
    "answer": LegState.TALKING,
    "answered": LegState.TALKING,
    "bye": LegState.ENDED,
    "earlymedia": LegState.RINGING,
    "hold": LegState.TALKING,
    "ring": LegState.RINGING,
}


def phone_state(word: str) -> PhoneState | None:
    """Say what a phone does; None for a word that nobody knows."""
    return _PHONES.get(word.lower())


def trunk_status(word: str) -> TrunkStatus:
    """Say whether a trunk works."""
    word = word.lower()
    if word.startswith("registered"):
        # Also `Registered (Unmonitored)`.
        return TrunkStatus.UP
    return _TRUNKS.get(word, TrunkStatus.UNKNOWN)


def record_cause(word: str) -> Cause:
    """Say how a call ended, by the status of its record: `NO ANSWER`, also `NOANSWER`."""
    return _RECORDS.get(word.replace(" ", "").lower(), Cause.NORMAL)


def failure_cause(reason: str) -> Cause:
    """Say why a call failed, by the first words of the reason."""
    reason = reason.lower()
    return next((cause for words, cause in _FAILURES if reason.startswith(words)), Cause.FAILED)
