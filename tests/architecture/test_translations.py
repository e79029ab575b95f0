"""What people read: complete in every language, and no text without a use."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.pbx import const
from tests.architecture.source import (
    INTEGRATION,
    LANGUAGES,
    leaves,
    python_files,
    read_json,
    texts_in,
    translation,
    tree_of,
)

EN = translation("en")
ICONS = read_json("icons.json")
FILES = [*python_files(INTEGRATION, deep=False), *python_files(INTEGRATION / "services")]
PLATFORMS = [path for path in FILES if path.stem in EN["entity"]]
PLACEHOLDER = re.compile(r"\{[^{}]*\}")

# Classes of errors that are not called so, and variables that hold one.
AUTOMATION = ("services", "triggers", "conditions")
_ERRORS = {"Unresolvable", "ours"}

type Named = tuple[str, str, bool]


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    """Say where two languages differ in keys or placeholders."""
    one, other = dict(leaves(ours)), dict(leaves(theirs))
    return [f"only in one: {'.'.join(path)}" for path in sorted(one.keys() ^ other.keys())] + [
        f"other placeholders: {'.'.join(path)}"
        for path in sorted(one.keys() & other.keys())
        if set(PLACEHOLDER.findall(one[path])) != set(PLACEHOLDER.findall(other[path]))
    ]


def strings_of(node: ast.AST) -> list[str]:
    """Give the texts that an expression can be."""
    if isinstance(node, ast.IfExp):
        return strings_of(node.body) + strings_of(node.orelse)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return []


def keys_named(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield every literal translation key with the name of what it is given to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func).rpartition(".")[2]
            for keyword in node.keywords:
                if keyword.arg == "translation_key":
                    yield from ((function, key) for key in strings_of(keyword.value))


def has_device_class(node: ast.ClassDef) -> bool:
    """Tell whether a class of entities looks like something without an icon of ours."""
    return any("_attr_device_class" in ast.unparse(statement) for statement in node.body)


def entities_named(tree: ast.Module) -> Iterator[Named]:
    """Yield the keys of a platform's entities, and whether each has a device class.

    An entity is given its key as the last argument, by who makes it or by its own class.
    """
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    for inside in tree.body:
        for node in ast.walk(inside):
            if isinstance(node, ast.Assign) and "_attr_translation_key" in ast.unparse(node):
                assert isinstance(inside, ast.ClassDef)
                yield from (
                    (inside.name, key, has_device_class(inside)) for key in strings_of(node.value)
                )
            if not (isinstance(node, ast.Call) and node.args):
                continue
            made = classes.get(ast.unparse(node.func))
            if ast.unparse(node.func) == "super().__init__" and isinstance(inside, ast.ClassDef):
                made = inside
            if made is not None:
                for key in strings_of(node.args[-1]):
                    yield made.name, key, has_device_class(made)


def offered(kind: str) -> dict[str, Any]:
    """Give all actions, triggers or conditions."""
    return load_yaml_dict(str(INTEGRATION / f"{kind}.yaml"))


def selects() -> list[dict[str, Any]]:
    """Give the fields of actions, triggers and conditions that offer a choice."""
    everything = [each for kind in AUTOMATION for each in offered(kind).values()]
    fields = [field for each in everything for field in fields_of(each).values()]
    return [field["selector"]["select"] for field in fields if "select" in field["selector"]]


def sections_of(action: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Give the parts of an action's form that can be folded up."""
    fields = (action or {}).get("fields", {})
    return {key: each for key, each in fields.items() if "selector" not in each}


