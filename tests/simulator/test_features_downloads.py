"""Call records and recordings as files."""

import csv
import io
import wave

import pytest

from simulator import Office, YeastarPbx
from tests.simulator.clients import ApiClient

OUTSIDE = "0301234567"
ALWAYS = {"starttime": "2001-01-01 00:00:00", "endtime": "2099-12-31 23:59:59"}


async def fetch(session: ApiClient, endpoint: str, **query: str) -> tuple[str, bytes]:
    """Return the kind and the content of what a link leads to."""
    pbx = session.pbx
    url = f"http://{pbx.host}:{pbx.port}/api/{session.version}/{endpoint}"
    query["token"] = session.token
    async with session.http.get(url, params=query) as response:
        return response.content_type, await response.read()


def errno(body: bytes) -> str:
    return body.decode().partition('"errno":"')[2][:5]


def talk(office: Office, caller: str, callee: str, *, recorded: bool = False) -> str:
    call = office.dial(caller, callee)
    office.answer(callee, call)
    name = office.record(call) if recorded else ""
    office.clock.advance(3)
    office.hang_up(caller, call)
    return name


async def records(session: ApiClient, extid: str) -> list[dict[str, str]]:
    issued = await session.ask("cdr/get_random", extid=extid, **ALWAYS)
    assert issued.pop("status") == "Success"
    kind, body = await fetch(session, "cdr/download", **issued)
    assert kind == "text/csv"
    return list(csv.DictReader(io.StringIO(body.decode())))


async def test_records_come_as_a_table(
    session: ApiClient, office: Office, yeastar: YeastarPbx
) -> None:
    talk(office, "1000", OUTSIDE)
    call = office.place_inbound(OUTSIDE, "6200")
    office.answer("1002", call)
    office.hang_up("1002", call)

    outbound, inbound = await records(session, "all")
    assert (outbound["callfrom"], outbound["callto"]) == ("1000", OUTSIDE)
    assert outbound["talkduraction"] == "3"
    assert (outbound["dsttrunkname"], outbound["type"]) == ("SIP-Amt", "Outbound")
    assert (inbound["callto"], inbound["srctrunkname"]) == ("6200(1002)", "SIP-Amt")
    assert inbound["sn"] == yeastar.serial
    assert list(inbound)[:5] == ["callid", "timestart", "callfrom", "callto", "callduraction"]
    assert await records(session, "1002,1003") == [inbound]


async def test_a_link_is_good_once(session: ApiClient, office: Office) -> None:
    talk(office, "1000", "1001")
    issued = await session.ask("cdr/get_random", extid="all", **ALWAYS)
    del issued["status"]
    _, stolen = await fetch(session, "cdr/download", **issued | {"extid": "1001"})
    assert errno(stolen) == "20020"

    issued = await session.ask("cdr/get_random", extid="all", **ALWAYS)
    del issued["status"]
    assert (await fetch(session, "cdr/download", **issued))[0] == "text/csv"
    _, again = await fetch(session, "cdr/download", **issued)
    assert errno(again) == "20020"


async def test_a_link_is_good_for_half_a_minute(
    session: ApiClient, office: Office, yeastar: YeastarPbx
) -> None:
    name = talk(office, "1000", "1001", recorded=True)
    issued = await session.ask("recording/get_random", recording=name)
    yeastar.clock.advance(30)
    _, body = await fetch(session, "recording/download", recording=name, random=issued["random"])
    assert errno(body) == "20012"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"starttime": "2026-01-01"}, "20019"),
        ({"allowedip": "somewhere"}, "20015"),
        ({"extid": "1099"}, "10006"),
        ({"endtime": ""}, "10004"),
    ],
)
async def test_a_wrong_request_for_records_is_refused(
    session: ApiClient, changes: dict[str, str], wrong: str
) -> None:
    answer = await session.ask("cdr/get_random", **{"extid": "all", **ALWAYS, **changes})

    assert answer == {"status": "Failed", "errno": wrong}


async def test_no_records_are_an_error(session: ApiClient, office: Office) -> None:
    talk(office, "1000", "1001")
    issued = await session.ask("cdr/get_random", extid="1005", **ALWAYS)
    del issued["status"]

    _, body = await fetch(session, "cdr/download", **issued)
    assert errno(body) == "20021"


async def test_a_recording_can_be_heard(session: ApiClient, office: Office) -> None:
    name = talk(office, "1000", "1001", recorded=True)
    issued = await session.ask("recording/get_random", recording=name)
    kind, body = await fetch(session, "recording/download", recording=name, random=issued["random"])

    assert kind in ("audio/wav", "audio/x-wav")
    with wave.open(io.BytesIO(body)) as sound:
        assert sound.getnframes() >= sound.getframerate()
    missing = await session.ask("recording/get_random", recording="x.wav")
    assert missing["errno"] == "20014"


async def test_a_message_in_a_mailbox_can_be_heard(session: ApiClient, office: Office) -> None:
    office.configure("1000", voicemail=True)
    call = office.place_inbound(OUTSIDE, "1000")
    office.to_voicemail("1000", call)
    office.hang_up(OUTSIDE, call)
    wanted = {"extid": "1000", "voicemailfile": "msg0000.wav", "voicemailstatus": "unread"}
    issued = await session.ask("voicemail/get_random", **wanted)
    _, body = await fetch(session, "voicemail/download", **wanted, random=issued["random"])

    with wave.open(io.BytesIO(body)) as sound:
        assert sound.getnframes() >= sound.getframerate()
    assert office.mailboxes == {"1000": {"msg0000.wav": True}}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"voicemailstatus": "old"}, "20016"),
        ({"voicemailstatus": "unread"}, "20018"),
        ({"extid": "1099"}, "10006"),
    ],
)
async def test_a_wrong_request_for_a_message_is_refused(
    session: ApiClient, changes: dict[str, str], wrong: str
) -> None:
    wanted = {"extid": "1000", "voicemailfile": "msg0000.wav", "voicemailstatus": "read"}
    answer = await session.ask("voicemail/get_random", **wanted | changes)

    assert answer == {"status": "Failed", "errno": wrong}
