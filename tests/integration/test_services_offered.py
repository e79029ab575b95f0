"""What the editor of automations offers of the actions."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_get_all_descriptions
from homeassistant.setup import async_setup_component
import pytest

from custom_components.pbx.const import DOMAIN

# The target has a place of its own; the other is what the editor notes for itself.
NOT_OFFERED = {str(marker) for marker in cv.ENTITY_SERVICE_FIELDS} | {"metadata"}


@pytest.fixture
async def offered(hass: HomeAssistant) -> dict[str, Any]:
    """Give what the frontend gets; one mistake in the file would leave it nothing at all."""
    assert await async_setup_component(hass, DOMAIN, {})
    descriptions: dict[str, Any] = (await async_get_all_descriptions(hass))[DOMAIN]
    return descriptions


def fields_of(action: dict[str, Any]) -> set[str]:
    """List the fields of an action, those in sections as well."""
    fields: set[str] = set()
    for key, field in action["fields"].items():
        fields |= {key} if "selector" in field else set(field["fields"])
    return fields


def understood_by(schema: Any) -> dict[Any, Any] | None:
    """Find the fields within a schema, however it is wrapped."""
    inner = getattr(schema, "schema", None)
    if isinstance(inner, dict):
        return inner
    parts = (inner, *getattr(schema, "validators", ()))
    return next((found for each in parts if each and (found := understood_by(each))), None)


async def test_every_field_that_is_understood_is_offered(
    hass: HomeAssistant, offered: dict[str, Any]
) -> None:
    """And no other."""
    actions = hass.services.async_services_for_domain(DOMAIN)

    assert len(actions) > 30
    assert set(offered) == set(actions)
    for name, action in actions.items():
        understood = {str(marker) for marker in understood_by(action.schema) or ()}
        assert fields_of(offered[name]) == understood - NOT_OFFERED, name


async def test_what_must_be_given_is_marked(hass: HomeAssistant, offered: dict[str, Any]) -> None:
    """Only a few fields are needed, and none of those is folded away."""
    required = {
        name: {key for key, field in action["fields"].items() if field.get("required")}
        for name, action in offered.items()
    }

    assert required["dial"] == {"number"}
    assert required["call_back"] == {"first_number", "second_number", "extension"}
    assert required["set_wake_up"] == {"time"}
    assert required["update_extension"] == set()
