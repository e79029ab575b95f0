"""Everything that can go wrong before a PBX is up."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
import ssl

from aiohttp import ClientSession, Fingerprint
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from custom_components.pbx.telephony.driver import FieldKind, Ports
from custom_components.pbx.telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    CertificateChanged,
    CertificateUntrusted,
    ConnectError,
    ConnectTimeout,
    UnsupportedModel,
)
from custom_components.pbx.telephony.recorder import Recorder
from custom_components.pbx.telephony.vendors.innovaphone import VENDOR
from custom_components.pbx.telephony.vendors.innovaphone.dialing import url_of

from .conftest import LONGER, QUICK, House, ScriptedPbx, result
from .conversations import Body

IMPATIENT = replace(QUICK, handshake=LONGER, answer=LONGER)


def silent(body: Body) -> list[Body]:
    return []


@pytest.mark.parametrize(
    ("mt", "error"),
    [("AppChallenge", ConnectTimeout), ("AppLogin", ConnectTimeout), ("GetNodeInfo", ApiDisabled)],
)
async def test_silence_is_told_by_where_it_falls(
    house: House, pbx: ScriptedPbx, mt: str, error: type[ConnectError]
) -> None:
    """No challenge, no answer to the login, or no PbxApi."""
    pbx.answers[mt] = silent

    with pytest.raises(error):
        await house.open(pbx.port, times=IMPATIENT).connect()
    assert len(pbx.heard("AppLogin")) == (mt != "AppChallenge")


@pytest.mark.parametrize(
    ("mt", "error"),
    [
        ("AppChallenge", CannotConnect),
        ("AppLogin", AuthenticationFailed),
        ("GetNodeInfo", ApiDisabled),
    ],
)
async def test_a_close_is_told_by_where_it_falls(
    house: House, pbx: ScriptedPbx, mt: str, error: type[ConnectError]
) -> None:
    """A PBX may close instead of saying no."""
    pbx.hangs_up_on = mt

    with pytest.raises(error):
        await house.open(pbx.port).connect()


@pytest.mark.parametrize("mt", ["AppChallenge", "AppLogin"])
async def test_a_cut_line_does_not_cost_the_password(
    house: House, pbx: ScriptedPbx, mt: str
) -> None:
    """It may be cut between the login and its answer; nobody has said no."""
    pbx.vanishes_on = mt

    with pytest.raises(CannotConnect):
        await house.open(pbx.port).connect()


async def test_a_wrong_password_is_sent_once(house: House, pbx: ScriptedPbx) -> None:
    """The driver never tries again."""
    driver = house.open(pbx.port, password="wrong")

    with pytest.raises(AuthenticationFailed):
        await driver.connect()
    await driver.close()

    await pbx.closed.wait()
    assert len(pbx.heard("AppLogin")) == 1


async def test_an_odd_challenge_is_no_pbx(house: House, pbx: ScriptedPbx) -> None:
    """Nothing is proven to it."""
    pbx.answers["AppChallenge"] = lambda body: [{"mt": "AppChallengeResult", "challenge": ""}]

    with pytest.raises(UnsupportedModel):
        await house.open(pbx.port).connect()
    assert not pbx.heard("AppLogin")


async def test_a_refused_probe_means_that_the_api_is_off(house: House, pbx: ScriptedPbx) -> None:
    """The login works without any API."""
    pbx.answers["GetNodeInfo"] = lambda body: [result(body, error=3)]

    with pytest.raises(ApiDisabled):
        await house.open(pbx.port).connect()


def http(status: int, server: str = "nginx") -> bytes:
    """Write an answer of a web server."""
    return (
        f"HTTP/1.1 {status} Odd\r\nServer: {server}\r\nLocation: /elsewhere\r\n"
        "Content-Length: 0\r\n\r\n"
    ).encode()


BAD_UPGRADE = (
    b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
    b"Sec-WebSocket-Accept: bad\r\n\r\n"
)


class Raw:
    """A server that answers the upgrade with some bytes, and counts who asks."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer
        self.visits = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits += 1
        await reader.readuntil(b"\r\n\r\n")
        if self.answer is None:
            await reader.read()
        else:
            writer.write(self.answer)
        writer.close()
        await writer.wait_closed()


