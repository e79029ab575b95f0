"""`python -m bench.endure`: whether it lasts a day. See docs/performance.md."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
import sys
import tracemalloc

from .bounds import bound_memories
from .causes import UNDER_WAY, Cause
from .day import MENDED, SHIFT, Day
from .footprint import Footprint, footprint
from .growth import ENOUGH, WARM_UP, growth
from .haste import hasten_drivers
from .home import home
from .systems import NAMES, system
from .tables import Table, machine, met, say, write
from .truth import Span

# Hours of a whole day; what is shorter is written elsewhere.
DAY = 24.0
# Seconds of the office that pass in one of ours.
SPEED = 20.0


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench/soak", description=__doc__)
    parser.add_argument("--hours", type=float, default=DAY, help="hours of the office")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same day")
    parser.add_argument("--vendor", choices=NAMES, action="append", help="by default, all")
    parser.add_argument("--speed", type=float, default=SPEED, help="how many times as fast")
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    return parser.parse_args()


async def main(wanted: argparse.Namespace) -> bool:
    """Spend the day; tell whether all was well."""
    hasten_drivers(wanted.speed)
    bound_memories()
    tracemalloc.start()
    steps: list[Footprint] = []
    async with home() as hass, AsyncExitStack() as stack:
        names = wanted.vendor or NAMES
        systems = [await stack.enter_async_context(system(hass, x, wanted.speed)) for x in names]
        days = [Day(hass, each, wanted.seed) for each in systems]
        left, number = wanted.hours * 3600, 0
        while left > 0:
            shift = min(left, SHIFT)
            async with asyncio.TaskGroup() as group:
                for day in days:
                    group.create_task(day.shift(number, shift))
            left, number = left - shift, number + 1
            steps.append(footprint())
            say(f"hour {number}: {_so_far(days, steps[-1])}")
    tables = [_truths(days), _causes(days), _links(days), _stories(days), _growths(steps)]
    for table in tables:
        say(f"\n{table}")
    for day in days:
        for wrong in (*day.rests.wrong, *day.truth.wrongs.unexplained):
            say(f"{day.system.name}: {wrong}")
    say(f"\n{machine()}")
    if wanted.write:
        write("bench/soak" if wanted.hours >= DAY else "bench/soak, some hours", tables)
    return all(map(_is_good, days)) and _is_steady(steps)


def _is_good(day: Day) -> bool:
    """Tell whether nothing was wrong at rest or without a cause, and nothing told wrongly."""
    balance = day.account.balance()
    return not (
        day.rests.wrong
        or day.truth.wrongs.unexplained
        or balance.doubled
        or balance.lost
        or balance.endless
    )


def _is_steady(steps: Sequence[Footprint]) -> bool:
    """Tell whether nothing grows, as far as the day is long enough to tell."""
    found = growth(steps)
    return found is None or found.is_steady


def _so_far(days: Sequence[Day], step: Footprint) -> str:
    """Say how it goes."""
    wrongs = ", ".join(
        f"{day.system.name} {day.truth.wrongs.wrong:.0f} s wrong, {len(day.rests.wrong)} at rest"
        for day in days
    )
    return f"{wrongs}; {step.resident >> 20} MiB, {step.tasks} tasks, {step.sockets} sockets"


def _truths(days: Sequence[Day]) -> Table:
    """Show how long what was wrong."""
    rows = []
    for day in days:
        wrongs, rests = day.truth.wrongs, day.rests
        rows.append(
            (
                day.system.name,
                str(sum(day.mischief.done.values())),
                f"{wrongs.wrong:,.0f} s of {wrongs.watched:,.0f} s ({wrongs.share:.2%})",
                f"{wrongs.longest:,.0f} s",
                f"{wrongs.unavailable:,.0f} s",
                f"{rests.slowest:,.0f} s",
                f"{len(rests.wrong)} at {rests.count} rests",
                met(not rests.wrong),
            )
        )
    head = (
        "system",
        "faults",
        "states were wrong",
        "longest",
        "unavailable",
        "slowest rest",
        "wrong at rest",
        "goal 0",
    )
    note = (
        "Seconds are those of the office, each state counted by itself; a rest is right once"
        f" all states are, for which {MENDED:.0f} s are allowed beside the time of backing off."
    )
    return Table("A day with faults: what was shown", head, rows, note)


def _links(days: Sequence[Day]) -> Table:
    """Show how long links were down, and why."""
    rows = [
        (
            day.system.name,
            str(day.absence.losses),
            f"{day.absence.away:,.0f} s",
            f"{day.absence.late:,.0f} s",
            f"{day.absence.longest:,.0f} s",
        )
        for day in days
    ]
    head = ("system", "links lost", "PBX away", "link down beyond that", "longest of those")
    note = (
        "Away is a PBX whose cable is pulled or that has no power. Beyond that, a link waits to be"
        " tried again, or logs in, which somebody may spoil."
    )
    return Table("A day with faults: how links came back", head, rows, note)


def _stories(days: Sequence[Day]) -> Table:
    """Show how calls were told."""
    rows = []
    for day in days:
        balance = day.account.balance()
        rows.append(
            (
                day.system.name,
                *map(str, (balance.calls, balance.cut, balance.filed, balance.lost)),
                *map(str, (balance.endless, balance.doubled)),
                met(not (balance.lost or balance.endless or balance.doubled)),
            )
        )
    head = (
        "system",
        "calls from outside",
        "cut by an outage",
        "only in the log",
        "never told",
        "end not told",
        "end told twice",
        "goal 0",
    )
    note = (
        "Of a call that is only in the log, nothing came that told of it, and it was over before a"
        " look could find it; the PBX's own file of records has told of it afterwards."
    )
    return Table("A day with faults: what was told", head, rows, note)


def _causes(days: Sequence[Day]) -> Table:
    """Show why what was wrong."""
    rows = [
        (
            day.system.name,
            cause.value,
            str(span.count),
            f"{span.seconds:,.0f} s",
            f"{span.longest:,.0f} s",
            "" if cause is Cause.UNDER_WAY else met(_is_mended(cause, span)),
        )
        for day in days
        for cause, span in day.truth.wrongs.causes.items()
        if span.count or cause is Cause.UNEXPLAINED
    ]
    head = ("system", "why a state was wrong", "times", "together", "longest", "goal 90 s")
    note = (
        f"What takes less than {UNDER_WAY} s of ours is under way: this machine is not faster"
        " than it is. A defect is what nothing else explains, and there must be none."
    )
    return Table("A day with faults: why it was wrong", head, rows, note)


def _is_mended(cause: Cause, span: Span) -> bool:
    """Tell whether what was wrong was mended in time, and had to be wrong at all."""
    return span.longest <= MENDED and not (cause is Cause.UNEXPLAINED and span.count)


def _growths(steps: Sequence[Footprint]) -> Table:
    """Show what was held in the course of the day, and how much more each hour."""
    moments = {"first hour": 0, "middle": len(steps) // 2, "end": len(steps) - 1}
    rows = [
        (
            name,
            f"{steps[at].resident / 2**20:,.1f} MiB",
            f"{steps[at].ours / 2**20:,.2f} MiB",
            str(steps[at].tasks),
            str(steps[at].sockets),
            "",
        )
        for name, at in moments.items()
    ]
    note = (
        f"Memories of bounded size are small here, full after {WARM_UP} hours; from then on, the"
        " first third of the day is held against the last."
    )
    if (found := growth(steps)) is None:
        note += f" This day is too short to tell: that takes {WARM_UP + ENOUGH} hours."
    else:
        more = f"{found.ours / 1024:+,.1f} KiB", f"{found.tasks:+.1f}", f"{found.sockets:+.1f}"
        rows.append(("more each hour", "", *more, met(found.is_steady)))
    head = ("at rest after", "process", "allocated by our code", "tasks", "sockets", "goal 0")
    return Table("A day with faults: what was held", head, rows, note)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main(options())) else 1)
