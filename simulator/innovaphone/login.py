"""Proving the shared secret of an App object."""

from dataclasses import dataclass
import hashlib
import hmac
import json
from typing import Any

# In this order, joined by colons; what is missing counts as empty.
MEMBERS = ("app", "domain", "sip", "guid", "dn")


@dataclass(frozen=True, slots=True)
class AppLogin:
    """One attempt to log in."""

    app: str
    sip: str
    ok: bool
    time: float


def digest(message: dict[str, Any], challenge: str, password: str) -> str:
    """Return what the digest of a login must be, from the members as they came.

    `info` takes part only if it was sent; an empty one counts as sent. Whatever else a client
    adds (`key`, `appObj`, `pbxObj`) takes no part.
    """
    parts = [str(message.get(name) or "") for name in MEMBERS]
    if "info" in message:
        compact = json.dumps(message["info"], separators=(",", ":"), ensure_ascii=False)
        parts.append(compact)
    return hashlib.sha256(":".join([*parts, challenge, password]).encode()).hexdigest()


def proves(message: dict[str, Any], app: str, challenge: str, password: str) -> bool:
    """Tell whether a login is for this App object and knows its password."""
    given = str(message.get("digest", ""))
    expected = digest(message, challenge, password)
    same = hmac.compare_digest(given.encode(), expected.encode())
    return same and message.get("app") == app
