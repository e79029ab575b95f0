"""The call log: remembered over restarts, filled after an outage, asked for by an action."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_fire_time_changed,
    flush_store,
)
import voluptuous as vol

from custom_components.pbx import call_memory
from custom_components.pbx.call_memory import CallMemory
from custom_components.pbx.const import DOMAIN
from simulator import Office, YeastarPbx
from simulator.faults import Drop, Errno
from simulator.scenarios.stage import OUTSIDE

from .acting import ANNA, act, device_of
from .conftest import Setup
from .waiting import soon, until_state

LAST = "sensor.yeastar_s100_last_call"
LINK = "binary_sensor.yeastar_s100_connection"
MOBILE = "01705550102"


async def calls(hass: HomeAssistant, **wanted: Any) -> list[dict[str, Any]]:
    """Ask for calls."""
    answer = await hass.services.async_call(
        DOMAIN, "get_calls", wanted, blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    found: list[dict[str, Any]] = answer["calls"]  # type: ignore[assignment]
    return found


def memory_of(entry: MockConfigEntry) -> CallMemory:
    """Give the memory of an entry."""
    memory: CallMemory = entry.runtime_data.calls_memory
    return memory


def miss(office: Office, number: str = OUTSIDE) -> None:
    """Let somebody call in vain."""
    call = office.place_inbound(number, "1000")
    office.clock.advance(12)
    office.hang_up(number, call)


def talk(office: Office, number: str = OUTSIDE) -> None:
    """Let somebody be called, and talk."""
    call = office.dial("1000", number)
    office.clock.advance(4)
    office.answer(number, call)
    office.clock.advance(60)
    office.hang_up("1000", call)


@asynccontextmanager
async def unheard(yeastar: YeastarPbx) -> AsyncIterator[None]:
    """Let no report of the PBX arrive."""
    heard_again = yeastar.faults.reports.add(Drop(), times=None)
    yield
    await yeastar.settled()
    heard_again()


async def restart(hass: HomeAssistant, office: Office) -> None:
    """Let the PBX restart, and wait until it is noticed."""
    office.power_off()
    office.power_on()
    await until_state(hass, LINK, "off")


async def test_a_call_and_its_record_are_one_entry(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """What was seen, completed by what the PBX has written down."""
    await setup(yeastar_entry)
    log = memory_of(yeastar_entry).log

    call = office.place_inbound(OUTSIDE, "1000", did="55500")
    await until_state(hass, ANNA, "ringing")
    office.answer("1000", call)
    office.hang_up("1000", call)
    await until_state(hass, LAST, OUTSIDE, did="55500")

    (made,) = await calls(hass)
    assert (made["direction"], made["outcome"], made["missed"]) == ("inbound", "answered", False)
    assert (made["caller"], made["callee"], made["extensions"]) == (OUTSIDE, "1000", ["1000"])
    assert (made["callee_name"], made["trunk"]) == ("Anna Berger", "SIP-Amt")
    assert made["talk_duration"] is not None
    assert abs(dt_util.utcnow() - datetime.fromisoformat(made["began"])) < timedelta(minutes=1)
    (kept,) = log
    assert kept.is_watched
    assert len(kept.records) == 1


async def test_the_outage_is_filled_from_the_file(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What happened while nobody listened is known afterwards, and nothing twice."""
    monkeypatch.setattr(call_memory, "BETWEEN_FILLS", 0.0)
    await setup(yeastar_entry)
    memory = memory_of(yeastar_entry)
    miss(office)
    await until_state(hass, LAST, OUTSIDE)
    assert memory.fills == 0, "nothing was missed yet"

    async with unheard(yeastar):
        miss(office, MOBILE)
        talk(office)
    await restart(hass, office)
    await soon(lambda: memory.fills == 1, "the file")

    found = await calls(hass)
    assert sorted((each["number"], each["outcome"]) for each in found) == sorted(
        [(OUTSIDE, "no_answer"), (MOBILE, "no_answer"), (OUTSIDE, "answered")]
    )
    assert hass.states.get("sensor.yeastar_s100_missed_calls").state == "2"  # type: ignore[union-attr]


