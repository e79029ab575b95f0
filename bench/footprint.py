"""What this process holds: memory, tasks, sockets."""

import asyncio
from dataclasses import dataclass
import gc
from pathlib import Path
import resource
import tracemalloc

from .bounds import forget_answers
from .home import CHECKOUT

OURS = tracemalloc.Filter(inclusive=True, filename_pattern=f"{CHECKOUT}/custom_components/*")


@dataclass(frozen=True, slots=True)
class Footprint:
    """At one moment."""

    resident: int
    """Bytes of the whole process, with Home Assistant and the simulated PBXs."""
    ours: int
    """Bytes that our code has allocated and that are still in use."""
    tasks: int
    sockets: int


def footprint() -> Footprint:
    """Look at this moment; only Linux tells all of it."""
    forget_answers()
    gc.collect()
    kept = tracemalloc.take_snapshot().filter_traces([OURS])
    _, pages, *_ = Path("/proc/self/statm").read_text().split()
    return Footprint(
        resident=int(pages) * resource.getpagesize(),
        ours=sum(trace.size for trace in kept.traces),
        tasks=len(asyncio.all_tasks()),
        sockets=sum(map(_is_socket, Path("/proc/self/fd").iterdir())),
    )


def _is_socket(descriptor: Path) -> bool:
    """Tell whether an open file is a socket; it may be closed meanwhile."""
    try:
        return str(descriptor.readlink()).startswith("socket:")
    except OSError:
        return False
