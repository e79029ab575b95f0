"""Settings and queues are learnt in the background, and nothing there takes the link down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from custom_components.pbx.telephony.commands import AgentAction, SetAgent
from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.facts import ExtensionIs, QueueIs, QueuesAre
from custom_components.pbx.telephony.model import Capability, ExtensionId, QueueId
from custom_components.pbx.telephony.queue import AgentStatus
from custom_components.pbx.telephony.vendors.yeastar.details import DetailPace
from custom_components.pbx.telephony.vendors.yeastar.queue_watch import QueuePace

from .scripted import OK, Asked, Door, ScriptedPbx, failed, hang_up, page, stuck
from .talk import CALM, NEVER, A, B, C, Talk, begin, make

AT_ONCE = DetailPace(
    chunk=2,
    first=0.0,
    between=0.0,
    round=NEVER,
    settle=0.0,
    queues=QueuePace(busy=0.0, idle=NEVER, listing=NEVER, tick=0.01),
)
# The probe at the login, and the first look.
LOOKS = 2


@pytest.fixture
def talks(pbx: ScriptedPbx, ports: Ports) -> Any:
    """Begin a driver that learns in the background."""
    pbx.rules["extension/query"] = about_all
    pbx.rules["queue/query"] = OK | {"queues": [{"queuenumber": "6700", "queuename": "Sales"}]}
    pbx.rules["queuestatus/query"] = status(0, 1)

    @asynccontextmanager
    async def talks(pace: DetailPace = AT_ONCE) -> AsyncIterator[Talk]:
        driver = make(pbx, ports, CALM, pace)
        talk = await begin(driver)
        yield talk
        await driver.close()

    return talks


async def about_all(asked: Asked) -> dict[str, Any]:
    """Answer about each extension that was asked for."""
    rows = [
        {"extnumber": number, "dnd": "on" if number == B else "off", "registerpassword": "s3cret"}
        for number in asked.fields["extid"].split(",")
    ]
    return OK | {"extinfos": rows}


def status(waiting: int, agent: int) -> dict[str, Any]:
    """Answer what goes on in the queue."""
    members = [{"agent": A, "agentstatus": str(agent)}]
    row = {"queuenumber": "6700", "queuestatus": [{"callercount": waiting, "members": members}]}
    return OK | {"queues": [row]}


def has_settings(fact: ExtensionIs) -> bool:
    return fact.settings is not None


async def test_the_settings_of_all_are_learnt_in_pieces(talks: Any, pbx: ScriptedPbx) -> None:
    """After the first picture, which knows none."""
    async with talks() as talk:
        seen: dict[str, Any] = {}
        while len(seen) < 3:
            fact = await talk.until(ExtensionIs, has_settings)
            seen |= {each.id: each.settings for each in talk.told if isinstance(each, ExtensionIs)}
            assert fact.settings is not None

    assert {number: settings.do_not_disturb for number, settings in seen.items()} == {
        A: False,
        B: True,
        C: False,
    }
    assert [each.fields["extid"] for each in pbx.of("extension/query")] == [f"{A},{B}", C]


async def test_a_changed_extension_is_asked_about_again(
    talks: Any, pbx: ScriptedPbx, door: Door
) -> None:
    """It alone, and told only if that changed its settings."""
    async with talks() as talk:
        await pbx.until("extension/query", 2)
        door.report(action="ConfigChange", type="extension", extid=B, operation="update")
        asked = await pbx.until("extension/query", 3)
        assert asked.fields == {"extid": B}

        pbx.rules["extension/query"] = OK | {"extinfos": [{"extnumber": B, "dnd": "off"}]}
        door.report(action="ConfigChange", type="extension", extid=B, operation="update")
        told = await talk.until(
            ExtensionIs, lambda fact: fact.settings and not fact.settings.do_not_disturb
        )
        while told.id != B:
            told = await talk.until(ExtensionIs, has_settings)


async def test_a_changed_trunk_concerns_nobody(talks: Any, pbx: ScriptedPbx, door: Door) -> None:
    """Until an extension changes as well."""
    async with talks():
        await pbx.until("extension/query", 2)
        door.report(action="ConfigChange", type="trunk", trunkname="north", operation="update")
        door.report(action="ConfigChange", type="extension", extid=A, operation="update")
        asked = await pbx.until("extension/query", 3)

    assert asked.fields == {"extid": A}


async def test_all_are_asked_about_again_after_a_while(talks: Any, pbx: ScriptedPbx) -> None:
    """In case a change was not reported."""
    async with talks(DetailPace(first=0.0, between=0.0, round=0.0)):
        await pbx.until("extension/query", 4)

    assert {each.fields["extid"] for each in pbx.of("extension/query")} == {f"{A},{B},{C}"}


async def test_a_pbx_that_cannot_say_so_much_is_asked_for_less(
    talks: Any, pbx: ScriptedPbx
) -> None:
    """It runs out of memory, not of answers."""
    pbx.once("extension/query", failed(30001))
    async with talks(DetailPace(first=0.0, between=0.0, round=0.0)):
        await pbx.until("extension/query", 4)

    asked = [each.fields["extid"] for each in pbx.of("extension/query")]
    assert asked[:4] == [f"{A},{B},{C}", A, B, C]


@pytest.mark.parametrize(
    "answer",
    [failed(30001), failed(10003), failed(10006), page(502), page(), hang_up, b"{", OK],
    ids=["busy", "not known", "refused", "no API", "a page", "cut off", "garbled", "empty"],
)
async def test_what_goes_wrong_in_the_background_ends_nothing(
    talks: Any, pbx: ScriptedPbx, door: Door, answer: Any
) -> None:
    """Reports are heard as before."""
    pbx.rules["extension/query"] = pbx.rules["queue/query"] = answer
    async with talks() as talk:
        await pbx.until("extension/query")
        await pbx.until("queue/query")
        door.report(action="ExtensionStatus", extension=A, status="Unregistered")
        told = await talk.until(ExtensionIs, lambda fact: fact.registered is False)

        assert told.id == A


async def test_queues_are_listed_and_looked_at(talks: Any) -> None:
    """Who waits, and what agents do."""
    async with talks() as talk:
        listed = await talk.until(QueuesAre)
        seen = await talk.until(QueueIs)

    assert [(queue.id, queue.name) for queue in listed.queues] == [("6700", "Sales")]
    assert seen.queue.waiting == 0
    assert seen.queue.agents is not None
    assert seen.queue.agents[ExtensionId(A)].status is AgentStatus.IDLE


@pytest.mark.parametrize(("waiting", "agent"), [(1, 1), (0, 6), (0, 2)])
async def test_a_queue_in_use_is_looked_at_sooner(
    talks: Any, pbx: ScriptedPbx, waiting: int, agent: int
) -> None:
    """For it changes."""
    pbx.rules["queuestatus/query"] = status(waiting, agent)
    async with talks() as talk:
        for _ in range(3):
            seen = await talk.until(QueueIs)

    assert seen.queue.waiting == waiting


async def test_a_queue_nobody_uses_is_left_alone(talks: Any, pbx: ScriptedPbx, door: Door) -> None:
    """Until a call goes on."""
    async with talks() as talk:
        await talk.until(QueueIs)
        await pbx.until("extension/query", 2)
        assert pbx.count("queuestatus/query") == LOOKS

        parties = [{"ext": {"extid": B}}, {"ext": {"extid": A}}]
        door.report(action="ANSWER", callid="1.1", call=parties)
        await talk.until(QueueIs)

    assert pbx.count("queuestatus/query") > LOOKS


async def test_who_was_logged_in_is_seen_at_once(talks: Any, pbx: ScriptedPbx) -> None:
    """Nobody reports it."""
    pbx.rules["queue/add_dynamicagent"] = OK
    async with talks() as talk:
        await talk.until(QueueIs)
        pbx.rules["queuestatus/query"] = status(0, 9)

        await talk.driver.execute(
            SetAgent(queue=QueueId("6700"), extension=ExtensionId(A), action=AgentAction.LOG_IN)
        )
        seen = await talk.until(QueueIs)

    assert seen.queue.agents is not None
    assert seen.queue.agents[ExtensionId(A)].status is AgentStatus.PAUSED


@pytest.mark.parametrize(
    ("answer", "has_queues"),
    [
        (failed(10013), True),
        (failed(30001), True),
        (OK, True),
        (failed(10003), False),
        (page(404), False),
        (hang_up, False),
    ],
    ids=["no such queue", "busy", "an answer", "not known", "a page", "cut off"],
)
async def test_a_firmware_that_knows_no_queues_is_found_out(
    pbx: ScriptedPbx, ports: Ports, answer: Any, has_queues: bool
) -> None:
    """The version alone does not tell."""
    pbx.rules["queuestatus/query"] = answer
    driver = make(pbx, ports)

    info = await driver.connect()
    await driver.close()

    assert (Capability.QUEUES in info.capabilities) is has_queues
    assert Capability.AGENTS in info.capabilities


async def test_what_the_pbx_cannot_tell_is_not_asked_for(talks: Any, pbx: ScriptedPbx) -> None:
    """No queue appears that would never show anything."""
    pbx.rules["queuestatus/query"] = failed(10003)
    async with talks():
        await pbx.until("extension/query", 2)

    assert not pbx.count("queue/query")


async def test_closing_waits_for_no_pause(talks: Any, pbx: ScriptedPbx) -> None:
    """Nor for an answer that is late."""
    pbx.rules["extension/query"] = stuck
    async with talks(DetailPace(first=0.0, between=NEVER)) as talk:
        await pbx.until("extension/query")
        async with asyncio.timeout(3):
            await talk.driver.close()
