"""Following and setting presence."""

from typing import Any

import pytest

from simulator import InnovaphonePbx, Office, Person, Rights
from simulator.innovaphone.presence import NOTHING
from simulator.office import LineStatus
from tests.simulator.clients import AppClient


def phone(activity: str = "", note: str = "", status: str = "open") -> dict[str, str]:
    return {"contact": "tel:", "status": status, "activity": activity, "note": note}


def chat(status: str = "open", activity: str = "") -> dict[str, str]:
    return {"contact": "im:", "status": status, "activity": activity, "note": ""}


async def subscribe(app: AppClient, **selector: str) -> list[dict[str, Any]]:
    """Subscribe and return the three messages that follow."""
    await app.say("SubscribePresence", src="p1", **selector)
    return [await app.hear() for _ in range(3)]


@pytest.mark.parametrize(
    "selector", [{"sip": "anna.berger"}, {"num": "1000"}], ids=["by name", "by number"]
)
async def test_a_subscription_is_confirmed_described_and_filled(
    app: AppClient, selector: dict[str, str]
) -> None:
    result, state, update = await subscribe(app, **selector)

    assert result == {"api": "PbxApi", "mt": "SubscribePresenceResult", "src": "p1"}
    assert state == {
        "api": "PbxApi",
        "mt": "PresenceState",
        "src": "p1",
        "up": True,
        "sip": "anna.berger",
        "num": "1000",
        "dn": "Anna Berger",
        "email": "anna.berger@example.com",
    }
    assert update["presence"] == [phone(), chat()]


async def test_an_update_does_not_say_whose_it_is(app: AppClient) -> None:
    *_, update = await subscribe(app, sip="anna.berger")

    assert sorted(update) == ["api", "mt", "presence", "src"]


async def test_presence_is_followed(app: AppClient, office: Office) -> None:
    await subscribe(app, sip="anna.berger")

    office.set_presence("1000", "busy", "Focus time")
    assert (await app.hear())["presence"] == [phone("busy", "Focus time"), chat()]

    office.set_presence("1000", "away", slot="calendar")
    calendar = {"contact": "calendar:", "status": "open", "activity": "away", "note": ""}
    assert (await app.hear())["presence"] == [calendar, phone("busy", "Focus time"), chat()]

    office.set_registered("1000", registered=False)
    assert (await app.hear())["presence"][2] == chat("closed")


async def test_who_talks_is_on_the_phone(app: AppClient, office: Office) -> None:
    await subscribe(app, sip="tom.keller")

    office.dial("1000", "1001")
    await app.hears_nothing()

    office.answer("1001")
    assert (await app.hear())["presence"] == [phone("on-the-phone"), chat()]

    office.hang_up("1000")
    assert (await app.hear())["presence"] == [phone(), chat()]


async def test_whoever_no_longer_talks_is_off_the_phone_though_it_rings(
    app: AppClient, office: Office
) -> None:
    """The lamp shows the ringing all the time, so it does not change."""
    talk = office.dial("1000", "1001")
    office.answer("1001", talk)
    office.place_inbound("03055512345", "1000")
    await subscribe(app, sip="anna.berger")

    office.hang_up("1001", talk)

    assert office.line_status("1000") is LineStatus.RINGING
    assert (await app.hear())["presence"] == [phone(), chat()]


async def test_being_on_the_phone_hides_nothing_set_by_hand(app: AppClient, office: Office) -> None:
    office.set_presence("1001", "dnd")
    await subscribe(app, sip="tom.keller")

    office.dial("1001", "1000")

    assert (await app.hear())["presence"] == [phone("dnd"), chat(activity="on-the-phone")]


async def test_after_unsubscribing_nothing_comes(app: AppClient, office: Office) -> None:
    await subscribe(app, sip="anna.berger")

    await app.say("UnsubscribePresence", src="p1", sip="anna.berger")
    assert (await app.hear())["mt"] == "UnsubscribePresenceResult"
    office.set_presence("1000", "busy")

    await app.hears_nothing()


