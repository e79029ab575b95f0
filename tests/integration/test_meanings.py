"""Every meaning that a refusal can have has a sentence, in every language."""

import ast
from string import Formatter

import pytest

from custom_components.pbx.helpers import REFUSALS, command_error
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.vendors.yeastar.errors_table import CODES, UNKNOWN
from tests.architecture.source import (
    INTEGRATION,
    LANGUAGES,
    TELEPHONY,
    python_files,
    translation,
    tree_of,
)


def refusals_in(tree: ast.AST) -> set[str]:
    """Find the meanings that are given to refusals in the code."""
    return {
        argument.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("CommandRefused")
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def keys_of_invalid(tree: ast.AST) -> set[str]:
    """Find the keys of errors for actions that cannot be meant so."""
    return {
        argument.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("invalid", "AdministratorsOnly")
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


def meanings() -> set[str]:
    """Collect all meanings, but for the one that says nothing."""
    by_code = {code.meaning for code in CODES.values()}
    by_name = {text for path in python_files(TELEPHONY) for text in refusals_in(tree_of(path))}
    return (by_code | by_name) - {UNKNOWN.meaning}


def test_no_meaning_is_without_a_sentence() -> None:
    """A code that is known must not be shown as a code."""
    assert len(meanings()) > 50
    assert meanings() <= REFUSALS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_are_there_in_every_language(language: str) -> None:
    """With no placeholder but the PBX's own word."""
    sentences = translation(language)["exceptions"]

    for meaning in REFUSALS:
        message = sentences[f"refused_{meaning}"]["message"]
        assert {name for _, name, _, _ in Formatter().parse(message) if name} <= {"detail"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_of_an_action_has_a_sentence(language: str) -> None:
    """The keys are texts in the code of the actions."""
    files = [*python_files(INTEGRATION / "services"), INTEGRATION / "permissions.py"]
    keys = {key for path in files for key in keys_of_invalid(tree_of(path))}

    assert len(keys) > 10
    assert keys <= set(translation(language)["exceptions"])


def test_an_unknown_meaning_is_told_by_its_code() -> None:
    """Better a number than nothing."""
    err = command_error(CommandRefused("refused", "4711"))

    assert err.translation_key == "refused"
    assert err.translation_placeholders == {"detail": "4711"}
