"""Answers become rows, whatever shape they have."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.vendors.yeastar.answers import (
    DeviceInfo,
    ExtensionRow,
    TrunkCall,
    TrunkRow,
    check,
    device_info,
    extension_calls,
    extension_rows,
    trunk_calls,
    trunk_rows,
)
from custom_components.pbx.telephony.vendors.yeastar.errors_table import RequestFailed
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.pairs import Pairs, parse

from .test_wire import FIXTURES

IN, OUT = MemberKind.INBOUND, MemberKind.OUTBOUND


def sample(name: str) -> Pairs:
    answer = parse((FIXTURES / f"{name}.json").read_bytes())
    assert answer is not None
    return answer


def pairs(**fields: Any) -> Pairs:
    answer = parse(json.dumps(fields).encode())
    assert answer is not None
    return answer


@pytest.mark.parametrize("word", ["Success", "success", "SUCCESS", " Success "])
def test_success_is_success_in_any_case(word: str) -> None:
    """Statuses come in mixed case."""
    answer = pairs(status=word, token="1")

    assert check(answer) is answer


@pytest.mark.parametrize(
    ("fields", "errno"),
    [
        ({"status": "Failed", "errno": "10003"}, 10003),
        ({"status": "Failed", "errno": 10003}, 10003),
        ({"status": "Failure", "errno": "20003"}, 20003),
        ({"status": "Failed"}, None),
        ({"errno": "ten"}, None),
        ({"status": "Succeed", "errno": "²"}, None),
        ({"status": "Failed", "errno": "1" * 5000}, None),
    ],
    ids=["text", "number", "failure", "no code", "a word", "superscript", "endless"],
)
def test_everything_else_is_a_failure(fields: dict[str, Any], errno: int | None) -> None:
    """The code is a text, or a number, or missing."""
    with pytest.raises(RequestFailed) as caught:
        check(pairs(**fields))

    assert caught.value.errno == errno


def test_the_pbx_says_who_it_is() -> None:
    """The serial number is the identity of the PBX."""
    assert device_info(sample("resp_deviceinfo_v101")) == DeviceInfo(
        name="Yeastar S100", serial="364064835218", firmware="30.5.0.19", offset=-8 * 3600.0
    )
    assert device_info(pairs(status="Success")) == DeviceInfo(name="", serial="", firmware="")


def test_extensions_are_listed() -> None:
    """Numbers stay text, since they may begin with a zero; a row without one is dropped."""
    rows = extension_rows(sample("resp_extensionlist_v101"))
    others = extension_rows(sample("resp_extension_list_v200"))

    assert rows
    assert others
    assert len(rows) == 9
    assert rows[1] == ExtensionRow(number="3001", name="Erwin Co", status="Unavailable")
    assert others[0].number == "3022"
    assert extension_rows(pairs(extlist=[{"extnumber": "007"}, {"status": "Idle"}, None, 5])) == (
        ExtensionRow(number="007", name="", status=""),
    )


@pytest.mark.parametrize(
    ("fields", "rows"),
    [({"extlist": []}, ()), ({}, None), ({"extlist": None}, None), ({"extlist": "2001"}, None)],
    ids=["empty", "missing", "nothing", "a text"],
)
def test_no_list_is_not_an_empty_list(
    fields: dict[str, Any], rows: tuple[ExtensionRow, ...] | None
) -> None:
    """Else all extensions would be gone at once."""
    assert extension_rows(pairs(**fields)) == rows


def test_trunks_are_listed() -> None:
    """They have no other identity than their name."""
    rows = trunk_rows(sample("resp_trunklist_v101"))

    assert rows is not None
    assert len(rows) == 7
    assert rows[0] == TrunkRow(name="DIGIT1", kind="E1", status="Down")
    assert trunk_rows(pairs(trunklist=[{"status": "Up"}])) == ()


@pytest.mark.parametrize(
    ("fields", "rows"), [({}, None), ({"trunklist": []}, ()), ({"trunklist": "None"}, ())]
)
def test_to_say_nothing_of_trunks_is_not_to_say_that_there_are_none(
    fields: dict[str, Any], rows: object
) -> None:
    """Else all trunks would be gone at once, and what was made of them in Home Assistant."""
    assert trunk_rows(pairs(**fields)) == rows


def test_an_inbound_call_is_found() -> None:
    """Who calls, whom, over which trunk, and who has taken it."""
    [call] = trunk_calls(sample("resp_inbound_query"), IN)

    assert call == TrunkCall(
        kind=IN,
        id="1712698433.203",
        source="3000",
        target="3002",
        trunk="NORTH-27",
        status="Talking",
        callees=("3002",),
    )
    assert call.is_talking
    assert call.line == Member(
        kind=IN, source="3000", target="3002", trunk="NORTH-27", id="1712698433.203"
    )


@pytest.mark.parametrize(
    "callee",
    [[{"extid": "1"}, {"number": 2}], [{"extid": "1"}, "2"], ["1", "2", {"ivrid": "6500"}, ""]],
    ids=["objects", "mixed", "bare numbers"],
)
def test_all_callees_are_found(callee: Any) -> None:
    """The documents show an array of objects, the clone one object."""
    [call] = trunk_calls(pairs(inbound=[{"inboundid": "1.2", "callee": callee}]), IN)

    assert call.callees == ("1", "2")


@pytest.mark.parametrize("callee", [{"extid": "1"}, "1"], ids=["object", "bare number"])
def test_a_single_callee_is_found(callee: Any) -> None:
    """It need not stand in an array."""
    [call] = trunk_calls(pairs(inbound={"inboundid": "1.2", "callee": callee}), IN)

    assert call.callees == ("1",)


@pytest.mark.parametrize(
    "fields",
    [{}, {"outbound": []}, {"outbound": None}, {"outbound": ""}, {"outbound": [{"from": "1"}]}],
    ids=["no key", "empty array", "null", "empty text", "no id"],
)
def test_no_call_is_no_row(fields: dict[str, Any]) -> None:
    """Nobody documents what an empty answer looks like."""
    assert trunk_calls(pairs(**fields), OUT) == ()


def test_an_extension_tells_with_whom_it_is_on_a_call() -> None:
    """The nested objects are in no sample; one or several of them are read."""
    line = {"inboundid": "1.2", "from": "0441", "to": "2002", "trunk": "T"}
    row = {"extnumber": "2002", "status": "Ringing", "inbound": line, "ext": [{"extid": "2001"}]}

    found = extension_calls(pairs(extinfos=[{"extnumber": "2001"}, row]), "2002")

    assert found is not None
    assert found.status == "Ringing"
    assert found.members == (
        Member(kind=IN, id="1.2", source="0441", target="2002", trunk="T"),
        Member(kind=MemberKind.EXTENSION, number="2001"),
    )


def test_an_extension_that_is_not_there_tells_nothing() -> None:
    """The answer may name another one than was asked for."""
    assert extension_calls(sample("resp_extension_query_sip"), "3001") is None
    assert extension_calls(pairs(), "3001") is None
