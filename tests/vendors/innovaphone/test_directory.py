"""The people of the user table."""

from collections.abc import Iterable
import json
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Person
from custom_components.pbx.telephony.vendors.innovaphone.directory import MAX_ROWS, list_people
from custom_components.pbx.telephony.vendors.innovaphone.wire import Message, make, parse

from .conversations import load


class Table:
    """A user table that answers one question at a time."""

    def __init__(self, answers: Iterable[dict[str, Any]]) -> None:
        self.answers = iter(answers)
        self.asked: list[dict[str, Any]] = []

    async def ask(self, request: Message) -> Message:
        self.asked.append(json.loads(make(request)))
        answer = parse(json.dumps({"api": "PbxTableUsers", "src": "t1"} | next(self.answers)))
        assert isinstance(answer, Message)
        return answer


def row(**columns: Any) -> dict[str, Any]:
    return {"mt": "ReplicateNextResult", "columns": {"guid": "00"} | columns}


START = {"mt": "ReplicateStartResult"}
END = {"mt": "ReplicateNextResult"}


async def test_the_table_is_copied_as_in_the_example() -> None:
    """Every question is that of the example, and every row is a person."""
    conversation = load("s17_table_users")[4:]
    table = Table(body for way, body in conversation if way == "in")

    people = await list_people(table.ask, "t1")

    assert people == (
        Person("anna.berger", "Anna Berger", "112"),
        Person("tom.keller", "Tom Keller", "113"),
    )
    assert table.asked == [body for way, body in conversation if way == "out"]


async def test_nothing_is_ever_written_and_no_password_asked_for() -> None:
    """A start that names `add` or `del` would announce changes."""
    table = Table([START, END])

    assert await list_people(table.ask, "t1") == ()
    assert table.asked[0].keys() == {"api", "mt", "src", "columns", "pseudo"}
    assert "pwd" not in table.asked[0]["columns"]
    assert all(column == {} for column in table.asked[0]["columns"].values())


@pytest.mark.parametrize(
    ("columns", "person"),
    [
        ({"h323": "a", "dn": "Ann", "cn": "Anna B", "e164": "1"}, Person("a", "Ann", "1")),
        ({"h323": "a", "dn": "", "cn": "Anna B"}, Person("a", "Anna B")),
        ({"h323": "a", "cn": None, "e164": ""}, Person("a", "a")),
        ({"h323": "a", "e164": 12, "hide": False}, Person("a", "a", "12")),
        ({"h323": "a", "hide": True}, None),
        ({"h323": "a", "hide": "true"}, None),
        ({"cn": "Nobody"}, None),
    ],
    ids=["display name", "long name", "name", "number", "hidden", "hidden as text", "nameless"],
)
async def test_a_row_makes_a_person(columns: dict[str, Any], person: Person | None) -> None:
    """Who is hidden, or cannot be watched, is left out."""
    people = await list_people(Table([START, row(**columns), END]).ask, "t1")

    assert people == ((person,) if person else ())


async def test_a_person_is_listed_once() -> None:
    """Names are the same whatever their case."""
    table = Table([START, row(h323="anna"), row(h323="Anna"), END])

    assert await list_people(table.ask, "t1") == (Person("anna", "anna"),)


@pytest.mark.parametrize(
    "answers",
    [[START | {"error": "denied"}], [START, row(h323="a"), END | {"error": 7}]],
    ids=["at the start", "on the way"],
)
async def test_a_refusal_means_that_there_is_no_list(answers: list[dict[str, Any]]) -> None:
    """Half a list would hide people."""
    assert await list_people(Table(answers).ask, "t1") is None


async def test_a_list_without_end_is_cut() -> None:
    """After ten thousand rows nothing more is asked."""
    table = Table([START, *(row(h323=f"u{number}") for number in range(MAX_ROWS + 5))])

    people = await list_people(table.ask, "t1")

    assert people is not None
    assert len(people) == MAX_ROWS
    assert len(table.asked) == MAX_ROWS + 1
