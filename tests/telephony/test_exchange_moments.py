"""What the exchange tells once: the ends of calls, records, moments; and what it hands out."""

import pytest

from custom_components.pbx.telephony.errors import LinkLost
from custom_components.pbx.telephony.exchange import (
    CALLS,
    LINK,
    MESSAGES,
    SURVEYS,
    SYSTEM,
    Exchange,
    queue_topic,
)
from custom_components.pbx.telephony.facts import (
    Batch,
    Fact,
    Happened,
    QueueIs,
    QueuesAre,
    RecordIs,
)
from custom_components.pbx.telephony.model import Call, QueueId
from custom_components.pbx.telephony.moments import (
    AnyMoment,
    MessageSent,
    SurveyAnswered,
    SystemEventType,
    SystemHappened,
)
from custom_components.pbx.telephony.queue import Queue
from custom_components.pbx.telephony.record import CallRecord
from tests.telephony.facts import CALL, RINGING, called, caller, over
from tests.telephony.lines import StringPbx

SUPPORT = Queue(id=QueueId("6400"), number="6400")
RECORD = CallRecord(id="r", call=CALL)
STARTED = SystemHappened(id="s", at=1.0, type=SystemEventType.STARTED)
ANSWERED = SurveyAnswered(id="a", at=1.0, call=CALL, key="5")
SENT = MessageSent(id="m", at=1.0, message="1", delivered=True)


async def following(pbx: StringPbx, *news: Fact, silent: bool = False) -> Exchange:
    """Connect, and let the PBX tell one report."""
    exchange = pbx.exchange()
    await exchange.start()
    pbx.tell(Batch(news, silent))
    return exchange


async def follow(exchange: Exchange, pbx: StringPbx) -> None:
    """Let the exchange hear all that was told, and stop it."""
    pbx.tell(None)
    exchange.changes.add(LINK, exchange._stopping.set)
    await exchange.run()


async def test_a_call_that_is_over_is_told_once() -> None:
    """To who keeps the memory of calls."""
    pbx = StringPbx()
    exchange = await following(pbx, caller("alice", None), called("bob", RINGING))
    ended: list[Call] = []
    exchange.ended.add(CALLS, ended.append)
    pbx.tell(Batch((over(),)))
    pbx.tell(Batch((over(),)))

    await follow(exchange, pbx)

    assert [call.id for call in ended] == [CALL]


async def test_a_record_is_told_also_in_a_silent_batch() -> None:
    """It is no event: what was missed while nobody watched is filled in by records."""
    pbx = StringPbx()
    exchange = await following(pbx, RecordIs(record=RECORD), silent=True)
    records: list[CallRecord] = []
    exchange.records.add(CALLS, records.append)

    await follow(exchange, pbx)

    assert records == [RECORD]


@pytest.mark.parametrize("silent", [False, True])
async def test_moments_go_by_their_kind(*, silent: bool) -> None:
    """A silent batch has none: nobody watched."""
    pbx = StringPbx()
    facts = [Happened(moment=each) for each in (STARTED, ANSWERED, SENT)]
    exchange = await following(pbx, *facts, silent=silent)
    heard: dict[str, list[AnyMoment]] = {}
    for topic in (SYSTEM, SURVEYS, MESSAGES):
        exchange.moments.add(topic, heard.setdefault(topic.kind, []).append)

    await follow(exchange, pbx)

    wanted = {"system": [STARTED], "surveys": [ANSWERED], "messages": [SENT]}
    assert heard == ({kind: [] for kind in wanted} if silent else wanted)


async def test_a_queue_tells_only_who_listens_to_it() -> None:
    """As everything does."""
    pbx = StringPbx()
    exchange = await following(pbx, QueuesAre(queues=(SUPPORT,)))
    heard: list[str] = []
    exchange.changes.add(queue_topic(SUPPORT.id), lambda: heard.append("support"))
    exchange.changes.add(queue_topic(QueueId("6401")), lambda: heard.append("other"))
    waiting = Queue(id=SUPPORT.id, number="6400", waiting=1)
    pbx.tell(Batch((QueueIs(queue=waiting),)))

    await follow(exchange, pbx)

    assert heard == ["support", "support"]


async def test_a_recording_is_handed_out_piece_by_piece() -> None:
    """And let go of afterwards."""
    pbx = StringPbx()
    exchange = await following(pbx)

    async with exchange.recording("a.wav") as download:
        assert [chunk async for chunk in download.chunks] == [b"a.wav", b"!"]

    assert pbx.diary[-2:] == ["recording", "recorded"]


async def test_there_is_no_recording_without_a_link() -> None:
    """Nothing is asked of a PBX that is away."""
    exchange = StringPbx().exchange()

    with pytest.raises(LinkLost):
        async with exchange.recording("a.wav"):
            pass
