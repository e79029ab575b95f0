"""Actions that cannot be carried out: who refuses, when, and how that reads."""

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import InnovaphonePbx, Office, YeastarPbx
from simulator.faults import Drop, Errno

from .acting import ANNA, act, device_of
from .conftest import Setup
from .waiting import until_state


async def test_what_a_pbx_cannot_do_is_refused_before_anything_is_sent(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    innovaphone: InnovaphonePbx,
    yeastar_entry: MockConfigEntry,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """One PBX that cannot is enough: then none of the targets is touched."""
    await setup(innovaphone_entry)
    await setup(yeastar_entry)
    person = "select.anna_berger_presence"
    requests, frames = len(yeastar.requests), len(innovaphone.frames)

    for action, target, data in (
        ("dial", person, {"number": "1001"}),
        ("hang_up", [person, "event.lena_vogt_call"], {}),
        ("set_presence", [person, "event.lena_vogt_call"], {"note": "Lost"}),
    ):
        with pytest.raises(ServiceValidationError, match="This PBX cannot do that"):
            await act(hass, action, entity_id=target, **data)

    assert len(yeastar.requests) == requests
    assert len(innovaphone.frames) == frames
    assert office.person("1000").presence.note == ""


@pytest.mark.parametrize(
    ("errno", "said"),
    [
        ("10006", "knows no such extension"),
        ("10008", "is not free"),
        ("10011", "number that was called does not exist"),
        ("10015", "call is not connected"),
        ("10024", "may not call outside numbers"),
        ("10031", "does not accept this number"),
        ("30003", "API of the PBX is not running"),
        ("10004", "The PBX refused: 10004"),
        ("10099", "The PBX refused: 10099"),
    ],
)
async def test_a_refusal_carries_its_meaning(
    hass: HomeAssistant,
    *,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    errno: str,
    said: str,
) -> None:
    """The PBX answers with numbers; a person reads a sentence."""
    await setup(yeastar_entry)
    yeastar.faults.requests.add(Errno(errno), on="extension/dial_extension")

    with pytest.raises(HomeAssistantError, match=said):
        await act(hass, "dial", entity_id=ANNA, number="1001")


async def test_a_busy_extension_cannot_dial(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The PBX knows better than we do."""
    await setup(yeastar_entry)
    office.dial("1000", "1002")

    with pytest.raises(HomeAssistantError, match="not free"):
        await act(hass, "dial", entity_id=ANNA, number="1001")


async def test_a_call_that_has_just_ended_is_hung_up_already(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Who wants silence and has it, has no reason to complain."""
    await setup(yeastar_entry)

    await act(hass, "hang_up", entity_id=ANNA)


async def test_a_request_that_is_cut_off_may_have_worked(
    hass: HomeAssistant,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Nobody knows whether a PBX that cuts the connection has done what it was asked."""
    await setup(yeastar_entry)
    yeastar.faults.requests.add(Drop(), on="extension/dial_extension", times=None)

    with pytest.raises(HomeAssistantError, match="may still have done"):
        await act(hass, "dial", entity_id=ANNA, number="1001")


async def test_a_link_that_is_down_says_so(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Nothing is sent to a PBX that is away."""
    await setup(innovaphone_entry)
    await innovaphone.stop()
    await until_state(hass, "sensor.anna_berger_presence", STATE_UNAVAILABLE)

    with pytest.raises(HomeAssistantError, match="The PBX is not connected"):
        await act(hass, "set_presence", entity_id="select.anna_berger_presence", note="Lost")


async def test_an_entry_that_is_not_set_up_says_so(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The devices of an unloaded entry are still there, but nobody answers for them."""
    await setup(yeastar_entry)
    device = device_of(hass, ANNA)
    await hass.config_entries.async_unload(yeastar_entry.entry_id)

    with pytest.raises(ServiceValidationError, match="Yeastar is not set up"):
        await act(hass, "dial", device_id=device, number="1001")
    with pytest.raises(ServiceValidationError, match="No PBX knows"):
        await act(hass, "hang_up", call_id="1.2")


@pytest.mark.parametrize("activity", ["on_the_phone", "on-the-phone", "offline", "other"])
async def test_what_the_pbx_brings_about_cannot_be_set(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
    activity: str,
) -> None:
    """A call makes it so, or a phone that is gone; nothing is sent."""
    await setup(innovaphone_entry)

    with pytest.raises(ServiceValidationError, match="cannot be set"):
        await act(hass, "set_presence", entity_id="select.anna_berger_presence", activity=activity)

    assert not [frame for frame in innovaphone.frames if frame.mt == "SetPresence"]
