"""From what happens in the office to the reports that tell of it."""

from collections.abc import Iterator
from dataclasses import replace

from ..office import Call, Failure, Leg, OfficeEvent
from ..office.events import (
    CallAccepted,
    CallAnswered,
    CallEnded,
    CallFailed,
    CallForwarded,
    CallInvited,
    CallRinging,
    CallTransferred,
    KeyPressed,
    PartyLeft,
    PromptEnded,
    RecordWritten,
    SurveyAnswered,
)
from ..office.records import Record, record_of
from .box import Box
from .call_records import record_fields
from .formats import Report, Style
from .ids import is_outside, trunk_of
from .notices import notices

REASONS = {
    Failure.BUSY: "User busy",
    Failure.NO_ANSWER: "480 Temporatily Unavailable",
    Failure.DO_NOT_DISTURB: "DND",
    Failure.NOT_PERMITTED: "NO Outbound Restriction",
    Failure.NO_TRUNK: "Line unreachable",
    Failure.UNKNOWN_NUMBER: "404 NOT found",
    Failure.UNREACHABLE: "480",
}


class CallReporter:
    """Tell of calls in pairs of reports, one from each party's point of view."""

    def __init__(self, box: Box, style: Style) -> None:
        self._box = box
        self._style = style

    def reports(self, event: OfficeEvent) -> Iterator[Report]:
        """Yield what the PBX says about one happening."""
        match event:
            case CallRinging(call, leg) if call.click_to_dial or self._box.rings_always:
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
            case CallForwarded(call, leg, to) if to:
                known = [call.caller, leg] if is_outside(call.caller) else [call.caller]
                yield self._about(call, "Tranfer", *known)
            case CallFailed(call, failure):
                yield self._failure(call, failure)
            case CallEnded(call):
                yield self._record(record_of(call, call.ended or call.began, self._box.zone))
            case RecordWritten(record):
                yield self._record(record)
            case _:
                yield from self._scenes(event)

    def _scenes(self, event: OfficeEvent) -> Iterator[Report]:
        """Yield what happens at the door and while a machine speaks."""
        match event:
            case CallInvited(call):
                yield self._about(call, "Invite", call.caller)
            case CallAccepted(call):
                yield self._about(call, "Incoming", call.caller)
            case KeyPressed(call, leg, key, index, collected):
                tail = {"info": key, "flag": str(index)}
                report = self._about(call, "DTMF", leg)
                yield replace(report, tail=tail | ({"infos": collected} if collected else {}))
            case PromptEnded(call, leg, prompt, ivr):
                yield from self._prompt(call, leg, prompt, ivr)
            case SurveyAnswered(call, _, key):
                yield Report("satisfaction", self._head(call) | {"surveyresult": key})
            case _:
                yield from notices(self._box, event, self._style)

    def _prompt(self, call: Call, leg: Leg, prompt: str, ivr: str) -> Iterator[Report]:
        """Yield the end of a prompt; a menu does not name its prompt."""
        name = "PlayPromptEnd"
        if not ivr:
            member = self._box.ids.member(call, leg)
            if is_outside(leg):
                member = member[0], {"trunkname": trunk_of(call, leg)}
            tail = {"prompt": prompt}
            yield Report(name, self._head(call), (member,), tail, members_on_top=True)
        elif self._box.firmware.ivr_prompts:
            menu = {"ivr": {"ivrid": ivr}, "playtonum": leg.number}
            yield replace(self._about(call, name, leg), tail=menu)

    def _about(self, call: Call, action: str, *legs: Leg | None) -> Report:
        last = action == "BYE" and not any(call.alive)
        ids = self._box.ids
        present = [leg for leg in legs if leg is not None]
        if action in self._box.firmware.caller_first:
            present.sort(key=lambda leg: leg is not call.caller)
        members = tuple(ids.member(call, leg) for leg in present)
        callid = ids.farewell_id(call) if last else ids.callid(call)
        return Report(action, {"callid": callid}, members)

    def _failure(self, call: Call, failure: Failure) -> Report:
        member = self._box.ids.member(call, call.caller)
        head = {"reason": REASONS[failure]} | self._head(call)
        return Report("CallFailed", head, (member,), members_on_top=True)

    def _record(self, record: Record) -> Report:
        """Return the record of a finished call; empty fields are left out."""
        fields = record_fields(record, self._box.ids)
        return Report("NewCdr", {key: value for key, value in fields.items() if value})

    def _head(self, call: Call) -> dict[str, object]:
        return {"callid": self._box.ids.callid(call)}
