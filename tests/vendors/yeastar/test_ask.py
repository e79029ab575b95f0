"""What reports leave out is asked for."""

import asyncio
from dataclasses import replace
from typing import Any, cast

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    AuthenticationFailed,
)
from custom_components.pbx.telephony.facts import (
    CallEnded,
    CallsSeen,
    ExtensionIs,
    ExtensionsAre,
    LegIs,
)
from custom_components.pbx.telephony.model import (
    ExtensionId,
    Hook,
    LegState,
    Role,
)

from .scripted import OK, Asked, Door, ScriptedPbx, failed, hang_up, page
from .talk import CALM, X2, A, B, Talk, X, about, begin, line, make, people

ENDED, TALKING = LegState.ENDED, LegState.TALKING


async def passes(talk: Talk, door: Door) -> None:
    """Let everything be done that was going to be done at once."""
    for _ in range(3):
        door.report(action="ConfigChange")
        await talk.until(ExtensionsAre)


async def test_the_caller_of_a_ringing_phone_is_asked_for(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """The report about the phone does not tell, and reports about ringing may not come at all."""
    pbx.rules["extension/query"] = about(B, "Ringing", inbound=line())

    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    await talk.until(ExtensionIs, lambda fact: fact.hook is Hook.RINGING)
    caller, callee = cast("tuple[LegIs, LegIs]", await talk.facts())

    assert (caller.leg, caller.party.number, caller.party.trunk) == (
        f"{X}/inbound",
        "0441234",
        "north",
    )
    assert (callee.leg, callee.state) == (f"{X}/2002", LegState.RINGING)
    assert pbx.of("extension/query")[0].fields == {"extid": B}


async def test_the_caller_is_looked_for_among_inbound_calls(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """If the PBX does not tell it of the extension."""
    pbx.rules["extension/query"] = failed(10003)
    pbx.rules["inbound/query"] = OK | {"inbound": [line(status="Progress", callee=[{"extid": B}])]}

    door.report(action="ExtensionStatus", extension=B, status="Ringing")

    leg = await talk.until(LegIs)
    assert leg.call == X


async def test_a_call_keeps_its_id_from_ringing_to_the_end(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """While an internal call rings, the PBX has no id for it."""
    pbx.rules["extension/query"] = about(B, "Ringing", ext={"extid": A})
    door.report(action="ExtensionStatus", extension=A, status="Busy")
    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    rings = await talk.until(LegIs)

    door.report(action="ANSWER", callid=X, call=people(B, A))
    answered = await talk.until(LegIs)
    door.report(action="NewCdr", callid=X, status="ANSWERED")
    ended = await talk.until(CallEnded)

    assert rings.call == answered.call == ended.call == "ringing:2001>2002:1"


async def test_nobody_asks_when_a_report_tells(talk: Talk, pbx: ScriptedPbx, door: Door) -> None:
    """Newer firmware may report the ringing of all calls."""
    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    door.report(action="RING", callid=X, call=people(B, A))
    door.report(action="ConfigChange")
    await talk.until(CallsSeen)

    assert pbx.count("extension/query") == 0


@pytest.mark.parametrize("operation", ["extension/query", "inbound/query"])
async def test_nobody_is_told_when_the_phone_has_stopped(
    talk: Talk, pbx: ScriptedPbx, door: Door, operation: str
) -> None:
    """The answer was on its way, and is too old."""
    silent = asyncio.Event()

    async def too_late(_: Asked) -> dict[str, Any]:
        await silent.wait()
        late = line(status="Progress", callee=[{"extid": B}])
        return about(B, "Ringing", inbound=late) | {"inbound": [late]}

    pbx.once(operation, too_late)
    asked = pbx.count(operation)
    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    await pbx.until(operation, asked + 1)
    door.report(action="ExtensionStatus", extension=B, status="Idle")
    await talk.until(ExtensionIs, lambda fact: fact.hook is Hook.IDLE)
    silent.set()
    door.report(action="ConfigChange")
    await talk.until(CallsSeen)

    assert not [fact for fact in talk.told if isinstance(fact, LegIs)]


async def test_a_late_repeat_of_ringing_is_put_right(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """The PBX repeats reports, and says what is true when it is asked."""
    pbx.rules["extension/query"] = about(B, "Registered")

    door.report(action="ExtensionStatus", extension=B, status="Ringing")

    await talk.until(ExtensionIs, lambda fact: fact.hook is Hook.RINGING)
    await talk.until(ExtensionIs, lambda fact: fact.hook is Hook.IDLE)
    assert pbx.count("inbound/query") == 1


async def test_a_report_that_was_lost_is_not_mistaken_for_a_call_of_one_s_own(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """Who calls must be busy; if nothing was heard of that, the PBX is asked once more."""

    async def answer(asked: Asked) -> dict[str, Any]:
        number = asked.fields["extid"]
        return about(number, "Ringing" if number == B else "Busy", ext={"extid": A})

    pbx.rules["extension/query"] = answer

    door.report(action="ExtensionStatus", extension=B, status="Ringing")

    assert (await talk.until(ExtensionIs, lambda fact: fact.id == A)).hook is Hook.BUSY
    leg = await talk.until(LegIs, lambda fact: fact.party.extension == B)
    assert (leg.role, leg.state) == (Role.CALLEE, LegState.RINGING)


@pytest.mark.parametrize(
    "answer",
    [failed(30001), page(), page(500), hang_up, about(B, "Ringing")],
    ids=["busy", "a page", "an error", "closed", "nothing"],
)
async def test_no_answer_about_the_phone_leaves_the_inbound_calls(
    talk: Talk, pbx: ScriptedPbx, door: Door, answer: Any
) -> None:
    """Who calls is worth a second question."""
    pbx.rules["extension/query"] = answer
    pbx.rules["inbound/query"] = OK | {"inbound": [line(status="Progress", callee=[{"extid": B}])]}

    door.report(action="ExtensionStatus", extension=B, status="Ringing")

    assert (await talk.until(LegIs)).call == X


async def test_a_phone_that_rings_for_nobody_is_asked_about_again(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """The PBX was busy, or did not know yet."""
    talk = await begin(make(pbx, ports, replace(CALM, again=0.01)))
    pbx.once("extension/query", failed(30001), about(B, "Ringing"), page())
    pbx.once("inbound/query", failed(30001), OK, page())
    pbx.rules["extension/query"] = about(B, "Ringing", inbound=line())

    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    leg = await talk.until(LegIs)
    await talk.driver.close()

    assert leg.call == X
    assert pbx.count("extension/query") == 4


async def test_a_phone_that_has_stopped_is_not_asked_about_again(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """Whoever it was has given up."""
    talk = await begin(make(pbx, ports, replace(CALM, again=0.01)))
    pbx.rules["extension/query"] = about(B, "Ringing")
    asked = pbx.count("inbound/query")
    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    await pbx.until("inbound/query", asked + 1)

    door.report(action="ExtensionStatus", extension=B, status="Idle")
    await talk.until(ExtensionIs, lambda fact: fact.hook is Hook.IDLE)
    questions = pbx.count("extension/query")
    await passes(talk, door)
    await talk.driver.close()

    assert pbx.count("extension/query") == questions


async def test_a_phone_that_the_pbx_calls_free_rings_for_nobody(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """It rang for a caller who is asked about again, and its own report was lost."""
    door.report(action="RING", callid=X, call=[*people(B), {"inbound": line()}])
    pbx.rules["extension/query"] = about(B, "Registered", ext={"extid": A})
    await talk.facts()
    door.report(action="ExtensionStatus", extension=A, status="Ringing")
    pbx.once("extension/query", about(A, "Ringing", ext={"extid": B}))

    leg = await talk.until(LegIs, lambda fact: fact.state is LegState.ENDED)

    assert leg.leg == f"{X}/2002"


async def test_a_report_beats_the_answer_that_a_phone_is_free(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """It began to ring after the question was put."""
    told = asyncio.Event()

    async def too_late(_: Asked) -> dict[str, Any]:
        await told.wait()
        return about(B, "Registered")

    pbx.once("extension/query", about(A, "Ringing", ext={"extid": B}), too_late)
    door.report(action="ExtensionStatus", extension=A, status="Ringing")
    await pbx.until("extension/query", 2)
    door.report(action="RING", callid=X, call=[*people(B), {"inbound": line()}])
    await talk.until(LegIs)
    told.set()

    await talk.until(LegIs, lambda fact: fact.party.extension == A)

    assert not [fact for fact in talk.told if isinstance(fact, LegIs) and fact.state is ENDED]


RINGS: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "from outside": ([*people(B), {"inbound": line()}], {"inbound": line()}),
    "from outside, by another id": ([*people(B), {"inbound": line()}], {"inbound": line(id="")}),
    "from a colleague": (people(B, A), {"ext": {"extid": A}}),
    "nobody is named": (people(B, A), {}),
}


@pytest.mark.parametrize(("ring", "calls"), RINGS.values(), ids=RINGS)
async def test_a_phone_that_rang_and_is_busy_has_taken_the_call(
    talk: Talk, pbx: ScriptedPbx, door: Door, ring: list[Any], calls: dict[str, Any]
) -> None:
    """If its answer is lost, the PBX is asked."""
    pbx.rules["extension/query"] = about(B, "Busy", **calls)
    door.report(action="RING", callid=X, call=ring)
    door.report(action="ExtensionStatus", extension=B, status="Busy")

    await talk.until(LegIs, lambda fact: fact.state is LegState.TALKING)
    legs = [fact for fact in talk.told if isinstance(fact, LegIs) and fact.state is TALKING]

    assert {leg.role for leg in legs} == set(Role)
    assert pbx.count("extension/query") == 1


@pytest.mark.parametrize(
    "answer",
    [
        about(B, "Ringing", inbound=line()),
        about(B, "Busy", ext={"extid": "2003"}),
        about("2003", "Busy"),
        about(B, "", inbound=line()),
        failed(30001),
    ],
    ids=["it rings", "on another call", "somebody else", "not said", "no answer"],
)
async def test_a_phone_that_is_busy_otherwise_has_not_taken_the_call(
    talk: Talk, pbx: ScriptedPbx, door: Door, answer: Any
) -> None:
    """The PBX must say so."""
    pbx.rules["extension/query"] = answer
    door.report(action="RING", callid=X, call=[*people(B), {"inbound": line()}])
    door.report(action="ExtensionStatus", extension=B, status="Busy")
    await pbx.until("extension/query")
    await passes(talk, door)

    assert not [fact for fact in talk.told if isinstance(fact, LegIs) and fact.state is TALKING]


async def test_what_was_told_while_the_pbx_was_asked_counts(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """The end of the call came first."""
    told = asyncio.Event()

    async def too_late(_: Asked) -> dict[str, Any]:
        await told.wait()
        return about(B, "Busy")

    pbx.rules["extension/query"] = too_late
    door.report(action="RING", callid=X, call=[*people(B), {"inbound": line()}])
    door.report(action="ExtensionStatus", extension=B, status="Busy")
    await pbx.until("extension/query")
    door.report(action="NewCdr", callid=X, status="NO ANSWER")
    await talk.until(CallEnded)
    told.set()
    await passes(talk, door)

    assert not [fact for fact in talk.told if isinstance(fact, LegIs) and fact.state is TALKING]


async def test_nobody_asks_about_an_answer_that_was_told(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """It came a moment later than the word of the phone."""
    door.report(action="RING", callid=X, call=people(B, A))
    door.report(action="ExtensionStatus", extension=B, status="Busy")
    door.report(action="ANSWER", callid=X, call=people(B, A))
    await passes(talk, door)

    assert pbx.count("extension/query") == 0


async def test_a_question_that_fails_harms_nobody(
    talk: Talk, pbx: ScriptedPbx, door: Door, ports: Ports
) -> None:
    """At least the phone is seen to ring."""
    pbx.rules["extension/query"] = failed(30001)

    door.report(action="ExtensionStatus", extension=B, status="Ringing")
    await talk.until(ExtensionIs)
    door.report(action="ConfigChange")
    await talk.until(ExtensionsAre)

    assert ports.recorder.oddities["missed: RequestFailed"] >= 1


async def test_a_session_lost_by_a_question_ends_the_link(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """Every error that matters comes out at the end of the batches."""
    pbx.rules["extension/query"] = failed(20004)
    pbx.rules["login"] = failed(20003)

    door.report(action="ExtensionStatus", extension=B, status="Ringing")

    assert isinstance(await talk.end(), AuthenticationFailed)


async def test_the_number_that_is_dialed_is_asked_for(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """A call to outside is reported only when it is answered."""
    pbx.rules["outbound/query"] = OK | {"outbound": [line("outbound", X2, status="Progress")]}

    door.report(action="ExtensionStatus", extension=A, status="Busy")

    leg = await talk.until(LegIs)
    assert (leg.call, leg.party.extension, leg.state) == (X2, A, LegState.DIALING)


async def test_nobody_asks_for_what_is_known(talk: Talk, pbx: ScriptedPbx, door: Door) -> None:
    """The phone is busy because it has just taken a call."""
    door.report(action="ExtensionStatus", extension=B, status="Busy")
    door.report(action="ANSWER", callid=X, call=[*people(B), {"inbound": line()}])
    door.report(action="ExtensionStatus", extension=B, status="Busy")
    door.report(action="ConfigChange")
    await talk.until(CallsSeen)

    assert pbx.count("outbound/query") == 2


async def test_a_silent_phone_on_a_call_raises_a_doubt(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """Its goodbye may be lost, or still on its way: the PBX knows."""
    door.report(action="ANSWER", callid=X, call=people(B, A))
    for number in (A, B):
        door.report(action="ExtensionStatus", extension=number, status="Idle")

    seen = await talk.until(CallsSeen)

    assert seen.live == frozenset()
    assert seen.free >= {ExtensionId(A)}
    assert pbx.count("extensionlist/query") == 1


async def test_a_doubt_that_has_gone_is_not_asked(talk: Talk, pbx: ScriptedPbx, door: Door) -> None:
    """The goodbye has come meanwhile."""
    door.report(action="ANSWER", callid=X, call=people(B, A))
    door.report(action="ExtensionStatus", extension=A, status="Idle")
    door.report(action="NewCdr", callid=X, status="ANSWERED")
    await talk.until(CallEnded)
    door.report(action="ConfigChange")
    await talk.until(CallsSeen)

    assert pbx.count("inbound/query") == 2
