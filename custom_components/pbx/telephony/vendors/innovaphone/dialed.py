"""A connection that we open: dial the PBX and log in."""

import asyncio

import aiohttp

from ...driver import Ports, Settings
from ...errors import AuthenticationFailed, CannotConnect, ConnectTimeout
from ...model import PbxInfo
from ...transport import connect_error
from .dialing import DEFAULT_MODULE, client, dial, url_of
from .frames import Frames
from .handshake import Handshake
from .times import Times
from .translate import pbx_info
from .wire import GetNodeInfoResult, Message


class Dialed:
    """The way of direction A."""

    def __init__(self, settings: Settings, ports: Ports, times: Times) -> None:
        """Prepare to dial what was typed."""
        self._settings = settings
        self._ports = ports
        self._times = times
        self._http: aiohttp.ClientSession | None = None
        self._frames: Frames | None = None

    async def open(self) -> Frames:
        """Dial and prove the password; raise a `ConnectError`."""
        self._frames = frames = await self._dial()
        await self._log_in(frames)
        return frames

    def is_ticked(self, api: str) -> bool:
        """Tell whether an API may answer: the PBX does not say."""
        return True

    def identify(self, node: GetNodeInfoResult) -> PbxInfo:
        """Say who was dialed."""
        settings = self._settings
        return pbx_info(
            host=settings["host"].strip(),
            port=settings["port"],
            app=settings["app"],
            node=node,
            module=settings.get("module", DEFAULT_MODULE),
        )

    def reply(self, message: Message) -> Message | None:
        """Answer nothing: a PBX that was dialed asks nothing."""
        return None

    async def successor(self) -> None:
        """Wait forever: only we dial."""
        await asyncio.Future()

    async def close(self) -> None:
        """Close what was opened; twice does no harm."""
        try:
            if self._frames is not None:
                await self._frames.close()
        finally:
            # Also when whoever waits for the farewell is told to stop.
            if self._http is not None:
                await self._http.close()

    async def _dial(self) -> Frames:
        """Open the socket."""
        settings = self._settings
        try:
            url = url_of(
                host=settings["host"],
                port=settings["port"],
                ssl=settings["ssl"],
                module=settings.get("module", DEFAULT_MODULE),
            )
            self._http = client(self._ports.session)
            async with asyncio.timeout(self._times.handshake):
                socket = await dial(self._http, url, self._ports.tls, self._times.farewell)
        except (aiohttp.ClientError, OSError, ValueError) as err:
            raise connect_error(err) from err
        return Frames(socket, self._times, self._ports.recorder)

    async def _log_in(self, frames: Frames) -> None:
        """Prove the password, once."""
        handshake = Handshake(self._settings["app"], self._settings["password"])
        patience = self._times.handshake
        try:
            async with asyncio.timeout(patience) as limit:
                await frames.send(handshake.start())
                while not handshake.is_done:
                    text = await frames.hear()
                    if text is None:
                        # Whether the PBX closes after a wrong password is not documented. A cut
                        # line is none of that: it must not cost the password.
                        if handshake.has_proven and frames.was_closed_on_purpose:
                            raise AuthenticationFailed("the PBX closed after the login")
                        raise CannotConnect("the connection ended during the login")
                    if (frame := handshake.receive(text)) is not None:
                        await frames.send(frame)
                        limit.reschedule(asyncio.get_running_loop().time() + patience)
        except TimeoutError:
            raise ConnectTimeout("no answer to the login") from None
        except (aiohttp.ClientError, OSError) as err:
            raise connect_error(err) from err
