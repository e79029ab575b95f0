"""What goes wrong between two sockets, in our own words."""

import ssl
from types import SimpleNamespace
from typing import cast

import aiohttp
from aiohttp.client_reqrep import ConnectionKey
import pytest

from custom_components.pbx.telephony.errors import (
    AuthenticationFailed,
    CannotConnect,
    CertificateChanged,
    CertificateUntrusted,
    ConnectError,
    ConnectTimeout,
)
from custom_components.pbx.telephony.transport import connect_error

URL = "https://192.0.2.1:8088/api?token=0123456789abcdef"
KEY = cast(ConnectionKey, SimpleNamespace(host=URL, port=8088, ssl=True, is_ssl=True))
UNVERIFIED = ssl.SSLCertVerificationError(URL)


@pytest.mark.parametrize(
    ("err", "kind"),
    [
        (aiohttp.ServerFingerprintMismatch(b"1", b"2", URL, 8088), CertificateChanged),
        (aiohttp.ClientConnectorCertificateError(KEY, UNVERIFIED), CertificateUntrusted),
        (UNVERIFIED, CertificateUntrusted),
        (TimeoutError(URL), ConnectTimeout),
        (aiohttp.ServerTimeoutError(URL), ConnectTimeout),
        (aiohttp.ClientConnectorError(KEY, OSError(URL)), CannotConnect),
        (aiohttp.InvalidURL(URL), CannotConnect),
        (ConnectionResetError(URL), CannotConnect),
        (ValueError(URL), CannotConnect),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_failure_has_our_word_and_none_of_its_text(
    err: Exception, kind: type[ConnectError]
) -> None:
    """The text of a failure holds the URL, and the URL the token."""
    ours = connect_error(err)

    assert type(ours) is kind
    assert "token" not in str(ours)
    assert "192.0.2.1" not in str(ours)


def test_our_own_errors_pass() -> None:
    """Whoever has already said it in our words is not translated again."""
    ours = AuthenticationFailed()

    assert connect_error(ours) is ours
