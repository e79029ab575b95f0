"""Reports that do not arrive: a problem is shown, a repair names the mend, and both go by themselves."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Any

from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_ALLOWED_ADDRESSES,
    CONF_REPORT_HOST,
    CONF_REPORT_PORT,
    CONF_TRANSPORT,
    DOMAIN,
)
from custom_components.pbx.diagnostics import async_get_config_entry_diagnostics
from custom_components.pbx.telephony.vendors.yeastar import driver
from custom_components.pbx.telephony.vendors.yeastar.pace import Pace
from simulator import Office, YeastarPbx
from simulator.faults import Drop

from .conftest import Setup, entry_for_innovaphone, entry_for_yeastar
from .talk import Result, Talk, suggested
from .waiting import until, until_entry, until_state

SENSOR = "binary_sensor.yeastar_s100_reports"
WHO = "1003"


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the PBX all the time, and wait for no report for long."""
    pace = partial(Pace, poll=0.02, poll_in_call=0.02, grace=0.05)
    monkeypatch.setattr(driver, "Pace", pace)


@pytest.fixture
async def setup(hass: HomeAssistant, setup: Setup) -> AsyncIterator[Setup]:
    """Set up as ever, but leave before the PBX does: it is asked all the time."""
    yield setup
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)


def issue(hass: HomeAssistant, kind: str, entry: MockConfigEntry) -> Any:
    """Give the issue of an entry; None where there is none."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{kind}_{entry.entry_id}")


async def miss_one(
    hass: HomeAssistant, office: Office, entry: MockConfigEntry, *, registered: bool
) -> None:
    """Let a phone come or go, and wait until it is noticed that nobody tells."""
    delivery = entry.runtime_data.delivery
    before = delivery.missed
    office.set_registered(WHO, registered)
    await until(hass, lambda: delivery.missed > before, "a miss")


async def miss(hass: HomeAssistant, office: Office, entry: MockConfigEntry, reason: str) -> None:
    """Let a phone come and go until it is noticed that nobody tells."""
    state = hass.states.get(SENSOR)
    for turn in range(10):
        await miss_one(hass, office, entry, registered=turn % 2 == 1)
        state = hass.states.get(SENSOR)
        if state is not None and state.attributes["reason"] == reason:
            return
    pytest.fail(f"{reason} was not noticed: {state}")


async def repair(hass: HomeAssistant, talk: Talk, kind: str, entry: MockConfigEntry) -> Result:
    """Open the repair of an issue."""
    assert await async_setup_component(hass, "repairs", {})
    manager = repairs_flow_manager(hass)
    assert manager
    return await talk.repair(manager, f"{kind}_{entry.entry_id}")


async def test_all_is_well_at_first(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Nothing was missed yet."""
    await setup(yeastar_entry)

    await until_state(hass, SENSOR, "off", reason=None, missed=0, extensions=[])


async def test_a_pbx_without_reports_has_no_such_sensor(
    hass: HomeAssistant, innovaphone: Any, setup: Setup
) -> None:
    """It holds a connection, and that is seen."""
    await setup(entry_for_innovaphone(innovaphone))

    assert not [each for each in hass.states.async_entity_ids() if each.endswith("_reports")]


async def test_reports_that_never_come_are_mended_by_another_way(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    talk: Talk,
    free_port: int,
) -> None:
    """The repair proposes an address and a port, and leads on to the test."""
    yeastar.faults.reports.add(Drop(), times=None)
    await setup(yeastar_entry)
    await miss(hass, office, yeastar_entry, "never")
    assert issue(hass, "reports_missing", yeastar_entry)
    told = await async_get_config_entry_diagnostics(hass, yeastar_entry)
    assert told["reports"]["fault"] == "never"
    assert told["reports"]["history"]
    assert WHO not in str(told["reports"])

    form = await repair(hass, talk, "reports_missing", yeastar_entry)
    assert form["step_id"] == "way"
    assert suggested(form)[CONF_REPORT_HOST] == "127.0.0.1"
    form = await talk.answer(transport="listener", report_host="nowhere", report_port=free_port)
    assert form["errors"] == {CONF_REPORT_HOST: "invalid_address"}
    yeastar.faults.clear()
    done = await talk.answer(transport="listener", report_host="127.0.0.1", report_port=free_port)

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["next_flow"][0] == "config_flow"
    await until_entry(hass, yeastar_entry, ConfigEntryState.LOADED)
    assert yeastar_entry.data[CONF_REPORT_PORT] == free_port
    assert not issue(hass, "reports_missing", yeastar_entry)


