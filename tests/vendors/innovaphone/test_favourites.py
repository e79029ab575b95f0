"""Favourites of chosen people against the simulated PBX: read, followed, and seen."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from custom_components.pbx.telephony.favourite import Favourite, favourite_id
from custom_components.pbx.telephony.model import Activity, Capability, ExtensionId
from custom_components.pbx.telephony.state import PbxState
from simulator import InnovaphonePbx, Office
from simulator.faults import Silence
from simulator.innovaphone import EditReport
from simulator.innovaphone.presence import NOTHING

from .acting import TICKS, TIMES, watching

ANNA, TOM = ExtensionId("anna.berger"), ExtensionId("tom.keller")


@pytest.fixture
def office() -> Office:
    return Office.sample()


@pytest.fixture
async def pbx(socket_enabled: None, office: Office) -> AsyncIterator[InnovaphonePbx]:
    """A PBX where Anna has two favourites, one of them outside."""
    async with InnovaphonePbx(office, ticks=TICKS) as pbx:
        pbx.profiles.add_contact(ANNA, dn="Tom", sip="tom.keller", num="1001")
        pbx.profiles.add_contact(ANNA, dn="Taxi", num="003023125042")
        yield pbx


def of(state: PbxState, owner: ExtensionId = ANNA) -> list[str]:
    """Name the favourites of somebody."""
    return [each.name for each in state.favourites_of(owner)]


def entry(state: PbxState, name: str, owner: ExtensionId = ANNA) -> Favourite:
    """Find a favourite."""
    return next(each for each in state.favourites_of(owner) if each.name == name)


def doing(state: PbxState, name: str) -> Activity | None:
    """Say what a favourite of Anna does."""
    found = [each for each in state.favourites_of(ANNA) if each.name == name]
    return found[0].presence.activity if found and found[0].presence else None


async def test_the_first_picture_has_the_favourites_of_the_chosen(pbx: InnovaphonePbx) -> None:
    """With what they do; who is outside cannot be seen, and nobody else's are read."""
    async with watching(pbx, ANNA, TOM, favourites_of=(ANNA,)) as watcher:
        state = watcher.state

        assert Capability.FAVOURITES in watcher.capabilities
        assert of(state) == ["Tom", "Taxi"]
        assert of(state, TOM) == []
        assert doing(state, "Tom") is Activity.AVAILABLE
        taxi = entry(state, "Taxi")
        assert taxi == Favourite(
            id=favourite_id(ANNA, "2"),
            owner=ANNA,
            entry="2",
            profile="1",
            name="Taxi",
            number="003023125042",
        )
        assert entry(state, "Tom").address == "tom.keller"
        assert [each["sip"] for each in watcher.sent("CreateApi")] == [ANNA]


async def test_nobody_is_chosen_by_default(pbx: InnovaphonePbx) -> None:
    """It can be done, but nobody's list is read, and nothing is changed to find out."""
    async with watching(pbx, ANNA) as watcher:
        assert Capability.FAVOURITES in watcher.capabilities
        assert not watcher.state.favourites
        assert not watcher.sent("CreateApi")
        assert not watcher.sent("SubscribeProfile")


@pytest.mark.parametrize("chosen", [(), (ANNA,)], ids=["nobody", "Anna"])
async def test_without_the_tick_there_are_none(
    pbx: InnovaphonePbx, chosen: tuple[str, ...]
) -> None:
    """The API keeps silent, and everything else works."""
    pbx.ticks = {"PbxApi"}

    async with watching(pbx, ANNA, favourites_of=chosen) as watcher:
        assert Capability.FAVOURITES not in watcher.capabilities
        assert Capability.ON_THE_PHONE not in watcher.capabilities
        assert watcher.state.extensions[ANNA].presence is not None


async def test_who_may_not_be_acted_for_has_none(pbx: InnovaphonePbx) -> None:
    """A refusal is of that person only; it is asked again much later."""
    pbx.profiles.add_contact(TOM, dn="Anna", sip=ANNA)
    async with watching(pbx, "nobody", TOM, favourites_of=("nobody", TOM)) as watcher:
        assert Capability.FAVOURITES in watcher.capabilities
        assert of(watcher.state, TOM) == ["Anna"]


