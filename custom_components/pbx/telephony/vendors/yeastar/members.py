"""The parties that a report names, in every form that is known.

Default format: repeated keys `"ext":{..},"ext":{..}`. Format 1.0.2: `"call":[{"ext":{..}}]`. Format
2.0.0: `"members":[..]`. The clone: `"ext":{"extid":["101","106"]}`. The order is meaning: a report
begins with the party that it is about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from .pairs import Pairs, brief


class MemberKind(StrEnum):
    """Where a party sits; the words are those of the wire."""

    EXTENSION = "ext"
    INBOUND = "inbound"
    OUTBOUND = "outbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One party of a call, as the wire names it; an empty text was not said."""

    kind: MemberKind
    number: str = ""
    """Of an extension."""
    source: str = ""
    target: str = ""
    trunk: str = ""
    id: str = ""
    """`inboundid` or `outboundid`."""
    channel: str = ""
    status: str = ""
    path: str = ""
    """The queue, ring group or IVR that the call went through."""
    is_first: bool = field(default=False, compare=False)
    """The outside party that a call back began with; it and the other may be named as one."""
    is_merged: bool = field(default=False, compare=False)
    """It shared one object with another, as only the clone writes it."""
    extra: tuple[str, ...] = field(default=(), compare=False)
    """Keys that nobody knows."""


# The largest conference is far smaller; a report that names everybody is none.
MAX_MEMBERS: Final = 100

_CONTAINERS: Final = frozenset(("call", "members"))
_KINDS: Final = {kind.value: kind for kind in MemberKind}
MEMBER_KEYS: Final = _CONTAINERS | _KINDS.keys()

# `ouboundid` is printed in a table of the guide of 2017.
_NAMES: Final = {
    "callpath": "path",
    "channelid": "channel",
    "extid": "number",
    "extnumber": "number",
    "from": "source",
    "inboundid": "id",
    "memberstatus": "status",
    "number": "number",
    "ouboundid": "id",
    "outboundid": "id",
    "status": "status",
    "to": "target",
    "trunk": "trunk",
    "trunkname": "trunk",
}


def read_members(pairs: Pairs) -> tuple[Member, ...]:
    """Collect all parties of a report in the order of the text."""
    return tuple(islice(_walk(pairs), MAX_MEMBERS))


def _walk(value: Any) -> Iterator[Member]:
    """Find the parties in an object, or in an array of objects, however deep."""
    if not isinstance(value, Pairs):
        for each in value if isinstance(value, list) else ():
            yield from _walk(each)
        return
    for key, inner in value:
        if key in _CONTAINERS:
            yield from _walk(inner)
        elif key in _KINDS:
            yield from _read(_KINDS[key], inner)


def _read(kind: MemberKind, value: Any) -> Iterator[Member]:
    """Read the parties under one key: an object, an array of them, or a bare number."""
    match value:
        case Pairs():
            yield from _expand(kind, value)
        case list():
            for each in value:
                yield from _read(kind, each)
        case _ if kind is MemberKind.EXTENSION and (number := brief(value)):
            yield Member(kind=kind, number=number)


def _expand(kind: MemberKind, pairs: Pairs) -> Iterator[Member]:
    """Make one party of an object, or several if its number is an array."""
    values: dict[str, Any] = {}
    numbers: list[str] = []
    for key, value in pairs:
        if (name := _NAMES.get(key)) is None:
            continue
        if isinstance(value, list) and name == "number":
            numbers += [brief(each) for each in value if isinstance(each, str)]
        elif (text := brief(value)) or name not in values:
            values[name] = text
    extra = tuple(f"{kind}.{key}" for key, _ in pairs if key not in _NAMES)
    single = values.pop("number", "")
    for number in numbers or [single]:
        # An extension without a number is nobody; a line without one is still a line.
        if number or kind is not MemberKind.EXTENSION:
            yield Member(
                kind=kind, number=number, is_merged=len(numbers) > 1, extra=extra, **values
            )
