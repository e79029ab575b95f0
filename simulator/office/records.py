"""What remains of a call."""

from dataclasses import dataclass
import datetime as dt
from enum import StrEnum

from .calls import Call, Direction, Outcome


class RecordKind(StrEnum):
    """What sort of call it was."""

    INTERNAL = "Internal"
    INBOUND = "Inbound"
    OUTBOUND = "Outbound"
    CALLBACK = "Callback"


KINDS = {
    Direction.INTERNAL: RecordKind.INTERNAL,
    Direction.INBOUND: RecordKind.INBOUND,
    Direction.OUTBOUND: RecordKind.OUTBOUND,
}


@dataclass(frozen=True, slots=True)
class Record:
    """A call, or the part of one that came to an end of its own."""

    call: Call
    began: dt.datetime
    """In the time zone of the office."""
    calling: str
    called: str
    """The number that was dialed; in brackets the phone behind it."""
    seconds: int
    talked: int
    outcome: Outcome
    kind: RecordKind
    trunk_in: str
    trunk_out: str
    recording: str
    """The name of the recorded file, or nothing."""
    did: str
    agent_rang: int | None
    """How many seconds the agent of a queue let it ring."""


def kind_of(call: Call) -> RecordKind:
    """Return what sort of call it is."""
    return RecordKind.CALLBACK if call.callback else KINDS[call.direction]


def called(call: Call) -> str:
    """Return the dialed number and, in brackets, the phone that it led to."""
    phone = call.took.number if call.took else ""
    if not phone and call.menu:
        phone = next((x.number for x in reversed(call.legs[1:]) if x.rang is not None), "")
    return f"{call.dialed}({phone})" if phone and phone != call.dialed else call.dialed


def record_of(call: Call, now: float, zone: dt.tzinfo) -> Record:
    """Write down a call as it stands."""
    trunk = call.trunk.name if call.trunk else ""
    inbound = call.direction is Direction.INBOUND
    took = call.took
    rang = took.rang if took and call.queue else None
    return Record(
        call=call,
        began=dt.datetime.fromtimestamp(call.began, zone),
        calling=call.calling,
        called=called(call),
        seconds=round(now - call.began),
        talked=round(now - call.answered) if call.answered is not None else 0,
        outcome=call.outcome,
        kind=kind_of(call),
        trunk_in=trunk if inbound else "",
        trunk_out="" if inbound else trunk,
        recording=call.recording,
        did=call.did,
        agent_rang=round((took.took_at or now) - rang) if took and rang is not None else None,
    )
