"""The session: one login, one token, and what to make of everything that may be answered."""

import asyncio
from collections.abc import AsyncIterator
import hashlib
import json
import logging
from typing import Any

from aiohttp import web
import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    ConnectTimeout,
    LinkLost,
    LockedOut,
    ProtocolError,
    UnsupportedModel,
)
from custom_components.pbx.telephony.vendors.yeastar.api import Api, Credentials
from custom_components.pbx.telephony.vendors.yeastar.dialect import Operation, candidates
from custom_components.pbx.telephony.vendors.yeastar.errors_table import RequestFailed
from custom_components.pbx.telephony.vendors.yeastar.logins import Logins
from custom_components.pbx.telephony.vendors.yeastar.post import MAX_ANSWER, Post

from .scripted import OK, PASSWORD, Asked, ScriptedPbx, failed, hang_up, page, stuck

DIGEST = hashlib.md5(PASSWORD.encode()).hexdigest()


def make(pbx: ScriptedPbx, ports: Ports, choice: str = "auto", **options: Any) -> Api:
    timeout = options.pop("timeout", 5.0)
    return Api(
        Post(ports, "127.0.0.1", pbx.port, ssl=False, timeout=timeout),
        Credentials("api", PASSWORD),
        ports.ingress.destination if ports.ingress else None,
        candidates(choice),
        **options,
    )


@pytest.fixture
async def api(pbx: ScriptedPbx, ports: Ports) -> AsyncIterator[Api]:
    """A session that is open."""
    api = make(pbx, ports)
    await api.open()
    yield api
    await api.close()


async def test_a_login_says_who_we_are_and_where_reports_go(pbx: ScriptedPbx, api: Api) -> None:
    """All values are texts; the password is a digest in lower case."""
    [login] = pbx.of("login")

    assert login.fields == {
        "username": "api",
        "password": DIGEST,
        "version": "1.0.2",
        "port": "8260",
        "url": "reports1",
        "urltag": "0",
        "urlflag": "0",
    }
    assert login.version == "v1.1.0"
    assert login.token == ""


async def test_a_heartbeat_follows_the_login(pbx: ScriptedPbx, api: Api) -> None:
    """Only it names our address, and it always names everything, since it overwrites everything."""
    [heartbeat] = pbx.of("heartbeat")

    assert heartbeat.token == "token1"
    assert heartbeat.fields == {
        "ipaddr": "10.20.30.5",
        "port": "8260",
        "url": "reports1",
        "urltag": "0",
        "urlflag": "0",
    }


async def test_requests_are_plain(pbx: ScriptedPbx, api: Api) -> None:
    """The web server of the PBX closes each connection."""
    await api.request(Operation.EXTENSION, extension="2001")

    [asked] = pbx.of("extension/query")
    assert asked.fields == {"extid": "2001"}
    assert asked.token == "token1"
    assert asked.headers["Connection"] == "close"
    assert asked.headers["Content-Type"] == "application/json; charset=utf-8"


async def test_without_a_door_nothing_is_announced(pbx: ScriptedPbx, deaf: Ports) -> None:
    """A form that tries to connect names a path that nobody has, and sends no heartbeat."""
    api = make(pbx, deaf)

    await api.open()
    await api.heartbeat()
    await api.close()

    assert pbx.of("login")[0].fields == {
        "username": "api",
        "password": DIGEST,
        "version": "1.0.2",
        "port": "8260",
        "url": "none",
        "urltag": "0",
        "urlflag": "0",
    }
    assert pbx.count("heartbeat") == 0


@pytest.mark.parametrize("errno", [20004, 20005, 20006])
async def test_a_lost_token_is_replaced(pbx: ScriptedPbx, api: Api, errno: int) -> None:
    """The PBX forgets it after thirty quiet minutes, and the reports with it."""
    pbx.once("deviceinfo/query", failed(errno))

    assert (await api.request(Operation.DEVICE)).text("status") == "Success"

    assert [asked.token for asked in pbx.of("deviceinfo/query")] == ["token1", "token2"]
    assert [asked.token for asked in pbx.of("heartbeat")] == ["token1", "token2"]
    assert pbx.count("login") == 2


