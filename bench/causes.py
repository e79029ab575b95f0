"""Why a state was wrong: each wrong stretch is held against what went wrong at that time."""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from simulator import InnovaphonePbx, YeastarPbx
from simulator.faults import (
    Delay,
    Drop,
    Fault,
    FaultQueue,
    Garbage,
    HalfClose,
    NoLength,
    Reorder,
    Truncated,
)

from .systems import System

DESTROYS: tuple[type[Fault], ...] = (Drop, Garbage)
DELAYS: tuple[type[Fault], ...] = (Delay, HalfClose, NoLength, Reorder, Truncated)
# Seconds of the office between what goes wrong and the look that finds it.
CLOSE = 3.0
# Seconds of ours that a report and its states may take; all else is a matter of the office.
UNDER_WAY = 0.25
# How many looks are remembered.
KEPT: Final = 1000
# How often a state was looked at while all was told and it was wrong all the same.
QUIET = 2


class Cause(StrEnum):
    """Why a state was wrong, the surest first."""

    CUT = "link dead, which nobody knew yet"
    DEAF = "session gone, so nothing was reported"
    UNREPORTED = "no report tells of it, only a look"
    LOST = "its report was lost"
    LATE = "its report was held up"
    UNDER_WAY = "under way, in our time"
    UNEXPLAINED = "a defect"


@dataclass(slots=True)
class Stretch:
    """A time in which one state was wrong, by the office's clock."""

    entity_id: str
    began: float
    wanted: str
    shown: str
    seconds: float = 0.0
    is_cut: bool = False
    """It ended because the link was found to be dead."""
    ended: float = 0.0

    def __str__(self) -> str:
        """Say what was wrong, from when to when."""
        when = f"{self.began:,.0f} to {self.ended:,.0f} s"
        return f"{self.entity_id}: {self.wanted}, not {self.shown}, {when}"


class Witness:
    """Sees what goes wrong with one system."""

    def __init__(self, system: System) -> None:
        """Watch from now on."""
        self._system = system
        self._zero = system.clock.now() - system.clock.passed
        self._gone = float("-inf")
        """When the PBX was last away, whether anybody had noticed or not."""
        self._deaf = float("-inf")
        """When the PBX last had nobody to report to."""
        self._login: object = None
        """The last login."""
        self._quiet: deque[float] = deque(maxlen=KEPT)
        """When all that had happened had been told."""

    def look(self) -> None:
        """Note whether anybody is told anything, and whether all has been told."""
        pbx, now = self._system.pbx, self._system.clock.passed
        if not (pbx.running and self._system.office.powered):
            self._gone = now
        if isinstance(pbx, YeastarPbx):
            before = self._login
            self._login = pbx.logins[-1] if pbx.logins else None
            # A session may have been lost and replaced between two looks.
            if pbx.destination is None or self._login is not before:
                self._deaf = now
            if not pbx.post.is_behind:
                self._quiet.append(now)

    def cause(self, wrong: Stretch) -> Cause:
        """Say why a state was wrong."""
        if wrong.is_cut or self._gone >= wrong.began - CLOSE:
            return Cause.CUT
        if self._deaf >= wrong.began - CLOSE:
            return Cause.DEAF
        if self._is_unreported(wrong):
            return Cause.UNREPORTED
        if self._struck(self._system.pbx.faults.reports, wrong, DESTROYS):
            return Cause.LOST
        if self._struck(self._system.pbx.faults.reports, wrong, DELAYS):
            return Cause.LATE
        is_brief = wrong.seconds <= UNDER_WAY * self._system.clock.speed
        if is_brief or self._is_behind(wrong):
            return Cause.UNDER_WAY
        return Cause.UNEXPLAINED

    def _struck(self, faults: FaultQueue, wrong: Stretch, kinds: tuple[type[Fault], ...]) -> bool:
        """Tell whether a fault of these kinds can have been what began a stretch."""
        return any(
            isinstance(fault, kinds) and abs(when - self._zero - wrong.began) <= CLOSE
            for when, fault in faults.struck
        )

    def _is_behind(self, wrong: Stretch) -> bool:
        """Tell whether reports waited to be sent all the time: this machine was too slow for it."""
        if not isinstance(self._system.pbx, YeastarPbx):
            return False
        return sum(wrong.began < each < wrong.ended for each in self._quiet) < QUIET

    def _is_unreported(self, wrong: Stretch) -> bool:
        """Tell whether no report tells of this: of trunks, and of a hold in API 1."""
        pbx = self._system.pbx
        if isinstance(pbx, InnovaphonePbx):
            return False
        is_hold = "on_hold" in (wrong.wanted, wrong.shown) and self._system.name == "yeastar"
        return is_hold or ".trunk_" in wrong.entity_id
