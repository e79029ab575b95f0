"""All that was measured of one system at one size."""

from dataclasses import dataclass

from .burst import Burst
from .cost import Latency, Work
from .sizes import Setup


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured."""

    system: str
    size: int
    setup: Setup
    work: Work
    latency: Latency
    presence: Latency | None
    burst: Burst
    memory: tuple[int, int]
    """Bytes that are kept, and that the same devices and entities need that do nothing."""

    @property
    def own_memory(self) -> int:
        """Give the bytes that are ours."""
        own, floor = self.memory
        return own - floor
