"""Where the PBX lists calls with all their members, it is asked for these, and only for these."""

from dataclasses import replace
import json
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.facts import CallEnded, CallsSeen, LegIs
from custom_components.pbx.telephony.model import Cause, LegState
from custom_components.pbx.telephony.vendors.yeastar.driver import YeastarDriver
from custom_components.pbx.telephony.vendors.yeastar.watch import Pace

from .scripted import OK, PASSWORD, Answer, Asked, Door, ScriptedPbx, failed
from .talk import CALM, A, B, C, Talk, X, begin

Y = "1700000000.21"


def ext(number: str, word: str) -> dict[str, Any]:
    """Name an extension on a call."""
    return {"ext": {"number": number, "channelid": f"PJSIP/{number}-0a", "memberstatus": word}}


def line(word: str) -> dict[str, Any]:
    """Name an outside caller."""
    return {
        "inbound": {
            "from": "0441234",
            "to": "6700",
            "trunkname": "north",
            "channelid": "PJSIP/trunk-north-endpoint-0b",
            "memberstatus": word,
        }
    }


def call(*members: dict[str, Any], id: str = X) -> dict[str, Any]:
    """Describe a call."""
    return {"callid": id, "members": list(members)}


class Calls:
    """The calls that go on at the PBX."""

    def __init__(self, pbx: ScriptedPbx) -> None:
        self.inbound: list[dict[str, Any]] = []
        self.internal: list[dict[str, Any]] = []
        pbx.rules["call/query"] = self._query
        pbx.rules["extension/query_call"] = self._of

    async def _query(self, asked: Asked) -> Answer:
        if (name := asked.fields.get("callid")) is not None:
            found = [each for each in (*self.inbound, *self.internal) if each["callid"] == name]
            return OK | {"calls": found} if found else failed(10005)
        return OK | {"calls": self.inbound if asked.fields["type"] == "inbound" else []}

    async def _of(self, asked: Asked) -> Answer:
        every = (*self.inbound, *self.internal)
        rows = [
            {"number": x, "numbercalls": [each for each in every if f'"{x}"' in json.dumps(each)]}
            for x in asked.fields["number"].split(",")
        ]
        return OK | {"calllist": rows}


@pytest.fixture
def office(pbx: ScriptedPbx) -> Calls:
    """Let the PBX speak API 2."""
    pbx.versions = {"v2.0.0"}
    office = Calls(pbx)
    pbx.rules["extension/list"] = OK | {"extlist": []}
    pbx.rules["trunk/list"] = OK | {"trunklist": []}
    people(pbx, "Registered", "Idle", "Registered")
    return office


def people(pbx: ScriptedPbx, *states: str) -> None:
    """List the extensions with these states."""
    rows = [
        {"number": x, "status": s, "username": x} for x, s in zip((A, B, C), states, strict=True)
    ]
    pbx.rules["extension/list"] = OK | {"extlist": rows}


async def start(pbx: ScriptedPbx, ports: Ports, pace: Pace = CALM) -> Talk:
    """Connect by API 2."""
    settings = {
        "host": "127.0.0.1",
        "port": pbx.port,
        "ssl": False,
        "username": "api",
        "password": PASSWORD,
        "api_version": "v2.0.0",
    }
    return await begin(YeastarDriver(settings, ports, pace))


def numbers(pbx: ScriptedPbx) -> list[str]:
    """Give about whom was asked."""
    return [asked.fields["number"] for asked in pbx.of("extension/query_call")]


async def test_the_first_picture_has_all_calls(
    pbx: ScriptedPbx, ports: Ports, office: Calls
) -> None:
    """Those over trunks, and the internal ones of who is not free; nobody else is asked about."""
    people(pbx, "Busy", "Ringing", "Registered")
    office.internal = [call(ext(A, "ALERT"), ext(B, "RING"))]

    talk = await start(pbx, ports)
    await talk.driver.close()

    assert talk.first is not None
    legs = {fact.leg: fact.state for fact in talk.first.facts if isinstance(fact, LegIs)}
    assert legs == {"PJSIP/2001-0a": LegState.DIALING, "PJSIP/2002-0a": LegState.RINGING}
    assert numbers(pbx) == [f"{A},{B}"]
    assert pbx.count("inbound/query") == 0


