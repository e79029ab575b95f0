"""Texts over one socket, whoever dialed."""

import asyncio
from contextlib import suppress

import aiohttp
from aiohttp import WSMsgType, web

from ...recorder import Recorder, Way
from .times import Times

type Socket = aiohttp.ClientWebSocketResponse[bool] | web.WebSocketResponse[bool]


class Frames:
    """Hears and sends texts; what is no text is counted and passed over."""

    def __init__(self, socket: Socket, times: Times, recorder: Recorder) -> None:
        """Speak over this socket, and close it in the end."""
        self.socket = socket
        self._times = times
        self._recorder = recorder

    @property
    def was_closed_on_purpose(self) -> bool:
        """Tell whether the peer said goodbye; a line that breaks, or a reboot, says nothing."""
        return self.socket.close_code not in (None, aiohttp.WSCloseCode.ABNORMAL_CLOSURE)

    async def hear(self) -> str | None:
        """Wait for the next text; None when the socket has ended."""
        while True:
            frame = await self.socket.receive()
            match frame.type:
                case WSMsgType.TEXT:
                    data = frame.data
                    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
                    self._recorder.record(Way.IN, text)
                    return text
                case WSMsgType.BINARY:
                    self._recorder.count("binary message")
                case _:
                    return None

    async def send(self, text: str) -> None:
        """Send a text; a peer that does not read for long is dead."""
        self._recorder.record(Way.OUT, text)
        async with asyncio.timeout(self._times.death):
            await self.socket.send_str(text)

    async def close(self) -> None:
        """Say goodbye."""
        with suppress(aiohttp.ClientError, OSError):  # A timeout is one, too.
            async with asyncio.timeout(self._times.farewell):
                await self.socket.close(code=aiohttp.WSCloseCode.OK)
