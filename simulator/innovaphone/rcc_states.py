"""How a call looks from one of its legs: state number, parties, message names, causes."""

from typing import Any

from ..office import Call, Failure, Leg, LegState, Machine, Office
from ..office.talks import CONNECTED

type Party = dict[str, Any]

INCOMING, HOLD, HELD, WAITING = 0x80, 0x100, 0x200, 0x400
SETUP, CALL_PROC, ALERT, CONNECT, BY_PEER, BY_USER, PARKED = 1, 3, 4, 5, 6, 7, 8

NORMAL, BUSY, NO_ANSWER, REJECTED, ELSEWHERE = 16, 17, 19, 21, 26
CAUSES = {
    Failure.BUSY: BUSY,
    Failure.NO_ANSWER: NO_ANSWER,
    Failure.DO_NOT_DISTURB: BUSY,
    Failure.NOT_PERMITTED: 50,
    Failure.NO_TRUNK: 34,
    Failure.UNKNOWN_NUMBER: 1,
    Failure.UNREACHABLE: 20,
}
TEXTS = {
    1: "Unallocated number",
    NORMAL: "Normal call clearing",
    BUSY: "User busy",
    NO_ANSWER: "No answer from user",
    20: "Subscriber absent",
    REJECTED: "Call rejected",
    ELSEWHERE: "Non-selected user clearing",
    34: "No circuit available",
    50: "Facility not subscribed",
}
# The object behind all mailboxes.
VOICEMAIL = "Voicemail"


def direction(call: Call, leg: Leg) -> int:
    """Return the bit of a leg that is called."""
    return 0 if leg is call.caller else INCOMING


def state(office: Office, call: Call, leg: Leg) -> int:
    """Return the state number of a leg, without its direction."""
    peer = call.other(leg)
    flags = HELD if peer is not None and peer.state in (LegState.HELD, LegState.PARKED) else 0
    match leg.state:
        case LegState.PARKED:
            return PARKED
        case LegState.HELD:
            return CONNECT | HOLD | flags
        case LegState.TALKING:
            return CONNECT | flags
        case LegState.RINGING if leg is not call.caller:
            return ALERT | (WAITING if office.on_the_phone(leg.number) else 0)
    if any(x.state is LegState.RINGING for x in call.alive):
        return ALERT
    return CALL_PROC if call.machine or peer is not None else SETUP


def partner(call: Call, leg: Leg) -> Leg | None:
    """Return whom a leg sees: the one who took the call, else who rings, else who is called."""
    if leg is not call.caller:
        return call.caller
    alive = [x for x in call.alive if x is not leg]
    ringing = [x for x in alive if x.state in (LegState.RINGING, *CONNECTED)]
    return call.took or next(iter(ringing or alive or call.legs[1:]), None)


def party(office: Office, number: str, kind: str = "") -> Party:
    """Describe somebody by number; names are only known inside."""
    typed = {"type": kind} if kind else {}
    if (person := office.people.get(number)) is not None:
        names = {"h323": person.login, "cn": person.name, "dn": person.name}
    elif (queue := office.queues.get(number)) is not None:
        names = {"h323": f"queue{number}", "cn": queue.name, "dn": queue.name}
    elif (menu := office.menus.get(number)) is not None:
        names = {"h323": f"menu{number}", "cn": menu.name, "dn": menu.name}
    else:
        names = {"h323": ""}
    return {**typed, "e164": number, **names}


def peer(office: Office, call: Call, leg: Leg) -> Party:
    """Describe whom a leg sees; in a queue, a menu or a mailbox that is the machine."""
    through = call.through
    if leg is call.caller and call.machine is Machine.MAILBOX:
        return {"e164": "", "h323": "voicemail", "cn": VOICEMAIL, "dn": VOICEMAIL}
    if leg is call.caller and call.took is None and through and not call.group:
        return party(office, through)
    other = partner(call, leg)
    return party(office, other.number if other else call.dialed)


def word(before: int | None, after: int, incoming: bool) -> str:
    """Return the name of the message that brings a leg from one state to another."""
    if before is None:
        return "r-setup" if incoming else "x-setup"
    if (before ^ after) & HELD:
        return "r-held" if after & HELD else "r-retrieved"
    if before & 0x0F == after & 0x0F:
        return "update"
    names = {CALL_PROC: "r-call-proc", ALERT: "r-alert", CONNECT: "r-conn"}
    name = names.get(after & 0x0F, "update")
    return name.replace("r-", "x-") if incoming else name
