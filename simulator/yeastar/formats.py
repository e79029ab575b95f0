"""Reports as bytes, in the odd shapes of the wire."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
import json

type Member = tuple[str, dict[str, str]]
type Pairs = list[tuple[str, object]]
type Format = Callable[[Iterable[Member]], Pairs]


@dataclass(frozen=True, slots=True)
class Report:
    """One report before it is written: plain fields around the parties of a call."""

    action: str
    head: dict[str, str] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    tail: dict[str, str] = field(default_factory=dict)
    members_on_top: bool = False
    """`CallFailed` never wraps its parties, whatever the format."""


def doubled_keys(members: Iterable[Member]) -> Pairs:
    """Repeat the key `ext` in one object, as the default format does."""
    return list(members)


def call_array(members: Iterable[Member]) -> Pairs:
    """Put each party into an object of its own, as format 1.0.2 does."""
    parties = [{kind: fields} for kind, fields in members]
    return [("call", parties)] if parties else []


def write(report: Report, style: Format, serial: str | None) -> bytes:
    """Write a report; built pair by pair because a dict cannot repeat a key."""
    place = doubled_keys if report.members_on_top else style
    pairs: Pairs = [
        ("action", report.action),
        *report.head.items(),
        *place(report.members),
        *report.tail.items(),
    ]
    if serial is not None:
        pairs.append(("sn", serial))
    return f"{{{','.join(f'{_text(k)}:{_text(v)}' for k, v in pairs)}}}".encode()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
