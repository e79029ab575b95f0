"""The supervisor when things go wrong: loss, refusal, bugs, and the end."""

import asyncio
from collections.abc import AsyncGenerator
from itertools import chain, repeat
import logging

import pytest

from custom_components.pbx.telephony.backoff import STEADY
from custom_components.pbx.telephony.errors import (
    AuthenticationFailed,
    CannotConnect,
    CertificateChanged,
    CertificateUntrusted,
    ConnectError,
    LinkLost,
    LockedOut,
)
from custom_components.pbx.telephony.exchange import LINK, REFUSED, Exchange
from custom_components.pbx.telephony.facts import Batch, ExtensionsAre
from custom_components.pbx.telephony.model import LinkStatus
from tests.telephony.facts import CALL, RINGING, called, extension
from tests.telephony.lines import StringPbx, link_is, told_of

SECRET = "https://192.0.2.1/api?token=0123456789abcdef"


class Delays:
    """Delays that cost no time, and how many of them were asked for."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def __iter__(self) -> Delays:
        return self

    def __next__(self) -> float:
        self.taken.append(0.0)
        return 0.0


def statuses(exchange: Exchange) -> list[tuple[LinkStatus, str | None]]:
    """Note what the link goes through, with its reason."""
    seen: list[tuple[LinkStatus, str | None]] = []
    exchange.changes.add(
        LINK, lambda: seen.append((exchange.state.link.status, exchange.state.link.reason))
    )
    return seen


def written(caplog: pytest.LogCaptureFixture) -> list[int]:
    """Give the levels of what a person finds in the log."""
    return [record.levelno for record in caplog.records if record.levelno >= logging.INFO]


async def next_wait() -> None:
    """Let the supervisor reach its next wait."""
    await asyncio.sleep(0)


async def test_a_lost_link_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    """Down, connecting, up again, with a new driver and one line in the log for each way."""
    caplog.set_level(logging.DEBUG)
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    seen = statuses(exchange)
    running = asyncio.create_task(exchange.run())

    pbx.tell(LinkLost("gone"))
    await link_is(exchange, LinkStatus.UP, 2)

    assert seen == [
        (LinkStatus.DOWN, "LinkLost"),
        (LinkStatus.CONNECTING, None),
        (LinkStatus.UP, None),
    ]
    assert pbx.diary == ["connect", "close", "connect"]
    await next_wait()
    assert written(caplog) == [logging.WARNING, logging.INFO]
    await exchange.stop()
    await running


async def test_calls_of_before_the_loss_are_forgotten() -> None:
    """The new picture tells which calls there are; extensions stay."""
    pbx = StringPbx()
    pbx.first = Batch((ExtensionsAre(extensions=(extension("alice"),)),))
    exchange = pbx.exchange()
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    pbx.tell(Batch((called("alice", RINGING),)))
    pbx.tell(LinkLost("gone"))

    await link_is(exchange, LinkStatus.UP, 2)

    assert CALL not in exchange.state.calls
    assert list(exchange.state.extensions) == ["alice"]
    await exchange.stop()
    await running


async def test_a_driver_that_merely_ends_has_lost_the_link() -> None:
    """It should have raised; the PBX is gone all the same."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    running = asyncio.create_task(exchange.run())

    pbx.tell(None)

    await link_is(exchange, LinkStatus.UP, 2)
    await exchange.stop()
    await running


async def test_a_pbx_that_stays_away_is_asked_again_and_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each attempt takes the next delay, and only the loss and the return are logged."""
    caplog.set_level(logging.DEBUG)
    pbx, delays = StringPbx(), Delays()
    exchange = pbx.exchange(delays)
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    pbx.refusals = [CannotConnect("refused"), CannotConnect("refused"), LinkLost("gone again")]

    pbx.tell(LinkLost("gone"))
    await link_is(exchange, LinkStatus.UP, 2)
    await next_wait()

    assert len(delays.taken) == 4
    assert pbx.diary == ["connect", *["close", "connect"] * 4]
    assert written(caplog) == [logging.WARNING, logging.INFO]
    await exchange.stop()
    await running


@pytest.mark.parametrize(
    ("up_for", "again"), [(1.0, False), (STEADY + 1.0, True)], ids=["flapping", "steady"]
)
async def test_only_a_link_that_held_starts_the_delays_afresh(up_for: float, again: bool) -> None:
    """A PBX that accepts and drops us at once is not hammered."""
    pbx = StringPbx()
    begun = 0

    def delays() -> repeat[float]:
        nonlocal begun
        begun += 1
        return repeat(0.0)

    exchange = pbx.exchange()
    exchange._delays = delays
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    await next_wait()

    pbx.now += up_for
    pbx.tell(LinkLost("gone"))
    await link_is(exchange, LinkStatus.UP, 2)

    assert begun == (2 if again else 1)
    await exchange.stop()
    await running


@pytest.mark.parametrize("when", ["while up", "when coming back"])
@pytest.mark.parametrize(
    "refusal",
    [AuthenticationFailed(), CertificateChanged(), CertificateUntrusted()],
    ids=["wrong password", "another certificate", "no trust"],
)
async def test_what_only_a_person_can_mend_is_not_tried_again(
    refusal: ConnectError, when: str
) -> None:
    """A wrong password is sent once; the exchange says so and ends."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    refused: list[ConnectError | None] = []
    exchange.changes.add(REFUSED, lambda: refused.append(exchange.refusal))
    if when == "while up":
        pbx.tell(refusal)
    else:
        pbx.tell(LinkLost("gone"))
        pbx.refusals = [refusal]

    await exchange.run()

    assert refused == [refusal]
    assert pbx.diary.count("connect") == (1 if when == "while up" else 2)
    assert pbx.diary[-1] == "close"
    assert exchange.state.link.status is LinkStatus.DOWN
    assert exchange.state.link.reason == type(refusal).__name__


