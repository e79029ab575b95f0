"""One AppWebsocket to one innovaphone PBX: one task reads, one writes and keeps the time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from functools import partial
import logging
from typing import NoReturn

import aiohttp
from aiohttp import WSMsgType

from ...commands import Command, Receipt, SetPresence
from ...driver import Person, Ports, Settings
from ...errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
    ConnectTimeout,
    LinkLost,
)
from ...facts import Batch, PbxIs
from ...model import Capability, PbxInfo
from ...recorder import Way
from ...transport import connect_error
from .dialing import Socket, client, dial, url_of
from .directory import list_people
from .handshake import Handshake
from .requests import Facts
from .session import Session
from .times import Times
from .translate import address, pbx_info, roster, set_presence
from .wire import GetNodeInfo, GetNodeInfoResult, Message, SetPresenceResult, Unknown

_LOGGER = logging.getLogger(__name__)

# The reader waits when nobody takes the facts, and so does the PBX; memory stays bounded.
_MAX_UNREAD = 1000


class InnovaphoneDriver:
    """The connection, used once."""

    def __init__(self, settings: Settings, ports: Ports, times: Times | None = None) -> None:
        """Prepare; nothing is opened before `connect`."""
        self._settings = settings
        self._ports = ports
        self._times = times or Times()
        self._session = Session(settings.get("users", ()), self._times, ports.recorder.count)
        self._http: aiohttp.ClientSession | None = None
        self._socket: Socket | None = None
        self._info: PbxInfo | None = None
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._lost: str | None = "not connected"
        self._cause: BaseException | None = None
        self._waiters: set[asyncio.Future[Message]] = set()
        self._batches: asyncio.Queue[Batch] = asyncio.Queue(_MAX_UNREAD)
        self._is_watching = False
        self._is_followed = False
        self._answered = asyncio.Event()
        self._settled = asyncio.Event()
        self._wake = asyncio.Event()
        self._alarm = 0.0

    async def connect(self) -> PbxInfo:
        """Dial, log in, and see whether PbxApi is ticked."""
        socket = await self._dial()
        await self._log_in(socket)
        loop = asyncio.get_running_loop()
        self._session.start(loop.time())
        self._lost = None
        self._tasks = (loop.create_task(self._read(socket)), loop.create_task(self._write(socket)))
        for task in self._tasks:
            task.add_done_callback(self._task_ended)
        node = await self._node()
        self._info = pbx_info(
            host=self._settings["host"].strip(),
            port=self._settings["port"],
            app=self._settings["app"],
            node=node.name,
        )
        return self._info

    async def _dial(self) -> Socket:
        """Open the socket."""
        settings = self._settings
        try:
            url = url_of(host=settings["host"], port=settings["port"], ssl=settings["ssl"])
            self._http = client(self._ports.session)
            async with asyncio.timeout(self._times.handshake):
                self._socket = await dial(self._http, url, self._ports.tls, self._times.farewell)
        except (aiohttp.ClientError, OSError, ValueError) as err:
            raise connect_error(err) from err
        return self._socket

    async def _log_in(self, socket: Socket) -> None:
        """Prove the password, once."""
        handshake = Handshake(self._settings["app"], self._settings["password"])
        patience = self._times.handshake
        try:
            async with asyncio.timeout(patience) as limit:
                await self._send(socket, handshake.start())
                while not handshake.is_done:
                    text = await self._hear(socket)
                    if text is None:
                        # Whether the PBX closes after a wrong password is not documented.
                        if handshake.has_proven:
                            raise AuthenticationFailed("the PBX closed after the login")
                        raise CannotConnect("the PBX closed before the login")
                    if (frame := handshake.receive(text)) is not None:
                        await self._send(socket, frame)
                        limit.reschedule(asyncio.get_running_loop().time() + patience)
        except TimeoutError:
            raise ConnectTimeout("no answer to the login") from None
        except (aiohttp.ClientError, OSError) as err:
            raise connect_error(err) from err

    async def _node(self) -> GetNodeInfoResult:
        """Ask for the node: cheap, and only answered if PbxApi is ticked."""
        request = GetNodeInfo(src=self._session.requests.tag("n"))
        try:
            node = await self._ask(request, self._times.answer)
        except (TimeoutError, LinkLost) as err:
            raise ApiDisabled("PbxApi does not answer") from err
        if not isinstance(node, GetNodeInfoResult) or node.failure:
            raise ApiDisabled("PbxApi refuses to answer")
        return node

    async def batches(self) -> AsyncGenerator[Batch]:
        """Yield the whole picture, then one batch for each message that tells something."""
        assert self._info is not None, "connect() comes first"
        await self._look_around()
        if self._lost is not None:
            raise LinkLost(self._lost) from self._cause
        self._is_followed = True
        watch = self._session.watch
        facts = (PbxIs(info=self._info), roster(watch.keys), *watch.picture())
        yield Batch(facts, silent=True)
        while True:
            try:
                batch = await self._batches.get()
            except asyncio.QueueShutDown:
                raise LinkLost(self._lost) from self._cause
            yield batch

    async def _look_around(self) -> None:
        """Subscribe to everybody, and wait until most of what can be seen has been seen."""
        loop = asyncio.get_running_loop()
        self._session.watch.start(loop.time())
        self._is_watching = True
        self._look_at_work()
        self._look_at_watch()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._times.picture) as limit:
                await self._answered.wait()
                enough = loop.time() + self._times.grace
                limit.reschedule(min(enough, limit.when() or enough))
                await self._settled.wait()

    async def execute(self, command: Command) -> Receipt:
        """Set a presence; whether others see it is told by the next update."""
        if not isinstance(command, SetPresence):
            raise CommandUnsupported(command.needs)
        person = self._session.watch.find(command.extension)
        sip = (person.sip if person else None) or address(command.extension).get("sip")
        if sip is None:
            # A presence can be set by name only, and the PBX has not told whose number that is.
            raise CommandRefused("extension_not_found")
        request = set_presence(
            command,
            src=self._session.requests.tag("r"),
            sip=sip,
            slot=person.slot if person else None,
        )
        try:
            answer = await self._ask(request, self._times.answer)
        except TimeoutError:
            raise CommandTimedOut("the PBX does not answer") from None
        if isinstance(answer, SetPresenceResult) and answer.failure:
            raise CommandRefused(detail=answer.failure.text or answer.failure.code)
        return Receipt()

    def recording(self, name: str) -> NoReturn:
        """Refuse: this PBX hands out no recordings."""
        raise CommandUnsupported(Capability.RECORDINGS)

    async def directory(self) -> tuple[Person, ...] | None:
        """List the people of the user table, if it is ticked."""
        ask = partial(self._ask, patience=self._times.directory)
        try:
            async with asyncio.timeout(self._times.whole_directory):
                return await list_people(ask, self._session.requests.tag("t"))
        except TimeoutError, LinkLost:
            return None

    async def close(self) -> None:
        """Say goodbye and free everything."""
        self._lose("closed")
        try:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._socket is not None:
                with suppress(aiohttp.ClientError, OSError):
                    async with asyncio.timeout(self._times.farewell):
                        await self._socket.close(code=aiohttp.WSCloseCode.OK)
        finally:
            # Also when whoever waits for the farewell is told to stop.
            if self._http is not None:
                await self._http.close()

    async def _ask(self, request: Message, patience: float) -> Message:
        """Send a request and wait for its answer; raise TimeoutError or `LinkLost`."""
        if self._lost is not None:
            raise LinkLost(self._lost)
        waiter: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        self._session.requests.ask(request, partial(_resolve, waiter))
        self._look_at_work()
        try:
            async with asyncio.timeout(patience):
                return await waiter
        finally:
            self._waiters.discard(waiter)
            self._session.requests.forget(request)

    async def _read(self, socket: Socket) -> None:
        """Hear the PBX until it says no more."""
        loop = asyncio.get_running_loop()
        while (text := await self._hear(socket)) is not None:
            await self._tell(self._session.receive(text, loop.time()))
            self._look_at_work()

    async def _write(self, socket: Socket) -> None:
        """Send what is to be said, and act when the time has come; nobody else writes."""
        loop = asyncio.get_running_loop()
        while True:
            self._wake.clear()
            await self._tell(self._session.tick(loop.time()))
            for text in self._session.pending(loop.time()):
                await self._send(socket, text)
            self._alarm = self._session.deadline
            with suppress(TimeoutError):
                async with asyncio.timeout_at(self._alarm):
                    await self._wake.wait()

    async def _hear(self, socket: Socket) -> str | None:
        """Wait for the next text; None when the socket has ended."""
        while True:
            frame = await socket.receive()
            match frame.type:
                case WSMsgType.TEXT:
                    text: str = frame.data.decode("utf-8", "replace")
                    self._ports.recorder.record(Way.IN, text)
                    return text
                case WSMsgType.BINARY:
                    self._ports.recorder.count("binary message")
                case _:
                    return None

    async def _send(self, socket: Socket, text: str) -> None:
        """Send a text; a peer that does not read for long is dead."""
        self._ports.recorder.record(Way.OUT, text)
        async with asyncio.timeout(self._times.death):
            await socket.send_str(text)

    async def _tell(self, facts: Facts) -> None:
        """Pass on what is new, once somebody has the whole picture."""
        self._look_at_watch()
        if facts and self._is_followed:
            await self._batches.put(Batch(facts))

    def _look_at_work(self) -> None:
        """Wake the writer if there is something to send, or to do earlier than it thinks."""
        if self._session.requests.has_frames or self._session.deadline < self._alarm:
            self._wake.set()

    def _look_at_watch(self) -> None:
        """Note how far the first picture is."""
        watch = self._session.watch
        if self._is_watching and watch.is_answered:
            self._answered.set()
        if watch.is_settled:
            self._settled.set()

    def _task_ended(self, task: asyncio.Task[None]) -> None:
        """The reader or the writer has ended, and the link with it."""
        if not task.cancelled():
            err = task.exception()
            why = str(err) if isinstance(err, LinkLost) else type(err).__name__
            self._lose("closed by the PBX" if err is None else why, err)

    def _lose(self, why: str, cause: BaseException | None = None) -> None:
        """End everything that waits for the PBX; the first reason counts."""
        if self._lost is None:
            _LOGGER.debug("The link is lost: %s", why)
            self._lost, self._cause = why, cause
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_exception(LinkLost(self._lost))
        self._batches.shutdown()
        self._answered.set()
        self._settled.set()


def _resolve(waiter: asyncio.Future[Message], message: Message | Unknown, now: float) -> Facts:
    """Hand an answer to who asked."""
    if isinstance(message, Message) and not waiter.done():
        waiter.set_result(message)
    return ()
