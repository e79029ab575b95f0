"""How a PBX of this maker is told from its telephones and gateways, which have web pages, too."""

from base64 import b64encode
from http import HTTPStatus
import secrets
from typing import Final

from aiohttp import ClientSession
from yarl import URL

from ...driver import Recognition

_PATH: Final = "PBX0/APPS/websocket"


async def _answers(session: ClientSession, place: str) -> bool:
    """Tell whether the websocket for Apps is there; telephones have none."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": b64encode(secrets.token_bytes(16)).decode(),
        "Sec-WebSocket-Version": "13",
    }
    async with session.get(
        URL(place) / _PATH, headers=upgrade, ssl=False, allow_redirects=False
    ) as answer:
        is_there = answer.status == HTTPStatus.SWITCHING_PROTOCOLS
        # It would be read forever.
        answer.close()
    return is_there


RECOGNITION: Final = Recognition(
    makers=("00:90:33",), places=(("https", 443), ("http", 80)), answers=_answers
)
