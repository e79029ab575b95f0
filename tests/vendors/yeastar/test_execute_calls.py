"""Commands about calls are carried out, with receipts and what their errors mean."""

from typing import Any

import pytest

from custom_components.pbx.telephony.commands import (
    CallBack,
    CallTarget,
    Command,
    Decision,
    DialInto,
    GetWakeUps,
    HangUp,
    Hold,
    PlayPrompt,
    Receipt,
    Screen,
    SendMessage,
    TargetKind,
    Transfer,
    WakeUp,
)
from custom_components.pbx.telephony.errors import CommandRefused, CommandUnsupported
from custom_components.pbx.telephony.facts import CallsSeen, ExtensionsAre, LegIs
from custom_components.pbx.telephony.model import CallId, ExtensionId, TrunkId

from .scripted import OK, Door, ScriptedPbx, failed
from .talk import X2, A, B, C, Talk, X, about, line, people

EA = ExtensionId(A)
QUEUES = OK | {"queues": [{"queuenumber": "6700"}]}
QUEUE = CallTarget(kind=TargetKind.QUEUE, number="6700")
BACK = CallBack(first="0111", second="0222", permission=EA)
INTO = DialInto(target=QUEUE, extension=EA)
PROMPT = PlayPrompt(prompts=("hello",), extension=EA)


@pytest.mark.parametrize(
    ("command", "operation"),
    [
        (BACK, "outbound/dial_outbound"),
        (INTO, "extension/dial_extension"),
        (DialInto(target=QUEUE, number="0111", permission=EA), "queue/dial_outbound"),
        (PROMPT, "extension/playprompt"),
        (PlayPrompt(prompts=("hello",), number="0111"), "outbound/playprompt"),
    ],
    ids=["call back", "into a queue", "from a queue", "a prompt", "a prompt outside"],
)
@pytest.mark.parametrize("name", [X, ""], ids=["named", "not named"])
async def test_every_dialed_call_has_a_name(
    talk: Talk, pbx: ScriptedPbx, command: Command, operation: str, name: str
) -> None:
    """If the PBX gives one."""
    pbx.rules |= {operation: OK | {"callid": name}, "queue/query": QUEUES}

    assert await talk.driver.execute(command) == Receipt(call=CallId(name) if name else None)


