"""Setting up a PBX: each form asks for the right things, and each fault is said at its field."""

from typing import Any

from aiohttp import web
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_aiohttp import AiohttpServer
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.pbx.const import (
    CONF_INTERFACE,
    CONF_MOVING_ID,
    CONF_REPORT_HOST_IS_OURS,
    CONF_USERS,
    CONF_VENDOR,
    DOMAIN,
)
from custom_components.pbx.telephony.vendors import VENDORS
from simulator import InnovaphonePbx, Office, YeastarPbx
from simulator.faults import Errno, HalfClose, Html

from .conftest import AnyPbx, kind_of, typed_for
from .talk import Talk, fields_of, selector_of, suggested


def the_entry(hass: HomeAssistant) -> Any:
    """Give the only entry there is."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return entry


async def test_every_vendor_of_the_registry_has_a_form(hass: HomeAssistant, talk: Talk) -> None:
    """A third PBX needs no line in the flow."""
    for key, vendor in VENDORS.items():
        form = await talk.choose(key)

        assert form["step_id"] == key
        assert fields_of(form) == [field.key for field in vendor.fields]


async def test_an_innovaphone_is_set_up_with_people_from_its_list(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """Who may be watched comes from the PBX; whoever is not listed can be typed."""
    await talk.choose("innovaphone")
    form = await talk.answer(**typed_for(innovaphone))
    assert form["step_id"] == "users"
    options = selector_of(form, CONF_USERS).config["options"]
    assert {"value": "anna.berger", "label": "Anna Berger (1000)"} in options
    assert (await talk.reload())["step_id"] == "users"

    done = await talk.answer(users=["anna.berger", " 1001 ", "Anna.Berger", ""])

    assert done["type"] is FlowResultType.CREATE_ENTRY
    entry = the_entry(hass)
    assert entry.data == {
        CONF_VENDOR: "innovaphone",
        CONF_MOVING_ID: True,
        "module": "PBX0",
        **typed_for(innovaphone),
    }
    assert entry.options == {CONF_USERS: ["anna.berger", "1001"]}
    assert entry.unique_id
    assert entry.state is ConfigEntryState.LOADED
    # One for the form, one for the entry.
    assert [login.ok for login in innovaphone.logins] == [True, True]


async def test_people_are_typed_where_the_list_is_not_told(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """Where the user table is refused the names come from the person, and there must be one."""
    innovaphone.faults.requests.add(Errno("1"), on="ReplicateStart")
    await talk.choose("innovaphone")
    form = await talk.answer(**typed_for(innovaphone))
    assert selector_of(form, CONF_USERS).config["multiple"]

    form = await talk.answer(users=["  "])
    assert form["errors"] == {CONF_USERS: "no_users"}
    done = await talk.answer(users=["tom.keller"])

    assert done["options"] == {CONF_USERS: ["tom.keller"]}


async def test_a_yeastar_is_set_up(hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx) -> None:
    """Its serial number is its identity, and reports have a secret path."""
    await talk.choose("yeastar")
    form = await talk.answer(**typed_for(yeastar))
    assert form["step_id"] == "reports"
    reports = suggested(form)
    assert reports == suggested(await talk.reload())
    assert reports == {"transport": "webhook", "report_host": "127.0.0.1", "report_port": 8123}

    done = await talk.answer(**reports)

    assert done["type"] is FlowResultType.CREATE_ENTRY
    entry = the_entry(hass)
    webhook_id = entry.data[CONF_WEBHOOK_ID]
    assert len(bytes.fromhex(webhook_id)) == 16
    assert entry.data == {
        CONF_VENDOR: "yeastar",
        **typed_for(yeastar),
        **reports,
        CONF_WEBHOOK_ID: webhook_id,
        CONF_INTERFACE: "v1.1.0",
        CONF_REPORT_HOST_IS_OURS: True,
    }
    assert entry.options == {}
    assert entry.unique_id == yeastar.serial
    assert [login.errno for login in yeastar.logins] == ["", ""]


@pytest.mark.parametrize("choice", ["auto", "own"])
@pytest.mark.parametrize("api", ["v2.0.0", "v1.1.0", "v1.0.1", "v0.0.1"])
async def test_every_generation_is_set_up(
    hass: HomeAssistant, talk: Talk, office: Office, api: str, choice: str
) -> None:
    """Found by itself, or by its name."""
    async with YeastarPbx(office, api=api) as pbx:
        await talk.choose("yeastar")
        version = api if choice == "own" else "auto"
        form = await talk.answer(**typed_for(pbx, api_version=version))
        await talk.answer(**suggested(form))

        entry = the_entry(hass)
        assert entry.state is ConfigEntryState.LOADED
        assert entry.runtime_data.state.extensions.keys() >= office.people.keys()
        assert pbx.requests[-1].version == api
        await hass.config_entries.async_unload(entry.entry_id)


async def test_a_wrong_password_is_sent_once_per_press(talk: Talk, pbx: AnyPbx) -> None:
    """The PBX counts wrong passwords; the form keeps what was typed."""
    await talk.choose(kind_of(pbx))

    form = await talk.answer(**typed_for(pbx, password="Wrong2026"))

    assert form["step_id"] == kind_of(pbx)
    assert form["errors"] == {"password": "invalid_auth"}
    assert suggested(form)["host"] == pbx.host
    assert len(pbx.logins) == 1
    form = await talk.answer(**typed_for(pbx))
    assert form["step_id"] in ("reports", "users")
    assert len(pbx.logins) == 2


async def test_nothing_is_sent_without_a_password(talk: Talk, pbx: AnyPbx) -> None:
    """An empty one would be counted as a wrong one."""
    await talk.choose(kind_of(pbx))

    with pytest.raises(InvalidData):
        await talk.answer(**typed_for(pbx, password=""))

    assert not pbx.logins


async def test_nothing_is_sent_without_an_address(talk: Talk, yeastar: YeastarPbx) -> None:
    """There is no other way to this PBX."""
    await talk.choose("yeastar")

    with pytest.raises(InvalidData):
        await talk.answer(**typed_for(yeastar, host=""))


async def test_nobody_at_the_address_is_said_there(talk: Talk, pbx: AnyPbx) -> None:
    """The field to look at is the address."""
    await pbx.stop()
    await talk.choose(kind_of(pbx))

    form = await talk.answer(**typed_for(pbx))

    assert form["errors"] == {"host": "cannot_connect"}


async def test_a_lock_out_is_not_prolonged(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx
) -> None:
    """Once the PBX says so, further presses of the button send nothing."""
    yeastar.faults.requests.add(Errno("20002"), on="login")
    await talk.choose("yeastar")

    form = await talk.answer(**typed_for(yeastar))
    assert form["errors"] == {"base": "locked_out"}
    assert int(form["description_placeholders"]["minutes"]) >= 11
    form = await talk.answer(**typed_for(yeastar))

    assert form["errors"] == {"base": "locked_out"}
    assert len([each for each in yeastar.requests if each.endpoint == "login"]) == 1


async def test_a_missing_tick_is_said(talk: Talk, innovaphone: InnovaphonePbx) -> None:
    """The PBX lets us in but does not answer PbxApi."""
    innovaphone.faults.requests.add(Errno("1"), on="GetNodeInfo")
    await talk.choose("innovaphone")

    form = await talk.answer(**typed_for(innovaphone))

    assert form["errors"] == {"base": "api_disabled"}


async def test_a_web_page_is_not_the_api(talk: Talk, yeastar: YeastarPbx) -> None:
    """Something answers, but not the API."""
    yeastar.faults.requests.add(Html(), times=None)
    await talk.choose("yeastar")

    form = await talk.answer(**typed_for(yeastar))

    assert form["errors"] == {"base": "api_disabled"}


async def test_a_pbx_that_hangs_up_is_said_at_the_address(
    talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """It was there for a moment."""
    innovaphone.faults.requests.add(HalfClose(), on="AppChallenge")
    await talk.choose("innovaphone")

    form = await talk.answer(**typed_for(innovaphone))

    assert form["errors"] == {"host": "cannot_connect"}


async def test_another_family_is_named(
    talk: Talk, yeastar: YeastarPbx, aiohttp_server: AiohttpServer
) -> None:
    """Whoever has the other product line of the vendor learns it here."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"errcode": 10001, "errmsg": "INTERFACE NOT EXISTED"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    server = await aiohttp_server(app)
    await talk.choose("yeastar")

    form = await talk.answer(**typed_for(yeastar, port=server.port))

    assert form["errors"] == {"host": "unsupported_model"}
    assert form["description_placeholders"] == {"family": "Yeastar P-Series"}


