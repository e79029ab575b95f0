"""What Home Assistant and HACS read first."""

import json
from pathlib import Path
import re
import struct
import tomllib

from awesomeversion import AwesomeVersion
from homeassistant.const import __version__ as home_assistant
import pytest

from custom_components.pbx.const import DOMAIN
from tests.architecture.source import INTEGRATION, ROOT, read_json

MANIFEST = read_json("manifest.json")
HACS = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))
MINIMUM = "2026.10.0"


def in_order(keys: list[str]) -> bool:
    """Tell whether keys stand as hassfest wants them: domain, name, then by the alphabet."""
    return keys == ["domain", "name", *sorted(set(keys) - {"domain", "name"})]


def size_of(png: bytes) -> tuple[int, int]:
    """Read the size of a PNG from its header."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n", "not a PNG"
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_keys_stand_in_order() -> None:
    """Hassfest insists, and a reader finds them."""
    assert in_order(list(MANIFEST))
    assert not in_order(["name", "domain"])
    assert not in_order(["domain", "name", "version", "codeowners"])


def test_everything_a_custom_integration_needs_is_there() -> None:
    """HACS and Home Assistant refuse to load without."""
    required = {
        "codeowners",
        "config_flow",
        "documentation",
        "domain",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "name",
        "requirements",
        "version",
    }

    assert required <= set(MANIFEST)
    assert MANIFEST["domain"] == DOMAIN == INTEGRATION.name
    assert MANIFEST["config_flow"] is True
    assert MANIFEST["iot_class"] == "local_push"
    assert MANIFEST["integration_type"] == "hub"
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    assert MANIFEST["codeowners"]


def test_what_is_installed_is_what_was_tried() -> None:
    """Each library in exactly one version, the same in every environment."""
    wanted = MANIFEST["requirements"]

    assert all(re.fullmatch(r"[a-z]+==[0-9.]+", each) for each in wanted)
    for file in ("requirements_test.txt", "scripts/requirements_next.txt"):
        assert set(wanted) <= set((ROOT / file).read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("key", ["documentation", "issue_tracker"])
def test_links_lead_to_the_repository(key: str) -> None:
    """Somebody who looks for help must get somewhere."""
    assert MANIFEST[key].startswith("https://github.com/")


def test_all_versions_are_the_same_one() -> None:
    """What HACS installs is what the project says it is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert MANIFEST["version"] == project["version"]
    assert AwesomeVersion(MANIFEST["version"]).valid


def test_hacs_knows_the_oldest_home_assistant_that_will_do() -> None:
    """And the one that these tests run with is not older."""
    assert HACS["name"]
    assert HACS["homeassistant"] == MINIMUM
    assert AwesomeVersion(home_assistant) >= AwesomeVersion(MINIMUM)


@pytest.mark.parametrize(
    ("name", "side"), [("icon.png", 256), ("icon@2x.png", 512)], ids=["icon", "large icon"]
)
def test_the_brand_has_its_icons(name: str, side: int) -> None:
    """Home Assistant shows them in the list of integrations."""
    icon: Path = INTEGRATION / "brand" / name

    assert size_of(icon.read_bytes()) == (side, side)
