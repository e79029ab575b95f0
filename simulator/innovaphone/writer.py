"""Sending messages in order, unless a fault says otherwise."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
import json

from aiohttp import ClientWebSocketResponse, web

from ..faults import Delay, Drop, FaultQueue, Garbage, HalfClose, Reorder, Repeat, Truncated
from .api import Message


class Writer:
    """The outgoing side of one connection."""

    def __init__(
        self,
        socket: ClientWebSocketResponse[bool] | web.WebSocketResponse[bool],
        faults: FaultQueue,
        abort: Callable[[], None],
    ) -> None:
        self._socket = socket
        self._faults = faults
        self._abort = abort
        self._queue: asyncio.Queue[Message] = asyncio.Queue()
        self._held: str | None = None

    def put(self, message: Message) -> None:
        """Send a message after those before it, if the connection still lives."""
        with suppress(asyncio.QueueShutDown):
            self._queue.put_nowait(message)

    async def settled(self) -> None:
        """Wait until everything is sent."""
        await self._queue.join()
        await self._release()

    async def run(self) -> None:
        """Write until the connection is gone; then nobody waits for the rest."""
        try:
            while True:
                message = await self._queue.get()
                try:
                    await self._write(message)
                except ConnectionError:
                    continue
                finally:
                    self._queue.task_done()
        finally:
            self._queue.shutdown(immediate=True)

    async def _write(self, message: Message) -> None:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        match self._faults.take(str(message.get("mt"))):
            case Drop():
                return
            case Delay(seconds):
                await asyncio.sleep(seconds)
            case Repeat(times):
                for _ in range(times - 1):
                    await self._socket.send_str(text)
            case Garbage(body):
                text = body.decode(errors="replace")
            case Truncated(keep):
                text = text[:keep]
            case HalfClose():
                self._abort()
                return
            case Reorder() if self._held is None:
                self._held = text
                return
        await self._socket.send_str(text)
        await self._release()

    async def _release(self) -> None:
        """Send what was held back to be overtaken."""
        if self._held is not None:
            held, self._held = self._held, None
            with suppress(ConnectionError):
                await self._socket.send_str(held)
