"""What is done on behalf of users, where the App object may act as them."""

from collections.abc import Collection

from ...commands import Command, Receipt
from ...model import NO_CAPABILITY, Capability, ExtensionId
from .alien import AlienCalls
from .favourites import Favourites
from .favourites_edit import FavouritesEdit
from .feature import Line
from .impersonation import Impersonation
from .requests import Facts


class Acting:
    """Favourites, and calls on other systems: both need the tick Impersonation."""

    def __init__(self, line: Line) -> None:
        """Prepare."""
        self._impersonation = Impersonation(line)
        self._favourites = Favourites(line, self._impersonation)
        self._edit = FavouritesEdit(line, self._impersonation, self._favourites)
        self._alien = AlienCalls(line, self._impersonation)

    async def begin(self) -> Capability:
        """Find out whether Impersonation is ticked."""
        if await self._impersonation.probe(self._favourites.first):
            return Capability.FAVOURITES | Capability.ON_THE_PHONE
        return NO_CAPABILITY

    def start(self, now: float) -> None:
        """Follow the favourites of the chosen people, and mark who was marked before."""
        self._favourites.start(now)
        self._alien.start(now)

    @property
    def is_answered(self) -> bool:
        """Tell whether nothing that was asked for the first picture is unanswered."""
        return self._impersonation.is_answered and self._favourites.is_answered

    @property
    def is_settled(self) -> bool:
        """Tell whether all has been told that the first picture can have."""
        return self._favourites.is_settled

    def picture(self) -> Facts:
        """Tell all favourites."""
        return self._favourites.picture()

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        parts = (self._impersonation, self._favourites, self._alien)
        times = (part.deadline for part in parts)
        return min((each for each in times if each is not None), default=None)

    def tick(self, now: float) -> Facts:
        """Act on what did not happen."""
        self._alien.tick(now)
        return self._impersonation.tick(now) + self._favourites.tick(now)

    def people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId], now: float
    ) -> None:
        """Follow the favourites of those who are chosen."""
        self._favourites.people_changed(added, removed, now)

    async def execute(self, command: Command) -> Receipt | None:
        """Carry a command out; None if it is none of ours."""
        receipt = await self._edit.execute(command)
        return receipt if receipt is not None else await self._alien.execute(command)
