"""Reports as bytes, in the odd shapes of the wire."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
import json

type Member = tuple[str, dict[str, str]]
type Pairs = list[tuple[str, object]]
type Layout = Callable[[Iterable[Member]], Pairs]


class Style(Enum):
    """A report format."""

    DOUBLED = auto()
    """The default: parties on top, so that a key occurs twice."""
    ARRAY = auto()
    """Format 1.0.2: parties in `call`."""
    EVENTS = auto()
    """Format 2.0.0: events with parties in `members`."""
    CLONE = auto()
    """The copy's: parties on top, two extensions in one object."""


@dataclass(frozen=True, slots=True)
class Report:
    """One report before it is written: plain fields around the parties of a call."""

    action: str
    head: Mapping[str, object] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    tail: Mapping[str, object] = field(default_factory=dict)
    members_on_top: bool = False
    """`CallFailed` never wraps its parties in the older formats."""


def doubled_keys(members: Iterable[Member]) -> Pairs:
    """Repeat the key `ext` in one object, as the default format does."""
    return list(members)


def _array(key: str) -> Layout:
    """Put each party into an object of its own, all of them into one array."""

    def lay_out(members: Iterable[Member]) -> Pairs:
        parties = [{kind: fields} for kind, fields in members]
        return [(key, parties)] if parties else []

    return lay_out


def merged_extensions(members: Iterable[Member]) -> Pairs:
    """Put several extensions into one object, as the copy does."""
    parties = list(members)
    if not parties or any(kind != "ext" for kind, _ in parties):
        return list(parties)
    return [("ext", {"extid": [fields["extid"] for _, fields in parties]})]


LAYOUTS: dict[Style, Layout] = {
    Style.DOUBLED: doubled_keys,
    Style.ARRAY: _array("call"),
    Style.EVENTS: _array("members"),
    Style.CLONE: merged_extensions,
}
DISCRIMINATORS = {Style.EVENTS: "event"}


def write(report: Report, style: Style, serial: str | None) -> bytes:
    """Write a report; built pair by pair because a dict cannot repeat a key."""
    place = doubled_keys if report.members_on_top else LAYOUTS[style]
    pairs: Pairs = [
        (DISCRIMINATORS.get(style, "action"), report.action),
        *report.head.items(),
        *place(report.members),
        *report.tail.items(),
    ]
    if serial is not None:
        pairs.append(("sn", serial))
    return f"{{{','.join(f'{_text(k)}:{_text(v)}' for k, v in pairs)}}}".encode()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
