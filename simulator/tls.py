"""A self-signed certificate, made at start and kept in memory."""

import datetime as dt
import hashlib
import ipaddress
from pathlib import Path
import ssl
from tempfile import TemporaryDirectory

# The built-in certificate of a real PBX names the device, never its LAN address.
COMMON_NAME = "simulated-pbx"


class Identity:
    """Key and certificate of one PBX."""

    def __init__(self, host: str, *, names_host: bool = False) -> None:
        # Only who asks for TLS needs this package.
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, COMMON_NAME)])
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(
            issuer_name=name,
            subject_name=name,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - dt.timedelta(days=1),
            not_valid_after=now + dt.timedelta(days=30),
        )
        if names_host:
            address = x509.IPAddress(ipaddress.ip_address(host))
            names = x509.SubjectAlternativeName([address])
            builder = builder.add_extension(names, critical=False)
        certificate = builder.sign(key, hashes.SHA256())
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM)
        der = certificate.public_bytes(serialization.Encoding.DER)
        self.fingerprint = hashlib.sha256(der).hexdigest()
        self._key = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def context(self, newest: ssl.TLSVersion) -> ssl.SSLContext:
        """Return a server context; the file that it reads exists for a moment only."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.maximum_version = newest
        with TemporaryDirectory() as folder:
            chain = Path(folder, "pbx.pem")
            chain.touch(mode=0o600)
            chain.write_bytes(self._key + self.certificate)
            context.load_cert_chain(chain)
        return context
