"""What a PBX offers beside calls and presence, against its simulator: each only where ticked."""

from collections.abc import AsyncIterator
from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import CONF_USERS, DOMAIN
from simulator import InnovaphonePbx, Office
from simulator.office import Forwarding, Target

from .conftest import Setup, entry_for_innovaphone
from .waiting import events_of, shown, soon, until, until_state

DND = "switch.anna_berger_do_not_disturb"
ALWAYS = "switch.anna_berger_forward_always"
TARGET = "text.anna_berger_forward_always_to"
NOTE = "notify.anna_berger_notification"
CHAT = "notify.anna_berger_chat"
NIGHT = "binary_sensor.innovaphone_pbx_night"


@pytest.fixture
async def ticked(socket_enabled: None, office: Office) -> AsyncIterator[InnovaphonePbx]:
    """Run an innovaphone on which all of it is ticked."""
    ticks = ("PbxApi", "PbxAdminApi", "PbxSignal")
    async with InnovaphonePbx(office, ticks=ticks) as pbx:
        yield pbx


def entry_of(pbx: InnovaphonePbx, **options: Any) -> MockConfigEntry:
    """Give an entry that watches Anna and Tom, and is a device of the PBX."""
    entry = entry_for_innovaphone(pbx)
    chosen = {CONF_USERS: ["anna.berger", "tom.keller"], "hardware_id": "homeassistant"}
    return MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        unique_id=entry.unique_id,
        data=dict(entry.data),
        options=chosen | options,
    )


async def call(hass: HomeAssistant, domain: str, action: str, **data: Any) -> None:
    """Do something to an entity."""
    await hass.services.async_call(domain, action, data, blocking=True)


async def test_do_not_disturb_is_the_presence(
    hass: HomeAssistant, office: Office, ticked: InnovaphonePbx, setup: Setup
) -> None:
    """Both show it, whichever is set."""
    await setup(entry_of(ticked))
    await until_state(hass, DND, STATE_OFF)

    await call(hass, "switch", "turn_on", entity_id=DND)
    await until_state(hass, DND, STATE_ON)
    await until_state(hass, "select.anna_berger_presence", "do_not_disturb")
    assert office.person("1000").presence.activity == "dnd"

    office.set_presence("1000", "busy")
    await until_state(hass, DND, STATE_OFF)


async def test_a_forwarding_is_set_from_here(
    hass: HomeAssistant, office: Office, ticked: InnovaphonePbx, setup: Setup
) -> None:
    """It needs a target first, for the PBX keeps none."""
    await setup(entry_of(ticked))
    await until_state(hass, ALWAYS, STATE_OFF)

    with pytest.raises(HomeAssistantError, match="Enter first where calls shall go"):
        await call(hass, "switch", "turn_on", entity_id=ALWAYS)
    office.configure(
        "1000", forward_always=Forwarding(on=True, target=Target.EXTENSION, extension="1001")
    )
    entry = hass.config_entries.async_entries(DOMAIN)[0]
    await hass.config_entries.async_reload(entry.entry_id)
    await until_state(hass, ALWAYS, STATE_ON)

    await call(hass, "switch", "turn_off", entity_id=ALWAYS)
    await until_state(hass, ALWAYS, STATE_OFF)
    assert not office.person("1000").forward_always.on

    await call(hass, "switch", "turn_on", entity_id=ALWAYS)
    await until_state(hass, ALWAYS, STATE_ON)
    assert office.person("1000").forward_always.extension == "1001"


async def test_people_are_written_to(
    hass: HomeAssistant, ticked: InnovaphonePbx, setup: Setup
) -> None:
    """On their screens, and in the chat."""
    await setup(entry_of(ticked))

    await call(hass, "notify", "send_message", entity_id=NOTE, message="Done", title="Washing")
    await call(hass, "notify", "send_message", entity_id=CHAT, message="Door bell")

    assert ticked.platform.notifications == [("anna.berger", "Washing", "Done")]
    await soon(lambda: ticked.platform.chats == [("anna.berger", "Door bell")], "the chat")


async def test_a_dial_code_is_an_event(
    hass: HomeAssistant, ticked: InnovaphonePbx, setup: Setup
) -> None:
    """The phone that dialled it is not kept waiting."""
    await setup(entry_of(ticked))

    with events_of(hass, "event.innovaphone_pbx_system") as happened:
        ticked.dial_code("1001", "*42")
        await until(hass, lambda: happened, "the code")

    [event] = happened
    assert event["event_type"] == "dial_code"
    assert (event["object"], event["name"], event["detail"]) == ("*42", "Tom Keller", "1001")
    [endpoint] = ticked.endpoints
    await soon(lambda: not endpoint.ringing, "the call to be released")


async def test_conditions_are_shown(
    hass: HomeAssistant, office: Office, ticked: InnovaphonePbx, setup: Setup
) -> None:
    """As the PBX has them."""
    office.set_condition("night", on=True)

    await setup(entry_of(ticked))

    await until_state(hass, NIGHT, STATE_ON, manual=True)
    await until_state(hass, "binary_sensor.innovaphone_pbx_holiday", STATE_OFF, manual=False)


async def test_what_is_not_ticked_is_not_there(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """An older PBX with the one tick that is needed has presence, and what presence can do."""
    innovaphone.platform.knows_diversions = False

    await setup(entry_of(innovaphone))

    states = shown(hass)
    assert states[DND] == STATE_OFF
    assert not {ALWAYS, TARGET, NOTE, CHAT, NIGHT} & set(states)
    assert STATE_UNAVAILABLE not in {
        states[each] for each in states if "anna_berger" in each and "presence" in each
    }


async def test_without_a_device_there_is_no_chat(
    hass: HomeAssistant, ticked: InnovaphonePbx, setup: Setup
) -> None:
    """All the rest is there."""
    await setup(entry_of(ticked, hardware_id="another"))

    states = shown(hass)
    assert CHAT not in states
    assert {ALWAYS, NOTE, NIGHT} <= set(states)


async def test_the_people_are_listed(
    hass: HomeAssistant, ticked: InnovaphonePbx, setup: Setup
) -> None:
    """Where no configuration may be read, who is known still can be; and how to dial."""
    await setup(entry_of(ticked))

    listed = await hass.services.async_call(
        DOMAIN, "get_extensions", {"numbers": ["1001"]}, blocking=True, return_response=True
    )
    dialling = await hass.services.async_call(
        DOMAIN, "get_node_info", {}, blocking=True, return_response=True
    )

    assert listed == {
        "extensions": [
            {
                "id": "tom.keller",
                "number": "1001",
                "name": "Tom Keller",
                "registered": None,
                "host": None,
            }
        ]
    }
    assert dialling == {
        "country": "49",
        "area": "",
        "international": "000",
        "national": "00",
        "subscriber": "0",
    }
