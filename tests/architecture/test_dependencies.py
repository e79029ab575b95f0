"""Who may import whom: arrows point downwards only."""

import ast
from pathlib import Path
import subprocess
import sys

import pytest

from tests.architecture.source import (
    INTEGRATION,
    SIMULATOR,
    TELEPHONY,
    VENDORS,
    Import,
    imports_in,
    name_of,
    python_files,
    tree_of,
)

# From the bottom up: a module imports only from those before it.
LAYERS = (
    "settings",
    "numbering",
    "model",
    "condition",
    "favourite",
    "queue",
    "record",
    "contact",
    "moments",
    "delivery",
    "facts",
    "commands",
    "errors",
    "clock",
    "memory",
    "state",
    "selectors",
    "rosters",
    "own_lists",
    "reducer",
    "events",
    "call_log",
    "backoff",
    "turns",
    "listeners",
    "redact",
    "recorder",
    "driver",
    "mailbox",
    "door",
    "listener",
    "transport",
    "tls",
    "exchange",
)
# Everything else is the standard library's.
FOREIGN = {
    "driver": {"aiohttp"},
    "transport": {"aiohttp"},
    "tls": {"aiohttp", "cryptography"},
}
# The truth is folded above the vendors, once for all of them.
NOT_FOR_VENDORS = {"exchange", "reducer", "state", "selectors", "events", "listeners"}

CORE = [
    path
    for path in python_files(TELEPHONY)
    if VENDORS not in path.parents and path != TELEPHONY / "__init__.py"
]
VENDOR_FILES = [path for path in python_files(VENDORS) if path.parent != VENDORS]
HOME_ASSISTANT_FILES = [
    path for path in python_files(INTEGRATION) if TELEPHONY not in (path, *path.parents)
]


def layer_of(path: Path) -> str:
    """Name the layer of a core module: its own name, or that of the package that it is in."""
    return path.relative_to(TELEPHONY).with_suffix("").parts[0]


def depth_of(path: Path) -> int:
    """Say how many packages below `telephony` a core module is."""
    return len(path.relative_to(TELEPHONY).parts) - 1


def upward(module: str, imported: Import, depth: int = 0) -> str | None:
    """Say what is wrong with an import of a core module; None if nothing is."""
    if imported.relative == 0:
        allowed = sys.stdlib_module_names | FOREIGN.get(module, set())
        return None if imported.top in allowed else f"foreign: {imported.module}"
    if 0 < imported.relative <= depth:
        return None
    below = LAYERS[: LAYERS.index(module)]
    wanted = [imported.module] if imported.module else list(imported.names)
    if imported.relative > depth + 1 or any(each not in below for each in wanted):
        return f"upward: {'.' * imported.relative}{', '.join(wanted)}"
    return None


def astray(path: Path, imported: Import) -> str | None:
    """Say what is wrong with an import of a vendor's module; None if nothing is."""
    if imported.relative == 0:
        allowed = sys.stdlib_module_names | {"aiohttp", "yarl", "multidict"}
        return None if imported.top in allowed else f"foreign: {imported.module}"
    # One dot is the file's own folder.
    depth = len(path.relative_to(VENDORS).parts) - 1
    ups = imported.relative - 1
    if ups < depth:
        return None
    if ups == depth + 1:
        wanted = {imported.top} if imported.module else set(imported.names)
        return f"not for vendors: {wanted & NOT_FOR_VENDORS}" if wanted & NOT_FOR_VENDORS else None
    return f"beyond its folder: {'.' * imported.relative}{imported.module}"


def beyond_the_registry(imported: Import) -> str | None:
    """Say what is wrong with an import of the Home Assistant layer; None if nothing is."""
    module = imported.module.split(".")
    if "vendors" in module and module[-1] != "vendors":
        return f"a vendor: {imported.module}"
    if module[-1] == "vendors" and set(imported.names) != {"VENDORS"}:
        return f"more than the registry: {imported.names}"
    return None


def faults(source: str, judge: object, *given: object) -> list[str]:
    """Judge every import of a text."""
    assert callable(judge)
    found = (judge(*given, imported) for imported in imports_in(ast.parse(source)))
    return [fault for fault in found if fault]


def test_every_module_of_the_core_has_its_layer() -> None:
    """A new module must be given a place, and a place must have a module."""
    assert {layer_of(path) for path in CORE} == set(LAYERS)


