"""Everybody on the PBX is watched: who comes gets a device, who goes loses it."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import CONF_EVERYBODY, CONF_USERS, DOMAIN
from simulator import InnovaphonePbx, Office, Person

from .conftest import Setup, entry_for_innovaphone
from .talk import Talk, fields_of
from .waiting import until, until_state


def entry_for_everybody(pbx: InnovaphonePbx, *users: str) -> MockConfigEntry:
    """Give an entry that watches whoever is on the PBX."""
    entry = entry_for_innovaphone(pbx)
    return MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        unique_id=entry.unique_id,
        data=dict(entry.data),
        options={CONF_USERS: list(users), CONF_EVERYBODY: True},
    )


def people_with_devices(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Name everybody who has a device."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    ids = [mine for device in devices for _, mine in device.identifiers]
    return {id.rpartition("_extension_")[2] for id in ids if "_extension_" in id}


async def test_everybody_can_be_chosen_where_a_list_is_told(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, office: Office
) -> None:
    """Nobody has to be picked then; the form says which APIs are ticked."""
    await talk.choose("innovaphone")
    form = await talk.answer(**typed(innovaphone))
    assert fields_of(form) == [CONF_USERS, CONF_EVERYBODY]
    placeholders = form["description_placeholders"]
    assert placeholders is not None
    assert "PbxTableUsers" in placeholders["answering"]
    assert "RCC" in placeholders["silent"]

    done = await talk.answer(users=[], everybody=True)

    assert done["options"] == {CONF_USERS: [], CONF_EVERYBODY: True}
    [entry] = hass.config_entries.async_entries(DOMAIN)
    assert people_with_devices(hass, entry) == {each.login for each in office.people.values()}


async def test_without_a_list_only_names_can_be_typed(
    talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """Nobody would tell who comes later."""
    innovaphone.ticks -= {"PbxTableUsers", "RCC"}
    await talk.choose("innovaphone")
    form = await talk.answer(**typed(innovaphone))
    assert fields_of(form) == [CONF_USERS]
    assert (await talk.answer(users=[]))["errors"] == {CONF_USERS: "no_users"}


async def test_devices_come_and_go_with_the_people(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, office: Office, setup: Setup
) -> None:
    """Without a restart of anything; their entities, too."""
    entry = await setup(entry_for_everybody(innovaphone))
    assert len(people_with_devices(hass, entry)) == len(office.people)

    office.add_person(Person("1099", "Nora Neu", "nora"))
    await until_state(hass, "sensor.nora_neu_presence", "available")
    office.remove_person("1099")
    await until(hass, lambda: "nora" not in people_with_devices(hass, entry), "Nora to go")

    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert not [each for each in entities if "nora" in each.unique_id]
    assert len(innovaphone.logins) == 1


@pytest.mark.parametrize("is_read", [True, False], ids=["read", "not read"])
async def test_devices_outlive_a_list_that_cannot_be_read(
    hass: HomeAssistant, innovaphone: InnovaphonePbx, office: Office, setup: Setup, is_read: bool
) -> None:
    """Somebody unticks TableUsers: nobody's device is lost, and whoever left meanwhile stays."""
    entry = await setup(entry_for_everybody(innovaphone))
    everybody = people_with_devices(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    office.remove_person("1001")
    if not is_read:
        innovaphone.ticks -= {"PbxTableUsers", "RCC"}

    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    gone = {"tom.keller"} if is_read else set()
    assert people_with_devices(hass, entry) == everybody - gone


def typed(pbx: InnovaphonePbx) -> dict[str, Any]:
    """Give what a person types."""
    return {
        "host": pbx.host,
        "port": pbx.port,
        "ssl": False,
        "app": pbx.app,
        "password": pbx.password,
    }
