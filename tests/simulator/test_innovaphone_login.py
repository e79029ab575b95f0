"""The login of an App object."""

from typing import Any

from aiohttp import ClientSession, WSMsgType
import pytest

from simulator import InnovaphonePbx
from simulator.innovaphone.login import digest
from tests.simulator.clients import AppClient

# Printed in the vendor's documentation: info, digest.
OFFICIAL = [
    ({}, "a205299ed2ef2786c311e0be1b14db343f2cadd906a6ae7b564eee34bda5e9a1"),
    ({"info": {}}, "57b23fe824b9222a7ac879597cb509bcdc865a1bfeb057d9d12118cef0c3ba34"),
    (
        {"info": {"cn": "Test User"}},
        "96db3c3f657230c2b68194becc6d2a77f05de9f79f01fc81e9ca0fb196b10d9d",
    ),
]


@pytest.mark.parametrize(("info", "expected"), OFFICIAL, ids=["without info", "empty info", "info"])
def test_the_official_digests_are_computed(info: dict[str, Any], expected: str) -> None:
    assert digest({"app": "pbxadminapi", **info}, "0123456789abcdef", "pwd") == expected


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"info": {}},
        {"info": {"cn": "Büro/1"}},
        {"key": "abc"},
        {"appObj": "homeassistant"},
        {"pbxObj": "x"},
    ],
    ids=["plain", "empty info", "info", "key", "appObj", "pbxObj"],
)
async def test_the_right_password_logs_in(stranger: AppClient, extra: dict[str, Any]) -> None:
    assert await stranger.login(**extra)


async def test_a_wrong_password_does_not(stranger: AppClient, innovaphone: InnovaphonePbx) -> None:
    assert not await stranger.login("wrong")
    assert [login.ok for login in innovaphone.logins] == [False]


async def test_an_empty_info_counts_as_sent(stranger: AppClient) -> None:
    await stranger.socket.send_json({"mt": "AppChallenge"})
    challenge = (await stranger.hear())["challenge"]
    login = {"mt": "AppLogin", "app": stranger.pbx.app}
    without = digest(login, challenge, stranger.pbx.password)
    await stranger.socket.send_json({**login, "info": {}, "digest": without})

    assert (await stranger.hear()) == {"mt": "AppLoginResult", "ok": False}


async def test_a_challenge_is_good_for_one_login(stranger: AppClient) -> None:
    await stranger.socket.send_json({"mt": "AppLogin", "app": stranger.pbx.app, "digest": ""})

    assert not (await stranger.hear())["ok"]


async def test_another_app_is_refused(stranger: AppClient, innovaphone: InnovaphonePbx) -> None:
    innovaphone.app = "other"
    await stranger.socket.send_json({"mt": "AppChallenge"})
    challenge = (await stranger.hear())["challenge"]
    login = {"mt": "AppLogin", "app": "homeassistant"}
    proof = digest(login, challenge, innovaphone.password)
    await stranger.socket.send_json({**login, "digest": proof})

    assert not (await stranger.hear())["ok"]


async def test_an_old_build_sends_the_challenge_as_a_number(
    stranger: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.numeric_challenge = True

    await stranger.socket.send_json({"mt": "AppChallenge"})

    assert isinstance((await stranger.hear())["challenge"], int)


async def test_before_the_login_nothing_else_is_accepted(stranger: AppClient) -> None:
    await stranger.say("GetNodeInfo", src="n")

    assert (await stranger.socket.receive()).type is WSMsgType.CLOSE


async def test_a_pbx_may_close_after_a_refusal(
    stranger: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.closes_after_refusal = True

    assert not await stranger.login("wrong")
    assert (await stranger.socket.receive()).type is WSMsgType.CLOSE


@pytest.mark.parametrize("echo", [False, True], ids=["swallowed", "echoed"])
async def test_a_keep_alive_is_swallowed_or_echoed(
    app: AppClient, innovaphone: InnovaphonePbx, echo: bool
) -> None:
    innovaphone.echoes_keep_alive = echo
    await app.socket.send_json({"mt": "KeepAlive"})

    if echo:
        assert await app.hear() == {"mt": "KeepAlive"}
    await app.hears_nothing()


async def test_nonsense_is_skipped(app: AppClient) -> None:
    for text in ("{", "[]", '{"api":"PbxApi","mt":"NoSuchThing"}', '{"api":"Nothing","mt":"X"}'):
        await app.socket.send_str(text)
    await app.socket.send_bytes(b"{}")

    await app.hears_nothing()


async def test_another_path_is_not_found(http: ClientSession, innovaphone: InnovaphonePbx) -> None:
    url = innovaphone.url.replace("ws", "http", 1).replace("PBX0", "PBX1")
    async with http.get(url) as response:
        assert response.status == 404
