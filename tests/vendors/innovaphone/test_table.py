"""The user table: who is there, who comes, who goes, who is called otherwise."""

from collections.abc import AsyncGenerator
from dataclasses import replace
import json
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import BEFORE, Person
from custom_components.pbx.telephony.vendors.innovaphone import table
from custom_components.pbx.telephony.vendors.innovaphone.directory import persons
from custom_components.pbx.telephony.vendors.innovaphone.people import Listing
from simulator import InnovaphonePbx, Office, Person as Employee

from .conftest import SHORT, House, ScriptedPbx, result, state, update
from .conversations import Body, load
from .following import FAST, Followed, followed

# Twice the same guid is the same person, whatever the name.
GUID = "a84bba07931db925306a0799dc6ebd71"


@pytest.fixture
def office() -> Office:
    return Office.sample()


@pytest.fixture
async def hq(socket_enabled: None, office: Office) -> AsyncGenerator[InnovaphonePbx]:
    async with InnovaphonePbx(office) as pbx:
        yield pbx


def is_shown(seen: Followed, id: str) -> bool:
    return id in seen.ids and seen.of(id).presence is not None


async def test_everybody_is_in_the_first_picture(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """With the names, numbers and the PBX of the table."""
    async with followed(house, hq, "anna.berger", everybody=True) as seen:
        assert sorted(seen.first) == sorted(each.login for each in office.people.values())
        tom = seen.of("tom.keller")
        assert (tom.name, tom.number, tom.host) == ("Tom Keller", "1001", "hq")
        assert tom.presence is not None


async def test_without_the_wish_for_everybody_only_the_chosen_are_watched(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """The table still says who they are."""
    async with followed(house, hq, "anna.berger") as seen:
        office.add_person(Employee("1099", "Nora Neu", "nora"))
        office.rename("1000", "Anna B.")
        await seen.until(lambda: seen.of("anna.berger").name == "Anna B.")
        await seen.until(lambda: seen.of("anna.berger").host == "hq")

        assert seen.ids == ["anna.berger"]


async def test_whoever_comes_later_appears_and_goes_again(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """With presence; and whoever was chosen stays, deleted or not."""
    async with followed(house, hq, "tom.keller", everybody=True) as seen:
        office.add_person(Employee("1099", "Nora Neu", "nora"))
        await seen.until(lambda: is_shown(seen, "nora"))
        assert seen.of("nora").number == "1099"

        office.remove_person("1099")
        office.remove_person("1001")
        await seen.until(lambda: "nora" not in seen.ids)
        await seen.until(lambda: seen.of("tom.keller").reason == "not_found")


async def test_somebody_renamed_stays_the_same_person(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """The subscription follows the identity; another may get the old name."""
    async with followed(house, hq, "anna.berger", everybody=True) as seen:
        office.rename_login("1000", "anna.neu")
        await hq.frames.until(lambda frame: frame.message.get("sip") == "anna.neu")
        office.set_presence("1000", "busy", "Umbau")
        await seen.until(
            lambda: (there := seen.of("anna.berger").presence) and there.note == "Umbau"
        )
        assert "anna.neu" not in seen.ids

        office.add_person(Employee("1098", "Anna Zweite", "anna.berger", guid=GUID))
        await seen.until(lambda: is_shown(seen, GUID))
        assert seen.of("anna.berger").number == "1000"
        assert seen.of(GUID).name == "Anna Zweite"


async def test_a_number_that_somebody_else_gets_renames_nobody(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """People are their names; a number can be handed on."""
    async with followed(house, hq, "anna.berger", everybody=True) as seen:
        office.remove_person("1000")
        office.add_person(Employee("1000", "Nora Neu", "nora"))
        await seen.until(lambda: is_shown(seen, "nora"))

        assert seen.of("anna.berger").name == "Anna Berger"
        assert seen.of("nora").number == "1000"


async def test_somebody_who_is_on_no_list_is_not_found_until_created(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """As soon as the table names the user, the PBX is asked again."""
    async with followed(house, hq, "nobody", times=FAST) as seen:
        hq.send({"api": "PbxApi", "mt": "PresenceState", "sip": "nobody", "up": False})
        await seen.until(lambda: seen.of("nobody").reason == "not_found")

        office.add_person(Employee("1099", "Nobody at all", "nobody"))
        await seen.until(lambda: is_shown(seen, "nobody"))


async def test_the_table_says_whose_visibility_is_lacking(house: House, hq: InnovaphonePbx) -> None:
    """And the presence is back as soon as it is not."""
    async with followed(house, hq, "anna.berger", "tom.keller") as seen:
        hq.hide("anna.berger")
        await seen.until(lambda: seen.of("anna.berger").reason == "not_allowed")

        hq.show("anna.berger")
        await seen.until(lambda: is_shown(seen, "anna.berger"))
        assert seen.of("anna.berger").reason is None
        assert is_shown(seen, "tom.keller")


async def test_nothing_is_ever_written_and_no_password_asked_for(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """A start that names `add` or `del` would announce changes; rows are asked for one by one."""
    async with followed(house, hq, everybody=True):
        frames = [each.message for each in hq.frames if each.message.get("api") == "PbxTableUsers"]

    start, *others = frames
    assert start.keys() == {"api", "mt", "src", "columns", "pseudo"}
    assert start["mt"] == "ReplicateStart"
    assert start["pseudo"] == ["", "executive"]
    assert "pwd" not in start["columns"]
    assert all(column == {} for column in start["columns"].values())
    assert {each["mt"] for each in others} == {"ReplicateNext"}
    assert len(others) == len(office.people) + 1


async def test_who_was_there_before_goes_only_when_the_list_is_whole(
    house: House, hq: InnovaphonePbx
) -> None:
    """A table that may no longer be read deletes nobody."""
    async with followed(house, hq, everybody=True, **{BEFORE: ("ghost", "tom.keller")}) as seen:
        assert "ghost" not in seen.ids
        assert "tom.keller" in seen.ids

    hq.ticks.discard("PbxTableUsers")
    async with followed(house, hq, everybody=True, **{BEFORE: ("ghost", "tom.keller")}) as seen:
        assert seen.first == seen.ids == ["ghost", "tom.keller"]
        assert await seen.driver.directory() is None


class Rows:
    """A table that a test makes up."""

    def __init__(self, pbx: ScriptedPbx, *rows: Body | None) -> None:
        """Answer with these rows; None is silence."""
        self.rows = iter(rows)
        pbx.answers["ReplicateStart"] = lambda body: [result(body)]
        pbx.answers["ReplicateNext"] = self.following

    def following(self, body: Body) -> list[Body]:
        match next(self.rows, {}):
            case None:
                return []
            case {"error": _} as failure:
                return [result(body, **failure)]
            case {} as row if not row:
                return [result(body)]
            case row:
                return [result(body, columns=row)]


async def listed(house: House, pbx: ScriptedPbx, **times: Any) -> tuple[Person, ...] | None:
    """Ask for the list as the config flow does."""
    driver = house.open(pbx.port, times=FAST)
    await driver.connect()
    return await driver.directory()


async def test_the_list_for_a_form_is_that_of_the_example(house: House, pbx: ScriptedPbx) -> None:
    """Every row is a person; the questions are those of the example, and one more column."""
    conversation = load("s17_table_users")[4:]
    Rows(
        pbx,
        *(
            body["columns"]
            for way, body in conversation
            if body["mt"] == "ReplicateNextResult" and "columns" in body
        ),
    )

    assert await listed(house, pbx) == (
        Person("anna.berger", "Anna Berger", "112"),
        Person("tom.keller", "Tom Keller", "113"),
    )
    [start] = pbx.heard("ReplicateStart")
    asked = next(body for way, body in conversation if body["mt"] == "ReplicateStart")
    assert start["columns"].keys() - asked["columns"].keys() == {"allows"}
    assert start | {"columns": 0, "src": 0} == asked | {"columns": 0, "src": 0}


async def test_the_changes_of_the_example_are_followed(house: House, pbx: ScriptedPbx) -> None:
    """One comes, one gets another number, one goes."""
    changes = [body for way, body in load("s17_table_users")[-3:]]
    Rows(pbx)
    driver = house.open(pbx.port, times=FAST, everybody=True)
    await driver.connect()
    seen = Followed(driver)
    batches = driver.batches()
    await seen.take(await anext(batches))
    tag = pbx.heard("ReplicateStart")[0]["src"]

    for body, ids in zip(
        changes,
        (["lena.vogt"], ["lena.vogt", "tom.keller"], ["lena.vogt"]),
        strict=True,
    ):
        await pbx.send(body | {"src": tag})
        while seen.ids != ids:
            await seen.take(await anext(batches))
    assert seen.of("lena.vogt").number == "114"


@pytest.mark.parametrize(
    "rows",
    [[{"error": "denied"}], [{"h323": "a"}, {"error": 7}], [{"h323": "a"}, None]],
    ids=["at once", "on the way", "silence"],
)
async def test_half_a_list_is_none(house: House, pbx: ScriptedPbx, rows: list[Body | None]) -> None:
    """It would hide people from a form, and delete them from a picture."""
    Rows(pbx, *rows)
    times = replace(FAST, directory=SHORT, answer=0.3)
    driver = house.open(pbx.port, times=times)
    await driver.connect()
    assert await driver.directory() is None

    Rows(pbx, *rows)
    settings: Any = {"everybody": True, BEFORE: ("ghost",)}
    driver = house.open(pbx.port, times=times, **settings)
    await driver.connect()
    seen = Followed(driver)
    await seen.take(await anext(driver.batches()))
    assert "ghost" in seen.ids


async def test_an_empty_table_deletes_nobody(house: House, pbx: ScriptedPbx) -> None:
    """A PBX that has just started may not know its users yet, though others are told of."""
    Rows(pbx)
    anna = {"api": "RCC", "mt": "UserInfo", "guid": "01", "h323": "anna.berger", "e164": "112"}
    pbx.answers["Initialize"] = lambda body: [anna | {"src": body["src"]}, result(body)]
    driver = house.open(pbx.port, "lena.vogt", times=FAST, everybody=True, before=["tom.keller"])
    pbx.answers["SubscribePresence"] = lambda body: [
        result(body),
        state(body, sip=body["sip"], up=body["sip"] != "lena.vogt"),
        update(body),
    ]
    await driver.connect()
    seen = Followed(driver)
    await seen.take(await anext(driver.batches()))

    assert seen.ids == ["lena.vogt", "tom.keller", "anna.berger"]
    assert seen.of("lena.vogt").reason == "not_visible"


async def test_a_list_without_end_is_cut(
    house: House, pbx: ScriptedPbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many rows nothing more is asked."""
    monkeypatch.setattr(table, "MAX_ROWS", 7)
    Rows(pbx, *({"guid": f"{number}", "h323": f"u{number}"} for number in range(20)))

    people = await listed(house, pbx)

    assert people is not None
    assert len(people) == 7
    assert len(pbx.heard("ReplicateNext")) == 7


async def test_a_row_that_is_told_for_ever_is_not_asked_for_for_ever(
    house: House, pbx: ScriptedPbx, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile PBX has us ask as often as a large one, and no more; and nobody is missing."""
    monkeypatch.setattr(table, "MAX_ROWS", 7)
    Rows(pbx, *({"guid": "01", "h323": "anna.berger"} for _ in range(20)))
    driver = house.open(pbx.port, times=FAST, everybody=True, before=["tom.keller"])
    await driver.connect()
    seen = Followed(driver)
    await seen.take(await anext(driver.batches()))

    assert seen.ids == ["tom.keller", "anna.berger"]
    assert len(pbx.heard("ReplicateNext")) == 7


@pytest.mark.parametrize(
    ("said", "person"),
    [
        (Listing(sip="a", name="Ann", number="1"), Person("a", "Ann", "1")),
        (Listing(sip="a"), Person("a", "a")),
        (Listing(sip="a", name="Ann", is_hidden=True), None),
        (Listing(name="Nobody"), None),
    ],
    ids=["named", "nameless", "hidden", "not to be found"],
)
def test_a_listing_makes_a_person(said: Listing, person: Person | None) -> None:
    """Who is hidden, or cannot be watched, is left out."""
    assert persons([said]) == ((person,) if person else ())


def test_a_person_is_listed_once() -> None:
    """Names are the same whatever their case."""
    assert persons([Listing(sip="anna"), Listing(sip="Anna")]) == (Person("anna", "anna"),)


async def test_the_hidden_are_watched_only_if_chosen(house: House, pbx: ScriptedPbx) -> None:
    """Everybody means everybody in the directory."""
    hidden: Body = {"guid": "02", "h323": "tom.keller", "dn": "Tom", "hide": True}
    Rows(pbx, {"guid": "01", "h323": "anna.berger", "hide": False}, hidden)
    driver = house.open(pbx.port, times=FAST, everybody=True)
    await driver.connect()
    seen = Followed(driver)
    await seen.take(await anext(driver.batches()))
    assert seen.ids == ["anna.berger"]
    assert json.dumps(pbx.received).count("tom.keller") == 0
