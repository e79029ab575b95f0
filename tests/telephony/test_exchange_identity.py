"""Who comes back after a loss, and who waits for whom."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import repeat

import pytest

from custom_components.pbx.telephony.errors import CannotConnect, LinkLost, LockedOut, OtherPbx
from custom_components.pbx.telephony.exchange import LOCKED, REFUSED, Exchange
from custom_components.pbx.telephony.model import LinkStatus, PbxInfo
from tests.telephony import lines
from tests.telephony.lines import INFO, StringPbx, link_is, told_of


@pytest.mark.parametrize(
    ("before", "after", "is_same"),
    [
        (INFO, replace(INFO, firmware="newer"), True),
        (INFO, replace(INFO, id="other"), False),
        (replace(INFO, id_is_stable=False), replace(INFO, id="other", id_is_stable=False), True),
        (INFO, replace(INFO, id="other", id_is_stable=False), True),
    ],
    ids=["the same", "another", "none tells", "it does not tell any more"],
)
async def test_another_pbx_at_the_address_is_not_taken_for_this_one(
    monkeypatch: pytest.MonkeyPatch, before: PbxInfo, after: PbxInfo, is_same: bool
) -> None:
    """Also while running: addresses are handed out anew, and extensions must not mix."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    monkeypatch.setattr(lines, "INFO", before)
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    monkeypatch.setattr(lines, "INFO", after)

    refused = asyncio.create_task(told_of(exchange, REFUSED))
    pbx.tell(LinkLost("gone"))
    if is_same:
        await link_is(exchange, LinkStatus.UP, 2)
        refused.cancel()
    else:
        await refused
        assert isinstance(exchange.refusal, OtherPbx)
        assert exchange.state.info == before
    await exchange.stop()
    await running


async def test_each_attempt_waits_its_turn() -> None:
    """A form and an entry may want to log in at the same time."""
    pbx, turns = StringPbx(), asyncio.Lock()

    @asynccontextmanager
    async def politely() -> AsyncIterator[None]:
        async with turns:
            yield

    calm = pbx.exchange()
    exchange = Exchange(pbx.vendor, {}, calm._ports, lambda: repeat(0.0), politely)
    await turns.acquire()
    starting = asyncio.create_task(exchange.start())
    for _ in range(5):
        await asyncio.sleep(0)
    assert pbx.diary == []

    turns.release()
    await starting

    assert pbx.diary == ["connect"]
    assert not turns.locked()
    await exchange.stop()


async def test_nothing_is_sent_while_the_address_is_locked_out() -> None:
    """Somebody at a form may have used up the attempts."""
    pbx, locked = StringPbx(), False

    @asynccontextmanager
    async def politely() -> AsyncIterator[None]:
        if locked:
            raise LockedOut(600)
        yield

    calm = pbx.exchange()
    exchange = Exchange(pbx.vendor, {}, calm._ports, lambda: repeat(0.0), politely)
    await exchange.start()
    locked = True
    running = asyncio.create_task(exchange.run())
    pbx.refusals = [CannotConnect("never asked")]

    pbx.tell(LinkLost("gone"))
    await told_of(exchange, LOCKED)

    assert exchange.silence == 600
    assert pbx.diary == ["connect", "close"]
    await exchange.stop()
    await running
