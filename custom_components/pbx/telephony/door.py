"""What every door for reports has, however they come in: a mailbox, a bound, and an address."""

import asyncio
from collections import Counter

from .driver import Delivery, Destination
from .mailbox import Mailbox, RateLimit


class Door:
    """The part of an `Ingress` that does not depend on who serves the door."""

    def __init__(self, destination: Destination) -> None:
        """Announce `destination`, until `move` says otherwise."""
        self._destination = destination
        self._mailbox = Mailbox()
        self._rate = RateLimit()
        self._moved = asyncio.Event()
        self.oddities: Counter[str] = Counter()
        """What came in and was no report, by kind."""

    @property
    def destination(self) -> Destination:
        """Say where the PBX shall post to."""
        return self._destination

    async def receive(self) -> Delivery:
        """Wait for the next report."""
        return await self._mailbox.get()

    def move(self, host: str) -> None:
        """Announce another address from now on."""
        self._destination = Destination(host, self._destination.port, self._destination.path)
        self._moved.set()

    async def moved(self) -> None:
        """Wait until another address is to be announced."""
        await self._moved.wait()
        self._moved.clear()

    def drain(self) -> None:
        """Forget what came while nobody read."""
        self._mailbox.clear()
