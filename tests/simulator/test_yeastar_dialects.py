"""What each firmware generation answers, and how it posts."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from simulator import Office, YeastarPbx
from simulator.office.queues import Queue
from simulator.yeastar.endpoints import OLDER, OLDER_DOWNLOADS
from simulator.yeastar.firmware import FIRMWARES
from simulator.yeastar.v2_names import RENAMED
from tests.simulator.clients import ApiClient, Post, Receiver


@pytest.fixture(params=FIRMWARES)
async def any_pbx(request: pytest.FixtureRequest, office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, api=request.param) as pbx:
        yield pbx


@pytest.fixture
async def newer(office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, api="v2.0.0") as pbx:
        yield pbx


@pytest.fixture
def newer_client(http: ClientSession, newer: YeastarPbx) -> ApiClient:
    """A client of the newest version that has not logged in yet."""
    return ApiClient(http, newer, version="v2.0.0")


@pytest.fixture
async def copy(office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, api="v0.0.1") as pbx:
        yield pbx


async def test_a_firmware_answers_its_versions_and_refuses_all_others(
    http: ClientSession, any_pbx: YeastarPbx
) -> None:
    answered = {}
    for version in ("v0.0.1", "v1.0.0", "v1.0.1", "v1.1.0", "v2.0.0", "v2.1.0"):
        answer = await ApiClient(http, any_pbx, version=version).login(port="8260")
        answered[version] = answer.get("errno", "")

    versions = any_pbx.box.firmware.versions
    assert answered == {version: "" if version in versions else "10003" for version in answered}


async def test_a_newer_firmware_may_know_the_newer_paths_only(
    http: ClientSession, office: Office
) -> None:
    async with YeastarPbx(office, api="v2.0.0", answers_old_paths=False) as pbx:
        assert (await ApiClient(http, pbx, version="v1.1.0").login())["errno"] == "10003"
        assert (await ApiClient(http, pbx, version="v2.0.0").login())["status"] == "Success"


async def test_only_the_newer_login_tells_how_reports_travel(
    http: ClientSession, newer: YeastarPbx, office: Office
) -> None:
    assert (await ApiClient(http, newer, version="v2.0.0").login())["transport"] == "HTTP"
    assert "transport" not in await ApiClient(http, newer, version="v1.1.0").login()

    async with YeastarPbx(office, api="v2.0.0", reports_by="tcp") as pbx:
        assert (await ApiClient(http, pbx, version="v2.0.0").login())["transport"] == "TCP"


@pytest.mark.parametrize(
    ("version", "keys"),
    [
        ("", ["action", "callid", "ext", "ext", "sn"]),
        ("1.0.2", ["action", "callid", "call", "sn"]),
        ("2.0.0", ["event", "callid", "members", "sn"]),
    ],
)
async def test_the_login_s_version_and_not_the_path_chooses_the_format(
    newer_client: ApiClient, office: Office, receiver: Receiver, version: str, keys: list[str]
) -> None:
    fields = {"version": version} if version else {}
    await newer_client.login(port=str(receiver.port), **fields)

    office.dial("1000", "1001")
    office.answer("1001")
    told = ("ANSWER", "CallStatus")
    found = await receiver.posts.until(lambda post: next(iter(post.fields.values())) in told)

    assert [key for key, _ in found[-1].pairs] == keys


async def test_a_heartbeat_may_change_the_format(
    newer_client: ApiClient, office: Office, receiver: Receiver
) -> None:
    api = newer_client
    await api.login(port=str(receiver.port))
    place = {"ipaddr": "127.0.0.1", "port": str(receiver.port), "url": "report"}

    await api.ask("heartbeat", **place)
    office.set_registered("1000", registered=False)
    await api.ask("heartbeat", **place, version="2.0.0")
    office.set_registered("1000", registered=True)
    [before, after] = await receiver.posts.until(count=2)

    assert (next(iter(before.fields)), next(iter(after.fields))) == ("action", "event")


@pytest.mark.parametrize(
    ("api", "endpoint", "known"),
    [
        ("v1.0.1", "queuestatus/query", False),
        ("v1.0.1", "calltransfer", False),
        ("v1.0.1", "inbound/transfer_number", False),
        ("v1.0.1", "extension/mute", True),
        ("v1.1.0", "calltransfer", True),
        ("v1.1.0", "inbound/transfer_number", True),
        ("v1.1.0", "call/dial", False),
        ("v2.0.0", "call/dial", True),
        ("v2.0.0", "extensionlist/query", False),
        ("v2.0.0", "inbound/query", False),
        ("v2.0.0", "calltransfer", False),
        ("v0.0.1", "extensionlist/query", True),
    ],
)
async def test_what_a_version_does_not_know_is_an_unknown_request(
    http: ClientSession, office: Office, api: str, endpoint: str, known: bool
) -> None:
    async with YeastarPbx(office, api=api) as pbx:
        client = ApiClient(http, pbx, version=api)
        await client.login()

        assert ((await client.ask(endpoint)).get("errno") != "10003") is known


def test_every_newer_name_stands_for_something() -> None:
    older = {renamed.older for renamed in RENAMED.values()}

    assert older <= OLDER.keys() | OLDER_DOWNLOADS.keys()


@pytest.fixture
async def copied(http: ClientSession, copy: YeastarPbx, receiver: Receiver) -> ApiClient:
    """A client that has logged in to the copy, as its documents say."""
    api = ApiClient(http, copy, version="v0.0.1")
    await api.login(port=str(receiver.port), url="report", version="0.0.1")
    return api


def of(receiver: Receiver, action: str) -> list[Post]:
    return [post for post in receiver.posts if post.fields["action"] == action]


async def test_the_copy_posts_to_no_path_and_has_letters_in_its_serial(
    copied: ApiClient, copy: YeastarPbx, office: Office, receiver: Receiver
) -> None:
    office.set_registered("1000", registered=False)
    [post] = await receiver.posts.until()

    assert post.head.split("\r\n")[0] == "POST  HTTP/1.1"
    assert post.fields["sn"] == copy.serial == "b17260114433"


async def test_the_copy_tells_its_name(copied: ApiClient) -> None:
    device = (await copied.ask("deviceinfo/query?type=json"))["deviceinfo"]

    assert device["devicename"].startswith("OpenVox UC")


async def test_the_copy_puts_two_extensions_into_one_object(
    copied: ApiClient, copy: YeastarPbx, office: Office, receiver: Receiver
) -> None:
    office.dial("1000", "1001")
    office.answer("1001")
    office.hang_up("1001")
    await copy.settled()

    [answer] = of(receiver, "ANSWER")
    assert answer.fields["ext"] == {"extid": ["1000", "1001"]}
    first, second = of(receiver, "BYE")
    assert first.fields["ext"] == {"extid": ["1001", "1000"]}
    assert second.fields["ext"] == {"extid": ["1000", "1001"]}
    assert ("ExtensionStatus", "1000", "InUse") in [
        tuple(post.fields.values())[:3] for post in receiver.posts
    ]


async def test_the_copy_numbers_the_second_farewell_anew(
    copied: ApiClient, copy: YeastarPbx, office: Office, receiver: Receiver
) -> None:
    for _ in range(2):
        office.dial("1000", "1001")
        office.answer("1001")
        office.hang_up("1001")
    await copy.settled()

    ids = [int(post.fields["callid"].split(".")[1]) for post in of(receiver, "BYE")]
    assert ids[1] == ids[0] + 2
    assert ids[3] == ids[2] + 2
    assert len(set(ids)) == 4


async def test_the_copy_gives_an_outbound_call_one_id(
    copied: ApiClient, copy: YeastarPbx, office: Office, receiver: Receiver
) -> None:
    call = office.dial("1000", "0301234567")
    office.answer("0301234567", call)
    await copy.settled()

    [answer] = of(receiver, "ANSWER")
    assert [key for key, _ in answer.pairs] == ["action", "callid", "ext", "outbound", "sn"]
    assert answer.fields["outbound"]["outboundid"] == answer.fields["callid"]


async def test_the_copy_answers_with_one_object_where_a_list_is_documented(
    copied: ApiClient, office: Office
) -> None:
    office.place_inbound("0301234567", "1000")
    office.add_queue(Queue("6450", "Sales", ["1001"]))

    [call] = (await copied.ask("inbound/query"))["inbound"]
    status = (await copied.ask("queuestatus/query", queueid="6450"))["queue"]

    assert call["callee"] == {"extid": "1000"}
    assert status["queuestatus"]["callercount"] == 0
