"""What a connection is used for: one feature for each matter of the PBX's APIs."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from ...commands import Command, Receipt
from ...driver import Settings
from ...memory import Remembered
from ...model import Capability, ExtensionId
from .people import People
from .requests import Facts, Requests
from .times import Times
from .wire import Message

type Ask = Callable[[Message, float], Awaitable[Message]]
"""Sends a request and waits so many seconds for its answer; raises TimeoutError or `LinkLost`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a feature sees of its connection."""

    settings: Settings = field(repr=False)
    requests: Requests
    people: People
    times: Times
    ask: Ask
    tell: Callable[[Facts], None]
    """Passes facts on that do not come of a message just heard, or of a tick."""
    now: Callable[[], float]
    """The time that `tick` and `deadline` are about."""
    clock: Callable[[], float]
    """Seconds since 1970, for stamping facts."""
    on_the_phone: dict[ExtensionId, str]
    """Who shall be marked as on the phone elsewhere, and their names; outlives the connection."""
    ends: Remembered[str, int]
    """How often a call of each name has ended; outlives the connection."""


class Feature(Protocol):
    """One matter. What it hears of, and when, it arranges with the `Requests` of its line.

    `begin`, then `start`, then `picture` once `is_settled`; messages and `tick` from `begin` on.
    """

    async def begin(self) -> Capability:
        """Find out whether the PBX lets us, and so what can be done; nothing when it is silent.

        It is given `Times.ticked` seconds from when another API has answered, and is cancelled
        then; a late answer may still be told by `Line.tell`.
        """
        ...

    def start(self, now: float) -> None:
        """Begin to follow the watched people; only if `begin` found something."""
        ...

    @property
    def is_answered(self) -> bool:
        """Tell whether nothing that was asked for the first picture is unanswered."""
        ...

    @property
    def is_settled(self) -> bool:
        """Tell whether all has been told that the first picture can have."""
        ...

    def picture(self) -> Facts:
        """Tell all that is known, but who the people are."""
        ...

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        ...

    def tick(self, now: float) -> Facts:
        """Act on what did not happen."""
        ...

    def people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId], now: float
    ) -> None:
        """Follow others from now on; `Line.people` knows them already."""
        ...

    async def execute(self, command: Command) -> Receipt | None:
        """Carry a command out; None if it is none of ours.

        Raises `CommandError`; TimeoutError if the PBX does not answer, or `LinkLost`.
        """
        ...


class Aside:
    """What a feature has that keeps no picture waiting, adds nothing to it, and minds no time."""

    def start(self, now: float) -> None:
        """Follow nobody."""

    @property
    def is_answered(self) -> bool:
        """Wait for nothing."""
        return True

    @property
    def is_settled(self) -> bool:
        """Wait for nothing."""
        return True

    def picture(self) -> Facts:
        """Have no state."""
        return ()

    @property
    def deadline(self) -> float | None:
        """Have no time of its own."""
        return None

    def tick(self, now: float) -> Facts:
        """Have nothing to do by time."""
        return ()

    def people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId], now: float
    ) -> None:
        """Mind nobody."""

    async def execute(self, command: Command) -> Receipt | None:
        """Carry nothing out."""
        return None
