"""Calls that wait to be let in: when nobody decides, they are let in after a while."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.pbx.const import CONF_ACCEPT_AFTER
from custom_components.pbx.telephony.commands import Command, Decision, Screen, Transfer
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.model import CallId

from .acting import act
from .conftest import Setup
from .scripted import (
    CALL,
    ScriptedPbx,
    asks_to_come_in,
    over,
)
from .waiting import soon

ACCEPTED = Screen(call=CALL, decision=Decision.ACCEPT)


async def pass_by(hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: float) -> None:
    """Let time pass."""
    freezer.tick(timedelta(seconds=seconds))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=False)


async def waiting_call(entry: MockConfigEntry, scripted: ScriptedPbx, call: CallId = CALL) -> None:
    """Let somebody wait."""
    scripted.say(*asks_to_come_in(call))
    await soon(lambda: entry.runtime_data.screening.waits(call), "somebody to wait")


@pytest.mark.parametrize(
    ("options", "seconds"), [({}, 2), ({CONF_ACCEPT_AFTER: 7}, 7)], ids=["default", "chosen"]
)
async def test_a_call_is_let_in_after_a_while(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    options: dict[str, Any],
    seconds: int,
) -> None:
    """Each call once, and not before its time."""
    scripted_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(scripted_entry, options=options)
    await hass.config_entries.async_setup(scripted_entry.entry_id)
    await waiting_call(scripted_entry, scripted)

    await pass_by(hass, freezer, seconds - 1)
    assert scripted.commands == []
    await pass_by(hass, freezer, 1.1)
    assert scripted.commands == [ACCEPTED]
    await pass_by(hass, freezer, 20)
    assert scripted.commands == [ACCEPTED]


async def test_without_a_delay_a_call_is_let_in_at_once(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry
) -> None:
    """No timer is needed."""
    scripted_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(scripted_entry, options={CONF_ACCEPT_AFTER: 0})
    await hass.config_entries.async_setup(scripted_entry.entry_id)

    scripted.say(*asks_to_come_in())

    await soon(lambda: scripted.commands == [ACCEPTED], "the call to be let in")


async def test_an_answer_never_comes_too_late(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """A request that was long on its way leaves less time to others."""
    await setup(scripted_entry)
    asked = asks_to_come_in()
    freezer.tick(timedelta(seconds=9.5))

    scripted.say(*asked)

    await soon(lambda: scripted.commands == [ACCEPTED], "the call to be let in")


@pytest.mark.parametrize(
    ("action", "data", "ordered"),
    [
        ("accept_inbound", {}, ACCEPTED),
        ("refuse_inbound", {}, Screen(call=CALL, decision=Decision.REFUSE)),
        ("route_inbound", {"extension": "1001"}, Transfer),
        ("transfer", {"queue": "6400"}, Transfer),
    ],
)
async def test_whoever_decides_first_decides(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    action: str,
    data: dict[str, str],
    ordered: Command | type[Command],
) -> None:
    """The other calls that wait are let in all the same."""
    await setup(scripted_entry)
    other = CallId("78")
    await waiting_call(scripted_entry, scripted)
    await waiting_call(scripted_entry, scripted, other)

    await act(hass, action, call_id=CALL, **data)
    await pass_by(hass, freezer, 10)

    first, second = scripted.commands
    assert first == ordered or (isinstance(ordered, type) and isinstance(first, ordered))
    assert second == Screen(call=other, decision=Decision.ACCEPT)


async def test_a_decision_that_fails_is_none(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The caller must not wait for a destination that does not exist."""
    await setup(scripted_entry)
    await waiting_call(scripted_entry, scripted)
    scripted.refusal = CommandRefused("queue_not_found")

    with pytest.raises(Exception, match="has no such queue"):
        await act(hass, "route_inbound", call_id=CALL, queue="6499")
    scripted.refusal = None
    await pass_by(hass, freezer, 3)

    assert scripted.commands[1:] == [ACCEPTED]


async def test_a_caller_who_does_not_wait_is_forgotten(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """There is nobody left to let in."""
    await setup(scripted_entry)
    await waiting_call(scripted_entry, scripted)

    scripted.say(over())
    await soon(lambda: not scripted_entry.runtime_data.screening.waits(CALL), "the caller to go")
    await pass_by(hass, freezer, 10)

    assert scripted.commands == []


async def test_nothing_is_let_in_after_the_unloading(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """No timer outlives the entry."""
    await setup(scripted_entry)
    await waiting_call(scripted_entry, scripted)

    await hass.config_entries.async_unload(scripted_entry.entry_id)
    await pass_by(hass, freezer, 10)

    assert scripted.commands == []


async def test_a_refused_answer_is_no_drama(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The PBX lets the call in by itself a little later."""
    await setup(scripted_entry)
    scripted.refusal = CommandRefused("too_late")
    await waiting_call(scripted_entry, scripted)

    await pass_by(hass, freezer, 3)

    assert scripted.commands == [ACCEPTED]
    ours = [each for each in caplog.records if "could not be let in" in each.message]
    assert {each.levelname for each in ours} == {"DEBUG"}


@pytest.mark.parametrize("call", ["1700000000.10", "1700000000.100", "1700000000.11"])
async def test_a_template_may_name_the_call(
    hass: HomeAssistant,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    call: str,
) -> None:
    """It makes a number of such an id, without the zeros at its end."""
    await setup(scripted_entry)
    await waiting_call(scripted_entry, scripted, CallId(call))
    rendered = Template(f"{{{{ '{call}' }}}}", hass).async_render()
    assert isinstance(rendered, float)

    await act(hass, "refuse_inbound", call_id=rendered)

    assert scripted.commands == [Screen(call=CallId(call), decision=Decision.REFUSE)]
