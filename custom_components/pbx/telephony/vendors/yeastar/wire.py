"""Bytes -> typed reports. Every spelling that was ever published is corrected here, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from . import reports
from .members import MEMBER_KEYS, read_members
from .pairs import Pairs, brief, objects_in, parse, text_of
from .reports import Broken, CallReport, Report, Unknown

_ENVELOPE: Final = frozenset(("action", "event", "sn"))


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a field of the wire goes, and how it is read."""

    name: str
    read: Callable[[Any], Any] = brief


@dataclass(frozen=True, slots=True)
class _Shape:
    """One kind of report: its class, and its fields by their names on the wire."""

    make: type[Report]
    slots: Mapping[str, _Slot]


def seconds(value: Any) -> int | None:
    """Read `19` or `00:00:19`, which an early table prints."""
    parts = text_of(value).split(":")
    if len(parts) > 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    total = 0
    for part in parts:
        # Nobody talks for longer than ten digits of seconds; a longer text is no number.
        total = total * 60 + int(part[:10])
    return total


def _callers(value: Any) -> tuple[str, ...]:
    """Read the callers of `misscall`."""
    return tuple(brief(each.text("caller")) for each in objects_in(value))


def _ivr(value: Any) -> str:
    """Read the number of an IVR from `{"ivrid": ..}`, or as it is."""
    for each in objects_in(value):
        return brief(each.text("ivrid", "number"))
    return brief(value)


def _shape(make: type[Report], **slots: str | _Slot) -> _Shape:
    """Describe a report by `name on the wire = name here`."""
    return _Shape(
        make, {key: _Slot(slot) if isinstance(slot, str) else slot for key, slot in slots.items()}
    )


_CALL: Final = {"callid": "call"}
_CDR: Final = _shape(
    reports.NewCdr,
    **_CALL,
    agentringtime=_Slot("agent_rang", seconds),
    # The misspelled one is real; the other is what anybody would write.
    callduraction=_Slot("duration", seconds),
    callduration=_Slot("duration", seconds),
    callfrom="source",
    callto="target",
    cdrid="record",
    # Samples and tables of three documents spell it in four ways.
    desttrunkname="outbound_trunk",
    didnumber="did",
    dsttrcunkname="outbound_trunk",
    dsttrunkname="outbound_trunk",
    dstrunkname="outbound_trunk",
    pincode="pin",
    recording="recording",
    srctrunkname="inbound_trunk",
    status="status",
    talkduraction=_Slot("talked", seconds),
    talkduration=_Slot("talked", seconds),
    timestart="began",
    type="kind",
)
_PROMPT: Final = _shape(
    reports.PlayPromptEnd, **_CALL, prompt="prompt", ivr=_Slot("ivr", _ivr), playtonum="number"
)
_SMS: Final = _shape(reports.SmsSent, smsid="sms", status="status")
_TRUNK: Final = _shape(reports.TrunkState, trunkname="trunk", status="status")
_TRANSFER: Final = _shape(reports.Transfer, **_CALL)

_SHAPES: Final[Mapping[str, _Shape]] = {
    "alert": _shape(reports.Alert, **_CALL),
    "answer": _shape(reports.Answer, **_CALL),
    "answered": _shape(reports.Answered, **_CALL),
    "bootup": _shape(reports.BootUp),
    "bye": _shape(reports.Bye, **_CALL),
    "callfailed": _shape(reports.CallFailed, **_CALL, reason="reason"),
    "callstatus": _shape(reports.CallStatus, **_CALL),
    "conferencestatus": _shape(
        reports.ConferenceStatus, **_CALL, conferencenumber="number", conferencename="name"
    ),
    "configchange": _shape(
        reports.ConfigChange,
        extid="object",
        number="object",
        operation="operation",
        trunkname="object",
        type="kind",
    ),
    "dtmf": _shape(reports.Dtmf, **_CALL, flag="index", info="key", infos="collected"),
    "extensionstatus": _shape(
        reports.ExtensionStatus, extension="extension", registeredip="address", status="status"
    ),
    "incoming": _shape(reports.Incoming, **_CALL),
    "invite": _shape(reports.Invite, **_CALL),
    "newcdr": _CDR,
    "playpromptend": _PROMPT,
    "queueagentringnoanswertimeout": _shape(
        reports.QueueAgentTimeout, **_CALL, queue="queue", agent="agent", caller="caller"
    ),
    "queueautopause": _shape(
        reports.QueueAutoPause, queue="queue", agent="agent", misscall=_Slot("missed", _callers)
    ),
    "ring": _shape(reports.Ring, **_CALL),
    "satisfaction": _shape(reports.Satisfaction, **_CALL, surveyresult="key"),
    "smssend": _SMS,
    # All samples say `Tranfer`, the field table `Transfer`.
    "tranfer": _TRANSFER,
    "transfer": _TRANSFER,
}


def decode(body: bytes) -> Report:
    """Read a report; anything at all gives one, at worst `Unknown` or `Broken`."""
    if (pairs := parse(body)) is None:
        return Broken()
    word = pairs.text("action", "event")
    shape = _SHAPES.get("".join(filter(str.isalnum, word)).lower())
    if shape is None and not word and pairs.has("smsid"):
        # One sample of the English guide forgot its name.
        shape = _SMS
    if shape is None and pairs.text("trunkname") and pairs.text("status"):
        shape = _TRUNK
    if shape is None:
        return Unknown(word=word, serial=pairs.text("sn"))
    return _build(shape, pairs)


def _build(shape: _Shape, pairs: Pairs) -> Report:
    """Fill a report with what its fields say; of two that mean the same, the one that says more."""
    values: dict[str, Any] = {}
    extra: list[str] = []
    has_members = issubclass(shape.make, CallReport)
    for key, value in pairs:
        if key in _ENVELOPE or (has_members and key in MEMBER_KEYS):
            continue
        if (slot := shape.slots.get(key)) is None:
            extra.append(key)
        elif (said := slot.read(value)) or slot.name not in values:
            values[slot.name] = said
    if has_members:
        values["members"] = members = read_members(pairs)
        extra += [key for member in members for key in member.extra]
    return shape.make(**values, serial=pairs.text("sn"), extra=tuple(extra))
