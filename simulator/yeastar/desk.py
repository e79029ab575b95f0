"""From a request that reached the box to the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Any

from aiohttp import web

from ..office import OfficeError
from .answers import answer, file, web_page
from .box import Ask, Box
from .endpoint import Answer
from .endpoints import DOWNLOADS, ENDPOINTS, LOGIN
from .errors import REFUSALS, ApiError
from .firmware import Naming
from .lone import lone


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request that reached the box."""

    path: str
    endpoint: str
    version: str
    method: str
    body: dict[str, Any]
    token: str
    headers: dict[str, str]
    time: float


async def receive(request: web.Request, now: float) -> ReceivedRequest:
    """Read a request, whatever it is."""
    raw = await request.read()
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        body = None
    _, _, version, endpoint, *_ = [*request.path.split("/", 3), "", "", ""]
    return ReceivedRequest(
        request.path,
        endpoint,
        version,
        request.method,
        body if isinstance(body, dict) else {"": raw.decode(errors="replace")},
        request.query.get("token", ""),
        dict(request.headers),
        now,
    )


class Desk:
    """Answer requests in the names of the version in their path."""

    def __init__(self, box: Box, *, answers_old_paths: bool) -> None:
        versions = box.firmware.versions
        newest = Naming.NEW in versions.values()
        hidden = {Naming.OLD} if newest and not answers_old_paths else set()
        self._box = box
        self._versions = {key: x for key, x in versions.items() if x not in hidden}

    def answer(self, request: web.Request, received: ReceivedRequest) -> web.Response:
        """Return what the box says; never anything but 200."""
        if not received.path.startswith("/api/"):
            return web_page()
        remote = request.remote or ""
        try:
            if received.method == "GET" and received.endpoint.endswith("/download"):
                return self._download(request.query, received, remote)
            return answer({"status": "Success"} | self._execute(received, remote))
        except OfficeError as error:
            return answer({"status": "Failed", "errno": REFUSALS[type(error)]})
        except ApiError as error:
            return answer({"status": "Failed", "errno": error.errno})

    def _download(
        self, query: Mapping[str, str], received: ReceivedRequest, remote: str
    ) -> web.Response:
        download = self._named(DOWNLOADS, received)
        self._box.sessions.check(received.token)
        body, kind = download(self._box, Ask(dict(query), remote, dict(query)))
        return file(body, kind)

    def _execute(self, received: ReceivedRequest, remote: str) -> Answer:
        if received.method != "POST":
            raise ApiError("20001")
        if not received.endpoint:
            raise ApiError("20009")
        if "" in received.body:
            raise ApiError("10002" if received.body[""].startswith("<") else "20000")
        endpoint = self._named(ENDPOINTS, received)
        if received.endpoint != LOGIN:
            self._box.sessions.check(received.token)
        fields = {key: _text(value) for key, value in received.body.items()}
        said = endpoint(self._box, Ask(fields, remote, received.body))
        return lone(received.endpoint, said) if self._box.firmware.lone_objects else said

    def _named[T](self, tables: Mapping[Naming, Mapping[str, T]], received: ReceivedRequest) -> T:
        naming = self._versions.get(received.version)
        name = received.endpoint
        if naming is None or name not in tables[naming] or name in self._box.firmware.absent:
            raise ApiError("10003")
        return tables[naming][name]


def _text(value: object) -> str:
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
