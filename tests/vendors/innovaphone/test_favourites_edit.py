"""Reading and changing favourites on command, against the simulated PBX."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from custom_components.pbx.telephony.commands import (
    AddFavourite,
    AddProfile,
    Command,
    Entry,
    GetFavourites,
    RemoveFavourite,
    RemoveProfile,
    RenameProfile,
    UpdateFavourite,
)
from custom_components.pbx.telephony.errors import (
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
)
from custom_components.pbx.telephony.model import ExtensionId
from simulator import InnovaphonePbx, Office
from simulator.faults import Errno, Silence
from simulator.innovaphone import EditReport

from .acting import TICKS, TIMES, Watcher, watching

ANNA, TOM = ExtensionId("anna.berger"), ExtensionId("tom.keller")
LENA = Entry(name="Lena", number="1002", address="lena.vogt")


@pytest.fixture
async def pbx(socket_enabled: None) -> AsyncIterator[InnovaphonePbx]:
    """A PBX where Anna has two favourites, one of them outside."""
    async with InnovaphonePbx(Office.sample(), ticks=TICKS) as pbx:
        pbx.profiles.add_contact(ANNA, dn="Tom", sip="tom.keller", num="1001")
        pbx.profiles.add_contact(ANNA, dn="Taxi", num="003023125042")
        yield pbx


@pytest.fixture(params=[(ANNA,), ()], ids=["followed", "not followed"])
async def watcher(pbx: InnovaphonePbx, request: pytest.FixtureRequest) -> AsyncIterator[Watcher]:
    """A connection; whether Anna's favourites are followed makes no difference to commands."""
    async with watching(pbx, ANNA, favourites_of=request.param) as watcher:
        yield watcher


def kept(pbx: InnovaphonePbx) -> list[tuple[str, str, str]]:
    """Give the favourites that the PBX has of Anna."""
    profile = pbx.profiles.first(ANNA)
    contacts = profile.contacts.values() if profile else ()
    return [(each.dsp, each.num, each.name) for each in contacts]


def told(data: Any) -> list[str]:
    return [each["name"] for each in data["favourites"]]


async def test_favourites_are_read(watcher: Watcher, pbx: InnovaphonePbx) -> None:
    """Anew, whatever was known: an edit need not be reported."""
    pbx.profiles.edit_report = EditReport.NOTHING
    pbx.profiles.edit_contact(ANNA, 2, {})
    pbx.profiles.edit_contact(ANNA, 1, {"id": 2, "num": "0301", "dsp": "Cab", "ext": "tel"})

    receipt = await watcher.execute(GetFavourites(owner=ANNA))

    assert receipt.data == {
        "profile": {"id": "1", "name": "Favourites"},
        "favourites": [
            {
                "id": "1",
                "name": "Tom",
                "number": "1001",
                "address": "tom.keller",
                "external": False,
            },
            {"id": "2", "name": "Cab", "number": "0301", "address": None, "external": True},
        ],
    }
    if watcher.state.favourites:
        await watcher.until(
            lambda state: [each.name for each in state.favourites_of(ANNA)] == ["Tom", "Cab"]
        )


@pytest.mark.parametrize("reports", [True, False], ids=["reported", "not reported"])
@pytest.mark.parametrize("answers", [True, False], ids=["answered", "not answered"])
async def test_favourites_are_changed(
    watcher: Watcher, pbx: InnovaphonePbx, *, answers: bool, reports: bool
) -> None:
    """Whether the PBX answers and reports or not: then the list is read again."""
    pbx.profiles.answers, pbx.profiles.reports = answers, reports
    is_followed = bool(watcher.state.favourites)

    receipt = await watcher.execute(AddFavourite(owner=ANNA, entry=LENA))
    assert told(receipt.data) == ["Tom", "Taxi", "Lena"]
    assert kept(pbx)[2] == ("Lena", "1002", "lena.vogt")

    change = UpdateFavourite(owner=ANNA, favourite="3", entry=Entry(name="Lena V."))
    receipt = await watcher.execute(change)
    assert told(receipt.data) == ["Tom", "Taxi", "Lena V."]
    assert kept(pbx)[2] == ("Lena V.", "1002", "lena.vogt")

    receipt = await watcher.execute(RemoveFavourite(owner=ANNA, favourite="2"))
    assert told(receipt.data) == ["Tom", "Lena V."]
    assert [each[0] for each in kept(pbx)] == ["Tom", "Lena V."]

    if is_followed:
        names = ["Tom", "Lena V."]
        await watcher.until(
            lambda state: [each.name for each in state.favourites_of(ANNA)] == names
        )


