"""The supervisor: what is folded, who is told, what is asked."""

import asyncio

import pytest

from custom_components.pbx.telephony.commands import Dial, HangUp
from custom_components.pbx.telephony.errors import (
    CannotConnect,
    CommandUnsupported,
    LinkLost,
    ProtocolError,
)
from custom_components.pbx.telephony.events import CallEvent, EventType
from custom_components.pbx.telephony.exchange import (
    CALLS,
    LINK,
    ROSTERS,
    Exchange,
    Topic,
    extension_topic,
    trunk_topic,
)
from custom_components.pbx.telephony.facts import Batch, ExtensionIs, ExtensionsAre, TrunkIs
from custom_components.pbx.telephony.model import Capability, Hook, LinkStatus, TrunkId, TrunkStatus
from tests.telephony.facts import (
    ALICE,
    BOB,
    CALL,
    CAROL,
    RINGING,
    called,
    caller,
    extension,
    over,
    trunk,
)
from tests.telephony.lines import INFO, StringPbx, link_is, told_of

ROSTER = Batch((ExtensionsAre(extensions=(extension("alice"), extension("bob"))),))
LINE = TrunkId("line")


def watch(exchange: Exchange) -> list[Topic]:
    """Note which topics are told."""
    told: list[Topic] = []
    topics = (
        LINK,
        ROSTERS,
        CALLS,
        extension_topic(ALICE),
        extension_topic(BOB),
        extension_topic(CAROL),
        trunk_topic(LINE),
    )
    for topic in topics:
        exchange.changes.add(topic, lambda topic=topic: told.append(topic))  # type: ignore[misc]
    return told


async def test_a_start_connects_and_folds_the_first_picture() -> None:
    """When it returns, the picture is whole and the link is up."""
    pbx = StringPbx()
    pbx.first = ROSTER
    exchange = pbx.exchange()

    assert await exchange.start() == INFO

    assert exchange.state.link.is_up
    assert (exchange.state.link.epoch, exchange.state.link.since) == (1, 1_000.0)
    assert exchange.state.info == INFO
    assert list(exchange.state.extensions) == [ALICE, BOB]
    await exchange.stop()


async def test_the_first_picture_is_silent() -> None:
    """A phone that rings when we come has been ringing before; nobody dates that."""
    pbx = StringPbx()
    pbx.first = Batch((called("bob", RINGING),))
    exchange = pbx.exchange()
    events: list[CallEvent] = []
    exchange.events.add(CALLS, events.append)

    await exchange.start()

    assert exchange.state.calls[CALL].began is None
    assert events == []
    await exchange.stop()


@pytest.mark.parametrize(
    ("refusal", "raised"),
    [
        (CannotConnect("refused"), CannotConnect),
        (ProtocolError("nonsense"), ProtocolError),
        (ValueError("a bug"), LinkLost),
    ],
    ids=["refused", "nonsense", "a bug of the driver"],
)
async def test_a_start_that_fails_says_why_and_leaves_nothing_open(
    refusal: Exception, raised: type[Exception]
) -> None:
    """The link is down for that reason, the driver closed, and a second start may succeed."""
    pbx = StringPbx()
    pbx.refusals = [refusal]
    exchange = pbx.exchange()

    with pytest.raises(raised):
        await exchange.start()

    assert pbx.diary == ["connect", "close"]
    assert exchange.state.link.status is LinkStatus.DOWN
    assert exchange.state.link.reason == raised.__name__
    await exchange.start()
    assert exchange.state.link.is_up
    await exchange.stop()


async def test_a_driver_that_cannot_be_made_is_a_failed_start() -> None:
    """Settings that a vendor chokes on leave no link that seems to connect."""
    pbx = StringPbx()
    pbx.fails_to_open = KeyError("host")
    exchange = pbx.exchange()

    with pytest.raises(LinkLost):
        await exchange.start()

    assert exchange.state.link.status is LinkStatus.DOWN


async def test_a_driver_without_a_first_picture_is_a_failed_start() -> None:
    """It may not end before it has told anything."""
    pbx = StringPbx()
    pbx.first = None

    with pytest.raises(LinkLost):
        await pbx.exchange().start()

    assert pbx.diary == ["connect", "close"]


