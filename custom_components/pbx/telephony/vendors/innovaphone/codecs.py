"""How members of messages are read and written, by the name of the member.

A reader takes whatever the peer sent. Absent and null are the same; a number may stand for a text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re
from typing import Any, Final, NamedTuple

LINE_LENGTH: Final = 255
WORD_LENGTH: Final = 64
# A note of a person has no documented limit; this is a page.
NOTE_LENGTH: Final = 1024
# The vendor names at most 16 characters; newer builds may have more, but not without end.
CHALLENGE_LENGTH: Final = 64
# A person has a hand-set state, a phone, a calendar; hundreds would be noise.
MAX_ENTRIES: Final = 32
# A Visibility page names a few groups and programs.
MAX_ALLOWS: Final = 200

_TEXT_COLUMNS = ("guid", "h323", "cn", "dn", "e164", "loc")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class Malformed(ValueError):
    """A member without which the message means nothing is missing or of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What the PBX says of a request that failed; codes are not documented, so only shown."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One slot of a presence, as it is on the wire."""

    contact: str = ""
    status: str = ""
    activity: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What we read of one row of the user table; None where it does not say."""

    guid: str = ""
    h323: str = ""
    cn: str = ""
    dn: str = ""
    e164: str = ""
    loc: str = ""
    hide: bool | None = None
    allows: tuple[str, ...] | None = None
    """Whom the Visibility page names: "@" and all after it, or a group, stand for many."""


class Codec(NamedTuple):
    """How one member is taken from a body, and put into one."""

    read: Callable[[Mapping[str, Any]], Any]
    write: Callable[[Any], dict[str, Any]]


def whole(text: str) -> str:
    """Replace halves of characters; the vendor's older runtime cuts emoji in two."""
    return _HALF_CHARACTER.sub("\ufffd", text)


def clean(text: str, limit: int) -> str:
    """Bound a text and take out what later readers choke on; line breaks stay."""
    if not text.isprintable():
        text = whole(_CONTROL.sub("", text.replace("\r\n", "\n")))
    return text[:limit]


def line(value: object, limit: int = LINE_LENGTH) -> str | None:
    """Read a text of one line; None if there is none."""
    match value:
        case str():
            return clean(value, limit).replace("\n", " ")
        case bool():
            return None
        case int():
            return str(value)[:limit]
    return None


def word(value: object) -> str | None:
    """Read a short text of one line."""
    return line(value, WORD_LENGTH)


def _note(value: object) -> str | None:
    """Read a text that people wrote, line breaks included."""
    return clean(value, NOTE_LENGTH) if isinstance(value, str) else line(value)


def _flag(value: object) -> bool:
    """Read a flag; the vendor's PHP client compares with the text "true"."""
    return value is True or value == "true"


def _read_up(body: Mapping[str, Any]) -> bool:
    """Read whether a user can be seen; without that the message says nothing."""
    value = body.get("up")
    if not isinstance(value, bool):
        raise Malformed
    return value


def _read_challenge(body: Mapping[str, Any]) -> str:
    """Read a challenge; some older builds send a number."""
    value = body.get("challenge")
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 0 < len(text) <= CHALLENGE_LENGTH:
        raise Malformed
    if _CONTROL.search(text) or "\n" in text or _HALF_CHARACTER.search(text):
        raise Malformed
    return text


def _read_failure(body: Mapping[str, Any]) -> Failure | None:
    """Read a failure in any of the forms that the APIs know (PbxApi, RCC, PbxSignal)."""
    for key in ("error", "err"):
        value = body.get(key)
        if value in (None, False, 0, ""):
            continue
        code = line(value) or "error"
        return Failure(code, line(body.get("errorText")) or "")
    return None


