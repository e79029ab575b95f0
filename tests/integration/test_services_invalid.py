"""Actions that cannot be meant so: refused in words before anything is sent."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.facts import PbxIs
from custom_components.pbx.telephony.model import Capability

from .acting import ANNA as ANNA_STATUS, TOM as TOM_STATUS, act
from .conftest import Setup
from .scripted import (
    CALL,
    OUTSIDE,
    ScriptedPbx,
    dials,
    rings,
    talks,
)
from .test_services_commands import ANSWERED, CASES, SMS
from .waiting import soon, until_state

ON_ANNA = {"entity_id": ANNA_STATUS}
ON_BOTH = {"entity_id": [ANNA_STATUS, TOM_STATUS]}
OUT = {"number": OUTSIDE, "permission_extension": "1000"}

UNMEANT: list[tuple[str, dict[str, Any], str]] = [
    ("dial", {**ON_BOTH, "number": "1"}, "exactly one extension"),
    ("transfer", {**ON_BOTH, "ivr": "6500"}, "exactly one extension"),
    ("transfer", ON_ANNA, "exactly one destination"),
    ("transfer", {**ON_ANNA, "ivr": "6500", "queue": "6400"}, "exactly one destination"),
    ("transfer", {**ON_ANNA, "extension": "1234567"}, "no extension 1234567"),
    ("transfer", {**ON_ANNA, **OUT, "permission_extension": "9"}, "no extension 9"),
    ("monitor", {**ON_BOTH, "by": "1000"}, "exactly one extension"),
    ("monitor", {**ON_ANNA, "by": "1000"}, "cannot monitor itself"),
    ("monitor", {**ON_ANNA, "by": "1009"}, "no extension 1009"),
    ("play_prompt", {"prompts": "x"}, "None of the targets is an extension"),
    ("play_prompt", {**ON_ANNA, **OUT, "prompts": "x"}, "either an extension or a number"),
    ("call_menu", {"number": OUTSIDE, "ivr": "6500"}, "right to call outside numbers"),
    ("call_back", {"first_number": "1", "second_number": "2", "extension": "7"}, "no extension 7"),
    ("send_sms", {**ON_ANNA, "number": "1", "message": "x"}, "exactly one trunk"),
    ("set_wake_up", {**ON_ANNA, "time": "06:30", "type": "weekdays"}, "Choose weekdays"),
    (
        "set_wake_up",
        {**ON_ANNA, "time": "06:30", "type": "daily", "weekdays": ["mon"]},
        "Choose weekdays",
    ),
    ("pause_agent", ON_ANNA, "exactly one queue"),
    ("pause_agent", {**ON_ANNA, "queue": "6499"}, "no queue 6499"),
    ("update_queue", {"name": "Sales"}, "exactly one queue"),
    ("update_queue", {"queue": "6400"}, "at least one field"),
    ("update_ivr", {"ivr": "6500"}, "at least one field"),
    ("update_extension", ON_ANNA, "at least one field"),
    ("refuse", {"entity_id": TOM_STATUS}, "no call to refuse"),
    ("accept_inbound", {"call_id": "nobody's"}, "No PBX knows a call"),
    ("hold", {"call_id": "nobody's"}, "No PBX knows a call"),
    ("apply", {"config_entry_id": "other"}, "not found"),
    ("park", {**ON_ANNA, "at": "1009"}, "no extension 1009"),
    ("park", ON_BOTH, "exactly one extension"),
    ("pick_up", {**ON_ANNA, "call_id": "nobody's"}, "No PBX knows a call"),
    ("pick_up", {**ON_ANNA, "extension": "1009"}, "no extension 1009"),
    ("redirect", ON_ANNA, "exactly one destination"),
    ("redirect", {**ON_ANNA, "extension": "1001", "number": "1"}, "exactly one destination"),
    ("redirect", {**ON_ANNA, "extension": "1234567"}, "no extension 1234567"),
    ("remote_control", {**ON_BOTH, "function": "mute"}, "exactly one extension"),
    ("add_favourite", ON_ANNA, "at least one field"),
    ("update_favourite", {**ON_ANNA, "favourite": "7"}, "at least one field"),
    ("remove_favourite", {**ON_BOTH, "favourite": "7"}, "exactly one extension"),
]

MALFORMED: list[tuple[str, dict[str, Any]]] = [
    ("transfer", {**ON_ANNA, "queue": "03055512345"}),
    ("transfer", {**ON_ANNA, "number": "tom"}),
    ("hold", {"call_id": "x" * 65}),
    ("call_back", {"first_number": "1", "extension": "1000"}),
    ("monitor", {**ON_ANNA, "by": "1001", "mode": "record"}),
    ("play_prompt", {**ON_ANNA, "prompts": []}),
    ("play_prompt", {**ON_ANNA, "prompts": ["x"] * 21}),
    ("play_prompt", {**ON_ANNA, "prompts": "x", "repeat": 11}),
    ("play_prompt", {**ON_ANNA, "prompts": "x", "volume": 0}),
    ("call_menu", {**ON_ANNA, "ivr": "6500", "wait_for_key": 301}),
    ("call_menu", {**ON_ANNA, "ivr": "menu"}),
    ("send_sms", {**SMS, "number": OUTSIDE, "message": ""}),
    ("send_sms", {**SMS, "number": OUTSIDE, "message": "x" * 2001}),
    ("send_sms", {**SMS, "number": "Tom", "message": "x"}),
    ("set_wake_up", {**ON_ANNA, "time": "half past six"}),
    ("set_wake_up", {**ON_ANNA, "time": "06:30", "attempts": 4}),
    ("set_wake_up", {**ON_ANNA, "time": "06:30", "weekdays": ["someday"]}),
    ("log_in_agent", {**ON_ANNA, "queue": "6400", "pin": "1 2"}),
    ("update_extension", {**ON_ANNA, "fields": {"a b": 1}}),
    ("update_extension", {**ON_ANNA, "fields": {"a": "x" * 1001}}),
    ("update_extension", {**ON_ANNA, "fields": {f"a{n}": 1 for n in range(51)}}),
    ("update_extension", {**ON_ANNA, "fields": "dnd"}),
    ("update_extension", {**ON_ANNA, "mobile": "Tom"}),
    ("mute", {"call_id": CALL}),
    ("send_dtmf", {**ON_ANNA, "digits": "12E"}),
    ("send_dtmf", {**ON_ANNA, "digits": ""}),
    ("send_dtmf", {**ON_ANNA, "digits": "1" * 33}),
    ("park", {**ON_ANNA, "position": -1}),
    ("redirect", {**ON_ANNA, "number": "tom"}),
    ("remote_control", {**ON_ANNA, "function": "intrude"}),
    ("add_favourite", {**ON_ANNA, "name": " "}),
    ("add_favourite", {**ON_ANNA, "name": "x" * 256}),
    ("add_profile", ON_ANNA),
    ("rename_profile", {**ON_ANNA, "profile": "1"}),
]


@pytest.mark.parametrize(
    ("action", "data", "said"), UNMEANT, ids=[f"{each[0]}, {each[2]}" for each in UNMEANT]
)
async def test_what_cannot_be_meant_is_said_so(
    hass: HomeAssistant,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    action: str,
    data: dict[str, Any],
    said: str,
) -> None:
    """The error says what to do, and the PBX hears nothing."""
    await setup(scripted_entry)

    with pytest.raises(ServiceValidationError, match=said):
        await act(hass, action, **data)

    assert scripted.commands == []


@pytest.mark.parametrize(
    ("action", "data"), MALFORMED, ids=[f"{each[0]} {' '.join(each[1])}" for each in MALFORMED]
)
async def test_what_is_malformed_or_endless_is_refused(
    hass: HomeAssistant,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    action: str,
    data: dict[str, Any],
) -> None:
    """Each field has its form and its bounds."""
    await setup(scripted_entry)

    with pytest.raises(vol.Invalid):
        await act(hass, action, **data)

    assert scripted.commands == []


@pytest.mark.parametrize(
    ("action", "data"),
    # Who there is, is known of every PBX.
    [(case[0], case[1]) for case in (*CASES, *ANSWERED) if case[0] != "get_extensions"],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
async def test_what_a_pbx_cannot_do_is_refused_with_what_it_lacks(
    hass: HomeAssistant,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    action: str,
    data: dict[str, Any],
) -> None:
    """Nothing is sent."""
    await setup(scripted_entry)
    scripted.say(dials("1001"), rings("1000"))
    await until_state(hass, ANNA_STATUS, "ringing")
    scripted.capabilities = Capability.CALLS
    scripted.say(PbxIs(info=await scripted.connect()))
    coordinator = scripted_entry.runtime_data
    await soon(lambda: not coordinator.can(Capability.DIAL), "the PBX to be able to do less")

    with pytest.raises(ServiceValidationError, match="This PBX cannot do that: it cannot"):
        await hass.services.async_call(
            DOMAIN,
            action,
            data,
            blocking=True,
            return_response=action in {each[0] for each in ANSWERED},
        )

    assert scripted.commands == []


async def test_a_conversation_cannot_be_refused(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """Whoever means its end says so by hanging up."""
    await setup(scripted_entry)
    scripted.say(dials("1001"), talks("1000"))
    await until_state(hass, ANNA_STATUS, "in_call")

    for meant in (ON_ANNA, {"call_id": CALL}):
        with pytest.raises(ServiceValidationError, match="no call to refuse"):
            await act(hass, "refuse", **meant)

    assert scripted.commands == []


async def test_a_refusal_of_the_pbx_carries_its_meaning_and_its_word(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """A field that the PBX does not have is named."""
    await setup(scripted_entry)
    scripted.refusal = CommandRefused("field_unknown", "colour")

    with pytest.raises(HomeAssistantError, match="has no field colour that can be changed"):
        await act(hass, "update_ivr", ivr="6500", fields={"colour": "red"})


async def test_two_pbxs_must_be_told_apart(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """Without a target or an entry the only PBX is meant, so there must be only one."""
    await setup(scripted_entry)
    other = MockConfigEntry(
        domain=DOMAIN, title="Other", unique_id="S2", data=dict(scripted_entry.data)
    )
    other.add_to_hass(hass)

    with pytest.raises(ServiceValidationError, match="multiple"):
        await act(hass, "apply")
    await act(hass, "apply", config_entry_id=scripted_entry.entry_id)
    await act(hass, "apply", entity_id="event.office_call")

    assert len(scripted.commands) == 2


async def test_a_lost_link_says_so(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """Nothing is kept for later."""
    await setup(scripted_entry)
    scripted.lose()
    await until_state(hass, ANNA_STATUS, "unavailable")

    with pytest.raises(HomeAssistantError, match="The PBX is not connected"):
        await act(hass, "mute", **ON_ANNA)

    assert scripted.commands == []


async def test_the_receipts_are_answers(
    hass: HomeAssistant, scripted: ScriptedPbx, scripted_entry: MockConfigEntry, setup: Setup
) -> None:
    """What makes a call answers with its id, for the actions that come next."""
    await setup(scripted_entry)
    data = {**ON_ANNA, "prompts": ["x"]}

    answer = await hass.services.async_call(
        DOMAIN, "play_prompt", data, blocking=True, return_response=True
    )

    assert answer == {"call_id": CALL}
    await act(hass, "hang_up", call_id=CALL)
