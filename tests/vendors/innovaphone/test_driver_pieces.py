"""Messages that come in pieces, slowly, and with other things between them."""

import asyncio
import json

import pytest

from custom_components.pbx.telephony.model import Activity

from .conftest import BUSY, Link, ScriptedPbx, activity, update

TEXT, GO_ON, PING, FINAL = 0x01, 0x00, 0x09, 0x80
# The vendor's PHP client sends pieces of this length.
PIECE = 4096


def frame(kind: int, payload: bytes) -> bytes:
    """Make a frame as a server sends it."""
    length = len(payload)
    if length < 126:
        return bytes([kind, length]) + payload
    return bytes([kind, 126]) + length.to_bytes(2) + payload


def pieces(message: object, length: int) -> list[bytes]:
    """Cut a message into the frames of one text."""
    text = json.dumps(message).encode()
    cut = [text[at : at + length] for at in range(0, len(text), length)]
    kinds = [TEXT, *[GO_ON] * (len(cut) - 1)]
    kinds[-1] |= FINAL
    return [frame(kind, piece) for kind, piece in zip(kinds, cut, strict=True)]


@pytest.mark.parametrize("length", [1, 7, PIECE], ids=["byte by byte", "small", "like the vendor"])
async def test_a_message_in_many_frames_is_one(link: Link, pbx: ScriptedPbx, length: int) -> None:
    """However small the pieces are, and although a ping comes between them."""
    _, batches = link
    asked = pbx.heard("SubscribePresence")[0]
    whole = update(asked, BUSY) | {"filler": "x" * 3 * PIECE if length == PIECE else ""}

    for piece in pieces(whole, length):
        await pbx.send_raw(piece + frame(PING | FINAL, b""))

    assert activity(await anext(batches)) is Activity.BUSY


async def test_a_frame_that_trickles_in_is_waited_for(link: Link, pbx: ScriptedPbx) -> None:
    """A slow line delivers a frame in many segments."""
    _, batches = link
    [whole] = pieces(update(pbx.heard("SubscribePresence")[0], BUSY), PIECE)

    for at in range(len(whole)):
        await pbx.send_raw(whole[at : at + 1])
        await asyncio.sleep(0)

    assert activity(await anext(batches)) is Activity.BUSY
