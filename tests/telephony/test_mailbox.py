"""Where reports wait: in order and bounded."""

import asyncio

from custom_components.pbx.telephony.driver import Delivery
from custom_components.pbx.telephony.mailbox import (
    BURST,
    MAX_BODY,
    MAX_BYTES,
    MAX_WAITING,
    Mailbox,
    RateLimit,
)


def delivery(body: bytes = b"{}", received: float = 1.0) -> Delivery:
    """Make a delivery."""
    return Delivery(body, received)


async def test_reports_come_out_in_the_order_in_which_they_came() -> None:
    """The order of reports is their meaning."""
    mailbox = Mailbox()

    for number in range(100):
        assert mailbox.put(delivery(str(number).encode()))

    assert [int((await mailbox.get()).body) for _ in range(100)] == list(range(100))


async def test_who_waits_gets_the_next_report() -> None:
    """The driver waits without asking again and again."""
    mailbox = Mailbox()
    waiting = asyncio.create_task(mailbox.get())

    mailbox.put(delivery(b"news"))

    assert (await waiting).body == b"news"


async def test_a_burst_fits_and_a_flood_is_refused() -> None:
    """What does not fit is counted, and room is made by reading."""
    mailbox = Mailbox()
    assert all(mailbox.put(delivery()) for _ in range(MAX_WAITING))

    assert not mailbox.put(delivery())
    assert mailbox.refused == 1

    await mailbox.get()
    assert mailbox.put(delivery())


async def test_large_reports_are_bounded_by_their_size() -> None:
    """A few thousand of the largest bodies must not eat the memory."""
    mailbox = Mailbox()
    large = delivery(b"x" * MAX_BODY)
    for _ in range(MAX_BYTES // MAX_BODY):
        assert mailbox.put(large)

    assert not mailbox.put(delivery(b"x"))

    await mailbox.get()
    assert mailbox.put(large)


async def test_what_is_forgotten_makes_room() -> None:
    """After a loss the old reports are worthless."""
    mailbox = Mailbox()
    large = delivery(b"x" * MAX_BODY)
    for _ in range(MAX_BYTES // MAX_BODY):
        mailbox.put(large)

    mailbox.clear()

    assert mailbox.put(large)
    assert await mailbox.get() is large
    mailbox.clear()


async def test_a_burst_of_two_thousand_passes() -> None:
    """So much is promised; what comes beyond the bound is counted."""
    rate = RateLimit()
    assert BURST >= 2_000

    passed = [rate.passes() for _ in range(4 * BURST)]

    assert all(passed[:BURST])
    assert rate.refused > 0
    assert passed.count(False) == rate.refused


async def test_after_a_burst_there_is_room_again() -> None:
    """So many a second."""
    rate = RateLimit(burst=1, per_second=1_000.0)
    assert rate.passes()

    async with asyncio.timeout(5):
        while not rate.passes():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.001)
