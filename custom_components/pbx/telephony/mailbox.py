"""Where reports wait between the door and the driver: in order, and never without bound."""

from asyncio import Queue, QueueEmpty, get_running_loop

from .driver import Delivery

# The documented largest report is below 2 KiB; anything far above is no report.
MAX_BODY = 64 * 1024
# A burst of a few thousand reports must fit; a flood must not eat the memory.
MAX_WAITING = 20_000
MAX_BYTES = 16 * 1024 * 1024
# A busy office has a few dozen reports a second; after an outage thousands may come at once.
BURST = 5_000
PER_SECOND = 1_000.0


class RateLimit:
    """Lets a burst pass, and afterwards so many a second."""

    def __init__(self, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        """Begin with room for a whole burst."""
        self._burst = burst
        self._per_second = per_second
        self._left = burst
        self._looked = 0.0
        self.refused = 0
        """How many came too fast."""

    def passes(self) -> bool:
        """Tell whether one more may pass now; if not, it is counted."""
        now = get_running_loop().time()
        self._left = min(self._burst, self._left + (now - self._looked) * self._per_second)
        self._looked = now
        if self._left < 1.0:
            self.refused += 1
            return False
        self._left -= 1.0
        return True


class Mailbox:
    """A bounded queue of deliveries."""

    def __init__(self) -> None:
        """Start empty."""
        self._queue: Queue[Delivery] = Queue(MAX_WAITING)
        self._bytes = 0
        self.refused = 0
        """How many deliveries found no room."""

    def put(self, delivery: Delivery) -> bool:
        """Take a delivery; False, and counted, when there is no room."""
        if self._queue.full() or self._bytes + len(delivery.body) > MAX_BYTES:
            self.refused += 1
            return False
        self._bytes += len(delivery.body)
        self._queue.put_nowait(delivery)
        return True

    async def get(self) -> Delivery:
        """Wait for the next delivery."""
        delivery = await self._queue.get()
        self._bytes -= len(delivery.body)
        return delivery

    def clear(self) -> None:
        """Forget what waits."""
        while True:
            try:
                self._queue.get_nowait()
            except QueueEmpty:
                break
        self._bytes = 0
