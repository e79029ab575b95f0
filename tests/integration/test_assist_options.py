"""What an administrator lets the assistant do."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from custom_components.pbx.const import (
    ASSIST_TOOLS,
    CONF_ASSIST_EXTENSION,
    CONF_ASSIST_TOOLS,
    DEFAULT_ASSIST_TOOLS,
)

from .conftest import Setup
from .puppet import PuppetPbx
from .talk import Talk, selector_of


async def test_the_assistant_only_looks_unless_it_is_allowed_more(
    talk: Talk, setup: Setup, puppet: PuppetPbx
) -> None:
    """Placing calls is off; everything is on offer, and so is each phone."""
    entry = await setup(puppet.entry())
    form = await talk.options(entry)
    assert selector_of(form, CONF_ASSIST_TOOLS).config["options"] == list(ASSIST_TOOLS)
    phones = selector_of(form, CONF_ASSIST_EXTENSION).config["options"]
    assert {"value": "1000", "label": "Anna Berger (1000)"} in phones

    done = await talk.answer()

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[CONF_ASSIST_TOOLS] == list(DEFAULT_ASSIST_TOOLS)
    assert set(DEFAULT_ASSIST_TOOLS) == {"recent_calls", "find_person"}
    assert CONF_ASSIST_EXTENSION not in entry.options


async def test_more_can_be_allowed_and_taken_back(
    hass: HomeAssistant, talk: Talk, setup: Setup, puppet: PuppetPbx
) -> None:
    """All, or nothing at all; the phone of the assistant can be emptied again."""
    entry = await setup(puppet.entry())
    await talk.options(entry)
    await talk.answer(assist_tools=["call_person"], assist_extension="1001")
    assert entry.options[CONF_ASSIST_TOOLS] == ["call_person"]
    assert entry.options[CONF_ASSIST_EXTENSION] == "1001"

    await talk.options(entry)
    await talk.answer(assist_tools=[])
    assert entry.options[CONF_ASSIST_TOOLS] == []
    assert CONF_ASSIST_EXTENSION not in entry.options


async def test_nothing_else_can_be_allowed(talk: Talk, setup: Setup, puppet: PuppetPbx) -> None:
    """Only what there is."""
    entry = await setup(puppet.entry())
    await talk.options(entry)

    with pytest.raises(InvalidData):
        await talk.answer(assist_tools=["everything"])