async def connect_error(house: House, answer: bytes | None) -> tuple[ConnectError, int]:
    """Connect to something that is no PBX, and count the attempts."""
    raw = Raw(answer)
    async with await asyncio.start_server(raw.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        driver = house.open(port, times=IMPATIENT)
        with pytest.raises(ConnectError) as raised:
            await driver.connect()
        await driver.close()
    return raised.value, raw.visits


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (http(200), UnsupportedModel()),
        (http(404), UnsupportedModel()),
        (http(401), UnsupportedModel()),
        (http(404, "Boa/0.94.14rc21"), UnsupportedModel("Yeastar S-Series")),
        (http(301), UnsupportedModel()),
        (http(307), UnsupportedModel()),
        (http(503), CannotConnect("HTTP status 503")),
        (BAD_UPGRADE, UnsupportedModel()),
        (b"SSH-2.0-OpenSSH\r\n\r\n", UnsupportedModel()),
        (b"", CannotConnect("ServerDisconnectedError")),
        (None, ConnectTimeout("no answer in time")),
    ],
    ids=["a page", "not found", "login wanted", "Yeastar", "moved", "elsewhere", "restarting",
         "bad upgrade", "another protocol", "closed", "silence"],
)  # fmt: skip
async def test_what_is_no_pbx_is_recognized(
    house: House, answer: bytes | None, error: ConnectError
) -> None:
    """Each kind of wrong door has its error, and nobody is followed elsewhere."""
    raised, visits = await connect_error(house, answer)

    assert type(raised) is type(error)
    assert str(raised) == str(error)
    # aiohttp itself asks again when it is cut off; nothing secret has been said by then.
    assert visits == (2 if answer == b"" else 1)


@pytest.mark.parametrize(
    ("host", "port"), [("127.0.0.1", 1), ("bad host/x", 80), ("127.0.0.1", 99999)],
    ids=["refused", "impossible host", "impossible port"],
)  # fmt: skip
async def test_an_address_where_nobody_is(house: House, host: str, port: int) -> None:
    """A typing mistake is no program error."""
    with pytest.raises(CannotConnect):
        await house.open(port, host=host).connect()


async def test_a_closed_session_cannot_connect(house: House) -> None:
    """Home Assistant may be on its way out."""
    await house.session.close()

    with pytest.raises(CannotConnect):
        await house.open(1).connect()


@pytest.mark.parametrize(
    ("host", "ssl_wanted", "url"),
    [
        ("pbx.example", True, "wss://pbx.example/PBX0/APPS/websocket"),
        ("pbx.example", False, "ws://pbx.example:443/PBX0/APPS/websocket"),
        ("fe80::1", True, "wss://[fe80::1]/PBX0/APPS/websocket"),
        ("[fe80::1]", True, "wss://[fe80::1]/PBX0/APPS/websocket"),
        (" 192.0.2.1 ", True, "wss://192.0.2.1/PBX0/APPS/websocket"),
    ],
    ids=["name", "unencrypted", "IPv6", "IPv6 in brackets", "with spaces"],
)
def test_the_address_is_made_of_host_and_port(host: str, ssl_wanted: bool, url: str) -> None:
    """IPv6 addresses stand in brackets, whether typed or not."""
    assert str(url_of(host=host, port=443, ssl=ssl_wanted)) == url


def certificate(folder: Path) -> ssl.SSLContext:
    """Make a server that shows a certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "0090330a1b2c")])
    now = datetime.now(UTC)
    shown = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "pbx.pem"
    file.write_bytes(secret + shown.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize(
    ("tls", "error"),
    [(ssl.create_default_context(), CertificateUntrusted), (Fingerprint(bytes(32)), CertificateChanged)],
    ids=["verified", "pinned"],
)  # fmt: skip
async def test_a_certificate_that_is_not_trusted(
    house: House, tmp_path: Path, tls: ssl.SSLContext | Fingerprint, error: type[ConnectError]
) -> None:
    """The password is not shown to whoever answers."""
    server = await asyncio.start_server(Raw(b"").serve, "127.0.0.1", 0, ssl=certificate(tmp_path))
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(error):
            await house.open(port, tls=tls, ssl=True).connect()


def test_the_vendor_says_what_must_be_known() -> None:
    """Host, port, encryption, and the App object with its password."""
    fields = {field.key: (field.kind, field.default) for field in VENDOR.fields}

    assert VENDOR.key == "innovaphone"
    assert VENDOR.watches_people
    assert not VENDOR.posts_reports
    assert fields == {
        "host": (FieldKind.TEXT, None),
        "port": (FieldKind.PORT, 443),
        "ssl": (FieldKind.FLAG, True),
        "app": (FieldKind.TEXT, None),
        "password": (FieldKind.SECRET, None),
        "module": (FieldKind.TEXT, "PBX0"),
        "direction": (FieldKind.CHOICE, "dial"),
    }


async def test_the_vendor_opens_a_driver(pbx: ScriptedPbx) -> None:
    """What was typed is enough."""
    settings = {
        "host": "127.0.0.1",
        "port": pbx.port,
        "ssl": False,
        "app": "homeassistant",
        "password": "Kk7rWq2ZpT4xLm9",
    }
    async with ClientSession() as session:
        ports = Ports(session=session, tls=False, recorder=Recorder(lambda: 0.0), clock=lambda: 0.0)
        driver = VENDOR.open(settings, ports)

        assert (await driver.connect()).vendor == VENDOR.key
        await driver.close()