async def test_an_update_sends_the_whole_contact(watcher: Watcher) -> None:
    """What shall not change is sent as it was."""
    await watcher.execute(UpdateFavourite(owner=ANNA, favourite="1", entry=Entry(number="1009")))

    [sent] = watcher.sent("UpdateProfileContact")
    assert (sent["id"], sent["contact"]) == (
        1,
        {
            "id": 1,
            "name": "tom.keller",
            "num": "1009",
            "dsp": "Tom",
            "presence": True,
            "dialog": True,
        },
    )


async def test_a_new_one_has_other_members(watcher: Watcher) -> None:
    """Only when adding, the contact is spoken of in these words."""
    await watcher.execute(AddFavourite(owner=ANNA, entry=Entry(number="0301")))

    [sent] = watcher.sent("AddProfileContact")
    assert (sent["id"], sent["name"]) == (1, "Favourites")
    assert sent["contact"] == {"dn": "0301", "sip": "", "num": "0301"}


async def test_nobody_else_is_changed_and_nobody_stays_acted_for(
    watcher: Watcher, pbx: InnovaphonePbx
) -> None:
    """Who is not followed is acted for only as long as it takes."""
    before = len(watcher.sent("DeleteApi"))

    receipt = await watcher.execute(AddFavourite(owner=TOM, entry=LENA))

    assert told(receipt.data) == ["Lena"]
    assert [each.dsp for each in pbx.profiles.of(TOM)[0].contacts.values()] == ["Lena"]
    assert len(kept(pbx)) == 2
    assert watcher.sent("CreateApi")[-1]["sip"] == TOM
    [added] = watcher.sent("AddProfileContact")
    assert (await watcher.hears("DeleteApi", before + 1))["target"] == added["api"]
    assert not watcher.state.favourites_of(TOM)


@pytest.mark.parametrize("answers", [True, False], ids=["answered", "not answered"])
async def test_profiles_are_changed(
    watcher: Watcher, pbx: InnovaphonePbx, *, answers: bool
) -> None:
    """The first one is seen; another is taken on trust."""
    pbx.profiles.answers = answers
    await watcher.execute(AddProfile(owner=ANNA, name="Home"))
    receipt = await watcher.execute(RenameProfile(owner=ANNA, profile="1", name="Office"))
    assert receipt.data is not None
    assert receipt.data["profile"] == {"id": "1", "name": "Office"}
    await watcher.execute(RenameProfile(owner=ANNA, profile="2", name="Smart home"))
    await watcher.execute(AddFavourite(owner=ANNA, profile="2", entry=LENA))
    assert [each.name for each in pbx.profiles.of(ANNA)] == ["Office", "Smart home"]
    assert len(pbx.profiles.of(ANNA)[1].contacts) == 1

    receipt = await watcher.execute(RemoveProfile(owner=ANNA, profile="1"))

    assert [each.name for each in pbx.profiles.of(ANNA)] == ["Smart home"]
    assert told(receipt.data) == ["Lena"]


