"""The way to the PBX: address, upgrade, socket."""

from typing import Final

import aiohttp
from aiohttp import hdrs
from yarl import URL

from ...driver import Tls
from ...errors import CannotConnect, UnsupportedModel
from .wire import MAX_MESSAGE

# It has another name on a dynamic PBX only.
DEFAULT_MODULE: Final = "PBX0"

# The web server of another kind of PBX that people mistake for this one.
_OTHERS = {"boa": "Yeastar S-Series"}


def url_of(*, host: str, port: int, ssl: bool, module: str = DEFAULT_MODULE) -> URL:
    """Make the address of the AppWebsocket; raise ValueError for an impossible host."""
    return URL.build(
        scheme="wss" if ssl else "ws",
        host=host.strip().removeprefix("[").removesuffix("]"),
        port=port,
        path=f"/{module.strip().strip('/') or DEFAULT_MODULE}/APPS/websocket",
    )


def client(session: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """Borrow the connector of a session for one that takes an upgrade for an answer and no other.

    aiohttp follows redirects of an upgrade, and only a middleware can keep it from that.
    """
    if session.connector is None:
        raise CannotConnect("the session is closed")
    return aiohttp.ClientSession(
        connector=session.connector,
        connector_owner=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        middlewares=(_upgrade_only,),
        timeout=aiohttp.ClientTimeout(total=None),
    )


async def dial(
    http: aiohttp.ClientSession, url: URL, tls: Tls, farewell: float
) -> aiohttp.ClientWebSocketResponse[bool]:
    """Open the socket; raise what aiohttp raises, or a `ConnectError`."""
    try:
        return await http.ws_connect(
            url,
            ssl=tls,
            timeout=aiohttp.ClientWSTimeout(ws_close=farewell),
            # aiohttp refuses what is as long as this already.
            max_msg_size=MAX_MESSAGE + 1,
            # One byte that is no UTF-8 must not end the session.
            decode_text=False,
        )
    except aiohttp.ClientResponseError as err:
        raise UnsupportedModel from err


async def _upgrade_only(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Refuse every answer but an upgrade, redirects included."""
    response = await handler(request)
    if response.status == 101:
        return response
    response.close()
    # A reverse proxy says so while the PBX behind it restarts.
    if response.status >= 500:
        raise CannotConnect(f"HTTP status {response.status}")
    server = response.headers.get(hdrs.SERVER, "").lower()
    family = next((name for word, name in _OTHERS.items() if server.startswith(word)), None)
    raise UnsupportedModel(family)
