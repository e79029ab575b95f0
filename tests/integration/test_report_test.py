"""The last step of a set-up: a person uses a phone, and sees the first report arrive."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.pbx import report_test
from custom_components.pbx.const import DOMAIN
from simulator import InnovaphonePbx, Office, YeastarPbx

from .conftest import typed_for
from .talk import Result, Talk, suggested
from .waiting import soon


async def set_up(hass: HomeAssistant, talk: Talk, pbx: YeastarPbx, port: int) -> Result:
    """Set up a PBX, and go on where the flow leads to."""
    await talk.choose("yeastar")
    await talk.answer(**typed_for(pbx))
    done = await talk.answer(transport="listener", report_host="127.0.0.1", report_port=port)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    kind, flow_id = done["next_flow"]
    assert kind == "config_flow"
    return await follow(hass, talk, flow_id)


async def follow(hass: HomeAssistant, talk: Talk, flow_id: str) -> Result:
    """Take up a flow where it stands."""
    manager = hass.config_entries.flow
    found: Mapping[str, Any] = manager.async_get(flow_id)
    assert found["step_id"] == "test_report"
    return await talk.follow(await manager.async_configure(flow_id))


async def result_of(hass: HomeAssistant, flow_id: str) -> str:
    """Wait for the end of the waiting, and give the step that it leads to."""

    def step() -> Any:
        (flow,) = hass.config_entries.flow.async_progress()
        return flow.get("step_id")

    await soon(lambda: step() in ("report_heard", "report_missing"), "the result")
    return str(step())


async def test_the_first_report_is_seen(
    hass: HomeAssistant, talk: Talk, office: Office, yeastar: YeastarPbx, free_port: int
) -> None:
    """Somebody lifts a handset, and the form says so."""
    form = await set_up(hass, talk, yeastar, free_port)
    assert suggested(form) == {"wait": True}

    waiting = await talk.answer(wait=True)
    assert waiting["type"] is FlowResultType.SHOW_PROGRESS
    assert waiting["progress_action"] == "watch_report"
    office.set_registered("1004", False)

    assert await result_of(hass, waiting["flow_id"]) == "report_heard"
    done = await talk.reload()
    assert done["reason"] == "report_heard"
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    assert entry.options == {}
    assert len(yeastar.logins) == 2


async def test_an_empty_submit_skips_it(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, free_port: int
) -> None:
    """The PBX is set up anyway."""
    await set_up(hass, talk, yeastar, free_port)

    done = await talk.answer()

    assert done["reason"] == "test_skipped"
    assert len(yeastar.logins) == 2


async def test_what_to_look_at_is_said_when_nothing_comes(
    hass: HomeAssistant,
    talk: Talk,
    yeastar: YeastarPbx,
    free_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And one may wait once more."""
    monkeypatch.setattr(report_test, "PATIENCE", 0.05)
    await set_up(hass, talk, yeastar, free_port)
    waiting = await talk.answer(wait=True)

    assert await result_of(hass, waiting["flow_id"]) == "report_missing"
    form = await talk.reload()
    assert form["description_placeholders"]["address"] == f"127.0.0.1:{free_port}"
    again = await talk.answer(wait=True)
    assert again["type"] is FlowResultType.SHOW_PROGRESS
    assert await result_of(hass, waiting["flow_id"]) == "report_missing"
    await talk.reload()

    assert (await talk.answer(wait=False))["reason"] == "test_skipped"


async def test_the_options_themselves_are_as_ever(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, free_port: int
) -> None:
    """The test belongs to the set-up and to the repairs."""
    await set_up(hass, talk, yeastar, free_port)
    (entry,) = hass.config_entries.async_entries(DOMAIN)

    form = await talk.options(entry)

    assert form["step_id"] == "init"


async def test_a_pbx_without_reports_has_no_test(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """There is nothing to wait for."""
    await talk.choose("innovaphone")
    await talk.answer(**typed_for(innovaphone))

    done = await talk.answer(users=["anna.berger"])

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert "next_flow" not in done
