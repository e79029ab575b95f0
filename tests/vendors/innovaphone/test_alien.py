"""Marking people as on the phone on another system, against the simulated PBX."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from custom_components.pbx.telephony.commands import SetPresence
from custom_components.pbx.telephony.errors import (
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
)
from custom_components.pbx.telephony.model import Activity, Capability, ExtensionId
from custom_components.pbx.telephony.state import PbxState
from simulator import InnovaphonePbx, Office
from simulator.faults import Delay, Errno, Silence

from .acting import TICKS, TIMES, Watcher, watching

ANNA, TOM = ExtensionId("anna.berger"), ExtensionId("tom.keller")
ON_THE_PHONE = SetPresence(extension=ANNA, activity=Activity.ON_THE_PHONE)


@pytest.fixture
async def pbx(socket_enabled: None) -> AsyncIterator[InnovaphonePbx]:
    async with InnovaphonePbx(Office.sample(), ticks=TICKS) as pbx:
        yield pbx


@pytest.fixture
async def watcher(pbx: InnovaphonePbx) -> AsyncIterator[Watcher]:
    async with watching(pbx, ANNA) as watcher:
        yield watcher


def doing(state: PbxState, person: ExtensionId = ANNA) -> Activity | None:
    """Say what somebody does."""
    presence = state.extensions[person].presence
    return presence.activity if presence else None


async def until_free(watcher: Watcher) -> None:
    await watcher.until(lambda state: doing(state) is not Activity.ON_THE_PHONE)


async def marked(watcher: Watcher) -> None:
    """Mark Anna, and see it."""
    await watcher.execute(ON_THE_PHONE)
    await watcher.until(lambda state: doing(state) is Activity.ON_THE_PHONE)


async def test_somebody_is_marked_once(watcher: Watcher) -> None:
    """As one who acts for them; a second time it is so already."""
    assert Capability.ON_THE_PHONE in watcher.capabilities

    await marked(watcher)
    await watcher.execute(ON_THE_PHONE)

    [sent] = watcher.sent("AddAlienCall")
    assert sent["api"] == "PbxApi.0"
    assert not watcher.sent("SetPresence")


@pytest.mark.parametrize(
    ("command", "activity"),
    [
        (SetPresence(extension=ANNA, activity=Activity.AVAILABLE), Activity.AVAILABLE),
        (SetPresence(extension=ANNA, activity=Activity.AWAY, note="Lunch"), Activity.AWAY),
        (SetPresence(extension=ANNA, raw="meeting"), Activity.OTHER),
    ],
    ids=["available", "away", "a word"],
)
async def test_anything_else_takes_the_mark_away(
    watcher: Watcher, command: SetPresence, activity: Activity
) -> None:
    """And nobody acts for her any more."""
    await marked(watcher)
    probes = len(watcher.sent("DeleteApi"))

    await watcher.execute(command)

    await watcher.until(lambda state: doing(state) is activity)
    assert (await watcher.hears("DelAlienCall"))["id"] == 1
    await watcher.hears("DeleteApi", probes + 1)


async def test_a_note_leaves_the_mark(watcher: Watcher) -> None:
    """What people do and what they write are two things."""
    await marked(watcher)

    await watcher.execute(SetPresence(extension=ANNA, note="Back soon"))

    await watcher.until(
        lambda state: (presence := state.extensions[ANNA].presence) and presence.chosen_note
    )
    assert doing(watcher.state) is Activity.ON_THE_PHONE


async def test_a_mark_can_come_with_a_note(watcher: Watcher) -> None:
    """The note is written by hand, the mark is made."""
    await watcher.execute(replace(ON_THE_PHONE, note="Hotline"))

    await watcher.until(
        lambda state: (presence := state.extensions[ANNA].presence) and presence.chosen_note
    )
    presence = watcher.state.extensions[ANNA].presence
    assert presence is not None
    assert (presence.activity, presence.note) == (Activity.ON_THE_PHONE, "Hotline")
    assert presence.chosen is Activity.AVAILABLE
    [sent] = watcher.sent("SetPresence")
    assert sent["activity"] == ""


async def test_the_mark_ends_with_the_connection_but_not_the_wish(pbx: InnovaphonePbx) -> None:
    """Nobody stays busy without us; when we are back, it is as it was."""
    wishes: dict[ExtensionId, str] = {}
    async with watching(pbx, ANNA, on_the_phone=wishes) as watcher:
        await marked(watcher)
    assert not pbx.office.on_the_phone("1000")

    async with watching(pbx, ANNA, on_the_phone=wishes) as watcher:
        await watcher.until(lambda state: doing(state) is Activity.ON_THE_PHONE)

        await watcher.execute(SetPresence(extension=ANNA, activity=Activity.AVAILABLE))
        await until_free(watcher)
    assert not wishes


async def test_a_mark_does_not_end_the_favourites(pbx: InnovaphonePbx) -> None:
    """Both act for her by the same value, which lasts as long as one of them needs it."""
    pbx.profiles.add_contact(ANNA, dn="Tom", sip=TOM)
    async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
        await marked(watcher)
        await watcher.execute(SetPresence(extension=ANNA, activity=Activity.AWAY))
        await watcher.until(lambda state: doing(state) is Activity.AWAY)

        pbx.office.set_presence("1001", "busy")
        await watcher.until(
            lambda state: any(
                each.presence and each.presence.activity is Activity.BUSY
                for each in state.favourites_of(ANNA)
            )
        )
        assert not watcher.sent("DeleteApi")
        assert len(watcher.sent("CreateApi")) == 1


async def test_favourites_end_and_the_mark_stays(pbx: InnovaphonePbx) -> None:
    """Then each subscription is ended by itself."""
    pbx.profiles.add_contact(ANNA, dn="Tom", sip=TOM)
    async with watching(pbx, ANNA, favourites_of=(ANNA,)) as watcher:
        await marked(watcher)
        await watcher.driver.watch((TOM,))

        await watcher.hears("UnsubscribeProfile")
        await watcher.hears("UnsubscribePresence", 2)
        assert not watcher.sent("DeleteApi")
        assert pbx.alien_calls.has(ANNA)


async def test_a_mark_that_nobody_wants_any_more_goes_when_it_comes(
    watcher: Watcher, pbx: InnovaphonePbx
) -> None:
    """The PBX may be slow, and people quick."""
    pbx.faults.requests.add(Delay(0.2), on="AddAlienCall")
    marking = asyncio.create_task(watcher.execute(ON_THE_PHONE))
    await watcher.hears("AddAlienCall")

    await watcher.execute(SetPresence(extension=ANNA, activity=Activity.AWAY))

    await marking
    await watcher.hears("DelAlienCall")
    await watcher.until(lambda state: doing(state) is Activity.AWAY)


@pytest.mark.parametrize(
    ("person", "meaning"), [("nobody", "impersonation_refused"), ("4711", "extension_not_found")]
)
async def test_nobody_cannot_be_marked(watcher: Watcher, person: str, meaning: str) -> None:
    """Who is unknown is refused, and not tried again on the next connection."""
    with pytest.raises(CommandRefused) as raised:
        await watcher.execute(replace(ON_THE_PHONE, extension=ExtensionId(person)))

    assert raised.value.meaning == meaning


async def test_an_older_pbx_refuses(pbx: InnovaphonePbx) -> None:
    """It knows the user, but not the request: by its own words, or by silence."""
    wishes: dict[ExtensionId, str] = {}
    times = replace(TIMES, answer=0.2)
    async with watching(pbx, ANNA, times=times, on_the_phone=wishes) as watcher:
        pbx.faults.requests.add(Errno("9"), on="AddAlienCall")
        with pytest.raises(CommandRefused, match="refused by a fault"):
            await watcher.execute(ON_THE_PHONE)

        pbx.faults.requests.add(Silence(), on="AddAlienCall")
        with pytest.raises(CommandTimedOut):
            await watcher.execute(ON_THE_PHONE)

    assert not wishes


@pytest.mark.parametrize("note", [None, "Hotline"])
async def test_without_the_tick_nobody_can_be_marked(pbx: InnovaphonePbx, note: str | None) -> None:
    """It cannot be written by hand, so nothing is sent."""
    pbx.ticks = {"PbxApi"}
    async with watching(pbx, ANNA) as watcher:
        with pytest.raises(CommandUnsupported):
            await watcher.execute(replace(ON_THE_PHONE, note=note))

        assert not watcher.sent("SetPresence")
