"""A person who fills in forms, and notices when a text is missing."""

from collections.abc import Mapping
import json
import re
from typing import Any

from homeassistant.config_entries import SOURCE_DHCP, SOURCE_USER, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowManager, FlowResultType
from homeassistant.helpers import translation
from homeassistant.helpers.config_validation import custom_serializer
from homeassistant.helpers.selector import SelectSelector
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from probatio import to_field_list
import pytest

from custom_components.pbx.const import DOMAIN

_PLACEHOLDER = re.compile(r"{(\w+)}")
# What a translation key may consist of; other choices, such as version numbers, speak for themselves.
_SLUG = re.compile(r"[a-z0-9_-]+")

type Result = Mapping[str, Any]


class Talk:
    """Talk to the flows of our integration; each answer is checked for its English texts."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self._manager: FlowManager[Any, Any, Any] = hass.config_entries.flow
        self._category = "config"
        self._prefix = f"component.{DOMAIN}.config"
        self._flow_id = ""

    async def choose(self, vendor: str) -> Result:
        """Add an integration and pick a vendor from the menu."""
        await self._heard(await self._manager.async_init(DOMAIN, context={"source": SOURCE_USER}))
        return await self.answer(next_step_id=vendor)

    async def discover(self, address: str, mac: str) -> Result:
        """Let a device ask for its address by DHCP."""
        info = DhcpServiceInfo(ip=address, hostname="device", macaddress=mac)
        return await self._heard(
            await self._manager.async_init(DOMAIN, context={"source": SOURCE_DHCP}, data=info)
        )

    async def follow(self, result: Result) -> Result:
        """Take over a flow that somebody else started."""
        return await self._heard(result)

    async def options(self, entry: ConfigEntry) -> Result:
        """Open the options of an entry."""
        self._manager = self.hass.config_entries.options
        self._category, self._prefix = "options", f"component.{DOMAIN}.options"
        return await self._heard(await self._manager.async_init(entry.entry_id))

    async def repair(self, manager: FlowManager[Any, Any, Any], issue_id: str) -> Result:
        """Open the repair of an issue."""
        self._manager = manager
        self._category = "issues"
        kind = issue_id.rpartition("_")[0]
        self._prefix = f"component.{DOMAIN}.issues.{kind}.fix_flow"
        return await self._heard(await manager.async_init(DOMAIN, context={"issue_id": issue_id}))

    async def answer(self, **typed: Any) -> Result:
        """Fill in the form and submit it."""
        result = await self._manager.async_configure(self._flow_id, typed)
        await self.hass.async_block_till_done()
        return await self._heard(result)

    async def reload(self) -> Result:
        """Load the page anew, in the middle of it."""
        return await self._heard(await self._manager.async_configure(self._flow_id))

    async def _heard(self, result: Result) -> Result:
        """Look for the texts of what the flow says."""
        self._flow_id = result["flow_id"]
        match result["type"]:
            case FlowResultType.MENU:
                for option in result["menu_options"]:
                    await self._read(f"step.{result['step_id']}.menu_options.{option}", {})
                    await self._read(
                        f"step.{result['step_id']}.menu_option_descriptions.{option}", {}
                    )
            case FlowResultType.FORM:
                await self._read_form(result)
            case FlowResultType.ABORT:
                await self._read(f"abort.{result['reason']}", {})
        return result

    async def _read_form(self, result: Result) -> None:
        """Look for the texts of a form: what it is, its fields, its errors."""
        # As it goes to the browser.
        assert json.dumps(to_field_list(result["data_schema"], custom_serializer=custom_serializer))
        shown = result["description_placeholders"] or {}
        step = f"step.{result['step_id']}"
        await self._read(f"{step}.title", shown)
        if (await self._texts()).get(f"{self._prefix}.{step}.description"):
            await self._read(f"{step}.description", shown)
        for marker, selector in result["data_schema"].schema.items():
            await self._read(f"{step}.data.{marker.schema}", shown)
            await self._read(f"{step}.data_description.{marker.schema}", shown)
            await self._read_choices(selector)
        fields = set(fields_of(result))
        for place, error in (result["errors"] or {}).items():
            assert place in fields | {"base"}, f"nobody would see the error at {place}"
            await self._read(f"error.{error}", shown)

    async def _read_choices(self, selector: Any) -> None:
        """Look for the texts of what there is to choose from."""
        if not isinstance(selector, SelectSelector):
            return
        if (key := selector.config.get("translation_key")) is None:
            return
        texts = await self._texts("selector")
        for choice in map(str, selector.config["options"]):
            if _SLUG.fullmatch(choice):
                assert texts.get(f"component.{DOMAIN}.selector.{key}.options.{choice}"), choice

    async def _read(self, key: str, shown: Mapping[str, str]) -> None:
        """Find one text, and all that is to be filled into it."""
        text = (await self._texts()).get(f"{self._prefix}.{key}")
        if not text:
            pytest.fail(f"no text for {key}")
        missing = set(_PLACEHOLDER.findall(text)) - shown.keys()
        assert not missing, f"{key} wants {missing}"

    async def _texts(self, category: str = "") -> Mapping[str, str]:
        """Give the English texts."""
        return await translation.async_get_translations(
            self.hass, "en", category or self._category, {DOMAIN}
        )


def fields_of(result: Result) -> list[str]:
    """List the keys that a form asks for."""
    return [str(marker.schema) for marker in result["data_schema"].schema]


def suggested(result: Result) -> dict[str, Any]:
    """Give what a form is prefilled with, without mere defaults."""
    return {
        str(marker.schema): marker.description["suggested_value"]
        for marker in result["data_schema"].schema
        if marker.description
    }


def selector_of(result: Result, key: str) -> Any:
    """Give how a field of a form is typed in."""
    return next(
        selector for marker, selector in result["data_schema"].schema.items() if marker == key
    )
