"""Certificates that outlive a restart, so that a pinned one stays the right one."""

import datetime as dt
import hashlib
from pathlib import Path
import ssl

from simulator.tls import Identity


class KeptIdentity(Identity):
    """Key and certificate of a PBX, kept in a file."""

    def __init__(self, host: str, kept: Path) -> None:
        if kept.exists():
            self._load(kept)
        else:
            super().__init__(host)
            kept.touch(mode=0o600)
            kept.write_bytes(self._key + self.certificate)

    def _load(self, kept: Path) -> None:
        text = kept.read_bytes()
        begin = text.index(b"-----BEGIN CERTIFICATE-----")
        self._key, self.certificate = text[:begin], text[begin:]
        der = ssl.PEM_cert_to_DER_cert(self.certificate.decode())
        self.fingerprint = hashlib.sha256(der).hexdigest()


def is_expired(kept: Path) -> bool:
    """Tell whether a kept certificate has had its thirty days."""
    if not kept.exists():
        return False
    # Only who asks for TLS needs this package.
    from cryptography import x509

    text = kept.read_bytes()
    certificate = x509.load_pem_x509_certificate(text[text.index(b"-----BEGIN CERTIFICATE-----") :])
    return certificate.not_valid_after_utc < dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
