"""Our endpoint at the PBX: chat messages out, dial codes in."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from custom_components.pbx.telephony.commands import SendChat
from custom_components.pbx.telephony.errors import (
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
)
from custom_components.pbx.telephony.facts import Batch, Happened
from custom_components.pbx.telephony.model import Capability, ExtensionId
from custom_components.pbx.telephony.moments import SystemEventType, SystemHappened

from .conftest import ANNA, House, ScriptedPbx, result
from .conversations import Body, untagged
from .platform_talk import Example, platform_alone, up

__all__ = ["platform_alone"]

pytestmark = pytest.mark.usefixtures("platform_alone")

HERE = {"hardware_id": "homeassistant"}
SIG = {"api": "PbxSignal", "mt": "Signaling"}


def signal(pbx: ScriptedPbx, call: int, **sig: object) -> Body:
    """Say something about a call, as the PBX."""
    [register] = pbx.heard("Register")
    return SIG | {"src": register["src"], "call": call, "sig": sig}


def registers(pbx: ScriptedPbx, *takes: str, **refusal: object) -> None:
    """Let us register, and let calls of ours meet with these signals."""
    pbx.answers["Register"] = lambda body: [result(body)]

    def answer(body: Body) -> list[Body]:
        if body["sig"]["type"] != "setup":
            return []
        return [signal(pbx, body["call"], type=each, **refusal) for each in takes]

    pbx.answers["Signaling"] = answer


def said_of(pbx: ScriptedPbx, call: int) -> list[Body]:
    """Give what we have said of a call."""
    return [body["sig"] for body in pbx.heard("Signaling") if body["call"] == call]


async def moment(batches: AsyncIterator[Batch]) -> SystemHappened:
    """Wait until something happens."""
    async with asyncio.timeout(5):
        async for batch in batches:
            for fact in batch.facts:
                if isinstance(fact, Happened) and isinstance(fact.moment, SystemHappened):
                    return fact.moment
    raise AssertionError("the driver ended")


async def test_the_example_of_a_chat_is_followed(house: House, pbx: ScriptedPbx) -> None:
    """Signal by signal; only that our text is plain, and that we take calls with a voice."""
    example = Example("s23_chat_message")
    registers(pbx, "call_proc")
    driver, _ = await up(house, pbx, **HERE)

    await driver.execute(SendChat(extension=ANNA, text="Door bell rang"))
    await pbx.hears("Signaling", 3)

    wanted = [untagged(body) for body in example.said]
    del wanted[0]["flags"]
    wanted[2]["sig"]["fty"] = [
        {"type": "im_message", "data": "Door bell rang", "mime": "text/plain"}
    ]
    sent = [body for body in pbx.received if body.get("api") == "PbxSignal"]
    assert [untagged(body) for body in sent] == wanted
    assert len({body["src"] for body in sent}) == 1


async def test_the_example_of_a_dial_code_is_followed(house: House, pbx: ScriptedPbx) -> None:
    """The call is not taken, and what was dialled is told, with who it was."""
    example = Example("s24_dial_code")
    pbx.answers["Register"] = lambda body: [result(body)]
    _, batches = await up(house, pbx, **HERE)
    [heard] = example.heard("Signaling")

    await pbx.send(signal(pbx, heard["call"], **heard["sig"]))

    dialled = await moment(batches)
    assert dialled.type is SystemEventType.DIAL_CODE
    assert (dialled.object, dialled.name, dialled.detail) == ("42", "Anna.Berger", "112")
    await pbx.hears("Signaling")
    assert example.was_said_to(pbx)


async def test_the_same_code_dialled_again_is_news(house: House, pbx: ScriptedPbx) -> None:
    """Handles may be used again once a call is over."""
    registers(pbx)
    _, batches = await up(house, pbx, **HERE)
    setup = {"type": "setup", "channel": -1, "cd": {"num": "42"}}

    await pbx.send(signal(pbx, -3, **setup))
    first = await moment(batches)
    await pbx.send(signal(pbx, -3, **setup))
    second = await moment(batches)

    assert first.id != second.id
    assert (second.name, second.detail) == (None, None)


@pytest.mark.parametrize(
    "sig",
    [
        {"type": "setup", "channel": 0, "fty": [{"type": "im_setup"}]},
        {"type": "setup"},
        {"type": "setup", "channel": -1},
        {"type": "setup", "channel": -1, "cd": {"num": ""}},
        {"type": "setup", "channel": "x", "cg": 7, "cd": [], "fty": "none", "cau": []},
    ],
    ids=["a chat", "bare", "nobody called", "no number", "nonsense"],
)
async def test_other_calls_do_not_hang(
    house: House, pbx: ScriptedPbx, sig: dict[str, object]
) -> None:
    """Whoever calls for what we do not know is released, and nothing is told."""
    registers(pbx)
    _, batches = await up(house, pbx, **HERE)

    await pbx.send(signal(pbx, -7, **sig))
    await pbx.hears("Signaling")
    await pbx.send(signal(pbx, -8, type="setup", channel=-1, cd={"num": "1"}))

    assert (await moment(batches)).object == "1"
    assert said_of(pbx, -7) == [{"type": "rel", "cau": {"num": 88}}]


async def test_signals_of_calls_that_are_over_are_passed_over(
    house: House, pbx: ScriptedPbx
) -> None:
    """They may still be on their way; a broken one ends nothing."""
    registers(pbx)
    _, batches = await up(house, pbx, **HERE)

    for call, sig in ((5, {"type": "rel"}), (-2, {"type": "rel"}), (0, {"type": "setup"})):
        await pbx.send(signal(pbx, call, **sig))
    await pbx.send(SIG | {"src": pbx.heard("Register")[0]["src"], "call": -1, "sig": None})
    await pbx.send(signal(pbx, -8, type="setup", channel=-1, cd={"num": "1"}))

    assert (await moment(batches)).object == "1"
    await pbx.hears("Signaling")
    assert [body["call"] for body in pbx.heard("Signaling")] == [-8]


@pytest.mark.parametrize("word", ["call_proc", "alert", "conn"])
async def test_a_call_that_is_taken_carries_the_text(
    house: House, pbx: ScriptedPbx, word: str
) -> None:
    """However the PBX says so, and once, however often."""
    registers(pbx, word, word)
    driver, _ = await up(house, pbx, **HERE)

    await driver.execute(SendChat(extension=ANNA, text="Hello"))
    await driver.execute(SendChat(extension=ANNA, text="again"))
    await pbx.hears("Signaling", 6)

    assert [sig["type"] for sig in said_of(pbx, 1)] == ["setup", "facility", "rel"]
    assert said_of(pbx, 2)[1]["fty"][0]["data"] == "again"


async def test_a_call_that_is_not_taken_says_so(house: House, pbx: ScriptedPbx) -> None:
    """With the number of the reason."""
    registers(pbx, "rel", cau={"num": 20})
    driver, _ = await up(house, pbx, **HERE)

    with pytest.raises(CommandRefused) as refused:
        await driver.execute(SendChat(extension=ANNA, text="Hello"))

    assert (refused.value.meaning, refused.value.detail) == ("message_not_sent", "20")


async def test_a_call_that_meets_silence_is_given_up(house: House, pbx: ScriptedPbx) -> None:
    """And released, so that it does not hang on the PBX."""
    registers(pbx)
    driver, _ = await up(house, pbx, **HERE)

    with pytest.raises(CommandTimedOut):
        await driver.execute(SendChat(extension=ANNA, text="Hello"))

    await pbx.hears("Signaling", 2)
    assert said_of(pbx, 1)[-1]["type"] == "rel"


@pytest.mark.parametrize(
    ("who", "text", "meaning"),
    [
        (ANNA, "", "message_missing"),
        (ANNA, "x" * 3001, "message_too_long"),
        (ExtensionId("tom"), "x", "extension_not_found"),
    ],
)
async def test_what_cannot_be_sent_is_not(
    house: House, pbx: ScriptedPbx, who: ExtensionId, text: str, meaning: str
) -> None:
    """Nobody is called for nothing."""
    registers(pbx, "conn")
    driver, _ = await up(house, pbx, **HERE)

    with pytest.raises(CommandRefused) as refused:
        await driver.execute(SendChat(extension=who, text=text))

    assert refused.value.meaning == meaning
    assert not pbx.heard("Signaling")


@pytest.mark.parametrize("id", [None, "", "  "])
async def test_without_a_device_there_is_no_endpoint(
    house: House, pbx: ScriptedPbx, id: str | None
) -> None:
    """Nothing is asked for then."""
    registers(pbx)

    info = await house.open(pbx.port, ANNA, hardware_id=id).connect()

    assert Capability.CHAT not in info.capabilities
    assert not pbx.heard("Register")


@pytest.mark.parametrize("answer", [None, {"err": "no such device"}], ids=["silence", "no"])
async def test_a_device_that_is_none_is_no_endpoint(
    house: House, pbx: ScriptedPbx, answer: Body | None
) -> None:
    """The tick or the device may be missing; what a PBX is for works all the same."""
    if answer is not None:
        pbx.answers["Register"] = lambda body: [result(body, **answer)]
    driver, _ = await up(house, pbx, **HERE)

    assert driver._info is not None
    assert Capability.CHAT not in driver._info.capabilities
    with pytest.raises(CommandUnsupported):
        await driver.execute(SendChat(extension=ANNA, text="x"))


async def test_a_signal_without_a_tag_is_ours(house: House, pbx: ScriptedPbx) -> None:
    """Nobody else could be called over this connection, and who calls must not hang."""
    registers(pbx)
    _, batches = await up(house, pbx, **HERE)

    sig = {"type": "setup", "channel": -1, "cg": {"sip": "tom.keller"}, "cd": {"num": "77"}}
    await pbx.send(SIG | {"call": -3, "sig": sig})

    assert (await moment(batches)).object == "77"
    await pbx.hears("Signaling")
    assert said_of(pbx, -3) == [{"type": "rel", "cau": {"num": 26}}]
