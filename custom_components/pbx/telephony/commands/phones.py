"""Commands that steer a call or a phone the way its user would.

Wherever an extension and a call can be given, one of the two is; of several calls of the extension
the one is meant that it is shown with.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from ..model import CallId, Capability, ExtensionId
from .calls import CallTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDtmf:
    """Press keys on a call."""

    needs: ClassVar[Capability] = Capability.DTMF
    digits: str
    """0-9, A-D, * and #."""
    extension: ExtensionId | None = None
    call: CallId | None = None
    to_self: bool = False
    """True lets the extension's own phone hear the tones, not the other party."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Park:
    """Park a conversation, so that somebody else may take it."""

    needs: ClassVar[Capability] = Capability.PARK
    extension: ExtensionId | None = None
    call: CallId | None = None
    at: ExtensionId | None = None
    """Where; None is at the extension itself."""
    position: int | None = None
    """None is any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUp:
    """Bring a call that rings or is parked elsewhere to an extension."""

    needs: ClassVar[Capability] = Capability.PICK_UP
    extension: ExtensionId
    call: CallId | None = None
    of: ExtensionId | None = None
    """Whose call; with neither, whatever can be picked up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Send a call that rings here to somebody else."""

    needs: ClassVar[Capability] = Capability.REDIRECT
    to: CallTarget
    """An extension or a number."""
    extension: ExtensionId | None = None
    call: CallId | None = None
    obey_forwarding: bool = False
    """Forwardings of the new destination count."""


class PhoneFunction(StrEnum):
    """What a phone can be made to do."""

    ANNOUNCE = "announce"
    CONFERENCE = "conference"
    RECORD = "record"
    STOP_RECORDING = "stop_recording"
    MUTE = "mute"
    SHOW_HOME = "show_home"
    SHOW_CALLS = "show_calls"
    SHOW_FAVOURITES = "show_favourites"
    SHOW_DIRECTORY = "show_directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlPhone:
    """Start a function of a phone during a call."""

    needs: ClassVar[Capability] = Capability.REMOTE_CONTROL
    function: PhoneFunction
    extension: ExtensionId | None = None
    call: CallId | None = None
