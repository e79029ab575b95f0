"""Conditions of the office: night, holiday, as binary sensors of the PBX."""

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.pbx.telephony.condition import Condition
from custom_components.pbx.telephony.facts import ConditionIs, ConditionsAre
from custom_components.pbx.telephony.model import Capability, ConditionId

from .conftest import Setup
from .puppet import PuppetPbx
from .waiting import until, until_state

NIGHT = "binary_sensor.office_night"


def condition(id: str, name: str | None, *, on: bool | None = None) -> Condition:
    """Give a condition that a clock has set."""
    return Condition(id=ConditionId(id), name=name, is_on=on, is_manual=False)


def are(*conditions: Condition) -> ConditionsAre:
    """Tell all conditions."""
    return ConditionsAre(conditions=conditions)


async def test_a_condition_appears_on_the_pbx_and_is_followed(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """With whether somebody has set it by hand."""
    entry = await setup(puppet.entry())

    puppet.tell(are(condition("a1", "Night", on=False), condition("b2", "Holiday")))
    await until_state(hass, NIGHT, STATE_OFF, manual=False)
    await until_state(hass, "binary_sensor.office_holiday", STATE_UNKNOWN)

    puppet.tell(ConditionIs(condition=Condition(id=ConditionId("a1"), is_on=True, is_manual=True)))
    await until_state(hass, NIGHT, STATE_ON, manual=True)
    entity = entity_registry.async_get(NIGHT)
    assert entity is not None
    assert entity.device_id == entry.runtime_data.hub_id


async def test_a_condition_is_renamed_and_removed_live(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """One without a name is called by its id."""
    await setup(puppet.entry())
    puppet.tell(are(condition("a1", "Night", on=False), condition("b2", None, on=True)))
    await until_state(hass, NIGHT, STATE_OFF)
    await until_state(hass, "binary_sensor.office_b2", STATE_ON)

    puppet.tell(are(condition("a1", "Dark")))
    await until_state(hass, NIGHT, STATE_OFF, friendly_name="Office Dark")
    assert entity_registry.async_get("binary_sensor.office_b2") is None

    puppet.tell(are())
    await until(hass, lambda: hass.states.get(NIGHT) is None, "the condition to go")


async def test_conditions_are_unavailable_without_a_link(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """And come back with what the PBX says then."""
    puppet.lists_also = (are(condition("a1", "Night", on=True)),)
    await setup(puppet.entry())
    await until_state(hass, NIGHT, STATE_ON)

    puppet.lose()
    await until_state(hass, NIGHT, STATE_UNAVAILABLE)
    await until_state(hass, NIGHT, STATE_ON)


async def test_a_condition_that_went_meanwhile_is_forgotten(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """Whoever unplugs Home Assistant finds no dead entity afterwards."""
    puppet.lists_also = (are(condition("a1", "Night"), condition("b2", "Holiday")),)
    entry = await setup(puppet.entry())
    assert entity_registry.async_get(NIGHT) is not None

    puppet.lists_also = (are(condition("b2", "Holiday")),)
    await hass.config_entries.async_reload(entry.entry_id)

    assert entity_registry.async_get(NIGHT) is None
    assert entity_registry.async_get("binary_sensor.office_holiday") is not None


async def test_without_the_flag_there_are_none(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Most administrators will not give the right to read them."""
    puppet.capabilities = ~Capability.CONDITIONS
    puppet.lists_also = (are(condition("a1", "Night", on=True)),)

    await setup(puppet.entry())

    assert hass.states.get(NIGHT) is None
