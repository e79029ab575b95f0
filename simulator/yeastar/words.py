"""The status words of the wire, with their wavering spelling."""

from ..office import Call, LineStatus, Person, PhoneKind, Trunk, TrunkKind
from ..office.calls import Machine
from .firmware import Firmware

LISTED = {
    LineStatus.RINGING: "Ringing",
    LineStatus.BUSY: "Busy",
    LineStatus.HOLD: "Hold",
    LineStatus.OFFLINE: "Unavailable",
}
# Hold is a word of the lists only; the word for a call is the firmware's.
REPORTED = {
    LineStatus.RINGING: "Ringing",
    LineStatus.OFFLINE: "Unregistered",
}
TRUNKS = {
    TrunkKind.SIP: ("Registered", "failure"),
    TrunkKind.BRI: ("Up", "Down"),
    TrunkKind.FXO: ("Idle", "Fault"),
    TrunkKind.GSM: ("Idle", "No Signal"),
}


def listed_status(person: Person, status: LineStatus) -> str:
    """Return the word of the lists; odd extensions spell it in lower case."""
    if status is LineStatus.IDLE:
        word = "Registered" if person.kind is PhoneKind.SIP else "Idle"
    else:
        word = LISTED[status]
    loud = word not in ("Registered", "Unavailable")
    return word if loud or person.number[-1] in "02468" else word.lower()


def reported_status(person: Person, status: LineStatus, firmware: Firmware) -> str | None:
    """Return the word of the reports, which differs from that of the lists."""
    if status is LineStatus.IDLE:
        return firmware.free_again if person.kind is PhoneKind.SIP else "Idle"
    return firmware.in_use if status is LineStatus.BUSY else REPORTED.get(status)


def trunk_status(trunk: Trunk, *, in_use: bool) -> str:
    """Return a trunk's word; each kind of trunk has words of its own."""
    up, down = TRUNKS[trunk.kind]
    if not trunk.up:
        return down
    return "Busy" if in_use and up == "Idle" else up


def call_status(call: Call) -> str:
    """Return the word of the call queries."""
    if call.machine is Machine.QUEUE:
        return "Wait"
    return "Talking" if call.took or call.machine else "Progress"
