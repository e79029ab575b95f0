"""Diversions, notifications, Boolean objects and endpoints, each only where ticked."""

import json
from pathlib import Path
from typing import Any

import pytest

from simulator import InnovaphonePbx, Office
from simulator.office import Forwarding, OfficeError, Target
from tests.simulator.clients import AppClient

FIXTURES = Path(__file__).parents[1] / "fixtures" / "innovaphone"
ANNA = {"sip": "anna.berger"}


@pytest.fixture(autouse=True)
def ticked(innovaphone: InnovaphonePbx) -> None:
    """Tick all of it."""
    innovaphone.ticks |= {"PbxAdminApi", "PbxSignal"}


async def ask(app: AppClient, mt: str, api: str = "PbxApi", **fields: Any) -> dict[str, Any]:
    """Ask, and return what the answer says."""
    await app.say(mt, api=api, src="x", **fields)
    answer = await app.hear()
    assert (answer.pop("api"), answer.pop("mt"), answer.pop("src")) == (api, f"{mt}Result", "x")
    return answer


@pytest.mark.parametrize("name", ["s20_app_notify", "s21_diversions", "s23_chat_message"])
async def test_the_examples_can_be_played(
    app: AppClient, office: Office, innovaphone: InnovaphonePbx, name: str
) -> None:
    """The PBX answers as in the documents, but for numbers that the office has not."""
    for entry in json.loads((FIXTURES / f"{name}.json").read_text("utf-8")):
        message = entry["msg"]
        if not message.get("api"):
            continue
        if entry["dir"] == "out":
            await app.socket.send_json(message)
            continue
        heard = await app.hear()
        assert (heard["mt"], heard["src"]) == (message["mt"], message["src"])
        for key in set(message) - {"prefixIntl", "prefixNtl", "prefixSubs", "area", "country"}:
            assert heard[key] == message[key]


async def test_a_diversion_is_the_offices_forwarding(app: AppClient, office: Office) -> None:
    assert await ask(app, "GetDiversion", type="cfu", **ANNA) == {}

    added = {"type": "cfu", "ep-sip": "tom.keller", **ANNA}
    assert await ask(app, "AddDiversion", **added) == {"ok": True}
    assert office.person("1000").forward_always == Forwarding(
        on=True, target=Target.EXTENSION, extension="1001"
    )
    assert await ask(app, "GetDiversion", type="cfu", **ANNA) == {"num": "1001"}

    added = {"type": "cfnr", "ep-num": "030555", "guid": office.person("1000").guid}
    assert await ask(app, "AddDiversion", **added) == {"ok": True}
    assert office.person("1000").forward_no_answer.target is Target.CUSTOM

    assert await ask(app, "DelDiversion", type="cfu", **ANNA) == {"ok": True}
    assert not office.person("1000").forward_always.on


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "cfx", "ep-num": "1001", **ANNA},
        {"type": "cfu", "ep-num": "1001", "sip": "ghost"},
        {"type": "cfu", "ep-sip": "ghost", **ANNA},
        {"type": "cfu", **ANNA},
    ],
    ids=["no such kind", "nobody", "to nobody", "to nowhere"],
)
async def test_an_impossible_diversion_is_not_made(
    app: AppClient, office: Office, wrong: dict[str, str]
) -> None:
    assert await ask(app, "AddDiversion", **wrong) == {"ok": False}
    assert not office.person("1000").forward_always.on


async def test_a_mailbox_is_nobodys_own_diversion(app: AppClient) -> None:
    """It takes what is not answered, and yet the user has not set it."""
    assert await ask(app, "GetDiversion", type="cfnr", **ANNA) == {}


async def test_an_older_pbx_is_silent(app: AppClient, innovaphone: InnovaphonePbx) -> None:
    innovaphone.platform.knows_diversions = False

    for mt in ("GetDiversion", "AddDiversion", "DelDiversion", "AppNotify"):
        await app.say(mt, src="x", type="cfu", **ANNA)
    await app.hears_nothing()
    assert innovaphone.platform.notifications == []


async def test_conditions_are_told_on_request(app: AppClient, office: Office) -> None:
    office.set_condition("holiday", on=True, manual=False)

    answer = await ask(app, "GetBooleans", api="PbxAdminApi")

    assert [(each["name"], each["on"], each["reason"]) for each in answer["booleans"]] == [
        ("night", False, "automatic"),
        ("holiday", True, "automatic"),
    ]
    with pytest.raises(OfficeError):
        office.set_condition("weekend", on=True)


@pytest.mark.parametrize("api", ["PbxAdminApi", "PbxSignal"])
async def test_what_is_not_ticked_is_silent(
    app: AppClient, innovaphone: InnovaphonePbx, api: str
) -> None:
    innovaphone.ticks.remove(api)

    await app.say("GetBooleans", api=api, src="x")
    await app.say("Register", api=api, src="x", hw="homeassistant")

    await app.hears_nothing()


async def test_only_a_device_of_the_pbx_is_an_endpoint(
    app: AppClient, innovaphone: InnovaphonePbx
) -> None:
    assert "err" in await ask(app, "Register", api="PbxSignal", hw="another")

    innovaphone.dial_code("1001", "42")
    await app.say("Signaling", api="PbxSignal", call=1, sig={"type": "setup", "cd": ANNA})
    await app.hears_nothing()


async def test_a_dial_code_rings_until_it_is_released(
    app: AppClient, innovaphone: InnovaphonePbx
) -> None:
    await ask(app, "Register", api="PbxSignal", hw="homeassistant")
    [endpoint] = innovaphone.endpoints

    innovaphone.dial_code("1001", "42")

    setup = await app.hear()
    assert setup["call"] < 0
    assert (setup["sig"]["channel"], setup["sig"]["cd"]) == (-1, {"num": "42"})
    assert setup["sig"]["cg"] == {"num": "1001", "sip": "tom.keller"}
    assert list(endpoint.ringing.values()) == ["42"]

    release = {"type": "rel", "cau": {"num": 26}}
    await app.say("Signaling", api="PbxSignal", call=setup["call"], sig=release)
    await app.hears_nothing()
    assert endpoint.ringing == {}


async def test_a_chat_to_nobody_is_released(app: AppClient, innovaphone: InnovaphonePbx) -> None:
    await ask(app, "Register", api="PbxSignal", hw="homeassistant")

    setup = {"type": "setup", "channel": 0, "cd": {"sip": "ghost"}}
    await app.say("Signaling", api="PbxSignal", call=1, sig=setup)

    assert (await app.hear())["sig"] == {"type": "rel", "cau": {"num": 1}}
    assert innovaphone.platform.chats == []
