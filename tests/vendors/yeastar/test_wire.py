"""Bytes become typed reports, whatever they are."""

import json
from pathlib import Path

import pytest

from custom_components.pbx.telephony.vendors.yeastar import reports
from custom_components.pbx.telephony.vendors.yeastar.members import (
    MAX_MEMBERS,
    Member,
    MemberKind,
)
from custom_components.pbx.telephony.vendors.yeastar.pairs import parse
from custom_components.pbx.telephony.vendors.yeastar.reports import Report, Unknown
from custom_components.pbx.telephony.vendors.yeastar.wire import decode, seconds

FIXTURES = Path(__file__).parents[2] / "fixtures" / "yeastar"

TYPES: dict[str, type[Report]] = {
    "alert": reports.Alert,
    "answer": reports.Answer,
    "answered": reports.Answered,
    "bootup": reports.BootUp,
    "bye": reports.Bye,
    "callfailed": reports.CallFailed,
    "callstatus": reports.CallStatus,
    "configchange": reports.ConfigChange,
    "dtmf": reports.Dtmf,
    "extensionstatus": reports.ExtensionStatus,
    "incoming": reports.Incoming,
    "invite": reports.Invite,
    "newcdr": reports.NewCdr,
    "playpromptend": reports.PlayPromptEnd,
    "ring": reports.Ring,
    "satisfaction": reports.Satisfaction,
    "sms": reports.SmsSent,
    "tranfer": reports.Transfer,
}
SAMPLES = sorted(
    path
    for pattern in ("report_*.json", "event_*.json", "composed_event_*.json")
    for path in FIXTURES.glob(pattern)
)


def ext(number: str, **more: str) -> Member:
    return Member(kind=MemberKind.EXTENSION, number=number, **more)  # type: ignore[arg-type]


def word_of(path: Path) -> str:
    return path.name.removeprefix("composed_").split("_")[1]


def test_there_are_samples_of_every_kind() -> None:
    """The table below is about something."""
    assert {word_of(path) for path in SAMPLES} == set(TYPES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_published_sample_is_typed_and_wholly_understood(path: Path) -> None:
    """No field of any sample is left over, and none of them says nothing."""
    report = decode(path.read_bytes())

    assert type(report) is TYPES[word_of(path)]
    assert report.extra == ()
    assert report != type(report)() or isinstance(report, reports.BootUp)


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("re[qs]*.json")), ids=lambda path: path.stem)
def test_every_published_request_and_answer_is_read(path: Path) -> None:
    """Requests and answers are one object each."""
    assert parse(path.read_bytes()) is not None


@pytest.mark.parametrize(
    "body",
    [
        '{"action":"RING","callid":"1.2","ext":{"extid":"2002"},"ext":{"extid":"2001"}}',
        '{"action":"RING","callid":"1.2","call":[{"ext":{"extid":"2002"}},{"ext":{"extid":"2001"}}]}',
        '{"action":"RING","callid":"1.2","call":{"ext":{"extid":"2002"},"ext":{"extid":"2001"}}}',
        '{"event":"RING","callid":"1.2","members":[{"ext":{"number":"2002"}},{"ext":{"number":"2001"}}]}',
        '{"action":"RING","callid":"1.2","ext":{"extid":["2002","2001"]}}',
        '{"action":"RING","callid":"1.2","ext":[{"extid":"2002"},{"extid":"2001"}]}',
        '{"action":"RING","callid":"1.2","ext":["2002","2001"]}',
        '{"action":"RING","callid":"1.2","ext":"2002","ext":2001}',
        '{"ext":{"extid":"2002"},"callid":1.2,"Action":" ring ","ext":{"extid":" 2001 "}}',
    ],
    ids=[
        "keys doubled",
        "array of calls",
        "calls without an array",
        "members",
        "array of numbers",
        "array of objects",
        "array of bare numbers",
        "bare numbers",
        "another order and case",
    ],
)
def test_both_parties_are_kept_in_the_order_of_the_text(body: str) -> None:
    """The first one is the phone that rings, and no form of the report may lose it."""
    assert decode(body.encode()) == reports.Ring(call="1.2", members=(ext("2002"), ext("2001")))


