"""Records and recordings: links that work once, and what goes wrong with them."""

from typing import Any

from aiohttp import web
import pytest

from custom_components.pbx.telephony.commands import GetRecords
from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import (
    CommandRefused,
    CommandTimedOut,
    CommandUnsupported,
)

from .scripted import OK, SERIAL, ScriptedPbx, failed, page
from .talk import Talk, begin, make

# 2026-01-02 03:04:05 UTC and an hour later.
BEGAN, ENDED = 1767323045.0, 1767326645.0
COMMAND = GetRecords(began=BEGAN, ended=ENDED)
LINK = OK | {"random": "r1"}


def file(text: str, kind: str = "text/csv") -> web.Response:
    return web.Response(text=text, content_type=kind)


CSV = "callid,timestart,callfrom,callto,callduraction,status,type\n"
LATE = "1.2,2026-01-02 01:40:00,2001,2002,5,ANSWERED,Internal\n"
EARLY = "1.1,2026-01-02 01:20:00,2001,2002,5,BUSY,Internal\n"


def clock(shows: str) -> dict[str, Any]:
    """Answer what PBX it is, and what its clock shows."""
    return OK | {"deviceinfo": {"devicename": "Yeastar S50", "sn": SERIAL, "systemtime": shows}}


@pytest.fixture
def records(pbx: ScriptedPbx) -> ScriptedPbx:
    """A PBX two hours behind UTC with two records."""
    pbx.rules["deviceinfo/query"] = clock("2026-01-02 01:04:05 UTC-2")
    pbx.rules["cdr/get_random"] = LINK
    pbx.rules["cdr/download"] = file(CSV + LATE + EARLY)
    return pbx


async def test_records_are_asked_for_in_the_time_of_the_pbx(
    talk: Talk, records: ScriptedPbx
) -> None:
    """And come in ours, oldest first."""
    found = (await talk.driver.execute(COMMAND)).records

    assert records.of("cdr/get_random")[0].fields == {
        "extid": "all",
        "starttime": "2026-01-02 01:04:05",
        "endtime": "2026-01-02 02:04:05",
    }
    assert records.of("cdr/download")[0].query == {
        "extid": "all",
        "starttime": "2026-01-02 01:04:05",
        "endtime": "2026-01-02 02:04:05",
        "random": "r1",
        "token": "token1",
    }
    assert [record.call for record in found] == ["1.1", "1.2"]
    assert found[0].began == BEGAN + 955


async def test_the_zone_of_the_pbx_is_asked_for_once(
    pbx: ScriptedPbx, ports: Ports, records: ScriptedPbx
) -> None:
    """It says so when it is met."""
    talk = await begin(make(pbx, ports))
    asked = pbx.count("deviceinfo/query")

    await talk.driver.execute(COMMAND)
    await talk.driver.close()

    assert records.of("cdr/get_random")[0].fields["starttime"] == "2026-01-02 01:04:05"
    assert pbx.count("deviceinfo/query") == asked


@pytest.mark.parametrize(
    ("shows", "asked"),
    [("1970-01-01 01:17:00", "2026-01-02 04:04:05"), ("", "2026-01-02 03:04:05")],
    ids=["an hour ahead", "nothing"],
)
async def test_a_clock_without_a_zone_is_compared_with_ours(
    talk: Talk, records: ScriptedPbx, shows: str, asked: str
) -> None:
    """By whole quarters of an hour; here it is a quarter past midnight."""
    records.rules["deviceinfo/query"] = clock(shows)

    await talk.driver.execute(COMMAND)

    assert records.of("cdr/get_random")[0].fields["starttime"] == asked


@pytest.mark.parametrize("operation", ["cdr/get_random", "cdr/download"])
async def test_no_records_are_no_error(talk: Talk, records: ScriptedPbx, operation: str) -> None:
    """Wherever the PBX says so."""
    records.rules[operation] = failed(20021)

    assert (await talk.driver.execute(COMMAND)).records == ()


async def test_a_link_that_has_expired_is_asked_for_again(talk: Talk, records: ScriptedPbx) -> None:
    """Once."""
    records.once("cdr/download", failed(20020))
    assert len((await talk.driver.execute(COMMAND)).records) == 2
    assert records.count("cdr/get_random") == 2

    records.rules["cdr/download"] = failed(20020)
    with pytest.raises(CommandRefused, match="download_expired"):
        await talk.driver.execute(COMMAND)
    assert records.count("cdr/download") == 4


@pytest.mark.parametrize(
    ("operation", "answer", "error"),
    [
        ("cdr/get_random", failed(10003), CommandUnsupported),
        ("cdr/get_random", failed(20019), CommandRefused),
        ("cdr/get_random", OK, CommandTimedOut),
        ("cdr/download", page(504), CommandTimedOut),
        ("cdr/download", None, CommandTimedOut),
    ],
    ids=["not known", "bad time", "no link", "too slow", "cut off"],
)
async def test_what_goes_wrong_with_records(
    talk: Talk, records: ScriptedPbx, operation: str, answer: Any, error: type[Exception]
) -> None:
    """The link to the PBX lives on."""
    records.rules[operation] = answer

    with pytest.raises(error):
        await talk.driver.execute(COMMAND)

    records.rules |= {"cdr/get_random": LINK, "cdr/download": file(CSV)}
    if error is not CommandUnsupported:
        assert (await talk.driver.execute(COMMAND)).records == ()


@pytest.mark.parametrize("moment", [1e300, float("inf"), float("nan")])
async def test_a_time_that_is_none_is_refused(
    talk: Talk, records: ScriptedPbx, moment: float
) -> None:
    """No calendar has it."""
    with pytest.raises(CommandRefused, match="time_invalid"):
        await talk.driver.execute(GetRecords(began=moment, ended=moment))


async def test_too_many_records_are_refused(talk: Talk, records: ScriptedPbx) -> None:
    """Who wants so many asks for less at a time."""
    records.rules["cdr/download"] = file(CSV + "x" * 30_000 + ("\n" + "x" * 60_000) * 350)

    with pytest.raises(CommandRefused, match="records_too_many"):
        await talk.driver.execute(COMMAND)


async def test_a_recording_is_sound_whatever_the_web_server_calls_it(
    talk: Talk, pbx: ScriptedPbx
) -> None:
    """And its link is asked for again if it has expired."""
    pbx.rules["recording/get_random"] = LINK
    pbx.rules["recording/download"] = file("RIFF", "application/octet-stream")
    pbx.once("recording/download", failed(20012))

    async with talk.driver.recording("a b.wav") as download:
        sound = b"".join([chunk async for chunk in download.chunks])

    assert (download.content_type, sound) == ("audio/wav", b"RIFF")
    assert pbx.of("recording/get_random")[0].fields == {"recording": "a b.wav"}
    assert pbx.of("recording/download")[1].query["recording"] == "a b.wav"
    assert pbx.count("recording/get_random") == 2


@pytest.mark.parametrize(
    ("operation", "errno", "refusal"),
    [
        ("recording/get_random", 20014, "recording_not_found"),
        ("recording/get_random", 20012, "recording_not_found"),
        ("recording/download", 20014, "recording_not_found"),
        ("recording/download", 20012, "download_expired"),
    ],
)
async def test_a_recording_that_is_not_there(
    talk: Talk, pbx: ScriptedPbx, operation: str, errno: int, refusal: str
) -> None:
    """Two documents give one code two meanings."""
    pbx.rules["recording/get_random"] = LINK
    pbx.rules[operation] = failed(errno)

    with pytest.raises(CommandRefused, match=refusal):
        async with talk.driver.recording("a.wav"):
            pass
