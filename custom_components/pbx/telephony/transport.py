"""What goes wrong between two sockets, in our own words."""

import asyncio
import ssl

import aiohttp

from .errors import (
    CannotConnect,
    CertificateChanged,
    CertificateUntrusted,
    ConnectError,
    ConnectTimeout,
)


def connect_error(err: BaseException) -> ConnectError:
    """Say why a connection failed; never repeats the text of `err`, which may hold a URL."""
    match err:
        case ConnectError():
            return err
        case aiohttp.ServerFingerprintMismatch():
            return CertificateChanged("the certificate is not the pinned one")
        case aiohttp.ClientConnectorCertificateError() | ssl.SSLCertVerificationError():
            return CertificateUntrusted("the certificate does not verify")
        case TimeoutError() | asyncio.TimeoutError():
            return ConnectTimeout("no answer in time")
    return CannotConnect(type(err).__name__)
