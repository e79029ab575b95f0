"""The favourites of a person: sensors on the device of whom they belong to, and their actions."""

from typing import Any

from homeassistant.const import ATTR_FRIENDLY_NAME, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.telephony.commands import Receipt, RemoveFavourite
from custom_components.pbx.telephony.facts import FavouritePresenceIs, FavouritesAre
from custom_components.pbx.telephony.favourite import Favourite, favourite_id
from custom_components.pbx.telephony.model import Activity, Capability, Contact, Presence

from .acting import ANNA as ANNA_STATUS, act
from .conftest import Setup
from .puppet import ANNA, TOM, PuppetPbx
from .scripted import ScriptedPbx
from .waiting import soon, there, until, until_state

LENA = "sensor.anna_berger_lena_vogt"
AWAY = Presence(
    activity=Activity.AWAY,
    raw="away",
    note="Lunch",
    chosen=Activity.AWAY,
    chosen_note="Lunch",
    calendar=Activity.BUSY,
    calendar_until=1907398800.0,
    on_the_phone=False,
    online=True,
    contacts=(Contact(source="tel:", activity="away", note="Lunch", reachable=True),),
)


def favourite(entry: str, name: str, address: str | None = "lena.vogt", **other: Any) -> Favourite:
    """Give a favourite of Anna."""
    return Favourite(
        id=favourite_id(ANNA, entry),
        owner=ANNA,
        entry=entry,
        profile="1",
        name=name,
        address=address,
        **other,
    )


def are(*favourites: Favourite) -> FavouritesAre:
    """Tell all favourites of Anna."""
    return FavouritesAre(owner=ANNA, favourites=favourites)


def shows(entry: str, presence: Presence | None, reason: str | None = None) -> FavouritePresenceIs:
    """Tell what a favourite shows."""
    return FavouritePresenceIs(id=favourite_id(ANNA, entry), presence=presence, reason=reason)


async def test_a_favourite_appears_with_its_presence(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
    puppet: PuppetPbx,
    setup: Setup,
) -> None:
    """On the device of whom it belongs to, called as that person calls it."""
    await setup(puppet.entry())

    puppet.tell(are(favourite("2", "Lena Vogt", number="1002")), shows("2", AWAY))

    state = await until_state(hass, LENA, "away")
    assert state.attributes[ATTR_FRIENDLY_NAME] == "Anna Berger Lena Vogt"
    shown = {key: state.attributes[key] for key in ("note", "activity", "contacts")}
    assert shown == {
        "note": "Lunch",
        "activity": "away",
        "contacts": [{"contact": "tel:", "activity": "away", "note": "Lunch", "reachable": True}],
    }
    for key, value in {
        "manual_activity": "away",
        "manual_note": "Lunch",
        "calendar_activity": "busy",
        "calendar_until": dt_util.utc_from_timestamp(1907398800),
        "on_the_phone": False,
        "online": True,
        "favourite": "2",
        "profile": "1",
        "number": "1002",
    }.items():
        assert state.attributes[key] == value
    assert "phone_registered" not in state.attributes
    entity = entity_registry.async_get(LENA)
    assert entity is not None
    assert entity.translation_key == "presence"
    assert entity.device_id == entity_registry.entities[ANNA_STATUS].device_id