@pytest.mark.parametrize("path", CORE, ids=name_of)
def test_the_core_imports_downwards_only(path: Path) -> None:
    """And nothing foreign but what a module is allowed."""
    found = [
        upward(layer_of(path), imported, depth_of(path)) for imported in imports_in(tree_of(path))
    ]

    assert not list(filter(None, found))


@pytest.mark.parametrize("path", VENDOR_FILES, ids=name_of)
def test_a_vendor_knows_neither_another_nor_home_assistant(path: Path) -> None:
    """A vendor is a folder that could be taken out."""
    found = [astray(path, imported) for imported in imports_in(tree_of(path))]

    assert not list(filter(None, found))


@pytest.mark.parametrize("path", HOME_ASSISTANT_FILES, ids=name_of)
def test_home_assistant_knows_of_vendors_only_the_registry(path: Path) -> None:
    """A third PBX must change nothing here."""
    found = [beyond_the_registry(imported) for imported in imports_in(tree_of(path))]

    assert not list(filter(None, found))


@pytest.mark.parametrize("path", python_files(SIMULATOR), ids=name_of)
def test_the_simulator_never_asks_the_client(path: Path) -> None:
    """A shared misreading of a document must not pass."""
    tops = {imported.top for imported in imports_in(tree_of(path))}

    assert not tops & {"custom_components", "homeassistant", "tests"}


# What only Home Assistant's own interpreter has is absent here, so is its package.
ALONE = """
import importlib, pathlib, sys

sys.modules["homeassistant"] = None
sys.modules["custom_components"] = None
sys.path.insert(0, {folder!r})
modules = sorted(
    ".".join(path.relative_to({folder!r}).with_suffix("").parts).removesuffix(".__init__")
    for path in pathlib.Path({folder!r}, "telephony").rglob("*.py")
)
for module in modules:
    importlib.import_module(module)
    if module == {watched!r}:
        assert "aiohttp" not in sys.modules, "the core alone needs no aiohttp"
print(len(modules))
"""


def test_telephony_lives_without_home_assistant() -> None:
    """A library in waiting: every module can be imported where there is no Home Assistant."""
    script = ALONE.format(folder=str(INTEGRATION), watched="telephony.reducer")
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(python_files(TELEPHONY))


@pytest.mark.parametrize(
    "module", ["model", "reducer", "events", "exchange", "driver"], ids=lambda name: name
)
def test_the_core_runs_without_aiohttp(module: str) -> None:
    """Aiohttp is only a type to it; the bytes are moved by vendors."""
    script = (
        f"import sys; sys.path.insert(0, {str(INTEGRATION)!r}); sys.modules['aiohttp'] = None\n"
        f"import telephony.{module}"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr


def test_the_rules_would_notice() -> None:
    """Each rule flags a bad sample, and passes a good one."""
    vendor = VENDORS / "any" / "driver.py"

    assert faults("from .exchange import Exchange", upward, "model")
    assert faults("from . import exchange", upward, "model")
    assert faults("from .model import Call", upward, "model")
    assert faults("from ..const import DOMAIN", upward, "model")
    assert faults("from ..events import diff", lambda found: upward("commands", found, 1))
    assert not faults("from ..model import Call", lambda found: upward("commands", found, 1))
    assert faults("import homeassistant.core", upward, "exchange")
    assert faults("def f():\n    import aiohttp", upward, "reducer")
    assert faults("from custom_components.pbx.telephony.model import Call", upward, "facts")
    assert not faults("import asyncio\nfrom .model import Call", upward, "facts")

    assert faults("from ..other.wire import decode", astray, vendor)
    assert faults("from .. import other", astray, vendor)
    assert faults("from ...exchange import Exchange", astray, vendor)
    assert faults("from ... import reducer", astray, vendor)
    assert faults("from ....const import DOMAIN", astray, vendor)
    assert faults("from homeassistant import core", astray, vendor)
    assert not faults("from ...facts import LegIs\nfrom .wire import x", astray, vendor)
    assert not faults("from ..wire import x", astray, VENDORS / "any" / "deep" / "driver.py")

    assert faults("from .telephony.vendors.any import VENDOR", beyond_the_registry)
    assert faults("from .telephony.vendors import any", beyond_the_registry)
    assert not faults("from .telephony.vendors import VENDORS", beyond_the_registry)


def test_there_was_something_to_look_at() -> None:
    """A rule over no files proves nothing."""
    assert len(CORE) >= 15
    assert len(VENDOR_FILES) >= 10
    assert len(HOME_ASSISTANT_FILES) >= 10
    assert len(python_files(SIMULATOR)) >= 10