async def test_one_login_serves_all_who_wait(pbx: ScriptedPbx, api: Api) -> None:
    """Each new token ends the one before."""

    async def only_token_two(asked: Asked) -> dict[str, Any]:
        return OK if asked.token == "token2" else failed(20004)

    operations = (Operation.DEVICE, Operation.TRUNKS, Operation.INBOUND, Operation.OUTBOUND)
    for operation in operations:
        pbx.rules[api.dialect.endpoints[operation].path] = only_token_two

    await asyncio.gather(*map(api.request, operations))

    assert pbx.count("login") == 2


async def test_a_new_token_that_is_refused_ends_the_session(pbx: ScriptedPbx, api: Api) -> None:
    """No loop of logins, if another app fights for the session."""
    pbx.rules["deviceinfo/query"] = failed(20004)

    for _ in range(2):
        with pytest.raises(LinkLost):
            await api.request(Operation.DEVICE)

    assert pbx.count("login") == 2


async def test_a_token_may_be_replaced_again_after_a_while(pbx: ScriptedPbx, ports: Ports) -> None:
    """Half an hour is a while; here it is nothing."""
    api = make(pbx, ports, logins=Logins(0))
    await api.open()
    for _ in range(3):
        pbx.once("deviceinfo/query", failed(20004))
        await api.request(Operation.DEVICE)

    assert pbx.count("login") == 4


async def test_no_token_is_replaced_while_nobody_may_log_in(pbx: ScriptedPbx, ports: Ports) -> None:
    """Somebody at a form was locked out; a session that is good goes on."""
    api = make(pbx, ports, logins=Logins(0), silence=lambda: 300.0)
    await api.open()

    await api.reclaim()
    assert await api.request(Operation.DEVICE)
    pbx.once("deviceinfo/query", failed(20004))
    for _ in range(2):
        with pytest.raises(LockedOut) as caught:
            await api.request(Operation.DEVICE)

    assert caught.value.retry_after == 300.0
    assert pbx.count("login") == 1


async def test_a_new_token_does_not_excuse_other_refusals(pbx: ScriptedPbx, api: Api) -> None:
    """The second answer is an answer."""
    pbx.once("deviceinfo/query", failed(20004), failed(10006))

    with pytest.raises(RequestFailed) as caught:
        await api.request(Operation.DEVICE)

    assert caught.value.errno == 10006


async def test_a_destination_that_is_refused_later_is_left_to_the_heartbeat(
    pbx: ScriptedPbx, api: Api
) -> None:
    """The request that found the token gone is answered all the same."""
    pbx.once("deviceinfo/query", failed(20004))
    pbx.once("heartbeat", failed(20011))

    assert await api.request(Operation.DEVICE)


async def test_without_a_door_a_lost_token_is_replaced_too(pbx: ScriptedPbx, deaf: Ports) -> None:
    """There is just nothing to announce."""
    api = make(pbx, deaf)
    await api.open()
    await api.request(Operation.DEVICE)
    pbx.once("deviceinfo/query", failed(20004))

    await api.request(Operation.DEVICE)

    assert pbx.count("login") == 2
    assert pbx.count("heartbeat") == 0


async def test_a_password_changed_meanwhile_is_tried_once(pbx: ScriptedPbx, api: Api) -> None:
    """All who wait are told, and nobody tries again."""
    pbx.rules["deviceinfo/query"] = failed(20004)
    pbx.rules["login"] = failed(20003)

    results = await asyncio.gather(
        *(api.request(Operation.DEVICE) for _ in range(3)), return_exceptions=True
    )

    assert [type(result) for result in results] == [AuthenticationFailed] * 3
    assert pbx.count("login") == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (failed(10006), RequestFailed),
        ({"status": "Failed"}, RequestFailed),
        (page(), ApiDisabled),
        (web.Response(status=404), ApiDisabled),
        (web.Response(status=500), CannotConnect),
        (b"[" * 100_000, ApiDisabled),
        (b'{"errcode":0}', UnsupportedModel),
        ({"status": "Failed", "errno": "10005", "errmsg": "no such call"}, RequestFailed),
        (hang_up, ProtocolError),
        (b"x" * (MAX_ANSWER + 1), ProtocolError),
    ],
    ids=[
        "refused",
        "refused without a code",
        "a page",
        "not found",
        "server error",
        "deep",
        "another family",
        "with a text",
        "cut off",
        "endless",
    ],
)
async def test_an_answer_that_is_none_is_told(
    pbx: ScriptedPbx, api: Api, answer: Any, error: type[Exception]
) -> None:
    """HTTP says 200 to everything, so what counts is the body."""
    pbx.rules["deviceinfo/query"] = answer

    with pytest.raises(error):
        await api.request(Operation.DEVICE)


