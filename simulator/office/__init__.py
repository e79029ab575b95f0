"""An office: people, phones, trunks and calls, on an exchange of its own."""

from .calls import Call, Direction, Door, Failure, Leg, LegState, Machine, Outcome, Role
from .errands import Message, WakeUp
from .errors import (
    LineNotIdle,
    NoPower,
    NoSuchCall,
    NoSuchGroup,
    NoSuchMenu,
    NoSuchNumber,
    NoSuchPrompt,
    NoSuchQueue,
    NotConnected,
    NotMonitorable,
    NotPermitted,
    NoTrunk,
    OfficeError,
    TooLate,
    WrongMonitorMode,
)
from .events import OfficeEvent
from .exchange import Office
from .facilities import Contact, InboundRoute, OutboundRoute, PagingGroup, Plan
from .menus import Menu
from .people import (
    MANUAL,
    Forwarding,
    LineStatus,
    MonitorMode,
    Person,
    PhoneKind,
    Presence,
    Target,
    Trunk,
    TrunkKind,
)
from .queues import Queue
from .records import Record, RecordKind

__all__ = [
    "MANUAL",
    "Call",
    "Contact",
    "Direction",
    "Door",
    "Failure",
    "Forwarding",
    "InboundRoute",
    "Leg",
    "LegState",
    "LineNotIdle",
    "LineStatus",
    "Machine",
    "Menu",
    "Message",
    "MonitorMode",
    "NoPower",
    "NoSuchCall",
    "NoSuchGroup",
    "NoSuchMenu",
    "NoSuchNumber",
    "NoSuchPrompt",
    "NoSuchQueue",
    "NoTrunk",
    "NotConnected",
    "NotMonitorable",
    "NotPermitted",
    "Office",
    "OfficeError",
    "OfficeEvent",
    "OutboundRoute",
    "Outcome",
    "PagingGroup",
    "Person",
    "PhoneKind",
    "Plan",
    "Presence",
    "Queue",
    "Record",
    "RecordKind",
    "Role",
    "Target",
    "TooLate",
    "Trunk",
    "TrunkKind",
    "WakeUp",
    "WrongMonitorMode",
]
