"""The actions: whom they are for, and what the PBX receives."""

from contextlib import suppress
from typing import Any

from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from simulator import Office, YeastarPbx
from simulator.office import LineStatus
from simulator.scenarios.stage import OUTSIDE

from .acting import ANNA, TOM, act, device_of, dial
from .conftest import Setup
from .waiting import there, until, until_state


async def test_dial_rings_the_own_phone_first(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The other phone rings once the caller has picked up, and the answer names the call."""
    await setup(yeastar_entry)

    answer = await dial(hass, entity_id=ANNA, number="1001")

    assert office.line_status("1000") is LineStatus.RINGING
    assert office.line_status("1001") is LineStatus.IDLE
    office.answer("1000")
    await until_state(hass, TOM, "ringing", call_id=answer["call_id"], caller="1000")
    office.answer("1001")
    await until_state(hass, TOM, "in_call", call_id=answer["call_id"])
    assert there(hass, ANNA).attributes["call_id"] == answer["call_id"]


async def test_dial_may_let_the_own_phone_answer_by_itself(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """With automatic answer the other phone rings at once; nobody need want the answer."""
    await setup(yeastar_entry)

    await act(hass, "dial", entity_id=ANNA, number="1001", auto_answer=True)

    assert office.line_status("1001") is LineStatus.RINGING


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("+49 30 555-12345", "+493055512345"),
        ("(030) 555.12/345", "03055512345"),
        ("*72#", "*72#"),
        (1001, "1001"),
    ],
    ids=["international", "decorated", "keys", "a number in YAML"],
)
async def test_a_number_is_sent_as_it_can_be_dialled(
    hass: HomeAssistant,
    *,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    typed: Any,
    sent: str,
) -> None:
    """What makes a number readable never reaches the PBX; whether anybody has it, the PBX says."""
    await setup(yeastar_entry)

    with suppress(HomeAssistantError):
        await act(hass, "dial", entity_id=ANNA, number=typed)

    body = yeastar.requests[-1].body
    assert sent in (body.get("outto"), body.get("callee"))


@pytest.mark.parametrize(
    "number",
    ["", "anna", "12+3", "1" * 65, "10;rm", "１２３", "1,2", None],
    ids=["empty", "letters", "late plus", "endless", "code", "other digits", "list", "nothing"],
)
async def test_what_is_no_number_is_refused_here(
    hass: HomeAssistant,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    number: Any,
) -> None:
    """The PBX hears nothing of it."""
    await setup(yeastar_entry)
    before = len(yeastar.requests)

    with pytest.raises(vol.Invalid):
        await act(hass, "dial", entity_id=ANNA, number=number)

    assert len(yeastar.requests) == before


async def test_a_device_is_a_target(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The extension's device stands for the extension."""
    await setup(yeastar_entry)

    await act(hass, "dial", device_id=device_of(hass, ANNA), number="1001")

    assert office.line_status("1000") is LineStatus.RINGING


async def test_an_area_with_one_extension_is_a_target(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Other things in the area are passed over."""
    await setup(yeastar_entry)
    area = ar.async_get(hass).async_create("Reception").id
    registry = dr.async_get(hass)
    registry.async_update_device(device_of(hass, ANNA), area_id=area)
    registry.async_update_device(device_of(hass, "sensor.trunk_sip_amt_status"), area_id=area)
    registry.async_update_device(device_of(hass, "event.yeastar_s100_call"), area_id=area)
    er.async_get(hass).async_get_or_create(EVENT_DOMAIN, "other", "1", suggested_object_id="bell")
    er.async_get(hass).async_update_entity("event.bell", area_id=area)

    await act(hass, "dial", area_id=area, number="1001")

    assert office.line_status("1000") is LineStatus.RINGING


@pytest.mark.parametrize(
    "target",
    [
        {},
        {"entity_id": "sensor.trunk_sip_amt_status"},
        {"entity_id": "binary_sensor.yeastar_s100_connection"},
        {"entity_id": "sensor.who"},
        {"device_id": "nobody"},
    ],
    ids=["nothing", "a trunk", "the PBX", "an unknown entity", "an unknown device"],
)
async def test_a_target_without_an_extension_is_refused(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup, target: dict[str, str]
) -> None:
    """Somebody must be meant."""
    await setup(yeastar_entry)

    with pytest.raises(ServiceValidationError, match="None of the targets is an extension"):
        await act(hass, "hang_up", **target)


async def test_dial_wants_one_extension(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Two phones cannot make one call."""
    await setup(yeastar_entry)

    with pytest.raises(ServiceValidationError, match="exactly one extension"):
        await act(hass, "dial", entity_id=[ANNA, TOM], number="1002")

    assert not office.calls


async def test_two_entities_of_one_extension_are_one_target(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Whoever picks all entities of a person means that person once."""
    await setup(yeastar_entry)

    await act(hass, "dial", entity_id=[ANNA, "event.anna_berger_call"], number="1001")

    assert len(office.calls) == 1


async def test_hang_up_ends_the_calls_of_all_targets(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Each extension loses its call, and the sensors follow the PBX."""
    await setup(yeastar_entry)
    for number in ("1000", "1001"):
        office.answer(number, office.place_inbound(OUTSIDE, number))
    await until_state(hass, ANNA, "in_call")
    await until_state(hass, TOM, "in_call")

    await act(hass, "hang_up", entity_id=[ANNA, TOM])

    assert not office.calls
    await until_state(hass, ANNA, "idle")
    await until_state(hass, TOM, "idle")


async def test_hang_up_by_id_ends_that_call_alone(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The other call of the same moment goes on."""
    await setup(yeastar_entry)
    kept = office.place_inbound(OUTSIDE, "1000")
    office.place_inbound("0301", "1001")
    state = await until_state(hass, TOM, "ringing", caller="0301")

    await act(hass, "hang_up", call_id=state.attributes["call_id"])

    assert office.calls == [kept]


async def test_a_call_that_nobody_knows_is_refused(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The error names the call that was meant."""
    await setup(yeastar_entry)

    with pytest.raises(ServiceValidationError, match=r"No PBX knows a call with the ID 1\.2"):
        await act(hass, "hang_up", call_id="1.2")


async def test_set_presence_sets_both(
    hass: HomeAssistant, office: Office, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """Activity and note reach all targets, and come back from the PBX."""
    await setup(innovaphone_entry)

    await act(
        hass,
        "set_presence",
        entity_id=["select.anna_berger_presence", "select.tom_keller_presence"],
        activity="do_not_disturb",
        note="Focus",
    )

    for name in ("anna_berger", "tom_keller"):
        await until_state(hass, f"sensor.{name}_presence", "do_not_disturb", note="Focus")
    assert office.person("1000").presence.activity == "dnd"


@pytest.mark.parametrize(
    ("said", "activity", "note"),
    [
        ({"activity": "busy"}, "busy", "Lunch"),
        ({"note": "Back at 3"}, "away", "Back at 3"),
        ({"note": ""}, "away", ""),
        ({"activity": "gardening"}, "gardening", "Lunch"),
    ],
    ids=["activity only", "note only", "no note any more", "a word of the PBX"],
)
async def test_set_presence_keeps_what_is_left_out(
    hass: HomeAssistant,
    *,
    office: Office,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
    said: dict[str, str],
    activity: str,
    note: str,
) -> None:
    """Activity and note are set together or one by one."""
    office.set_presence("1000", "away", "Lunch")
    await setup(innovaphone_entry)

    await act(hass, "set_presence", entity_id="select.anna_berger_presence", **said)

    presence = office.person("1000").presence
    assert (presence.activity, presence.note) == (activity, note)


async def test_set_presence_wants_something_to_set(
    hass: HomeAssistant, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """Neither activity nor note: there is nothing to do."""
    await setup(innovaphone_entry)

    with pytest.raises(ServiceValidationError, match="Give an activity, a note, or both"):
        await act(hass, "set_presence", entity_id="select.anna_berger_presence")


async def test_a_dialled_call_can_be_hung_up_by_its_answer(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The call_id of the answer is good for hang_up, as the README shows it."""
    await setup(yeastar_entry)
    answer = await dial(hass, entity_id=ANNA, number="1001")
    office.answer("1000")
    await until(hass, lambda: there(hass, TOM).state == "ringing", "Tom's phone to ring")

    await act(hass, "hang_up", call_id=answer["call_id"])

    assert not office.calls
