"""One open socket: one task reads, one writes and keeps the time."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from functools import partial
import logging

from ...errors import LinkLost
from ...facts import Batch
from ...turns import Turns
from .frames import Frames
from .requests import Facts
from .session import Session
from .wire import Message, Unknown

_LOGGER = logging.getLogger(__name__)

# The reader waits when nobody takes the facts, and so does the PBX; memory stays bounded.
_MAX_UNREAD = 1000


class Link:
    """Runs a session over a socket, and ends everything that waits for it when it is lost."""

    def __init__(self, session: Session, moved: Callable[[], None]) -> None:
        """Prepare; `moved` is called whenever something was heard, and at the end."""
        self._session = session
        self._moved = moved
        self._frames: Frames | None = None
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self.lost: str | None = "not connected"
        """Why there is no link, in our words; None while there is one."""
        self._cause: BaseException | None = None
        self._waiters: set[asyncio.Future[Message]] = set()
        self._batches: asyncio.Queue[Batch] = asyncio.Queue(_MAX_UNREAD)
        self.is_followed = False
        """Whether what is told goes to `batches`."""
        self._wake = asyncio.Event()
        self._alarm = 0.0

    def attach(self, frames: Frames) -> None:
        """Speak over this socket, and close it in the end."""
        self._frames = frames

    def start(self) -> None:
        """Begin, right after the login."""
        loop = asyncio.get_running_loop()
        self._session.start(loop.time())
        self.lost = None
        self._tasks = (loop.create_task(self._read()), loop.create_task(self._write()))
        for task in self._tasks:
            task.add_done_callback(self._task_ended)

    def follow(self) -> None:
        """Keep what is told from now on for `batches`; before, it is part of the picture."""
        self.is_followed = True

    async def batches(self) -> AsyncGenerator[Batch]:
        """Yield one batch for each message that tells something; raise `LinkLost`."""
        while True:
            try:
                batch = await self._batches.get()
            except asyncio.QueueShutDown:
                raise LinkLost(self.lost) from self._cause
            yield batch

    def check(self) -> None:
        """Raise `LinkLost` if there is no link."""
        if self.lost is not None:
            raise LinkLost(self.lost) from self._cause

    async def ask(self, request: Message, patience: float) -> Message:
        """Send a request and wait for its answer; raise TimeoutError or `LinkLost`."""
        self.check()
        waiter: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        self._session.requests.ask(request, partial(_resolve, waiter))
        self.look_at_work()
        try:
            async with asyncio.timeout(patience):
                return await waiter
        finally:
            self._waiters.discard(waiter)
            self._session.requests.forget(request)

    def tell(self, facts: Facts) -> None:
        """Pass facts on that come of no message."""
        self._session.tell(facts)
        self.look_at_work()

    def look_at_work(self) -> None:
        """Wake the writer if there is something to send, or to do earlier than it thinks."""
        if self._session.requests.has_frames or self._session.deadline < self._alarm:
            self._wake.set()

    async def hear(self) -> str | None:
        """Wait for the next text; None when the socket has ended."""
        assert self._frames is not None, "attach() comes first"
        return await self._frames.hear()

    async def send(self, text: str) -> None:
        """Send a text; a peer that does not read for long is dead."""
        assert self._frames is not None, "attach() comes first"
        await self._frames.send(text)

    async def close(self) -> None:
        """Say goodbye and free everything."""
        self.lose("closed")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._frames is not None:
            await self._frames.close()

    def lose(self, why: str, cause: BaseException | None = None) -> None:
        """End everything that waits for the PBX; the first reason counts."""
        if self.lost is None:
            _LOGGER.debug("The link is lost: %s", why)
            self.lost, self._cause = why, cause
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_exception(LinkLost(self.lost))
        self._batches.shutdown()
        self._moved()

    async def _read(self) -> None:
        """Hear the PBX until it says no more."""
        loop, turns = asyncio.get_running_loop(), Turns()
        while (text := await self.hear()) is not None:
            await self._tell(self._session.receive(text, loop.time()))
            self.look_at_work()
            await turns.over()

    async def _write(self) -> None:
        """Send what is to be said, and act when the time has come; nobody else writes."""
        loop = asyncio.get_running_loop()
        while True:
            self._wake.clear()
            await self._tell(self._session.tick(loop.time()))
            for text in self._session.pending(loop.time()):
                await self.send(text)
            self._alarm = self._session.deadline
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._alarm):
                    await self._wake.wait()

    async def _tell(self, facts: Facts) -> None:
        """Pass on what is new, once somebody has the whole picture."""
        self._moved()
        if facts and self.is_followed:
            await self._batches.put(Batch(facts))

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        """The reader or the writer has ended, and the link with it."""
        if not task.cancelled():
            err = task.exception()
            why = str(err) if isinstance(err, LinkLost) else type(err).__name__
            self.lose("closed by the PBX" if err is None else why, err)


def _resolve(waiter: asyncio.Future[Message], message: Message | Unknown, now: float) -> Facts:
    """Hand an answer to who asked."""
    if isinstance(message, Message) and not waiter.done():
        waiter.set_result(message)
    return ()