def fields_of(action: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """Give the fields of an action, those in sections as well."""
    fields = (action or {}).get("fields", {})
    flat = {key: each for key, each in fields.items() if "selector" in each}
    for section in sections_of(action).values():
        flat |= section["fields"]
    return flat


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_blank(language: str) -> None:
    """A blank text is a forgotten one."""
    texts = dict(leaves(translation(language)))

    assert len(texts) > 50
    assert not [path for path, text in texts.items() if not text.strip()]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_all_languages_say_the_same_things(language: str) -> None:
    """The same keys, and in each text the same placeholders."""
    assert not differences(EN, translation(language))


@pytest.mark.parametrize("path", PLATFORMS, ids=lambda path: path.stem)
def test_every_entity_has_a_name_and_a_face(path: Path) -> None:
    """A name in the translations, and an icon or a device class."""
    # What belongs to a subject of its own stands beside the platform.
    beside = sorted(INTEGRATION.glob(f"*_{path.stem}s.py"))
    # A binary sensor is no sensor.
    others = tuple(f"_{each.stem}s" for each in PLATFORMS if each.stem.endswith(f"_{path.stem}"))
    files = [path, *(each for each in beside if not each.stem.endswith(others))]
    named = [each for file in files for each in entities_named(tree_of(file))]
    texts, icons = EN["entity"][path.stem], ICONS["entity"].get(path.stem, {})

    assert {key for _, key, _ in named} == set(texts)
    assert all("name" in text for text in texts.values())
    assert set(icons) <= set(texts)
    assert not [key for _, key, classy in named if not classy and key not in icons]


def test_every_platform_has_its_texts() -> None:
    """And no texts are there for a platform that is not."""
    assert {path.stem for path in PLATFORMS} == {platform.value for platform in const.PLATFORMS}
    assert set(EN["entity"]) == {path.stem for path in PLATFORMS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_given_in_the_code_is_translated(path: Path) -> None:
    """Whether it is for an error, a device, an issue or a selector."""
    for function, key in keys_named(tree_of(path)):
        if function.endswith("SelectorConfig"):
            section = "selector"
        elif "issue" in function:
            section = "issues"
        elif function in _ERRORS or function.endswith(("Error", "Failed", "NotReady")):
            section = "exceptions"
        else:
            section = "device"
        assert key in EN[section], f"{function}: {key}"


@pytest.mark.parametrize("section", ["exceptions", "issues", "device", "selector"])
def test_every_translated_key_is_used(section: str) -> None:
    """Tables in the code hold the keys as texts; a text that nothing names is dead."""
    used = {text for path in python_files(INTEGRATION) for text in texts_in(tree_of(path))}
    used |= {select["translation_key"] for select in selects()}
    # Refusals are keyed by what the PBX means.
    used |= {f"refused_{word}" for text in used for word in text.split()}

    assert set(EN.get(section, {})) <= used


@pytest.mark.parametrize("kind", AUTOMATION)
def test_everything_an_automation_can_name_is_named_explained_and_drawn(kind: str) -> None:
    """Each action, trigger and condition, and each of its fields."""
    texts = EN[kind]

    assert set(texts) == set(offered(kind))
    assert set(ICONS[kind]) == set(offered(kind))
    for key, what in offered(kind).items():
        assert {"name", "description"} <= set(texts[key])
        assert set(texts[key].get("fields", {})) == set(fields_of(what))
        assert set(texts[key].get("sections", {})) == set(sections_of(what))
        assert set(ICONS[kind][key].get("sections", {})) == set(sections_of(what))
        for field in texts[key].get("fields", {}).values():
            assert {"name", "description"} <= set(field)


def test_select_fields_are_translated() -> None:
    """What is chosen from is shown in words."""
    found = selects()

    assert found
    for select in found:
        assert set(EN["selector"][select["translation_key"]]["options"]) >= set(select["options"])


def test_states_that_have_icons_have_words() -> None:
    """An icon for a state that does not exist is a typing mistake."""
    for platform, entities in ICONS["entity"].items():
        for key, icons in entities.items():
            states = set(EN["entity"][platform][key].get("state", {}))
            assert set(icons.get("state", {})) <= states | {"on", "off"}


def test_the_rules_would_notice() -> None:
    """Each rule flags a bad sample."""
    assert differences({"a": "1"}, {"b": "1"}) == differences({"b": "1"}, {"a": "1"})
    assert len(differences({"a": "1"}, {"b": "1"})) == 2
    assert differences({"a": {"b": "{host}"}}, {"a": {"b": "{hots}"}})
    assert not differences({"a": "{x} and {y}"}, {"a": "{y} und {x}"})

    error = 'raise HomeAssistantError(translation_key="no" if x else "nope")'
    assert list(keys_named(ast.parse(error))) == [
        ("HomeAssistantError", "no"),
        ("HomeAssistantError", "nope"),
    ]
    platform = (
        "class A(E):\n _attr_device_class = X\n"
        "class B(E):\n _attr_translation_key = 'b'\n"
        "class C(E):\n def __init__(self):\n  super().__init__(1, 'c')\n"
        "def make():\n yield A(1, 'a')\n"
    )
    assert set(entities_named(ast.parse(platform))) == {
        ("A", "a", True),
        ("B", "b", False),
        ("C", "c", False),
    }


def test_there_was_something_to_look_at() -> None:
    """Discovery over no files proves nothing."""
    assert len(PLATFORMS) >= 4
    assert sum(len(list(keys_named(tree_of(path)))) for path in FILES) >= 5