async def test_who_comes_later_is_asked_for_again(pbx: InnovaphonePbx) -> None:
    """People get created, and rights given."""
    times = replace(TIMES, retry=0.1)
    async with watching(pbx, "nora", favourites_of=("nora",), times=times) as watcher:
        await watcher.hears("CreateApi", 2)
        person = replace(pbx.office.person("1001"), number="1099", name="Nora", login="nora")
        pbx.office.add_person(person)
        pbx.profiles.add_contact("nora", dn="Anna", sip=ANNA)

        await watcher.until(lambda state: of(state, ExtensionId("nora")) == ["Anna"])


async def test_somebody_watched_by_number_is_acted_for_by_name(pbx: InnovaphonePbx) -> None:
    """The name comes with the presence."""
    anna = ExtensionId("1000")
    async with watching(pbx, anna, favourites_of=(anna,)) as watcher:
        await watcher.until(lambda state: of(state, anna) == ["Tom", "Taxi"])

        assert [each["sip"] for each in watcher.sent("CreateApi")] == [ANNA]


async def test_favourites_come_and_go(pbx: InnovaphonePbx) -> None:
    """As their owner changes them elsewhere; presences of the others stay."""
    async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
        pbx.profiles.add_contact(ANNA, dn="Lena", sip="lena.vogt", num="1002")
        await watcher.until(lambda state: doing(state, "Lena") is Activity.AVAILABLE)
        assert of(watcher.state) == ["Tom", "Taxi", "Lena"]

        pbx.profiles.remove_contact(ANNA, 1, 1)
        await watcher.until(lambda state: of(state) == ["Taxi", "Lena"])
        assert (await watcher.hears("UnsubscribePresence"))["sip"] == TOM


@pytest.mark.parametrize("report", [EditReport.SAME_ID, EditReport.ANEW])
async def test_an_edit_elsewhere_is_seen(pbx: InnovaphonePbx, report: EditReport) -> None:
    """There is no report of it: it comes as another of the same id, or anew."""
    pbx.profiles.edit_report = report
    async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
        contact = {"id": 1, "name": "lena.vogt", "num": "1002", "dsp": "Lena"}
        pbx.profiles.edit_contact(ANNA, 1, contact)

        await watcher.until(lambda state: doing(state, "Lena") is Activity.AVAILABLE)
        assert sorted(of(watcher.state)) == ["Lena", "Taxi"]
        assert entry(watcher.state, "Lena").address == "lena.vogt"


async def test_only_the_first_profile_counts(pbx: InnovaphonePbx) -> None:
    """Reports about another are of no use."""
    async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
        tag = watcher.sent("SubscribeProfile")[0]["src"]
        for profile, name in ((2, "Wrong"), (1, "Right")):
            contact = {"id": 77, "name": "", "num": "1", "dsp": name}
            said = {"mt": "ProfileContactAdded", "profile": {"id": profile, "contact": contact}}
            pbx.send({"api": "PbxApi.0", "src": tag} | said)
        gone = {"id": 2, "contact": {"id": 77}}
        pbx.send({"api": "PbxApi.0", "src": tag, "mt": "ProfileContactDeleted", "profile": gone})

        await watcher.until(lambda state: "Right" in of(state))
        assert of(watcher.state) == ["Tom", "Taxi", "Right"]


async def test_nonsense_about_favourites_changes_nothing(pbx: InnovaphonePbx) -> None:
    """What cannot be understood is skipped, and what comes after it is not."""
    async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
        tag = watcher.sent("SubscribeProfile")[0]["src"]
        contacts: list[object] = [None, 7, {}, {"id": -1}, {"id": True}, {"dsp": "no id"}]
        profiles: list[object] = [None, 7, [], {}]
        profiles += [{"id": 1, "contact": each} for each in contacts]
        for mt in ("ProfileContactAdded", "ProfileContactDeleted"):
            for profile in profiles:
                pbx.send({"api": "PbxApi.0", "src": tag, "mt": mt, "profile": profile})
        pbx.profiles.add_contact(ANNA, dn="Lena", sip="lena.vogt")

        await watcher.until(lambda state: "Lena" in of(state))
        assert of(watcher.state) == ["Tom", "Taxi", "Lena"]


async def test_who_has_no_profile_gets_the_first_one(pbx: InnovaphonePbx) -> None:
    """An empty list is a list."""
    async with watching(pbx, TOM, favourites_of=(TOM,)) as watcher:
        assert of(watcher.state, TOM) == []

        pbx.profiles.add_contact(TOM, dn="Anna", sip=ANNA)

        await watcher.until(lambda state: of(state, TOM) == ["Anna"])


