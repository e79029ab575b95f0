"""Entries as JSON and back. What is damaged is left out; it never raises."""

from collections.abc import Mapping
from math import isfinite

from ..commands import Plain
from ..model import CallId, Direction, ExtensionId
from ..record import Outcome
from .entry import MAX_TEXT, CallEntry


def entry_to_json(entry: CallEntry) -> dict[str, Plain]:
    """Say an entry in plain data; what is not known is left out."""
    said: dict[str, Plain] = {
        "id": entry.id,
        "call": entry.call,
        "began": entry.began,
        "ended": entry.ended,
        "direction": entry.direction.value if entry.direction else None,
        "outcome": entry.outcome.value,
        "extensions": list(entry.extensions),
        "records": list(entry.records),
        "watched": entry.is_watched,
        "acknowledged": entry.is_acknowledged,
        "caller": entry.caller,
        "callee": entry.callee,
        "caller_name": entry.caller_name,
        "callee_name": entry.callee_name,
        "trunk": entry.trunk,
        "group": entry.group,
        "did": entry.did,
        "recording": entry.recording,
        "duration": entry.duration,
        "talk_duration": entry.talk_duration,
    }
    return {key: value for key, value in said.items() if value is not None}


def entry_from_json(data: object) -> CallEntry | None:
    """Read an entry; None if it cannot have been one."""
    if not isinstance(data, Mapping):
        return None
    id, call, began = data.get("id"), data.get("call"), _number(data.get("began"))
    if not (isinstance(id, str) and id and isinstance(call, str) and began is not None):
        return None
    try:
        outcome = Outcome(str(data.get("outcome")))
        direction = Direction(str(data["direction"])) if "direction" in data else None
    except ValueError:
        return None
    return CallEntry(
        id=id,
        call=CallId(call),
        began=began,
        ended=_number(data.get("ended")),
        direction=direction,
        outcome=outcome,
        extensions=tuple(map(ExtensionId, _strings(data.get("extensions")))),
        records=_strings(data.get("records")),
        is_watched=data.get("watched") is True,
        is_acknowledged=data.get("acknowledged") is True,
        caller=_text(data.get("caller")),
        callee=_text(data.get("callee")),
        caller_name=_text(data.get("caller_name")),
        callee_name=_text(data.get("callee_name")),
        trunk=_text(data.get("trunk")),
        group=_text(data.get("group")),
        did=_text(data.get("did")),
        recording=_text(data.get("recording")),
        duration=_whole(data.get("duration")),
        talk_duration=_whole(data.get("talk_duration")),
    )


def _text(value: object) -> str | None:
    """Take a text."""
    return value[:MAX_TEXT] if isinstance(value, str) else None


def _number(value: object) -> float | None:
    """Take a time that a calendar knows."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if isfinite(value) and 0 <= value < 1e11 else None


def _whole(value: object) -> int | None:
    """Take a number of seconds."""
    number = _number(value)
    return None if number is None else int(number)


def _strings(value: object) -> tuple[str, ...]:
    """Take the texts of a list."""
    if not isinstance(value, list | tuple):
        return ()
    return tuple(each for each in value if isinstance(each, str))
