"""The table in docs/yeastar.md of what each action can do in each version of the interface.

It is written by the run that tries them: PBX_WRITE_ACTIONS=1 with tests/e2e/test_actions.py.
"""

from collections.abc import Mapping, Sequence
import os
from pathlib import Path

from .trials import TRIALS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "yeastar.md"
BEGIN, END = "<!-- actions: begin -->\n", "<!-- actions: end -->\n"
VERSIONS = ("v2.0.0", "v1.1.0", "v1.0.1", "v0.0.1")

type Row = tuple[str, str]
type Table = dict[Row, dict[str, str]]


def rows() -> list[Row]:
    """Return an action and a situation for each row."""
    return [(_name(trial.action), trial.situation) for trial in TRIALS]


def _name(action: str) -> str:
    return action if "." in action else f"pbx.{action}"


def read() -> Table:
    """Return what the document says."""
    text = DOCUMENT.read_text()
    lines = text[text.index(BEGIN) + len(BEGIN) : text.index(END)].splitlines()[2:]
    table: Table = {}
    for line in lines:
        action, situation, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        table[action.strip("`"), situation] = dict(zip(VERSIONS, cells, strict=True))
    return table


def asks_to_write() -> bool:
    """Tell whether this run is to write the table."""
    return bool(os.environ.get("PBX_WRITE_ACTIONS"))


def write(version: str, found: Mapping[Row, str]) -> None:
    """Put what was found for one version into the document; the rest stays as it is."""
    known = read()
    table = {row: {**known.get(row, {}), version: found[row]} for row in rows()}
    text = DOCUMENT.read_text()
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    DOCUMENT.write_text(before + BEGIN + _drawn(table) + after)


def _drawn(table: Table) -> str:
    lines = [["Action", "With what", *VERSIONS], ["---"] * (2 + len(VERSIONS))]
    for (action, situation), cells in table.items():
        lines.append([f"`{action}`", situation, *(cells.get(x, "") for x in VERSIONS)])
    return "".join(map(_line, lines))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