async def test_presences_are_seen_with_the_eyes_of_the_owner(
    pbx: InnovaphonePbx, office: Office
) -> None:
    """What the App object may see is another matter."""
    pbx.hide(TOM)
    async with watching(pbx, ANNA, TOM, favourites_of=(ANNA,)) as watcher:
        office.set_presence("1001", "busy", "Focus")
        await watcher.until(lambda state: doing(state, "Tom") is Activity.BUSY)
        seen = entry(watcher.state, "Tom").presence
        assert seen is not None
        assert seen.note == "Focus"
        assert watcher.state.extensions[TOM].presence is None

        pbx.set_view(ANNA, TOM, NOTHING)
        await watcher.until(lambda state: doing(state, "Tom") is None)
        assert entry(watcher.state, "Tom").reason == "not_visible"


async def test_a_state_without_a_tag_is_not_taken_for_what_we_see(pbx: InnovaphonePbx) -> None:
    """What is shown to Anna says nothing of what we may see."""
    async with watching(pbx, ANNA, TOM, favourites_of=(ANNA,)) as watcher:
        pbx.send({"api": "PbxApi.0", "mt": "PresenceState", "up": False, "sip": TOM})
        pbx.profiles.add_contact(ANNA, dn="Lena", sip="lena.vogt")

        await watcher.until(lambda state: "Lena" in of(state))
        assert watcher.state.extensions[TOM].presence is not None


async def test_who_is_there_twice_is_watched_once(pbx: InnovaphonePbx, office: Office) -> None:
    """A second subscription of the same person would be undocumented."""
    pbx.profiles.add_contact(ANNA, dn="Tom at home", sip="Tom.Keller", num="0170")
    pbx.profiles.add_contact(ANNA, dn="Boss", sip=TOM)
    async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
        office.set_presence("1001", "away")
        await watcher.until(lambda state: doing(state, "Boss") is Activity.AWAY)
        assert doing(watcher.state, "Tom") is Activity.AWAY
        assert [
            each["sip"] for each in watcher.sent("SubscribePresence") if "." in each["api"]
        ] == [TOM]


async def test_many_favourites_are_all_seen(pbx: InnovaphonePbx) -> None:
    """Pacing leaves nobody out."""
    names = [person.login for person in pbx.office.people.values()]
    for owner in names:
        for name in names:
            pbx.profiles.add_contact(owner, dn=name, sip=name)
    times = replace(TIMES, window=3)

    async with watching(pbx, *names, favourites_of=tuple(names), times=times) as watcher:
        await watcher.until(
            lambda state: (
                sum(each.presence is not None for each in state.favourites.values())
                == len(names) ** 2 + 1
            )
        )


async def test_who_is_watched_no_longer_has_none(pbx: InnovaphonePbx) -> None:
    """Nor do we act for them; who is watched later has theirs."""
    pbx.profiles.add_contact(TOM, dn="Anna", sip=ANNA)
    async with watching(pbx, ANNA, favourites_of=(ANNA, TOM)) as watcher:
        await watcher.driver.watch((TOM,))
        await watcher.until(lambda state: of(state, TOM) == ["Anna"])

        assert (await watcher.hears("DeleteApi"))["target"] == "PbxApi.0"
        assert not of(watcher.state)
        pbx.profiles.add_contact(ANNA, dn="Lena", sip="lena.vogt")
        pbx.profiles.add_contact(TOM, dn="Lena", sip="lena.vogt")
        await watcher.until(lambda state: "Lena" in of(state, TOM))
        assert not of(watcher.state)


async def test_a_profile_that_is_not_told_is_asked_for_again(pbx: InnovaphonePbx) -> None:
    """Silence holds nobody up."""
    pbx.faults.requests.add(Silence(), on="SubscribeProfile")
    times = replace(TIMES, answer=0.1, retry=0.1)
    async with watching(pbx, ANNA, favourites_of=(ANNA,), times=times) as watcher:
        await watcher.until(lambda state: of(state) == ["Tom", "Taxi"])


async def test_all_is_set_up_again_on_the_next_connection(pbx: InnovaphonePbx) -> None:
    """Values of `api` die with a connection, and the next one has its own."""
    for _ in range(2):
        async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
            assert doing(watcher.state, "Tom") is Activity.AVAILABLE
        await pbx.restart()

    assert len(watcher.sent("CreateApi")) == 2
