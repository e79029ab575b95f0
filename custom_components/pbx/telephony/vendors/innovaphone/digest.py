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
    text = ":".join((*parts, challenge, password))
    # What has no UTF-8 form becomes a question mark instead of an error.
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
