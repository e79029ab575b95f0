"""Reports become batches, and what they leave out is noticed."""

import asyncio
from typing import cast

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    LinkLost,
)
from custom_components.pbx.telephony.facts import (
    CallEnded,
    ExtensionsAre,
    LegIs,
)
from custom_components.pbx.telephony.turns import EVERY

from .scripted import SERIAL, Door, ScriptedPbx
from .talk import A, B, Talk, X, people


async def test_a_report_becomes_a_batch(talk: Talk, door: Door) -> None:
    """With the time at which it was received."""
    door.report(action="RING", callid=X, call=people(B, A))
    at = door.now

    callee, caller = await talk.facts()

    assert isinstance(callee, LegIs)
    assert isinstance(caller, LegIs)
    assert (callee.party.extension, caller.party.extension) == (B, A)
    assert callee.at == at


async def test_reports_without_meaning_make_no_batch(talk: Talk, door: Door) -> None:
    """Nobody is woken for nothing."""
    door.report(action="Tranfer", callid=X, call=people(A, B))
    door.report(action="NewCdr", callid=X, status="ANSWERED")

    assert isinstance((await talk.facts())[0], CallEnded)


async def test_reports_of_another_pbx_are_dropped(talk: Talk, door: Door, ports: Ports) -> None:
    """Anybody can post to the port, and two PBXs may share an address."""
    door.put(b'{"action":"NewCdr","callid":"9.9","sn":"99"}')
    door.put(b'{"action":"NewCdr","callid":"1.1"}')
    door.put(b'{"action":"NewCdr","callid":"1.2","sn":"%s"}' % SERIAL.encode())

    calls = [cast("CallEnded", (await talk.facts())[0]).call for _ in range(2)]

    assert calls == ["1.1", "1.2"]
    assert ports.recorder.oddities["report of another PBX"] == 1


async def test_oddities_are_counted(talk: Talk, door: Door, ports: Ports) -> None:
    """For bug reports: what a firmware says that nobody understood."""
    door.put(b"\xff")
    door.put(b'{"action":"Whatever"}')
    door.put(b'{"action":"ExtensionStatus","extension":"2001","status":"Dreaming"}')
    door.put(b'{"action":"NewCdr","callid":"1.1","mood":"blue"}')
    await talk.facts()

    assert dict(ports.recorder.oddities) == {
        "broken report": 1,
        "unknown report: Whatever": 1,
        "unknown extension status: Dreaming": 1,
        "unknown field: NewCdr.mood": 1,
    }


async def test_what_was_said_is_recorded(talk: Talk, door: Door, ports: Ports) -> None:
    """In both directions, but nothing that is too long to be a report."""
    door.put(b'{"action":"' + b"x" * 5000 + b'"}')
    door.report(action="NewCdr", callid=X)
    await talk.facts()

    texts = [message.text for message in ports.recorder.messages]
    assert f'"callid": "{X}"' in texts[-1]
    assert any('"path": "api/v1.1.0/inbound/query"' in text for text in texts)
    assert not any("xxxx" in text for text in texts)


async def test_a_restart_ends_the_link(talk: Talk, door: Door) -> None:
    """Calls are gone, and perhaps the token."""
    door.report(action="BootUp")

    error = await talk.end()

    assert isinstance(error, LinkLost)
    assert str(error) == "restarted"


@pytest.mark.parametrize(
    "report",
    [
        {"action": "ConfigChange", "type": "extension", "extid": "2004", "operation": "add"},
        {"action": "TrunkStatus", "trunkname": "north", "status": "Failure"},
    ],
    ids=["configuration", "trunk"],
)
async def test_a_change_without_details_is_looked_up(
    talk: Talk, pbx: ScriptedPbx, door: Door, ports: Ports, report: dict[str, str]
) -> None:
    """Both lists are fetched again; a swarm of changes is one look."""
    pbx.people({"2004": "Idle"})
    for _ in range(3):
        door.report(**report)

    fact = await talk.until(ExtensionsAre)

    assert [extension.id for extension in fact.extensions] == ["2004"]
    assert pbx.count("extensionlist/query") == 2
    assert ports.recorder.oddities["trunk report: Failure"] == (3 if "status" in report else 0)


async def test_reports_give_way_to_others(talk: Talk, door: Door) -> None:
    """However many wait, the loop turns again and again meanwhile."""
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    turning = asyncio.create_task(turn())
    for number in range(200):
        door.report(action="NewCdr", callid=f"{number}.1")
    for _ in range(200):
        await talk.facts()
    turning.cancel()

    assert turns >= 200 // EVERY
