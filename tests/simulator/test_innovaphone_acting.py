"""Acting as users: values of `api`, favourites, and calls on other systems."""

from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import InnovaphonePbx, Office
from simulator.innovaphone import EditReport
from simulator.innovaphone.presence import NOTHING
from tests.simulator.clients import AppClient

TICKS = {"PbxApi", "PbxImpersonation"}


@pytest.fixture
async def anna(stranger: AppClient, innovaphone: InnovaphonePbx) -> AppClient:
    """A connection that acts as Anna by `PbxApi.0`."""
    innovaphone.ticks = TICKS
    assert await stranger.login()
    assert (await create(stranger, "anna.berger"))["target"] == "PbxApi.0"
    return stranger


async def create(app: AppClient, sip: str, target: str = "PbxApi") -> dict[str, Any]:
    """Ask for a value of `api`."""
    await app.say("CreateApi", api="PbxImpersonation", src="c", sip=sip, target=target)
    return await app.hear()


async def ask(app: AppClient, mt: str, **fields: Any) -> dict[str, Any]:
    """Ask as Anna."""
    await app.say(mt, api="PbxApi.0", src="a", **fields)
    return await app.hear()


async def test_each_value_is_new(anna: AppClient) -> None:
    assert (await create(anna, "tom.keller"))["target"] == "PbxApi.1"
    assert (await create(anna, "anna.berger"))["target"] == "PbxApi.2"


@pytest.mark.parametrize(
    ("sip", "target"), [("nobody", "PbxApi"), ("", "PbxApi"), ("tom.keller", "RCC")]
)
async def test_a_refusal_has_no_value(anna: AppClient, sip: str, target: str) -> None:
    assert await create(anna, sip, target) == {
        "api": "PbxImpersonation",
        "mt": "CreateApiResult",
        "src": "c",
    }


async def test_a_deleted_value_is_silent(anna: AppClient) -> None:
    for existed in (True, False):
        await anna.say("DeleteApi", api="PbxImpersonation", src="d", target="PbxApi.0")
        assert (await anna.hear()).get("ok", False) is existed

    await anna.say("SubscribeProfile", api="PbxApi.0", src="f")
    await anna.hears_nothing()


async def test_the_plain_api_cannot_be_deleted(anna: AppClient) -> None:
    await anna.say("DeleteApi", api="PbxImpersonation", src="d", target="PbxApi")
    assert "ok" not in await anna.hear()

    await anna.hears_nothing()


async def test_values_die_with_the_connection(
    anna: AppClient, innovaphone: InnovaphonePbx, http: ClientSession
) -> None:
    await ask(anna, "AddAlienCall")
    await anna.socket.close()

    async with http.ws_connect(innovaphone.url) as socket:
        again = AppClient(innovaphone, socket)
        assert await again.login()
        await again.say("SubscribeProfile", api="PbxApi.0", src="f")
        await again.hears_nothing()
    assert not innovaphone.alien_calls.has("anna.berger")


async def test_profiles_are_of_their_user(anna: AppClient, innovaphone: InnovaphonePbx) -> None:
    innovaphone.profiles.add_contact("tom.keller", dn="Lena", sip="lena.vogt")
    assert "profile" not in await ask(anna, "SubscribeProfile")

    innovaphone.profiles.add_contact("tom.keller", dn="Mira", sip="mira.oeztuerk")

    await anna.hears_nothing()


async def test_a_favourite_comes_changes_and_goes(anna: AppClient) -> None:
    await ask(anna, "SubscribeProfile")
    contact = {"dn": "Tom", "sip": "tom.keller", "num": "1001"}

    answer = await ask(anna, "AddProfileContact", id=1, name="Favourites", contact=contact)
    assert answer == {"api": "PbxApi.0", "mt": "AddProfileContactResult", "src": "a"}
    added = await anna.hear()
    tom = {"id": 1, "name": "tom.keller", "num": "1001", "dsp": "Tom"}
    assert added == {
        "api": "PbxApi.0",
        "mt": "ProfileContactAdded",
        "src": "a",
        "profile": {"id": 1, "contact": tom | {"presence": True, "dialog": True}},
    }

    await ask(anna, "UpdateProfileContact", id=1, contact=tom | {"dsp": "Boss"})
    assert (await anna.hear())["profile"]["contact"]["dsp"] == "Boss"

    await ask(anna, "DelProfileContact", id=1, contact={"id": 1})
    assert (await anna.hear())["profile"] == {"id": 1, "contact": {"id": 1}}


