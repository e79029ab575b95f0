"""The PBX that dials: to the URL of an App object whose Websocket is ticked."""

import asyncio
from contextlib import suppress
import hashlib
import secrets
from socket import SHUT_RDWR
from typing import TYPE_CHECKING, Any

import aiohttp
from yarl import URL

from ..journal import Journal
from .api import Message
from .connection import Connection, Socket
from .login import digest

if TYPE_CHECKING:
    from .pbx import InnovaphonePbx

DOMAIN = "example.com"
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.2
_PATIENCE = 5.0
_FAREWELL = aiohttp.ClientWSTimeout(ws_close=0.2)


class Dialer:
    """One App object with a URL: dials it, logs in, serves the APIs, and redials after a loss."""

    def __init__(self, pbx: InnovaphonePbx, url: str, *, info: Message | None = None) -> None:
        self.pbx = pbx
        self.url = URL(url)
        self.info: Message | None = self.about if info is None else info
        """Sent with the login; None set later leaves it out, as no PBX but some clients do."""
        self.password: str | None = None
        """Another than that of the App object, if set."""
        self.says_who = True
        """Tell name, version and ticks after the login."""
        self.logins: Journal[bool] = Journal()
        """Whether the other side let us in, each time that it said so."""
        self.refusals: Journal[int] = Journal()
        """The status of each upgrade that was not one."""
        self.checks: Journal[bool] = Journal()
        """What the other side said of a password."""
        self._socket: Socket | None = None

    @property
    def app(self) -> str:
        """Return the name that the other side is known by: the last part of the URL."""
        return self.url.name

    @property
    def about(self) -> Message:
        """Return what a PBX tells of itself and the App object with the login."""
        return {
            "appobj": self.pbx.app,
            "appdn": "Home Assistant",
            "appurl": str(self.url),
            "pbx": self.pbx.location,
            "cn": "Home Assistant",
            "unlicensed": True,
            "apps": [],
        }

    async def run(self) -> None:
        """Dial for as long as the PBX runs."""
        pause = FIRST_PAUSE
        async with aiohttp.ClientSession() as http:
            while True:
                if self.pbx.office.powered and await self._dial(http):
                    pause = FIRST_PAUSE
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def check_login(self, password: str) -> None:
        """Let the administrator ask whether the other side has this password."""
        message = {"mt": "AppCheckLogin", "src": "c1", "app": self.app, "domain": DOMAIN}
        message["challenge"] = challenge = secrets.token_hex(8)
        message["digest"] = digest(message, challenge, password)
        assert self._socket is not None, "the other side is connected"
        await self._socket.send_json(message)

    async def dial_again(self) -> None:
        """Lose the connection without telling the other side, and dial once more."""
        async with aiohttp.ClientSession() as http:
            await self._dial(http)

    async def _dial(self, http: aiohttp.ClientSession) -> bool:
        """Connect once, until the connection ends; tell whether it came to a login."""
        before = len(self.logins)
        try:
            # The websocket is at the URL without its last part.
            async with http.ws_connect(
                self.url.parent, ssl=False, max_msg_size=0, timeout=_FAREWELL
            ) as socket:
                async with asyncio.timeout(_PATIENCE):
                    ok = await self._log_in(socket)
                if ok:
                    await self._serve(socket)
        except aiohttp.WSServerHandshakeError as err:
            self.refusals.append(err.status)
        except aiohttp.ClientError, OSError, TypeError, ValueError:
            return False
        return len(self.logins) > before

    async def _log_in(self, socket: Socket) -> bool:
        """Prove the secret, then say who we are."""
        await socket.send_json({"mt": "AppChallenge"})
        challenge = str((await socket.receive_json())["challenge"])
        await socket.send_json(self.login(challenge))
        answer = await socket.receive_json()
        self.logins.append(ok := answer.get("ok") is True)
        if ok and self.says_who:
            await socket.send_json({"mt": "AppInfo", "app": self.app})
            await socket.send_json(self.pbx_info())
        return ok

    def login(self, challenge: str) -> Message:
        """Return the login for a challenge."""
        message: dict[str, Any] = {
            "mt": "AppLogin",
            "sip": self.pbx.app,
            "guid": hashlib.md5(self.pbx.app.encode(), usedforsecurity=False).hexdigest(),
            "dn": "Home Assistant",
            "domain": DOMAIN,
            "app": self.app,
        }
        if self.info is not None:
            message["info"] = self.info
        return message | {"digest": digest(message, challenge, self.password or self.pbx.password)}

    def pbx_info(self) -> Message:
        """Return what a PBX tells of itself after the login."""
        return {
            "mt": "PbxInfo",
            "domain": DOMAIN,
            "pbx": self.pbx.location,
            "pbxDns": f"pbx.{DOMAIN}",
            "apis": sorted(self.pbx.ticks),
            "version": "14r1",
            "build": "141234",
        }

    async def _serve(self, socket: Socket) -> None:
        """Serve the APIs, as to a client that has dialed us."""
        self._socket = socket
        line = socket.get_extra_info("socket")

        def cut() -> None:
            with suppress(OSError):
                line.shutdown(SHUT_RDWR)

        connection = Connection(self.pbx, socket, cut, self.pbx.next_number(), logged_in=True)
        connection.on_result = self._hear
        with suppress(ConnectionError):
            await self.pbx.talk(connection)

    def _hear(self, message: Message) -> None:
        """Note what the other side answers to us."""
        if message.get("mt") == "AppCheckLoginResult":
            self.checks.append(message.get("ok") is True)
