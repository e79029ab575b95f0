"""What goes on, in words that the office and the exchange share, so that the two can be compared.

A picture shows only what this PBX can tell: the flags of its capabilities decide that, and for calls
what its dialect tells.
"""

from typing import Any

from custom_components.pbx.telephony import selectors
from custom_components.pbx.telephony.events import CallEvent, EventType
from custom_components.pbx.telephony.model import (
    Call,
    Capability,
    Direction,
    Extension,
    Leg,
    LegState,
    Role,
)
from custom_components.pbx.telephony.state import PbxState
from simulator import Office, Person
from simulator.office import Call as OfficeCall, Leg as OfficeLeg, LegState as OfficeLegState

from .tells import Tells

type Picture = dict[str, Any]

LAMPS = {
    "busy": "in_call",
    "hold": "on_hold",
    "idle": "idle",
    "offline": "offline",
    "ringing": "ringing",
}
LEGS = {
    OfficeLegState.DIALING: "dialing",
    OfficeLegState.HELD: "holding",
    OfficeLegState.RINGING: "ringing",
    OfficeLegState.TALKING: "talking",
}
DIALS = LEGS[OfficeLegState.DIALING]
# Whom the call is for may be known by then, or not.
EARLY = (EventType.DIALLING, EventType.KEY_PRESSED, EventType.PROMPT_ENDED)
ACTIVITIES = {"away": "away", "busy": "busy", "dnd": "do_not_disturb"}


def told(event: CallEvent) -> str:
    """Say what happened, to whom, and between whom."""
    said = f"{event.type} {_number(event) or '-'}: {event.caller.number} >"
    return said if event.type in EARLY else f"{said} {event.callee.number}"


def _number(event: CallEvent) -> str | None:
    """Give the number of whom it happened to; not everywhere are people known by it."""
    legs = event.call.legs.values()
    known = (leg.party.number for leg in legs if leg.party.extension == event.extension)
    return next(known, None) if event.extension is not None else None


def picture_of_state(state: PbxState, tells: Tells) -> Picture:
    """Draw what the exchange knows."""
    if state.info is None or not state.link.is_up:
        return {"link": state.link.status.value}
    can = state.info.capabilities
    people = {each.number or each.id: each for each in state.extensions.values()}
    picture: Picture = {"link": "up"}
    if Capability.CALLS in can:
        picture["status"] = {key: selectors.status(state, each) for key, each in people.items()}
        picture["names"] = {key: each.name for key, each in people.items()}
        picture["calls"] = sorted(sorted(_legs(call, tells)) for call in state.calls.values())
    if Capability.REGISTRATION in can:
        picture["registered"] = {key: each.registered for key, each in people.items()}
    if Capability.PRESENCE in can:
        picture["presence"] = {each.id: _presence(each) for each in people.values()}
    if Capability.TRUNKS in can:
        picture["trunks"] = {each.name: each.is_usable for each in state.trunks.values()}
    return picture


def picture_of_office(office: Office, state: PbxState, tells: Tells) -> Picture:
    """Draw what is going on, as far as this PBX can tell."""
    can = state.info.capabilities if state.info else Capability(0)
    people = office.people
    picture: Picture = {"link": "up" if office.powered else "down"}
    if Capability.CALLS in can:
        picture["status"] = {key: LAMPS[office.line_status(key)] for key in people}
        picture["names"] = {key: each.name for key, each in people.items()}
        picture["calls"] = sorted(
            sorted(_office_legs(call, tells))
            for call in office.calls
            if _is_told(office, call, tells)
        )
    if Capability.REGISTRATION in can:
        picture["registered"] = {key: each.registered for key, each in people.items()}
    if Capability.PRESENCE in can:
        # Whom we do not watch we do not see.
        picture["presence"] = {
            key: _office_presence(office, office.find(login=key)) for key in state.extensions
        }
    if Capability.TRUNKS in can:
        picture["trunks"] = {each.name: each.up for each in office.trunks.values()}
    return picture


def _legs(call: Call, tells: Tells) -> list[tuple[str, str]]:
    legs = [leg for leg in call.legs.values() if leg.is_live and not _is_promised(call, leg)]
    talks = any(leg.state is LegState.TALKING and leg.party.extension for leg in legs)
    return [
        (
            leg.party.number or "",
            DIALS
            if not talks and leg.role is Role.CALLER and _is_line(leg, tells)
            else _state(leg, tells),
        )
        for leg in legs
    ]


def _is_line(leg: Leg, tells: Tells) -> bool:
    """Tell whether what a line does is told by the called only, who do not know all of it."""
    return Tells.LINES not in tells and leg.party.extension is None


def _is_promised(call: Call, leg: Leg) -> bool:
    """Tell whether a colleague is only going to be called: who is told of that early is chance."""
    return leg.state is LegState.OFFERED and call.direction is Direction.INTERNAL


def _state(leg: Leg, tells: Tells) -> str:
    """Say what a party does; whether it rings outside, most reports do not tell."""
    if leg.held_by_us and Tells.HOLDS in tells:
        return "holding"
    rings_outside = leg.state is LegState.RINGING and leg.party.extension is None
    return LegState.OFFERED.value if rings_outside else leg.state.value


def _office_legs(call: OfficeCall, tells: Tells) -> list[tuple[str, str]]:
    return [(leg.number, _phase(call, leg, tells)) for leg in call.alive if leg.state in LEGS]


def _is_told(office: Office, call: OfficeCall, tells: Tells) -> bool:
    """Tell whether a call is known: not everywhere is one without two, or without anybody here."""
    is_lonely = len(call.legs) == 1 and call.caller.trunk is None
    has_people = any(leg.number in office.people for leg in call.alive if leg.state in LEGS)
    return (Tells.ALONE in tells or not is_lonely) and (Tells.LINES in tells or has_people)


def _phase(call: OfficeCall, leg: OfficeLeg, tells: Tells) -> str:
    if leg.state is OfficeLegState.HELD and Tells.HOLDS not in tells:
        return LEGS[OfficeLegState.TALKING]
    if Tells.LINES not in tells and leg is call.caller and leg.outside and call.took is None:
        # That a machine or somebody else has talked to them before, not all of the called know.
        return DIALS
    if leg.state is OfficeLegState.RINGING:
        if leg is call.caller:
            return DIALS
        if leg.trunk is not None:
            # Whether it rings outside, nobody tells before it is answered.
            return "offered"
    return LEGS[leg.state]


def _presence(extension: Extension) -> tuple[str, str] | None:
    presence = extension.presence
    return None if presence is None else (presence.activity.value, presence.note or "")


def _office_presence(office: Office, person: Person | None) -> tuple[str, str] | None:
    if person is None:
        return None
    shown = person.presence
    if shown.activity != "available":
        return ACTIVITIES.get(shown.activity, "other"), shown.note
    if office.on_the_phone(person.number):
        return "on_the_phone", shown.note
    return "available" if person.registered else "offline", shown.note
