"""What a MAC address on the network says about a PBX, and what it does not."""

import asyncio
from collections.abc import Iterable

# Registered makers of network cards, and the vendor that they are.
_MAKERS = {"f4b549": "yeastar", "009033": "innovaphone"}

# This maker sells telephones, too; what serves no web pages is not its PBX.
_ALSO_TELEPHONES = frozenset({"innovaphone"})
WEB_PORTS = (443, 80)

_PATIENCE = 3.0


async def async_vendor_at(address: str, mac: str) -> str | None:
    """Name the vendor of what was seen; None if that is no PBX."""
    vendor = _MAKERS.get(mac.replace(":", "").lower()[:6])
    if vendor in _ALSO_TELEPHONES and not await _answers(address, WEB_PORTS):
        return None
    return vendor


async def _answers(address: str, ports: Iterable[int]) -> bool:
    """Tell whether any of these ports is open."""
    for port in ports:
        try:
            async with asyncio.timeout(_PATIENCE):
                _, writer = await asyncio.open_connection(address, port)
        except OSError:  # A timeout is one, too.
            continue
        writer.transport.abort()
        return True
    return False
