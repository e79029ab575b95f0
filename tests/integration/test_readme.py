"""The examples of the README can be used as they stand."""

import json
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.pbx.const import DOMAIN

CHECKOUT = Path(__file__).resolve().parents[2]
README = (CHECKOUT / "README.md").read_text()
TEXTS = json.loads((CHECKOUT / "custom_components/pbx/translations/en.json").read_text())
PAGES = ("README.md", "docs/innovaphone.md", "docs/yeastar.md", "docs/walkthrough.md")
BLOCKS = [
    block
    for page in PAGES
    for block in re.findall(
        r"^```yaml\n(.*?)^```", (CHECKOUT / page).read_text(), re.MULTILINE | re.DOTALL
    )
]
EXAMPLES = re.findall(r"^\| `pbx\.(\w+)` \| .+ \| (?:`(.*)`)? \|$", README, re.MULTILINE)


async def test_every_action_is_described(hass: HomeAssistant) -> None:
    """And none that does not exist."""
    assert await async_setup_component(hass, DOMAIN, {})
    actions = [action for action, _ in EXAMPLES]

    assert sorted(actions) == sorted(hass.services.async_services_for_domain(DOMAIN))


@pytest.mark.parametrize(("action", "example"), EXAMPLES)
async def test_an_example_is_understood(hass: HomeAssistant, action: str, example: str) -> None:
    """As Home Assistant would understand it in an automation."""
    assert await async_setup_component(hass, DOMAIN, {})
    data: Any = parse_yaml(f"{{{example}}}")

    found = hass.services.async_services_for_domain(DOMAIN)[action]

    assert found.schema is not None
    found.schema(data)


@pytest.mark.parametrize("block", BLOCKS)
async def test_an_automation_is_valid(hass: HomeAssistant, block: str) -> None:
    """Home Assistant takes it, and waits for its trigger."""
    assert await async_setup_component(hass, DOMAIN, {})
    shown: Any = parse_yaml(block)
    [automation] = shown.get("automation", [shown])
    whole = {
        "alias": "Example",
        "triggers": {"trigger": "event", "event_type": "now"},
        **automation,
    }

    assert await async_setup_component(hass, "automation", {"automation": [whole]})

    [state] = hass.states.async_all("automation")
    assert state.state == "on"


@pytest.mark.parametrize("page", PAGES)
def test_every_link_and_picture_is_there(page: str) -> None:
    """On this disk, or in this page; addresses elsewhere are left alone."""
    folder, text = (CHECKOUT / page).parent, (CHECKOUT / page).read_text()

    for place in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, anchor = place.partition("#")
        target = folder / path if path else CHECKOUT / page
        assert target.exists(), place
        assert not anchor or anchor in anchors(target), place


def anchors(page: Path) -> set[str]:
    """Name the headings of a page as links do."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_every_option_is_described() -> None:
    """By the name that the form shows."""
    options = TEXTS["options"]["step"]["init"]["data"].values()

    assert [name for name in options if f"| {name}" not in README] == []
