"""The HTTP request of the box, written by hand because it is odd on purpose."""

import asyncio
from contextlib import suppress

from ..faults import Fault, Garbage, HalfClose, NoLength, Split, Truncated
from .sessions import Destination


def head(destination: Destination, length: int | None) -> bytes:
    """Return the request's head, with the blank after the colon of `Host`."""
    lines = [
        # Of a copy that names no path, two blanks remain.
        f"POST {destination.path} HTTP/1.1",
        "User-Agent: WebAPI",
        # The documents print the box's own address here, and this blank.
        f"Host: {destination.host}: {destination.port}",
        "Content-Type: application/json",
        "Accept: application/json",
    ]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode()


async def deliver(destination: Destination, body: bytes, fault: Fault | None) -> int:
    """Post a body and return the status of the answer."""
    reader, writer = await asyncio.open_connection(destination.host, destination.port)
    try:
        await _write(writer, destination, body, fault)
        status_line = await reader.readline()
        return int(status_line.split()[1])
    except IndexError:
        raise ConnectionError("closed without an answer") from None
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _write(
    writer: asyncio.StreamWriter,
    destination: Destination,
    body: bytes,
    fault: Fault | None,
) -> None:
    match fault:
        case Garbage(garbage):
            writer.write(head(destination, len(garbage)) + garbage)
        case Truncated(keep):
            writer.write(head(destination, len(body)) + body[:keep])
            await writer.drain()
            raise ConnectionError("hung up in the middle")
        case HalfClose():
            writer.write(head(destination, len(body)) + body)
            writer.write_eof()
        case Split():
            writer.write(head(destination, len(body)))
            await writer.drain()
            # Long enough for the first segment to be read on its own.
            await asyncio.sleep(0.01)
            writer.write(body)
        case NoLength():
            writer.write(head(destination, None) + body)
        case _:
            writer.write(head(destination, len(body)) + body)
    await writer.drain()
