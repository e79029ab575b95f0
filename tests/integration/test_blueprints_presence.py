"""The blueprints about presence: a light at the door, and a meeting."""

import asyncio

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.pbx.telephony.commands import SetPresence
from custom_components.pbx.telephony.facts import PresenceIs
from custom_components.pbx.telephony.model import Activity, Presence

from .conftest import Setup, Use
from .puppet import ANNA, PuppetPbx
from .test_blueprints import on, ordered
from .waiting import until, until_state

ANNAS_PRESENCE = "sensor.anna_berger_presence"


@pytest.fixture
async def office(blueprints: None, puppet: PuppetPbx, setup: Setup) -> PuppetPbx:
    """Give a PBX that is set up."""
    await setup(puppet.entry())
    return puppet


def shows(pbx: PuppetPbx, activity: Activity, note: str | None = None) -> None:
    """Let Anna show a presence."""
    pbx.tell(PresenceIs(id=ANNA, presence=Presence(activity=activity, note=note)))


async def test_a_light_shows_a_presence(hass: HomeAssistant, office: PuppetPbx, use: Use) -> None:
    """Red for who does not want to be disturbed, off for who is not there."""
    lit, dark = (async_mock_service(hass, "light", f"turn_{way}") for way in ("on", "off"))
    await use("presence_light", person=ANNAS_PRESENCE, light="light.door")

    busy = Presence(activity=Activity.DO_NOT_DISTURB)
    office.tell(PresenceIs(id=ANNA, presence=busy))
    await until(hass, lambda: lit, "red")
    office.tell(PresenceIs(id=ANNA, presence=Presence(activity=Activity.OFFLINE)))
    await until(hass, lambda: dark, "off")

    assert lit[0].data["rgb_color"] == [255, 0, 0]


@pytest.mark.parametrize("meddled", [False, True])
async def test_a_meeting_sets_the_presence_and_takes_back_only_its_own(
    hass: HomeAssistant, office: PuppetPbx, use: Use, meddled: bool
) -> None:
    """What somebody chose meanwhile is theirs."""
    shows(office, Activity.AVAILABLE)
    await until_state(hass, ANNAS_PRESENCE, "available")
    on(hass, "input_boolean.meeting", state="off")
    await use("meeting_presence", meeting="input_boolean.meeting", person=ANNAS_PRESENCE)

    on(hass, "input_boolean.meeting")
    await until(hass, lambda: ordered(office, SetPresence), "the presence")
    shows(office, Activity.BUSY, "In a meeting")
    await until_state(hass, ANNAS_PRESENCE, "busy")
    await _come_to_rest()
    if meddled:
        shows(office, Activity.AWAY, "Lunch")
        await until_state(hass, ANNAS_PRESENCE, "away")
    on(hass, "input_boolean.meeting", state="off")
    await until(hass, lambda: not _runs(hass), "the end")

    set_by_us = [(each.activity, each.note) for each in ordered(office, SetPresence)]
    back = [] if meddled else [(Activity.AVAILABLE, "")]
    assert set_by_us == [(Activity.BUSY, "In a meeting"), *back]


async def test_a_meeting_leaves_alone_who_has_chosen(
    hass: HomeAssistant, office: PuppetPbx, use: Use
) -> None:
    """Somebody who is away stays away."""
    shows(office, Activity.AWAY)
    await until_state(hass, ANNAS_PRESENCE, "away")
    on(hass, "input_boolean.meeting", state="off")
    await use("meeting_presence", meeting="input_boolean.meeting", person=ANNAS_PRESENCE)

    on(hass, "input_boolean.meeting")
    await hass.async_block_till_done()

    assert not ordered(office, SetPresence)


async def _come_to_rest() -> None:
    """Let everything be done that needs nothing from outside; a run that waits never blocks."""
    for _ in range(100):
        await asyncio.sleep(0)


def _runs(hass: HomeAssistant) -> bool:
    """Tell whether the automation is still at it."""
    [entity] = hass.states.async_entity_ids("automation")
    state = hass.states.get(entity)
    return state is not None and bool(state.attributes["current"])