async def test_a_ringing_phone_is_asked_about(
    pbx: ScriptedPbx, ports: Ports, office: Calls, door: Door
) -> None:
    """The report of its call was lost."""
    talk = await start(pbx, ports)
    office.inbound = [call(line("ANSWERED"), ext(B, "RING"))]

    door.report(event="ExtensionStatus", extension=B, status="Ringing")
    leg = await talk.until(LegIs, lambda fact: fact.state is LegState.RINGING)
    await talk.driver.close()

    assert leg.party.extension == B
    assert numbers(pbx) == [B]


async def test_a_busy_phone_is_asked_about(
    pbx: ScriptedPbx, ports: Ports, office: Calls, door: Door
) -> None:
    """It has taken the call for which it rang, though nobody said so."""
    talk = await start(pbx, ports)
    door.report(event="CallStatus", callid=X, members=[line("ALERT"), ext(B, "RING")])
    office.inbound = [call(line("ANSWERED"), ext(B, "ANSWER"))]

    door.report(event="ExtensionStatus", extension=B, status="Busy")
    leg = await talk.until(LegIs, lambda fact: fact.state is LegState.TALKING)
    await talk.driver.close()

    assert leg.call == X


async def test_a_call_of_a_free_phone_is_asked_for_by_its_id(
    pbx: ScriptedPbx, ports: Ports, office: Calls, door: Door
) -> None:
    """Its end was lost: the PBX no longer knows it."""
    talk = await start(pbx, ports)
    door.report(event="CallStatus", callid=X, members=[ext(A, "ANSWERED"), ext(B, "ANSWER")])

    door.report(event="ExtensionStatus", extension=A, status="Registered")
    ended = await talk.until(CallEnded)
    await talk.driver.close()

    assert (ended.call, ended.cause) == (X, Cause.LOST)


@pytest.mark.parametrize(
    "answer",
    [failed(10003), failed(30001), OK, OK | {"calls": [call(ext(A, "ANSWER"), id=Y)]}, b"<html>"],
    ids=["unsupported", "busy", "nothing", "another call", "garbled"],
)
async def test_only_the_word_gone_ends_a_call(
    pbx: ScriptedPbx, ports: Ports, office: Calls, door: Door, answer: Answer
) -> None:
    """Any other answer says nothing about it."""
    talk = await start(pbx, ports)
    door.report(event="CallStatus", callid=X, members=[ext(A, "ANSWERED"), ext(B, "ANSWER")])
    await talk.until(LegIs)

    async def by_id(asked: Asked) -> Answer:
        return answer

    pbx.rules["call/query"] = by_id
    before = pbx.count("call/query")
    door.report(event="ExtensionStatus", extension=A, status="Registered")
    await pbx.until("call/query", before + 1)
    door.report(event="NewCdr", callid=Y, status="BUSY")
    await talk.until(CallEnded, lambda fact: fact.call == Y)
    await talk.driver.close()

    assert not [fact for fact in talk.told if isinstance(fact, CallEnded) and fact.call == X]


async def test_the_poll_ends_what_is_lost_and_who_has_left(
    pbx: ScriptedPbx, ports: Ports, office: Calls, door: Door
) -> None:
    """Also a call of somebody who is busy with another one."""
    talk = await start(pbx, ports, replace(CALM, poll_in_call=0.01))
    office.inbound = [call(line("ANSWERED"), ext(B, "ANSWER"))]
    people(pbx, "Busy", "Busy", "Registered")
    members = [line("ANSWERED"), ext(B, "ANSWER"), ext(C, "ANSWER")]
    door.report(event="CallStatus", callid=X, members=members)
    door.report(event="CallStatus", callid=Y, members=[ext(A, "ANSWERED"), ext(C, "ANSWER")])
    await talk.until(LegIs, lambda fact: fact.call == Y)

    left = await talk.until(LegIs, lambda fact: fact.state is LegState.ENDED)
    await talk.driver.close()

    assert (left.call, left.leg) == (X, "PJSIP/2003-0a")
    seen = [fact for fact in talk.told if isinstance(fact, CallsSeen)][-1]
    assert seen.live == {X}
    assert {A, B} <= seen.free


async def test_many_are_asked_about_in_portions(
    pbx: ScriptedPbx, ports: Ports, office: Calls
) -> None:
    """A long list is cut, and all of it is asked for."""
    rows = [{"number": str(x), "status": "Busy"} for x in range(1000, 1120)]
    pbx.rules["extension/list"] = OK | {"extlist": rows}

    talk = await start(pbx, ports)
    await talk.driver.close()

    assert [len(each.split(",")) for each in numbers(pbx)] == [50, 50, 20]