async def test_a_cancelled_start_leaves_nothing_open() -> None:
    """Home Assistant may stop while a PBX is slow."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    pbx.refusals = [asyncio.CancelledError()]  # type: ignore[list-item]

    with pytest.raises(asyncio.CancelledError):
        await exchange.start()

    assert pbx.diary == ["connect", "close"]
    assert exchange.state.link.status is LinkStatus.DOWN


@pytest.mark.parametrize(
    ("batch", "topics"),
    [
        (Batch((ExtensionIs(id=ALICE, hook=Hook.BUSY),)), [extension_topic(ALICE)]),
        (Batch((ExtensionIs(id=ALICE, name="Alice"),)), [extension_topic(ALICE)]),
        (Batch((TrunkIs(trunk=trunk("line", TrunkStatus.DOWN)),)), [trunk_topic(LINE)]),
        (Batch((called("bob", RINGING),)), [extension_topic(BOB), CALLS]),
        (Batch((called("outside", RINGING),)), [CALLS]),
        (Batch((ExtensionIs(id=CAROL, hook=Hook.BUSY),)), []),
        (ROSTER, []),
    ],
    ids=[
        "a phone",
        "a name",
        "a trunk",
        "a call of an extension",
        "a call of nobody",
        "nobody known",
        "nothing new",
    ],
)
async def test_only_those_are_told_whom_a_change_concerns(
    batch: Batch, topics: list[Topic]
) -> None:
    """A report wakes the entities of its extensions, and nobody else."""
    pbx = StringPbx()
    pbx.first = Batch((*ROSTER.facts, TrunkIs(trunk=trunk("line"))))
    exchange = pbx.exchange()
    await exchange.start()
    told = watch(exchange)

    exchange._fold(batch)

    assert told == topics
    await exchange.stop()


async def test_an_event_is_told_to_who_hears_it_and_to_the_pbx() -> None:
    """The extension's own events and those of the whole PBX are the same ones."""
    pbx = StringPbx()
    pbx.first = ROSTER
    exchange = pbx.exchange()
    heard: list[tuple[str, EventType]] = []
    for name, topic in (
        ("alice", extension_topic(ALICE)),
        ("bob", extension_topic(BOB)),
        ("all", CALLS),
    ):
        exchange.events.add(topic, lambda event, name=name: heard.append((name, event.type)))  # type: ignore[misc]
    await exchange.start()
    running = asyncio.create_task(exchange.run())

    pbx.tell(Batch((caller("outside", RINGING), called("bob", RINGING))))
    await told_of(exchange, CALLS)
    pbx.tell(Batch((over(),)))
    await told_of(exchange, CALLS)

    assert heard == [
        ("bob", EventType.RINGING),
        ("all", EventType.RINGING),
        ("bob", EventType.MISSED),
        ("all", EventType.MISSED),
    ]
    await exchange.stop()
    await running


async def test_a_new_name_is_told_of_whom_it_is() -> None:
    """Nobody need look for it among all the others."""
    pbx = StringPbx()
    pbx.first = ROSTER
    exchange = pbx.exchange()
    renamed: list[str | None] = []
    exchange.renames.add(ROSTERS, lambda extension: renamed.append(extension.name))
    await exchange.start()

    exchange._fold(
        Batch((ExtensionIs(id=ALICE, name="Alice"), ExtensionIs(id=BOB, hook=Hook.BUSY)))
    )

    assert renamed == ["Alice"]
    await exchange.stop()


async def test_a_batch_may_be_silent_by_itself() -> None:
    """A driver that asked for everything again tells no events by it."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    events: list[CallEvent] = []
    exchange.events.add(CALLS, events.append)
    await exchange.start()

    exchange._fold(Batch((called("bob", RINGING),), silent=True))

    assert events == []
    await exchange.stop()


async def test_a_command_reaches_the_driver() -> None:
    """What the PBX can do is asked of it."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()

    await exchange.execute(Dial(extension=ALICE, number="200"))

    assert pbx.diary == ["connect", "Dial"]
    await exchange.stop()


async def test_a_command_beyond_the_pbx_never_reaches_the_driver() -> None:
    """It is refused by capability, before anything is sent."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    await exchange.start()

    with pytest.raises(CommandUnsupported) as refused:
        await exchange.execute(HangUp(extension=ALICE))

    assert refused.value.needs is Capability.HANG_UP
    assert pbx.diary == ["connect"]
    await exchange.stop()


async def test_a_command_without_a_link_says_so() -> None:
    """Before the start, and after the end."""
    pbx = StringPbx()
    exchange = pbx.exchange()
    dial = Dial(extension=ALICE, number="200")

    with pytest.raises(LinkLost):
        await exchange.execute(dial)

    await exchange.start()
    await exchange.stop()
    with pytest.raises(LinkLost):
        await exchange.execute(dial)
    assert "Dial" not in pbx.diary


async def test_a_command_while_the_link_is_down_says_so() -> None:
    """The driver of a lost link is not asked any more."""
    pbx = StringPbx()
    exchange = pbx.exchange(delays=iter([3_600.0]))
    await exchange.start()
    running = asyncio.create_task(exchange.run())

    pbx.tell(LinkLost("gone"))
    await link_is(exchange, LinkStatus.DOWN, 1)

    with pytest.raises(LinkLost):
        await exchange.execute(Dial(extension=ALICE, number="200"))
    await exchange.stop()
    await running
