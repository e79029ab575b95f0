"""The file of call records: a CSV whose first line names the fields. Read as it comes in."""

import asyncio
import codecs
from collections.abc import AsyncIterator, Iterator
import csv
import json
from typing import Final

from ...errors import ProtocolError
from .reports import NewCdr
from .wire import decode

# A year of a busy office; whoever wants more asks twice.
MAX_FILE: Final = 20 * 1024 * 1024
MAX_RECORDS: Final = 100_000
# No record is that long; a file without line ends is none.
_MAX_LINE: Final = 64 * 1024
_REPORT: Final = {"action": "NewCdr"}


class FileTooLong(ProtocolError):
    """The file is longer than any can be."""


class CdrFile:
    """Takes the file in pieces and gives the records that are complete."""

    def __init__(self) -> None:
        """Wait for the header."""
        self._names: list[str] | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._rest = ""
        self._size = 0
        self._count = 0

    def feed(self, piece: bytes, *, is_last: bool = False) -> Iterator[NewCdr]:
        """Take a piece, and yield the records it completes; raise `FileTooLong` if so."""
        self._size += len(piece)
        if self._size > MAX_FILE:
            raise FileTooLong("the file of records has no end")
        *lines, self._rest = (self._rest + self._decoder.decode(piece, is_last)).split("\n")
        if is_last:
            lines.append(self._rest)
        elif len(self._rest) > _MAX_LINE:
            raise ProtocolError("the file of records has no lines")
        for line in lines:
            if (record := self._read(line)) is not None:
                self._count += 1
                if self._count > MAX_RECORDS:
                    raise FileTooLong("the file has too many records")
                yield record

    def _read(self, line: str) -> NewCdr | None:
        """Read one line; the first one is the header."""
        try:
            cells = next(csv.reader([line.rstrip("\r").replace("\0", "")]), [])
        except csv.Error:
            return None
        if not any(map(str.strip, cells)):
            return None
        if self._names is None:
            self._names = [cell.strip().lower() for cell in cells]
            return None
        # A row says what the report said, under the same names, so it is read as one.
        row = _REPORT | dict(zip(self._names, cells, strict=False)) | _REPORT
        report = decode(json.dumps(row).encode())
        return report if isinstance(report, NewCdr) else None


async def records_in(pieces: AsyncIterator[bytes]) -> tuple[NewCdr, ...]:
    """Read the whole file; raise `FileTooLong` if it has no end."""
    file = CdrFile()
    found: list[NewCdr] = []
    async for piece in pieces:
        found += file.feed(piece)
        # However fast it comes in, everybody else gets a turn.
        await asyncio.sleep(0)
    found += file.feed(b"", is_last=True)
    return tuple(found)
