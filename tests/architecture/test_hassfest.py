"""What Home Assistant's own check asks for, as far as it can be said without that check.

The official one needs a checkout of Home Assistant, and runs in the workflows.
"""

import ast
from collections.abc import Callable, Iterator
import json
from pathlib import Path
import re
import string
from typing import Any
from urllib.parse import urlparse

from homeassistant.components.brands.const import ALLOWED_IMAGES
from homeassistant.const import Platform
from homeassistant.helpers import config_validation as cv, selector, service
from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from tests.architecture.source import (
    INTEGRATION,
    LANGUAGES,
    ROOT,
    imports_in,
    leaves,
    python_files,
    read_json,
    translation,
    tree_of,
)

MANIFEST_KEYS = frozenset(
    "domain name after_dependencies codeowners config_flow dependencies dhcp documentation"
    " integration_type iot_class issue_tracker loggers requirements version".split()
)
HACS_KEYS = frozenset(
    "name homeassistant content_in_root zip_release filename hide_default_branch"
    " persistent_directory country hacs".split()
)

TRANSLATION_KEY = re.compile(r"^(?!.+[_-]{2})(?![_-])[a-z0-9-_]+(?<![_-])$")
ADDRESS = re.compile(
    r"(?:(?:ftp|https?|mqtt|socket)://|www\.)[a-z0-9]+(?:[-.][a-z0-9]+)*\.[a-z]{2,5}"
)
HTML = re.compile(r"<[a-z].*?>")
IN_QUOTES = re.compile(r"'{\w+}'")

FILES = ("services", "triggers", "conditions")


def text(value: Any) -> str:
    """Validate a text that people read."""
    said = cv.string(value)
    if said != said.strip():
        raise vol.Invalid("blanks at its ends")
    for rule in (ADDRESS, HTML, IN_QUOTES):
        if found := rule.search(said):
            raise vol.Invalid(f"not to be translated: {found[0]}")
    if bad := [name for name in placeholders(said) if not name.isidentifier()]:
        raise vol.Invalid(f"no placeholders: {bad}")
    return said


def fixed(value: Any) -> str:
    """Validate a text into which nothing is filled."""
    said = text(value)
    if placeholders(said):
        raise vol.Invalid("nothing is filled in here")
    return said


def placeholders(said: str) -> list[str]:
    """Name what is filled into a text."""
    return [name for _, name, _, _ in string.Formatter().parse(said) if name]


def by_key(what: Any) -> vol.Schema:
    """Validate an object whose keys are made up by us."""
    return vol.Schema({vol.All(str, vol.Match(TRANSLATION_KEY)): what})


def flow(*, has_title: bool = False) -> vol.All:
    """Validate the texts of a flow."""
    fields = {vol.Optional(key): {str: text} for key in ("data", "data_description")}
    step = {
        **{vol.Optional(key): text for key in ("title", "description", "submit")},
        **fields,
        **{vol.Optional(key): {str: text} for key in ("menu_options", "menu_option_descriptions")},
        vol.Optional("sections"): {
            str: {**fields, **{vol.Optional(key): text for key in ("name", "description")}}
        },
    }
    said = {
        vol.Required("step"): {str: step},
        **{
            vol.Optional(key): {str: text} for key in ("error", "abort", "progress", "create_entry")
        },
    }
    if has_title:
        said[vol.Optional("flow_title")] = text
    return vol.All(vol.Schema(said), explained)


def explained(said: dict[str, Any]) -> dict[str, Any]:
    """Insist on an explanation of every field, and of nothing else: the rule config-flow."""
    for key, step in said["step"].items():
        for part in (step, *step.get("sections", {}).values()):
            if set(part.get("data", {})) != set(part.get("data_description", {})):
                raise vol.Invalid(f"{key}: fields and their explanations differ")
        if set(step.get("menu_option_descriptions", {})) - set(step.get("menu_options", {})):
            raise vol.Invalid(f"{key}: explains what cannot be chosen")
    return said


def issue(said: dict[str, Any]) -> dict[str, Any]:
    """Insist on either a text or a way to mend it."""
    if ("description" in said) is ("fix_flow" in said):
        raise vol.Invalid("either a description or a flow")
    return said


