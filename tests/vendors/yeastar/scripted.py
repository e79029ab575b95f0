"""A PBX that does as it is told, and a door for its reports."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
import json
from typing import Any

from aiohttp import web

from custom_components.pbx.telephony.driver import Delivery, Destination

PASSWORD = "Secret2026"
SERIAL = "364000000001"
OK: dict[str, Any] = {"status": "Success"}

type Answer = dict[str, Any] | bytes | web.Response | None
type Rule = Answer | Callable[[Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that reached the PBX."""

    operation: str
    version: str
    fields: dict[str, Any]
    token: str
    headers: dict[str, str] = field(repr=False)
    query: dict[str, str] = field(default_factory=dict, repr=False)


def failed(errno: int | str) -> dict[str, Any]:
    """Make an answer that refuses."""
    return {"status": "Failed", "errno": str(errno)}


def page(status: int = 200) -> web.Response:
    """Make the answer of a web server that has no API."""
    return web.Response(status=status, text="<html>Welcome</html>", content_type="text/html")


class ScriptedPbx:
    """Answers each operation by a rule; a queued answer is given first, and once."""

    def __init__(self) -> None:
        self.port = 0
        self.tokens = 0
        # A request for any other is not even remembered.
        self.versions = {"v1.1.0", "v1.0.1"}
        self.asked: list[Asked] = []
        self.rules: dict[str, Rule] = {
            "login": self._login,
            "heartbeat": OK,
            "logout": OK,
            "deviceinfo/query": OK
            | {"deviceinfo": {"devicename": "Yeastar S50", "sn": SERIAL, "firmwarever": "30.11"}},
            "extensionlist/query": {},
            "extension/query": OK | {"extinfos": []},
            "trunklist/query": OK
            | {"trunklist": [{"trunkname": "north", "status": "Registered", "type": "SIP"}]},
            "inbound/query": OK | {"inbound": []},
            "outbound/query": OK,
        }
        self.next: dict[str, list[Rule]] = {}
        self._news = asyncio.Condition()
        self.people({"2001": "Registered", "2002": "Idle", "2003": "Unavailable"})

    def people(self, phones: dict[str, str]) -> None:
        """List these extensions with these states."""
        rows = [{"extnumber": x, "status": s, "username": f"Name {x}"} for x, s in phones.items()]
        self.rules["extensionlist/query"] = OK | {"extlist": rows}

    def once(self, operation: str, *rules: Rule) -> None:
        """Queue answers."""
        self.next.setdefault(operation, []).extend(rules)

    def count(self, operation: str) -> int:
        """Count the requests for an operation."""
        return len(self.of(operation))

    def of(self, operation: str) -> list[Asked]:
        """Give the requests for an operation."""
        return [asked for asked in self.asked if asked.operation == operation]

    async def until(self, operation: str, times: int = 1) -> Asked:
        """Wait until an operation has been asked for so many times."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: self.count(operation) >= times)
        return self.of(operation)[times - 1]

    async def handle(self, request: web.Request) -> web.Response:
        """Answer a request."""
        _, root, version, operation = request.path.split("/", 3)
        if root == "api" and version not in self.versions:
            return web.json_response(failed(10003))
        asked = Asked(
            operation if root == "api" else request.path,
            version,
            json.loads(await request.read() or b"{}"),
            request.query.get("token", ""),
            dict(request.headers),
            dict(request.query),
        )
        async with self._news:
            self.asked.append(asked)
            self._news.notify_all()
        queued = self.next.get(asked.operation)
        rule = queued.pop(0) if queued else self.rules.get(asked.operation, page(404))
        answer = await rule(asked) if callable(rule) else rule
        match answer:
            case None:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            case bytes():
                return web.Response(body=answer, content_type="application/json")
            case dict():
                return web.json_response(answer)
        return web.Response(status=answer.status, headers=answer.headers.copy(), body=answer.body)

    async def _login(self, _: Asked) -> Answer:
        """Give a new token each time."""
        self.tokens += 1
        return OK | {"token": f"token{self.tokens}"}


class Door:
    """An ingress through which a test puts reports."""

    destination = Destination("10.20.30.5", 8260, "reports1")

    def __init__(self) -> None:
        self.now = 1000.0
        self.reports: asyncio.Queue[Delivery] = asyncio.Queue()
        self.drained = 0
        self.elsewhere = asyncio.Event()

    def clock(self) -> float:
        """Let time pass a little with each look."""
        self.now += 0.01
        return self.now

    def put(self, body: bytes) -> None:
        """Deliver a body."""
        self.reports.put_nowait(Delivery(body, self.clock()))

    def report(self, **fields: Any) -> None:
        """Deliver a report."""
        self.put(json.dumps(fields | {"sn": SERIAL}).encode())

    async def open(self) -> None:
        """Be open."""

    async def receive(self) -> Delivery:
        """Wait for the next report."""
        return await self.reports.get()

    def move(self, host: str) -> None:
        """Announce another address."""
        self.destination = Destination(host, 8260, "reports1")
        self.elsewhere.set()

    async def moved(self) -> None:
        """Wait until another address is to be announced."""
        await self.elsewhere.wait()
        self.elsewhere.clear()

    def drain(self) -> None:
        """Forget what waits."""
        self.drained += 1
        self.reports = asyncio.Queue()

    async def close(self) -> None:
        """Stay open."""


async def hang_up(_: Asked) -> Answer:
    """Close the connection without a word."""
    return None


async def stuck(_: Asked) -> Answer:
    """Never answer."""
    await asyncio.Event().wait()
    return OK
