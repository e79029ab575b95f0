"""Queues, prompts, screening and messages through the first interface."""

from typing import Any

import pytest

from simulator import Office, YeastarPbx
from simulator.office import LineStatus
from tests.simulator.clients import ApiClient, Post, Receiver

OUTSIDE = "0301234567"


def told(receiver: Receiver, action: str) -> list[Post]:
    return [post for post in receiver.posts if post.fields["action"] == action]


async def queue_state(session: ApiClient) -> tuple[str, dict[str, str]]:
    answer = await session.ask("queuestatus/query", queueid="6400")
    [state] = answer["queues"][0]["queuestatus"]
    return state["callercount"], {x["agent"]: x["agentstatus"] for x in state["members"]}


async def test_a_queue_tells_who_waits_and_who_works(session: ApiClient, office: Office) -> None:
    office.set_registered("1005", registered=False)
    office.dial("1000", "1004")
    office.answer("1004")
    office.place_inbound(OUTSIDE, "6400")
    await session.ask("queue/add_dynamicagent", queueid="6400", extid="1001")
    await session.ask("queue/pause_agent", queueid="6400", extid="1001")

    agents = {"1003": "6", "1004": "2", "1005": "5", "1001": "9"}
    assert await queue_state(session) == ("1", agents)


async def test_agents_log_in_and_out_with_a_pin(session: ApiClient, office: Office) -> None:
    office.queue("6400").password = "4711"
    agent = {"queueid": "6400", "extid": "1001"}
    wrong = await session.ask("queue/add_dynamicagent", **agent, password="1")
    assert wrong["errno"] == "10032"
    await session.ask("queue/add_dynamicagent", **agent, password="4711")
    assert office.queue("6400").dynamic == ["1001"]

    assert (await session.ask("queue/del_dynamicagent", **agent))["errno"] == "10004"
    await session.ask("queue/del_dynamicagent", **agent, password="4711")
    assert office.queue("6400").dynamic == []


async def test_an_unpaused_agent_rings(session: ApiClient, office: Office) -> None:
    agent = {"queueid": "6400", "extid": "1003"}
    await session.ask("queue/pause_agent", **agent)
    office.place_inbound(OUTSIDE, "6400")
    assert office.line_status("1003") is LineStatus.IDLE

    await session.ask("queue/unpause_agent", **agent)
    assert office.line_status("1003") is LineStatus.RINGING


async def test_a_queue_is_described_and_changed(session: ApiClient, office: Office) -> None:
    changes = {"queuename": "Help", "agents": "1000,1001,", "breakoutkey": "5"}
    assert (await session.ask("queue/update", queueid="6400", **changes))["status"] == "Success"
    [queue] = (await session.ask("queue/query"))["queues"]

    assert queue["queuename"] == office.queue("6400").name == "Help"
    assert (queue["agents"], queue["dynamicagents"]) == ("1000,1001,", "")
    assert (queue["ringstrategy"], queue["breakoutkey"]) == ("Ring All", "5")


@pytest.mark.parametrize(
    ("endpoint", "fields", "errno"),
    [
        ("queue/query", {"queueid": "6499"}, "10013"),
        ("queuestatus/query", {"queueid": "6499"}, "10013"),
        ("queuestatus/query", {}, "10004"),
        ("queue/pause_agent", {"queueid": "6400", "extid": "1000"}, "10006"),
        ("queue/update", {"queueid": "6400", "agents": "1099"}, "10006"),
        ("queue/update", {"queueid": "6400", "ringstrategy": "Loudest"}, "10019"),
        ("extension/playprompt", {"extid": "1000", "prompt": "unheard"}, "10023"),
        ("extension/playprompt", {"extid": "1099", "prompt": "alarm"}, "10006"),
        ("outbound/playprompt", {"outto": OUTSIDE}, "10004"),
        ("inbound/accept", {"inboundid": "1.2"}, "10007"),
        ("inbound/refuse", {}, "10004"),
        ("sms/send", {"message": "x", "trunk": "GSM2-7"}, "10028"),
        ("sms/send", {"phonenumber": "1", "message": "x", "trunk": "SIP-Amt"}, "10026"),
        ("sms/send", {"phonenumber": "1", "trunk": "GSM2-7"}, "10030"),
    ],
)
async def test_the_impossible_is_refused(
    session: ApiClient, endpoint: str, fields: dict[str, Any], errno: str
) -> None:
    assert await session.ask(endpoint, **fields) == {"status": "Failed", "errno": errno}


@pytest.mark.parametrize(
    ("endpoint", "key", "to"),
    [("extension/playprompt", "extid", "1000"), ("outbound/playprompt", "outto", OUTSIDE)],
)
async def test_a_prompt_is_played(
    *,
    session: ApiClient,
    office: Office,
    yeastar: YeastarPbx,
    receiver: Receiver,
    endpoint: str,
    key: str,
    to: str,
) -> None:
    answer = await session.ask(endpoint, prompt="welcome+alarm", autoanswer="yes", **{key: to})
    [call] = office.calls
    office.prompt_over(call)
    await yeastar.settled()

    [post] = told(receiver, "PlayPromptEnd")
    assert (post.fields["callid"], post.fields["prompt"]) == (answer["callid"], "welcome+alarm")
    assert office.calls == []


async def test_a_call_is_accepted_once(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    office.trunk("SIP-Amt").controls_answering = True
    office.place_inbound(OUTSIDE, "1000", "SIP-Amt")
    await yeastar.settled()
    [invited] = told(receiver, "Invite")
    wanted = invited.fields["callid"]

    assert (await session.ask("inbound/accept", inboundid=wanted))["status"] == "Success"
    await yeastar.settled()
    assert [x.fields["callid"] for x in told(receiver, "Incoming")] == [wanted]
    assert office.line_status("1000") is LineStatus.RINGING
    late = await session.ask("inbound/accept", inboundid=wanted)
    assert late == {"status": "Failed", "errno": "10016"}


async def test_a_refused_call_leaves_no_record(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    office.trunk("SIP-Amt").controls_answering = True
    office.place_inbound(OUTSIDE, "1000", "SIP-Amt")
    await yeastar.settled()
    [invited] = told(receiver, "Invite")
    await session.ask("inbound/refuse", inboundid=invited.fields["callid"])
    await yeastar.settled()

    assert (office.calls, [x.told for x in receiver.posts]) == ([], [("Invite", "inbound")])


@pytest.mark.parametrize(("up", "word"), [(True, "Succeed"), (False, "Failed")])
async def test_a_message_is_sent(
    *,
    session: ApiClient,
    office: Office,
    yeastar: YeastarPbx,
    receiver: Receiver,
    up: bool,
    word: str,
) -> None:
    office.set_trunk("GSM2-7", up=up)
    answer = await session.ask(
        "sms/send", phonenumber="0170555", message="%E4%BD%A0%E5%A5%BD", trunk="GSM2-7"
    )
    await yeastar.settled()

    assert [message.text for message in office.messages] == ["你好"]
    [post] = told(receiver, "sms-send")
    assert (post.fields["smsid"], post.fields["status"]) == (answer["smsid"], word)


async def test_a_busy_line_sends_no_message(session: ApiClient, office: Office) -> None:
    office.place_inbound(OUTSIDE, "1000", "GSM2-7")
    answer = await session.ask("sms/send", phonenumber="1", message="x", trunk="GSM2-7")

    assert answer["errno"] == "10027"
