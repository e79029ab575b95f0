"""Whom to believe: the public authorities, one certificate, one authority, or anybody."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
import hashlib
import ssl

from aiohttp import Fingerprint
from cryptography import x509

from .driver import Tls
from .errors import CannotConnect, ConnectTimeout

# Long enough for a busy PBX, short enough for a form.
LOOK_TIMEOUT = 10.0


class Trust(StrEnum):
    """How the certificate of a PBX is judged."""

    VERIFY = "verify"
    PIN = "pin"
    CA = "ca"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a PBX shows of itself."""

    fingerprint: str
    """SHA-256 over the DER form, 64 hex digits."""
    subject: str
    expires: datetime


async def client_tls(trust: Trust, *, fingerprint: str = "", ca_certificate: str = "") -> Tls:
    """Make what aiohttp wants as `ssl`; raise ValueError for a bad fingerprint or authority."""
    match trust:
        case Trust.PIN:
            return Fingerprint(bytes.fromhex(fingerprint))
        case Trust.NONE:
            return False
        case Trust.CA:
            return await asyncio.to_thread(_context, ca_certificate)
    return await asyncio.to_thread(ssl.create_default_context)


def _context(authority: str) -> ssl.SSLContext:
    """Trust this authority only; reading it may touch files, so call it in a thread."""
    if not authority:
        # Given nothing, `ssl` would trust whom the system trusts.
        raise ValueError("no certificate given")
    try:
        context = ssl.create_default_context(cadata=authority)
    except (ssl.SSLError, TypeError) as err:
        raise ValueError("not a certificate in PEM form") from err
    # A certificate made for a PBX names its hardware, hardly ever the address it is reached by.
    context.check_hostname = False
    # Authorities made years ago by the PBX itself lack what the standard asks for since.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


async def look_at_certificate(host: str, port: int, timeout: float = LOOK_TIMEOUT) -> Certificate:
    """Fetch the certificate without believing it; raise `CannotConnect` or `ConnectTimeout`."""
    context = await asyncio.to_thread(_blind_context)
    try:
        async with asyncio.timeout(timeout):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except TimeoutError as err:
        raise ConnectTimeout("no answer in time") from err
    except (OSError, ssl.SSLError) as err:
        raise CannotConnect(type(err).__name__) from err
    try:
        der: bytes = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    finally:
        writer.transport.abort()
    try:
        shown = x509.load_der_x509_certificate(der)
        subject, expires = shown.subject.rfc4514_string(), shown.not_valid_after_utc
    except ValueError as err:
        raise CannotConnect("the certificate cannot be read") from err
    return Certificate(
        fingerprint=hashlib.sha256(der).hexdigest(),
        subject=subject,
        expires=expires.astimezone(UTC),
    )


def _blind_context() -> ssl.SSLContext:
    """Accept any certificate, to look at it; nothing is sent over such a connection."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
