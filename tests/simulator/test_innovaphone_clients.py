"""The simulated PBX satisfies programs that were written for a real one."""

import pytest

from simulator import InnovaphonePbx, Office
from tests.simulator.programs import Go, JavaScript, Php

ANNA, TOM = {"sip": "anna.berger"}, {"sip": "tom.keller"}
# More than one frame of the smaller of these programs.
LONG = "x" * 9000
INFO = {
    "appobj": "homeassistant",
    "z": {"ü": "a/b"},
    "apps": [{"name": "users"}],
    "unlicensed": True,
}


async def test_the_php_client_follows_presence(innovaphone: InnovaphonePbx) -> None:
    """Without `info`, with its login in three pieces, and without any tag."""
    async with Php(innovaphone.url) as php:
        assert await php.log_in(innovaphone.app, innovaphone.password, userAgent=LONG)

        update = await php.follow(**ANNA)

        assert update["presence"][0]["contact"] == "tel:"
        assert "src" not in update
    assert php.close_code == 1000


async def test_the_php_client_hears_of_a_wrong_password(innovaphone: InnovaphonePbx) -> None:
    """Whatever is not the text "true" is a refusal."""
    async with Php(innovaphone.url) as php:
        assert not await php.log_in(innovaphone.app, "wrong")


@pytest.mark.parametrize("pbx_obj", ["", "homeassistant"], ids=["without", "with"])
async def test_the_go_client_logs_in(innovaphone: InnovaphonePbx, pbx_obj: str) -> None:
    """An empty `info` counts as sent; key and objects take no part in the digest."""
    async with Go(innovaphone.url) as go:
        assert await go.log_in(innovaphone.app, innovaphone.password, pbx_obj)

        await go.say({"api": "PbxApi", "mt": "SubscribePresence", "src": "u1", **ANNA})
        kinds = [await go.hear() for _ in range(3)]

        assert {message["mt"] for message in kinds} == {
            "SubscribePresenceResult",
            "PresenceState",
            "PresenceUpdate",
        }
        assert {message["src"] for message in kinds} == {"u1"}


async def test_the_go_client_keeps_its_connection(innovaphone: InnovaphonePbx) -> None:
    """It needs an answer to its sign of life, which some services give."""
    innovaphone.echoes_keep_alive = True
    async with Go(innovaphone.url) as go:
        assert await go.log_in(innovaphone.app, innovaphone.password)
        assert await go.stays_alive()


@pytest.mark.parametrize("info", [{}, INFO], ids=["empty", "filled"])
async def test_the_javascript_client_tells_users_apart_by_tag(
    innovaphone: InnovaphonePbx, office: Office, info: dict[str, object]
) -> None:
    """Two users on one connection, their messages interleaved; one is dropped by its tag alone."""
    async with JavaScript(innovaphone.url) as browser:
        assert await browser.log_in(innovaphone.app, innovaphone.password, info)
        for src, who in (("a", ANNA), ("t", TOM)):
            await browser.say({"api": "PbxApi", "mt": "SubscribePresence", "src": src, **who})
        assert (await browser.until("t", "PresenceState"))["sip"] == "tom.keller"
        assert (await browser.until("a", "PresenceState"))["sip"] == "anna.berger"
        await browser.until("t", "PresenceUpdate")
        await browser.until("a", "PresenceUpdate")

        office.set_presence("1000", "busy", "Focus")
        busy = await browser.until("a", "PresenceUpdate")
        await browser.say({"api": "PbxApi", "mt": "UnsubscribePresence", "src": "a"})
        await browser.until("a", "UnsubscribePresenceResult")
        office.set_presence("1000", "away")
        await browser.say({"api": "PbxApi", "mt": "GetNodeInfo", "src": "n"})
        await browser.until("n", "GetNodeInfoResult")

        assert busy["presence"][0] | {"status": ""} == {
            "contact": "tel:",
            "status": "",
            "activity": "busy",
            "note": "Focus",
        }
        assert "PresenceUpdate" not in [message["mt"] for message in browser.heard["a"]]


async def test_all_three_at_once(innovaphone: InnovaphonePbx, office: Office) -> None:
    """Each connection has its own tags; what one sets, all see."""
    async with (
        Php(innovaphone.url) as php,
        Go(innovaphone.url) as go,
        JavaScript(innovaphone.url) as browser,
    ):
        assert await php.log_in(innovaphone.app, innovaphone.password)
        assert await go.log_in(innovaphone.app, innovaphone.password)
        assert await browser.log_in(innovaphone.app, innovaphone.password, INFO)
        await php.follow(**ANNA, src="x")
        await browser.say({"api": "PbxApi", "mt": "SubscribePresence", "src": "x", **ANNA})
        await browser.until("x", "PresenceUpdate")

        away = {"contact": "tel:", "activity": "away", "note": LONG[:200]}
        await go.say({"api": "PbxApi", "mt": "SetPresence", "src": "x", **ANNA, **away})

        assert (await go.hear())["mt"] == "SetPresenceResult"
        for update in (await php.hear(), await browser.until("x", "PresenceUpdate")):
            assert update["presence"][0]["activity"] == "away"
