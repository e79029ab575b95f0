"""One request to the PBX and its answer: the only place that touches HTTP."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
import json
from typing import Any, Final

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientPayloadError,
    ClientResponse,
    ClientResponseError,
    ClientTimeout,
    ServerDisconnectedError,
)
from yarl import URL

from ...driver import Ports
from ...errors import ApiDisabled, CannotConnect, ConnectError, ProtocolError, UnsupportedModel
from ...recorder import Way
from ...transport import connect_error
from .pairs import Pairs, parse

# What public clients use; the web server of the PBX is slow, not lost.
TIMEOUT: Final = 10.0
# Behind the small web server a single process does the work.
IN_FLIGHT: Final = 2
# The list of a full PBX is a few hundred KiB.
MAX_ANSWER: Final = 4 * 1024 * 1024
# Many answers are kept for bug reports; a list of thousands of extensions helps nobody there.
MAX_RECORDED: Final = 4 * 1024

P_SERIES: Final = "Yeastar P-Series"
_P_SERIES_LOGIN: Final = "openapi/v1.0/get_token"

# What happens to a connection that stands already; a request may have been carried out.
_CUT_OFF: Final = (
    ClientOSError,
    ClientPayloadError,
    ClientResponseError,
    ServerDisconnectedError,
)

# The PBX closes each connection; the docs show no keep-alive.
_CLOSE: Final = {"Connection": "close"}
_HEADERS: Final = {"Content-Type": "application/json; charset=utf-8", **_CLOSE}
_NO_QUERY: Final[Mapping[str, str]] = {}


class Post:
    """Sends requests to one PBX."""

    def __init__(
        self, ports: Ports, host: str, port: int, *, ssl: bool, timeout: float = TIMEOUT
    ) -> None:
        """Address the PBX at this host and port."""
        self._ports = ports
        self.address = (host, port)
        self._scheme = "https" if ssl else "http"
        self._timeout = timeout
        self._gate = asyncio.Semaphore(IN_FLIGHT)

    async def send(
        self, path: str, fields: Mapping[str, Any], query: Mapping[str, str] = _NO_QUERY
    ) -> Pairs:
        """Post a request and give the answer, good or bad; raise `ConnectError` if none comes.

        If it breaks off after the request was sent, that is a `ProtocolError`.
        """
        body = json.dumps(fields)
        self._ports.recorder.record(Way.OUT, f'{{"path": "{path}", "body": {body}}}')
        async with self._gate:
            with told_apart():
                async with asyncio.timeout(self._timeout):
                    status, answer = await self._exchange(path, body, query)
        self._record(answer)
        return judge(status, answer)

    async def _exchange(self, path: str, body: str, query: Mapping[str, str]) -> tuple[int, bytes]:
        """Do the HTTP."""
        # The web server is that of the PBX's own pages; what it redirects to is not the API.
        async with self._ports.session.post(
            self._url(path, query),
            data=body.encode(),
            headers=_HEADERS,
            ssl=self._ports.tls,
            allow_redirects=False,
            raise_for_status=False,
        ) as response:
            return response.status, await bounded(response)

    @asynccontextmanager
    async def fetch(self, path: str, query: Mapping[str, str]) -> AsyncIterator[ClientResponse]:
        """Open a link for download, whatever it answers; raise as `send` does.

        It holds up no request: only who reads it knows how long it takes.
        """
        self._ports.recorder.record(Way.OUT, f'{{"path": "{path}"}}')
        with told_apart():
            opening = self._ports.session.get(
                self._url(path, query),
                headers=_CLOSE,
                ssl=self._ports.tls,
                allow_redirects=False,
                raise_for_status=False,
                timeout=ClientTimeout(
                    total=None, sock_connect=self._timeout, sock_read=self._timeout
                ),
            )
            async with self._gate:
                response = await opening
        try:
            self._ports.recorder.record(Way.IN, f'{{"status": "{response.status}"}}')
            yield response
        finally:
            response.close()

    def _url(self, path: str, query: Mapping[str, str]) -> URL:
        """Address a path; the token stands in the query, so nobody may show the result."""
        host, port = self.address
        return URL.build(
            scheme=self._scheme, host=host, port=port, path=f"/{path}", query=dict(query)
        )

    def _record(self, answer: bytes) -> None:
        """Keep an answer for bug reports, or only its size."""
        if len(answer) > MAX_RECORDED:
            answer = b'{"bytes": %d}' % len(answer)
        self._ports.recorder.record(Way.IN, answer)

    async def is_p_series(self) -> bool:
        """Tell whether the other family of the vendor answers; no password is sent to it."""
        try:
            await self.send(_P_SERIES_LOGIN, {})
        except UnsupportedModel:
            return True
        except ConnectError, ProtocolError:
            return False
        return False


@contextmanager
def told_apart() -> Iterator[None]:
    """Turn what HTTP raises into `ConnectError`, or `ProtocolError` if it broke off.

    The token stands in the URL, so no error may carry one: their causes are cut off.
    """
    try:
        yield
    except (ClientError, OSError, ValueError) as err:
        if isinstance(err, _CUT_OFF) and not isinstance(err, ClientConnectorError):
            raise ProtocolError("closed without an answer") from None
        raise connect_error(err) from None


async def bounded(response: ClientResponse) -> bytes:
    """Read an answer, up to what a PBX can have to say."""
    parts = bytearray()
    async for part in response.content.iter_any():
        parts += part
        if len(parts) > MAX_ANSWER:
            raise ProtocolError("the answer has no end")
    return bytes(parts)


def judge(status: int, body: bytes) -> Pairs:
    """Give an answer of this API; say what is wrong with any other.

    The API answers 200 to everything, so the body counts first.
    """
    answer = parse(body)
    if answer is not None and answer.has("status"):
        return answer
    if answer is not None and answer.has("errcode", "errmsg"):
        raise UnsupportedModel(P_SERIES)
    if status in (301, 302, 303, 307, 308):
        # Port 80 sends browsers on to port 8088; a request would lose its body on the way.
        redirected = CannotConnect("the web server redirects to another port")
        redirected.field = "port"
        raise redirected
    if status >= 500:
        raise CannotConnect("the web server has no API behind it yet")
    raise ApiDisabled("something answers, but not the API")
