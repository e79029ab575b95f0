"""Messages of the PbxSignal: being an endpoint that can be called, and calls without a voice."""

from dataclasses import dataclass

from ..codecs import Failure
from ..codecs_platform import Signal
from .envelope import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxSignalMessage(Message):
    """A message of the signalling."""

    api: str = "PbxSignal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(PbxSignalMessage):
    """Become the device with this hardware id."""

    hw: str | None = None
    flags: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterResult(PbxSignalMessage):
    """We are that device, or not. What is secret in it (relay servers) is not read."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signaling(PbxSignalMessage):
    """One message of one call; handles of our calls are positive, of incoming ones negative."""

    call_handle: int
    sig: Signal


MESSAGES = (
    Register,
    RegisterResult,
    Signaling,
)
