"""Which version is spoken: found by evidence, and with one wrong password at most."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    ApiDisabled,
    AuthenticationFailed,
    CannotConnect,
    LockedOut,
    PbxError,
    ReportsPosted,
    ReportsStreamed,
)
from custom_components.pbx.telephony.vendors.yeastar.dialect import DIALECTS, Operation
from custom_components.pbx.telephony.vendors.yeastar.errors_table import RequestFailed
from simulator import Office, YeastarPbx

from .scripted import OK, Asked, ScriptedPbx, failed, page
from .test_api import make

EVERY = {dialect.name for dialect in DIALECTS}
TRANSPORT = OK | {"token": "t1", "transport": "TCP"}

type Plant = Callable[..., Any]


@pytest.fixture
async def plant(socket_enabled: None) -> AsyncIterator[Plant]:
    """Start boxes of any generation."""
    async with AsyncExitStack() as stack:

        async def start(api: str, **options: Any) -> YeastarPbx:
            pbx = YeastarPbx(Office.sample(), api=api, **options)
            await stack.enter_async_context(pbx)
            return pbx

        yield start


def asked(pbx: ScriptedPbx) -> list[tuple[str, str]]:
    """List what was asked of a PBX, with the version."""
    return [(each.version, each.operation) for each in pbx.asked]


@pytest.mark.parametrize("api", ["v2.0.0", "v1.1.0", "v1.0.1", "v0.0.1"])
async def test_each_generation_is_known_by_what_it_answers(
    plant: Plant, deaf: Ports, api: str
) -> None:
    """And is left with one session, which is ended."""
    pbx = await plant(api)
    session = make(pbx, deaf)

    await session.open()

    assert session.dialect.name == api
    assert (await session.request(Operation.EXTENSIONS)).has("extlist")
    await session.close()
    assert pbx.box.sessions.current is None


@pytest.mark.parametrize("api", ["v2.0.0", "v1.1.0", "v1.0.1", "v0.0.1"])
async def test_a_wrong_password_is_shown_once_to_any_generation(
    plant: Plant, deaf: Ports, api: str
) -> None:
    """Five in a row lock our address out; a version that is not known does not look at it."""
    pbx = await plant(api, password="Other2026")

    with pytest.raises(AuthenticationFailed):
        await make(pbx, deaf).open()

    assert [login.errno for login in pbx.logins] == ["20003"]


@pytest.mark.parametrize("errno", [20002, 20003, 20013])
async def test_a_rejection_ends_the_search(pbx: ScriptedPbx, ports: Ports, errno: int) -> None:
    """Another version would not like the password better."""
    pbx.versions = EVERY
    pbx.rules["login"] = failed(errno)

    with pytest.raises((AuthenticationFailed, LockedOut)):
        await make(pbx, ports).open()

    assert asked(pbx) == [("v2.0.0", "login")]


async def test_the_second_version_is_believed_by_its_list(pbx: ScriptedPbx, ports: Ports) -> None:
    """Only there it has this path."""
    pbx.versions = EVERY
    pbx.rules["extension/list"] = OK | {"extlist": []}
    session = make(pbx, ports)

    await session.open()

    assert session.dialect.name == "v2.0.0"
    assert asked(pbx) == [("v2.0.0", each) for each in ("login", "extension/list", "heartbeat")]
    assert pbx.of("login")[0].fields["version"] == "2.0.0"
    assert pbx.of("heartbeat")[0].fields == {
        "ipaddr": "10.20.30.5",
        "port": "8260",
        "url": "reports1",
        "urltag": "0",
        "version": "2.0.0",
    }


@pytest.mark.parametrize(
    "answer",
    [failed(10003), failed(20004), failed(10006), page(404), page(), OK, {"status": "Failed"}],
    ids=["unknown path", "no such token", "strange", "not found", "a page", "no list", "no code"],
)
async def test_a_version_that_is_parsed_loosely_is_left_again(
    pbx: ScriptedPbx, ports: Ports, answer: Any
) -> None:
    """One public client talks to `v1.10`, and is answered; so a token proves nothing."""
    pbx.versions = EVERY
    pbx.rules["extension/list"] = answer
    session = make(pbx, ports)

    await session.open()

    assert session.dialect.name == "v1.1.0"
    assert asked(pbx) == [
        ("v2.0.0", "login"),
        ("v2.0.0", "extension/list"),
        ("v2.0.0", "logout"),
        ("v1.1.0", "login"),
        ("v1.1.0", "heartbeat"),
    ]
    assert pbx.of("logout")[0].token == "token1"
    assert not session.lacks(Operation.EXTENSIONS)


@pytest.mark.parametrize("answer", [failed(20010), failed(30001), page(503)], ids=str)
async def test_a_pbx_that_is_busy_is_no_evidence(
    pbx: ScriptedPbx, ports: Ports, answer: Any
) -> None:
    """Else a restart would make an older PBX of it."""
    pbx.versions = EVERY
    pbx.rules["extension/list"] = answer

    with pytest.raises(CannotConnect):
        await make(pbx, ports).open()

    assert pbx.count("login") == 1


async def test_a_chosen_version_is_not_left(pbx: ScriptedPbx, ports: Ports) -> None:
    """The choice is to be looked at."""
    pbx.versions = EVERY

    with pytest.raises(ApiDisabled) as caught:
        await make(pbx, ports, "v2.0.0").open()

    assert caught.value.field == "api_version"
    assert {each.version for each in pbx.of("login")} == {"v2.0.0"}


async def test_a_draft_is_spoken_to_as_what_came_of_it(pbx: ScriptedPbx, ports: Ports) -> None:
    """Firmware before the first published guide has the same paths."""
    pbx.versions = {"v1.0.0"}
    session = make(pbx, ports, "v1.0.1")

    await session.open()

    assert session.dialect.name == "v1.0.0"


async def test_the_clone_wants_to_hear_that_we_speak_json(pbx: ScriptedPbx, ports: Ports) -> None:
    """It could speak XML as well."""
    pbx.versions = {"v0.0.1"}
    pbx.rules["extension/query"] = about_the_query = Queries()
    pbx.rules["login"] = about_the_query
    session = make(pbx, ports)

    await session.open()
    await session.request(Operation.EXTENSION, extension="2001")

    assert about_the_query.seen == ["json", "json"]
    assert pbx.of("login")[0].fields["version"] == "0.0.1"
    assert "urlflag" not in pbx.of("heartbeat")[0].fields


class Queries:
    """A rule that notes which type a URL asked for."""

    def __init__(self) -> None:
        self.seen: list[str | None] = []

    async def __call__(self, asked: Asked) -> dict[str, Any]:
        self.seen.append(asked.query.get("type"))
        return OK | {"token": "t1"}


async def test_what_a_version_lacks_is_refused_here(pbx: ScriptedPbx, ports: Ports) -> None:
    """Nothing is sent for it."""
    session = make(pbx, ports, "v1.0.1")
    await session.open()

    with pytest.raises(RequestFailed) as caught:
        await session.request(Operation.QUEUE_STATUS, queue="6500")

    assert caught.value.code.meaning == "not_supported"
    assert session.lacks(Operation.QUEUE_STATUS)
    assert pbx.count("queuestatus/query") == 0


async def test_what_a_firmware_lacks_is_asked_for_once(pbx: ScriptedPbx, ports: Ports) -> None:
    """The documents of siblings promise what not every firmware has."""
    pbx.rules["queuestatus/query"] = failed(10003)
    session = make(pbx, ports)
    await session.open()
    assert not session.lacks(Operation.QUEUE_STATUS)

    for _ in range(2):
        with pytest.raises(RequestFailed):
            await session.request(Operation.QUEUE_STATUS, queue="6500")

    assert session.lacks(Operation.QUEUE_STATUS)
    assert pbx.count("queuestatus/query") == 1


@pytest.mark.parametrize(
    ("said", "streams", "error"),
    [
        ("TCP", False, ReportsStreamed),
        ("tcp", False, ReportsStreamed),
        ("HTTP", True, ReportsPosted),
        ("HTTP", False, None),
        ("TCP", True, None),
        ("", False, None),
        ("", True, None),
        ("Pigeon", True, None),
    ],
)
async def test_a_pbx_that_sends_reports_another_way_is_told(
    pbx: ScriptedPbx, ports: Ports, said: str, streams: bool, error: type[PbxError] | None
) -> None:
    """None would ever come, and nobody would say so."""
    pbx.versions = {"v2.0.0"}
    pbx.rules["login"] = TRANSPORT | {"transport": said}
    pbx.rules["extension/list"] = OK | {"extlist": []}
    surroundings = replace(ports, ingress=None) if streams else ports
    session = make(pbx, surroundings, streams=streams)

    if error is None:
        await session.open()
    else:
        with pytest.raises(error) as caught:
            await session.open()
        assert isinstance(caught.value, (ReportsPosted, ReportsStreamed))
        assert caught.value.field == "transport"


@pytest.mark.parametrize(
    ("said", "known"), [("TCP", True), ("HTTP", False), ("", None)], ids=["tcp", "http", "silent"]
)
async def test_a_form_learns_the_way_and_refuses_none(
    pbx: ScriptedPbx, deaf: Ports, said: str, known: bool | None
) -> None:
    """It asks for the way only afterwards."""
    pbx.versions = {"v2.0.0"}
    pbx.rules["login"] = TRANSPORT | {"transport": said}
    pbx.rules["extension/list"] = OK | {"extlist": []}
    session = make(pbx, deaf)

    await session.open()

    assert session.is_streaming is known


async def test_an_older_version_cannot_stream(pbx: ScriptedPbx, deaf: Ports) -> None:
    """Somebody has put an older firmware on it."""
    with pytest.raises(ReportsPosted):
        await make(pbx, deaf, streams=True).open()
