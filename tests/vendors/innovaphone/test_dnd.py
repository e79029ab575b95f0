"""Do-not-disturb is the presence that a person sets by hand."""

import pytest

from custom_components.pbx.telephony.commands import SetDoNotDisturb
from custom_components.pbx.telephony.facts import ExtensionIs, ExtensionsAre, PresenceIs
from custom_components.pbx.telephony.model import Activity, Capability, Extension, Presence
from custom_components.pbx.telephony.settings import ExtensionSettings
from custom_components.pbx.telephony.vendors.innovaphone.dnd import DoNotDisturb

from .conftest import ANNA, BUSY, House, ScriptedPbx, update
from .platform_talk import platform_alone, settings_that, up

__all__ = ["platform_alone"]

pytestmark = pytest.mark.usefixtures("platform_alone")

DND = {**BUSY, "activity": "dnd"}


def shows(chosen: Activity | None) -> PresenceIs:
    """Tell what a person has set."""
    presence = Presence(activity=Activity.ON_THE_PHONE, chosen=chosen) if chosen else None
    return PresenceIs(id=ANNA, presence=presence)


def means(*, on: bool) -> ExtensionIs:
    """Tell the setting."""
    return ExtensionIs(id=ANNA, settings=ExtensionSettings(do_not_disturb=on))


def test_what_is_set_by_hand_is_the_setting() -> None:
    """Whatever is shown above it; and only a change is told."""
    dnd = DoNotDisturb()
    away, disturbed = shows(Activity.AWAY), shows(Activity.DO_NOT_DISTURB)

    assert dnd.completed((away,)) == (away, means(on=False))
    assert dnd.completed((shows(Activity.BUSY),)) == (shows(Activity.BUSY),)
    assert dnd.completed((disturbed,)) == (disturbed, means(on=True))
    assert dnd.completed((disturbed, away)) == (disturbed, away, means(on=False))


def test_an_unknown_presence_says_nothing() -> None:
    """What was known stays known."""
    dnd = DoNotDisturb()
    dnd.completed((shows(Activity.DO_NOT_DISTURB),))

    assert dnd.completed((shows(None),)) == (shows(None),)
    assert len(dnd.completed((shows(Activity.DO_NOT_DISTURB),))) == 1


def test_who_goes_and_comes_back_is_told_anew() -> None:
    """The picture has forgotten the person meanwhile."""
    dnd = DoNotDisturb()
    dnd.completed((shows(Activity.AWAY),))
    here = ExtensionsAre(extensions=(Extension(id=ANNA),))

    assert len(dnd.completed((here, shows(Activity.AWAY)))) == 2
    assert len(dnd.completed((ExtensionsAre(extensions=()),))) == 1
    assert dnd.completed((shows(Activity.AWAY),)) == (shows(Activity.AWAY), means(on=False))


async def test_every_pbx_has_it(house: House, pbx: ScriptedPbx) -> None:
    """It needs no more than presence does."""
    info = await house.open(pbx.port, ANNA).connect()

    assert Capability.DO_NOT_DISTURB in info.capabilities
    assert Capability.RING_MOBILE not in info.capabilities


async def test_it_is_followed_and_set(house: House, pbx: ScriptedPbx) -> None:
    """The note stays."""
    driver, batches = await up(house, pbx)
    await settings_that(batches, ANNA, lambda each: each.do_not_disturb is False)
    [asked] = pbx.heard("SubscribePresence")

    await pbx.send(update(asked, DND))
    await settings_that(batches, ANNA, lambda each: each.do_not_disturb is True)
    await driver.execute(SetDoNotDisturb(extension=ANNA, on=False))
    await driver.execute(SetDoNotDisturb(extension=ANNA, on=True))

    sent = [(body["activity"], body["note"]) for body in pbx.heard("SetPresence")]
    assert sent == [("", "Focus"), ("dnd", "Focus")]


async def test_another_presence_is_not_switched_off(house: House, pbx: ScriptedPbx) -> None:
    """Who is busy is not made available by letting himself be disturbed."""
    driver, batches = await up(house, pbx)
    [asked] = pbx.heard("SubscribePresence")
    await pbx.send(update(asked, BUSY))
    async for batch in batches:
        if any(isinstance(fact, PresenceIs) and fact.presence and fact.presence.raw == "busy"
               for fact in batch.facts):  # fmt: skip
            break

    await driver.execute(SetDoNotDisturb(extension=ANNA, on=False))

    assert not pbx.heard("SetPresence")
