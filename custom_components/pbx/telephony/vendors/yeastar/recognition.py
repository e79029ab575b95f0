"""How a PBX of this maker is told from its telephones and gateways, which have web pages, too."""

import json
from typing import Final

from aiohttp import ClientSession
from yarl import URL

from ...driver import Recognition

# Any version will do: who has no token is told so in JSON.
_PATH: Final = "api/v1.1.0/heartbeat"
# What says no more than that there is no token fits many times.
_LONGEST: Final = 4096


async def _answers(session: ClientSession, place: str) -> bool:
    """Tell whether the API answers, which it does even to who has no token."""
    async with session.post(
        URL(place) / _PATH, json={}, ssl=False, allow_redirects=False
    ) as answer:
        body = b""
        async for piece in answer.content.iter_any():
            body += piece
            if len(body) > _LONGEST:
                return False
    said = json.loads(body)
    return isinstance(said, dict) and "status" in said


RECOGNITION: Final = Recognition(
    makers=("f4:b5:49",), places=(("https", 8088), ("http", 8088)), answers=_answers
)
