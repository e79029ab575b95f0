"""What the driver can be asked to do."""

import asyncio
from dataclasses import replace

import pytest

from custom_components.pbx.telephony.commands import Dial, GetFavourites, HangUp, SetPresence
from custom_components.pbx.telephony.errors import (
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    LinkLost,
)
from custom_components.pbx.telephony.model import Activity, ExtensionId

from .conftest import ANNA, BUSY, LONGER, QUICK, House, Link, ScriptedPbx, activity, result, update
from .conversations import Body


async def test_a_presence_is_set(link: Link, pbx: ScriptedPbx) -> None:
    """What changes is told by the PBX only: the receipt says nothing of it."""
    driver, batches = link
    asked = pbx.heard("SubscribePresence")[0]

    await driver.execute(SetPresence(extension=ANNA, activity=Activity.AWAY, note="Lunch"))

    written = {key: value for key, value in pbx.heard("SetPresence")[0].items() if key != "src"}
    assert written == {
        "api": "PbxApi",
        "mt": "SetPresence",
        "sip": ANNA,
        "contact": "tel:",
        "activity": "away",
        "note": "Lunch",
    }
    await pbx.send(update(asked, BUSY))
    assert activity(await anext(batches)) is Activity.BUSY


async def test_a_presence_is_set_by_the_resolved_name(house: House, pbx: ScriptedPbx) -> None:
    """A user watched by number is written by name, and the rest of the slot is kept."""
    driver = house.open(pbx.port, "114")
    await driver.connect()
    batches = driver.batches()
    await anext(batches)
    await pbx.send(update(pbx.heard("SubscribePresence")[0]))
    await pbx.send(update(pbx.heard("SubscribePresence")[0], BUSY))
    while activity(await anext(batches)) is not Activity.BUSY:
        pass

    await driver.execute(SetPresence(extension=ExtensionId("114"), note="Gone"))

    written = pbx.heard("SetPresence")[0]
    assert (written["sip"], written["activity"], written["note"]) == ("lena.vogt", "busy", "Gone")


async def test_a_number_that_nobody_has_told_the_name_of_cannot_be_set(
    house: House, pbx: ScriptedPbx
) -> None:
    """The request takes a name, so nothing is sent."""
    driver = house.open(pbx.port)
    await driver.connect()

    with pytest.raises(CommandRefused, match="extension_not_found"):
        await driver.execute(SetPresence(extension=ExtensionId("112"), note="Gone"))

    assert not pbx.heard("SetPresence")


async def test_somebody_not_watched_can_be_set(link: Link, pbx: ScriptedPbx) -> None:
    """The App object may set anybody's presence; the PBX decides."""
    driver, _ = link

    await driver.execute(SetPresence(extension=ExtensionId("tom"), activity=Activity.BUSY))

    written = pbx.heard("SetPresence")[0]
    assert (written["sip"], written["activity"], "note" in written) == ("tom", "busy", False)


@pytest.mark.parametrize(
    ("members", "detail"),
    [({"error": 1, "errorText": "not found"}, "not found"), ({"error": 7}, "7")],
    ids=["with text", "code only"],
)
async def test_a_refusal_carries_the_words_of_the_pbx(
    link: Link, pbx: ScriptedPbx, members: Body, detail: str
) -> None:
    """Codes are not documented, so they are shown."""
    driver, _ = link
    pbx.answers["SetPresence"] = lambda body: [result(body, **members)]

    with pytest.raises(CommandRefused) as raised:
        await driver.execute(SetPresence(extension=ANNA, note="x"))

    assert (raised.value.meaning, raised.value.detail) == ("refused", detail)


async def test_a_command_without_an_answer_times_out(house: House, pbx: ScriptedPbx) -> None:
    """The late answer is nobody's, and the next command works."""
    del pbx.answers["SetPresence"]
    driver = house.open(pbx.port, times=replace(QUICK, answer=LONGER))
    await driver.connect()

    with pytest.raises(CommandTimedOut):
        await driver.execute(SetPresence(extension=ANNA, note="x"))

    await pbx.send(result(pbx.heard("SetPresence")[0]))
    pbx.answers["SetPresence"] = lambda body: [result(body)]
    await driver.execute(SetPresence(extension=ANNA, note="y"))


@pytest.mark.parametrize(
    "command",
    [
        Dial(extension=ANNA, number="112"),
        HangUp(extension=ANNA),
        SetPresence(extension=ANNA, activity=Activity.OFFLINE),
    ],
    ids=["dial", "hang up", "offline"],
)
async def test_what_it_cannot_do_is_not_sent(
    link: Link, pbx: ScriptedPbx, command: Dial | HangUp | SetPresence
) -> None:
    """It is refused here."""
    driver, _ = link
    before = len(pbx.received)

    with pytest.raises(CommandUnsupported) as raised:
        await driver.execute(command)

    assert raised.value.needs == command.needs
    assert len(pbx.received) == before


async def test_a_loss_in_the_middle_of_a_command_is_told_as_one(
    house: House, pbx: ScriptedPbx
) -> None:
    """Also where something else is waited for than the answer to one question."""
    pbx.answers["DeleteApi"] = lambda body: [result(body, ok=False)]
    driver = house.open(pbx.port, ANNA, times=replace(QUICK, answer=LONGER))
    await driver.connect()
    batches = driver.batches()
    await anext(batches)

    asked = asyncio.create_task(driver.execute(GetFavourites(owner=ANNA)))
    await pbx.hears("CreateApi")
    await pbx.hang_up()

    with pytest.raises(LinkLost):
        await asked
