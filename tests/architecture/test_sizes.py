"""Small files, small functions, and no vendor's word above the vendors."""

import ast
from collections.abc import Iterator
import re

from custom_components.pbx.telephony.vendors import VENDORS as REGISTRY
from tests.architecture.source import (
    INTEGRATION,
    SIMULATOR,
    TELEPHONY,
    Function,
    name_of,
    python_files,
    tree_of,
    words_in,
)

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40

FILES = [*python_files(INTEGRATION), *python_files(SIMULATOR)]
NEUTRAL = [
    *python_files(TELEPHONY, deep=False),
    *python_files(INTEGRATION, deep=False),
    *python_files(INTEGRATION / "services"),
]
VENDOR_WORD = re.compile("|".join(REGISTRY), re.IGNORECASE)


def functions_in(tree: ast.AST) -> Iterator[Function]:
    """Yield all functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def long_functions(tree: ast.AST) -> list[str]:
    """Name the functions that are too long, decorators not counted."""
    return [
        function.name
        for function in functions_in(tree)
        if (function.end_lineno or 0) - function.lineno + 1 > LINES_OF_A_FUNCTION
    ]


def vendor_words(tree: ast.AST) -> list[str]:
    """Find names and texts that name a vendor; explanations may cite one."""
    return [word for word in words_in(tree) if VENDOR_WORD.search(word)]


def test_a_file_fits_into_a_head() -> None:
    """Whatever grows beyond has become two things."""
    lines = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in FILES}

    assert not {name: count for name, count in lines.items() if count > LINES_OF_A_FILE}


def test_a_function_fits_on_a_screen() -> None:
    """Whatever grows beyond does two things."""
    assert not {name_of(path): found for path in FILES if (found := long_functions(tree_of(path)))}


def test_nothing_is_called_after_nothing() -> None:
    """A module named for its lack of a subject collects what has none."""
    assert not [path for path in FILES if path.stem in ("util", "utils", "misc", "common")]


def test_a_vendors_word_stops_at_the_vendors() -> None:
    """A third PBX must find nothing above it that speaks another's language."""
    assert not {name_of(path): found for path in NEUTRAL if (found := vendor_words(tree_of(path)))}


def test_the_rules_would_notice() -> None:
    """Each rule flags a bad sample."""
    body = "\n".join(" x = 1" for _ in range(LINES_OF_A_FUNCTION))
    assert long_functions(ast.parse(f"def f():\n{body}")) == ["f"]
    assert long_functions(
        ast.parse(f"class A:\n async def f():\n {body.replace(chr(10), chr(10) + ' ')}")
    )
    assert not long_functions(ast.parse("def f():\n pass"))

    assert vendor_words(ast.parse("is_yeastar = True"))
    assert vendor_words(ast.parse("if vendor == 'innovaphone': pass"))
    assert vendor_words(ast.parse("from .vendors.yeastar import VENDOR"))
    assert vendor_words(ast.parse("def f(yeastar): pass"))
    assert vendor_words(ast.parse("class YeastarDriver: pass"))
    assert not vendor_words(
        ast.parse('"""Yeastar repeats keys."""\nx = 1\n"""So does innovaphone."""')
    )


def test_there_was_something_to_look_at() -> None:
    """A rule over no files proves nothing."""
    assert len(FILES) >= 40
    assert len(NEUTRAL) >= 25
    assert sum(len(list(functions_in(tree_of(path)))) for path in FILES) >= 300