def test_an_array_of_numbers_shares_what_else_is_told() -> None:
    """The clone puts several extensions into one object."""
    body = b'{"event":"CallStatus","members":{"ext":{"extid":["1",{},"2"],"memberstatus":"BYE"}}}'

    report = decode(body)

    assert isinstance(report, reports.CallStatus)
    assert report.members == (ext("1", status="BYE"), ext("2", status="BYE"))


def test_a_report_cannot_name_everybody() -> None:
    """However long it is, it is dealt with at once."""
    body = {"action": "RING", "callid": "1.2", "ext": [str(number) for number in range(9000)]}

    report = decode(json.dumps(body).encode())

    assert isinstance(report, reports.Ring)
    assert len(report.members) == MAX_MEMBERS


def test_an_empty_twin_does_not_unname_a_party() -> None:
    """Versions differ in the key of the number."""
    report = decode(b'{"action":"BYE","ext":{"extid":"1","number":"","trunk":{}}}')

    assert isinstance(report, reports.Bye)
    assert report.members == (ext("1"),)


def test_a_line_is_kept_even_if_it_says_nothing() -> None:
    """That somebody outside takes part is worth knowing; an extension without a number is nobody."""
    report = decode(b'{"action":"BYE","callid":"1.2","inbound":{},"ext":{},"outbound":""}')

    assert isinstance(report, reports.Bye)
    assert report.members == (Member(kind=MemberKind.INBOUND),)


@pytest.mark.parametrize("key", ["trunk", "trunkname"])
@pytest.mark.parametrize("name", ["outboundid", "ouboundid"])
def test_a_line_has_the_same_names_in_all_versions(key: str, name: str) -> None:
    """Versions and misprints differ in the names of trunk and id."""
    body = (
        f'{{"action":"BYE","outbound":{{"from":"1","to":"2","{key}":"T","{name}":"1.3","x":"y"}}}}'
    )

    report = decode(body.encode())

    line = Member(kind=MemberKind.OUTBOUND, source="1", target="2", trunk="T", id="1.3")
    assert isinstance(report, reports.Bye)
    assert report.members == (line,)
    assert report.extra == ("outbound.x",)


@pytest.mark.parametrize("word", ["Tranfer", "Transfer", "TRANSFER"])
def test_a_transfer_is_understood_as_printed_and_as_meant(word: str) -> None:
    """All samples are misspelled, and no table is."""
    assert decode(f'{{"action":"{word}","callid":"1.2"}}'.encode()) == reports.Transfer(call="1.2")


@pytest.mark.parametrize("key", ["callduraction", "callduration"])
@pytest.mark.parametrize("talk", ["talkduraction", "talkduration"])
@pytest.mark.parametrize("trunk", ["desttrunkname", "dsttrcunkname", "dstrunkname", "dsttrunkname"])
def test_a_record_is_understood_in_every_spelling(key: str, talk: str, trunk: str) -> None:
    """Four documents spell the fields of a record in four ways."""
    body = {"action": "NewCdr", "callid": "1.2", key: "00:01:10", talk: "9", trunk: "north"}

    report = decode(json.dumps(body).encode())

    assert report == reports.NewCdr(call="1.2", duration=70, talked=9, outbound_trunk="north")