async def test_a_call_into_a_queue_is_told_with_both_its_ends(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """The report names the caller alone."""
    pbx.rules |= {"extension/dial_extension": OK | {"callid": X}, "queue/query": QUEUES}
    await talk.driver.execute(INTO)

    door.report(action="ALERT", callid=X, call=people(A))
    numbers = {fact.party.number for fact in await talk.facts() if isinstance(fact, LegIs)}

    assert "6700" in numbers


async def inbound_call(talk: Talk, door: Door) -> None:
    """Let a call from outside wait at the door."""
    door.report(action="Invite", callid=X, call=[{"inbound": line()}])
    await talk.facts()


@pytest.mark.parametrize(
    ("decision", "path"), [(Decision.ACCEPT, "inbound/accept"), (Decision.REFUSE, "inbound/refuse")]
)
async def test_a_waiting_call_is_decided_on(
    talk: Talk, pbx: ScriptedPbx, door: Door, decision: Decision, path: str
) -> None:
    """By the id of its line."""
    pbx.rules[path] = OK
    await inbound_call(talk, door)

    await talk.driver.execute(Screen(call=CallId(X), decision=decision))

    assert pbx.of(path)[0].fields == {"inboundid": X}


async def test_who_is_let_in_too_late_is_in(talk: Talk, pbx: ScriptedPbx, door: Door) -> None:
    """The PBX decides the same by itself after ten seconds."""
    pbx.rules["inbound/accept"] = failed(10016)
    await inbound_call(talk, door)

    receipt = await talk.driver.execute(Screen(call=CallId(X), decision=Decision.ACCEPT))

    assert receipt == Receipt()


async def test_who_is_refused_too_late_is_in_as_well(
    talk: Talk, pbx: ScriptedPbx, door: Door
) -> None:
    """So that is what is said."""
    pbx.rules["inbound/refuse"] = failed(10016)
    await inbound_call(talk, door)

    with pytest.raises(CommandRefused, match="too_late"):
        await talk.driver.execute(Screen(call=CallId(X), decision=Decision.REFUSE))


TO_C = CallTarget(kind=TargetKind.EXTENSION, number=C)


@pytest.mark.parametrize(
    ("rules", "path", "body"),
    [
        (
            {"inbound/query": OK | {"inbound": [line(status="Talking", callee=[{"extid": A}])]}},
            "inbound/transfer_extension",
            {"inboundid": X, "extid": C},
        ),
        (
            {"outbound/query": OK | {"outbound": [line("outbound", X2, status="Talking")]}},
            "outbound/transfer_extension",
            {"outboundid": X2, "extid": C},
        ),
        (
            {
                "inbound/query": OK | {"inbound": [line(to="6700", status="Talking")]},
                "extension/query": about(A, "Busy", inbound=line(to="6700")),
            },
            "inbound/transfer_extension",
            {"inboundid": X, "extid": C},
        ),
    ],
    ids=["inbound", "outbound", "through a queue"],
)
async def test_a_call_that_no_report_told_of_is_asked_for(
    *,
    talk: Talk,
    pbx: ScriptedPbx,
    rules: dict[str, Any],
    path: str,
    body: dict[str, str],
) -> None:
    """Before it is said that there is none."""
    pbx.rules |= {path: OK, **rules}

    await talk.driver.execute(Transfer(extension=EA, to=TO_C))

    assert pbx.of(path)[0].fields == body


@pytest.mark.parametrize("status", ["Idle", "Busy"])
async def test_who_is_on_no_call_has_none_to_hand_on(
    talk: Talk, pbx: ScriptedPbx, status: str
) -> None:
    """That is known once the PBX was asked."""
    pbx.rules["extension/query"] = about(A, status)
    before = pbx.count("inbound/query")

    with pytest.raises(CommandRefused, match="call_not_found"):
        await talk.driver.execute(Transfer(extension=EA, to=TO_C))

    assert pbx.count("inbound/query") == before + 1


async def test_a_refused_transfer_is_told(talk: Talk, pbx: ScriptedPbx, door: Door) -> None:
    """It is not repeated by another way."""
    pbx.rules["inbound/transfer_queue"] = failed(10013)
    await inbound_call(talk, door)

    with pytest.raises(CommandRefused, match="queue_not_found"):
        await talk.driver.execute(Transfer(call=CallId(X), to=QUEUE))

    assert not [asked for asked in pbx.asked if asked.operation == "calltransfer"]


async def test_a_call_that_is_not_there_cannot_be_held(talk: Talk, pbx: ScriptedPbx) -> None:
    """Other than when it shall end."""
    pbx.rules["extension/hold"] = failed(10007)

    with pytest.raises(CommandRefused, match="call_not_found"):
        await talk.driver.execute(Hold(extension=EA))


async def test_a_message_has_a_name(talk: Talk, pbx: ScriptedPbx) -> None:
    """By which its delivery is told."""
    pbx.rules["sms/send"] = OK | {"smsid": "0111-1700000000"}

    receipt = await talk.driver.execute(SendMessage(trunk=TrunkId("GSM"), number="0111", text="hi"))

    assert receipt == Receipt(message="0111-1700000000")


async def test_wake_up_calls_are_listed(talk: Talk, pbx: ScriptedPbx) -> None:
    """In the receipt."""
    alarms = [{"time": "07:00", "type": "onetime"}]
    pbx.rules["wakeupcall/query"] = OK | {"wakeups": [{"extid": A, "wakeup": alarms}]}

    receipt = await talk.driver.execute(GetWakeUps(extension=EA))

    assert receipt == Receipt(wake_ups=(WakeUp(time="07:00"),))


async def test_a_recording_is_not_fetched_where_there_are_none(
    talk: Talk, pbx: ScriptedPbx
) -> None:
    """Old firmware does not know the request."""
    pbx.rules["recording/get_random"] = failed(10003)

    with pytest.raises(CommandUnsupported):
        async with talk.driver.recording("a.wav"):
            pass


@pytest.mark.parametrize("errno", [10005, 10007])
async def test_a_call_that_the_pbx_no_longer_knows_ends_here_as_well(
    talk: Talk, pbx: ScriptedPbx, door: Door, errno: int
) -> None:
    """Who hung up was told, but never came; nobody waits for the next poll to find that out."""
    door.report(action="ANSWER", callid=X, call=people(B, A))
    await talk.until(LegIs)
    pbx.rules["extension/hangup"] = failed(errno)

    assert await talk.driver.execute(HangUp(extension=EA)) == Receipt()
    seen = await talk.until(CallsSeen)

    assert CallId(X) not in seen.live
    assert EA in seen.free


async def test_the_extensions_are_listed_anew_when_one_is_said_not_to_exist(
    talk: Talk, pbx: ScriptedPbx
) -> None:
    """The report of its end never came."""
    pbx.rules["extension/hold"] = failed(10006)
    pbx.people({B: "Idle", C: "Idle"})

    with pytest.raises(CommandRefused) as caught:
        await talk.driver.execute(Hold(extension=EA))
    listed = await talk.until(ExtensionsAre)

    assert caught.value.meaning == "extension_not_found"
    assert [each.id for each in listed.extensions] == [B, C]
