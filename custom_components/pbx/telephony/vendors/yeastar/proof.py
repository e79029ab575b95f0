"""The proof that reports arrive: lists are held against what they have told, and theft is mended.

The PBX sends its reports to whoever logged in or sent a heartbeat last. Another program may have
done so, or the PBX has forgotten where we are; neither is told.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from ...delivery import DeliveryWatch, Missed, ReportFault
from ...driver import Ports
from ...errors import LinkLost
from ...facts import Batch, ReportingIs
from ...model import ExtensionId
from ...recorder import Recorder
from .api import Api
from .calls import Calls
from .known import KnownCall
from .pace import MISSES, Pace
from .questions import Spawn
from .reports import CallReport, ExtensionStatus, NewCdr, Report
from .roster import Roster

# Another program may log in as often as we do; each gets the reports in turn then.
RECLAIM_PAUSE: Final = 600.0


class Proof:
    """Holds lists against reports for one session."""

    def __init__(
        self, api: Api, ports: Ports, pace: Pace, emit: Callable[[Batch], None], spawn: Spawn
    ) -> None:
        """Prepare; changes of the account go to `emit`."""
        self.delivery: DeliveryWatch = ports.delivery
        self._api = api
        self._clock = ports.clock
        self._recorder: Recorder = ports.recorder
        self._grace = pace.grace
        self._emit = emit
        self._spawn = spawn
        self.delivery.excuse()

    @property
    def wants_haste(self) -> bool:
        """Tell whether the next look should come soon."""
        return self._api.hears and self.delivery.is_doubtful

    def heard(self, report: Report, calls: Calls, at: float) -> None:
        """Note a report, and what it proves."""
        is_at_fault = self.delivery.fault is not None
        match report:
            case ExtensionStatus():
                self.delivery.hear(at, _phone(report.extension), extension=report.extension)
            case CallReport() | NewCdr() if call := calls.named(report.call):
                call.is_reported = True
                self.delivery.hear(at, _call(call))
            case _:
                self.delivery.hear(at)
        if is_at_fault:
            self._tell()

    def compare(self, before: Iterable[KnownCall], roster: Roster) -> None:
        """Doubt what a look has shown, as long as no report tells it."""
        if not self._api.hears:
            return
        now = self._clock()
        self.delivery.keep(roster.numbers)
        for number in roster.surprises:
            self._doubt_phone(number, now)
        for call in before:
            if call.is_reported and call.is_over:
                self.delivery.doubt(_call(call), Missed(at=now, what="call"))
        self._settle_later(now)

    def surprised(self, number: str) -> None:
        """Doubt what was learnt of one phone by asking."""
        if self._api.hears:
            now = self._clock()
            self._doubt_phone(number, now)
            self._settle_later(now)

    def _doubt_phone(self, number: str, now: float) -> None:
        """Note that a phone does something that no report has told."""
        missed = Missed(at=now, what="status", extension=ExtensionId(number))
        self.delivery.doubt(_phone(number), missed)

    def _settle_later(self, doubted: float) -> None:
        """Count what is still doubted at the end of the grace."""
        if self.delivery.is_doubtful:
            self._spawn(self._settle(doubted))

    async def _settle(self, doubted: float) -> None:
        """Wait, count, tell, and mend what can be mended from here."""
        await asyncio.sleep(self._grace)
        if not self.delivery.settle(doubted):
            self._tell()
            return
        self._recorder.count("report missed")
        self._tell()
        if self.delivery.is_in_vain:
            try:
                await self._mend()
            except MISSES as err:
                self._recorder.count("missed", type(err).__name__)

    async def _mend(self) -> None:
        """Say once more where we are; if that does not help, take the reports back."""
        if self.delivery.fault is not ReportFault.SILENT or not self._may_reclaim():
            await self._api.heartbeat()
            return
        self.delivery.reclaimed = asyncio.get_running_loop().time()
        if self._api.streams:
            raise LinkLost("the connection for reports is silent")
        await self._api.reclaim()

    def _may_reclaim(self) -> bool:
        """Tell whether the last time was long enough ago."""
        now, then = asyncio.get_running_loop().time(), self.delivery.reclaimed
        return then is None or now - then >= RECLAIM_PAUSE

    def _tell(self) -> None:
        """Tell how things stand, if that has changed."""
        if (reporting := self.delivery.news()) is not None:
            self._emit(Batch((ReportingIs(reporting=reporting),)))


def _phone(number: str) -> str:
    """Name what is doubted of a phone."""
    return f"phone {number}"


def _call(call: KnownCall) -> str:
    """Name what is doubted of a call."""
    return f"call {call.id}"
