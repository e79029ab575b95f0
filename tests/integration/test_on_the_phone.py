"""People who are on the phone on another system, and the words of a PBX that refuses."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import DOMAIN
from simulator import InnovaphonePbx
from simulator.faults import Errno

from .conftest import Setup
from .waiting import until_state

ANNA = "sensor.anna_berger_presence"
CHOICE = "select.anna_berger_presence"


async def present(hass: HomeAssistant, **data: str) -> None:
    """Set the presence of Anna."""
    await hass.services.async_call(
        DOMAIN, "set_presence", {"entity_id": ANNA, **data}, blocking=True
    )


@pytest.fixture
async def anna(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> MockConfigEntry:
    """An innovaphone that lets us act as its users, and knows where it is."""
    innovaphone.ticks.add("PbxImpersonation")
    return await setup(innovaphone_entry)


@pytest.mark.usefixtures("anna")
async def test_somebody_is_marked_until_something_else_is_chosen(hass: HomeAssistant) -> None:
    """The choice of four stays a choice of four."""
    await until_state(hass, ANNA, "available")

    await present(hass, activity="on_the_phone", note="Hotline")
    await until_state(hass, ANNA, "on_the_phone", note="Hotline")
    choice = hass.states.get(CHOICE)
    assert choice is not None
    assert "on_the_phone" not in choice.attributes["options"]

    await hass.services.async_call(
        "select", "select_option", {"entity_id": CHOICE, "option": "away"}, blocking=True
    )
    await until_state(hass, ANNA, "away")


@pytest.mark.usefixtures("anna")
async def test_the_mark_is_made_again_after_a_loss(
    hass: HomeAssistant, innovaphone: InnovaphonePbx
) -> None:
    """It ends with the connection, and nobody has taken it away."""
    await present(hass, activity="on_the_phone")
    await until_state(hass, ANNA, "on_the_phone")

    await innovaphone.restart()

    await innovaphone.frames.until(lambda frame: frame.mt == "AddAlienCall", 2, within=20)
    await until_state(hass, ANNA, "on_the_phone")


async def test_without_a_way_to_mark_it_is_refused(
    hass: HomeAssistant, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """Then the PBX brings it about by itself."""
    await setup(innovaphone_entry)

    with pytest.raises(ServiceValidationError) as raised:
        await present(hass, activity="on_the_phone")

    assert raised.value.translation_key == "activity_not_settable"


@pytest.mark.usefixtures("anna")
async def test_a_refusal_is_told_in_the_words_of_the_pbx(
    hass: HomeAssistant, innovaphone: InnovaphonePbx
) -> None:
    """Its codes are not documented, so a person reads its text."""
    innovaphone.faults.requests.add(Errno("1"), on="SetPresence")

    with pytest.raises(HomeAssistantError) as raised:
        await present(hass, activity="away")

    assert "refused by a fault" in str(raised.value)


async def test_numbers_are_those_of_the_country_that_the_pbx_is_in(
    hass: HomeAssistant, anna: MockConfigEntry
) -> None:
    """And of the way it dials, whatever Home Assistant is set to."""
    hass.config.country = "AT"
    names = anna.runtime_data.names

    assert names.region == "DE"
    assert names.formatted("003055500101") == "+49 30 55500101"
    assert names.formatted("03055500101") == "+49 30 55500101"
