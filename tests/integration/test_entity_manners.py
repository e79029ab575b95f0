"""What holds for all entities, whatever they show: their place, and who may use them."""

from typing import Any

from homeassistant.const import EntityCategory
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.pbx.const import CONF_RESTRICTED, DOMAIN
from custom_components.pbx.telephony.facts import PresenceIs
from custom_components.pbx.telephony.model import Activity, Presence

from .conftest import Setup
from .puppet import ANNA, PuppetPbx
from .waiting import until_state

# What is looked into when something is wrong, and what is chosen once.
DIAGNOSTIC = {"link", "registered"}
CONFIG = {
    "do_not_disturb",
    "forward_always",
    "forward_always_target",
    "forward_busy",
    "forward_busy_target",
    "forward_no_answer",
    "forward_no_answer_target",
    "ring_mobile",
}
# Everything that can be done to an entity, with whether it costs money.
USES: list[tuple[str, str, str, dict[str, Any], bool]] = [
    ("button", "press", "button.anna_berger_hang_up", {}, False),
    ("button", "press", "button.anna_berger_answer", {}, False),
    ("button", "press", "button.anna_berger_hold", {}, False),
    ("button", "press", "button.anna_berger_resume", {}, False),
    ("switch", "turn_on", "switch.anna_berger_do_not_disturb", {}, False),
    ("switch", "turn_on", "switch.anna_berger_forward_always", {}, False),
    ("switch", "turn_off", "switch.anna_berger_ring_mobile_too", {}, False),
    ("select", "select_option", "select.anna_berger_presence", {"option": "busy"}, False),
    ("text", "set_value", "text.anna_berger_presence_note", {"value": "x"}, False),
    ("notify", "send_message", "notify.anna_berger_notification", {"message": "x"}, False),
    ("notify", "send_message", "notify.anna_berger_chat", {"message": "x"}, False),
    (
        "notify",
        "send_message",
        "notify.trunk_gsm_1_text_message",
        {"message": "x", "title": "+4930123456"},
        True,
    ),
]
IDS = [f"{entity} {action}" for _, action, entity, *_ in USES]


@pytest.fixture
async def entry(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> MockConfigEntry:
    """Give a PBX that can do everything, and tells of Anna's presence."""
    entry = await setup(puppet.entry())
    puppet.tell(PresenceIs(id=ANNA, presence=Presence(activity=Activity.AVAILABLE)))
    await until_state(hass, "sensor.anna_berger_presence", "available")
    return entry


def of_category(hass: HomeAssistant, category: EntityCategory | None) -> set[str | None]:
    """Give the translation keys of all entities of a category."""
    found = er.async_get(hass).entities.values()
    return {
        each.translation_key
        for each in found
        if each.platform == DOMAIN and each.entity_category is category
    }


async def test_each_entity_has_its_place(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Triggers by an area pass over what has a category, so what goes on has none."""
    assert of_category(hass, EntityCategory.DIAGNOSTIC) == DIAGNOSTIC
    assert of_category(hass, EntityCategory.CONFIG) == CONFIG
    assert {"status", "call", "presence", "active_calls", "waiting"} <= of_category(hass, None)


async def test_each_entity_has_a_device_a_key_and_an_id_of_its_own(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """And a name of its own in front of which that of the device stands."""
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)

    assert len(found) > 30
    for each in found:
        assert each.has_entity_name, each.entity_id
        assert each.translation_key, each.entity_id
        assert each.device_id, each.entity_id
        assert each.unique_id.startswith(str(entry.unique_id))


async def use(
    hass: HomeAssistant, user: MockUser | None, case: tuple[str, str, str, dict[str, Any], bool]
) -> None:
    """Let somebody use an entity; nobody is an automation."""
    domain, action, entity, data, _ = case
    await hass.services.async_call(
        domain,
        action,
        {"entity_id": entity, **data},
        blocking=True,
        context=Context(user_id=user.id if user else None),
    )


@pytest.mark.parametrize("case", USES, ids=IDS)
async def test_who_may_only_look_uses_nothing(
    hass: HomeAssistant,
    *,
    puppet: PuppetPbx,
    entry: MockConfigEntry,
    hass_read_only_user: MockUser,
    case: tuple[str, str, str, dict[str, Any], bool],
) -> None:
    """The PBX is not asked."""
    with pytest.raises(Unauthorized):
        await use(hass, hass_read_only_user, case)

    assert puppet.asked == []


@pytest.mark.parametrize("case", USES, ids=IDS)
async def test_who_is_no_administrator_uses_what_costs_nothing(
    hass: HomeAssistant,
    *,
    puppet: PuppetPbx,
    entry: MockConfigEntry,
    hass_admin_user: MockUser,
    case: tuple[str, str, str, dict[str, Any], bool],
) -> None:
    """Automations and administrators use everything, and everybody if the options say so."""
    user = MockUser(is_owner=False).add_to_hass(hass)
    user.mock_policy({"entities": True})
    *_, costs = case
    await use(hass, None, case)
    await use(hass, hass_admin_user, case)
    assert len(puppet.asked) == 2

    if costs:
        with pytest.raises(Unauthorized, match="costs money"):
            await use(hass, user, case)
        assert len(puppet.asked) == 2
        hass.config_entries.async_update_entry(entry, options={CONF_RESTRICTED: False})
    await use(hass, user, case)
    assert len(puppet.asked) == 3