async def test_what_comes_from_elsewhere_can_be_let_in(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    talk: Talk,
) -> None:
    """A router in between is not known by the address of the PBX."""
    yeastar.faults.reports.add(Drop(), times=None)
    await setup(yeastar_entry)
    yeastar_entry.runtime_data.peers.is_welcome("192.0.2.77")
    await miss(hass, office, yeastar_entry, "never")

    form = await repair(hass, talk, "reports_missing", yeastar_entry)
    assert form["step_id"] == "stranger"
    assert form["description_placeholders"]["stranger"] == "192.0.2.77"
    await talk.answer()

    assert yeastar_entry.options[CONF_ALLOWED_ADDRESSES] == ["192.0.2.77"]
    await until_entry(hass, yeastar_entry, ConfigEntryState.LOADED)
    assert yeastar_entry.runtime_data.peers.is_welcome("192.0.2.77")


async def test_reports_that_another_program_took_are_taken_back(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Without a person: the next report shows that all is well."""
    await setup(yeastar_entry)
    office.set_registered("1004", False)
    await until(hass, lambda: yeastar_entry.runtime_data.delivery.heard, "a report")
    yeastar.give_reports_away()

    await miss(hass, office, yeastar_entry, "silent")
    assert issue(hass, "reports_taken", yeastar_entry)
    office.set_registered("1004", True)
    office.set_registered("1004", False)

    await until_state(hass, SENSOR, "off")
    assert not issue(hass, "reports_taken", yeastar_entry)


async def test_reports_that_are_taken_again_are_taken_back_on_demand(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    talk: Talk,
) -> None:
    """Two programs that fight for them would both lose; a person decides."""
    await setup(yeastar_entry)
    delivery = yeastar_entry.runtime_data.delivery
    delivery.reclaimed = hass.loop.time()
    office.set_registered("1004", False)
    await until(hass, lambda: delivery.heard, "a report")
    yeastar.give_reports_away()
    await miss(hass, office, yeastar_entry, "silent")

    form = await repair(hass, talk, "reports_taken", yeastar_entry)
    assert form["step_id"] == "take_back"
    await talk.answer()

    await until_entry(hass, yeastar_entry, ConfigEntryState.LOADED)
    await until_state(hass, SENSOR, "off")
    office.set_registered("1004", True)
    await until(hass, lambda: yeastar_entry.runtime_data.delivery.heard, "a report")


async def test_an_extension_that_is_not_ticked_is_named(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    talk: Talk,
) -> None:
    """The mend is on the PBX, and the first report about it ends the matter."""
    yeastar.unticked.add(WHO)
    await setup(yeastar_entry)
    for turn in range(6):
        await miss_one(hass, office, yeastar_entry, registered=turn % 2 == 1)
        office.set_registered("1004", turn % 2 == 1)
        await yeastar.settled()
    await until_state(hass, SENSOR, "on", reason="unmonitored", extensions=[WHO])

    form = await repair(hass, talk, "extensions_not_monitored", yeastar_entry)
    assert form["step_id"] == "monitor"
    assert WHO in form["description_placeholders"]["extensions"]

    yeastar.unticked.clear()
    office.set_registered(WHO, False)
    office.set_registered(WHO, True)
    await until_state(hass, SENSOR, "off", extensions=[])
    assert not issue(hass, "extensions_not_monitored", yeastar_entry)


@pytest.mark.parametrize(
    ("reports_by", "chosen", "right"),
    [("tcp", "listener", "tcp"), ("http", "tcp", "listener")],
    ids=["by TCP", "by HTTP"],
)
async def test_a_way_that_does_not_fit_is_changed(
    hass: HomeAssistant,
    *,
    office: Office,
    setup: Setup,
    talk: Talk,
    free_port: int,
    reports_by: str,
    chosen: str,
    right: str,
) -> None:
    """The PBX says at the login by which way its reports come."""
    async with YeastarPbx(office, api="v2.0.0", reports_by=reports_by) as pbx:
        entry = entry_for_yeastar(pbx, **{CONF_TRANSPORT: chosen})
        await setup(entry)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert issue(hass, "reports_other_way", entry)

        form = await repair(hass, talk, "reports_other_way", entry)
        wrong = {"transport": chosen, "report_host": "127.0.0.1", "report_port": free_port}
        assert (await talk.answer(**wrong))["errors"]
        assert form["step_id"] == "way"
        port = pbx.tcp_port if right == "tcp" else free_port
        done = await talk.answer(transport=right, report_host="127.0.0.1", report_port=port)

        assert done["type"] is FlowResultType.CREATE_ENTRY
        await until_entry(hass, entry, ConfigEntryState.LOADED)
        assert not issue(hass, "reports_other_way", entry)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_repair_of_a_removed_pbx_says_so(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    talk: Talk,
) -> None:
    """Somebody may have the form open for long."""
    yeastar.faults.reports.add(Drop(), times=None)
    await setup(yeastar_entry)
    await miss(hass, office, yeastar_entry, "never")
    form = await repair(hass, talk, "reports_missing", yeastar_entry)

    await hass.config_entries.async_remove(yeastar_entry.entry_id)
    done = await talk.answer(**{**suggested(form), CONF_REPORT_PORT: 8260})

    assert done["reason"] == "pbx_removed"
    assert not issue(hass, "reports_missing", yeastar_entry)
