"""Whether what a process holds grows from rest to rest, or has only been filled once."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from .footprint import Footprint

# Rests until all memories of bounded size are full; see `bounds.py`.
WARM_UP = 3
# Rests after that, below which nothing can be told.
ENOUGH = 3
# What may come and go from rest to rest, an hour: bytes of our code, tasks, sockets. Python reuses
# the blocks of dictionaries that are gone, so what others keep is counted as ours at times.
NOISE = (16 * 1024, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Growth:
    """What is held more an hour."""

    ours: float
    tasks: float
    sockets: float
    is_steady: bool
    """None of them grows: the last third does not lie above the first, or by less than noise."""


def growth(steps: Sequence[Footprint]) -> Growth | None:
    """Compare the first third with the last one, after the warm-up; None if that is too short."""
    warm = steps[WARM_UP:]
    if len(warm) < ENOUGH:
        return None
    third = len(warm) // 3
    first, last = warm[:third], warm[-third:]
    held = [[_numbers(step) for step in some] for some in (first, last)]
    hours = len(warm) - third
    befores, afters = (tuple(zip(*some, strict=True)) for some in held)
    rises = [
        (fmean(after) - fmean(before)) / hours
        for before, after in zip(befores, afters, strict=True)
    ]
    grows = [
        min(after) > max(before) and rise > noise
        for before, after, rise, noise in zip(befores, afters, rises, NOISE, strict=True)
    ]
    ours, tasks, sockets = rises
    return Growth(ours, tasks, sockets, is_steady=not any(grows))


def _numbers(step: Footprint) -> tuple[int, int, int]:
    """Give what is compared."""
    return step.ours, step.tasks, step.sockets
