"""Buttons: each asks the PBX for one thing, where the PBX can do it."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.components.button import DOMAIN as BUTTON_DOMAIN, SERVICE_PRESS
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.telephony.commands import Answer, Command, HangUp, Hold
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.model import Capability

from .conftest import Setup
from .puppet import ANNA, PuppetPbx
from .waiting import there, until_state

HANG_UP = "button.anna_berger_hang_up"


@pytest.fixture(autouse=True)
def only_buttons() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.BUTTON]):
        yield


async def press(hass: HomeAssistant, entity_id: str) -> None:
    """Press a button."""
    await hass.services.async_call(
        BUTTON_DOMAIN, SERVICE_PRESS, {ATTR_ENTITY_ID: entity_id}, blocking=True
    )


@pytest.mark.parametrize(
    ("button", "command"),
    [
        ("hang_up", HangUp(extension=ANNA)),
        ("answer", Answer(extension=ANNA)),
        ("hold", Hold(extension=ANNA)),
        ("resume", Hold(extension=ANNA, on=False)),
    ],
)
async def test_a_button_asks_for_one_thing(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, button: str, command: Command
) -> None:
    """It is asked for once, for the extension of the device."""
    await setup(puppet.entry())

    await press(hass, f"button.anna_berger_{button}")

    assert puppet.asked == [command]


@pytest.mark.parametrize(
    ("able", "buttons"),
    [
        (Capability.HANG_UP, {"hang_up"}),
        (Capability.ANSWER, {"answer"}),
        (Capability.HOLD, {"hold", "resume"}),
        (Capability.CALLS, set[str]()),
    ],
    ids=["hang up", "answer", "hold", "nothing"],
)
async def test_only_what_the_pbx_can_do_has_a_button(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup, able: Capability, buttons: set[str]
) -> None:
    """A button that could only fail is not there."""
    puppet.capabilities = able

    await setup(puppet.entry())

    people = ("anna_berger", "tom_keller")
    wanted = {f"button.{who}_{button}" for who in people for button in buttons}
    assert set(hass.states.async_entity_ids()) == wanted


async def test_a_refusal_says_why(hass: HomeAssistant, puppet: PuppetPbx, setup: Setup) -> None:
    """Whether there is a call to end, the PBX knows best."""
    await setup(puppet.entry())
    puppet.answer = CommandRefused("call_not_found")

    with pytest.raises(HomeAssistantError, match="no such call"):
        await press(hass, HANG_UP)


async def test_buttons_are_unavailable_while_the_link_is_down(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Nobody would hear."""
    await setup(puppet.entry())
    assert there(hass, HANG_UP).state == STATE_UNKNOWN

    puppet.lose()
    await until_state(hass, HANG_UP, STATE_UNAVAILABLE)

    await until_state(hass, HANG_UP, STATE_UNKNOWN)


async def test_the_yeastar_has_the_buttons_it_can_press(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Every Yeastar can hang up."""
    await setup(yeastar_entry)

    assert there(hass, HANG_UP).state == STATE_UNKNOWN
