"""What an administrator's rights let us look up."""

from collections.abc import AsyncGenerator

import pytest

from simulator import InnovaphonePbx, Office

from .conftest import House, ScriptedPbx, result
from .conversations import Body, load
from .following import FAST, followed


@pytest.fixture
def office() -> Office:
    return Office.of_size(45)


@pytest.fixture
async def hq(socket_enabled: None, office: Office) -> AsyncGenerator[InnovaphonePbx]:
    async with InnovaphonePbx(office, ticks=("PbxApi", "PbxAdminApi")) as pbx:
        yield pbx


async def test_the_pbx_says_what_it_is_called(house: House, hq: InnovaphonePbx) -> None:
    """And which of its APIs let us in."""
    driver = house.open(hq.port, app=hq.app, password=hq.password, times=FAST)

    info = await driver.connect()

    assert info.location == "hq"
    assert {"PbxAdminApi", "PbxApi"} <= set(info.answering)
    assert "PbxTableUsers" in info.silent
    assert not set(info.answering) & set(info.silent)


async def test_all_users_are_listed_page_by_page(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """More than a page, each once, and nothing but questions."""
    driver = house.open(hq.port, app=hq.app, password=hq.password, times=FAST)
    await driver.connect()

    people = await driver.directory()

    assert people is not None
    assert sorted(each.key for each in people) == sorted(x.login for x in office.people.values())
    asked = [each.message for each in hq.frames if each.mt == "SearchUsers"]
    assert len(asked) == 4
    assert asked[0]["cn"] == ""


async def test_a_page_that_repeats_itself_ends_the_list(house: House, pbx: ScriptedPbx) -> None:
    """A peer that knows no end is not asked for ever."""
    pages = {"user": [{"cn": "Anna", "guid": "01", "h323": "anna"}, "nonsense"]}
    pbx.answers["GetPbxConfig"] = lambda body: [result(body, loc=7)]
    pbx.answers["SearchUsers"] = lambda body: [result(body, **pages)]
    driver = house.open(pbx.port, times=FAST)
    await driver.connect()

    people = await driver.directory()

    assert [each.key for each in people or ()] == ["anna"]
    assert len(pbx.heard("SearchUsers")) == 2


async def test_the_questions_are_those_of_the_example(house: House, pbx: ScriptedPbx) -> None:
    """The recorded answers give the recorded people."""
    conversation = load("s18_admin_lookup")[4:]
    answers = [body for way, body in conversation if body["mt"] == "SearchUsersResult"]
    pbx.answers["GetPbxConfig"] = lambda body: [result(body, loc="hq")]
    pbx.answers["SearchUsers"] = lambda body: [answers.pop(0) | {"src": body["src"]}]
    driver = house.open(pbx.port, times=FAST)
    await driver.connect()

    people = await driver.directory()

    assert [each.key for each in people or ()] == ["anna.berger", "tom.keller"]
    asked = [body for way, body in conversation if body["mt"] == "SearchUsers"]
    assert [body | {"src": ""} for body in pbx.heard("SearchUsers")] == [
        body | {"src": ""} for body in asked
    ]


@pytest.mark.parametrize("refusal", [{"error": "denied"}, {"error": 1, "user": []}])
async def test_a_refusal_means_that_there_is_no_list(
    house: House, pbx: ScriptedPbx, refusal: Body
) -> None:
    """It is not an empty one."""
    pbx.answers["GetPbxConfig"] = lambda body: [result(body, loc="hq")]
    pbx.answers["SearchUsers"] = lambda body: [result(body, **refusal)]
    driver = house.open(pbx.port, times=FAST)
    await driver.connect()

    assert await driver.directory() is None


async def test_the_pbx_says_who_lacks_visibility(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """For certain, where the table cannot tell; and no longer once it is mended."""
    someone, other = (person.login for person in list(office.people.values())[:2])
    async with followed(house, hq, someone, other) as seen:
        hq.hide(someone)
        await seen.until(lambda: seen.of(someone).reason == "not_allowed")
        assert seen.of(other).presence is not None

        hq.show(someone)
        await seen.until(lambda: seen.of(someone).presence is not None)
        assert seen.of(someone).reason is None


async def test_who_moves_to_another_pbx_is_not_taken_for_invisible(
    house: House, hq: InnovaphonePbx, office: Office
) -> None:
    """And is seen again after coming back."""
    hq.ticks.add("PbxTableUsers")
    someone = next(iter(office.people.values())).login
    async with followed(house, hq, someone) as seen:
        await seen.until(lambda: seen.of(someone).host == "hq")
        hq.move(someone, "branch")
        await seen.until(lambda: seen.of(someone).reason == "moved")
        assert seen.of(someone).host == "branch"
        assert seen.of(someone).presence is None

        hq.move(someone, "hq")
        await seen.until(lambda: seen.of(someone).presence is not None)
        assert seen.of(someone).host == "hq"