NAMED = {vol.Required("name"): text, vol.Required("description"): text}
FIELDS = {vol.Optional("fields"): by_key({**NAMED, vol.Optional("example"): text})}
SECTIONS = {vol.Optional("sections"): by_key({vol.Required("name"): text})}
STATES = {vol.Optional("state"): by_key(fixed)}
ENTITY = {
    vol.Required("name"): text,
    **STATES,
    vol.Optional("state_attributes"): by_key({vol.Optional("name"): fixed, **STATES}),
    vol.Optional("unit_of_measurement"): fixed,
}
TRANSLATION = vol.Schema(
    {
        vol.Optional("title"): text,
        vol.Required("common"): {cv.slug: text},
        vol.Required("config"): flow(has_title=True),
        vol.Required("options"): flow(),
        vol.Required("selector"): by_key({vol.Required("options"): by_key(text)}),
        vol.Required("device"): by_key({vol.Required("name"): text}),
        vol.Required("entity"): by_key(by_key(ENTITY)),
        vol.Required("exceptions"): vol.Schema({cv.slug: {vol.Required("message"): text}}),
        vol.Required("issues"): {
            str: vol.All(
                {
                    vol.Required("title"): text,
                    vol.Optional("description"): text,
                    vol.Optional("fix_flow"): flow(),
                },
                issue,
            )
        },
        vol.Required("services"): by_key({**NAMED, **FIELDS, **SECTIONS}),
        vol.Required("triggers"): by_key({**NAMED, **FIELDS}),
        vol.Required("conditions"): by_key({**NAMED, **FIELDS}),
        vol.Required("system_health"): {vol.Required("info"): by_key(text)},
    }
)


def icon(value: Any) -> str:
    """Validate an icon."""
    return str(vol.Match(r"^mdi:[a-z0-9-]+$")(cv.string(value)))


def another_icon(said: dict[str, Any]) -> dict[str, Any]:
    """Refuse the icon of a state that is the usual one anyway."""
    if said.get("default") in said.get("state", {}).values():
        raise vol.Invalid("a state has the usual icon")
    return said


FACE = vol.All(
    {vol.Optional("default"): icon, vol.Optional("state"): by_key(icon)},
    another_icon,
)
ICONS = vol.Schema(
    {
        vol.Required("entity"): by_key(by_key(FACE)),
        vol.Required("services"): by_key(
            {vol.Required("service"): icon, vol.Optional("sections"): by_key(icon)}
        ),
        vol.Required("triggers"): by_key({vol.Required("trigger"): icon}),
        vol.Required("conditions"): by_key({vol.Required("condition"): icon}),
    }
)


def something(value: Any) -> Any:
    """Refuse what was left empty."""
    if value is None:
        raise vol.Invalid("empty")
    return value


FIELD = {
    vol.Optional("example"): something,
    vol.Optional("default"): something,
    vol.Optional("required"): bool,
    vol.Required("selector"): selector.validate_selector,
}
FILTER = {
    vol.Optional("filter"): {
        vol.Optional("supported_features"): [vol.All(str, service.validate_supported_feature)]
    }
}
SECTION = {vol.Optional("collapsed"): bool, vol.Required("fields"): {cv.slug: FIELD | FILTER}}


def target(said: Any) -> Any:
    """Validate a target; devices are found by their entities, and cannot be filtered."""
    if "device" in said:
        raise vol.Invalid("devices cannot be filtered")
    return selector.TargetSelector.CONFIG_SCHEMA(said)


def fields_of(said: dict[str, Any]) -> Iterator[str]:
    """Yield the names of all fields, also of those in sections."""
    for key, each in said.get("fields", {}).items():
        yield from each.get("fields", (key,))


def once(said: dict[str, Any]) -> dict[str, Any]:
    """Refuse a field that is there twice, in two sections."""
    names = list(fields_of(said))
    if len(names) != len(set(names)):
        raise vol.Invalid("a field is there twice")
    return said


