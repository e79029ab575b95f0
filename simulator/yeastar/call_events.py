"""The events of format 2.0.0: one report for every turn of every call."""

from collections.abc import Iterator
from dataclasses import replace
from weakref import WeakKeyDictionary

from ..office import Call, Failure, Leg, LegState, OfficeEvent
from ..office.events import (
    AgentAutoPaused,
    AgentTimedOut,
    CallAccepted,
    CallAnswered,
    CallEnded,
    CallFailed,
    CallForwarded,
    CallHeld,
    CallInvited,
    CallPlaced,
    CallRefused,
    CallRinging,
    CallTransferred,
    KeyPressed,
    MachineAnswered,
    PartyLeft,
    PromptEnded,
    RecordWritten,
    SurveyAnswered,
)
from ..office.records import Record, record_of
from .box import Box
from .call_records import record_fields
from .channels import visible
from .formats import Report, Style
from .notices import notices
from .rare_events import auto_pause, ring_no_answer

REASONS = {
    Failure.BUSY: "486 Busy Here",
    Failure.NO_ANSWER: "408 Request Time",
    Failure.DO_NOT_DISTURB: "DND",
    Failure.NOT_PERMITTED: "NO Outbound Restriction",
    Failure.NO_TRUNK: "Line Unreachable",
    Failure.UNKNOWN_NUMBER: "404 NOT found",
    Failure.UNREACHABLE: "480 Temporarily unavailable",
}
# The spelling of the older reports, and that of the newer ones.
RENAMED = {"desttrunkname": "dsttrcunkname"}


class EventReporter:
    """Tell of calls by the state of all their members."""

    def __init__(self, box: Box, style: Style) -> None:
        self._box = box
        self._style = style
        self._shown: WeakKeyDictionary[Call, list[Leg]] = WeakKeyDictionary()

    def reports(self, event: OfficeEvent) -> Iterator[Report]:
        """Yield what the PBX says about one happening."""
        match event:
            case CallPlaced(call) if call.caller.state is LegState.RINGING:
                yield self._status(call)
            case CallRinging(call) | CallAnswered(call) | CallHeld(call) | MachineAnswered(call):
                yield self._status(call)
            case PartyLeft(call) if any(call.alive):
                # Who stays behind is never told to have left.
                yield self._status(call)
            case CallTransferred(call, leg):
                yield self._plain("Tranfer", call, leg, call.other(leg))
            case CallForwarded(call, leg, to) if to:
                yield self._plain("Tranfer", call, call.caller, leg)
            case CallFailed(call, failure):
                report = self._plain("CallFailed", call, call.caller)
                yield replace(report, head={**report.head, "reason": REASONS[failure]})
            case CallEnded(call):
                yield from self._over(call)
                yield self._record(record_of(call, call.ended or call.began, self._box.zone))
            case CallRefused(call):
                yield from self._over(call)
            case RecordWritten(record):
                yield self._record(record)
            case _:
                yield from self._scenes(event)

    def _scenes(self, event: OfficeEvent) -> Iterator[Report]:
        """Yield what happens at the door, in queues and while a machine speaks."""
        match event:
            case CallInvited(call):
                self._shown[call] = [call.caller]
                yield self._plain("Invite", call, call.caller)
            case CallAccepted(call):
                yield self._plain("Incoming", call, call.caller)
            case KeyPressed(call, leg, key, index, collected):
                tail = {"info": key, "flag": str(index)}
                report = self._plain("DTMF", call, leg)
                yield replace(report, tail=tail | ({"infos": collected} if collected else {}))
            case PromptEnded(call, leg, prompt, ivr):
                what: dict[str, object] = {"ivr": {"number": ivr}} if ivr else {"prompt": prompt}
                yield replace(self._plain("PlayPromptEnd", call, leg), tail=what)
            case SurveyAnswered(call, _, key):
                yield Report("satisfaction", self._head(call) | {"surveyresult": key})
            case AgentTimedOut(queue, person, call):
                yield ring_no_answer(queue, person, self._box.ids.callid(call), call.calling)
            case AgentAutoPaused(queue, person, call):
                yield auto_pause(queue, person, [(self._box.ids.callid(call), call.calling)])
            case _:
                yield from notices(self._box, event, self._style)

    def _status(self, call: Call) -> Report:
        channels = self._box.channels
        here = visible(call)
        gone = [leg for leg in self._shown.get(call, []) if leg not in here]
        self._shown[call] = here
        left = [channels.member(call, leg, gone=True) for leg in gone]
        members = [*left, *(channels.member(call, leg) for leg in here)]
        return Report("CallStatus", self._head(call), tuple(members))

    def _over(self, call: Call) -> Iterator[Report]:
        """Yield the end of a call that has not been told by who left it."""
        legs = self._shown.pop(call, [])
        alone = legs == [call.caller] and call.took is None
        if alone or len(legs) > 1:
            members = tuple(self._box.channels.member(call, leg, gone=True) for leg in legs)
            yield Report("CallStatus", self._head(call), members)

    def _plain(self, name: str, call: Call, *legs: Leg | None) -> Report:
        present = [leg for leg in legs if leg is not None]
        members = tuple(self._box.channels.plain(call, leg) for leg in present)
        return Report(name, self._head(call), members)

    def _record(self, record: Record) -> Report:
        """Return the record of a call; empty fields are there, and empty."""
        fields = record_fields(record, self._box.ids)
        return Report("NewCdr", {RENAMED.get(key, key): x for key, x in fields.items()})

    def _head(self, call: Call) -> dict[str, object]:
        return {"callid": self._box.ids.callid(call)}
