"""Login, token, heartbeat, lock-out."""

import pytest

from simulator import YeastarPbx
from tests.simulator.clients import ApiClient, Receiver

WRONG = {"status": "Failed", "errno": "20003"}
LOCKED = {"status": "Failed", "errno": "20002"}


async def test_the_md5_of_the_password_earns_a_token(api: ApiClient) -> None:
    answer = await api.login(port="8260")

    assert answer["status"] == "Success"
    assert len(answer["token"]) == 32
    assert (await api.ask("deviceinfo/query"))["status"] == "Success"


async def test_a_wrong_password_is_refused_with_http_200(api: ApiClient) -> None:
    assert await api.login("wrong", port="8260") == WRONG
    assert [login.errno for login in api.pbx.logins] == ["20003"]


async def test_the_clear_text_password_is_wrong(api: ApiClient) -> None:
    answer = await api.ask("login", username="api", password=api.pbx.password, port="8260")

    assert answer == WRONG


async def test_five_wrong_passwords_lock_the_address_for_ten_minutes(
    api: ApiClient, yeastar: YeastarPbx
) -> None:
    for _ in range(5):
        assert await api.login("wrong", port="8260") == WRONG
    assert await api.login(port="8260") == LOCKED

    yeastar.clock.advance(601)

    assert (await api.login(port="8260"))["status"] == "Success"


async def test_asking_while_locked_prolongs_the_lock(api: ApiClient, yeastar: YeastarPbx) -> None:
    for _ in range(5):
        await api.login("wrong", port="8260")
    yeastar.clock.advance(400)
    await api.login(port="8260")
    yeastar.clock.advance(400)

    assert await api.login(port="8260") == LOCKED


async def test_a_right_password_forgives_the_wrong_ones(api: ApiClient) -> None:
    for password in ("wrong",) * 4 + ("",) + ("wrong",) * 4 + ("",):
        answer = await api.login(password, port="8260")

    assert answer["status"] == "Success"


@pytest.mark.parametrize("port", ["", "0", "65536", "http"])
async def test_an_impossible_port_is_refused(api: ApiClient, port: str) -> None:
    assert (await api.login(port=port))["errno"] == "20008"


async def test_a_token_dies_after_thirty_minutes_without_heartbeat(
    session: ApiClient, yeastar: YeastarPbx
) -> None:
    yeastar.clock.advance(1801)

    assert (await session.ask("deviceinfo/query"))["errno"] == "20004"
    assert yeastar.destination is None


async def test_a_heartbeat_keeps_the_token_alive(
    session: ApiClient, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    for _ in range(3):
        yeastar.clock.advance(1500)
        answer = await session.ask(
            "heartbeat", ipaddr="127.0.0.1", port=str(receiver.port), url="report"
        )
        assert answer == {"status": "Success"}

    assert (await session.ask("deviceinfo/query"))["status"] == "Success"


async def test_other_requests_do_not_keep_the_token_alive(
    session: ApiClient, yeastar: YeastarPbx
) -> None:
    yeastar.clock.advance(1700)
    await session.ask("deviceinfo/query")
    yeastar.clock.advance(200)

    assert (await session.ask("deviceinfo/query"))["errno"] == "20004"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"url": "report"}, "/report"),
        ({"url": "/report"}, "//report"),
        ({}, "/"),
        ({"url": "127.0.0.1:8261/a/b", "urltag": "1"}, "/a/b"),
        ({"url": "127.0.0.1:8261/a/b", "urlflag": "1"}, "/a/b"),
    ],
    ids=["relative", "slash kept", "missing is root", "absolute", "the other flag name"],
)
async def test_a_heartbeat_replaces_the_whole_destination(
    session: ApiClient, yeastar: YeastarPbx, fields: dict[str, str], path: str
) -> None:
    await session.ask("heartbeat", ipaddr="127.0.0.1", port="8261", **fields)

    assert yeastar.destination is not None
    assert (yeastar.destination.port, yeastar.destination.path) == (8261, path)


async def test_a_heartbeat_without_an_address_is_refused(session: ApiClient) -> None:
    assert (await session.ask("heartbeat", url="report"))["errno"] == "20011"


async def test_logout_ends_the_session(session: ApiClient, yeastar: YeastarPbx) -> None:
    assert await session.ask("logout") == {"status": "Success"}

    assert (await session.ask("deviceinfo/query"))["errno"] == "20004"
    assert yeastar.destination is None


async def test_a_second_login_ends_the_first(session: ApiClient, api: ApiClient) -> None:
    first = session.token
    await api.login(port="8260")
    api.token = first

    assert (await api.ask("deviceinfo/query"))["errno"] == "20004"
