"""The events of API 2.0.0."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import Failure, Office, YeastarPbx
from simulator.yeastar.rare_events import conference_status
from tests.simulator.clients import ApiClient, Receiver


@pytest.fixture
async def pbx(office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, api="v2.0.0") as pbx:
        yield pbx


@pytest.fixture
async def api(http: ClientSession, pbx: YeastarPbx, receiver: Receiver) -> ApiClient:
    """A client that has logged in and asked for events."""
    api = ApiClient(http, pbx, version="v2.0.0")
    await api.login(port=str(receiver.port), url="report", version="2.0.0")
    return api


def states(event: dict[str, Any]) -> list[tuple[str, str]]:
    """Return who is in which state."""
    found = []
    for member in event["members"]:
        [(kind, fields)] = member.items()
        found.append((fields.get("number", kind), fields["memberstatus"]))
    return found


def named(receiver: Receiver, name: str) -> list[dict[str, Any]]:
    return [post.fields for post in receiver.posts if post.fields["event"] == name]


async def test_an_internal_call_is_told_by_the_state_of_its_members(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.dial("1000", "1001")
    office.answer("1001")
    office.hold("1001")
    office.resume("1001")
    office.hang_up("1001")
    await pbx.settled()

    events = named(receiver, "CallStatus")
    assert [states(event) for event in events] == [
        [("1000", "ALERT"), ("1001", "RING")],
        [("1000", "ANSWERED"), ("1001", "ANSWER")],
        [("1000", "ANSWERED"), ("1001", "HOLD")],
        [("1000", "ANSWERED"), ("1001", "ANSWER")],
        [("1001", "BYE"), ("1000", "ANSWERED")],
    ]
    assert len({event["callid"] for event in events}) == 1
    assert named(receiver, "NewCdr")[0]["callid"] == events[0]["callid"]


async def test_each_member_has_a_channel_that_it_keeps(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.place_inbound("0301234567", "1000")
    office.answer("1000")
    await pbx.settled()

    first, second = (event["members"] for event in named(receiver, "CallStatus"))
    outside, inside = first[0]["inbound"], first[1]["ext"]
    assert outside | {"channelid": "", "memberstatus": ""} == {
        "from": "0301234567",
        "to": "1000",
        "trunkname": "SIP-Amt",
        "channelid": "",
        "memberstatus": "",
    }
    assert outside["channelid"].startswith("PJSIP/trunk-SIP-Amt-endpoint-")
    assert inside["channelid"].startswith("PJSIP/1000-")
    assert [second[0]["inbound"]["channelid"], second[1]["ext"]["channelid"]] == [
        outside["channelid"],
        inside["channelid"],
    ]


async def test_a_group_is_named_as_the_path_and_losers_say_goodbye_once(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.place_inbound("0301234567", "6200")
    office.answer("1002")
    office.hold("1002")
    await pbx.settled()

    *_, ringing, answered, held = named(receiver, "CallStatus")
    assert {x["callpath"] for member in ringing["members"] for x in member.values()} == {"6200"}
    assert states(answered) == [
        ("1001", "BYE"),
        ("1003", "BYE"),
        ("inbound", "ANSWERED"),
        ("1002", "ANSWER"),
    ]
    assert states(held) == [("inbound", "ANSWERED"), ("1002", "HOLD")]


async def test_a_caller_who_gives_up_ends_the_call_for_all(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    call = office.place_inbound("0301234567", "1000")
    office.hang_up("0301234567", call)
    await pbx.settled()

    assert states(named(receiver, "CallStatus")[-1]) == [("inbound", "BYE"), ("1000", "BYE")]


async def test_a_call_of_a_program_rings_at_the_caller_first(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    answer = await api.ask("call/dial", caller="1000", callee="1001")
    office.answer("1000")
    await pbx.settled()

    first, second = named(receiver, "CallStatus")
    assert first["callid"] == answer["callid"]
    assert states(first) == [("1000", "RING")]
    assert states(second) == [("1000", "ALERT"), ("1001", "RING")]


async def test_a_transfer_by_hand_is_told_without_states(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.place_inbound("0301234567", "1000")
    office.answer("1000")
    office.transfer("1000", "1001")
    await pbx.settled()

    [transfer] = named(receiver, "Tranfer")
    assert "memberstatus" not in transfer["members"][0]["ext"]
    assert states(named(receiver, "CallStatus")[-1]) == [
        ("1000", "BYE"),
        ("inbound", "ANSWERED"),
        ("1001", "RING"),
    ]


async def test_a_failure_names_its_channel_and_its_reason(
    api: ApiClient, office: Office, receiver: Receiver
) -> None:
    office.fail(office.dial("1000", "1001"), Failure.BUSY)
    [post] = await receiver.posts.until(lambda post: post.fields["event"] == "CallFailed")

    assert post.fields["reason"] == "486 Busy Here"
    assert post.fields["members"][0]["ext"].keys() == {"number", "channelid"}


async def test_the_record_shows_what_is_empty_too(
    api: ApiClient, office: Office, receiver: Receiver
) -> None:
    call = office.dial("1000", "0301234567")
    office.answer("0301234567", call)
    office.hang_up("1000", call)
    [post] = await receiver.posts.until(lambda post: post.fields["event"] == "NewCdr")

    fields = post.fields
    assert (fields["dsttrcunkname"], fields["srctrunkname"]) == ("SIP-Amt", "")
    assert (fields["pincode"], fields["didnumber"]) == ("", "")
    assert "desttrunkname" not in fields


async def test_a_phone_is_registered_again_after_its_call(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.dial("1000", "1001")
    office.hang_up("1000")
    await pbx.settled()

    told = [(x["extension"], x["status"]) for x in named(receiver, "ExtensionStatus")]
    assert told == [
        ("1000", "Busy"),
        ("1001", "Ringing"),
        ("1000", "Registered"),
        ("1001", "Registered"),
    ]


async def test_keys_prompts_and_messages_are_told(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    call = office.place_inbound("0301234567", "6500")
    office.prompt_over(call)
    office.press(call, "1")
    office.send_message("0171", "Hi", "GSM2-7")
    await pbx.settled()

    [key] = named(receiver, "DTMF")
    assert (key["info"], key["flag"], key["infos"]) == ("1", "0", "1")
    assert key["members"][0]["inbound"]["from"] == "0301234567"
    [prompt] = named(receiver, "PlayPromptEnd")
    assert prompt["ivr"] == {"number": "6500"}
    [message] = named(receiver, "sms-send")
    assert message["status"] == "Success"
    [first, *_] = named(receiver, "CallStatus")
    assert first["members"][0]["inbound"]["callpath"] == "6500"


async def test_a_call_at_the_door_is_an_invitation(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.trunk("SIP-Amt").controls_answering = True
    office.place_inbound("0301234567", "1000")
    await pbx.settled()
    [invitation] = named(receiver, "Invite")
    assert named(receiver, "CallStatus") == []

    channel = invitation["members"][0]["inbound"]["channelid"]
    answer = await api.ask("call/accept_inbound", channelid=channel)
    await pbx.settled()

    assert answer["callid"] == invitation["callid"]
    assert named(receiver, "Incoming")[0]["callid"] == invitation["callid"]
    assert (await api.ask("call/refuse_inbound", channelid=channel))["errno"] == "10016"


async def test_a_refused_call_leaves_nothing_but_a_goodbye(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.trunk("SIP-Amt").controls_answering = True
    office.refuse(office.place_inbound("0301234567", "1000"))
    await pbx.settled()

    assert states(named(receiver, "CallStatus")[0]) == [("inbound", "BYE")]
    assert named(receiver, "NewCdr") == []


async def test_an_agent_who_lets_it_ring_is_told_in_two_ways(
    api: ApiClient, office: Office, pbx: YeastarPbx, receiver: Receiver
) -> None:
    office.queue("6400").auto_pause = True
    call = office.place_inbound("0301234567", "6400")
    office.agent_timed_out("1003", call)
    await pbx.settled()

    [missed] = named(receiver, "QueueAgentRingNoAnswerTimeout")
    [paused] = named(receiver, "QueueAutoPause")
    assert (missed["queue"], missed["agent"]) == ("queue-6400", "Jonas Weiß")
    assert (paused["queue"], paused["agent"]) == ("6400", "1003")
    assert paused["misscall"] == [{"caller": "0301234567", "callid": missed["callid"]}]


async def test_any_event_can_be_sent(api: ApiClient, pbx: YeastarPbx, receiver: Receiver) -> None:
    member = ("1000", "PJSIP/1000-00000001", "ANSWERED")
    pbx.report(conference_status("1.1", "6600", "Weekly", [member]))
    [post] = await receiver.posts.until()

    assert post.fields["conferencename"] == " Weekly"
    assert post.fields["members"][0]["ext"]["callpath"] == "6600"
