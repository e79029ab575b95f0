"""Who may use the actions: whoever may control the entities of the same devices."""

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.pbx.const import DOMAIN
from simulator import Office, YeastarPbx

from .acting import ANNA, device_of
from .conftest import Setup
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