async def test_a_call_of_which_all_reports_were_lost_is_found_in_the_file(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing tells that something was lost, and the link was up all the time."""
    monkeypatch.setattr(call_memory, "BETWEEN_FILLS", 0.0)
    monkeypatch.setattr(call_memory, "BETWEEN_CHECKS", 0.05)
    await setup(yeastar_entry)
    memory = memory_of(yeastar_entry)

    async with unheard(yeastar):
        miss(office)
    await soon(lambda: len(memory.log) == 1, "the file")

    assert [each["outcome"] for each in await calls(hass)] == ["no_answer"]


async def test_a_file_that_cannot_be_had_is_asked_for_again(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A failure is counted, told nobody, and mended by the next attempt."""
    monkeypatch.setattr(call_memory, "BETWEEN_FILLS", 0.0)
    monkeypatch.setattr(call_memory, "ATTEMPTS", (0.0, 0.0, 0.0))
    await setup(yeastar_entry)
    memory = memory_of(yeastar_entry)
    async with unheard(yeastar):
        miss(office)
    yeastar.faults.requests.add(Errno("20000"), on="cdr/get_random", times=2)
    await restart(hass, office)

    await soon(lambda: memory.fills == 1, "the file")
    assert memory.failed_fills == 2
    assert len(await calls(hass)) == 1


async def test_the_log_outlives_a_restart_and_the_gap_is_filled(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_storage: dict[str, Any],
) -> None:
    """Also what happened in between; and a new PBX starts with nothing from before."""
    miss(office, "03011100011")
    await setup(yeastar_entry)
    assert await calls(hass) == []
    miss(office)
    await until_state(hass, LAST, OUTSIDE)
    await act(hass, "acknowledge_missed_calls")
    before = await calls(hass)

    assert await hass.config_entries.async_unload(yeastar_entry.entry_id)
    miss(office, MOBILE)
    stored = hass_storage[f"pbx.calls.{yeastar_entry.entry_id}"]["data"]
    stored["entries"] += ["damage", {"id": "x"}]
    assert await hass.config_entries.async_setup(yeastar_entry.entry_id)
    memory = memory_of(yeastar_entry)
    await soon(lambda: memory.fills == 1, "the file")

    after = await calls(hass)
    assert [each for each in after if each["number"] == OUTSIDE] == before
    assert {each["number"] for each in after} >= {OUTSIDE, MOBILE}
    assert OUTSIDE not in [each.number for each in memory.log.missed_calls(10)]


async def test_a_removed_pbx_leaves_no_log_behind(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_storage: dict[str, Any],
) -> None:
    """Nobody keeps who called whom."""
    await setup(yeastar_entry)
    miss(office)
    await until_state(hass, LAST, OUTSIDE)

    await hass.config_entries.async_remove(yeastar_entry.entry_id)
    await hass.async_block_till_done()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(hours=1))
    await hass.async_block_till_done()
    assert not [key for key in hass_storage if key.startswith("pbx.")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["talked", "missed"]),
        ({"limit": 1}, ["talked"]),
        ({"direction": "outbound"}, ["talked"]),
        ({"outcome": "answered"}, ["talked"]),
        ({"missed": True}, ["missed"]),
        ({"missed": False}, ["talked"]),
        ({"number": "+49 170 555-0102"}, ["missed"]),
        ({"extension": "1000"}, ["talked", "missed"]),
        ({"extension": "1001"}, []),
        ({"start": "2020-01-01 00:00:00", "end": "2020-01-02T00:00:00+00:00"}, []),
        ({"start": "2020-01-01 00:00:00"}, ["talked", "missed"]),
    ],
)
async def test_calls_are_found_by_what_people_ask_for(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    wanted: dict[str, Any],
    found: list[str],
) -> None:
    """A number in any form, a time, an extension, how it came out."""
    hass.config.country = "DE"
    await setup(yeastar_entry)
    miss(office, MOBILE)
    await until_state(hass, LAST, MOBILE)
    talk(office)
    await until_state(hass, LAST, OUTSIDE)

    kinds = {MOBILE: "missed", OUTSIDE: "talked"}
    for target in ({}, {"device_id": device_of(hass, LAST)}):
        assert [kinds[each["number"]] for each in await calls(hass, **wanted, **target)] == found


@pytest.mark.parametrize(
    "wanted",
    [{"limit": 0}, {"limit": 5000}, {"direction": "up"}, {"outcome": "x"}, {"start": "soon"}],
)
async def test_nonsense_is_refused(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup, wanted: dict[str, Any]
) -> None:
    """Before anybody looks."""
    await setup(yeastar_entry)

    with pytest.raises(vol.Invalid):
        await calls(hass, **wanted)


async def test_who_may_not_control_the_pbx_may_not_read_its_log(
    hass: HomeAssistant,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_read_only_user: MockUser,
) -> None:
    """Nor take note of what was missed."""
    await setup(yeastar_entry)
    context = Context(user_id=hass_read_only_user.id)

    for action, answers in (("get_calls", True), ("acknowledge_missed_calls", False)):
        with pytest.raises(Unauthorized):
            await hass.services.async_call(
                DOMAIN, action, {}, blocking=True, context=context, return_response=answers
            )


async def test_with_several_pbxs_one_must_be_named(
    hass: HomeAssistant,
    yeastar_entry: MockConfigEntry,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """By its entry; else it is not clear whose calls are meant."""
    await setup(yeastar_entry)
    await setup(innovaphone_entry)

    with pytest.raises(ServiceValidationError):
        await calls(hass)
    assert await calls(hass, config_entry_id=yeastar_entry.entry_id) == []


async def test_the_log_is_written_with_delay(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_storage: dict[str, Any],
) -> None:
    """A memory card wears out; what is written can be read."""
    await setup(yeastar_entry)
    key = f"pbx.calls.{yeastar_entry.entry_id}"
    miss(office)
    await until_state(hass, LAST, OUTSIDE)
    assert key not in hass_storage

    await flush_store(memory_of(yeastar_entry)._store)
    assert [each["caller"] for each in hass_storage[key]["data"]["entries"]] == [OUTSIDE]
