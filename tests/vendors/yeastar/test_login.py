"""Logging in: with which version, with which right, and with what result."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiohttp import web
import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    ConnectError,
    ConnectTimeout,
    LinkLost,
    LockedOut,
    ReportsUnavailable,
    UnsupportedModel,
)
from custom_components.pbx.telephony.vendors.yeastar import VENDOR
from custom_components.pbx.telephony.vendors.yeastar.api import Api, Credentials
from custom_components.pbx.telephony.vendors.yeastar.dialect import Operation
from custom_components.pbx.telephony.vendors.yeastar.logins import Logins
from custom_components.pbx.telephony.vendors.yeastar.post import MAX_ANSWER, Post

from .scripted import OK, PASSWORD, ScriptedPbx, failed, hang_up, page, stuck
from .test_api import make


@pytest.mark.parametrize(
    "answer",
    [failed(10003), page(404), page(200), b"{", web.Response(status=403), OK],
    ids=["unknown path", "not found", "a page", "half an answer", "forbidden", "no token"],
)
async def test_an_older_version_is_tried(pbx: ScriptedPbx, ports: Ports, answer: Any) -> None:
    """The firmware does not know the newer one, and says so in one of several ways."""
    pbx.once("login", answer)
    api = make(pbx, ports)

    await api.open()

    assert [login.version for login in pbx.of("login")] == ["v1.1.0", "v1.0.1"]
    assert api.dialect.name == "v1.0.1"
    assert pbx.of("heartbeat")[0].version == "v1.0.1"


@pytest.mark.parametrize(("choice", "field"), [("auto", None), ("v1.0.1", "api_version")])
async def test_no_version_at_all_is_no_api(
    pbx: ScriptedPbx, ports: Ports, choice: str, field: str | None
) -> None:
    """If a person chose the version, the choice is to be looked at."""
    pbx.rules["login"] = page()

    with pytest.raises(ApiDisabled) as caught:
        await make(pbx, ports, choice).open()

    assert caught.value.field == field
    assert pbx.asked[-1].operation == "/openapi/v1.0/get_token"
    assert pbx.asked[-1].fields == {}


@pytest.mark.parametrize(
    ("errno", "error"),
    [
        (20003, AuthenticationFailed),
        (20013, AuthenticationFailed),
        (20002, LockedOut),
        (20010, CannotConnect),
        (30001, CannotConnect),
        (30003, CannotConnect),
        (20008, ReportsUnavailable),
        (20011, ReportsUnavailable),
        (20004, ApiDisabled),
        (10004, ApiDisabled),
    ],
)
async def test_a_refused_login_is_told_and_not_repeated(
    pbx: ScriptedPbx, ports: Ports, errno: int, error: type[ConnectError]
) -> None:
    """Five wrong passwords lock our address out for ten minutes."""
    pbx.rules["login"] = failed(errno)

    with pytest.raises(error):
        await make(pbx, ports).open()

    assert pbx.count("login") == 1


@pytest.mark.parametrize("errno", [20002, 20003])
async def test_rejected_credentials_are_never_shown_again(
    pbx: ScriptedPbx, ports: Ports, errno: int
) -> None:
    """Not even if somebody asks again."""
    pbx.rules["login"] = failed(errno)
    api = make(pbx, ports)

    for _ in range(2):
        with pytest.raises((AuthenticationFailed, LockedOut)):
            await api.open()

    assert pbx.count("login") == 1


async def test_who_is_locked_out_is_told_how_long(pbx: ScriptedPbx, ports: Ports) -> None:
    """Ten minutes and one for good measure."""
    pbx.rules["login"] = failed(20002)

    with pytest.raises(LockedOut) as caught:
        await make(pbx, ports).open()

    assert caught.value.retry_after == 660


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failed(20008), ReportsUnavailable),
        (failed(20011), ReportsUnavailable),
        (failed(30001), CannotConnect),
        (failed(20003), AuthenticationFailed),
        (page(), ApiDisabled),
        (b'"' + b"x" * (MAX_ANSWER + 1), CannotConnect),
    ],
    ids=["port", "destination", "busy", "rejected", "a page", "endless"],
)
async def test_a_refused_announcement_is_told(
    pbx: ScriptedPbx, ports: Ports, answer: Any, error: type[ConnectError]
) -> None:
    """Without it the reports would go elsewhere."""
    pbx.rules["heartbeat"] = answer

    with pytest.raises(error):
        await make(pbx, ports).open()


async def test_a_token_that_dies_at_once_is_no_session(pbx: ScriptedPbx, ports: Ports) -> None:
    """The next login waits, also that of another session, unless a person asks for it."""
    pbx.rules["heartbeat"] = failed(20004)
    logins = Logins()

    for _ in range(3):
        with pytest.raises(CannotConnect):
            await make(pbx, ports, logins=logins).open()
    assert pbx.count("login") == 1

    await make(pbx, replace(ports, ingress=None), logins=logins).open()
    assert pbx.count("login") == 2


async def test_the_login_after_a_session_that_was_fought_over_waits(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """Two apps that fight for a session log in twice a minute, not all the time."""
    logins = Logins()
    first = make(pbx, ports, logins=logins)
    await first.open()
    for _ in range(2):
        pbx.once("deviceinfo/query", failed(20004))
        with suppress(LinkLost):
            await first.request(Operation.DEVICE)
    await first.close()

    with pytest.raises(CannotConnect):
        await make(pbx, ports, logins=logins).open()

    assert pbx.count("login") == 2


async def test_a_session_that_was_renewed_once_delays_nobody(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """A token that has run out is nothing special, and somebody may reload just then."""
    logins = Logins()
    first = make(pbx, ports, logins=logins)
    await first.open()
    pbx.once("deviceinfo/query", failed(20004))
    await first.request(Operation.DEVICE)
    await first.close()

    await make(pbx, ports, logins=logins).open()

    assert pbx.count("login") == 3


async def test_a_login_waits_for_no_other(pbx: ScriptedPbx, ports: Ports) -> None:
    """A session that went well delays nobody, nor does a pause that is over."""
    logins = Logins()
    for _ in range(2):
        api = make(pbx, ports, logins=logins)
        await api.open()
        await api.close()
    pbx.once("heartbeat", failed(20004))
    with pytest.raises(CannotConnect):
        await make(pbx, ports, logins=Logins(0)).open()

    assert pbx.count("login") == 3


async def test_the_vendor_remembers_for_all_its_drivers(pbx: ScriptedPbx, ports: Ports) -> None:
    """Each connection is a new driver."""
    settings = {
        "host": "127.0.0.1",
        "port": pbx.port,
        "ssl": False,
        "username": "api",
        "password": PASSWORD,
    }
    pbx.rules["heartbeat"] = failed(20004)

    for _ in range(2):
        driver = VENDOR.open(settings, ports)
        with pytest.raises(CannotConnect):
            await driver.connect()
        await driver.close()

    assert pbx.count("login") == 1


@pytest.mark.parametrize(
    "answer", [hang_up, b'"' + b"x" * (MAX_ANSWER + 1)], ids=["closed", "endless"]
)
async def test_a_login_that_is_not_answered_is_no_connection(
    pbx: ScriptedPbx, ports: Ports, answer: Any
) -> None:
    """Somebody is there who has nothing to say."""
    pbx.rules["login"] = answer

    with pytest.raises(CannotConnect):
        await make(pbx, ports).open()


@pytest.mark.parametrize("where", ["login", "/openapi/v1.0/get_token"])
async def test_the_other_family_is_recognised(pbx: ScriptedPbx, ports: Ports, where: str) -> None:
    """The P-Series has an API of another kind, and answers with other keys."""
    pbx.rules["login"] = page()
    pbx.rules[where] = {"errcode": 10001, "errmsg": "INTERFACE NOT EXISTED"}

    with pytest.raises(UnsupportedModel) as caught:
        await make(pbx, ports).open()

    assert caught.value.family == "Yeastar P-Series"


async def test_another_api_at_that_place_is_not_the_other_family(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """Some server that answers everything."""
    pbx.rules["login"] = page()
    pbx.rules["/openapi/v1.0/get_token"] = OK

    with pytest.raises(ApiDisabled):
        await make(pbx, ports).open()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed(pbx: ScriptedPbx, ports: Ports, status: int) -> None:
    """Port 80 sends browsers on to port 8088; a request would lose its body."""
    location = {"Location": f"http://127.0.0.1:{pbx.port}/api/v1.1.0/login"}
    pbx.rules["login"] = web.Response(status=status, headers=location)

    with pytest.raises(CannotConnect) as caught:
        await make(pbx, ports).open()

    assert caught.value.field == "port"
    assert pbx.count("login") == 1


async def test_a_server_error_is_no_verdict(pbx: ScriptedPbx, ports: Ports) -> None:
    """After a restart the web server is up before the API."""
    pbx.rules["login"] = web.Response(status=502, text="Bad Gateway")

    with pytest.raises(CannotConnect):
        await make(pbx, ports).open()


async def test_silence_is_a_timeout(pbx: ScriptedPbx, ports: Ports) -> None:
    """Somebody is there, and says nothing."""
    pbx.rules["login"] = stuck

    with pytest.raises(ConnectTimeout):
        await make(pbx, ports, timeout=0.05).open()


@pytest.mark.parametrize(
    ("host", "ssl"),
    [("127.0.0.1", False), ("127.0.0.1", True), ("not a host", False), ("a" * 300, False)],
    ids=["nobody there", "nobody there with TLS", "blanks", "too long"],
)
async def test_an_address_that_leads_nowhere_is_told(
    ports: Ports, unused_tcp_port: int, host: str, ssl: bool
) -> None:
    """The host is to be looked at."""
    post = Post(ports, host, unused_tcp_port, ssl=ssl)
    api = Api(post, Credentials("api", PASSWORD), None)

    with pytest.raises(CannotConnect) as caught:
        await api.open()

    assert caught.value.field == "host"


async def test_a_plain_port_that_is_asked_for_tls_is_told(pbx: ScriptedPbx, ports: Ports) -> None:
    """The choice of TLS may be wrong."""
    api = Api(Post(ports, "127.0.0.1", pbx.port, ssl=True), Credentials("api", PASSWORD), None)

    with pytest.raises(CannotConnect):
        await api.open()
