"""What proves the shared secret: SHA-256 over the login, a challenge and the password.

Source: the vendor's SDK documentation, "AppWebsocket", section on authentication.
"""

import hashlib


def login_digest(
    *,
    app: str,
    challenge: str,
    password: str,
    domain: str = "",
    sip: str = "",
    guid: str = "",
    dn: str = "",
    info: str | None = None,
) -> str:
    """Compute the digest of a login; `info` is its JSON text as transmitted, None if not sent."""
    who = (app, domain, sip, guid, dn)
    # An empty object counts as sent; only a missing one leaves its part out.
    parts = who if info is None else (*who, info)
    return _sha256(":".join((*parts, challenge, password)))


def session_key(*, challenge: str, password: str) -> str:
    """Compute the key that single encrypted members are made with. It is never sent."""
    return _sha256(f"innovaphoneAppSessionKey:{challenge}:{password}")


def _sha256(text: str) -> str:
    """Hash a text; what has no UTF-8 form becomes a question mark instead of an error."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
