"""Devices and entities come and go as extensions and trunks do on the PBX."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.pbx.const import DOMAIN
from custom_components.pbx.coordinator import web_interface
from simulator import Office, Person, Trunk, YeastarPbx

from .conftest import Setup
from .waiting import until, until_state

NORA = Person("1099", "Nora Neumann", "nora.neumann")


def device_with(
    hass: HomeAssistant, entry: MockConfigEntry, identifier: str
) -> dr.DeviceEntry | None:
    """Find a device of an entry."""
    unique_id = f"{entry.unique_id}{identifier}"
    found = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, unique_id), entry.entry_id)
    assert found is None or isinstance(found, dr.DeviceEntry)
    return found


def names(hass: HomeAssistant, entry: MockConfigEntry) -> set[str | None]:
    """Name all devices of an entry."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return {device.name for device in devices}


async def test_each_extension_and_trunk_is_a_device_below_the_pbx(
    hass: HomeAssistant, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The PBX says what it is; its extensions and trunks belong to it."""
    await setup(yeastar_entry)

    hub = device_with(hass, yeastar_entry, "")
    assert hub is not None
    said = (hub.name, hub.manufacturer, hub.model, hub.sw_version, hub.serial_number)
    assert said == ("Yeastar S100", "Yeastar", "S100", "30.11.0.7", "364064835218")
    extension = device_with(hass, yeastar_entry, "_extension_1000")
    trunk = device_with(hass, yeastar_entry, "_trunk_SIP-Amt")
    assert extension is not None
    assert trunk is not None
    assert (extension.name, trunk.name) == ("Anna Berger", "Trunk SIP-Amt")
    assert extension.via_device_id == trunk.via_device_id == hub.id
    assert trunk.entry_type is dr.DeviceEntryType.SERVICE
    assert len(names(hass, yeastar_entry)) == 1 + 8 + 3


async def test_a_click_leads_to_the_pages_of_the_pbx(
    hass: HomeAssistant, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """From the page of its device."""
    await setup(yeastar_entry)

    hub = device_with(hass, yeastar_entry, "")
    assert hub is not None
    assert hub.configuration_url == f"http://{yeastar.host}:{yeastar.port}"


@pytest.mark.parametrize(
    ("data", "address"),
    [
        ({"host": "pbx.example", "port": 443, "ssl": True}, "https://pbx.example"),
        ({"host": "fd00::5", "port": 8088, "ssl": False}, "http://[fd00::5]:8088"),
        ({"app": "homeassistant"}, None),
    ],
    ids=["name", "IPv6", "one that dials"],
)
def test_the_pages_have_an_address(data: dict[str, Any], address: str | None) -> None:
    """As a browser wants it, unless nobody knows it."""
    found = web_interface(data)

    assert (str(found) if found is not None else None) == address


async def test_a_phone_that_is_called_like_a_room_is_in_it(
    hass: HomeAssistant,
    area_registry: ar.AreaRegistry,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
) -> None:
    """If the room is there; who was moved elsewhere stays there, and no room is made up."""
    room = area_registry.async_create("Anna Berger")
    await setup(yeastar_entry)
    anna, tom = (device_with(hass, yeastar_entry, f"_extension_{each}") for each in (1000, 1001))
    assert anna is not None
    assert tom is not None
    assert (anna.area_id, tom.area_id) == (room.id, None)

    dr.async_get(hass).async_update_device(anna.id, area_id=None)
    await hass.config_entries.async_reload(yeastar_entry.entry_id)

    anna = device_with(hass, yeastar_entry, "_extension_1000")
    assert anna is not None
    assert anna.area_id is None
    assert [each.name for each in area_registry.async_list_areas()] == ["Anna Berger"]


async def test_an_extension_comes_and_goes(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """It brings its entities, takes them away, and may come back."""
    await setup(yeastar_entry)

    for _ in range(2):
        office.add_person(NORA)
        await until_state(hass, "sensor.nora_neumann_status", "idle")
        await until_state(hass, "event.nora_neumann_call", "unknown")
        assert device_with(hass, yeastar_entry, "_extension_1099")

        office.remove_person("1099")
        await until(hass, lambda: hass.states.get("event.nora_neumann_call") is None, "Nora to go")
        await until(hass, lambda: hass.states.get("sensor.nora_neumann_status") is None)
        assert device_with(hass, yeastar_entry, "_extension_1099") is None
        assert er.async_get(hass).async_get("sensor.nora_neumann_status") is None


async def test_a_trunk_comes_and_goes(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """It brings its entities and takes them away."""
    await setup(yeastar_entry)

    office.add_trunk(Trunk("SIP-Neu"))
    await until_state(hass, "sensor.trunk_sip_neu_status", "up")

    office.remove_trunk("SIP-Neu")
    await until(hass, lambda: hass.states.get("sensor.trunk_sip_neu_status") is None, "it to go")
    assert device_with(hass, yeastar_entry, "_trunk_SIP-Neu") is None


async def test_a_renamed_extension_renames_its_device(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The device follows the PBX; entity ids in automations stay."""
    await setup(yeastar_entry)

    office.rename("1000", "Anna Berger-Voss")

    await until(hass, lambda: "Anna Berger-Voss" in names(hass, yeastar_entry), "the new name")
    assert "Anna Berger" not in names(hass, yeastar_entry)
    assert hass.states.get("sensor.anna_berger_status")


@pytest.mark.parametrize("name", ["", "1000"], ids=["no name", "its number"])
async def test_an_extension_without_a_name_is_called_by_its_number(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup, name: str
) -> None:
    """A bare number would not say what the device is."""
    office.rename("1000", name)

    await setup(yeastar_entry)

    assert "Extension 1000" in names(hass, yeastar_entry)


async def test_a_watched_person_is_named_once_known(
    hass: HomeAssistant, innovaphone_entry: MockConfigEntry, setup: Setup
) -> None:
    """An innovaphone tells the names of who is watched only when they are watched."""
    await setup(innovaphone_entry)

    assert names(hass, innovaphone_entry) >= {"Anna Berger", "Tom Keller"}


async def test_what_went_while_we_were_away_is_gone(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """The first complete list tidies up."""
    await setup(yeastar_entry)
    await hass.config_entries.async_unload(yeastar_entry.entry_id)
    office.remove_person("1007")

    await hass.config_entries.async_setup(yeastar_entry.entry_id)

    assert "Werkstatt" not in names(hass, yeastar_entry)


async def test_nothing_goes_while_the_pbx_knows_nobody(
    hass: HomeAssistant, office: Office, yeastar_entry: MockConfigEntry, setup: Setup
) -> None:
    """It may have just started, as Home Assistant has: what was there comes back by itself."""
    await setup(yeastar_entry)
    devices = names(hass, yeastar_entry)
    await hass.config_entries.async_unload(yeastar_entry.entry_id)
    people = dict(office.people)
    office.people.clear()

    await hass.config_entries.async_setup(yeastar_entry.entry_id)

    assert names(hass, yeastar_entry) == devices
    await until_state(hass, "sensor.anna_berger_status", "unavailable")
    office.people.update(people)
    office.add_person(NORA)
    await until_state(hass, "sensor.anna_berger_status", "idle")
    office.remove_person("1001")
    await until(hass, lambda: "Tom Keller" not in names(hass, yeastar_entry))


@pytest.mark.parametrize(
    ("identifier", "is_present"),
    [("", True), ("_extension_1000", True), ("_trunk_SIP-Amt", True), ("_extension_9", False)],
    ids=["the PBX", "an extension", "a trunk", "one that is gone"],
)
async def test_a_person_may_delete_what_the_pbx_no_longer_has(
    hass: HomeAssistant,
    *,
    hass_ws_client: WebSocketGenerator,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    identifier: str,
    is_present: bool,
) -> None:
    """What is there would come back with the next list, so it cannot be deleted."""
    assert await async_setup_component(hass, "config", {})
    await setup(yeastar_entry)
    registry = dr.async_get(hass)
    device = registry.async_get_or_create(
        config_entry_id=yeastar_entry.entry_id,
        identifiers={(DOMAIN, f"{yeastar.serial}{identifier}")},
    )
    client = await hass_ws_client(hass)

    answer = await client.remove_device(device.id)

    assert answer["success"] is not is_present
