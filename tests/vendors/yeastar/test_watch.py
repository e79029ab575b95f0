"""The heartbeat keeps the session alive, the poll keeps the picture true."""

from dataclasses import replace
from typing import Any, cast

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    AuthenticationFailed,
    ConnectError,
    LinkLost,
    LockedOut,
    OtherPbx,
)
from custom_components.pbx.telephony.facts import (
    CallsSeen,
    ExtensionIs,
    ExtensionsAre,
    LegIs,
    TrunksAre,
)
from custom_components.pbx.telephony.model import (
    ExtensionId,
    Hook,
    LegState,
)

from .scripted import OK, Asked, Door, ScriptedPbx, failed, page, stuck
from .talk import CALM, A, B, C, X, begin, line, make, people


async def test_the_heart_beats(pbx: ScriptedPbx, ports: Ports) -> None:
    """Else the PBX forgets us, and says nothing of it."""
    talk = await begin(make(pbx, ports, replace(CALM, heartbeat=0.01)))

    beat = await pbx.until("heartbeat", 4)
    await talk.driver.close()

    assert beat.fields == pbx.of("heartbeat")[0].fields


@pytest.mark.parametrize(
    "answer",
    [failed(30003), failed(20011), page(), page(500)],
    ids=["busy", "refused", "page", "error"],
)
async def test_two_missed_heartbeats_end_the_link(
    pbx: ScriptedPbx, ports: Ports, answer: Any
) -> None:
    """One alone is forgiven."""
    talk = await begin(make(pbx, ports, replace(CALM, heartbeat=0.01)))
    pbx.once("heartbeat", answer, OK, answer, answer)

    error = await talk.end()
    await talk.driver.close()

    assert isinstance(error, LinkLost)
    assert pbx.count("heartbeat") == 5


