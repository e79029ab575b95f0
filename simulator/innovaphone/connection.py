"""One websocket: login, then the APIs that are ticked."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
import json
import secrets
from typing import TYPE_CHECKING

from aiohttp import ClientWebSocketResponse, WSMsgType, web

from ..faults import Delay, Drop, Errno, ExpireToken, HalfClose, Silence
from ..office import OfficeEvent
from .api import Api, Message
from .apis import APIS
from .login import AppLogin, proves
from .writer import Writer

if TYPE_CHECKING:
    from .pbx import InnovaphonePbx


type Socket = ClientWebSocketResponse[bool] | web.WebSocketResponse[bool]
"""Whoever dialed."""


class Connection:
    """One client; nothing about it outlives the socket."""

    def __init__(
        self,
        pbx: InnovaphonePbx,
        socket: Socket,
        cut: Callable[[], None],
        number: int,
        *,
        logged_in: bool = False,
    ) -> None:
        self.pbx = pbx
        self.number = number
        self.logged_in = logged_in
        self.on_result: Callable[[Message], None] = lambda message: None
        """Told each answer to something that we have asked."""
        self.apis: dict[str, Api] = {}
        self._challenge = ""
        self._socket = socket
        self._cut = cut
        self.writer = Writer(self._socket, pbx.faults.reports, self.abort)

    async def run(self) -> None:
        """Talk until either side leaves."""
        writing = asyncio.create_task(self.writer.run())
        try:
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT:
                    await self._read(frame.data)
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing

    def send(self, message: Message) -> None:
        """Send a message as soon as those before it are sent."""
        self.writer.put(message)

    def abort(self) -> None:
        """Reset the connection, as a pulled cable would after a while."""
        self._cut()

    async def close(self) -> None:
        """Say goodbye with a close frame."""
        await self._socket.close()

    def happened(self, event: OfficeEvent) -> None:
        """Tell the APIs in use."""
        for api in self.apis.values():
            api.happened(event)

    async def _read(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            return
        self.pbx.received(self, message)
        match self.pbx.faults.requests.take(str(message.get("mt"))):
            case Silence() | Drop():
                return
            case HalfClose() | ExpireToken():
                self.abort()
                return
            case Errno(number):
                self._refuse(message, number)
                return
            case Delay(seconds):
                await asyncio.sleep(seconds)
        await self._execute(message)

    async def _execute(self, message: Message) -> None:
        match message.get("mt"):
            case "KeepAlive":
                if self.pbx.echoes_keep_alive:
                    self.send({"mt": "KeepAlive"})
            case "AppChallenge":
                self._give_challenge()
            case str(answer) if self.logged_in and answer.endswith("Result"):
                self.on_result(message)
            case "AppLogin":
                await self._log_in(message)
            case _ if not self.logged_in:
                # Before the login nothing else is accepted.
                await self.close()
            case _:
                if (api := self._api(str(message.get("api")))) is not None:
                    api.receive(message)

    def _api(self, name: str) -> Api | None:
        """Return a ticked API; the others meet silence."""
        if name not in self.apis and name in self.pbx.ticks and name in APIS:
            self.apis[name] = APIS[name](self, name)
        return self.apis.get(name)

    def _give_challenge(self) -> None:
        given = self.pbx.challenge or f"{secrets.randbelow(9 * 10**15) + 10**15}"
        self._challenge = given
        old = self.pbx.numeric_challenge and given.isdecimal()
        challenge = int(given) if old else given
        self.send({"mt": "AppChallengeResult", "challenge": challenge})

    async def _log_in(self, message: Message) -> None:
        challenge, self._challenge = self._challenge, ""
        app, password = self.pbx.app, self.pbx.password
        ok = bool(challenge) and proves(message, app, challenge, password)
        self.logged_in = ok
        self._note_login(message, ok)
        self.send({"mt": "AppLoginResult", "ok": ok})
        if not ok and self.pbx.closes_after_refusal:
            await self.writer.settled()
            await self.close()

    def _note_login(self, message: Message, ok: bool) -> None:
        app, sip = str(message.get("app")), str(message.get("sip", ""))
        self.pbx.logins.append(AppLogin(app, sip, ok, self.pbx.clock.now()))

    def _refuse(self, message: Message, number: str) -> None:
        if message.get("mt") == "AppLogin":
            self._note_login(message, ok=False)
            self.send({"mt": "AppLoginResult", "ok": False})
            return
        known: Message = {key: message[key] for key in ("api", "src") if key in message}
        refusal = {"error": int(number), "errorText": "refused by a fault"}
        self.send({**known, "mt": f"{message.get('mt')}Result", **refusal})