@pytest.mark.parametrize(
    ("command", "meaning"),
    [
        (UpdateFavourite(owner=ANNA, favourite="99", entry=LENA), "favourite_not_found"),
        (UpdateFavourite(owner=ANNA, favourite="x", entry=LENA), "favourite_not_found"),
        (RemoveFavourite(owner=ANNA, favourite="-1"), "favourite_not_found"),
        (AddFavourite(owner=ANNA, entry=Entry(name="Lena")), "number_missing"),
        (AddFavourite(owner=ANNA, entry=LENA, profile="first"), "value_not_accepted"),
        (RenameProfile(owner=ANNA, profile="", name="x"), "value_not_accepted"),
        (RemoveProfile(owner=ANNA, profile="²"), "value_not_accepted"),
        (GetFavourites(owner=ExtensionId("4711")), "extension_not_found"),
        (GetFavourites(owner=ExtensionId("nobody")), "impersonation_refused"),
    ],
    ids=[
        "unknown", "no number", "negative", "nobody to add", "profile is no number",
        "no profile", "odd digits", "number of nobody", "nobody",
    ],
)  # fmt: skip
async def test_what_cannot_be_done_is_refused(
    watcher: Watcher, pbx: InnovaphonePbx, command: Command, meaning: str
) -> None:
    """With a word that can be translated, and nothing is changed."""
    before = kept(pbx)

    with pytest.raises(CommandRefused) as raised:
        await watcher.execute(command)

    assert raised.value.meaning == meaning
    # The sentence for it names a field.
    assert raised.value.detail or meaning != "value_not_accepted"
    assert kept(pbx) == before


@pytest.mark.parametrize("mt", ["AddProfileContact", "SubscribeProfile"])
async def test_a_refusal_carries_the_words_of_the_pbx(pbx: InnovaphonePbx, mt: str) -> None:
    """Codes are not documented, so they are shown."""
    async with watching(pbx, ANNA) as watcher:
        pbx.faults.requests.add(Errno("7"), on=mt)

        with pytest.raises(CommandRefused) as raised:
            await watcher.execute(AddFavourite(owner=ANNA, entry=LENA))

    assert (raised.value.meaning, raised.value.detail) == ("refused", "refused by a fault")


async def test_a_change_that_neither_shows_nor_is_answered_times_out(
    watcher: Watcher, pbx: InnovaphonePbx
) -> None:
    """It may still happen; who asked shall know that it was not seen."""
    pbx.faults.requests.add(Silence(), on="DelProfileContact")

    with pytest.raises(CommandTimedOut):
        await watcher.execute(RemoveFavourite(owner=ANNA, favourite="1"))


async def test_a_silent_pbx_times_out(pbx: InnovaphonePbx) -> None:
    """Nobody waits for ever, and the next command works."""
    async with watching(pbx, ANNA, times=replace(TIMES, answer=0.2)) as watcher:
        pbx.faults.requests.add(Silence(), on="CreateApi")
        with pytest.raises(CommandTimedOut):
            await watcher.execute(GetFavourites(owner=ANNA))

        pbx.faults.requests.add(Silence(), on="SubscribeProfile")
        with pytest.raises(CommandTimedOut):
            await watcher.execute(GetFavourites(owner=TOM))


async def test_who_is_followed_is_read_again_after_silence(pbx: InnovaphonePbx) -> None:
    """A command that came to nothing does not end what was followed."""
    times = replace(TIMES, answer=0.2, retry=0.1)
    async with watching(pbx, ANNA, favourites_of=(ANNA,), times=times) as watcher:
        pbx.faults.requests.add(Silence(), on="SubscribeProfile")
        with pytest.raises(CommandTimedOut):
            await watcher.execute(GetFavourites(owner=ANNA))
        await watcher.hears("SubscribeProfile", 3)

        pbx.profiles.add_contact(ANNA, dn="Lena", sip="lena.vogt")
        await watcher.until(lambda state: len(state.favourites_of(ANNA)) == 3)


async def test_without_the_tick_nothing_is_sent(pbx: InnovaphonePbx) -> None:
    """It is refused here."""
    pbx.ticks = {"PbxApi"}
    async with watching(pbx, ANNA) as watcher:
        with pytest.raises(CommandUnsupported):
            await watcher.execute(GetFavourites(owner=ANNA))

        assert not watcher.sent("SubscribeProfile")
