"""What can be asked of the PBX, in our own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum, auto
from types import MappingProxyType


class Operation(StrEnum):
    """Something that can be asked for; no version of the API has all of them."""

    LOGIN = auto()
    HEARTBEAT = auto()
    LOGOUT = auto()
    DEVICE = auto()
    APPLY = auto()

    EXTENSIONS = auto()
    EXTENSION = auto()
    UPDATE_EXTENSION = auto()
    EXTENSION_CALLS = auto()
    TRUNKS = auto()
    SIP_TRUNKS = auto()
    INBOUND_ROUTES = auto()
    OUTBOUND_ROUTES = auto()
    PAGING_GROUPS = auto()

    INBOUND = auto()
    OUTBOUND = auto()
    CALLS = auto()

    DIAL_EXTENSION = auto()
    DIAL_OUTBOUND = auto()
    DIAL = auto()
    CALL_BACK = auto()
    DIAL_IVR_EXTENSION = auto()
    DIAL_IVR_OUTBOUND = auto()
    DIAL_QUEUE = auto()
    DIAL_RING_GROUP = auto()
    HANG_UP_EXTENSION = auto()
    HANG_UP_INBOUND = auto()
    HANG_UP_OUTBOUND = auto()
    HANG_UP = auto()

    HOLD = auto()
    UNHOLD = auto()
    MUTE = auto()
    UNMUTE = auto()
    LISTEN = auto()
    WHISPER = auto()
    BARGE = auto()
    TRANSFER_INBOUND_EXTENSION = auto()
    TRANSFER_INBOUND_IVR = auto()
    TRANSFER_INBOUND_QUEUE = auto()
    TRANSFER_INBOUND_RING_GROUP = auto()
    TRANSFER_INBOUND_OUTBOUND = auto()
    TRANSFER_INBOUND_NUMBER = auto()
    TRANSFER_OUTBOUND_EXTENSION = auto()
    TRANSFER_OUTBOUND_IVR = auto()
    TRANSFER_OUTBOUND_OUTBOUND = auto()
    TRANSFER_OUTBOUND_NUMBER = auto()
    TRANSFER_CALL = auto()
    TRANSFER = auto()
    ACCEPT = auto()
    REFUSE = auto()

    IVRS = auto()
    UPDATE_IVR = auto()
    QUEUES = auto()
    UPDATE_QUEUE = auto()
    QUEUE_STATUS = auto()
    ADD_AGENT = auto()
    REMOVE_AGENT = auto()
    PAUSE_AGENT = auto()
    UNPAUSE_AGENT = auto()

    ADD_WAKE_UP = auto()
    WAKE_UPS = auto()
    UPDATE_WAKE_UP = auto()
    REMOVE_WAKE_UP = auto()
    PROMPT_EXTENSION = auto()
    PROMPT_OUTBOUND = auto()
    RECORDING = auto()
    DOWNLOAD_RECORDING = auto()
    RECORDS = auto()
    DOWNLOAD_RECORDS = auto()
    SEND_MESSAGE = auto()
    CONTACTS = auto()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an operation is, and what its fields are called there."""

    path: str
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Our names of fields, with those of the wire; any other goes by its own name."""
    everything: str | None = None
    """What a field says that shall select all; None leaves it out."""


def at(path: str, *, everything: str | None = None, **fields: str) -> Endpoint:
    """Describe an endpoint by `our name = name on the wire`."""
    return Endpoint(path, MappingProxyType(fields), everything)
