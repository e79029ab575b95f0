"""Frames that no PBX should send."""

import json

import pytest

from custom_components.pbx.telephony.errors import LinkLost
from custom_components.pbx.telephony.facts import PresenceIs
from custom_components.pbx.telephony.model import Activity

from .conftest import BUSY, House, Link, ScriptedPbx, activity, update


@pytest.mark.parametrize(
    "frame",
    [
        b"\x00\xffbinary", "nonsense", "[]", "null", '{"mt":7}', '{"mt":"\\ud83d"}', "[" * 100_000,
        '{"api":"PbxApi","mt":"PresenceUpdate","src":"p2","presence":7}',
        '{"api":"PbxApi","mt":"PresenceUpdate","src":"nobody","presence":[]}',
        '{"mt":"Pad","pad":"' + "x" * ((1 << 20) - 21) + '"}',
    ],
    ids=[
        "binary", "not JSON", "array", "null", "no type", "half a character", "deep", "malformed",
        "unknown tag", "1 MiB",
    ],
)  # fmt: skip
async def test_hostile_frames_are_passed_over(
    link: Link, pbx: ScriptedPbx, frame: str | bytes
) -> None:
    """The session goes on as if nothing had been said."""
    _, batches = link
    await pbx.send(frame)
    await pbx.send(update(pbx.heard("SubscribePresence")[0], BUSY))

    assert activity(await anext(batches)) is Activity.BUSY


async def test_a_byte_that_is_no_text_is_replaced(link: Link, pbx: ScriptedPbx) -> None:
    """A note in an old encoding must not end the session."""
    _, batches = link
    asked = pbx.heard("SubscribePresence")[0]
    body = json.dumps(update(asked, BUSY | {"note": "Caf?"})).encode().replace(b"?", b"\xe9")
    await pbx.send_raw(bytes([0x81, 126]) + len(body).to_bytes(2) + body)

    batch = await anext(batches)

    assert isinstance(batch.facts[0], PresenceIs)
    assert batch.facts[0].presence
    assert batch.facts[0].presence.note == "Caf\ufffd"


async def test_more_than_a_mebibyte_ends_the_link(link: Link, pbx: ScriptedPbx) -> None:
    """Absurd sizes are refused before they fill the memory."""
    _, batches = link
    await pbx.send("x" * ((1 << 20) + 1))

    with pytest.raises(LinkLost):
        await anext(batches)


async def test_what_is_not_understood_is_counted(
    link: Link, house: House, pbx: ScriptedPbx
) -> None:
    """It shows in diagnostics."""
    _, batches = link
    await pbx.send(b"binary")
    await pbx.send('{"api":"RCC","mt":"CallOddity","src":"p1"}')
    await pbx.send(update(pbx.heard("SubscribePresence")[0], BUSY))
    await anext(batches)

    assert house.oddities == {"binary message": 1, "unknown message: CallOddity": 1}
