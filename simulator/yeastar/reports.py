"""From what happens in the office to the reports that tell of it."""

from collections.abc import Iterator
import datetime as dt

from ..office import Call, Direction, Failure, Leg, OfficeEvent, Outcome
from ..office.events import (
    CallAnswered,
    CallEnded,
    CallFailed,
    CallRinging,
    CallTransferred,
    LineChanged,
    PartyLeft,
    PersonAdded,
    PersonChanged,
    PersonRemoved,
    PoweredOn,
    TrunkAdded,
    TrunkRemoved,
)
from .firmware import Firmware
from .formats import Report
from .ids import CallIds
from .words import reported_status

REASONS = {
    Failure.BUSY: "User busy",
    Failure.NO_ANSWER: "480 Temporatily Unavailable",
    Failure.DO_NOT_DISTURB: "DND",
    Failure.NOT_PERMITTED: "NO Outbound Restriction",
    Failure.NO_TRUNK: "Line unreachable",
    Failure.UNKNOWN_NUMBER: "404 NOT found",
    Failure.UNREACHABLE: "480",
}
RECORD_STATUS = {
    Outcome.ANSWERED: "ANSWERED",
    Outcome.NO_ANSWER: "NO ANSWER",
    Outcome.BUSY: "BUSY",
    Outcome.FAILED: "FAILED",
}
RECORD_TYPES = {
    Direction.INTERNAL: "Internal",
    Direction.INBOUND: "Inbound",
    Direction.OUTBOUND: "Outbound",
}


class Reporter:
    """Compose reports, most of them about calls."""

    def __init__(self, ids: CallIds, firmware: Firmware, zone: dt.tzinfo) -> None:
        self._ids = ids
        self._firmware = firmware
        self._zone = zone
        self.rings_always = False
        """The documents promise ringing reports for calls started by the API only."""

    def reports(self, event: OfficeEvent) -> Iterator[Report]:
        """Yield what the PBX says about one happening."""
        match event:
            case LineChanged(person, status):
                if word := reported_status(person, status, self._firmware):
                    fields = {"extension": person.number, "status": word}
                    yield Report("ExtensionStatus", fields)
            case CallRinging(call, leg) if call.click_to_dial or self.rings_always:
                if leg is call.legs[1]:
                    yield self._about(call, "ALERT", call.caller)
                yield self._about(call, "RING", leg, call.caller)
            case CallAnswered(call, leg):
                yield self._about(call, "ANSWERED", call.caller, leg)
                yield self._about(call, "ANSWER", leg, call.caller)
            case PartyLeft(call, leg):
                yield self._about(call, "BYE", leg, call.other(leg))
            case CallTransferred(call, leg):
                # The misspelling is the protocol's.
                yield self._about(call, "Tranfer", leg, call.other(leg))
            case CallFailed(call, failure):
                yield self._failure(call, failure)
            case CallEnded(call):
                yield self.record(call)
            case PoweredOn():
                yield Report("BootUp")
            case _:
                yield from self._configuration(event)

    def _configuration(self, event: OfficeEvent) -> Iterator[Report]:
        match event:
            case PersonAdded(person):
                yield self._changed("extension", "extid", person.number, "add")
            case PersonChanged(person):
                yield self._changed("extension", "extid", person.number, "update")
            case PersonRemoved(person):
                yield self._changed("extension", "extid", person.number, "del")
            case TrunkAdded(trunk):
                yield self._changed("trunk", "trunkname", trunk.name, "add")
            case TrunkRemoved(trunk):
                yield self._changed("trunk", "trunkname", trunk.name, "del")

    def _changed(self, kind: str, key: str, name: str, operation: str) -> Report:
        return Report("ConfigChange", {"type": kind, key: name, "operation": operation})

    def _about(self, call: Call, action: str, *legs: Leg | None) -> Report:
        members = tuple(self._ids.member(call, leg) for leg in legs if leg is not None)
        return Report(action, {"callid": self._ids.callid(call)}, members)

    def _failure(self, call: Call, failure: Failure) -> Report:
        return Report(
            "CallFailed",
            {"reason": REASONS[failure], "callid": self._ids.callid(call)},
            (self._ids.member(call, call.caller),),
            members_on_top=True,
        )

    def record(self, call: Call) -> Report:
        """Return the record of a finished call; empty fields are left out."""
        ended = call.ended or call.began
        began = dt.datetime.fromtimestamp(call.began, self._zone)
        took = call.took.number if call.took else ""
        through_group = bool(took) and took != call.dialed
        fields = {
            "callid": self._ids.callid(call),
            "timestart": f"{began:%Y-%m-%d %H:%M:%S}",
            "callfrom": call.caller.number,
            "callto": f"{call.dialed}({took})" if through_group else call.dialed,
            **self._record_trunk(call),
            # Both misspellings are the protocol's.
            "callduraction": str(round(ended - call.began)),
            "talkduraction": str(round(ended - (call.answered or ended))),
            "status": RECORD_STATUS[call.outcome],
            "type": RECORD_TYPES[call.direction],
        }
        return Report("NewCdr", fields)

    def _record_trunk(self, call: Call) -> dict[str, str]:
        name = call.trunk.name if call.trunk else ""
        if call.direction is Direction.INBOUND:
            return {"srctrunkname": name}
        return {"desttrunkname": name}
