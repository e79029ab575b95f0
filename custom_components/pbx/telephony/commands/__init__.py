"""What a PBX can be asked to do. The answer is a receipt; what changes comes back as facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..contact import ContactCard
from ..model import CallId
from ..record import CallRecord
from .calls import (
    Answer,
    CallBack,
    CallTarget,
    Decision,
    Dial,
    DialInto,
    HangUp,
    Hold,
    Monitor,
    MonitorMode,
    Mute,
    PlayPrompt,
    Screen,
    TargetKind,
    Transfer,
)
from .configuration import ApplyConfiguration, ReadConfiguration, Section, WriteConfiguration
from .favourites import (
    AddFavourite,
    AddProfile,
    Entry,
    GetFavourites,
    RemoveFavourite,
    RemoveProfile,
    RenameProfile,
    UpdateFavourite,
)
from .office import (
    AddWakeUp,
    AgentAction,
    GetWakeUps,
    RemoveWakeUp,
    SendMessage,
    SetAgent,
    SetDoNotDisturb,
    SetForward,
    SetRingMobile,
    UpdateWakeUp,
    WakeUp,
    WakeUpType,
)
from .people import GetNumbering, SendChat, ShowNote
from .phones import ControlPhone, Park, PhoneFunction, PickUp, Redirect, SendDtmf
from .presence import MAX_NOTE, SETTABLE, SetPresence
from .records import GetContacts, GetRecords

type Command = (
    AddFavourite
    | AddProfile
    | AddWakeUp
    | Answer
    | ApplyConfiguration
    | CallBack
    | ControlPhone
    | Dial
    | DialInto
    | GetContacts
    | GetFavourites
    | GetNumbering
    | GetRecords
    | GetWakeUps
    | HangUp
    | Hold
    | Monitor
    | Mute
    | Park
    | PickUp
    | PlayPrompt
    | ReadConfiguration
    | Redirect
    | RemoveFavourite
    | RemoveProfile
    | RemoveWakeUp
    | RenameProfile
    | Screen
    | SendChat
    | SendDtmf
    | SendMessage
    | SetAgent
    | SetDoNotDisturb
    | SetForward
    | SetPresence
    | SetRingMobile
    | ShowNote
    | Transfer
    | UpdateFavourite
    | UpdateWakeUp
    | WriteConfiguration
)

type Plain = str | int | float | bool | list[Plain] | dict[str, Plain] | None
"""Data as JSON can say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The PBX accepted a command; that it worked out is told by later facts."""

    call: CallId | None = None
    message: str | None = None
    """Id of the text message that is on its way."""
    data: Mapping[str, Plain] | None = None
    """What was asked for, by the name of the section, without secrets."""
    wake_ups: tuple[WakeUp, ...] = ()
    records: tuple[CallRecord, ...] = ()
    contacts: tuple[ContactCard, ...] = ()


__all__ = [
    "MAX_NOTE",
    "SETTABLE",
    "AddFavourite",
    "AddProfile",
    "AddWakeUp",
    "AgentAction",
    "Answer",
    "ApplyConfiguration",
    "CallBack",
    "CallTarget",
    "Command",
    "ControlPhone",
    "Decision",
    "Dial",
    "DialInto",
    "Entry",
    "GetContacts",
    "GetFavourites",
    "GetNumbering",
    "GetRecords",
    "GetWakeUps",
    "HangUp",
    "Hold",
    "Monitor",
    "MonitorMode",
    "Mute",
    "Park",
    "PhoneFunction",
    "PickUp",
    "Plain",
    "PlayPrompt",
    "ReadConfiguration",
    "Receipt",
    "Redirect",
    "RemoveFavourite",
    "RemoveProfile",
    "RemoveWakeUp",
    "RenameProfile",
    "Screen",
    "Section",
    "SendChat",
    "SendDtmf",
    "SendMessage",
    "SetAgent",
    "SetDoNotDisturb",
    "SetForward",
    "SetPresence",
    "SetRingMobile",
    "ShowNote",
    "TargetKind",
    "Transfer",
    "UpdateFavourite",
    "UpdateWakeUp",
    "WakeUp",
    "WakeUpType",
    "WriteConfiguration",
]
