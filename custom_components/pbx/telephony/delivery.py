"""Whether the reports of a PBX arrive: what is heard is held against what its lists show.

A report that does not come is told by nobody. So whenever a list shows what no report has told, a
doubt is noted; if none has told it by the end of a grace either, that report is counted as missed.
"""

import asyncio
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .model import ExtensionId

# Enough to see a day on which now and then something is lost.
KEPT_MISSES: Final = 50
# A report may be lost on its way; twice, with nothing heard in between, is no accident.
IN_VAIN: Final = 2
# Whoever is never told of while others are, so often, is not monitored.
NEVER_TOLD: Final = 2
# A PBX that tells nothing at all would raise a doubt about everybody.
MOST_DOUBTS: Final = 200


class ReportFault(StrEnum):
    """What is wrong with the reports, as far as it can be told from here."""

    NEVER = "never"
    """None has ever come, though there was something to tell."""
    SILENT = "silent"
    """They came, and come no more: they go somewhere else now."""
    UNMONITORED = "unmonitored"
    """They come, but never about some extensions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Something that a list showed and no report had told."""

    at: float
    what: str
    """`status` of an extension, or the end of a `call`."""
    extension: ExtensionId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """How the reports of a PBX arrive."""

    heard: int = 0
    last: float | None = None
    """When the last one came. This and `heard` are told with the next change of anything else."""
    missed: int = 0
    fault: ReportFault | None = None
    extensions: tuple[ExtensionId, ...] = ()
    """Who is never told of."""


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Something that a report should have told, and how many had been heard by then."""

    missed: Missed
    heard: int


class DeliveryWatch:
    """Keeps the account; it outlives the drivers, so that a fault is not forgotten with a link."""

    def __init__(self) -> None:
        """Begin with nothing heard and nothing missed."""
        self.heard = 0
        self.last: float | None = None
        self.missed = 0
        self.history: deque[Missed] = deque(maxlen=KEPT_MISSES)
        self.fault: ReportFault | None = None
        self.reclaimed: float | None = None
        """When the reports were last taken back from somebody else, by the loop's time."""
        self._in_vain = 0
        self._silent: dict[ExtensionId, int] = {}
        self._doubts: dict[str, _Doubt] = {}
        self._news = asyncio.Event()
        self._told = Reporting()

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the lists should be looked at more often than usual."""
        return self.fault is not None or bool(self._doubts)

    @property
    def is_in_vain(self) -> bool:
        """Tell whether the last thing that was missed has been followed by no report."""
        return self._in_vain > 0

    @property
    def reporting(self) -> Reporting:
        """Give how things stand."""
        return Reporting(
            heard=self.heard,
            last=self.last,
            missed=self.missed,
            fault=self.fault,
            extensions=self._unmonitored() if self.fault is ReportFault.UNMONITORED else (),
        )

    def hear(self, at: float, *subjects: str, extension: str = "") -> None:
        """Note that a report has come, what it told of, and about whose phone it was."""
        self.heard += 1
        self.last = at
        self._in_vain = 0
        if self._doubts:
            for subject in subjects:
                self._doubts.pop(subject, None)
        if self._silent:
            self._silent.pop(ExtensionId(extension), None)
        if self.fault is not None:
            self._judge()
        self._news.set()

    def doubt(self, subject: str, missed: Missed) -> None:
        """Note that a list shows what no report has told yet."""
        if len(self._doubts) < MOST_DOUBTS:
            self._doubts.setdefault(subject, _Doubt(missed, self.heard))

    def settle(self, before: float) -> bool:
        """Count as missed what was doubted before that and not told since; tell whether any was."""
        due = [key for key, doubt in self._doubts.items() if doubt.missed.at <= before]
        is_in_vain = False
        for key in due:
            doubt = self._doubts.pop(key)
            self.missed += 1
            self.history.append(doubt.missed)
            is_in_vain |= doubt.heard == self.heard
            if (extension := doubt.missed.extension) is not None:
                self._silent[extension] = self._silent.get(extension, 0) + 1
        self._in_vain += is_in_vain
        if due:
            self._judge()
        return bool(due)

    def keep(self, extensions: Iterable[str]) -> None:
        """Forget who is no longer there: nobody will ever report of them."""
        gone = self._silent.keys() - {ExtensionId(each) for each in extensions}
        for extension in gone:
            del self._silent[extension]
        if gone and self.fault is ReportFault.UNMONITORED:
            self._judge()

    def excuse(self) -> None:
        """Drop the doubts: nobody can have told anything while there was no link."""
        self._doubts.clear()

    def news(self) -> Reporting | None:
        """Give how things stand, if anything but the number of reports has changed since."""
        now, then = self.reporting, self._told
        if (now.missed, now.fault, now.extensions) == (then.missed, then.fault, then.extensions):
            return None
        self._told = now
        return now

    async def wait(self, seconds: float) -> bool:
        """Wait for the next report; False if none comes in that time."""
        before = self.heard
        self._news.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        return self.heard > before

    def _judge(self) -> None:
        """Say what is wrong, if anything is."""
        if self._in_vain >= IN_VAIN:
            self.fault = ReportFault.SILENT if self.heard else ReportFault.NEVER
            return
        if self.fault in (ReportFault.NEVER, ReportFault.SILENT):
            # While nothing came at all, nobody was left out.
            self._silent.clear()
        self.fault = ReportFault.UNMONITORED if self.heard and self._unmonitored() else None

    def _unmonitored(self) -> tuple[ExtensionId, ...]:
        """Give those who were missed again and again, and never told of in between."""
        return tuple(sorted(each for each, times in self._silent.items() if times >= NEVER_TOLD))
