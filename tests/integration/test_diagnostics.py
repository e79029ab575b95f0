"""Diagnostics: the whole picture, without secrets, people and numbers."""

from dataclasses import replace
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.pbx import call_memory
from custom_components.pbx.diagnostics import plain
from custom_components.pbx.telephony.settings import Forward, ForwardKind, ForwardTarget
from simulator import InnovaphonePbx, Office, YeastarPbx
from simulator.faults import Errno
from simulator.scenarios.stage import OUTSIDE

from .conftest import WEBHOOK_ID, Setup
from .puppet import CHOSEN, PuppetPbx
from .waiting import soon, until_state

# What differs from run to run.
MOMENTS = (
    *("since", "at", "last", "began", "heard", "answered_at"),
    *("port", "report_port", "call", "id"),
)
# What the PBX is asked for later, one by one.
DETAILS = ("settings", "queues")
STATUS = "sensor.anna_berger_status"
PRESENCE = "sensor.anna_berger_presence"


@pytest.fixture
async def downloads(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Any:
    """Give the function that downloads the diagnostics of an entry as a person would."""
    assert await async_setup_component(hass, "webhook", {})
    assert await async_setup_component(hass, "diagnostics", {})

    async def download(entry: MockConfigEntry) -> dict[str, Any]:
        found = await get_diagnostics_for_config_entry(hass, hass_client, entry)
        assert isinstance(found, dict)
        return found

    return download


async def test_the_yeastar_is_drawn_whole(
    hass: HomeAssistant,
    *,
    snapshot: SnapshotAssertion,
    office: Office,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    downloads: Any,
) -> None:
    """Rosters, a call and the link are there; the messages are a matter of chance."""
    await setup(yeastar_entry)
    office.place_inbound(OUTSIDE, "1000")
    await until_state(hass, STATUS, "ringing", caller=OUTSIDE)

    found = await downloads(yeastar_entry)

    assert found["messages"]
    assert found["links"][-1]["status"] == "up"
    assert len(found["calls"]) == 1
    del found["messages"]
    assert found == snapshot(exclude=props(*MOMENTS, *DETAILS))


async def test_the_innovaphone_is_drawn_whole(
    hass: HomeAssistant,
    *,
    snapshot: SnapshotAssertion,
    office: Office,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
    downloads: Any,
) -> None:
    """The watched people and their presence are there, and nobody can be recognized."""
    office.set_presence("1000", "busy", "At the dentist")
    await setup(innovaphone_entry)

    found = await downloads(innovaphone_entry)

    del found["messages"]
    assert found == snapshot(exclude=props(*MOMENTS))


async def test_a_yeastar_keeps_its_secrets(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    downloads: Any,
) -> None:
    """No password, token, address of the webhook, number or name is anywhere in the text."""
    await setup(yeastar_entry)
    office.answer("1000", office.place_inbound(OUTSIDE, "1000"))
    await until_state(hass, STATUS, "in_call", caller=OUTSIDE)
    office.dial("1001", "1002")
    await until_state(hass, "sensor.lena_vogt_status", "ringing", caller="1001")

    text = json.dumps(await downloads(yeastar_entry), ensure_ascii=False)

    said = [digest_in_login(yeastar), yeastar.token, yeastar.password, WEBHOOK_ID, OUTSIDE]
    for secret in (*said, *people(office)):
        assert secret
        assert secret not in text
    assert '"1000"' not in text
    assert "**00" in text


async def test_an_innovaphone_keeps_its_secrets(
    hass: HomeAssistant,
    *,
    office: Office,
    innovaphone: InnovaphonePbx,
    innovaphone_entry: MockConfigEntry,
    setup: Setup,
    downloads: Any,
) -> None:
    """No password, digest, number, name or note is anywhere in the text."""
    await setup(innovaphone_entry)
    office.set_presence("1000", "away", "At the dentist")
    await until_state(hass, PRESENCE, "away")

    text = json.dumps(await downloads(innovaphone_entry), ensure_ascii=False)

    login = next(frame.message for frame in innovaphone.frames if frame.mt == "AppLogin")
    said = [innovaphone.password, login["digest"], "anna.berger", "dentist"]
    for secret in (*said, *people(office)):
        assert secret not in text


async def test_what_was_fetched_afterwards_is_counted_and_names_nobody(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    downloads: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who reads a bug report sees whether calls may be missing from the log."""
    monkeypatch.setattr(call_memory, "ATTEMPTS", (0.0, 0.0))
    monkeypatch.setattr(call_memory, "BETWEEN_FILLS", 0.0)
    await setup(yeastar_entry)
    assert await hass.config_entries.async_unload(yeastar_entry.entry_id)
    office.place_inbound(OUTSIDE, "1000")
    office.hang_up(OUTSIDE)
    yeastar.faults.requests.add(Errno("20000"), on="cdr/get_random", times=1)
    assert await hass.config_entries.async_setup(yeastar_entry.entry_id)
    memory = yeastar_entry.runtime_data.calls_memory
    await soon(lambda: memory.fills == 1, "the records")

    found = await downloads(yeastar_entry)

    assert found["call_log"] == {"calls": 1, "missed": 1, "fills": 1, "failed_fills": 1}
    assert OUTSIDE not in json.dumps(found)


async def test_a_device_is_drawn_alone(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, *, puppet: PuppetPbx, setup: Setup
) -> None:
    """With the calls that it has to do with; for the PBX itself everything is drawn."""
    assert await async_setup_component(hass, "diagnostics", {})
    entry = await setup(puppet.entry())
    puppet.call(group="6700")
    await until_state(hass, STATUS, "ringing", group="6700")
    drawn = {}
    for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id):
        found = await get_diagnostics_for_device(hass, hass_client, entry, device)
        assert isinstance(found, dict)
        kinds = ("extensions", "trunks", "queues", "calls")
        drawn[device.name] = tuple(len(found[kind]) for kind in kinds)
        for said in ("1000", "Berger", "Sales"):
            assert f'"{said}"' not in json.dumps(found)

    assert drawn == {
        "Office": (2, 2, 1, 1),
        "Anna Berger": (1, 0, 0, 1),
        "Tom Keller": (1, 0, 0, 1),
        "Trunk GSM-1": (0, 1, 0, 0),
        "Trunk SIP-1": (0, 1, 0, 0),
        "Queue Sales": (0, 0, 1, 1),
    }


async def test_settings_and_queues_are_drawn_and_name_nobody(
    hass: HomeAssistant, *, puppet: PuppetPbx, setup: Setup, downloads: Any
) -> None:
    """Who asks for help need not give away where his calls go."""
    entry = await setup(puppet.entry())
    target = ForwardTarget(kind=ForwardKind.NUMBER, number="+49301234567")
    puppet.chooses(replace(CHOSEN, always=Forward(active=True, target=target)))
    puppet.call(group="6700")
    await until_state(hass, STATUS, "ringing", group="6700")

    found = await downloads(entry)

    settings = found["extensions"][0]["settings"]
    assert settings["do_not_disturb"] is False
    assert settings["always"]["active"] is True
    assert settings["always"]["target"]["kind"] == "number"
    assert settings["always"]["target"]["number"] == "+*********67"
    (queue,) = found["queues"]
    assert (queue["waiting"], queue["number"]) == (0, "**00")
    assert queue["agents"] == [{"extension": "**01", "status": "idle"}]
    text = json.dumps(found)
    for said in ("1234567", "170555555", "Sales", "Berger", '"6700"', '"1001"'):
        assert said not in text


@pytest.mark.parametrize(
    ("report", "oddity"),
    [
        (b"\xff\xfe garbage", "broken report"),
        (b'{"action":"Teapot"}', "unknown report: Teapot"),
        (b'{"action":"BYE","callid":"1.2","mood":"sad"}', "unknown field: Bye.mood"),
        (
            b'{"action":"ExtensionStatus","extension":"1000","status":"Dreaming"}',
            "unknown extension status: Dreaming",
        ),
        (b'{"action":"BYE","sn":"000"}', "report of another PBX"),
    ],
    ids=["no JSON", "unknown report", "unknown field", "unknown word", "another PBX"],
)
async def test_what_was_not_understood_is_counted(
    hass: HomeAssistant,
    *,
    office: Office,
    yeastar: YeastarPbx,
    yeastar_entry: MockConfigEntry,
    setup: Setup,
    downloads: Any,
    report: bytes,
    oddity: str,
) -> None:
    """Who reads a bug report sees what the PBX said that nobody knew, and how often."""
    await setup(yeastar_entry)

    yeastar.send_report(report)
    yeastar.send_report(report)
    office.set_registered("1000", registered=False)
    await until_state(hass, STATUS, "offline")

    assert (await downloads(yeastar_entry))["not_understood"] == {oddity: 2}


def test_values_become_what_json_can_say() -> None:
    """Sets and tuples become lists; what is plain stays."""
    assert plain((1, {"a": frozenset({"b"})}, None)) == [1, [["b"]], None]


def digest_in_login(pbx: YeastarPbx) -> str:
    """Give what was sent instead of the password."""
    login = next(request for request in pbx.requests if request.endpoint == "login")
    return str(login.body["password"])


def people(office: Office) -> list[str]:
    """Give all names, and all parts of them."""
    return [part for person in office.people.values() for part in person.name.split()]
