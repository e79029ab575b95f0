"""How members about diversions, Boolean objects and signalling are read and written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .codecs import MAX_ENTRIES, NOTE_LENGTH, Codec, Malformed, clean, line, word

# As many as the PBX gives in one answer.
MAX_BOOLEANS: Final = 200
# Handles are 32 bits with a sign.
_MAX_HANDLE: Final = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean:
    """A Boolean object, as it is on the wire."""

    guid: str = ""
    name: str = ""
    on: bool | None = None
    reason: str = ""
    """`manual` or `automatic`; empty where the PBX does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One end of a call."""

    num: str = ""
    sip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """Something that a call carries beside or instead of a voice."""

    type: str
    data: str = field(default="", repr=False)
    mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What is said about a call: setup, call_proc, alert, conn, facility, disc, rel ..."""

    type: str
    channel: int | None = None
    """Of a setup: 0 without media, -1 with."""
    caller: Endpoint | None = None
    called: Endpoint | None = None
    facilities: tuple[Facility, ...] = ()
    cause: int | None = None


def _flag(value: object) -> bool | None:
    """Read a flag that may be missing."""
    return value if isinstance(value, bool) else None


def _number(value: object) -> int | None:
    """Read a small whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if abs(value) <= _MAX_HANDLE else None


def _read_booleans(body: Mapping[str, Any]) -> tuple[Boolean, ...] | None:
    """Read Boolean objects; what is none is passed over."""
    value = body.get("booleans")
    if not isinstance(value, list):
        return None
    return tuple(
        Boolean(
            guid=word(each.get("guid")) or "",
            name=line(each.get("name")) or "",
            on=_flag(each.get("on")),
            reason=word(each.get("reason")) or "",
        )
        for each in value[:MAX_BOOLEANS]
        if isinstance(each, dict)
    )


def _write_booleans(booleans: tuple[Boolean, ...]) -> dict[str, Any]:
    """Write Boolean objects."""
    rows = [
        {"guid": each.guid, "name": each.name, "on": each.on, "reason": each.reason}
        for each in booleans
    ]
    return {"booleans": rows}


def _read_handle(body: Mapping[str, Any]) -> int:
    """Read which call is meant; without that a signal means nothing."""
    number = _number(body.get("call"))
    if not number:
        raise Malformed
    return number


def _read_signal(body: Mapping[str, Any]) -> Signal:
    """Read a signal."""
    value = body.get("sig")
    kind = word(value.get("type")) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not kind:
        raise Malformed
    cause = value.get("cau")
    return Signal(
        type=kind,
        channel=_number(value.get("channel")),
        caller=_endpoint(value.get("cg")),
        called=_endpoint(value.get("cd")),
        facilities=_facilities(value.get("fty")),
        cause=_number(cause.get("num")) if isinstance(cause, dict) else None,
    )


def _endpoint(value: object) -> Endpoint | None:
    """Read one end of a call."""
    if not isinstance(value, dict):
        return None
    return Endpoint(num=word(value.get("num")) or "", sip=line(value.get("sip")) or "")


def _facilities(value: object) -> tuple[Facility, ...]:
    """Read what a call carries."""
    found = value[:MAX_ENTRIES] if isinstance(value, list) else []
    return tuple(
        Facility(type=kind, data=_data(each), mime=word(each.get("mime")) or "")
        for each in found
        if isinstance(each, dict) and (kind := word(each.get("type")))
    )


def _data(facility: Mapping[str, Any]) -> str:
    """Read a text that somebody sent."""
    value = facility.get("data")
    return clean(value, NOTE_LENGTH) if isinstance(value, str) else ""


def _write_signal(signal: Signal) -> dict[str, Any]:
    """Write a signal; what it does not say is left out."""
    body: dict[str, Any] = {"type": signal.type}
    if signal.channel is not None:
        body["channel"] = signal.channel
    for key, end in (("cg", signal.caller), ("cd", signal.called)):
        if end is not None:
            said = {"num": end.num, "sip": end.sip}
            body[key] = {name: text for name, text in said.items() if text}
    if signal.facilities:
        body["fty"] = [
            {key: text for key in ("type", "data", "mime") if (text := getattr(each, key))}
            for each in signal.facilities
        ]
    if signal.cause is not None:
        body["cau"] = {"num": signal.cause}
    return {"sig": body}


CODECS: Final[Mapping[str, Codec]] = {
    "booleans": Codec(_read_booleans, _write_booleans),
    "call_handle": Codec(_read_handle, lambda number: {"call": number}),
    "ep_num": Codec(lambda body: line(body.get("ep-num")), lambda text: {"ep-num": text}),
    "ep_sip": Codec(lambda body: line(body.get("ep-sip")), lambda text: {"ep-sip": text}),
    "sig": Codec(_read_signal, _write_signal),
}
