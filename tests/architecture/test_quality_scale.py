"""The quality scale is filled in, and what can be looked up in the code is true."""

import ast
import re
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.pbx import const
from tests.architecture.source import INTEGRATION, ROOT, python_files, tree_of

RULES: dict[str, Any] = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What each chapter of the documentation is called here.
CHAPTERS = {
    "docs-actions": "### Actions",
    "docs-triggers": "### Triggers and conditions",
    "docs-conditions": "### Triggers and conditions",
    "docs-installation-instructions": "## Install",
    "docs-removal-instructions": "## Remove",
    "docs-installation-parameters": "## Set up",
    "docs-configuration-parameters": "### Options",
    "docs-data-update": "## How data is updated",
    "docs-examples": "### Blueprints",
    "docs-known-limitations": "## Limits",
    "docs-supported-devices": "## Supported systems",
    "docs-supported-functions": "## What you get",
    "docs-troubleshooting": "## Troubleshooting",
    "docs-use-cases": "## What it is good for",
}
PLATFORMS = [
    path
    for path in python_files(INTEGRATION)
    if path.stem in {platform.value for platform in const.PLATFORMS}
]


def test_every_rule_is_done_or_has_a_reason() -> None:
    """No rule is left open; a comment says why one does not apply."""
    assert len(RULES) >= 54
    for rule, said in RULES.items():
        if said != "done":
            assert said["comment"], rule
            assert said["status"] in {"done", "exempt"}, rule


@pytest.mark.parametrize(("rule", "chapter"), CHAPTERS.items())
def test_the_documentation_has_its_chapters(rule: str, chapter: str) -> None:
    """Under the names that people look for."""
    assert rule in RULES
    assert re.search(rf"^{re.escape(chapter)}$", README, re.MULTILINE)


def test_every_rule_about_documentation_is_looked_up() -> None:
    """But for the description at the very top, which has no name."""
    about = {rule for rule in RULES if rule.startswith("docs-")}

    assert about - set(CHAPTERS) == {"docs-high-level-description"}


def test_every_platform_says_how_much_it_does_at_once() -> None:
    """The rule parallel-updates."""
    assert len(PLATFORMS) >= 8
    for path in PLATFORMS:
        names = [
            target.id
            for node in tree_of(path).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        assert "PARALLEL_UPDATES" in names, path.name


def test_no_session_is_made_where_one_is_given() -> None:
    """The rule inject-websession: what talks to a PBX borrows the connections of Home Assistant."""
    makers = {
        path.name
        for path in python_files(INTEGRATION)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("ClientSession")
    }

    # It has the connector of the session that was given, and only adds what it may answer.
    assert makers <= {"dialing.py"}
