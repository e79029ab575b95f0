"""Texts: the note beside a person's presence, set from here and changed only by the PBX.

The targets of forwardings have a file of their own.
"""

from collections.abc import Iterator
from unittest.mock import patch

from homeassistant.components.text import (
    ATTR_VALUE,
    DOMAIN as TEXT_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from simulator import InnovaphonePbx, Office
from simulator.faults import Drop, ExpireToken

from .conftest import Setup
from .waiting import there, until_state

ANNA = "text.anna_berger_presence_note"


@pytest.fixture(autouse=True)
def only_texts() -> Iterator[None]:
    """Load this platform alone."""
    with patch("custom_components.pbx.PLATFORMS", [Platform.TEXT]):
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


async def write(hass: HomeAssistant, note: str) -> None:
    """Set Anna's note."""
    await hass.services.async_call(
        TEXT_DOMAIN, SERVICE_SET_VALUE, {ATTR_ENTITY_ID: ANNA, ATTR_VALUE: note}, blocking=True
    )


async def test_each_watched_person_has_a_note(
    hass: HomeAssistant,
    *,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """All texts of an innovaphone before 14r1 are as the snapshot says."""
    innovaphone.platform.knows_diversions = False

    await setup(entry)

    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_a_yeastar_has_no_text(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """Without the flag PRESENCE_SET there is no text."""
    await setup(yeastar_entry)

    assert not hass.states.async_entity_ids()


async def test_a_note_reaches_the_pbx_and_the_activity_is_kept(
    hass: HomeAssistant, office: Office, entry: MockConfigEntry, setup: Setup
) -> None:
    """The note is set on the PBX, shown once the PBX says so, and removed by an empty one."""
    office.set_presence("1000", "busy", "")
    await setup(entry)

    await write(hass, 'Focus time, room "Süd" 🙏')
    await until_state(hass, ANNA, 'Focus time, room "Süd" 🙏')
    assert office.person("1000").presence.activity == "busy"

    await write(hass, "")
    await until_state(hass, ANNA, "")
    assert office.person("1000").presence.activity == "busy"


async def test_a_note_is_not_shown_before_the_pbx_says_so(
    hass: HomeAssistant,
    office: Office,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """If the PBX's word is lost, nothing moves; its next word counts."""
    await setup(entry)
    innovaphone.faults.reports.add(Drop(), on="PresenceUpdate")

    await write(hass, "Nobody hears this")
    await innovaphone.settled()
    await hass.async_block_till_done()

    assert office.person("1000").presence.note == "Nobody hears this"
    assert there(hass, ANNA).state == ""

    office.set_presence("1000", "away", "Lunch")
    await until_state(hass, ANNA, "Lunch")


async def test_a_note_that_is_too_long_for_a_state_is_cut(
    hass: HomeAssistant, office: Office, entry: MockConfigEntry, setup: Setup
) -> None:
    """What somebody wrote on a phone may be longer than a state can be."""
    await setup(entry)

    office.set_presence("1000", "away", "x" * 1000)

    await until_state(hass, ANNA, "x" * 250)


async def test_a_link_that_breaks_while_writing_says_so(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """Who waits for the PBX is told when it goes away."""
    await setup(entry)
    innovaphone.faults.requests.add(ExpireToken(), on="SetPresence")

    with pytest.raises(HomeAssistantError, match="not connected"):
        await write(hass, "Lost")

    await until_state(hass, ANNA, STATE_UNAVAILABLE)
    await until_state(hass, ANNA, "")


async def test_who_may_not_be_seen_has_no_note(
    hass: HomeAssistant,
    innovaphone: InnovaphonePbx,
    entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """An unknown note is not an empty one."""
    innovaphone.hide("tom.keller")
    await setup(entry)

    innovaphone.hide("anna.berger")

    await until_state(hass, ANNA, STATE_UNAVAILABLE)
