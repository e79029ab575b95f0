"""An office: people, phones, trunks and calls, on an exchange of its own."""

from .calls import Call, Direction, Failure, Leg, LegState, Outcome, Role
from .errors import (
    LineNotIdle,
    NoPower,
    NoSuchCall,
    NoSuchNumber,
    NotPermitted,
    NoTrunk,
    OfficeError,
)
from .events import OfficeEvent
from .exchange import Office
from .people import MANUAL, LineStatus, Person, PhoneKind, Presence, Trunk, TrunkKind

__all__ = [
    "MANUAL",
    "Call",
    "Direction",
    "Failure",
    "Leg",
    "LegState",
    "LineNotIdle",
    "LineStatus",
    "NoPower",
    "NoSuchCall",
    "NoSuchNumber",
    "NoTrunk",
    "NotPermitted",
    "Office",
    "OfficeError",
    "OfficeEvent",
    "Outcome",
    "Person",
    "PhoneKind",
    "Presence",
    "Role",
    "Trunk",
    "TrunkKind",
]
