"""Giving way: a burst never holds up the loop, and a lone report does not wait for a turn."""

import asyncio

from custom_components.pbx.telephony.turns import EVERY, Turns


async def test_a_lone_report_gives_no_turn_away() -> None:
    """As long as little was done at a stretch, nothing else runs in between."""
    others: list[str] = []
    turns = Turns()
    asyncio.get_running_loop().call_soon(others.append, "another")

    for _ in range(EVERY - 1):
        await turns.over()

    assert others == []


async def test_a_burst_lets_others_have_a_turn() -> None:
    """After so many at a stretch, whoever waits comes first, again and again."""
    turns, ticks = Turns(), 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(tick())
    for _ in range(10 * EVERY):
        await turns.over()
    other.cancel()

    assert ticks == 10
