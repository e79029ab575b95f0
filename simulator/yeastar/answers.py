"""Answers of the box's small web server, good and bad."""

import asyncio
import json
from typing import Any

from aiohttp import web

from ..faults import (
    Delay,
    Drop,
    Errno,
    ExpireToken,
    Fault,
    Garbage,
    HalfClose,
    Html,
    Silence,
    Truncated,
)
from .sessions import Sessions

HEADERS = {
    "Server": "Boa/0.94.14rc21",
    "Accept-Ranges": "bytes",
    "Access-control-allow-origin": "*",
    "Access-control-allow-methods": "GET, POST, OPTIONS, PUT, DELETE",
}
PAGE = "<!DOCTYPE html><html><head><title>Yeastar S100</title></head><body/></html>"


def answer(fields: dict[str, Any]) -> web.Response:
    """Return a JSON answer; the box says 200 to everything and closes."""
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return _closing(text.encode(), "application/json")


def file(body: bytes, kind: str) -> web.Response:
    """Return a file that was asked for."""
    return _closing(body, kind)


def web_page() -> web.Response:
    """Return the login page of the web interface."""
    return _closing(PAGE.encode(), "text/html")


def _closing(body: bytes, kind: str) -> web.Response:
    response = web.Response(body=body, content_type=kind, headers=HEADERS)
    response.force_close()
    return response


class Outage:
    """Let a fault strike one request."""

    def __init__(self, request: web.Request, stopping: asyncio.Event) -> None:
        self._request = request
        self._stopping = stopping

    async def strike(self, fault: Fault | None, sessions: Sessions) -> web.StreamResponse | None:
        """Return the spoilt answer, or nothing if the request goes its way."""
        match fault:
            case Drop() | HalfClose():
                return self.cut()
            case Silence():
                await self._stopping.wait()
                return self.cut()
            case Delay(seconds):
                await asyncio.sleep(seconds)
            case ExpireToken():
                sessions.expire()
            case Html():
                return web_page()
            case Garbage(body):
                return _closing(body, "application/json")
            case Errno(number):
                return answer({"status": "Failed", "errno": number})
            case Truncated(keep):
                return self._truncate(keep)
        return None

    def cut(self) -> web.Response:
        """Reset the connection."""
        if self._request.transport is not None:
            self._request.transport.abort()
        return web.Response()

    def _truncate(self, keep: int) -> web.Response:
        if (transport := self._request.transport) is not None:
            body = b'{"status":"Success","extlist":[{"extnumber":"1000","status":"Idle"}'
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            length = b"Content-Length: %d\r\n\r\n" % (2 * len(body))
            transport.write(head + length + body[:keep])
            transport.close()
        return web.Response()