async def test_an_address_from_the_browser_is_taken_apart(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx
) -> None:
    """People copy what stands in the address bar; names are trimmed, passwords are not."""
    await talk.choose("innovaphone")
    url = f" http://{innovaphone.host}:{innovaphone.port}/index.htm "
    await talk.answer(**typed_for(innovaphone, host=url, port=443, app=f" {innovaphone.app} "))

    done = await talk.answer(users=["1000"])

    assert done["data"] == {
        CONF_VENDOR: "innovaphone",
        CONF_MOVING_ID: True,
        "module": "PBX0",
        **typed_for(innovaphone),
    }


async def test_half_an_address_is_said_there(talk: Talk, pbx: AnyPbx) -> None:
    """What cannot be taken apart is tried as it is."""
    await talk.choose(kind_of(pbx))

    form = await talk.answer(**typed_for(pbx, host="http://[::1"))

    assert form["errors"] == {"host": "cannot_connect"}
    assert not pbx.logins


async def test_the_same_place_is_not_logged_in_to_again(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, innovaphone_entry: MockConfigEntry
) -> None:
    """What is configured already costs no login."""
    innovaphone_entry.add_to_hass(hass)
    await talk.choose("innovaphone")

    done = await talk.answer(**typed_for(innovaphone))

    assert done["reason"] == "already_configured"
    assert not innovaphone.logins


async def test_another_app_of_the_same_pbx_is_another_entry(
    hass: HomeAssistant, talk: Talk, innovaphone: InnovaphonePbx, innovaphone_entry: MockConfigEntry
) -> None:
    """Each App object has rights of its own."""
    innovaphone_entry.add_to_hass(hass)
    innovaphone.app = "second"
    await talk.choose("innovaphone")

    form = await talk.answer(**typed_for(innovaphone))

    assert form["step_id"] == "users"


async def test_the_same_serial_number_at_another_address_is_the_same_pbx(
    hass: HomeAssistant, talk: Talk, yeastar: YeastarPbx, yeastar_entry: MockConfigEntry
) -> None:
    """The identity is checked right after the login, before more is asked."""
    yeastar_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        yeastar_entry, data={**yeastar_entry.data, "host": "192.0.2.1"}
    )
    await talk.choose("yeastar")

    done = await talk.answer(**typed_for(yeastar))

    assert done["reason"] == "already_configured"
