"""Python reads this first when its folder is on PYTHONPATH: the program stays on this machine.

Home Assistant fetches logos of other integrations and more from the internet whenever a page wants
to show them, and listens for neighbours. Neither a demo nor a test has any business there.
"""

from ipaddress import ip_address
import socket
from socket import AF_INET, AF_INET6, AddressFamily
import sys
from typing import Any

from aiohttp.abc import ResolveResult
from aiohttp.resolver import AsyncResolver

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - to be replaced

bind_anywhere = socket.socket.bind


def is_inside(host: object) -> bool:
    """Tell whether an address, or a name that needs no look-up, is this machine."""
    text = host.decode() if isinstance(host, bytes) else str(host or "")
    try:
        return text in ("localhost", *EVERYWHERE) or ip_address(text).is_loopback
    except ValueError:
        return False


def watch(event: str, details: tuple[Any, ...]) -> None:
    """Refuse to connect to others, and to ask for their names."""
    match event, details:
        case "socket.connect", (_, (str(host), *_)) if not is_inside(host):
            raise ConnectionRefusedError(f"{host} is outside of this machine")
        case "socket.getaddrinfo", (host, *_) if not is_inside(host):
            raise socket.gaierror(socket.EAI_NONAME, "outside of this machine")


def bind_inside(self: socket.socket, address: Any) -> None:
    """Listen on loopback instead of everywhere."""
    if isinstance(address, tuple) and address[0] in EVERYWHERE:
        address = ("::1" if self.family is AF_INET6 else "127.0.0.1", *address[1:])
    bind_anywhere(self, address)


async def refuse(
    _: AsyncResolver, host: str, port: int = 0, family: AddressFamily = AF_INET
) -> list[ResolveResult]:
    """Know no names: this resolver would ask around without Python noticing."""
    raise OSError(f"{host} is outside of this machine")


AsyncResolver.resolve = refuse  # type: ignore[method-assign, assignment]
socket.socket.bind = bind_inside  # type: ignore[method-assign, assignment]
sys.addaudithook(watch)
