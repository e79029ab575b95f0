"""What the box answers to questions and orders."""

from typing import Any

import pytest

from simulator import Office, YeastarPbx
from tests.simulator.clients import ApiClient


def url(pbx: YeastarPbx, path: str) -> str:
    return f"http://{pbx.host}:{pbx.port}{path}"


@pytest.mark.parametrize(
    ("endpoint", "fields", "errno"),
    [
        ("no/such/path", {}, "10003"),
        ("", {}, "20009"),
        ("extension/dial_extension", {"caller": "1000"}, "10004"),
        ("extension/dial_extension", {"caller": "1000", "callee": "1099"}, "10006"),
        ("extension/dial_extension", {"caller": "1006", "callee": "1000"}, "10008"),
        ("extension/hangup", {"extid": "1000"}, "10007"),
        ("inbound/hangup", {"inboundid": "1.1"}, "10007"),
        ("extension/query", {"extid": "1099"}, "10006"),
    ],
)
async def test_a_mistake_is_answered_with_its_number(
    session: ApiClient, endpoint: str, fields: dict[str, str], errno: str
) -> None:
    assert await session.ask(endpoint, **fields) == {"status": "Failed", "errno": errno}


async def test_an_extension_without_permission_cannot_dial_out(
    session: ApiClient, office: Office
) -> None:
    office.person("1000").may_dial_out = False

    answer = await session.ask("extension/dial_outbound", extid="1000", outto="0301234567")

    assert answer["errno"] == "10024"


async def test_a_request_without_token_says_so(api: ApiClient) -> None:
    assert (await api.ask("deviceinfo/query"))["errno"] == "20005"


async def test_an_unknown_version_is_an_unknown_request(session: ApiClient) -> None:
    session.version = "v2.0.0"

    assert (await session.ask("deviceinfo/query"))["errno"] == "10003"


@pytest.mark.parametrize(
    ("body", "errno"), [(b"<xml/>", "10002"), (b"{", "20000"), (b"[]", "20000")]
)
async def test_only_json_objects_are_understood(
    api: ApiClient, yeastar: YeastarPbx, body: bytes, errno: str
) -> None:
    async with api.http.post(url(yeastar, "/api/v1.1.0/login"), data=body) as response:
        assert (await response.json())["errno"] == errno


async def test_only_post_is_understood(api: ApiClient, yeastar: YeastarPbx) -> None:
    async with api.http.get(url(yeastar, "/api/v1.1.0/login")) as response:
        assert (await response.json())["errno"] == "20001"


async def test_each_connection_is_closed(api: ApiClient, yeastar: YeastarPbx) -> None:
    async with api.http.post(url(yeastar, "/api/v1.1.0/login"), json={}) as response:
        assert response.headers["Connection"] == "close"
        assert response.headers["Server"].startswith("Boa/")
        assert response.headers["Content-Type"] == "application/json"


async def test_outside_the_api_there_is_a_web_page(api: ApiClient, yeastar: YeastarPbx) -> None:
    async with api.http.get(url(yeastar, "/")) as response:
        assert response.content_type == "text/html"


def scalars(value: Any) -> list[Any]:
    match value:
        case dict():
            return [x for item in value.values() for x in scalars(item)]
        case list():
            return [x for item in value for x in scalars(item)]
    return [value]


@pytest.mark.parametrize(
    "endpoint",
    ["deviceinfo/query", "extensionlist/query", "extension/query", "trunklist/query"],
)
async def test_every_value_is_a_string(session: ApiClient, endpoint: str) -> None:
    values = scalars(await session.ask(endpoint))

    assert len(values) > 5
    assert all(isinstance(value, str) for value in values)


async def test_lists_spell_states_as_they_like(session: ApiClient) -> None:
    people = (await session.ask("extensionlist/query"))["extlist"]

    assert {person["status"] for person in people} >= {"Registered", "registered", "Unavailable"}


async def test_a_query_hands_out_sip_secrets(session: ApiClient) -> None:
    answer = await session.ask("extension/query", extid="1000,1002")

    assert [x["extnumber"] for x in answer["extinfos"]] == ["1000", "1002"]
    assert all(x["registerpassword"].startswith("Sip") for x in answer["extinfos"])
    assert "moblie" in answer["extinfos"][0]


async def test_a_ringing_extension_tells_who_calls(session: ApiClient, office: Office) -> None:
    office.place_inbound("0301234567", "1000")
    office.dial("1001", "1002")

    [anna, lena] = (await session.ask("extension/query", extid="1000,1002"))["extinfos"]

    assert anna["status"] == "Ringing"
    assert anna["inbound"]["from"] == "0301234567"
    assert lena["ext"] == {"extid": "1001"}


async def test_two_calls_of_one_extension_become_an_array(
    session: ApiClient, office: Office
) -> None:
    for caller in ("0301234567", "0307654321"):
        office.place_inbound(caller, "1000")

    [anna] = (await session.ask("extension/query", extid="1000"))["extinfos"]

    assert [x["from"] for x in anna["inbound"]] == ["0301234567", "0307654321"]


async def test_inbound_calls_are_listed_until_they_end(session: ApiClient, office: Office) -> None:
    office.place_inbound("0301234567", "1000")
    [call] = (await session.ask("inbound/query"))["inbound"]
    assert call["status"] == "Progress"
    assert call["callee"] == [{"extid": "1000"}]

    office.answer("1000")
    [call] = (await session.ask("inbound/query", inboundid=call["inboundid"]))["inbound"]
    assert call["status"] == "Talking"

    assert await session.ask("inbound/hangup", inboundid=call["inboundid"]) == {"status": "Success"}
    assert (await session.ask("inbound/query"))["inbound"] == []


async def test_an_outbound_id_is_one_above_the_call_id(session: ApiClient, office: Office) -> None:
    answer = await session.ask("extension/dial_outbound", extid="1000", outto="0301234567")
    office.answer("1000")

    [call] = (await session.ask("outbound/query"))["outbound"]

    second, number = answer["callid"].split(".")
    assert call["outboundid"] == f"{second}.{int(number) + 1}"
    assert (call["from"], call["to"], call["trunk"]) == ("1000", "0301234567", "SIP-Amt")


async def test_trunks_have_words_of_their_kind(session: ApiClient, office: Office) -> None:
    office.set_trunk("SIP-Amt", up=False)

    trunks = (await session.ask("trunklist/query"))["trunklist"]

    assert [(x["trunkname"], x["status"]) for x in trunks] == [
        ("SIP-Amt", "failure"),
        ("ISDN-Büro", "Up"),
        ("GSM2-7", "Idle"),
    ]


async def test_a_call_is_put_on_hold_and_taken_back(session: ApiClient, office: Office) -> None:
    office.dial("1000", "1001")
    office.answer("1001")

    await session.ask("extension/hold", extid="1001")
    [tom] = (await session.ask("extension/query", extid="1001"))["extinfos"]
    assert tom["status"] == "Hold"

    await session.ask("extension/unhold", extid="1001")
    [tom] = (await session.ask("extension/query", extid="1001"))["extinfos"]
    assert tom["status"] == "Busy"
