"""Nobody reports what goes on in a queue, but whatever is reported of its people gives it away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.facts import ExtensionIs, QueueIs
from custom_components.pbx.telephony.model import Hook
from custom_components.pbx.telephony.vendors.yeastar.details import DetailPace
from custom_components.pbx.telephony.vendors.yeastar.queue_watch import QueuePace

from .scripted import OK, Door, ScriptedPbx
from .talk import CALM, NEVER, A, B, C, Talk, X, begin, line, make

# Whoever waits for the next regular look waits for ever.
PATIENT = DetailPace(
    chunk=50,
    first=0.0,
    between=0.0,
    round=NEVER,
    queues=QueuePace(busy=NEVER, idle=NEVER, listing=NEVER, soon=0.0, tick=NEVER),
)
# The probe at the login, and the first look.
LOOKS = 2


def status(waiting: int, *agents: str) -> dict[str, Any]:
    """Answer what goes on in the queue."""
    members = [{"agent": agent, "agentstatus": "1"} for agent in agents]
    row = {"queuenumber": "6700", "queuestatus": [{"callercount": waiting, "members": members}]}
    return OK | {"queues": [row]}


@pytest.fixture
def talks(pbx: ScriptedPbx, ports: Ports) -> Any:
    """Begin a driver that has looked at the queue once."""
    pbx.rules["queue/query"] = OK | {"queues": [{"queuenumber": "6700", "queuename": "Sales"}]}
    pbx.rules["queuestatus/query"] = status(0, A)

    @asynccontextmanager
    async def talks() -> AsyncIterator[Talk]:
        driver = make(pbx, ports, CALM, PATIENT)
        talk = await begin(driver)
        await talk.until(QueueIs)
        yield talk
        await driver.close()

    return talks


async def test_a_call_through_a_queue_is_seen_at_once(
    talks: Any, pbx: ScriptedPbx, door: Door
) -> None:
    """The queue stands where an extension does."""
    async with talks() as talk:
        pbx.rules["queuestatus/query"] = status(1, A)
        queue = [{"ext": {"extid": "6700"}}, {"inbound": line()}]
        door.report(action="RING", callid=X, call=queue)

        seen = await talk.until(QueueIs)

    assert seen.queue.waiting == 1


@pytest.mark.parametrize("word", ["Ringing", "Busy"])
async def test_an_agent_s_phone_gives_a_caller_away(
    talks: Any, pbx: ScriptedPbx, door: Door, word: str
) -> None:
    """Before anybody has said for whom it rings."""
    async with talks() as talk:
        pbx.rules["queuestatus/query"] = status(1, A)
        door.report(action="ExtensionStatus", extension=A, status=word)

        seen = await talk.until(QueueIs)

    assert seen.queue.waiting == 1


async def test_who_has_stopped_serving_is_no_longer_heeded(
    talks: Any, pbx: ScriptedPbx, door: Door
) -> None:
    """Nor is anybody who never did."""
    async with talks() as talk:
        pbx.rules["queuestatus/query"] = status(0, B)
        door.report(action="ExtensionStatus", extension=A, status="Busy")
        await talk.until(QueueIs)
        for number in (A, C):
            door.report(action="ExtensionStatus", extension=number, status="Ringing")
            await talk.until(ExtensionIs, lambda fact: fact.hook is Hook.RINGING)
        door.report(action="ExtensionStatus", extension=B, status="Ringing")
        await talk.until(QueueIs)

    assert pbx.count("queuestatus/query") == LOOKS + 2
