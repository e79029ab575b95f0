"""How a connection ends, and what ends with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from custom_components.pbx.telephony.commands import SetPresence
from custom_components.pbx.telephony.errors import CommandTimedOut, LinkLost
from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.model import Activity
from custom_components.pbx.telephony.vendors.innovaphone.dialed import Dialed
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver

from .conftest import ANNA, BUSY, LONGER, QUICK, SHORT, House, Link, ScriptedPbx, activity, update


@pytest.mark.parametrize("ending", ["hang_up", "vanish"], ids=["politely", "cut"])
async def test_the_end_of_the_socket_ends_everything(
    link: Link, pbx: ScriptedPbx, ending: str
) -> None:
    """What was told before is not lost; then batches, and whatever is asked, say that it is over."""
    driver, batches = link
    del pbx.answers["SetPresence"]
    command = asyncio.create_task(driver.execute(SetPresence(extension=ANNA, note="x")))
    await pbx.hears("SetPresence")
    await pbx.send(update(pbx.heard("SubscribePresence")[0], BUSY))
    if ending == "vanish":
        assert activity(await anext(batches)) is Activity.BUSY
    closing = asyncio.create_task(getattr(pbx, ending)())

    if ending == "hang_up":
        assert activity(await anext(batches)) is Activity.BUSY
    with pytest.raises(LinkLost):
        await anext(batches)
    with pytest.raises(LinkLost):
        await command
    with pytest.raises(LinkLost):
        await driver.execute(SetPresence(extension=ANNA, note="y"))
    await closing


async def test_closing_ends_everything_too(link: Link, pbx: ScriptedPbx) -> None:
    """Who still waits is told that the link is lost, not that they were cancelled."""
    driver, batches = link
    del pbx.answers["SetPresence"]
    command = asyncio.create_task(driver.execute(SetPresence(extension=ANNA, note="x")))
    await pbx.hears("SetPresence")
    following = asyncio.ensure_future(anext(batches))

    await driver.close()
    await driver.close()

    for waiting in (command, following):
        with pytest.raises(LinkLost):
            await waiting
    await pbx.closed.wait()
    assert pbx.close_code == 1000


async def test_a_farewell_that_is_cut_short_leaves_nothing_open(link: Link) -> None:
    """Home Assistant stops what it has started, also while that is saying goodbye."""
    driver, _ = link
    closing = asyncio.create_task(driver.close())
    await asyncio.sleep(0)

    closing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await closing
    assert isinstance(driver._way, Dialed)
    assert driver._way._http is not None
    assert driver._way._http.closed


async def test_a_driver_that_never_connected_can_be_closed(house: House) -> None:
    """And it can do nothing."""
    driver = house.open(1)
    await driver.close()

    with pytest.raises(LinkLost):
        await driver.execute(SetPresence(extension=ANNA, note="x"))
    assert await driver.directory() is None


async def test_a_loss_before_the_picture_is_told(house: House, pbx: ScriptedPbx) -> None:
    """Nobody waits for users on a dead link."""
    pbx.hangs_up_on = "SubscribePresence"
    driver = house.open(pbx.port, ANNA)
    await driver.connect()

    with pytest.raises(LinkLost):
        await anext(driver.batches())


async def test_a_dead_pbx_is_noticed(house: House, pbx: ScriptedPbx) -> None:
    """A PBX that answers nothing any more is lost, though its socket stays open."""
    driver = house.open(pbx.port, times=replace(QUICK, probe=SHORT, death=LONGER))
    await driver.connect()
    del pbx.answers["GetNodeInfo"]

    with pytest.raises(LinkLost, match="silent"):
        await anext(_told(driver.batches()))
    assert len(pbx.heard("GetNodeInfo")) > 1


@pytest.mark.parametrize("end", ["read on", "close"], ids=["somebody reads on", "we close"])
async def test_what_nobody_takes_makes_the_pbx_wait(
    house: House, pbx: ScriptedPbx, end: str
) -> None:
    """A flood fills no memory: it is read when somebody takes it, and keeps nobody from closing."""
    driver = house.open(pbx.port, ANNA, times=replace(QUICK, answer=LONGER))
    await driver.connect()
    batches = driver.batches()
    await anext(batches)
    asked = pbx.heard("SubscribePresence")[0]
    for _ in range(1500):
        await pbx.send(update(asked, BUSY))
    with pytest.raises(CommandTimedOut):
        await driver.execute(SetPresence(extension=ANNA, note="behind the flood"))

    if end == "close":
        await driver.close()
        assert 0 < len([batch async for batch in _rest(batches)]) <= 1000
    else:
        for _ in range(1500):
            assert activity(await anext(batches)) is Activity.BUSY


async def _told(batches: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
    """Give what is told after the first picture."""
    await anext(batches)
    async for batch in batches:
        yield batch


async def _rest(batches: AsyncIterator[Batch]) -> AsyncIterator[Batch]:
    """Give what is left until the link is lost."""
    try:
        async for batch in batches:
            yield batch
    except LinkLost:
        return


@pytest.mark.parametrize("first", ["we", "they"], ids=["we close first", "the PBX closes first"])
async def test_nothing_is_left_behind(house: House, pbx: ScriptedPbx, first: str) -> None:
    """Whoever closes first, the next connection works."""
    endings: dict[str, Callable[[InnovaphoneDriver], Awaitable[None]]] = {
        "we": lambda driver: driver.close(),
        "they": lambda driver: pbx.hang_up(),
    }
    for _ in range(3):
        driver = house.open(pbx.port, ANNA)
        await driver.connect()
        batches = driver.batches()
        await anext(batches)
        await endings[first](driver)
        with pytest.raises(LinkLost):
            await anext(batches)
        await driver.close()

    assert len(pbx.heard("AppLogin")) == 3
