"""What the recorder makes of our sensors: long-term statistics, and no noise."""

from datetime import timedelta
from typing import Any

from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.history import get_significant_states
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from custom_components.pbx.telephony.facts import CallEnded, QueuesAre
from custom_components.pbx.telephony.model import LegState

from .conftest import Setup
from .puppet import CALL, QUEUE, PuppetPbx
from .waiting import until_state

MEASURED = {
    "sensor.office_active_calls",
    "sensor.office_missed_calls",
    "sensor.queue_sales_available_agents",
    "sensor.queue_sales_waiting_callers",
}
SUMMED = {"sensor.office_calls_today", "sensor.office_talk_time_today"}


@pytest.fixture
def puppet(recorder_mock: Recorder, puppet: PuppetPbx) -> PuppetPbx:
    """Give a PBX in a house with a recorder."""
    return puppet


async def compiled(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> dict[str, Any]:
    """Let a call begin and end, compile, and give the statistics by their ids."""
    assert await async_setup_component(hass, "sensor", {})
    await setup(puppet.entry())
    puppet.tell(QueuesAre(queues=(QUEUE,)))
    puppet.call(LegState.TALKING)
    await until_state(hass, "sensor.office_active_calls", "1")
    puppet.tell(CallEnded(call=CALL, at=puppet.clock))
    await until_state(hass, "sensor.office_calls_today", "1")
    await async_wait_recording_done(hass)
    now = dt_util.utcnow()
    start = now.replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    do_adhoc_statistics(hass, start=start)
    await async_wait_recording_done(hass)
    kinds = {"mean", "max", "sum", "last_reset"}
    found: dict[str, Any] = await get_instance(hass).async_add_executor_job(
        lambda: statistics_during_period(
            hass,
            start - timedelta(minutes=5),
            None,
            None,
            "5minute",
            None,
            kinds,  # type: ignore[arg-type]
        )
    )
    return found


async def test_measures_and_sums_are_kept(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, caplog: pytest.LogCaptureFixture
) -> None:
    """Of each sensor that has a state class and a state, and without a complaint."""
    found = await compiled(hass, puppet, setup)

    assert set(found) == MEASURED | SUMMED
    assert all(found[each][0]["mean"] is not None for each in MEASURED)
    assert found["sensor.office_active_calls"][0]["max"] == 1
    assert all(found[each][0]["sum"] is not None for each in SUMMED)
    assert found["sensor.office_calls_today"][0]["last_reset"] is not None
    assert not [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("homeassistant.components.sensor")
        and record.levelname in ("WARNING", "ERROR")
    ]


async def test_statistics_have_their_units(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """So that the recorder may convert them."""
    await compiled(hass, puppet, setup)

    listed = await get_instance(hass).async_add_executor_job(list_statistic_ids, hass)

    talk = next(each for each in listed if each["statistic_id"].endswith("talk_time_today"))
    assert talk["unit_class"] == "duration"
    assert talk["display_unit_of_measurement"] == "min"
    assert talk["has_sum"]


async def test_what_is_noise_is_not_recorded(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Lists of calls and of agents would fill the database."""
    await compiled(hass, puppet, setup)
    entities = [
        "sensor.office_active_calls",
        "sensor.office_missed_calls",
        "sensor.office_last_call",
        "sensor.queue_sales_available_agents",
        "sensor.anna_berger_status",
    ]

    recorded = await get_instance(hass).async_add_executor_job(
        get_significant_states, hass, dt_util.utcnow() - timedelta(minutes=5), None, entities
    )

    assert set(recorded) == set(entities)
    kept = {key for each in entities for state in recorded[each] for key in state.attributes}  # type: ignore[union-attr]
    assert not kept & {"calls", "agents", "call_id", "since"}
    assert {"number", "friendly_name"} <= kept