async def test_what_may_not_be_seen_is_unavailable(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """And comes back."""
    await setup(puppet.entry())
    puppet.tell(are(favourite("2", "Lena Vogt")), shows("2", AWAY))
    await until_state(hass, LENA, "away")

    puppet.tell(shows("2", None, "not_visible"))
    await until_state(hass, LENA, STATE_UNAVAILABLE)

    puppet.tell(shows("2", Presence(activity=Activity.BUSY)))
    await until_state(hass, LENA, "busy")


async def test_a_favourite_is_renamed_and_removed_live(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """Nothing of it stays; another one with the same name may come."""
    await setup(puppet.entry())
    puppet.tell(are(favourite("2", "Lena Vogt")), shows("2", AWAY))
    await until_state(hass, LENA, "away")

    puppet.tell(are(favourite("2", "Lena")))
    await until_state(hass, LENA, "away", friendly_name="Anna Berger Lena")

    puppet.tell(are())
    await until(hass, lambda: hass.states.get(LENA) is None, "the favourite to go")
    assert entity_registry.async_get(LENA) is None

    puppet.tell(are(favourite("3", "Lena Vogt")), shows("3", AWAY))
    await until_state(hass, LENA, "away")


async def test_who_is_outside_begins_disabled(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """A taxi shows no presence."""
    await setup(puppet.entry())

    puppet.tell(are(favourite("4", "Taxi", None, number="555"), favourite("2", "Lena Vogt")))

    await until_state(hass, LENA, STATE_UNAVAILABLE)
    taxi = entity_registry.async_get("sensor.anna_berger_taxi")
    assert taxi is not None
    assert taxi.disabled_by is er.RegistryEntryDisabler.INTEGRATION


async def test_the_same_person_is_a_favourite_of_several(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """The PBX counts the favourites of each anew."""
    await setup(puppet.entry())
    of_tom = Favourite(
        id=favourite_id(TOM, "2"),
        owner=TOM,
        entry="2",
        profile="1",
        name="Lena Vogt",
        address="lena.vogt",
        presence=Presence(activity=Activity.BUSY),
    )

    puppet.tell(
        are(favourite("2", "Lena Vogt")),
        FavouritesAre(owner=TOM, favourites=(of_tom,)),
        shows("2", AWAY),
    )

    await until_state(hass, LENA, "away")
    await until_state(hass, "sensor.tom_keller_lena_vogt", "busy")


async def test_a_favourite_that_went_meanwhile_is_forgotten(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, puppet: PuppetPbx, setup: Setup
) -> None:
    """Once its list is known; until then it may still be there."""
    entry = await setup(puppet.entry())
    puppet.tell(are(favourite("2", "Lena Vogt"), favourite("3", "Paul")), shows("2", AWAY))
    await until_state(hass, LENA, "away")

    await hass.config_entries.async_reload(entry.entry_id)
    assert entity_registry.async_get(LENA) is not None

    puppet.lists_also = (are(favourite("3", "Paul")),)
    await hass.config_entries.async_reload(entry.entry_id)
    assert entity_registry.async_get(LENA) is None
    assert entity_registry.async_get("sensor.anna_berger_paul") is not None


async def test_without_the_flag_there_are_none(
    hass: HomeAssistant, puppet: PuppetPbx, setup: Setup
) -> None:
    """Where nobody may be impersonated, nothing of this is there."""
    puppet.capabilities = Capability.CALLS
    await setup(puppet.entry())

    puppet.tell(are(favourite("2", "Lena Vogt")), shows("2", AWAY))
    await hass.async_block_till_done()

    assert hass.states.get(LENA) is None


async def test_favourites_are_read(
    hass: HomeAssistant, scripted: ScriptedPbx, setup: Setup
) -> None:
    """The answer is sorted by whom they belong to."""
    await setup(scripted.entry())
    scripted.receipt = Receipt(data={"favourites": [{"id": "2", "name": "Lena"}]})

    answer = await hass.services.async_call(
        DOMAIN, "get_favourites", {"entity_id": ANNA_STATUS}, blocking=True, return_response=True
    )

    assert answer == {"favourites": {"1000": {"favourites": [{"id": "2", "name": "Lena"}]}}}


async def test_a_favourite_may_be_meant_by_its_name(
    hass: HomeAssistant, scripted: ScriptedPbx, setup: Setup
) -> None:
    """As long as only one is called so."""
    entry = await setup(scripted.entry())
    scripted.say(are(favourite("2", "Lena"), favourite("3", "Paul"), favourite("4", "paul")))
    state = entry.runtime_data.state
    await soon(lambda: len(state.favourites) == 3, "the favourites")

    await act(hass, "remove_favourite", entity_id=ANNA_STATUS, favourite="lena")
    assert scripted.commands == [RemoveFavourite(owner=ANNA, favourite="2")]

    with pytest.raises(ServiceValidationError, match="Several favorites are called Paul"):
        await act(hass, "remove_favourite", entity_id=ANNA_STATUS, favourite="Paul")
    assert len(scripted.commands) == 1
    assert there(hass, ANNA_STATUS)
