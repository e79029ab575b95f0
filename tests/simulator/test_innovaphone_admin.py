"""Looking things up as an administrator, Visibility in the table, and people who move."""

import pytest

from simulator import InnovaphonePbx, Office
from tests.simulator.clients import AppClient

ADMIN, TABLE = "PbxAdminApi", "PbxTableUsers"


@pytest.fixture
async def app(app: AppClient, innovaphone: InnovaphonePbx) -> AppClient:
    """Tick Admin, too."""
    innovaphone.ticks |= {ADMIN, TABLE}
    return app


async def test_users_are_told_behind_a_name(app: AppClient, office: Office) -> None:
    names = sorted(person.name for person in office.people.values())
    await app.say("SearchUsers", api=ADMIN, src="a", cn="", limit=3)
    first = (await app.hear())["user"]
    assert [user["cn"] for user in first] == names[:3]
    assert first[0].keys() == {"cn", "dn", "guid", "h323", "emails"}

    await app.say("SearchUsers", api=ADMIN, src="a", cn=names[2])
    assert [user["cn"] for user in (await app.hear())["user"]] == names[3:]
    await app.say("SearchUsers", api=ADMIN, src="a", cn=names[-1], includeMatch=True)
    assert [user["cn"] for user in (await app.hear())["user"]] == names[-1:]
    await app.say("SearchUsers", api=ADMIN, src="a", cn=names[-1])
    assert (await app.hear())["user"] == []


async def test_the_pbx_has_a_name(app: AppClient, innovaphone: InnovaphonePbx) -> None:
    innovaphone.location = "branch"
    await app.say("GetPbxConfig", api=ADMIN, src="a")
    assert (await app.hear())["loc"] == "branch"


async def test_missing_visibility_is_told_until_it_is_there(
    app: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.hide("anna.berger")
    await app.say("MonitorUnallowed", api=ADMIN, src="m")
    assert (await app.hear())["mt"] == "MonitorUnallowedResult"
    added = await app.hear()
    assert (added["mt"], added["user"], added["src"]) == (
        "MonitorUnallowedAdd",
        "anna.berger",
        "m",
    )
    assert added["srcs"] == [{"name": innovaphone.app, "grp": False}]

    innovaphone.show("anna.berger")
    assert (await app.hear())["mt"] == "MonitorUnallowedDel"
    await app.say("MonitorUnallowed", api=ADMIN, src="m", stop=True)
    await app.hear()
    innovaphone.hide("anna.berger")
    await app.hears_nothing()


async def test_the_table_shows_visibility_and_where_people_live(
    app: AppClient, innovaphone: InnovaphonePbx
) -> None:
    columns: dict[str, dict[str, str]] = {"h323": {}, "loc": {}, "allows": {}}
    await app.say("ReplicateStart", api=TABLE, src="t", columns=columns, pseudo=[""])
    await app.hear()
    await app.say("ReplicateNext", api=TABLE, src="t")
    row = (await app.hear())["columns"]
    assert (row["h323"], row["loc"]) == ("anna.berger", "hq")
    assert [entry["name"] for entry in row["allows"]] == [innovaphone.app]

    innovaphone.hide("anna.berger")
    update = await app.hear()
    while update["columns"]["h323"] != "anna.berger":
        update = await app.hear()
    assert (update["mt"], update["columns"]["allows"]) == ("ReplicateUpdate", [])

    innovaphone.move("tom.keller", "branch")
    update = await app.hear()
    while update["columns"]["h323"] != "tom.keller" or update["columns"]["loc"] == "hq":
        update = await app.hear()
    assert update["columns"]["loc"] == "branch"


async def test_a_presence_can_be_set_only_where_somebody_lives(
    app: AppClient, innovaphone: InnovaphonePbx, office: Office
) -> None:
    innovaphone.move("anna.berger", "branch")
    await app.say("SetPresence", src="s", sip="anna.berger", activity="busy")
    assert (await app.hear())["error"] == 1

    innovaphone.move("anna.berger", "hq")
    await app.say("SetPresence", src="s", sip="anna.berger", activity="busy")
    assert "error" not in await app.hear()
    assert office.person("1000").presence.activity == "busy"