async def test_who_is_outside_cannot_be_monitored(anna: AppClient) -> None:
    await ask(anna, "AddProfileContact", id=1, contact={"dn": "Taxi", "num": "0301"})

    [contact] = (await ask(anna, "SubscribeProfile"))["profile"]["contacts"]
    assert (contact["presence"], contact["dialog"], contact["ext"]) == (False, False, "tel")


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (EditReport.SAME_ID, ["ProfileContactAdded"]),
        (EditReport.ANEW, ["ProfileContactDeleted", "ProfileContactAdded"]),
        (EditReport.NOTHING, []),
    ],
)
async def test_an_edit_is_reported_in_some_way(
    anna: AppClient, innovaphone: InnovaphonePbx, report: EditReport, expected: list[str]
) -> None:
    innovaphone.profiles.edit_report = report
    innovaphone.profiles.add_contact("anna.berger", dn="Tom", sip="tom.keller")
    await ask(anna, "SubscribeProfile")

    innovaphone.profiles.edit_contact("anna.berger", 1, {"id": 1, "dsp": "Boss"})

    assert [(await anna.hear())["mt"] for _ in expected] == expected
    await anna.hears_nothing()


async def test_only_the_first_profile_is_reported(
    anna: AppClient, innovaphone: InnovaphonePbx
) -> None:
    await ask(anna, "AddProfile", name="First")
    await ask(anna, "AddProfile", name="Second")
    await ask(anna, "UpdateProfile", id=2, name="Other")
    assert (await ask(anna, "SubscribeProfile"))["profile"]["name"] == "First"

    await ask(anna, "AddProfileContact", id=2, contact={"dn": "Tom", "sip": "tom.keller"})
    await anna.hears_nothing()

    await ask(anna, "DelProfile", id=1)
    await ask(anna, "UnsubscribeProfile")
    profile = (await ask(anna, "SubscribeProfile"))["profile"]
    assert (profile["id"], profile["name"], len(profile["contacts"])) == (2, "Other", 1)


async def test_edits_need_not_be_answered(anna: AppClient, innovaphone: InnovaphonePbx) -> None:
    innovaphone.profiles.answers = innovaphone.profiles.reports = False

    await anna.say("AddProfileContact", api="PbxApi.0", id=1, contact={"dn": "Tom", "num": "1"})

    await anna.hears_nothing()
    assert len(innovaphone.profiles.of("anna.berger")[0].contacts) == 1


async def test_users_see_with_their_own_eyes(anna: AppClient, innovaphone: InnovaphonePbx) -> None:
    innovaphone.hide("tom.keller")
    assert (await ask(anna, "SubscribePresence", sip="tom.keller"))["api"] == "PbxApi.0"
    assert [(await anna.hear())["mt"] for _ in range(2)] == ["PresenceState", "PresenceUpdate"]

    innovaphone.set_view("anna.berger", "tom.keller", NOTHING)
    assert (await anna.hear())["up"] is False


async def test_a_call_elsewhere_shows(
    anna: AppClient, innovaphone: InnovaphonePbx, office: Office
) -> None:
    await anna.say("SubscribePresence", src="p", sip="anna.berger")
    for _ in range(3):
        await anna.hear()

    answer = await ask(anna, "AddAlienCall")
    assert answer["id"] == 1
    assert (await anna.hear())["presence"][0]["activity"] == "on-the-phone"
    assert not office.on_the_phone("1000")

    assert (await ask(anna, "DelAlienCall", id=1))["mt"] == "DelAlienCallResult"
    assert (await anna.hear())["presence"][0]["activity"] == ""


async def test_who_did_not_mark_cannot_unmark(anna: AppClient, innovaphone: InnovaphonePbx) -> None:
    assert innovaphone.alien_calls.add("anna.berger", connection=99) == 1

    await ask(anna, "DelAlienCall", id=1)

    assert innovaphone.alien_calls.has("anna.berger")
