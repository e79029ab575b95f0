"""No text of a report is longer than what a state, a log and a day of calls can bear."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.vendors.yeastar.pairs import MAX_TEXT
from custom_components.pbx.telephony.vendors.yeastar.reports import NewCdr, PlayPromptEnd
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

LONG = "9" * 50_000
SHORT = "9" * MAX_TEXT


@pytest.mark.parametrize("key", ["callid", "callfrom", "callto", "recording", "srctrunkname"])
def test_what_a_record_says_is_cut_off(key: str) -> None:
    """It is remembered for months, five thousand times."""
    report = decode(json.dumps({"action": "NewCdr", key: LONG}).encode())

    assert isinstance(report, NewCdr)
    assert SHORT in (
        report.call,
        report.source,
        report.target,
        report.recording,
        report.inbound_trunk,
    )


@pytest.mark.parametrize(
    "members",
    [
        {"ext": {"extid": LONG}},
        {"ext": {"extid": ["101", LONG]}},
        {"ext": LONG},
        {"inbound": {"from": LONG, "to": LONG, "trunk": LONG, "inboundid": LONG}},
        {"outbound": {"from": LONG, "channelid": LONG, "memberstatus": LONG, "callpath": LONG}},
    ],
    ids=["extension", "array", "bare", "inbound", "outbound"],
)
def test_whom_a_report_names_is_cut_off(members: dict[str, Any]) -> None:
    """A caller may be any text."""
    report = decode(json.dumps({"action": "PlayPromptEnd", "ivr": LONG} | members).encode())

    assert isinstance(report, PlayPromptEnd)
    assert report.ivr == SHORT
    assert SHORT in str(report.members)
    assert LONG not in str(report)
