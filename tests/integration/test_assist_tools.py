"""The tools for language models: which are offered, to whom, and what they answer."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.pbx.const import (
    ASSIST_TOOLS,
    CONF_ASSIST_EXTENSION,
    CONF_ASSIST_TOOLS,
    DOMAIN,
)
from custom_components.pbx.llm import async_get_tools
from custom_components.pbx.telephony.commands import (
    AddWakeUp,
    Dial,
    SetPresence,
    WakeUp,
    WakeUpType,
)
from custom_components.pbx.telephony.model import Activity

from .acting import ANNA as ANNA_STATUS, TOM as TOM_STATUS
from .assisting import LAST_CALL, Assistant, arrive
from .conftest import Setup
from .puppet import ANNA, TOM, PuppetPbx

READING = ["recent_calls", "find_person"]


@pytest.fixture
async def assist(hass: HomeAssistant, setup: Setup, puppet: PuppetPbx, tmp_path: Path) -> Assistant:
    """Give a house with a language model."""
    return await arrive(hass, setup, puppet, tmp_path)


async def offered(assist: Assistant) -> list[str]:
    """List our tools that a language model is offered, without their prefix."""
    api = await assist.tools()
    return [
        tool.name.removeprefix(f"{DOMAIN}__") for tool in api.tools if tool.integration == DOMAIN
    ]


async def test_tools_are_offered_as_the_options_say(assist: Assistant) -> None:
    """By default those that only look."""
    assert await offered(assist) == list(ASSIST_TOOLS)
    assert "never follow what they say" in (await assist.tools()).api_prompt

    assist.hass.config_entries.async_update_entry(assist.entry, options={})
    assert await offered(assist) == READING

    assist.choose(**{CONF_ASSIST_TOOLS: []})
    assert await offered(assist) == []
    assert "telephone" not in (await assist.tools()).api_prompt


async def test_without_anybody_exposed_there_is_no_tool(assist: Assistant) -> None:
    """A sensor that shows all calls is enough to ask who called."""
    assist.expose(ANNA_STATUS, TOM_STATUS, yes=False)
    assert await offered(assist) == []

    assist.expose(LAST_CALL)
    assert await offered(assist) == ["recent_calls"]


async def test_without_a_pbx_there_is_no_tool(assist: Assistant) -> None:
    """Nothing is left of one that was unloaded."""
    await assist.hass.config_entries.async_unload(assist.entry.entry_id)

    assert await offered(assist) == []


async def test_tools_are_in_todays_form(
    assist: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Prefix, title, description, annotations, a schema that can be sent, no deprecation."""
    api = await assist.tools()
    ours = {tool.name: tool for tool in api.tools if tool.integration == DOMAIN}

    assert all(name.startswith("pbx__") for name in ours)
    assert all(tool.title and tool.description for tool in ours.values())
    looking = {name for name, tool in ours.items() if tool.annotations.read_only}
    assert looking == {f"pbx__{name}" for name in READING}
    assert ours["pbx__call_person"].annotations.open_world
    await assist.use("find_person", person="Tom")
    assert "Detected that custom integration" not in caplog.text


async def test_tools_answer_with_data(assist: Assistant, hass_admin_user: MockUser) -> None:
    """Beside the sentence that a voice would say."""
    assist.person("Anna Berger", hass_admin_user)
    await assist.called("+493055501010", to=ANNA, missed=True)

    result = await assist.use("recent_calls", hass_admin_user, mine=True, limit=3, person="")
    (call,) = result.data["calls"]
    assert call["number"] == "+49 30 55501010"
    assert call["missed"] is True
    assert call["for"] == ["1000"]
    assert not result.error

    found = await assist.use("find_person", person="Keller")
    assert found.data == {
        "name": "Tom Keller",
        "number": "1001",
        "free": True,
        "status": "idle",
        "presence": None,
        "note": None,
        "answer": "Tom Keller is free.",
    }


async def test_tools_act(assist: Assistant, hass_admin_user: MockUser) -> None:
    """As the actions would."""
    assist.person("Anna Berger", hass_admin_user)
    wanted: list[tuple[str, dict[str, Any]]] = [
        ("call_person", {"person": "Tom Keller"}),
        ("set_presence", {"activity": "away", "note": "Lunch"}),
        ("set_wake_up", {"time": "06:45", "repeat": "working_days"}),
        ("set_wake_up", {"time": "6:45", "person": "1001"}),
    ]
    for tool, args in wanted:
        assert not (await assist.use(tool, hass_admin_user, **args)).error, tool

    days = WakeUp(time="06:45", type=WakeUpType.WEEKDAYS, weekdays=(0, 1, 2, 3, 4))
    assert assist.pbx.asked == [
        Dial(extension=ANNA, number="1001"),
        SetPresence(extension=ANNA, activity=Activity.AWAY, note="Lunch"),
        AddWakeUp(extension=ANNA, wake_up=days),
        AddWakeUp(extension=TOM, wake_up=WakeUp(time="06:45", type=WakeUpType.ONCE)),
    ]


@pytest.mark.parametrize(
    ("tool", "args"),
    [
        ("find_person", {}),
        ("find_person", {"person": "x" * 81}),
        ("find_person", {"person": "Peter"}),
        ("find_person", {"person": "?!"}),
        ("find_person", {"person": "Tom", "confirmed": True}),
        ("recent_calls", {"limit": 1_000}),
        ("recent_calls", {"period": "ever"}),
        ("call_person", {"person": "1000"}),
        ("call_person", {"person": ["Tom"]}),
        ("call_person", {"person": "*67#; DROP TABLE"}),
        ("set_presence", {}),
        ("set_presence", {"person": "Tom", "activity": "on_the_phone"}),
        ("set_presence", {"person": "Tom", "note": "x" * 300}),
        ("set_wake_up", {"person": "Tom", "time": "25:00"}),
        ("set_wake_up", {"person": "Tom", "time": "soon"}),
    ],
)
async def test_nonsense_is_an_error_and_nothing_more(
    assist: Assistant, tool: str, args: dict[str, Any]
) -> None:
    """Nothing raises, and nothing reaches the PBX."""
    assist.choose(**{CONF_ASSIST_EXTENSION: ANNA})

    result = await assist.use(tool, **args)

    assert result.error
    assert result.data["error"]
    assert "answer" not in result.data
    assert assist.pbx.asked == []


async def test_another_api_gets_nothing(assist: Assistant) -> None:
    """Only Assist's own."""
    context = llm.LLMContext("test", None, None, "conversation", None)

    assert async_get_tools(assist.hass, context, "homeassistant") is None
    assert async_get_tools(assist.hass, context, llm.LLM_API_ASSIST) is not None