async def test_a_heartbeat_that_finds_the_token_gone_brings_a_new_one(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """Reports come again without a loss of the link."""
    talk = await begin(make(pbx, ports, replace(CALM, heartbeat=0.01)))
    pbx.once("heartbeat", failed(20004))

    await pbx.until("login", 2)
    beat = await pbx.until("heartbeat", 4)
    await talk.driver.close()

    assert beat.token == "token2"


async def test_another_pbx_behind_a_new_session_is_told_as_such(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """It has our password now; whoever came back to see would give it once more."""
    talk = await begin(make(pbx, ports, replace(CALM, poll=0.01, heartbeat=0.01)))
    other = {"devicename": "Yeastar S50", "sn": "99", "firmwarever": "30.11"}
    pbx.rules["deviceinfo/query"] = OK | {"deviceinfo": other}
    pbx.once("heartbeat", failed(20004))

    error = await talk.end()
    await talk.driver.close()

    assert isinstance(error, OtherPbx)
    assert pbx.count("login") == 2


@pytest.mark.parametrize(("errno", "error"), [(20003, AuthenticationFailed), (20002, LockedOut)])
async def test_a_session_that_is_not_renewed_ends_with_the_reason(
    pbx: ScriptedPbx, ports: Ports, errno: int, error: type[ConnectError]
) -> None:
    """Nobody tries the same password again."""
    talk = await begin(make(pbx, ports, replace(CALM, heartbeat=0.01)))
    pbx.rules["heartbeat"] = failed(20004)
    pbx.rules["login"] = failed(errno)

    assert isinstance(await talk.end(), error)
    await talk.driver.close()

    assert pbx.count("login") == 2


async def test_the_poll_tells_everything_again(pbx: ScriptedPbx, ports: Ports) -> None:
    """Reports get lost; the lists and the calls do not."""
    talk = await begin(make(pbx, ports, replace(CALM, poll=0.01)))
    pbx.people({A: "Busy"})

    extensions, trunks, seen = await talk.facts()
    await talk.driver.close()

    assert isinstance(extensions, ExtensionsAre)
    assert isinstance(trunks, TrunksAre)
    assert isinstance(seen, CallsSeen)
    assert seen.asked < seen.at


async def test_calls_are_looked_at_more_often(pbx: ScriptedPbx, ports: Ports, door: Door) -> None:
    """A lost goodbye shall not be believed for long."""
    talk = await begin(make(pbx, ports, replace(CALM, poll_in_call=0.01)))
    door.report(action="ANSWER", callid=X, call=people(B, A))

    seen = await talk.until(CallsSeen)
    await talk.driver.close()

    assert seen.free == {ExtensionId(A), ExtensionId(B)}


async def test_a_report_beats_the_list_that_was_under_way(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """The list shows what was true before."""
    talk = await begin(make(pbx, ports, replace(CALM, poll=0.01)))
    old = pbx.rules["extensionlist/query"]

    async def slow(_: Asked) -> dict[str, Any]:
        pbx.rules["extensionlist/query"] = stuck
        door.report(action="ExtensionStatus", extension=A, status="Hold")
        await talk.until(ExtensionIs)
        return cast("dict[str, Any]", old)

    pbx.rules["extensionlist/query"] = slow
    await pbx.until("extensionlist/query", 3)

    facts = await talk.until(ExtensionsAre)
    await talk.driver.close()

    assert [extension.hook for extension in facts.extensions] == [
        Hook.ON_HOLD,
        Hook.IDLE,
        Hook.IDLE,
    ]


@pytest.mark.parametrize("operation", ["inbound/query", "outbound/query"])
async def test_calls_go_on_while_the_pbx_cannot_be_understood(
    pbx: ScriptedPbx, ports: Ports, door: Door, operation: str
) -> None:
    """Nothing is told of them, least of all that they are over; the link is up."""
    talk = await begin(make(pbx, ports, replace(CALM, poll_in_call=0.01)))
    pbx.rules[operation] = page()
    door.report(action="ANSWER", callid=X, call=people(B, A))

    for _ in range(3):
        await talk.until(ExtensionsAre)
    pbx.rules[operation] = OK
    assert not [fact for fact in talk.told if isinstance(fact, CallsSeen)]
    seen = await talk.until(CallsSeen)
    await talk.driver.close()

    assert seen.free == {ExtensionId(A), ExtensionId(B)}
    assert pbx.count("login") == 1


async def test_lists_that_are_suddenly_empty_are_looked_at_twice(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """A PBX that has just started may not have read its configuration yet."""
    talk = await begin(make(pbx, ports, replace(CALM, poll=0.3)))
    nobody, none = OK | {"extlist": []}, OK | {"trunklist": []}
    pbx.once("extensionlist/query", nobody)
    pbx.once("trunklist/query", none)

    [seen] = await talk.facts()
    extensions, trunks, _ = await talk.facts()
    await talk.driver.close()

    assert isinstance(seen, CallsSeen)
    assert isinstance(extensions, ExtensionsAre)
    assert len(extensions.extensions) == 3
    assert isinstance(trunks, TrunksAre)
    assert len(trunks.trunks) == 1


async def test_lists_that_stay_empty_are_believed(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """After a whole interval, however often it was asked in between."""
    talk = await begin(make(pbx, ports, replace(CALM, poll=1.0, poll_in_call=0.01)))
    door.report(action="ANSWER", callid=X, call=people(B, A))
    pbx.people({})

    gone = await talk.until(ExtensionsAre, lambda fact: not fact.extensions)
    await talk.driver.close()

    assert pbx.count("extensionlist/query") > 3
    assert gone.extensions == ()


async def test_a_pbx_that_is_back_without_extensions_is_not_believed_at_once(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """What was there before stays as it was."""
    pbx.people({})
    talk = await begin(make(pbx, ports, replace(CALM, poll=0.01), before=("2001",)))
    assert talk.first is not None

    gone = await talk.until(ExtensionsAre, lambda _: True)
    await talk.driver.close()

    assert not [fact for fact in talk.first.facts if isinstance(fact, ExtensionsAre)]
    assert gone.extensions == ()


async def test_trunks_stay_when_an_answer_says_nothing_of_them(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """They are not gone because of one odd answer; that they are none would be told as well."""
    talk = await begin(make(pbx, ports, replace(CALM, poll=0.01)))
    pbx.rules["trunklist/query"] = OK

    for _ in range(3):
        await talk.until(ExtensionsAre)
    assert not [fact for fact in talk.told if isinstance(fact, TrunksAre)]
    pbx.rules["trunklist/query"] = OK | {"trunklist": []}
    gone = await talk.until(TrunksAre, lambda _: True)
    await talk.driver.close()

    assert gone.trunks == ()
    assert ports.recorder.oddities["garbled answer: trunks"] >= 3


async def test_a_phone_whose_silence_was_not_reported_is_found_silent(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """By the list: somebody else has taken the call for which it rang."""
    talk = await begin(make(pbx, ports, replace(CALM, poll_in_call=0.01)))
    pbx.people({A: "Ringing", B: "Busy", C: "Idle"})
    pbx.rules["inbound/query"] = OK | {"inbound": [line(status="Progress", callee=[{"extid": A}])]}
    for number in (A, B):
        door.report(action="RING", callid=X, call=[*people(number), {"inbound": line()}])
    door.report(action="ANSWER", callid=X, call=[*people(B), {"inbound": line()}])
    await talk.until(LegIs, lambda fact: fact.state is LegState.TALKING)
    pbx.people({A: "Registered", B: "Busy", C: "Idle"})

    leg = await talk.until(LegIs, lambda fact: fact.state is LegState.ENDED)
    await talk.driver.close()

    assert leg.leg == f"{X}/2001"


async def test_two_missed_polls_end_the_link(pbx: ScriptedPbx, deaf: Ports) -> None:
    """Without a door for reports nothing else would notice."""
    talk = await begin(make(pbx, deaf, replace(CALM, poll=0.01, heartbeat=0.001)))
    pbx.once("extensionlist/query", failed(30001))
    await pbx.until("extensionlist/query", 3)
    pbx.rules["extensionlist/query"] = failed(30001)

    error = await talk.end()
    await talk.driver.close()

    assert str(error) == "lists are not answered"
    assert pbx.count("heartbeat") == 0
