"""Clients written from the vendors' documents, for tests of the simulated PBXs."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
import hashlib
import json
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse

from simulator import InnovaphonePbx, Journal, YeastarPbx

type Pairs = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Post:
    """One report as it arrived, byte for byte."""

    head: str
    body: bytes

    @property
    def pairs(self) -> Pairs:
        """Return the members of the outermost object, repeated keys included."""
        pairs: Pairs = json.loads(self.body, object_pairs_hook=list)
        return pairs

    @property
    def fields(self) -> dict[str, Any]:
        """Return the members as an ordinary parser sees them."""
        fields: dict[str, Any] = json.loads(self.body)
        return fields

    @property
    def told(self) -> tuple[str, ...]:
        """Return the kind of report and whom or what it is about."""
        fields = self.fields
        if self.fields["action"] == "ExtensionStatus":
            return "ES", fields["extension"], fields["status"]
        return fields["action"], *self.parties

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the parties of a call in the order in which they are named."""
        found = []
        for key, value in self.pairs:
            members = [member[0] for member in value] if key == "call" else [(key, value)]
            for kind, member in members:
                if kind == "ext":
                    found.append(dict(member)["extid"])
                elif kind in ("inbound", "outbound"):
                    found.append(kind)
        return tuple(found)


class Receiver:
    """A server for reports that reads what comes, however odd."""

    def __init__(self) -> None:
        self.posts: Journal[Post] = Journal()
        self.status = 200
        self.answers = True
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Open a port."""
        self._server = await asyncio.start_server(self._receive, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the port."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = [x.split(":")[1] for x in head.split("\r\n") if "Length" in x]
            body = await reader.readexactly(int(length[0]))
            self.posts.append(Post(head, body))
            if self.answers:
                writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 0\r\n\r\n".encode())
            else:
                await reader.read()
        writer.close()

    @property
    def told(self) -> list[tuple[str, ...]]:
        """Return all reports in short."""
        return [post.told for post in self.posts]


@dataclass(slots=True)
class ApiClient:
    """A program that uses the S-Series API."""

    http: ClientSession
    pbx: YeastarPbx
    token: str = ""
    version: str = "v1.1.0"

    async def ask(self, endpoint: str, **fields: Any) -> dict[str, Any]:
        """Return the answer to a request."""
        url = f"http://{self.pbx.host}:{self.pbx.port}/api/{self.version}/{endpoint}"
        query = {"token": self.token} if self.token else {}
        async with self.http.post(url, params=query, json=fields or None) as response:
            assert response.status == 200
            answer: dict[str, Any] = await response.json()
            return answer

    async def login(self, password: str = "", **fields: str) -> dict[str, Any]:
        """Log in and keep the token."""
        secret = (password or self.pbx.password).encode()
        digest = hashlib.md5(secret).hexdigest()
        answer = await self.ask("login", username="api", password=digest, **fields)
        self.token = answer.get("token", "")
        return answer


@dataclass(slots=True)
class AppClient:
    """A program that logs in through an App object."""

    pbx: InnovaphonePbx
    socket: ClientWebSocketResponse

    async def say(self, mt: str, api: str = "PbxApi", **fields: Any) -> None:
        """Send a message of an API."""
        await self.socket.send_json({"api": api, "mt": mt, **fields})

    async def hear(self) -> dict[str, Any]:
        """Return the next message."""
        message: dict[str, Any] = await self.socket.receive_json(timeout=5)
        return message

    async def hears_nothing(self) -> None:
        """Prove that nothing was under way: a question is the next thing answered."""
        await self.say("GetNodeInfo", src="proof")
        assert (await self.hear())["mt"] == "GetNodeInfoResult"

    async def login(self, password: str = "", **extra: Any) -> bool:
        """Log in as the documents say, with whatever else clients add."""
        await self.socket.send_json({"mt": "AppChallenge"})
        challenge = str((await self.hear())["challenge"])
        parts = [self.pbx.app, "", "", "", ""]
        if "info" in extra:
            parts.append(json.dumps(extra["info"], separators=(",", ":"), ensure_ascii=False))
        text = ":".join([*parts, challenge, password or self.pbx.password])
        digest = hashlib.sha256(text.encode()).hexdigest()
        login = {"mt": "AppLogin", "app": self.pbx.app, "sip": "", **extra, "digest": digest}
        await self.socket.send_json(login)
        return bool((await self.hear())["ok"])
