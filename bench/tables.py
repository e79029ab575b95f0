"""Tables for people: on the terminal, and in the documents between two marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
import os
from pathlib import Path
import platform
import sys

from homeassistant.const import __version__

from .home import CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "performance.md"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def __str__(self) -> str:
        """Write it as Markdown that can be read as it is."""
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = [
            f"### {self.title}",
            "",
            _line(self.head, widths),
            _line(["-" * x for x in widths]),
        ]
        lines += [_line(row, widths) for row in self.rows]
        return "\n".join([*lines, *(["", self.note] if self.note else [])])


def _line(cells: Iterable[str], widths: Iterable[int] | None = None) -> str:
    texts = list(cells)
    if widths is not None:
        texts = [text.ljust(width) for text, width in zip(texts, widths, strict=True)]
    return f"| {' | '.join(texts)} |"


def machine() -> str:
    """Say on what was measured."""
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} with {cores} cores ({platform.machine()}), load"
        f" {load:.1f} at the end, Python {platform.python_version()}, Home Assistant {__version__}."
    )


def say(text: object) -> None:
    """Print at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def write(name: str, tables: Iterable[Table], path: Path = DOCUMENT) -> None:
    """Replace what stands between the marks of this name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = path.read_text()
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{path} has no place for {name}")
    body = "\n\n".join([machine(), *map(str, tables)])
    path.write_text(f"{before}{begin}\n{body}\n{end}{after}")


def micro(seconds: float) -> str:
    """Write a short time."""
    return f"{seconds * 1e6:,.0f} µs"


def milli(seconds: float) -> str:
    """Write a time."""
    return f"{seconds * 1e3:,.1f} ms"


def kibi(size: float) -> str:
    """Write an amount of memory."""
    return f"{size / 1024:,.1f} KiB"


def met(good: bool) -> str:
    """Say whether a goal is met."""
    return "yes" if good else "**no**"