@pytest.mark.parametrize("sip", ["anna.berger", "no.such.user"], ids=["hidden", "unknown"])
async def test_of_an_invisible_user_nothing_comes(
    app: AppClient, innovaphone: InnovaphonePbx, sip: str
) -> None:
    innovaphone.hide("anna.berger")

    await app.say("SubscribePresence", src="p1", sip=sip)

    assert (await app.hear())["mt"] == "SubscribePresenceResult"
    await app.hears_nothing()


async def test_a_pending_subscription_comes_up_when_allowed(
    app: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.hide("anna.berger")
    await app.say("SubscribePresence", src="p1", sip="anna.berger")
    await app.hear()

    innovaphone.show("anna.berger")
    assert [(await app.hear())["mt"] for _ in range(2)] == ["PresenceState", "PresenceUpdate"]

    innovaphone.set_rights("anna.berger", NOTHING)
    assert (await app.hear())["up"] is False


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (Rights(presence=False), phone("", "Lunch")),
        (Rights(note=False), phone("away")),
        (Rights(online=False), {"contact": "tel:", "activity": "away", "note": "Lunch"}),
    ],
    ids=["no activity", "no note", "no status"],
)
async def test_each_tick_of_visibility_counts(
    app: AppClient,
    office: Office,
    innovaphone: InnovaphonePbx,
    rights: Rights,
    expected: dict[str, str],
) -> None:
    office.set_presence("1000", "away", "Lunch")
    innovaphone.set_rights("anna.berger", rights)

    *_, update = await subscribe(app, sip="anna.berger")

    assert update["presence"][0] == expected


async def test_a_monitor_follows_its_person(app: AppClient, office: Office) -> None:
    await app.say("SubscribePresence", src="p1", sip="nora")
    await app.hear()

    office.add_person(Person("1099", "Nora", "nora"))
    assert (await app.hear())["num"] == "1099"
    await app.hear()

    office.rename("1099", "Nora N.")
    assert (await app.hear())["dn"] == "Nora N."

    office.remove_person("1099")
    assert (await app.hear())["up"] is False


async def test_presence_is_set_and_comes_back_as_an_update(app: AppClient, office: Office) -> None:
    await subscribe(app, sip="anna.berger")

    await app.say("SetPresence", src="s", sip="anna.berger", contact="tel:", activity="dnd")

    assert await app.hear() == {"api": "PbxApi", "mt": "SetPresenceResult", "src": "s"}
    assert (await app.hear())["presence"][0] == phone("dnd")
    assert office.person("1000").presence.activity == "dnd"


async def test_presence_is_set_by_guid_and_reset(app: AppClient, office: Office) -> None:
    office.set_presence("1000", "away", "Lunch")

    await app.say("SetPresence", src="s", guid=office.person("1000").guid, activity="", note="")
    await app.hear()

    assert office.person("1000").presence.activity == "available"
    assert office.person("1000").presence.note == ""


async def test_presence_of_nobody_cannot_be_set(app: AppClient) -> None:
    await app.say("SetPresence", src="s", sip="no.such.user", activity="away")

    answer = await app.hear()
    assert (answer["error"], answer["errorText"]) == (1, "not found")


async def test_being_on_the_phone_cannot_be_set(app: AppClient, office: Office) -> None:
    await app.say("SetPresence", src="s", sip="anna.berger", activity="on-the-phone")
    await app.hear()

    assert office.person("1000").presence.activity == "available"


async def test_the_node_is_described(app: AppClient) -> None:
    await app.say("GetNodeInfo", src="n")

    answer = await app.hear()
    assert (answer["name"], answer["country_code"]) == ("root", "49")


async def test_an_api_that_is_not_ticked_is_silent(
    stranger: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.ticks = {"PbxTableUsers"}
    await stranger.login()

    await stranger.say("GetNodeInfo", src="n")
    await stranger.say("ReplicateStart", api="PbxTableUsers", src="t", columns={})

    assert (await stranger.hear())["src"] == "t"
