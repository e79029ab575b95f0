"""The source as data: which files there are, and what is in them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
import json
from pathlib import Path
import subprocess
from typing import Any

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "pbx"
TELEPHONY = INTEGRATION / "telephony"
VENDORS = TELEPHONY / "vendors"
SIMULATOR = ROOT / "simulator"
LANGUAGES = ("en", "de", "zh-Hans")

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One imported module: `relative` counts the leading dots."""

    module: str
    relative: int
    names: tuple[str, ...] = ()

    @property
    def top(self) -> str:
        """Give the package that everything is in."""
        return self.module.partition(".")[0]


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def python_files(folder: Path, *, deep: bool = True) -> list[Path]:
    """List the Python files of a folder."""
    return sorted(folder.rglob("*.py") if deep else folder.glob("*.py"))


def name_of(path: Path) -> str:
    """Name a file as a person looks for it."""
    return path.relative_to(ROOT).as_posix()


def imports_in(tree: ast.AST) -> Iterator[Import]:
    """Yield what is imported anywhere, also late and for types only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, 0) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            yield Import(node.module or "", node.level, names)


def docstrings_in(tree: ast.AST) -> set[ast.Constant]:
    """Find the texts that only explain: docstrings, and those below an attribute."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def words_in(tree: ast.AST) -> Iterator[str]:
    """Yield every name and every text that does something."""
    explained = docstrings_in(tree)
    for node in ast.walk(tree):
        for attribute in ("id", "attr", "name", "arg", "module", "asname"):
            if isinstance(word := getattr(node, attribute, None), str):
                yield word
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node not in explained:
                yield node.value


def texts_in(tree: ast.AST) -> set[str]:
    """Give all texts of a file that are more than an explanation."""
    explained = docstrings_in(tree)
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in explained
    }


@cache
def read_json(name: str) -> Any:
    """Read a JSON file of the integration."""
    return json.loads((INTEGRATION / name).read_text(encoding="utf-8"))


def translation(language: str) -> dict[str, Any]:
    """Read a language."""
    content: dict[str, Any] = read_json(f"translations/{language}.json")
    return content


def leaves(content: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text of nested objects with the way to it."""
    if isinstance(content, dict):
        for key, each in content.items():
            yield from leaves(each, (*path, key))
    else:
        yield path, content


@cache
def repository_files() -> tuple[Path, ...]:
    """List what is, or would be, in the repository."""
    command = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted({path for path in paths if path.is_file()}))


def read_text(path: Path) -> str | None:
    """Read a file; None if it is no text."""
    content = path.read_bytes()
    if b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
