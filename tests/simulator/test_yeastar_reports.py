"""The reports: shape, order, repetition."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from simulator import Failure, Office, Person, YeastarPbx
from tests.simulator.clients import ApiClient, Receiver


def talk(office: Office) -> None:
    """Let 1000 call 1001, who answers and hangs up."""
    office.dial("1000", "1001")
    office.answer("1001")
    office.hang_up("1001")


async def test_an_internal_call_is_told_in_the_documented_order(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    talk(office)
    await yeastar.settled()

    assert receiver.told == [
        ("ES", "1000", "Busy"),
        ("ES", "1001", "Ringing"),
        ("ANSWERED", "1000", "1001"),
        ("ANSWER", "1001", "1000"),
        ("ES", "1001", "Busy"),
        ("BYE", "1001", "1000"),
        ("BYE", "1000", "1001"),
        ("ES", "1000", "Registered"),
        ("ES", "1001", "Registered"),
        ("NewCdr",),
    ]


async def test_a_dialed_call_rings_the_caller_first(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    answer = await session.ask("extension/dial_extension", caller="1000", callee="1001")
    await yeastar.settled()
    assert receiver.told == [("ES", "1000", "Ringing")]

    office.answer("1000")
    await yeastar.settled()
    assert receiver.told[1:] == [
        ("ES", "1000", "Busy"),
        ("ALERT", "1000"),
        ("RING", "1001", "1000"),
        ("ES", "1001", "Ringing"),
    ]
    assert receiver.posts[2].fields["callid"] == answer["callid"]


async def test_a_phone_that_answers_by_itself_needs_no_hand(
    session: ApiClient, office: Office
) -> None:
    await session.ask("extension/dial_extension", caller="1000", callee="1001", autoanswer="yes")

    assert office.line_status("1001") == "ringing"


async def test_ringing_is_told_for_every_call_if_switched_on(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.rings_always = True

    office.place_inbound("0301234567", "1000")
    await yeastar.settled()

    assert receiver.told == [
        ("ALERT", "inbound"),
        ("RING", "1000", "inbound"),
        ("ES", "1000", "Ringing"),
    ]


async def test_the_default_format_repeats_a_key(
    api: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    await api.login(port=str(receiver.port), url="report")

    talk(office)
    [answer] = await receiver.posts.until(lambda post: post.told[0] == "ANSWER")

    assert [key for key, _ in answer.pairs] == ["action", "callid", "ext", "ext", "sn"]
    assert answer.parties == ("1001", "1000")
    assert answer.fields["ext"] == {"extid": "1000"}


async def test_format_1_0_2_wraps_each_party(
    session: ApiClient, office: Office, receiver: Receiver
) -> None:
    talk(office)
    [answer] = await receiver.posts.until(lambda post: post.told[0] == "ANSWER")

    assert list(answer.fields) == ["action", "callid", "call", "sn"]
    assert answer.fields["call"] == [{"ext": {"extid": "1001"}}, {"ext": {"extid": "1000"}}]


async def test_the_request_is_as_odd_as_the_printed_one(
    session: ApiClient, office: Office, receiver: Receiver
) -> None:
    talk(office)
    [post, *_] = await receiver.posts.until()

    lines = post.head.split("\r\n")
    assert lines[0] == "POST /report HTTP/1.1"
    assert "User-Agent: WebAPI" in lines
    assert f"Host: 127.0.0.1: {receiver.port}" in lines
    assert "Connection: close" in lines


async def test_the_record_tells_how_long_and_through_which_group(
    session: ApiClient, office: Office, receiver: Receiver
) -> None:
    office.place_inbound("0301234567", "6200")
    office.clock.advance(5)
    office.answer("1002")
    office.clock.advance(20)
    office.hang_up("1002")
    [record] = await receiver.posts.until(lambda post: post.told[0] == "NewCdr")

    fields = record.fields
    assert (fields["callfrom"], fields["callto"]) == ("0301234567", "6200(1002)")
    assert (fields["callduraction"], fields["talkduraction"]) == ("25", "20")
    assert (fields["status"], fields["type"]) == ("ANSWERED", "Inbound")
    assert fields["srctrunkname"] == "SIP-Amt"


@pytest.mark.parametrize("version", ["", "1.0.2"], ids=["default", "1.0.2"])
async def test_a_failure_names_its_party_on_top(
    api: ApiClient, office: Office, receiver: Receiver, version: str
) -> None:
    await api.login(port=str(receiver.port), version=version)

    office.fail(office.dial("1000", "0301234567"), Failure.BUSY)
    [failed] = await receiver.posts.until(lambda post: post.told[0] == "CallFailed")

    assert failed.fields["reason"] == "User busy"
    assert failed.fields["ext"] == {"extid": "1000"}


async def test_an_unanswered_report_comes_again(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    receiver.status = 400
    office.set_registered("1000", registered=False)
    await receiver.posts.until(count=2)
    receiver.status = 200
    await yeastar.settled()

    assert len({post.body for post in receiver.posts}) == 1
    assert [sent.status for sent in yeastar.reports_sent][-1] == 200


async def test_a_silent_receiver_does_not_stop_the_stream(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.post.answer_within = 0.05
    receiver.answers = False

    talk(office)

    await receiver.posts.until(lambda post: post.told[0] == "NewCdr")


async def test_reports_stop_when_the_token_is_forgotten(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.expire_token()

    talk(office)
    await yeastar.settled()

    assert receiver.told == []


async def test_a_login_without_port_gets_no_reports(
    api: ApiClient, office: Office, yeastar: YeastarPbx
) -> None:
    await api.login()

    talk(office)
    await yeastar.settled()

    assert list(yeastar.reports_sent) == []


async def test_a_start_is_reported_though_the_token_is_gone(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    office.power_off()
    office.power_on()
    await yeastar.settled()

    assert receiver.told == [("BootUp",)]
    assert (await session.ask("deviceinfo/query"))["errno"] == "20004"


async def test_configuration_changes_name_their_object(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    office.add_person(Person("1099", "Nora", "nora"))
    office.remove_trunk("ISDN-Büro")
    await yeastar.settled()

    [added, removed] = [post.fields for post in receiver.posts]
    assert (added["type"], added["extid"], added["operation"]) == ("extension", "1099", "add")
    assert (removed["type"], removed["trunkname"], removed["operation"]) == (
        "trunk",
        "ISDN-Büro",
        "del",
    )


async def test_the_state_of_an_unticked_extension_is_not_reported(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.unticked.add("1000")

    talk(office)
    await yeastar.settled()

    assert {told[1] for told in receiver.told if told[0] == "ES"} == {"1001"}


async def test_a_sample_of_the_documents_can_be_posted(
    session: ApiClient, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    yeastar.send_report(b'{"action": "BootUp"}')
    await yeastar.settled()

    assert [post.body for post in receiver.posts] == [b'{"action": "BootUp"}']


@pytest.fixture
async def old(office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, api="v1.0.1") as pbx:
        yield pbx


async def test_old_firmware_knows_neither_serial_nor_format(
    http: ClientSession, office: Office, old: YeastarPbx, receiver: Receiver
) -> None:
    api = ApiClient(http, old, version="v1.0.1")
    await api.login(port=str(receiver.port), version="1.0.2")

    talk(office)
    [bye, *_] = await receiver.posts.until(lambda post: post.told[0] == "BYE")
    await old.settled()

    assert [key for key, _ in bye.pairs] == ["action", "callid", "ext", "ext"]
    assert receiver.told[-2] == ("ES", "1001", "Idle")


async def test_a_burst_arrives_in_order(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    for _ in range(50):
        talk(office)
    await yeastar.settled()

    assert len(receiver.posts) == 500
    assert receiver.told[:10] * 50 == receiver.told
