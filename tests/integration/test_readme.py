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


def test_every_option_is_described() -> None:
    """By the name that the form shows."""
    options = TEXTS["options"]["step"]["init"]["data"].values()

    assert [name for name in options if f"| {name}" not in README] == []
