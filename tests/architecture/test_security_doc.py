"""The security review names tests; each of them exists."""

import ast
import re

from tests.architecture.source import ROOT, tree_of

DOCUMENT = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# A protection that nobody tried has no place in a table.
ROW = re.compile(r"^\| (?!What|Where|---)", re.MULTILINE)
SECTION = re.compile(r"^## (.+)$", re.MULTILINE)


def names_in(path: str) -> set[str]:
    """Name the tests of a file."""
    file = ROOT / path
    if not file.is_file():
        return set()
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in tree_of(file).body if isinstance(node, functions)}


def missing(text: str) -> list[str]:
    """Name what is named, and does not exist."""
    return [f"{path}::{name}" for path, name in NAMED.findall(text) if name not in names_in(path)]


def unproven(text: str) -> list[str]:
    """Give the rows of tables without a test."""
    rows = [line for line in text.splitlines() if ROW.match(line)]
    return [row for row in rows if not NAMED.search(row)]


def test_every_named_test_exists() -> None:
    """Who renames a test renames it there."""
    assert not missing(DOCUMENT.read_text(encoding="utf-8"))


def test_every_protection_is_proven() -> None:
    """Each row of each table names at least one test."""
    assert not unproven(DOCUMENT.read_text(encoding="utf-8"))


def test_the_rules_would_notice() -> None:
    """Each rule flags a bad sample, and passes a good one."""
    here = "`tests/architecture/test_security_doc.py::test_every_named_test_exists`"
    assert missing("`tests/architecture/test_security_doc.py::test_nothing`")
    assert missing("`tests/nowhere.py::test_nothing`")
    assert not missing(here)
    assert unproven("| To break in | A lock | |")
    assert not unproven(f"| To break in | A lock | {here} |\n| --- | --- | --- |")


def test_there_was_something_to_look_at() -> None:
    """A rule over no names proves nothing."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) >= 50
    assert len(SECTION.findall(text)) >= 6
