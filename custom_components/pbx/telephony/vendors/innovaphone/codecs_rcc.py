"""How the members of RCC messages are read and written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .codecs import MAX_ENTRIES, Codec, line, word

# Handles and counts are small; what is larger is no number that anybody meant.
_LARGEST = 1 << 53
# The longest is a guid of 32 digits.
_ID_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A party of a call; an empty text says nothing."""

    type: str = ""
    cn: str = ""
    dn: str = ""
    h323: str = ""
    e164: str = ""
    norm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """A detail of a call, such as why it ended."""

    type: str = ""
    number: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A phone of a user."""

    hw: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mobile:
    """The mobile phone behind a device."""

    e164: str = ""
    h323: str = ""
    off: bool = False


def number(value: object) -> int | None:
    """Read a whole number, also one written as a text; None if there is none."""
    match value:
        case bool():
            return None
        case int():
            found = value
        case str() if value.isascii() and value.isdigit() and len(value) < 17:
            found = int(value)
        case _:
            return None
    return found if abs(found) < _LARGEST else None


def flag(value: object) -> bool | None:
    """Read a flag that may be absent; None if there is none."""
    if value in ("true", "false"):
        return value == "true"
    return value if isinstance(value, bool) else None


def _objects(value: object) -> list[Mapping[str, Any]]:
    """Give the objects of a list; one object alone counts as a list of it."""
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        return []
    return [each for each in value[:MAX_ENTRIES] if isinstance(each, dict)]


_CONNECTOR = ("type", "cn", "dn", "h323", "e164", "norm")


def _connector(value: Mapping[str, Any]) -> Connector:
    """Read a party."""
    return Connector(**{key: (line(value.get(key)) or "").strip() for key in _CONNECTOR})


def _read_connector(value: object) -> Connector | None:
    """Read a party, if there is one."""
    return _connector(value) if isinstance(value, dict) else None


def _write_connector(it: Connector) -> dict[str, str]:
    """Write what is known of a party."""
    return {key: text for key in _CONNECTOR if (text := getattr(it, key))}


def _read_infos(body: Mapping[str, Any]) -> tuple[Info, ...] | None:
    """Read details; documents differ on whether they are a list or one object."""
    if body.get("info") is None:
        return None
    return tuple(
        Info(
            type=word(each.get("type")) or "",
            number=number(each.get("vali")),
            text=line(each.get("vals")) or "",
        )
        for each in _objects(body["info"])
    )


def _write_info(it: Info) -> dict[str, Any]:
    """Write a detail."""
    vali = {} if it.number is None else {"vali": it.number}
    return {"type": it.type, **vali, "vals": it.text}


def _read_others(body: Mapping[str, Any]) -> tuple[Connector, ...] | None:
    """Read the further parties."""
    return None if body.get("no") is None else tuple(map(_connector, _objects(body["no"])))


def _read_phones(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Read which phones are registered; absent means none."""
    return tuple(word(each.get("hw")) or "" for each in _objects(body.get("regs")))


def _read_devices(body: Mapping[str, Any]) -> tuple[Device, ...]:
    """Read the phones of a user."""
    return tuple(
        Device(hw=word(each.get("hw")) or "", text=line(each.get("text")) or "")
        for each in _objects(body.get("devices"))
    )


def _read_mobile(body: Mapping[str, Any]) -> Mobile | None:
    """Read a mobile phone, if there is one."""
    if not isinstance(it := body.get("mobile"), dict):
        return None
    return Mobile(
        e164=line(it.get("e164")) or "", h323=line(it.get("h323")) or "", off=it.get("off") is True
    )


def _number(key: str) -> Codec:
    """Make the codec of a whole number."""
    return Codec(lambda body: number(body.get(key)), lambda value: {key: value})


def _flag(key: str) -> Codec:
    """Make the codec of a flag that may be absent."""
    return Codec(lambda body: flag(body.get(key)), lambda value: {key: value})


def _text(key: str) -> Codec:
    """Make the codec of a text whose name on the wire is no name in here."""
    return Codec(lambda body: line(body.get(key)), lambda value: {key: value})


def _id(key: str) -> Codec:
    """Make the codec of an id; it is compared, and never shown."""
    return Codec(lambda body: line(body.get(key), _ID_LENGTH), lambda value: {key: value})


def _party(key: str) -> Codec:
    """Make the codec of a party."""
    return Codec(
        lambda body: _read_connector(body.get(key)), lambda it: {key: _write_connector(it)}
    )


_NUMBERS = ("a", "alert", "b", "call", "cause", "channel", "limit", "position", "rc", "state")
_FLAGS = ("audio", "calls", "disc", "grp", "recv", "xfer")

CODECS: Final[Mapping[str, Codec]] = {
    **{key: _number(key) for key in (*_NUMBERS, "time", "tones", "user")},
    **{key: _flag(key) for key in _FLAGS},
    "call_id": _id("call-id"),
    "conf": _id("conf"),
    "conf_id": _id("conf-id"),
    "deleted": Codec(lambda body: flag(body.get("del")), lambda value: {"del": value}),
    "devices": Codec(
        _read_devices,
        lambda all_: {"devices": [{"hw": it.hw, "text": it.text} for it in all_]},
    ),
    "far": _party("remote"),
    "infos": Codec(_read_infos, lambda infos: {"info": [_write_info(it) for it in infos]}),
    "max_intern": _number("maxIntern"),
    "mobile": Codec(
        _read_mobile, lambda it: {"mobile": {"e164": it.e164, "h323": it.h323, "off": it.off}}
    ),
    "near": _party("local"),
    "no_forwarding": _flag("ftyNoCF"),
    "others": Codec(_read_others, lambda all_: {"no": [_write_connector(it) for it in all_]}),
    "peer": _party("peer"),
    "peer_sides": _flag("peer"),
    "pseudo_type": _text("pseudo"),
    "phones": Codec(_read_phones, lambda names: {"regs": [{"hw": name} for name in names]}),
    "prefix_international": _text("prefixIntl"),
    "prefix_national": _text("prefixNtl"),
    "prefix_subscriber": _text("prefixSubs"),
    "silent": _flag("remote"),
    "user_sides": _flag("user"),
}
"""Names used with another meaning elsewhere in RCC have a name of their own here."""
