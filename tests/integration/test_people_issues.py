"""People whom the PBX does not show become an issue that says what to do, and goes by itself."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.repairs_people import (
    GRACE,
    MOST_NAMES,
    PEOPLE_NOT_FOUND,
    PEOPLE_NOT_VISIBLE,
)
from simulator import InnovaphonePbx, Office
from simulator.office.sample import crowd

from .conftest import Setup, entry_for_innovaphone
from .waiting import soon, until_state

ANNA, TOM = "sensor.anna_berger_presence", "sensor.tom_keller_presence"


def issue(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> ir.IssueEntry | None:
    """Find an issue of an entry."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")


def wait(hass: HomeAssistant, seconds: float = GRACE) -> None:
    """Let time pass."""
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=seconds + 1))


async def until_reason(entry: MockConfigEntry, id: str, reason: str) -> None:
    """Wait until the picture says why somebody is not seen."""
    extensions = entry.runtime_data.state.extensions
    await soon(lambda: extensions[id].reason == reason, f"{id} to be {reason}")


async def test_missing_visibility_is_said_with_names_and_the_step_to_take(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """Only after a while, and only while it lasts."""
    entry = await setup(entry_for_innovaphone(innovaphone))
    innovaphone.hide("anna.berger")
    await until_state(hass, ANNA, "unavailable")
    await until_reason(entry, "anna.berger", "not_allowed")
    assert issue(hass, entry, PEOPLE_NOT_VISIBLE) is None

    wait(hass)
    found = issue(hass, entry, PEOPLE_NOT_VISIBLE)
    assert found is not None
    assert not found.is_fixable
    assert found.translation_key == PEOPLE_NOT_VISIBLE
    assert found.translation_placeholders == {
        "name": "innovaphone",
        "login": innovaphone.app,
        "people": "Anna Berger",
        "certain": "Anna Berger",
    }
    assert issue(hass, entry, PEOPLE_NOT_FOUND) is None

    innovaphone.show("anna.berger")
    await until_state(hass, ANNA, "available")
    assert issue(hass, entry, PEOPLE_NOT_VISIBLE) is None


async def test_somebody_away_for_a_moment_is_no_issue(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """Those who joined later wait their own time."""
    entry = await setup(entry_for_innovaphone(innovaphone))
    innovaphone.hide("anna.berger")
    await until_state(hass, ANNA, "unavailable")
    innovaphone.hide("tom.keller")
    await until_state(hass, TOM, "unavailable")
    innovaphone.show("anna.berger")
    await until_state(hass, ANNA, "available")

    wait(hass)
    assert issue(hass, entry, PEOPLE_NOT_VISIBLE) is None
    wait(hass, 2 * GRACE)
    found = issue(hass, entry, PEOPLE_NOT_VISIBLE)
    assert found is not None
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["people"] == "Tom Keller"


async def test_somebody_who_does_not_exist_is_another_issue(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, office: Office, setup: Setup
) -> None:
    """It names the one as typed; both go with the entry."""
    entry = await setup(entry_for_innovaphone(innovaphone))
    office.remove_person("1001")
    await until_reason(entry, "tom.keller", "not_found")
    wait(hass)

    found = issue(hass, entry, PEOPLE_NOT_FOUND)
    assert found is not None
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["people"] == "Tom Keller"
    assert issue(hass, entry, PEOPLE_NOT_VISIBLE) is None

    await hass.config_entries.async_unload(entry.entry_id)
    assert issue(hass, entry, PEOPLE_NOT_FOUND) is None


async def test_an_outage_changes_no_issue(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, setup: Setup
) -> None:
    """While nobody knows, it stays; and nobody is accused for being away with the PBX."""
    entry = await setup(entry_for_innovaphone(innovaphone))
    innovaphone.hide("anna.berger")
    await until_state(hass, ANNA, "unavailable")
    wait(hass)
    assert issue(hass, entry, PEOPLE_NOT_VISIBLE)

    await innovaphone.stop()
    await until_state(hass, TOM, "unavailable")
    wait(hass)

    found = issue(hass, entry, PEOPLE_NOT_VISIBLE)
    assert found is not None
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["people"] == "Anna Berger"


async def test_a_long_list_of_names_is_cut(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, office: Office, setup: Setup
) -> None:
    """Nobody reads hundreds of names."""
    logins = []
    for person in list(crowd(30)):
        person.number = f"7{person.number}"
        logins.append(office.add_person(person).login)
    entry = entry_for_innovaphone(innovaphone)
    hass_entry = MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        unique_id=entry.unique_id,
        data=dict(entry.data),
        options={"users": logins},
    )
    await setup(hass_entry)
    for login in logins:
        innovaphone.hide(login)
    await until_reason(hass_entry, logins[-1], "not_allowed")
    wait(hass)
    wait(hass, 2 * GRACE)

    found = issue(hass, hass_entry, PEOPLE_NOT_VISIBLE)
    assert found is not None
    assert found.translation_placeholders is not None
    people = found.translation_placeholders["people"]
    assert people.endswith(f"(+{30 - MOST_NAMES})")
    assert people.count(",") == MOST_NAMES - 1