async def test_an_answer_with_a_bad_status_is_an_answer(pbx: ScriptedPbx, api: Api) -> None:
    """The body counts first."""
    pbx.rules["deviceinfo/query"] = web.Response(status=500, body=json.dumps(OK).encode())

    assert await api.request(Operation.DEVICE)


async def test_at_most_two_requests_are_under_way(pbx: ScriptedPbx, api: Api) -> None:
    """Behind the small web server a single process does the work."""
    running = most = 0
    full = asyncio.Event()

    async def slow(_: Asked) -> dict[str, Any]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 2:
            full.set()
        await full.wait()
        running -= 1
        return OK

    pbx.rules["deviceinfo/query"] = slow

    await asyncio.gather(*(api.request(Operation.DEVICE) for _ in range(6)))

    assert most == 2


async def test_nothing_is_asked_before_the_login_or_after_the_farewell(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """A session is used once."""
    api = make(pbx, ports)
    await api.close()
    with pytest.raises(LinkLost):
        await api.request(Operation.DEVICE)
    await api.open()
    await api.close()
    await api.close()

    with pytest.raises(LinkLost):
        await api.request(Operation.DEVICE)

    assert pbx.count("logout") == 1
    assert pbx.count("deviceinfo/query") == 0


async def test_who_waits_for_a_token_when_the_session_is_closed_is_told(
    pbx: ScriptedPbx, api: Api
) -> None:
    """No login follows a farewell."""
    leave = asyncio.Event()

    async def too_late(_: Asked) -> dict[str, Any]:
        await leave.wait()
        return failed(20004)

    pbx.rules["deviceinfo/query"] = too_late
    request = asyncio.create_task(api.request(Operation.DEVICE))
    await pbx.until("deviceinfo/query")
    await api.close()
    leave.set()

    with pytest.raises(LinkLost):
        await request

    assert pbx.count("login") == 1


@pytest.mark.parametrize("answer", [failed(20004), page(500), b""], ids=["gone", "error", "empty"])
async def test_a_farewell_never_fails(pbx: ScriptedPbx, ports: Ports, answer: Any) -> None:
    """Nobody waits for its answer."""
    pbx.rules["logout"] = answer
    api = make(pbx, ports)
    await api.open()

    await api.close()

    assert pbx.count("logout") == 1


async def test_neither_token_nor_password_is_ever_told(
    pbx: ScriptedPbx, ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in a log, not in a recording, not in an error and its causes."""
    caplog.set_level(logging.DEBUG)
    api = make(pbx, ports, timeout=0.05)
    await api.open()
    pbx.rules["deviceinfo/query"] = stuck
    pbx.rules["trunklist/query"] = failed(10006)
    told = [repr(api), repr(Credentials("api", PASSWORD))]

    for operation in (Operation.DEVICE, Operation.TRUNKS):
        with pytest.raises((ConnectTimeout, RequestFailed)) as caught:
            await api.request(operation)
        told.append(str(caught.getrepr(chain=True, funcargs=False).reprcrash))
        assert caught.value.__cause__ is None
    told += [message.text for message in ports.recorder.messages]

    text = "\n".join([*told, caplog.text])
    assert "login" in text
    assert not [secret for secret in ("token1", PASSWORD, DIGEST) if secret in text]


async def test_long_answers_are_recorded_by_their_size(
    pbx: ScriptedPbx, ports: Ports, api: Api
) -> None:
    """The list of a large office would fill the recording, and the memory."""
    pbx.people({str(number): "Idle" for number in range(1000, 2000)})

    await api.request(Operation.EXTENSIONS)

    last = ports.recorder.messages[-1].text
    assert json.loads(last).keys() == {"bytes"}
