"""Two PBXs of one system: people live on one of them, and may move."""

from collections.abc import AsyncIterator

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from simulator import InnovaphonePbx, Office

from .conftest import Setup, entry_for_innovaphone
from .waiting import soon, until_state

TICKS = ("PbxApi", "PbxTableUsers", "PbxAdminApi")
ANNA = "sensor.anna_berger_presence"
CHOICE = "select.anna_berger_presence"


@pytest.fixture
async def hq(socket_enabled: None, office: Office) -> AsyncIterator[InnovaphonePbx]:
    """Run the PBX that people live on at first."""
    async with InnovaphonePbx(office, ticks=TICKS) as pbx:
        yield pbx


@pytest.fixture
async def branch(socket_enabled: None, office: Office) -> AsyncIterator[InnovaphonePbx]:
    """Run a second PBX of the same system, on which nobody lives yet."""
    async with InnovaphonePbx(office, ticks=TICKS, location="branch") as pbx:
        pbx.homes = {person.login: "hq" for person in office.people.values()}
        yield pbx


def move(login: str, location: str, *pbxs: InnovaphonePbx) -> None:
    """Let somebody live elsewhere."""
    for pbx in pbxs:
        pbx.move(login, location)


async def choose(hass: HomeAssistant, entity_id: str, option: str) -> None:
    """Set a presence."""
    await hass.services.async_call(
        "select", "select_option", {"entity_id": entity_id, "option": option}, blocking=True
    )


def asked(pbx: InnovaphonePbx) -> list[str]:
    """Name whose presence a PBX was asked to set."""
    return [frame.message["sip"] for frame in pbx.frames if frame.mt == "SetPresence"]


async def test_somebody_who_moves_has_one_clean_state_on_each(
    hass: HomeAssistant, hq: InnovaphonePbx, branch: InnovaphonePbx, setup: Setup
) -> None:
    """Seen by the PBX that they live on, unavailable at the other; entities stay the same."""
    here, there = await setup(entry_for_innovaphone(hq)), entry_for_innovaphone(branch)
    await setup(there)
    before = {each.unique_id for each in er.async_get(hass).entities.values()}
    await until_state(hass, ANNA, "available")
    reasons = here.runtime_data.state.extensions, there.runtime_data.state.extensions

    move("anna.berger", "branch", hq, branch)

    await until_state(hass, ANNA, "unavailable")
    await until_state(hass, f"{ANNA}_2", "available")
    await soon(lambda: reasons[0]["anna.berger"].reason == "moved")
    assert reasons[1]["anna.berger"].reason is None
    assert not here.runtime_data.state.calls
    assert {each.unique_id for each in er.async_get(hass).entities.values()} == before


async def test_presence_is_set_where_somebody_lives(
    hass: HomeAssistant, hq: InnovaphonePbx, branch: InnovaphonePbx, setup: Setup, office: Office
) -> None:
    """Whichever entry was asked to; here if that PBX is not connected."""
    here, there = await setup(entry_for_innovaphone(hq)), entry_for_innovaphone(branch)
    await setup(there)
    await choose(hass, CHOICE, "busy")
    await until_state(hass, ANNA, "busy")
    assert (asked(hq), asked(branch)) == (["anna.berger"], [])

    move("anna.berger", "branch", hq, branch)
    extensions = here.runtime_data.state.extensions
    await soon(lambda: extensions["anna.berger"].host == "branch")
    await hass.services.async_call(
        "pbx",
        "set_presence",
        {"device_id": device_of(hass, ANNA), "activity": "away"},
        blocking=True,
    )

    await until_state(hass, f"{ANNA}_2", "away")
    assert (asked(hq), asked(branch)) == (["anna.berger"], ["anna.berger"])
    assert office.person("1000").presence.activity == "away"


async def test_without_the_other_pbx_it_is_asked_here(
    hass: HomeAssistant, hq: InnovaphonePbx, setup: Setup
) -> None:
    """The limits are shown instead of guessed: the PBX itself refuses."""
    entry = await setup(entry_for_innovaphone(hq))
    await until_state(hass, ANNA, "available")
    move("anna.berger", "branch", hq)
    extensions = entry.runtime_data.state.extensions
    await soon(lambda: extensions["anna.berger"].host == "branch")
    with pytest.raises(Exception, match="not found"):
        await hass.services.async_call(
            "pbx",
            "set_presence",
            {"device_id": device_of(hass, ANNA), "activity": "away"},
            blocking=True,
        )
    assert asked(hq) == ["anna.berger"]


def device_of(hass: HomeAssistant, entity_id: str) -> str:
    """Find the device of an entity."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id
