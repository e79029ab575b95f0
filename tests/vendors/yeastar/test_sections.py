"""The configuration is read without secrets, and written by known names only."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.commands import Section
from custom_components.pbx.telephony.errors import CommandRefused
from custom_components.pbx.telephony.vendors.yeastar.pairs import Pairs, parse
from custom_components.pbx.telephony.vendors.yeastar.sections import (
    READINGS,
    SIP_TRUNKS,
    checked,
    merged,
    rows_of,
)

from .orders import sample


def answer(**fields: Any) -> Pairs:
    parsed = parse(json.dumps(fields).encode())
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("section", "fixture", "key", "value"),
    [
        (Section.EXTENSIONS, "resp_extension_query_sip", "username", "Jayson"),
        (Section.QUEUES, "resp_queue_query", "ringstrategy", "Ring All"),
        (Section.IVRS, "resp_ivr_query", "prompt", "[Default]"),
        (Section.TRUNKS, "resp_trunklist_v101", "type", "E1"),
        (Section.INBOUND_ROUTES, "resp_inroute_query", "desttype", "ivr"),
        (Section.OUTBOUND_ROUTES, "resp_outroute_query_v200", "prefix", "159XXXXXXXX"),
        (Section.PAGING_GROUPS, "resp_paginggroup_query_v110", "allowexten", "3001,"),
    ],
)
def test_published_answers_are_read(section: Section, fixture: str, key: str, value: str) -> None:
    """As they are, by the PBX's own names."""
    rows = rows_of(READINGS[section], answer(**sample(fixture)), ())

    assert rows[0][key] == value


SECRETS = {
    "registerpassword": "s3cret",
    "loginpassword": "s3cret",
    "password": "s3cret",
    "vmsecret": "s3cret",
    "PassWord": "s3cret",
    "sippasswd": "s3cret",
    "authcode": "s3cret",
    "nested": {"password": "s3cret", "more": [{"vmsecret": "s3cret"}]},
}


@pytest.mark.parametrize("reading", [*READINGS.values(), SIP_TRUNKS], ids=str)
def test_no_secret_survives(reading: Any) -> None:
    """Neither of a SIP account, nor of a queue, a trunk or a mailbox."""
    rows = rows_of(reading, answer(**{reading.rows[0]: [{"name": "x", **SECRETS}]}), ())

    assert rows[0]["name"] == "x"
    assert "s3cret" not in json.dumps(rows)


def test_calls_are_no_settings() -> None:
    """They stand among those of an extension."""
    row = {"extnumber": "2001", "inbound": {"from": "0441"}, "ext": {"extid": "2002"}}

    [read] = rows_of(READINGS[Section.EXTENSIONS], answer(extinfos=[row]), ())

    assert read == {"extnumber": "2001"}


def test_only_the_named_objects_are_given() -> None:
    """By name or by id, however they were selected."""
    rows = [{"id": "1", "name": "in"}, {"id": "2", "name": "out"}]
    reading = READINGS[Section.INBOUND_ROUTES]

    assert rows_of(reading, answer(inroutes=rows), ("out",)) == [rows[1]]
    assert rows_of(reading, answer(inroutes=rows), ("1",)) == [rows[0]]


def test_details_are_added_to_what_is_known() -> None:
    """By the name of the object."""
    rows: list[Any] = [{"trunkname": "north", "status": "Up"}, {"trunkname": "line"}]
    more: list[Any] = [{"trunkname": "north", "host": "sip.example", "status": "?"}]

    assert merged(rows, more, "trunkname") == [
        {"trunkname": "north", "status": "Up", "host": "sip.example"},
        {"trunkname": "line"},
    ]


@pytest.mark.parametrize(
    ("section", "fields", "refusal"),
    [
        (Section.EXTENSIONS, {"status": "Idle"}, "field_unknown (status)"),
        (Section.QUEUES, {"queuename": "a", "dynamicagents": "1"}, "field_unknown (dynamicagents)"),
        (Section.IVRS, {"prompt": "x"}, "field_unknown (prompt)"),
        (Section.IVRS, {"ivrname": "a b"}, "value_not_accepted (ivrname)"),
        (Section.IVRS, {"ivrname": "x" * 32}, "value_not_accepted (ivrname)"),
        (Section.QUEUES, {"agents": "1," * 5000}, "value_not_accepted (agents)"),
        (Section.TRUNKS, {"host": "x"}, "section_read_only (trunks)"),
        (Section.QUEUES, {}, "fields_missing"),
    ],
)
def test_what_cannot_be_written_is_refused(
    section: Section, fields: dict[str, str], refusal: str
) -> None:
    """And named."""
    with pytest.raises(CommandRefused) as caught:
        list(checked(section, fields))

    assert str(caught.value) == refusal


def test_some_fields_go_in_a_request_of_their_own() -> None:
    """Together with a forwarding they have no effect."""
    fields = {"ringtimeout": "30", "busyforward": "on", "maxduration": "60"}

    assert list(checked(Section.EXTENSIONS, fields)) == [
        {"busyforward": "on"},
        {"ringtimeout": "30", "maxduration": "60"},
    ]
    assert list(checked(Section.EXTENSIONS, {"dnd": "on"})) == [{"dnd": "on"}]


@pytest.mark.parametrize(
    ("section", "field"),
    [
        (Section.EXTENSIONS, "username"),
        (Section.QUEUES, "queuename"),
        (Section.IVRS, "ivrname"),
    ],
)
def test_a_name_is_written_where_the_section_keeps_it(section: Section, field: str) -> None:
    """One word for all of them; the PBX has three."""
    assert list(checked(section, {"name": "Help"})) == [{field: "Help"}]