def test_the_spelling_that_says_more_wins() -> None:
    """An empty twin does not wipe out a value."""
    report = decode(b'{"action":"NewCdr","desttrunkname":"north","dsttrunkname":""}')

    assert report == reports.NewCdr(outbound_trunk="north")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19", 19),
        ("00:10:00", 600),
        ("1:05", 65),
        ("", None),
        ("-1", None),
        ("1:2:3:4", None),
        ("²", None),
    ],
    ids=["seconds", "clock", "minutes", "nothing", "negative", "too many parts", "superscript"],
)
def test_a_duration_is_seconds_or_a_clock(text: str, expected: int | None) -> None:
    """The early table prints a clock, all samples print seconds."""
    assert seconds(text) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '{"action":"PlayPromptEnd","callid":"1.2","ivr":{"ivrid":"6500"},"playtonum":"2001"}',
            reports.PlayPromptEnd(call="1.2", ivr="6500", number="2001"),
        ),
        (
            '{"event":"PlayPromptEnd","callid":"1.2","ivr":"6500"}',
            reports.PlayPromptEnd(call="1.2", ivr="6500"),
        ),
        ('{"smsid":"1-2","status":"Failed"}', reports.SmsSent(sms="1-2", status="Failed")),
        (
            '{"event":"QueueAutoPause","queue":"6700","agent":"1","misscall":[{"caller":"0441"}]}',
            reports.QueueAutoPause(queue="6700", agent="1", missed=("0441",)),
        ),
        (
            '{"event":"QueueAgentRingNoAnswerTimeout","queue":"queue-6700","agent":"Ann","callid":"1.2","caller":"0441"}',
            reports.QueueAgentTimeout(queue="queue-6700", agent="Ann", call="1.2", caller="0441"),
        ),
        (
            '{"event":"ConferenceStatus","callid":"1.2","conferencenumber":"6400","conferencename":" c","members":[]}',
            reports.ConferenceStatus(call="1.2", number="6400", name="c"),
        ),
        (
            '{"action":"TrunkStatus","trunkname":"north","status":"Registered"}',
            reports.TrunkState(trunk="north", status="Registered"),
        ),
        (
            '{"action":"DTMF","callid":"1.2","info":"#","flag":"3","infos":"12#","ext":{"extid":"1"}}',
            reports.Dtmf(call="1.2", key="#", index="3", collected="12#", members=(ext("1"),)),
        ),
        ('{"action":"Whatever","sn":"77"}', Unknown(word="Whatever", serial="77")),
        ('{"sn":"77"}', Unknown(serial="77")),
        ('{"action":{"a":1},"event":null}', Unknown()),
    ],
    ids=[
        "prompt of an IVR",
        "prompt of a bare IVR",
        "sms without a name",
        "agent paused",
        "agent timed out",
        "conference",
        "trunk",
        "last key",
        "unknown word",
        "no word",
        "word that is none",
    ],
)
def test_reports_without_a_sample_are_typed(body: str, expected: Report) -> None:
    """Their fields are printed in tables only."""
    assert decode(body.encode()) == expected


def test_unknown_fields_are_named() -> None:
    """Bug reports shall say what a firmware has added."""
    report = decode(b'{"action":"BootUp","sn":"77","colour":"blue","Mood":true}')

    assert report == reports.BootUp(serial="77", extra=("colour", "mood"))


def test_a_number_is_never_a_number() -> None:
    """As floats, these two call ids would be the same."""
    long = decode(b'{"action":"BYE","callid":1700000000.810}')
    short = decode(b'{"action":"BYE","callid":1700000000.81}')

    assert isinstance(long, reports.Bye)
    assert long.call == "1700000000.810"
    assert long != short


def test_truth_is_a_word_too() -> None:
    """The clone writes some values without quotes."""
    report = decode(b'{"action":"CallFailed","callid":true,"reason":false}')

    assert report == reports.CallFailed(call="yes", reason="no")


def test_passwords_are_dropped_where_they_come_in() -> None:
    """`extension/query` answers with them in clear text."""
    answer = parse((FIXTURES / "resp_extension_query_sip.json").read_bytes())

    assert answer is not None
    text = repr(answer)
    assert "xMn5W4Gs" not in text
    assert "0885ec7059b55d358da39abee3ad8c73" not in text
    assert "Jayson" in text
