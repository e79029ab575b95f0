"""What the actions about phones and favourites ask the PBX for."""

from typing import Any

from custom_components.pbx.telephony.commands import (
    AddFavourite,
    AddProfile,
    CallTarget,
    Command,
    ControlPhone,
    Entry,
    Park,
    PhoneFunction,
    PickUp,
    Redirect,
    RemoveFavourite,
    RemoveProfile,
    RenameProfile,
    SendDtmf,
    TargetKind,
    UpdateFavourite,
)

from .acting import ANNA as ANNA_STATUS
from .scripted import ANNA, CALL, OUTSIDE, TOM

ON_ANNA = {"entity_id": ANNA_STATUS}
ON_CALL = {"call_id": CALL}

STEERING: list[tuple[str, dict[str, Any], Command]] = [
    (
        "send_dtmf",
        {**ON_ANNA, "digits": "12ab#"},
        SendDtmf(digits="12AB#", extension=ANNA),
    ),
    (
        "send_dtmf",
        {**ON_CALL, "digits": 7, "to_self": True},
        SendDtmf(digits="7", call=CALL, to_self=True),
    ),
    ("park", ON_ANNA, Park(extension=ANNA)),
    ("park", {**ON_CALL, "at": 1001, "position": 3}, Park(call=CALL, at=TOM, position=3)),
    ("pick_up", ON_ANNA, PickUp(extension=ANNA)),
    ("pick_up", {**ON_ANNA, "extension": "1001"}, PickUp(extension=ANNA, of=TOM)),
    ("pick_up", {**ON_ANNA, **ON_CALL}, PickUp(extension=ANNA, call=CALL)),
    (
        "redirect",
        {**ON_ANNA, "extension": "1001", "obey_forwarding": True},
        Redirect(
            to=CallTarget(kind=TargetKind.EXTENSION, number="1001"),
            extension=ANNA,
            obey_forwarding=True,
        ),
    ),
    (
        "redirect",
        {**ON_CALL, "number": OUTSIDE},
        Redirect(to=CallTarget(kind=TargetKind.NUMBER, number=OUTSIDE), call=CALL),
    ),
    (
        "remote_control",
        {**ON_ANNA, "function": "record"},
        ControlPhone(function=PhoneFunction.RECORD, extension=ANNA),
    ),
    (
        "add_favourite",
        {**ON_ANNA, "name": " Tom ", "address": "tom.keller"},
        AddFavourite(owner=ANNA, entry=Entry(name="Tom", address="tom.keller")),
    ),
    (
        "add_favourite",
        {**ON_ANNA, "number": "030 / 555", "profile": "2"},
        AddFavourite(owner=ANNA, entry=Entry(number="030555"), profile="2"),
    ),
    (
        "update_favourite",
        {**ON_ANNA, "favourite": "7", "name": "Thomas"},
        UpdateFavourite(owner=ANNA, favourite="7", entry=Entry(name="Thomas")),
    ),
    (
        "remove_favourite",
        {**ON_ANNA, "favourite": 7},
        RemoveFavourite(owner=ANNA, favourite="7"),
    ),
    ("add_profile", {**ON_ANNA, "name": "Work"}, AddProfile(owner=ANNA, name="Work")),
    (
        "rename_profile",
        {**ON_ANNA, "profile": 2, "name": "Work"},
        RenameProfile(owner=ANNA, profile="2", name="Work"),
    ),
    ("remove_profile", {**ON_ANNA, "profile": "2"}, RemoveProfile(owner=ANNA, profile="2")),
]
