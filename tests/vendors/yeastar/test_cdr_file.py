"""The file of call records is read as it comes in."""

from collections.abc import AsyncIterator

import pytest

from custom_components.pbx.telephony.errors import ProtocolError
from custom_components.pbx.telephony.vendors.yeastar.cdr_file import (
    MAX_FILE,
    CdrFile,
    FileTooLong,
    records_in,
)

HEADER = (
    b"callid,timestart,callfrom,callto,callduraction,talkduraction,srctrunkname,dsttrunkname,"
    b"status,type,pincode,recording,didnumber,sn"
)
ROW = (
    b"1700000000.11,2026-01-02 03:04:05,2001,0441234,19,7,,north,NO ANSWER,Outbound,4711,"
    b"a.wav,0555,364000000001"
)


def read(*pieces: bytes) -> list[str]:
    """Give the call ids of all records."""
    file = CdrFile()
    found = [record for piece in pieces for record in file.feed(piece)]
    return [record.call for record in [*found, *file.feed(b"", is_last=True)]]


def test_a_row_says_what_its_report_said() -> None:
    """Under the same names."""
    file = CdrFile()
    [record] = file.feed(HEADER + b"\r\n" + ROW + b"\r\n")

    assert record.call == "1700000000.11"
    assert record.began == "2026-01-02 03:04:05"
    assert (record.source, record.target) == ("2001", "0441234")
    assert (record.duration, record.talked) == (19, 7)
    assert (record.outbound_trunk, record.inbound_trunk) == ("north", "")
    assert (record.status, record.kind) == ("NO ANSWER", "Outbound")
    assert (record.recording, record.did) == ("a.wav", "0555")


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_pieces_end_anywhere(size: int) -> None:
    """Also within a character of several bytes."""
    text = HEADER + b"\n" + ROW.replace(b"2001", "Zoë".encode()) + b"\n" + ROW
    pieces = [text[at : at + size] for at in range(0, len(text), size)]

    assert read(*pieces) == ["1700000000.11"] * 2


def test_columns_come_in_any_order_and_spelling() -> None:
    """And a comma in quotes is none."""
    file = CdrFile()
    text = b'\xef\xbb\xbf STATUS ,dstrunkname,CallID,callduration\nBUSY,"north, old",5.1,00:01:05\n'

    [record] = file.feed(text)

    assert (record.call, record.status) == ("5.1", "BUSY")
    assert (record.outbound_trunk, record.duration) == ("north, old", 65)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\n\n",
        HEADER,
        HEADER + b"\n,,,\n",
        b"\0\0\0",
        HEADER + b"\n\xff\xfe" * 3,
        b"action,event\nBYE,BYE\n",
    ],
    ids=["empty", "blank", "only a header", "only commas", "zeros", "no text", "odd names"],
)
def test_nothing_raises(text: bytes) -> None:
    """The file comes from the network."""
    assert all(call in ("", "\ufffd\ufffd") for call in read(text))


def test_short_and_long_rows_are_read() -> None:
    """What is missing was not said."""
    assert read(b"callid,status\n1.1\n1.2,BUSY,more\n") == ["1.1", "1.2"]


@pytest.mark.parametrize(
    ("piece", "limit"),
    [(b"x" * 60_000 + b"\n" + b"x" * 60_000 + b"\n", MAX_FILE), (b"1,2\n" * 4096, 2**21)],
    ids=["long", "many"],
)
async def test_a_file_without_end_is_not_read_to_the_end(piece: bytes, limit: int) -> None:
    """Be it of long lines or of short ones."""
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += len(piece)
            yield piece

    with pytest.raises(FileTooLong):
        await records_in(endless())

    assert given <= limit + len(piece)


def test_a_line_without_end_is_not_kept() -> None:
    """No record is that long."""
    file = CdrFile()

    with pytest.raises(ProtocolError):
        list(file.feed(b"x" * 2**17))