def _read_presence(body: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Read all slots; what is no object is no slot."""
    value = body.get("presence")
    if not isinstance(value, list):
        raise Malformed
    slots = [slot for slot in value[:MAX_ENTRIES] if isinstance(slot, dict)]
    return tuple(
        Entry(
            contact=word(slot.get("contact")) or "",
            status=word(slot.get("status")) or "",
            activity=word(slot.get("activity")) or "",
            note=_note(slot.get("note")) or "",
        )
        for slot in slots
    )


def _write_presence(entries: tuple[Entry, ...]) -> dict[str, Any]:
    """Write all slots."""
    return {
        "presence": [
            {
                "contact": entry.contact,
                "status": entry.status,
                "activity": entry.activity,
                "note": entry.note,
            }
            for entry in entries
        ]
    }


def _read_row(body: Mapping[str, Any]) -> Row | None:
    """Read a row; behind the last one there is none, or an empty one."""
    value = body.get("columns")
    if not isinstance(value, dict) or not value:
        return None
    texts = {key: line(value.get(key)) or "" for key in _TEXT_COLUMNS}
    hide = _flag(value["hide"]) if value.get("hide") is not None else None
    return Row(**texts, hide=hide, allows=_read_allows(value.get("allows")))


def _read_allows(value: object) -> tuple[str, ...] | None:
    """Read who may see somebody at all; a group is told by a leading "@" like all that is many."""
    if not isinstance(value, list):
        return None
    entries = [entry for entry in value[:MAX_ALLOWS] if isinstance(entry, dict)]
    return tuple(
        "@" if _flag(entry.get("grp")) else line(entry.get("name")) or ""
        for entry in entries
        if _flag(entry.get("visible")) or _flag(entry.get("presence"))
    )


def _write_row(row: Row) -> dict[str, Any]:
    """Write a row."""
    columns: dict[str, Any] = {key: getattr(row, key) for key in _TEXT_COLUMNS}
    if row.hide is not None:
        columns["hide"] = row.hide
    if row.allows is not None:
        columns["allows"] = [{"name": name, "visible": True} for name in row.allows]
    return {"columns": columns}


def _read_names(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Read the names of the wanted columns."""
    value = body.get("columns")
    return tuple(line(name) or "" for name in value) if isinstance(value, dict) else ()


def _read_types(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Read the wanted types of objects."""
    value = body.get("pseudo")
    return tuple(line(name) or "" for name in value) if isinstance(value, list) else ()


def _read_apis(body: Mapping[str, Any]) -> frozenset[str] | None:
    """Read which APIs are ticked; None where that is not said."""
    value = body.get("apis")
    if not isinstance(value, list):
        return None
    return frozenset(name for each in value[:MAX_ENTRIES] if (name := word(each)))


def _read_hidden(body: Mapping[str, Any]) -> bool:
    """Read whether an App shows no tile."""
    info = body.get("info")
    return isinstance(info, dict) and _flag(info.get("hidden"))


def _write_hidden(value: bool) -> dict[str, Any]:
    """Write that an App has nothing to offer."""
    return {"info": {"hidden": value, "apis": {}}, "serviceInfo": {"apis": {}}}


def text_codec(key: str) -> Codec:
    """Make the codec of a plain text of one line."""
    return Codec(lambda body: line(body.get(key)), lambda value: {key: value})


CODECS: Final[Mapping[str, Codec]] = {
    "activity": Codec(lambda body: word(body.get("activity")), lambda text: {"activity": text}),
    "apis": Codec(_read_apis, lambda names: {"apis": sorted(names)}),
    "challenge": Codec(_read_challenge, lambda text: {"challenge": text}),
    "dns": Codec(lambda body: line(body.get("pbxDns")), lambda text: {"pbxDns": text}),
    "hidden": Codec(_read_hidden, _write_hidden),
    # `{"update": true}` in a column would announce that we want to change it.
    "columns": Codec(_read_names, lambda names: {"columns": {name: {} for name in names}}),
    "failure": Codec(_read_failure, lambda it: {"error": it.code, "errorText": it.text}),
    "note": Codec(lambda body: _note(body.get("note")), lambda text: {"note": text}),
    "ok": Codec(lambda body: _flag(body.get("ok")), lambda value: {"ok": value}),
    "presence": Codec(_read_presence, _write_presence),
    "pseudo": Codec(_read_types, lambda names: {"pseudo": list(names)}),
    "row": Codec(_read_row, _write_row),
    "up": Codec(_read_up, lambda value: {"up": value}),
}
