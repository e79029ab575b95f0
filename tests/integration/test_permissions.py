"""Who may use the actions: whoever may control the entities of the same devices."""

from typing import Any

from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.pbx.const import CONF_RESTRICTED, DOMAIN
from custom_components.pbx.telephony.commands import Receipt
from simulator import Office, YeastarPbx

from .acting import ANNA, device_of
from .conftest import Setup
from .scripted import (
    ScriptedPbx,
    dials,
    rings,
)
from .test_services_commands import ANSWERED, CASES
from .waiting import until_state

ACTIONS = [
    ("dial", {"entity_id": ANNA, "number": "1001"}),
    ("hang_up", {"entity_id": ANNA}),
    ("set_presence", {"entity_id": ANNA, "activity": "busy"}),
]


@pytest.mark.parametrize(("action", "data"), ACTIONS, ids=[name for name, _ in ACTIONS])
async def test_who_may_only_read_may_not_act(
    hass: HomeAssistant,
    *,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_read_only_user: MockUser,
    action: str,
    data: dict[str, str],
) -> None:
    """What an entity refuses, an action must not grant; nothing reaches the PBX."""
    await setup(yeastar_entry)
    asked = len(yeastar.requests)

    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN, action, data, blocking=True, context=Context(user_id=hass_read_only_user.id)
        )

    assert not [each for each in yeastar.requests[asked:] if each.endpoint.startswith("extension/")]


