"""The exchange: calls between the people of an office and the world."""

from typing import Self

from ..clock import Clock
from .handing import Handing
from .sample import GROUPS, crowd, plan, staff, trunks


class Office(Handing):
    """A small exchange that knows neither a wire nor a client.

    Everything happens at once: when a method returns, all observers have been told. Only calls
    at the door (see `Screening`) wait by themselves.
    """

    @classmethod
    def sample(cls, clock: Clock | None = None) -> Self:
        """Return an office of eight people (1006 has no phone), three trunks, one group.

        There are a queue (6400) and a menu (6500), too.
        """
        return cls(staff(), trunks(), dict(GROUPS), clock, plan())

    @classmethod
    def of_size(cls, size: int, clock: Clock | None = None) -> Self:
        """Return an office with so many people."""
        return cls(crowd(size), trunks(), clock=clock)
