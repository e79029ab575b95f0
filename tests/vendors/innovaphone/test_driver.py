"""The driver against a real socket: what it tells."""

from dataclasses import replace
import json

import pytest

from custom_components.pbx.telephony.driver import Person
from custom_components.pbx.telephony.facts import ExtensionIs, ExtensionsAre, PbxIs, PresenceIs
from custom_components.pbx.telephony.model import Activity, Capability
from custom_components.pbx.telephony.vendors.innovaphone.times import Times

from .conftest import (
    ANNA,
    BUSY,
    LONGER,
    QUICK,
    SHORT,
    House,
    Link,
    ScriptedPbx,
    activity,
    result,
    state,
    subscribe,
    update,
)
from .conversations import PASSWORD, Body


async def test_the_pbx_is_identified(house: House, pbx: ScriptedPbx) -> None:
    """Name and abilities come from the login and the node."""
    info = await house.open(pbx.port).connect()

    assert info.name == "Headquarters"
    assert info.id == f"127.0.0.1:{pbx.port}/pbx0/homeassistant"
    always = Capability.PRESENCE | Capability.PRESENCE_SET | Capability.NUMBERING
    assert always in info.capabilities
    assert info.answering == ("PbxApi",)
    assert {"PbxAdminApi", "PbxTableUsers", "RCC"} <= set(info.silent)
    assert [body["mt"] for body in pbx.received[:2]] == ["AppChallenge", "AppLogin"]
    assert len(pbx.heard("GetNodeInfo")) == 1


async def test_the_first_batch_is_the_whole_picture(house: House, pbx: ScriptedPbx) -> None:
    """It is silent, and has everybody in it with what is known."""
    driver = house.open(pbx.port, "anna.berger", "114")
    info = await driver.connect()

    first = await anext(driver.batches())

    assert first.silent
    assert first.facts[0] == PbxIs(info=info)
    assert isinstance(first.facts[1], ExtensionsAre)
    assert [each.id for each in first.facts[1].extensions] == ["anna.berger", "114"]
    who = [fact for fact in first.facts if isinstance(fact, ExtensionIs) and fact.name]
    assert [(fact.id, fact.name) for fact in who] == [
        ("anna.berger", "Anna.Berger"),
        ("114", "Lena.Vogt"),
    ]
    seen = [fact.presence for fact in first.facts if isinstance(fact, PresenceIs)]
    assert [presence and presence.activity for presence in seen] == 2 * [Activity.AVAILABLE]


@pytest.mark.parametrize(
    ("answer", "times"),
    [([], replace(QUICK, picture=LONGER)), ([{}], replace(QUICK, grace=LONGER))],
    ids=["silence", "only the result"],
)
async def test_who_cannot_be_seen_holds_nobody_up(
    house: House, pbx: ScriptedPbx, answer: list[Body], times: Times
) -> None:
    """The picture comes after a short time, also without some."""
    pbx.answers["SubscribePresence"] = lambda body: (
        subscribe(body) if body["sip"] == "anna" else [result(body, **each) for each in answer]
    )
    driver = house.open(pbx.port, "tom", "anna", times=times)
    await driver.connect()

    first = await anext(driver.batches())

    seen = [fact for fact in first.facts if isinstance(fact, PresenceIs)]
    assert [(fact.id, fact.presence is None, fact.reason) for fact in seen] == [
        ("tom", True, None),
        ("anna", False, None),
    ]


async def test_who_cannot_be_seen_is_told_later(house: House, pbx: ScriptedPbx) -> None:
    """Silence becomes a reason, without any message."""
    del pbx.answers["SubscribePresence"]
    driver = house.open(pbx.port, ANNA, times=replace(QUICK, picture=0, visible=SHORT))
    await driver.connect()
    batches = driver.batches()
    await anext(batches)

    batch = await anext(batches)

    assert batch.facts == (PresenceIs(id=ANNA, presence=None, reason="not_visible"),)
    assert not batch.silent


async def test_many_users_are_all_subscribed(house: House, pbx: ScriptedPbx) -> None:
    """Pacing leaves nobody out."""
    users = [f"user{number}" for number in range(75)]
    driver = house.open(pbx.port, *users)
    await driver.connect()

    first = await anext(driver.batches())

    assert {body["sip"] for body in pbx.heard("SubscribePresence")} == set(users)
    assert (
        sum(isinstance(fact, PresenceIs) and fact.presence is not None for fact in first.facts)
        == 75
    )


async def test_one_message_is_one_batch(link: Link, pbx: ScriptedPbx) -> None:
    """What tells nothing new makes no batch."""
    _, batches = link
    asked = pbx.heard("SubscribePresence")[0]
    await pbx.send(result(asked))
    await pbx.send(update(asked, BUSY))
    await pbx.send(state(asked, num="112", dn="Anna"))

    assert activity(await anext(batches)) is Activity.BUSY
    assert (await anext(batches)).facts == (ExtensionIs(id=ANNA, number="112", name="Anna"),)


async def test_messages_are_recorded_without_secrets(link: Link, house: House) -> None:
    """Both ways, and the proof of the password is not among them."""
    shown = [(message.way, json.loads(message.text)["mt"]) for message in house.recorder.messages]
    text = "".join(message.text for message in house.recorder.messages)

    assert shown[:3] == [("out", "AppChallenge"), ("in", "AppChallengeResult"), ("out", "AppLogin")]
    assert PASSWORD not in text
    assert "4711081512345678" not in text
    assert "Anna" not in text


async def test_people_are_listed(house: House, pbx: ScriptedPbx) -> None:
    """The user table is read before anybody is watched."""
    rows = iter([{"columns": {"h323": "anna.berger", "dn": "Anna", "e164": "112"}}, {}])
    pbx.answers["ReplicateStart"] = lambda body: [result(body)]
    pbx.answers["ReplicateNext"] = lambda body: [result(body, **next(rows))]
    driver = house.open(pbx.port)
    await driver.connect()

    assert await driver.directory() == (Person("anna.berger", "Anna", "112"),)
    assert not pbx.heard("SubscribePresence")


async def test_a_table_without_end_does_not_keep_a_person_waiting(
    house: House, pbx: ScriptedPbx
) -> None:
    """Each answer is in time, and yet they never end."""
    pbx.answers["ReplicateStart"] = lambda body: [result(body)]
    pbx.answers["ReplicateNext"] = lambda body: [result(body, columns={"h323": body["src"]})]
    driver = house.open(pbx.port, times=replace(QUICK, whole_directory=SHORT))
    await driver.connect()

    assert await driver.directory() is None


async def test_a_table_that_is_not_ticked_is_no_error(house: House, pbx: ScriptedPbx) -> None:
    """Silence means that there is no list."""
    driver = house.open(pbx.port, times=replace(QUICK, directory=SHORT))
    await driver.connect()

    assert await driver.directory() is None


async def test_a_quiet_line_is_kept_open(house: House, pbx: ScriptedPbx) -> None:
    """Nobody need ask for it."""
    driver = house.open(pbx.port, times=replace(QUICK, keep_alive=SHORT))
    await driver.connect()

    assert await pbx.hears("KeepAlive", 2) == {"mt": "KeepAlive"}
