"""A record is the same one whether a report or the file tells of it."""

from datetime import UTC, datetime

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.model import CallId, Direction, ExtensionId
from custom_components.pbx.telephony.record import CallRecord, Outcome
from custom_components.pbx.telephony.vendors.yeastar.call_records import (
    call_record,
    outcome_of,
    zone_offset,
)
from custom_components.pbx.telephony.vendors.yeastar.reports import NewCdr
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

X = "1700000000.11"
BEGAN = datetime(2026, 5, 24, 23, 25, 20, tzinfo=UTC).timestamp()
RECORD = NewCdr(
    call=X,
    began="2026-05-24 23:25:20",
    source="0441234",
    target="6200(2002)",
    duration=40,
    talked=30,
    inbound_trunk="north",
    status="ANSWERED",
    kind="Inbound",
    recording="a.wav",
    did="0440",
    agent_rang=5,
)


def test_a_record_tells_all_it_says() -> None:
    """In our own words, and in UTC."""
    record = call_record(RECORD, -8 * 3600, None)

    assert record == CallRecord(
        id=record.id,
        call=CallId(X),
        direction=Direction.INBOUND,
        outcome=Outcome.ANSWERED,
        began=BEGAN + 8 * 3600,
        caller="0441234",
        callee="2002",
        group="6200",
        extensions=(ExtensionId("2002"),),
        duration=40,
        talk_duration=30,
        ring_duration=5,
        trunk="north",
        did="0440",
        recording="a.wav",
    )


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("2017-05-24 23:25:20 UTC-8", -8 * 3600),
        ("2017-05-24 23:25:20 UTC+08:00", 8 * 3600),
        ("2017-05-24 23:25:20 UTC+5:30", 5.5 * 3600),
        ("2017-05-24 23:25:20 GMT+0530", 5.5 * 3600),
        ("2017-05-24 23:25:20 UTC", 0),
        ("2017-05-24 23:25:20", None),
        ("UTC+99", None),
        ("", None),
    ],
)
def test_the_zone_is_read_from_the_clock(text: str, offset: float | None) -> None:
    """The clock shows the local time and says how far it is from UTC."""
    assert zone_offset(text) == offset


@pytest.mark.parametrize(
    "began", ["", "yesterday", "2026-13-45 99:99:99", "²", "0000-00-00 00:00:00"]
)
@pytest.mark.parametrize("offset", [None, 0.0])
def test_a_begin_that_cannot_be_read_is_counted_back(began: str, offset: float | None) -> None:
    """From when the record was heard of; else nobody knows."""
    report = NewCdr(call=X, began=began, duration=40)

    assert call_record(report, offset, 100.0).began == 60.0
    assert call_record(report, offset, None).began is None


def test_without_a_zone_a_begin_is_counted_back() -> None:
    """A time of an unknown zone is off by hours."""
    assert call_record(RECORD, None, 100.0).began == 60.0


ONE = (
    b'{"action":"NewCdr","callid":"1.2","timestart":"2026-01-02 03:04:05","callfrom":"2001",'
    b'"callto":"2002","callduraction":"19","talkduraction":"14","srctrunkname":"",'
    b'"desttrunkname":"","status":"NO ANSWER","type":"Internal","sn":"1"}'
)
OTHER = (
    b'{"cdrid":"77","type":"internal","status":"NOANSWER","dsttrcunkname":"","pincode":"",'
    b'"talkduration":"00:00:14","callduration":"00:00:19","recording":"","agentringtime":"3",'
    b'"callto":"2002","callfrom":"2001","timestart":"2026-01-02 03:04:05","callid":"1.2",'
    b'"event":"NewCdr","sn":"2"}'
)


def read(body: bytes) -> NewCdr:
    report = decode(body)
    assert isinstance(report, NewCdr)
    return report


def test_spelling_order_and_empty_fields_make_no_other_record() -> None:
    """Nor do the zone, the time at which it was heard, or who is on the roster."""
    ids = {
        call_record(read(ONE), 0.0, 1.0).id,
        call_record(read(OTHER), None, 2.0).id,
        call_record(read(OTHER), 3600.0, None, {"2001"}).id,
    }

    assert len(ids) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"NO ANSWER", b"VOICEMAIL"),
        (b'"19"', b'"20"'),
        (b'"2002"', b'"2003"'),
        (b"03:04:05", b"03:04:06"),
        (b'"1.2"', b'"1.3"'),
        (b'"desttrunkname":""', b'"desttrunkname":"north"'),
    ],
)
def test_another_content_is_another_record(old: bytes, new: bytes) -> None:
    """BUSY, then VOICEMAIL, of one call are two."""
    ids = {call_record(read(body), 0.0, 1.0).id for body in (ONE, ONE.replace(old, new))}

    assert len(ids) == 2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("ANSWERED", Outcome.ANSWERED),
        ("ANSWERD", Outcome.ANSWERED),
        ("answered", Outcome.ANSWERED),
        ("NO ANSWER", Outcome.NO_ANSWER),
        ("NOANSWER", Outcome.NO_ANSWER),
        ("NO ANSWERED", Outcome.NO_ANSWER),
        ("BUSY", Outcome.BUSY),
        ("FAILED", Outcome.FAILED),
        ("VOICEMAIL", Outcome.VOICEMAIL),
        ("", None),
        ("ASLEEP", None),
    ],
)
def test_an_outcome_is_understood_in_every_spelling(status: str, outcome: Outcome | None) -> None:
    """Documents differ."""
    assert outcome_of(status) is outcome


@pytest.mark.parametrize(
    ("parties", "expected"),
    [
        (("Internal", "2001", "2002"), (Direction.INTERNAL, None, ("2001", "2002"))),
        (("Outbound", "2001", "0441234"), (Direction.OUTBOUND, None, ("2001",))),
        (("Inbound", "anonymous", "6500(2002)"), (Direction.INBOUND, "6500", ("2002",))),
        (("Inbound", "044", "6500"), (Direction.INBOUND, "6500", ())),
        (("Internal", "wakeupcall", "2001"), (Direction.INTERNAL, None, ("2001",))),
        (("Internal", "RecordFile", "2001"), (Direction.INTERNAL, None, ("2001",))),
        (("Callback", "0441", "0442"), (Direction.OUTBOUND, None, ())),
        (("Transfer", "2001", "2002"), (None, None, ("2001", "2002"))),
        (("", "", ""), (None, None, ())),
    ],
)
def test_the_parties_of_a_record(
    parties: tuple[str, str, str], expected: tuple[Direction | None, str | None, tuple[str, ...]]
) -> None:
    """Numbers need not be numbers, and a group may stand before who took the call."""
    kind, source, target = parties
    report = NewCdr(call=X, kind=kind, source=source, target=target)

    record = call_record(report, 0.0, 1.0, {"2001", "2002"})

    assert (record.direction, record.group, record.extensions) == expected


@given(st.builds(NewCdr, began=st.text(), source=st.text(), target=st.text(), status=st.text()))
def test_nothing_upsets_it(report: NewCdr) -> None:
    """It comes from the network."""
    assert call_record(report, 0.0, 1.0).id
