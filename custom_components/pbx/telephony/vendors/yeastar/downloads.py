"""A file on its way from the PBX: passed on piece by piece, told apart from a refusal."""

from collections.abc import AsyncIterator
from typing import Final

from aiohttp import ClientResponse

from ...driver import Download
from ...errors import ApiDisabled, PbxError, ProtocolError
from .answers import check
from .post import bounded, judge, told_apart

_CHUNK: Final = 64 * 1024
_JSON: Final = "application/json"
_PAGE: Final = "text/html"


async def opened(response: ClientResponse) -> Download:
    """Give the file that a link answers with.

    Raise `RequestFailed` if it is a refusal, `ProtocolError` or `ConnectError` if it is no file.
    """
    chunks = _chunks(response)
    first = await anext(chunks, b"")
    # A refusal comes with status 200, and nobody promises the type; no file begins like that.
    if response.status != 200 or response.content_type == _JSON or first.lstrip()[:1] == b"{":
        await _refuse(response, first)
    if response.content_type == _PAGE:
        raise ProtocolError("a page instead of a file")
    return Download(
        content_type=response.content_type,
        length=response.content_length,
        chunks=_rejoined(first, chunks),
    )


async def _refuse(response: ClientResponse, first: bytes) -> None:
    """Say why there is no file."""
    with told_apart():
        answer = first + await bounded(response)
    try:
        check(judge(response.status, answer))
    except ApiDisabled as err:
        raise ProtocolError(str(err)) from None
    raise ProtocolError("an answer instead of a file")


async def _chunks(response: ClientResponse) -> AsyncIterator[bytes]:
    """Read piece by piece; what breaks off in the middle is no file."""
    try:
        with told_apart():
            async for chunk in response.content.iter_chunked(_CHUNK):
                yield chunk
    except PbxError as err:
        raise ProtocolError(str(err)) from None


async def _rejoined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Put the piece that was looked at before the others."""
    if first:
        yield first
    async for chunk in rest:
        yield chunk