async def test_a_device_is_no_way_around(
    hass: HomeAssistant,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_read_only_user: MockUser,
) -> None:
    """Whoever names the device means its entities."""
    await setup(yeastar_entry)

    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "dial",
            {"device_id": device_of(hass, ANNA), "number": "1001"},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_switched_off_entities_are_no_way_around(
    hass: HomeAssistant,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_read_only_user: MockUser,
) -> None:
    """A device keeps its rules while all its entities are disabled."""
    await setup(yeastar_entry)
    registry, device = er.async_get(hass), device_of(hass, ANNA)
    for entity in er.async_entries_for_device(registry, device):
        registry.async_update_entity(entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER)

    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "dial",
            {"device_id": device, "number": "1001"},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_a_call_is_no_way_around(
    hass: HomeAssistant,
    office: Office,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_read_only_user: MockUser,
) -> None:
    """Whoever names a call needs the PBX."""
    await setup(yeastar_entry)
    office.place_inbound("0301234567", "1000")
    state = await until_state(hass, ANNA, "ringing", caller="0301234567")

    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "hang_up",
            {"call_id": state.attributes["call_id"]},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_a_user_who_is_gone_may_nothing(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """An automation has no user; an unknown one is something else."""
    await setup(yeastar_entry)

    with pytest.raises(UnknownUser):
        await hass.services.async_call(
            DOMAIN, "hang_up", {"entity_id": ANNA}, blocking=True, context=Context(user_id="gone")
        )


async def test_an_administrator_may_act(
    hass: HomeAssistant,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    hass_admin_user: MockUser,
) -> None:
    """The request reaches the PBX."""
    await setup(yeastar_entry)

    await hass.services.async_call(
        DOMAIN,
        "dial",
        {"entity_id": ANNA, "number": "1001"},
        blocking=True,
        context=Context(user_id=hass_admin_user.id),
    )

    assert [each for each in yeastar.requests if each.endpoint == "extension/dial_extension"]


async def ask(
    hass: HomeAssistant, user: MockUser | None, action: str, data: dict[str, Any]
) -> None:
    """Let somebody ask for an action; nobody is an automation."""
    answered = [SupportsResponse.ONLY, SupportsResponse.OPTIONAL]
    await hass.services.async_call(
        DOMAIN,
        action,
        data,
        blocking=True,
        context=Context(user_id=user.id if user else None),
        return_response=hass.services.supports_response(DOMAIN, action) in answered,
    )


@pytest.fixture
async def colleague(hass: HomeAssistant) -> MockUser:
    """Give somebody who may control everything, and is no administrator."""
    group = await hass.auth.async_get_group("system-users")
    assert group is not None
    return MockUser(groups=[group]).add_to_hass(hass)


OUTSIDE = "03055512345"
OUT = {"number": OUTSIDE, "permission_extension": "1000"}
ON_ANNA = {"entity_id": ANNA}
RESTRICTED: list[tuple[str, dict[str, Any]]] = [
    ("dial", {**ON_ANNA, "number": OUTSIDE}),
    ("transfer", {**ON_ANNA, **OUT}),
    ("call_back", {"first_number": "1000", "second_number": OUTSIDE, "extension": "1000"}),
    ("monitor", {**ON_ANNA, "by": "1001"}),
    ("play_prompt", {**OUT, "prompts": "x"}),
    ("call_menu", {**OUT, "ivr": "6500"}),
    ("dial_into_queue", {**OUT, "queue": "6400"}),
    ("dial_into_ring_group", {**OUT, "ring_group": "6200"}),
    ("send_sms", {"entity_id": "sensor.trunk_gsm2_7_status", "number": OUTSIDE, "message": "x"}),
    ("redirect", {**ON_ANNA, "number": OUTSIDE}),
    ("remote_control", {**ON_ANNA, "function": "record"}),
    ("remote_control", {**ON_ANNA, "function": "announce"}),
]
FOR_ADMINISTRATORS: list[tuple[str, dict[str, Any]]] = [
    *((f"get_{section}", {}) for section in ("extensions", "queues", "ivrs", "trunks")),
    ("update_extension", {**ON_ANNA, "do_not_disturb": True}),
    ("update_queue", {"queue": "6400", "name": "x"}),
    ("update_ivr", {"ivr": "6500", "name": "x"}),
    ("apply", {}),
    ("get_node_info", {}),
]


def names(cases: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Name cases by their actions."""
    return [action for action, _ in cases]


@pytest.mark.parametrize(("action", "data"), RESTRICTED, ids=names(RESTRICTED))
async def test_what_costs_money_or_listens_in_needs_an_administrator(
    hass: HomeAssistant,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    colleague: MockUser,
    hass_admin_user: MockUser,
    action: str,
    data: dict[str, Any],
) -> None:
    """Automations may as well; others only if the options say so."""
    await setup(scripted_entry)
    scripted.receipt = Receipt()

    with pytest.raises(Unauthorized, match="costs money or listens in"):
        await ask(hass, colleague, action, data)
    assert scripted.commands == []

    await ask(hass, hass_admin_user, action, data)
    await ask(hass, None, action, data)
    assert len(scripted.commands) == 2

    hass.config_entries.async_update_entry(scripted_entry, options={CONF_RESTRICTED: False})
    await ask(hass, colleague, action, data)
    assert len(scripted.commands) == 3


@pytest.mark.parametrize(("action", "data"), FOR_ADMINISTRATORS, ids=names(FOR_ADMINISTRATORS))
async def test_the_configuration_is_for_administrators(
    hass: HomeAssistant,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    colleague: MockUser,
    hass_admin_user: MockUser,
    action: str,
    data: dict[str, Any],
) -> None:
    """Whatever the options say."""
    await setup(scripted_entry)
    hass.config_entries.async_update_entry(scripted_entry, options={CONF_RESTRICTED: False})

    with pytest.raises(Unauthorized, match="Only administrators and automations"):
        await ask(hass, colleague, action, data)
    assert scripted.commands == []

    await ask(hass, hass_admin_user, action, data)
    await ask(hass, None, action, data)
    assert len(scripted.commands) == 2


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("dial", {**ON_ANNA, "number": "1001"}),
        ("transfer", {**ON_ANNA, "extension": "1001"}),
        ("play_prompt", {**ON_ANNA, "prompts": "x"}),
        ("call_menu", {"number": "1001", "ivr": "6500"}),
        ("set_wake_up", {**ON_ANNA, "time": "06:30"}),
        ("redirect", {**ON_ANNA, "number": "1001"}),
        ("remote_control", {**ON_ANNA, "function": "mute"}),
        ("add_favourite", {**ON_ANNA, "name": "Tom"}),
    ],
    ids=[
        "dial",
        "transfer",
        "prompt",
        "menu by number",
        "wake-up",
        "redirect",
        "remote control",
        "favourite",
    ],
)
async def test_inside_the_office_everybody_may(
    hass: HomeAssistant,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    colleague: MockUser,
    action: str,
    data: dict[str, Any],
) -> None:
    """Who may control the extension needs to be nobody special."""
    await setup(scripted_entry)
    scripted.receipt = Receipt()

    await ask(hass, colleague, action, data)

    assert len(scripted.commands) == 1


@pytest.mark.parametrize(
    ("action", "data"),
    [(case[0], case[1]) for case in (*CASES, *ANSWERED)],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
async def test_who_may_only_read_may_use_no_action(
    hass: HomeAssistant,
    *,
    scripted: ScriptedPbx,
    scripted_entry: MockConfigEntry,
    setup: Setup,
    hass_read_only_user: MockUser,
    action: str,
    data: dict[str, Any],
) -> None:
    """Whatever it is, and whatever it is for."""
    await setup(scripted_entry)
    scripted.say(dials("1001"), rings("1000"))
    await until_state(hass, ANNA, "ringing")

    with pytest.raises(Unauthorized):
        await ask(hass, hass_read_only_user, action, data)

    assert scripted.commands == []
