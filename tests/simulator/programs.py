"""Programs of other people, as far as their manners matter, on bare sockets.

They share nothing with the integration, nor with each other more than RFC 6455.
"""

import asyncio
from base64 import b64encode
import hashlib
import json
import os
from typing import Any, Self
from urllib.parse import urlsplit

type Body = dict[str, Any]

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Wire:
    """A websocket by hand."""

    fragment = 1 << 30
    """The longest frame that is sent; what is longer goes in pieces."""

    def __init__(self, url: str) -> None:
        self.url = urlsplit(url)
        self.close_code: int | None = None
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter

    async def __aenter__(self) -> Self:
        """Connect and upgrade."""
        assert self.url.hostname is not None
        self._reader, self._writer = await asyncio.open_connection(self.url.hostname, self.url.port)
        key = b64encode(os.urandom(16)).decode()
        head = (
            f"GET {self.url.path} HTTP/1.1\r\nHost: {self.url.netloc}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._writer.write(head.encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        accept = b64encode(
            hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
        )
        assert answer.startswith(b"HTTP/1.1 101 ")
        assert accept in answer
        assert b"permessage-deflate" not in answer
        return self

    async def __aexit__(self, *_: object) -> None:
        """Say goodbye with 1000, and wait for the answer."""
        if self.close_code is None:
            self._write(CLOSE, (1000).to_bytes(2))
            async with asyncio.timeout(5):
                while self.close_code is None:
                    await self._frame()
        self._writer.close()

    async def say(self, body: Body) -> None:
        """Send a message, in pieces if it is long."""
        payload = json.dumps(body, ensure_ascii=False).encode()
        pieces = [payload[at : at + self.fragment] for at in range(0, len(payload), self.fragment)]
        for number, piece in enumerate(pieces):
            self._write(0 if number else TEXT, piece, final=number == len(pieces) - 1)
        await self._writer.drain()

    async def hear(self) -> Body:
        """Return the next message."""
        async with asyncio.timeout(5):
            while True:
                kind, payload = await self._frame()
                assert kind in (TEXT, CLOSE), "there are neither pings nor binary messages"
                assert kind != CLOSE, "the PBX has closed"
                body: Body = json.loads(payload)
                return body

    def _write(self, kind: int, payload: bytes, *, final: bool = True) -> None:
        mask = os.urandom(4)
        length = len(payload)
        head = bytes([kind | (0x80 if final else 0)])
        if length < 126:
            head += bytes([0x80 | length])
        else:
            head += bytes([0x80 | 126]) + length.to_bytes(2)
        masked = bytes(each ^ mask[at % 4] for at, each in enumerate(payload))
        self._writer.write(head + mask + masked)

    async def _frame(self) -> tuple[int, bytes]:
        """Read one whole message."""
        kind, payload = 0, b""
        while True:
            first, second = await self._reader.readexactly(2)
            assert not second & 0x80, "a server does not mask"
            assert not first & 0x70, "nothing was negotiated"
            length = second & 0x7F
            if length > 125:
                length = int.from_bytes(await self._reader.readexactly(2 if length == 126 else 8))
            kind = kind or first & 0x0F
            payload += await self._reader.readexactly(length)
            if first & 0x80:
                break
        if kind == CLOSE:
            self.close_code = int.from_bytes(payload[:2])
        return kind, payload


def sha(*parts: str) -> str:
    """Hash the parts as all these programs do."""
    return hashlib.sha256(":".join(parts).encode()).hexdigest()


class Php(Wire):
    """Sends only what it needs, in frames of 4096 bytes, and compares the answer as a text."""

    fragment = 4096

    async def log_in(self, app: str, password: str, **padding: str) -> bool:
        """Log in as an App object; `padding` makes the message long."""
        await self.say({"mt": "AppChallenge"})
        challenge = (await self.hear())["challenge"]
        login = {"mt": "AppLogin", "app": app}
        login["digest"] = sha(app, "", "", "", "", challenge, password)
        await self.say(login | padding)
        answer = await self.hear()
        # A JSON true becomes "true" or 1 on the way into a text.
        return json.dumps(answer.get("ok", False)).strip('"') == "true"

    async def follow(self, **who: str) -> Body:
        """Return the first presence of a user, with a tag or without."""
        await self.say({"api": "PbxApi", "mt": "SubscribePresence"} | who)
        while (message := await self.hear())["mt"] != "PresenceUpdate":
            pass
        return message


class Go(Wire):
    """Names the objects, hands over a session key, and keeps what comes too early for later."""

    async def log_in(self, app: str, password: str, pbx_obj: str = "") -> bool:
        """Log in with an empty `info`."""
        await self.say({"mt": "AppChallenge", "appObj": app, "user": app})
        challenge = (await self.hear())["challenge"]
        login: Body = {
            "mt": "AppLogin",
            "app": app,
            "domain": "example.com",
            "sip": "",
            "guid": "",
            "dn": "",
            "info": {},
            "digest": sha(app, "example.com", "", "", "", "{}", challenge, password),
            "appObj": app,
            "key": sha("innovaphoneAppSessionKey", challenge, password),
        }
        await self.say(login | ({"pbxObj": pbx_obj} if pbx_obj else {}))
        early = []
        while (message := await self.hear())["mt"] != "AppLoginResult":
            early.append(message)
        return message["ok"] is True and not early

    async def stays_alive(self) -> bool:
        """Speak up, and hear anything at all within twice the time."""
        await self.say({"mt": "KeepAlive"})
        return (await self.hear()) == {"mt": "KeepAlive"}


class JavaScript(Wire):
    """Has one table of tags for all APIs, and looks at `src` before anything else."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.heard: dict[str, list[Body]] = {}

    async def log_in(self, app: str, password: str, info: Body) -> bool:
        """Log in with much in `info`, hashed in the order in which it is written."""
        await self.say({"mt": "AppChallenge", "user": app})
        challenge = str((await self.hear())["challenge"])
        text = json.dumps(info, separators=(",", ":"), ensure_ascii=False)
        login = {"mt": "AppLogin", "app": app, "domain": "", "sip": "", "guid": "", "dn": ""}
        digest = sha(app, "", "", "", "", text, challenge, password)
        await self.say({**login, "info": info, "digest": digest})
        return bool((await self.hear())["ok"])

    async def until(self, src: str, mt: str) -> Body:
        """Sort what comes by its tag until such a message has come for one."""
        while True:
            for message in self.heard.get(src, []):
                if message["mt"] == mt:
                    self.heard[src].remove(message)
                    return message
            message = await self.hear()
            assert "src" in message, "there would be nobody to give it to"
            self.heard.setdefault(message["src"], []).append(message)
