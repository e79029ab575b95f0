"""Asking somebody by an IVR: the key they press is the answer of the action."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.commands import (
    CallTarget,
    Command,
    DialInto,
    HangUp,
    Receipt,
    TargetKind,
)
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.model import CallId

from .acting import ANNA as ANNA_STATUS
from .conftest import Setup
from .scripted import (
    ANNA,
    CALL,
    ScriptedPbx,
    over,
    presses,
    rings,
    talks,
)
from .waiting import soon

DIALLED = DialInto(extension=ANNA, target=CallTarget(kind=TargetKind.IVR, number="6500"))


@pytest.fixture(autouse=True)
async def loaded(scripted_entry: MockConfigEntry, setup: Setup) -> None:
    """Set the PBX up."""
    await setup(scripted_entry)


async def ask(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Ask Anna."""
    given = {"entity_id": ANNA_STATUS, "ivr": "6500", **data}
    answer = await hass.services.async_call(
        DOMAIN, "call_menu", given, blocking=True, return_response=True
    )
    assert isinstance(answer, dict)
    return answer


def heard_by(entry: MockConfigEntry) -> int:
    """Count who listens for what happens on calls."""
    exchange = entry.runtime_data.exchange
    return sum(
        len(callbacks)
        for listeners in (exchange.events, exchange.ended)
        for callbacks in listeners._by_key.values()
    )


async def test_the_key_is_the_answer(hass: HomeAssistant, scripted: ScriptedPbx) -> None:
    """Other calls may have keys of their own."""
    other = CallId("78")
    asking = asyncio.create_task(ask(hass))
    await soon(lambda: scripted.commands, "the call")
    scripted.say(talks("1001", other), rings("1000"))
    scripted.say(presses("1001", "9", other))
    scripted.say(talks("1000"))
    scripted.say(presses("1000", "5"))

    assert await asking == {"call_id": CALL, "key": "5", "keys": None, "answered": True}
    assert scripted.commands == [DIALLED]


async def test_a_key_that_comes_before_the_receipt_counts(
    hass: HomeAssistant, scripted: ScriptedPbx
) -> None:
    """A phone that answers by itself may be faster than the answer of the PBX."""
    entry = hass.config_entries.async_entries(DOMAIN)[0]
    slow, release = scripted.execute, asyncio.Event()

    async def late(command: Command) -> Receipt:
        receipt = await slow(command)
        await release.wait()
        return receipt

    scripted.execute = late  # type: ignore[method-assign]
    asking = asyncio.create_task(ask(hass))
    await soon(lambda: scripted.commands, "the call")
    scripted.say(talks("1000"))
    scripted.say(presses("1000", "1"))
    scripted.say(over())
    state = entry.runtime_data.state
    await soon(lambda: state.has_ended(CALL), "the end of the call")
    release.set()

    assert await asking == {"call_id": CALL, "key": "1", "keys": None, "answered": True}


@pytest.mark.parametrize("answered", [True, False], ids=["picked up", "not picked up"])
async def test_the_end_of_the_call_ends_the_waiting(
    hass: HomeAssistant, scripted: ScriptedPbx, *, answered: bool
) -> None:
    """Whoever hangs up without a key has not chosen."""
    scripted.on_command = lambda command: scripted.say(talks("1000") if answered else rings("1000"))
    asking = asyncio.create_task(ask(hass, wait_for_key=300))
    await soon(lambda: scripted.commands, "the call")
    scripted.say(over())

    assert await asking == {"call_id": CALL, "key": None, "keys": None, "answered": answered}
    assert scripted.commands == [DIALLED]


async def test_nobody_picks_up_in_time(hass: HomeAssistant, scripted: ScriptedPbx) -> None:
    """The phone stops ringing; that this may fail is no matter."""
    scripted.say(rings("1000"))

    def refuse(command: Command) -> None:
        if isinstance(command, HangUp):
            raise CommandRefused("call_not_found")

    scripted.on_command = refuse

    answer = await ask(hass, wait_for_key=1)

    assert answer == {"call_id": CALL, "key": None, "keys": None, "answered": False}
    assert scripted.commands == [DIALLED, HangUp(call=CALL)]


async def test_a_conversation_goes_on_after_the_waiting(
    hass: HomeAssistant, scripted: ScriptedPbx
) -> None:
    """Whoever listens to the menu is not cut off."""
    scripted.say(talks("1000"))

    answer = await ask(hass, wait_for_key=1)

    assert answer["answered"]
    assert answer["key"] is None
    assert scripted.commands == [DIALLED]


async def test_a_lost_link_ends_the_waiting(hass: HomeAssistant, scripted: ScriptedPbx) -> None:
    """Nobody could tell of a key any more."""
    asking = asyncio.create_task(ask(hass))
    await soon(lambda: scripted.commands, "the call")
    scripted.lose()

    with pytest.raises(HomeAssistantError, match="The PBX is not connected"):
        await asking


async def test_a_pbx_that_names_no_call_is_not_waited_for(
    hass: HomeAssistant, scripted: ScriptedPbx
) -> None:
    """Which key would be meant, nobody could tell."""
    scripted.receipt = Receipt()

    answer = await ask(hass)

    assert answer == {"call_id": None, "key": None, "keys": None, "answered": False}


@pytest.mark.parametrize("how", ["answered", "refused", "cancelled"])
async def test_nobody_listens_afterwards(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, how: str
) -> None:
    """However it ends, nothing is left behind."""
    before = heard_by(scripted_entry)
    if how == "refused":
        scripted.refusal = CommandRefused("ivr_not_found")
    asking = asyncio.create_task(ask(hass))
    await soon(lambda: scripted.commands, "the call")
    if how == "answered":
        scripted.say(rings("1000"), over())
    if how == "cancelled":
        asking.cancel()
    await asyncio.wait([asking])

    assert heard_by(scripted_entry) == before
    assert (asking.cancelled(), asking.exception() if how == "refused" else None) == (
        how == "cancelled",
        asking.exception() if how == "refused" else None,
    )
