"""What the PBX has written down: call records, recordings, the address book."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from ...commands import GetRecords, Receipt
from ...driver import Download
from ...errors import CannotConnect, CommandRefused, ProtocolError
from ...model import Capability
from .call_records import call_record, zone_offset
from .cdr_file import FileTooLong, records_in
from .contact_rows import contacts_of
from .errand import Errands, refusal
from .errors_table import RequestFailed
from .operations import Operation
from .reports import NewCdr
from .roster import Roster

_TIME: Final = "%Y-%m-%d %H:%M:%S"
_NO_RECORDS: Final = 20021
# The random string of a link lives for thirty seconds.
_EXPIRED: Final = (20012, 20020)
_NO_RECORDING: Final = 20014
_TIME_LENGTH: Final = len("2017-05-24 23:25:20")
_QUARTER: Final = 900
_SOUND: Final = "audio/wav"


class Archive:
    """Fetches it."""

    def __init__(
        self,
        errands: Errands,
        roster: Roster,
        *,
        offset: Callable[[], float | None],
        clock: Callable[[], float],
    ) -> None:
        """Run errands; `offset` gives how far the PBX's clock is ahead of UTC, if that is known."""
        self._errands = errands
        self._roster = roster
        self._known_offset = offset
        self._clock = clock

    async def records(self, command: GetRecords) -> Receipt:
        """Fetch the call records of a time, oldest first."""
        needs = command.needs
        self._errands.may(needs, Operation.RECORDS)
        with self._errands.told(needs):
            offset = await self._offset()
            began, ended = _local(command.began, offset), _local(command.ended, offset)
            try:
                found = await self._file(began, ended)
            except RequestFailed as err:
                if err.errno != _NO_RECORDS:
                    raise
                found = ()
            except FileTooLong:
                raise CommandRefused("records_too_many") from None
        records = [call_record(row, offset, None, self._roster) for row in found]
        records.sort(key=lambda record: record.began or 0.0)
        return Receipt(records=tuple(records))

    async def _offset(self) -> float:
        """Say how many seconds the clock of the PBX is ahead of UTC; ask if it has not said."""
        if (known := self._known_offset()) is not None:
            return known
        answer = await self._errands.api.request(Operation.DEVICE)
        said = "".join(row.text("systemtime") for row in answer.objects("deviceinfo"))
        if (offset := zone_offset(said)) is not None:
            return offset
        try:
            local = datetime.strptime(said[:_TIME_LENGTH], _TIME).replace(tzinfo=UTC)
        except ValueError:
            return 0.0
        # Zones are a whole number of quarters of an hour apart; what is left is drift.
        ahead = local.timestamp() - self._clock()
        return float(round(ahead / _QUARTER) * _QUARTER)

    async def _file(self, began: str, ended: str) -> tuple[NewCdr, ...]:
        """Download and read the file of records."""
        fields = {"extension": None, "began": began, "ended": ended}
        async with self._link(Operation.RECORDS, Operation.DOWNLOAD_RECORDS, **fields) as file:
            return await records_in(file.chunks)

    @asynccontextmanager
    async def recording(self, name: str) -> AsyncIterator[Download]:
        """Open a recording; raise `CommandError` or `LinkLost`."""
        needs = Capability.RECORDINGS
        self._errands.may(needs, Operation.RECORDING)
        with self._errands.told(needs):
            way = Operation.RECORDING, Operation.DOWNLOAD_RECORDING
            async with self._link(*way, recording=name) as file:
                is_sound = file.content_type.startswith("audio/")
                yield file if is_sound else replace(file, content_type=_SOUND)

    @asynccontextmanager
    async def _link(
        self, asking: Operation, download: Operation, **fields: str | None
    ) -> AsyncIterator[Download]:
        """Ask for a link that can be used once, and open it; once more if it has expired."""
        api = self._errands.api
        async with AsyncExitStack() as stack:
            for is_last in (False, True):
                random = await self._random(asking, fields)
                opening = api.download(download, **fields, random=random)
                try:
                    file = await stack.enter_async_context(opening)
                except RequestFailed as err:
                    if is_last or err.errno not in _EXPIRED:
                        raise
                except CannotConnect:
                    # Old firmware takes too long over a large file, and its web server gives up.
                    raise ProtocolError("the web server gave up") from None
                else:
                    yield file
                    return

    async def _random(self, asking: Operation, fields: dict[str, str | None]) -> str:
        """Ask for the random string of a link."""
        try:
            answer = await self._errands.api.request(asking, **fields)
        except RequestFailed as err:
            if asking is Operation.RECORDING and err.errno in _EXPIRED:
                # The oldest document gives this code another meaning.
                raise refusal(RequestFailed(_NO_RECORDING)) from None
            raise
        if not (random := answer.text("random")):
            raise ProtocolError("the link is missing")
        return random

    async def contacts(self) -> Receipt:
        """Fetch the address book."""
        answer = await self._errands.ask(Capability.CONTACTS, Operation.CONTACTS, contact=None)
        return Receipt(contacts=contacts_of(answer))


def _local(moment: float, offset: float) -> str:
    """Write a moment in the PBX's own time."""
    try:
        return datetime.fromtimestamp(moment + offset, UTC).strftime(_TIME)
    except OverflowError, ValueError, OSError:
        raise CommandRefused("time_invalid") from None