OFFERED = {
    "services": vol.All(
        {
            vol.Optional("target"): target,
            vol.Optional("fields"): {cv.slug: vol.Any(FIELD | FILTER, SECTION)},
        },
        once,
    ),
    "triggers": vol.Schema(
        {vol.Required("target"): target, vol.Optional("fields"): {cv.slug: FIELD}}
    ),
    "conditions": vol.Schema(
        {vol.Required("target"): target, vol.Optional("fields"): {cv.slug: FIELD}}
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_where_home_assistant_looks_for_them(language: str) -> None:
    """No key too many, no address, no HTML, and a word to every field of a form."""
    TRANSLATION(translation(language))


def test_icons_are_where_home_assistant_looks_for_them() -> None:
    """And none is there twice for the same thing."""
    ICONS(read_json("icons.json"))


@pytest.mark.parametrize("kind", FILES)
def test_what_automations_can_name_is_described_as_asked(kind: str) -> None:
    """One broken file keeps the whole interface from loading."""
    for key, said in load_yaml_dict(str(INTEGRATION / f"{kind}.yaml")).items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        OFFERED[kind](said or {})


def test_the_manifest_says_nothing_that_nobody_reads() -> None:
    """An unknown key is an error."""
    manifest = read_json("manifest.json")

    assert set(manifest) <= MANIFEST_KEYS
    assert urlparse(manifest["documentation"]).scheme == "https"
    for match in manifest["dhcp"]:
        assert set(match) <= {"macaddress", "hostname", "registered_devices"}
        mac = match.get("macaddress", "*")
        assert (mac, "*" in mac) == (mac.upper(), True)


def test_every_integration_that_is_imported_is_named() -> None:
    """Home Assistant must have set it up before us, unless it is always there."""
    manifest = read_json("manifest.json")
    named = {*manifest["dependencies"], *manifest["after_dependencies"]}
    # Who has a platform for these asks for it; the others are there in every Home Assistant.
    asked_for = {"diagnostics", "intent", "llm", "repairs", "system_health"}
    always_there = {"homeassistant", "websocket_api", *Platform}

    imported = {
        part[2]
        for path in python_files(INTEGRATION)
        for each in imports_in(tree_of(path))
        for part in modules_of(each.module, each.names)
        if part[:2] == ["homeassistant", "components"]
    }

    assert not imported - named - asked_for - always_there


def modules_of(module: str, names: tuple[str, ...]) -> Iterator[list[str]]:
    """Yield what is imported, in parts."""
    if module == "homeassistant.components":
        yield from (["homeassistant", "components", name] for name in names)
    elif module.startswith("homeassistant.components."):
        yield module.split(".")


def test_the_store_reads_all_of_its_file() -> None:
    """It refuses unknown keys."""
    said = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))

    assert set(said) <= HACS_KEYS
    assert [path.name for path in (ROOT / "custom_components").iterdir() if path.is_dir()].count(
        "pbx"
    )


def test_pictures_of_the_brand_are_called_as_asked() -> None:
    """Others are never served."""
    pictures = {path.name for path in (INTEGRATION / "brand").iterdir()}

    assert pictures <= set(ALLOWED_IMAGES)
    assert {"icon.png", "icon@2x.png", "logo.png", "logo@2x.png"} <= pictures


@pytest.mark.parametrize(
    "bad",
    ["see https://example.com/x", "<b>bold</b>", "'{name}'", " blank", "{no name}"],
    ids=["address", "HTML", "quotes", "blank", "placeholder"],
)
def test_a_bad_text_would_be_noticed(bad: str) -> None:
    """Each rule flags a bad sample."""
    with pytest.raises(vol.Invalid):
        text(bad)


def test_other_bad_samples_would_be_noticed() -> None:
    """And a good one passes."""
    assert text("http:// or {host}") == "http:// or {host}"
    samples: tuple[tuple[Callable[[Any], Any], Any], ...] = (
        (fixed, "{name}"),
        (explained, {"step": {"user": {"data": {"host": "Host"}}}}),
        (issue, {"title": "x"}),
        (another_icon, {"default": "mdi:a", "state": {"on": "mdi:a"}}),
        (target, {"device": [{"integration": "pbx"}]}),
        (once, {"fields": {"a": {}, "more": {"fields": {"a": {}}}}}),
        (something, None),
    )
    for check, bad in samples:
        with pytest.raises(vol.Invalid):
            check(bad)


def test_there_was_something_to_look_at() -> None:
    """A rule over no texts proves nothing."""
    assert sum(1 for _ in leaves(translation("en"))) > 500
    assert all(load_yaml_dict(str(INTEGRATION / f"{kind}.yaml")) for kind in FILES)


def reasons_in(path: Path) -> set[str]:
    """Find why the flows of a file may end."""
    return {
        str(keyword.value.value)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("async_abort")
        for keyword in node.keywords
        if keyword.arg == "reason" and isinstance(keyword.value, ast.Constant)
    }


def test_every_end_of_a_flow_has_its_words() -> None:
    """Of the config flow, and of every repair that may end so."""
    said = translation("en")
    repairs = [each["fix_flow"] for each in said["issues"].values() if "fix_flow" in each]
    files = {path: reasons_in(path) for path in python_files(INTEGRATION, deep=False)}
    mending = {path for path in files if "repair" in path.stem}

    of_repairs = {reason for path in mending for reason in files[path]}
    others = {reason for path in files.keys() - mending for reason in files[path]}

    assert len(others) > 3
    assert others <= set(said["config"]["abort"])
    assert of_repairs
    assert all(of_repairs <= set(repair["abort"]) for repair in repairs)
