"""What was measured, as tables beside the goals."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from .found import Found
from .tables import Table, kibi, met, micro, milli

# The goals of this integration; see docs/performance.md.
WORK_GOAL = 2.0
GROWTH_GOAL = 0.2
STALL_GOAL = 0.05
SETUP_GOAL = 5.0
MEMORY_GOAL = 4 * 1024


def work_table(found: Sequence[Found]) -> Table:
    """Show what a report costs under load."""
    rows = [
        (
            f"{each.system}, {each.size:,}",
            micro(each.work.own),
            micro(each.work.webhook),
            f"{micro(each.work.writes)} ({each.work.states:.1f})",
            f"{each.work.ratio:.2f}",
            f"{1 / each.work.own:,.0f}",
            met(each.work.ratio <= WORK_GOAL),
        )
        for each in found
    ]
    head = (
        "system, extensions",
        "a report",
        "empty webhook",
        "its states (how many)",
        "ratio",
        "reports a second",
        f"goal {WORK_GOAL:.0f}",
    )
    return Table("Work for one report, while one follows the other", head, rows)


def latency_table(found: Sequence[Found]) -> Table:
    """Show how long it takes from a report to its last state."""
    rows = []
    for each in found:
        kinds = {"calls": each.latency}
        if each.presence is not None:
            kinds["presence"] = each.presence
        rows += [
            (
                f"{each.system}, {each.size:,}: {kind}",
                milli(seen.median),
                milli(seen.p99),
                milli(seen.floor),
                f"{seen.ratio:.2f}",
            )
            for kind, seen in kinds.items()
        ]
    head = ("system, extensions", "median", "99 %", "floor", "ratio")
    return Table("From a report that sets out to the last state that it changes", head, rows)


def size_table(found: Sequence[Found]) -> Table:
    """Show how the cost grows with the size."""
    rows = list(_growth(found))
    head = ("system", "extensions", "latency", "work", f"goal {GROWTH_GOAL:.0%}")
    return Table("What a larger PBX adds to the cost of one report", head, rows)


def _growth(found: Sequence[Found]) -> Iterator[tuple[str, ...]]:
    """Compare the smallest with all larger ones, system by system."""
    for system, sizes in groupby(found, key=lambda each: each.system):
        first, *larger = sizes
        for each in larger:
            waits = each.latency.median / first.latency.median - 1
            works = each.work.own / first.work.own - 1
            yield (
                system,
                f"{first.size:,} → {each.size:,}",
                f"{waits:+.0%}",
                f"{works:+.0%}",
                met(waits < GROWTH_GOAL),
            )


def setup_table(found: Sequence[Found]) -> Table:
    """Show what the setup takes."""
    rows = [
        (
            f"{each.system}, {each.size:,}",
            f"{each.setup.wall:,.1f} s",
            f"{each.setup.floor:,.1f} s",
            f"{max(each.setup.own, 0):,.1f} s",
            milli(each.setup.stalls.worked),
            milli(each.setup.floor_stalls.worked),
            met(each.setup.own < SETUP_GOAL),
        )
        for each in found
    ]
    head = (
        "system, extensions",
        "until it is there",
        "Home Assistant's part",
        "our part",
        "longest stall, worked",
        "Home Assistant's alone",
        f"goal {SETUP_GOAL:.0f} s",
    )
    return Table("Setting up", head, rows)


def memory_table(found: Sequence[Found]) -> Table:
    """Show what is kept beyond what Home Assistant needs."""
    head = (
        "system",
        "extensions",
        "of ours in all",
        "for each further extension",
        f"goal {MEMORY_GOAL / 1024:.0f} KiB",
    )
    return Table("Memory of ours", head, list(_memory(found)))


def _memory(found: Sequence[Found]) -> Iterator[tuple[str, ...]]:
    """Tell what one PBX needs from what its extensions do, system by system."""
    for system, sizes in groupby(found, key=lambda each: each.system):
        first, *larger = sizes
        yield system, f"{first.size:,}", kibi(first.own_memory), "", ""
        for each in larger:
            further = (each.own_memory - first.own_memory) / (each.size - first.size)
            yield (
                system,
                f"{first.size:,} → {each.size:,}",
                kibi(each.own_memory),
                kibi(further),
                met(further <= MEMORY_GOAL),
            )


def burst_table(found: Sequence[Found]) -> Table:
    """Show what becomes of many reports at once."""
    rows = [
        (
            f"{each.system}, {each.size:,}",
            f"{each.burst.reports:,}",
            f"{each.burst.seconds:.1f} s",
            f"{each.burst.odd} of {each.burst.calls}",
            f"{each.burst.still}",
            milli(each.burst.stalls.worked),
            milli(each.burst.stalls.waited),
            met(not each.burst.odd and each.burst.stalls.worked < STALL_GOAL),
        )
        for each in found
    ]
    head = (
        "system, extensions",
        "reports",
        "took",
        "calls told wrongly",
        "calls that stayed",
        "longest stall, worked",
        "by the clock",
        "goal",
    )
    return Table("Very many reports at once", head, rows)
