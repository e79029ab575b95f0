"""Orders that act on calls, in the names of the older versions and of the newer one."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import ClientSession
import pytest

from simulator import Office, YeastarPbx
from simulator.office import LegState, MonitorMode
from tests.simulator.clients import ApiClient, Receiver

OUTSIDE = "0301234567"
OTHER = "0307654321"


@pytest.fixture
async def newer(office: Office) -> AsyncIterator[YeastarPbx]:
    async with YeastarPbx(office, api="v2.0.0") as pbx:
        yield pbx


@pytest.fixture
async def api2(http: ClientSession, newer: YeastarPbx) -> ApiClient:
    """A client of version 2.0.0 that has logged in."""
    api = ApiClient(http, newer, version="v2.0.0")
    await api.login(version="2.0.0")
    return api


def states(office: Office, number: str) -> list[LegState]:
    legs = (call.leg_of(number) for call in office.calls_of(number))
    return [leg.state for leg in legs if leg is not None]


async def channel(api: ApiClient, number: str, kind: str = "ext") -> str:
    """Return the channel of somebody's only call: their own, or the other party's."""
    [person] = (await api.ask("extension/query_call", number=number))["calllist"]
    [call] = person["numbercalls"]
    [found] = [
        member[kind]["channelid"]
        for member in call["members"]
        if kind in member and member[kind].get("number", number) == number
    ]
    return str(found)


async def test_a_muted_party_is_heard_again(session: ApiClient, office: Office) -> None:
    office.dial("1000", "1001")
    call = office.answer("1001")
    leg = call.leg_of("1001")
    assert leg is not None

    await session.ask("extension/mute", extid="1001")
    muted = leg.muted
    await session.ask("extension/unmute", extid="1001")

    assert (muted, leg.muted) == (True, False)


async def test_whoever_may_listen_gets_a_call(session: ApiClient, office: Office) -> None:
    order = {"listener": "1002", "listenedext": "1001"}
    office.dial("1000", "1001")
    office.answer("1001")

    assert (await session.ask("extension/listen", **order))["errno"] == "10009"
    office.configure("1001", allow_monitoring=True)
    assert (await session.ask("extension/listen", **order))["errno"] == "10010"
    office.configure("1002", monitor_mode=MonitorMode.LISTEN)
    assert await session.ask("extension/listen", **order) == {"status": "Success"}

    assert states(office, "1002") == [LegState.RINGING]


TARGETS = [
    ("transfer_extension", {"extid": "1001"}, "1001"),
    ("transfer_ivr", {"ivrid": "6500"}, "6500"),
    ("transfer_queue", {"queueid": "6400"}, "6400"),
    ("transfer_ringgroup", {"ringgroupid": "6200"}, "6200"),
    ("transfer_number", {"number": "1001", "fromext": ""}, "1001"),
    ("transfer_outbound", {"outto": OTHER, "fromext": "1000"}, OTHER),
]


@pytest.mark.parametrize(("order", "fields", "to"), TARGETS)
async def test_a_call_from_outside_is_sent_elsewhere(
    session: ApiClient, office: Office, order: str, fields: dict[str, str], to: str
) -> None:
    call = office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    [inbound] = (await session.ask("inbound/query"))["inbound"]

    answer = await session.ask(f"inbound/{order}", inboundid=inbound["inboundid"], **fields)

    assert answer == {"status": "Success", "callid": inbound["inboundid"]}
    assert states(office, "1000") == []
    assert call in office.calls
    assert to in {call.through, *(leg.number for leg in call.alive)}


@pytest.mark.parametrize(
    ("order", "fields", "errno"),
    [
        ("transfer_extension", {"extid": "1099"}, "10006"),
        ("transfer_ivr", {"ivrid": "6599"}, "10012"),
        ("transfer_queue", {"queueid": "6499"}, "10013"),
        ("transfer_ringgroup", {"ringgroupid": "6299"}, "10014"),
        ("transfer_number", {"number": "1099"}, "10006"),
        ("transfer_outbound", {"outto": OTHER}, "10004"),
    ],
)
async def test_a_destination_that_is_not_there_is_refused(
    session: ApiClient, office: Office, order: str, fields: dict[str, str], errno: str
) -> None:
    office.place_inbound(OUTSIDE, "1000")
    [inbound] = (await session.ask("inbound/query"))["inbound"]

    answer = await session.ask(f"inbound/{order}", inboundid=inbound["inboundid"], **fields)

    assert answer == {"status": "Failed", "errno": errno}


async def test_a_transfer_by_a_program_is_not_reported_as_one(
    session: ApiClient, office: Office, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    office.dial("1000", "1001")
    office.answer("1001")
    [call] = office.calls_of("1000")
    callid = yeastar.box.ids.callid(call)

    order = {"callid": callid, "transferor": "1000", "transferto": "1002"}
    assert (await session.ask("calltransfer", **order))["callid"] == callid
    office.answer("1002")
    await yeastar.settled()

    told = [post.told for post in receiver.posts]
    assert "Tranfer" not in {action for action, *_ in told}
    assert ("ANSWER", "1002", "1001") in told


async def test_two_parties_outside_are_connected(session: ApiClient, office: Office) -> None:
    order = {"caller": OUTSIDE, "outto": OTHER, "fromext": "1000"}
    answer = await session.ask("outbound/dial_outbound", **order)
    [call] = office.calls
    office.answer(OUTSIDE, call)
    office.answer(OTHER, call)

    [outbound] = (await session.ask("outbound/query"))["outbound"]
    assert outbound["status"] == "Talking"
    assert answer["callid"].split(".")[0] == outbound["outboundid"].split(".")[0]


@pytest.mark.parametrize(
    ("order", "fields"),
    [
        ("ivr/dial_outbound", {"ivrid": "6500"}),
        ("queue/dial_outbound", {"queueid": "6400"}),
        ("ringgroup/dial_outbound", {"ringgroupid": "6200"}),
    ],
)
async def test_a_machine_calls_outside_if_somebody_may(
    session: ApiClient, office: Office, order: str, fields: dict[str, str]
) -> None:
    fields = fields | {"outto": OUTSIDE, "fromext": "1000"}
    assert (await session.ask(order, **fields))["status"] == "Success"
    assert states(office, OUTSIDE) == [LegState.RINGING]

    office.configure("1000", may_dial_out=False)
    assert (await session.ask(order, **fields))["errno"] == "10024"


async def test_a_channel_names_the_leg_to_act_on(api2: ApiClient, office: Office) -> None:
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    own = {"channelid": await channel(api2, "1000")}

    callid = (await api2.ask("call/hold", **own))["callid"]
    assert states(office, "1000") == [LegState.HELD]
    await api2.ask("call/unhold", **own)
    assert states(office, "1000") == [LegState.TALKING]
    assert await api2.ask("call/hangup", **own) == {"status": "Success", "callid": callid}
    assert office.calls == []
    assert (await api2.ask("call/hangup", **own))["errno"] == "10007"


@pytest.mark.parametrize(
    ("kind", "stays", "leaves"), [("inbound", OUTSIDE, "1000"), ("ext", "1000", OUTSIDE)]
)
async def test_whose_channel_is_named_is_sent_elsewhere(
    *, api2: ApiClient, office: Office, kind: str, stays: str, leaves: str
) -> None:
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    named = await channel(api2, "1000", kind)

    await api2.ask("call/transfer", channelid=named, number="1001")

    assert states(office, leaves) == []
    assert states(office, stays) == [LegState.TALKING]
    assert states(office, "1001") == [LegState.RINGING]


async def test_nobody_is_sent_outside_without_permission(api2: ApiClient, office: Office) -> None:
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    asked = {"channelid": await channel(api2, "1000", "inbound"), "number": OTHER}

    assert (await api2.ask("call/transfer", **asked))["errno"] == "10004"
    answer = await api2.ask("call/transfer", **asked, dialpermission="1000")

    assert answer["status"] == "Success"
    assert states(office, OTHER) == [LegState.RINGING]


async def test_an_attended_transfer_begins_with_a_question(api2: ApiClient, office: Office) -> None:
    office.place_inbound(OUTSIDE, "1000")
    office.answer("1000")
    named = await channel(api2, "1000")

    answer = await api2.ask("call/attended_transfer", channelid=named, tonumber="1001")

    assert states(office, "1000") == [LegState.HELD, LegState.DIALING]
    [person] = (await api2.ask("extension/query_call", number="1001"))["calllist"]
    assert person["numbercalls"][0]["callid"] == answer["callid"]


async def test_an_extension_can_be_listened_to(api2: ApiClient, office: Office) -> None:
    office.configure("1001", allow_monitoring=True)
    office.configure("1002", monitor_mode=MonitorMode.EXTENSIVE)
    office.dial("1000", "1001")
    office.answer("1001")

    wanted = {"monitor": "1002", "extension": "1001"}
    assert (await api2.ask("call/listen", **wanted, type="shout"))["errno"] == "10004"
    answer = await api2.ask("call/listen", **wanted, type="whisper")

    assert states(office, "1002") == [LegState.RINGING]
    assert answer["callid"]


@pytest.mark.parametrize(
    ("fields", "errno"),
    [
        ({"number": "1000"}, None),
        ({"number": OUTSIDE, "dialpermission": "1000"}, None),
        ({"number": OUTSIDE}, "10004"),
        ({"number": "1000", "volume": "21"}, "10004"),
    ],
)
async def test_one_order_plays_prompts_to_anybody(
    api2: ApiClient, office: Office, fields: dict[str, str], errno: str | None
) -> None:
    answer = await api2.ask("call/playprompt", prompt="welcome+alarm", count="2", **fields)

    assert answer.get("errno") == errno
    assert [call.prompts for call in office.calls] == (
        [] if errno else [("welcome", "alarm", "welcome", "alarm")]
    )


@pytest.mark.parametrize(
    ("fields", "errno"),
    [
        ({"caller": "1000", "callee": OUTSIDE}, None),
        ({"caller": "1000", "callee": "6500"}, None),
        ({"caller": "6400", "callee": OUTSIDE}, "10004"),
        ({"caller": "6400", "callee": OUTSIDE, "dialpermission": "1000"}, None),
        ({"caller": OTHER, "callee": OUTSIDE, "dialpermission": "1000"}, None),
        ({"caller": "1099", "callee": OUTSIDE, "dialpermission": "1000"}, "10006"),
        ({"caller": "1000", "callee": "1099"}, "10006"),
    ],
)
async def test_one_order_dials_between_any_two(
    api2: ApiClient, office: Office, fields: dict[str, str], errno: str | None
) -> None:
    answer = await api2.ask("call/dial", **fields)

    assert answer.get("errno") == errno
    assert len(office.calls) == (errno is None)


async def test_calls_are_found_by_kind_and_by_id(api2: ApiClient, office: Office) -> None:
    office.place_inbound(OUTSIDE, "1000")
    office.dial("1001", "1002")

    [call] = (await api2.ask("call/query", type="inbound"))["calls"]
    [same] = (await api2.ask("call/query", callid=call["callid"]))["calls"]

    assert call == same
    assert [next(iter(member)) for member in call["members"]] == ["inbound", "ext"]
    assert (await api2.ask("call/query", type="outbound"))["calls"] == []
    assert (await api2.ask("call/query"))["errno"] == "10004"
    office.hang_up("1000")
    assert (await api2.ask("call/query", callid=call["callid"]))["errno"] == "10005"


def keys(answer: dict[str, Any], name: str) -> set[str]:
    return set(answer[name][0])


async def test_newer_names_stand_in_newer_answers(api2: ApiClient) -> None:
    listed = await api2.ask("extension/list")
    described = await api2.ask("extension/query", number="1000,1001")
    everybody = await api2.ask("extension/query", number="all")
    trunks = await api2.ask("trunk/list")
    contacts = await api2.ask("companycontacts/query", id="all")

    assert keys(listed, "extlist") >= {"number", "status", "type", "username"}
    assert [x["number"] for x in described["extinfos"]] == ["1000", "1001"]
    assert len(everybody["extinfos"]) == len(listed["extlist"])
    assert (await api2.ask("extension/query"))["errno"] == "10004"
    assert trunks["trunklist"][0].items() >= {("id", "1"), ("trunkname", "SIP-Amt")}
    assert keys(contacts, "companycontacts") >= {"firstname", "lastname", "businessnum"}


async def test_queues_and_menus_have_numbers(api2: ApiClient, office: Office) -> None:
    [queue] = (await api2.ask("queue/query", number="all"))["queues"]
    [status] = (await api2.ask("queue/query_status", number="6400"))["queues"]
    [menu] = (await api2.ask("ivr/query", number="all"))["ivr"]
    agent = {"queuenumber": "6400", "extnumber": "1000"}

    assert (queue["number"], status["number"], menu["number"]) == ("6400", "6400", "6500")
    assert (await api2.ask("queue/add_dynamicagent", **agent))["status"] == "Success"
    assert "1000" in office.queue("6400").members


async def test_the_file_of_records_is_fetched_under_newer_names(
    api2: ApiClient, office: Office
) -> None:
    office.dial("1000", "1001")
    office.answer("1001")
    office.hang_up("1001")
    span = {"starttime": "2000-01-01 00:00:00", "endtime": "2099-12-31 23:59:59"}

    answer = await api2.ask("cdr/get_random", number="all", **span)
    query = {key: x for key, x in answer.items() if key != "status"} | {"token": api2.token}
    url = f"http://{api2.pbx.host}:{api2.pbx.port}/api/v2.0.0/cdr/download"
    async with api2.http.get(url, params=query) as response:
        header, record = (await response.text()).splitlines()

    assert answer["number"] == "all"
    assert response.content_type == "text/csv"
    assert header.startswith("callid,timestart,callfrom,callto")
    assert ",1000,1001," in record
