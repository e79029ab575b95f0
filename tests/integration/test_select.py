"""Selects: what others see of a person, set from here and changed only by the PBX."""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.components.select import (
    ATTR_OPTION,
    DOMAIN as SELECT_DOMAIN,
    SERVICE_SELECT_OPTION,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from simulator import InnovaphonePbx, Office
from simulator.faults import Drop, Errno

from .conftest import Setup
from .waiting import there, until_state

ANNA = "select.anna_berger_presence"


@pytest.fixture(autouse=True)
def only_selects() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.SELECT]):
        yield


@pytest.fixture
def entry(innovaphone_entry: MockConfigEntry) -> MockConfigEntry:
    """Give the innovaphone's entry with an id that holds no port."""
    return MockConfigEntry(
        domain=innovaphone_entry.domain,
        title=innovaphone_entry.title,
        unique_id="innovaphone",
        data=dict(innovaphone_entry.data),
        options=dict(innovaphone_entry.options),
    )


async def choose(hass: HomeAssistant, option: str) -> None:
    """Select an option for Anna."""
    await hass.services.async_call(
        SELECT_DOMAIN,
        SERVICE_SELECT_OPTION,
        {ATTR_ENTITY_ID: ANNA, ATTR_OPTION: option},
        blocking=True,
    )


async def test_each_watched_person_has_a_select(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """All selects of an innovaphone are as the snapshot says."""
    await setup(entry)

    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_a_yeastar_has_no_select(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Without the flag PRESENCE_SET there is no select."""
    await setup(yeastar_entry)

    assert not hass.states.async_entity_ids()


@pytest.mark.parametrize(
    ("option", "word"),
    [("away", "away"), ("busy", "busy"), ("do_not_disturb", "dnd"), ("available", "available")],
    ids=["away", "busy", "do not disturb", "available"],
)
async def test_an_option_reaches_the_pbx_and_comes_back(
    hass: HomeAssistant,
    *,
    office: Office,
    entry: MockConfigEntry,
    setup: Setup,
    option: str,
    word: str,
) -> None:
    """What is chosen is set on the PBX, and shown once the PBX says so."""
    office.set_presence("1000", "lunch", "With Tom")
    await setup(entry)

    await choose(hass, option)

    await until_state(hass, ANNA, option)
    assert office.person("1000").presence.activity == word


async def test_the_note_is_kept(
    hass: HomeAssistant, office: Office, entry: MockConfigEntry, setup: Setup
) -> None:
    """Choosing an activity leaves the note alone."""
    office.set_presence("1000", "away", "Back at 3")
    await setup(entry)

    await choose(hass, "busy")

    await until_state(hass, ANNA, "busy")
    assert office.person("1000").presence.note == "Back at 3"


async def test_a_choice_is_not_shown_before_the_pbx_says_so(
    hass: HomeAssistant,
    office: Office,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """If the PBX's word is lost, nothing moves; its next word counts."""
    await setup(entry)
    innovaphone.faults.reports.add(Drop(), on="PresenceUpdate")

    await choose(hass, "busy")
    await innovaphone.settled()
    await hass.async_block_till_done()

    assert office.person("1000").presence.activity == "busy"
    assert there(hass, ANNA).state == "available"

    office.set_presence("1000", "away", "Lunch")
    await until_state(hass, ANNA, "away")


async def test_a_refused_choice_changes_nothing_and_says_why(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """The error carries the PBX's own words."""
    await setup(entry)
    innovaphone.faults.requests.add(Errno("7"), on="SetPresence")

    with pytest.raises(HomeAssistantError, match="The PBX refused: refused by a fault"):
        await choose(hass, "busy")

    assert there(hass, ANNA).state == "available"


async def test_what_cannot_be_chosen_is_no_option(
    hass: HomeAssistant, office: Office, entry: MockConfigEntry, setup: Setup
) -> None:
    """A word of the PBX's own leaves the select without a value."""
    await setup(entry)

    office.set_presence("1000", "lunch")

    await until_state(hass, ANNA, STATE_UNKNOWN)


async def test_a_conversation_leaves_the_choice_alone(
    hass: HomeAssistant,
    office: Office,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Being on the phone comes about by calls; what was chosen before is still chosen."""
    await setup(entry)

    office.dial("1000", "1001")
    office.answer("1001")
    office.set_presence("1001", "away")
    await until_state(hass, "select.tom_keller_presence", "away")

    assert there(hass, ANNA).state == "available"
    assert not [frame for frame in innovaphone.frames if frame.mt == "SetPresence"]


async def test_the_select_is_unavailable_while_the_link_is_down(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """It goes with the link and returns with it."""
    await setup(entry)

    await innovaphone.stop()
    await until_state(hass, ANNA, STATE_UNAVAILABLE)

    await innovaphone.start()
    await until_state(hass, ANNA, "available")


async def test_the_select_is_unavailable_while_nobody_tells(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, entry: MockConfigEntry, setup: Setup
) -> None:
    """Like the sensor beside it: what is not known is not shown as a choice."""
    await setup(entry)

    innovaphone.hide("anna.berger")

    await until_state(hass, ANNA, STATE_UNAVAILABLE)