async def test_a_lock_out_is_waited_for() -> None:
    """The silence the PBX wants outlasts the delays."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    loop = asyncio.get_running_loop()
    began = loop.time()

    pbx.refusals = [LockedOut(0.02)]
    pbx.tell(LinkLost("gone"))
    await link_is(exchange, LinkStatus.UP, 2)

    assert loop.time() - began >= 0.02
    assert pbx.diary.count("connect") == 3
    await exchange.stop()
    await running


async def test_a_bug_of_the_driver_is_a_lost_link_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The supervisor never dies of it; the place is logged, the text may hold a secret."""
    caplog.set_level(logging.DEBUG)
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    running = asyncio.create_task(exchange.run())

    pbx.refusals = [ValueError(SECRET), None]
    pbx.tell(ValueError(SECRET))
    await link_is(exchange, LinkStatus.UP, 2)
    pbx.tell(ValueError(SECRET))
    await link_is(exchange, LinkStatus.UP, 3)
    await next_wait()

    assert [level for level in written(caplog) if level == logging.ERROR] == [logging.ERROR]
    assert "lines.py" in caplog.text
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text
    await exchange.stop()
    await running


async def test_a_bug_in_closing_does_not_keep_us_from_coming_back() -> None:
    """What cannot be closed is left behind."""
    pbx = StringPbx()
    pbx.fails_to_close = ValueError("a bug")
    exchange = pbx.exchange()
    await exchange.start()
    running = asyncio.create_task(exchange.run())

    pbx.tell(LinkLost("gone"))

    await link_is(exchange, LinkStatus.UP, 2)
    await exchange.stop()
    await running


async def test_a_bug_in_ending_the_news_does_not_keep_the_driver_open() -> None:
    """The driver is closed whatever its generator does on the way out."""

    async def stubborn() -> AsyncGenerator[Batch]:
        try:
            yield Batch(())
        finally:
            raise ValueError("a bug")

    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    exchange._batches = stubborn()
    await anext(exchange._batches)

    await exchange.stop()

    assert pbx.diary == ["connect", "close"]


async def test_stop_ends_the_run_and_may_be_called_twice(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody who was told to stop comes back, and a wanted end is no loss."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    await next_wait()

    await exchange.stop()
    await exchange.stop()
    await running

    assert pbx.diary == ["connect", "close"]
    assert exchange.state.link.status is LinkStatus.DOWN
    assert exchange.state.link.reason is None
    assert written(caplog) == []


async def test_stop_ends_the_wait_for_the_next_attempt() -> None:
    """An hour of back-off is no reason to stay."""
    pbx = StringPbx()
    exchange = pbx.exchange(chain([3_600.0]))
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    pbx.tell(LinkLost("gone"))
    await link_is(exchange, LinkStatus.DOWN, 1)

    await exchange.stop()
    await running

    assert pbx.diary == ["connect", "close"]


async def test_a_run_after_stop_does_nothing() -> None:
    """An entry may be unloaded before its task has begun."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()
    await exchange.stop()

    await exchange.run()

    assert pbx.diary == ["connect", "close"]


@pytest.mark.parametrize("where", ["following", "waiting"])
async def test_a_cancelled_run_closes_the_driver(where: str) -> None:
    """Home Assistant cancels what runs in the background."""
    pbx = StringPbx()
    exchange = pbx.exchange(chain([3_600.0]))
    await exchange.start()
    running = asyncio.create_task(exchange.run())
    if where == "waiting":
        pbx.tell(LinkLost("gone"))
        await told_of(exchange, LINK)
    else:
        await next_wait()

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert pbx.diary == ["connect", "close"]
    assert exchange.state.link.status is LinkStatus.DOWN


async def test_a_run_without_a_start_is_a_mistake() -> None:
    """It fails at once, in words."""
    with pytest.raises(AssertionError, match="start"):
        await StringPbx().exchange().run()
