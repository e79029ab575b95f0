"""Whom to believe: a real server with a certificate of its own making."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import hashlib
from pathlib import Path
import ssl

import aiohttp
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from custom_components.pbx.telephony.driver import Tls
from custom_components.pbx.telephony.errors import CannotConnect, ConnectTimeout
from custom_components.pbx.telephony.tls import Trust, client_tls, look_at_certificate
from custom_components.pbx.telephony.transport import connect_error

pytestmark = pytest.mark.usefixtures("socket_enabled")

HERE = "127.0.0.1"
EXPIRES = datetime(2046, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Identity:
    """A self-signed certificate, as a PBX makes one for itself."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def der(self) -> bytes:
        """Give the certificate as it is on the wire."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> str:
        """Give the certificate as a person pastes it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def context(self, folder: Path, der: bytes | None = None) -> ssl.SSLContext:
        """Make what a server needs; `der` is shown instead of the certificate."""
        file = folder / "identity.pem"
        private = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        shown = ssl.DER_cert_to_PEM_cert(der) if der else self.pem
        file.write_bytes(private + shown.encode())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def make_identity() -> Identity:
    """Make a certificate that names no address, as the built-in ones do not."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "PBX")])
    public = key.public_key()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(EXPIRES - timedelta(days=20 * 365))
        .not_valid_after(EXPIRES)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Identity(certificate, key)


@pytest.fixture(scope="module")
def identity() -> Identity:
    """Make one certificate for all tests here."""
    return make_identity()


@pytest.fixture
async def port(identity: Identity, tmp_path: Path) -> AsyncIterator[int]:
    """Serve HTTPS with that certificate."""

    async def hello(request: web.BaseRequest) -> web.Response:
        return web.Response(text="hello")

    server = web.Server(hello)
    runner = web.ServerRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, HERE, 0, ssl_context=identity.context(tmp_path))
    await site.start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def get(port: int, tls: Tls) -> str:
    """Ask the server, trusting it as told; raise our own error."""
    connector = aiohttp.TCPConnector(ssl=tls, resolver=aiohttp.ThreadedResolver())
    async with aiohttp.ClientSession(connector=connector) as session:
        try:
            async with session.get(f"https://{HERE}:{port}/") as response:
                return await response.text()
        except aiohttp.ClientError as err:
            raise connect_error(err) from err


async def trusts(port: int, tls: Tls) -> str:
    """Say whether a server is believed, or by which error it is not."""
    try:
        await get(port, tls)
    except Exception as err:
        return type(err).__name__
    return "trusted"


async def test_an_unknown_certificate_is_not_believed(port: int) -> None:
    """Unless something else is chosen, the public authorities decide."""
    assert await trusts(port, await client_tls(Trust.VERIFY)) == "CertificateUntrusted"


async def test_a_pinned_certificate_is_believed_and_no_other(port: int, identity: Identity) -> None:
    """Whoever stands between shows another one."""
    pinned = hashlib.sha256(identity.der).hexdigest()
    other = hashlib.sha256(make_identity().der).hexdigest()

    assert await trusts(port, await client_tls(Trust.PIN, fingerprint=pinned)) == "trusted"
    assert (
        await trusts(port, await client_tls(Trust.PIN, fingerprint=other)) == "CertificateChanged"
    )


async def test_an_authority_vouches_whatever_the_address(port: int, identity: Identity) -> None:
    """The certificate of a PBX does not name the address it is reached by."""
    ours = await client_tls(Trust.CA, ca_certificate=identity.pem)
    other = await client_tls(Trust.CA, ca_certificate=make_identity().pem)

    assert await trusts(port, ours) == "trusted"
    assert await trusts(port, other) == "CertificateUntrusted"


async def test_an_authority_is_the_only_one() -> None:
    """Whoever names an authority does not mean all the others, too."""
    context = await client_tls(Trust.CA, ca_certificate=make_identity().pem)

    assert isinstance(context, ssl.SSLContext)
    assert len(context.get_ca_certs()) == 1


async def test_anybody_may_be_believed_if_that_is_chosen(port: int) -> None:
    """Unverified is a choice, never a fallback."""
    assert await trusts(port, await client_tls(Trust.NONE)) == "trusted"


@pytest.mark.parametrize(
    ("trust", "given"),
    [
        (Trust.PIN, {"fingerprint": ""}),
        (Trust.PIN, {"fingerprint": "not hex"}),
        (Trust.PIN, {"fingerprint": "00" * 20}),
        (Trust.CA, {"ca_certificate": ""}),
        (Trust.CA, {"ca_certificate": "not PEM"}),
        (Trust.CA, {"ca_certificate": "Behörde"}),
    ],
    ids=[
        "no fingerprint",
        "no hex digits",
        "SHA-1",
        "no authority",
        "no PEM",
        "letters that PEM does not know",
    ],
)
async def test_what_cannot_be_checked_against_is_refused(
    trust: Trust, given: dict[str, str]
) -> None:
    """A bad fingerprint or authority must not end in trusting somebody."""
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is all that is promised
        await client_tls(trust, **given)


async def test_a_certificate_can_be_looked_at_without_being_believed(
    port: int, identity: Identity
) -> None:
    """A person compares what is shown here with what the PBX shows."""
    shown = await look_at_certificate(HERE, port)

    assert shown.fingerprint == hashlib.sha256(identity.der).hexdigest()
    assert shown.subject == "CN=PBX"
    assert shown.expires == EXPIRES


async def test_who_speaks_no_tls_has_no_certificate() -> None:
    """The port is the wrong one, or the PBX is set to HTTP."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(plain, HERE, 0) as server:
        with pytest.raises(CannotConnect):
            await look_at_certificate(HERE, server.sockets[0].getsockname()[1])


async def test_nobody_there_has_no_certificate() -> None:
    """A closed port answers at once."""
    async with await asyncio.start_server(lambda *_: None, HERE, 0) as server:
        port = server.sockets[0].getsockname()[1]

    with pytest.raises(CannotConnect):
        await look_at_certificate(HERE, port)


async def test_who_never_answers_is_not_waited_for() -> None:
    """A form must come back."""
    silent = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silent.wait()
        writer.close()

    async with await asyncio.start_server(wait, HERE, 0) as server:
        with pytest.raises(ConnectTimeout):
            await look_at_certificate(HERE, server.sockets[0].getsockname()[1], timeout=0.05)
        silent.set()


async def test_a_certificate_that_cannot_be_read_is_none(
    identity: Identity, tmp_path: Path
) -> None:
    """An old PBX may have made itself one that only TLS libraries put up with."""

    async def idle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    odd = identity.der.replace(b"460102030405Z", b"46o1o2o3o4o5Z")
    context = identity.context(tmp_path, odd)

    async with await asyncio.start_server(idle, HERE, 0, ssl=context) as server:
        with pytest.raises(CannotConnect):
            await look_at_certificate(HERE, server.sockets[0].getsockname()[1])
