"""The replicated user table, and connections that are lost."""

from aiohttp import ClientSession, WSMsgType

from simulator import InnovaphonePbx, Office, Person
from tests.simulator.clients import AppClient

TABLE = "PbxTableUsers"
COLUMNS: dict[str, dict[str, str]] = {"guid": {}, "h323": {}, "e164": {}}


async def replicate(app: AppClient) -> list[str]:
    """Read the whole table and return the names."""
    await app.say("ReplicateStart", api=TABLE, src="t", columns=COLUMNS, pseudo=[""])
    assert (await app.hear())["columns"] == COLUMNS
    names: list[str] = []
    while True:
        await app.say("ReplicateNext", api=TABLE, src="t")
        row = (await app.hear()).get("columns")
        if not row:
            return names
        assert sorted(row) == sorted(COLUMNS)
        names.append(row["h323"])


async def test_the_table_is_read_row_by_row(app: AppClient, office: Office) -> None:
    assert await replicate(app) == [person.login for person in office.people.values()]


async def test_changes_follow_without_being_asked_for(app: AppClient, office: Office) -> None:
    await replicate(app)

    person = office.add_person(Person("1099", "Nora", "nora"))
    office.rename("1099", "Nora N.")
    office.remove_person("1099")
    messages = [await app.hear() for _ in range(3)]

    assert [x["mt"] for x in messages] == ["ReplicateAdd", "ReplicateUpdate", "ReplicateDel"]
    assert {x["src"] for x in messages} == {"t"}
    assert messages[2]["columns"] == {"guid": person.guid}


async def test_a_table_of_other_objects_is_empty(app: AppClient) -> None:
    await app.say("ReplicateStart", api=TABLE, src="t", columns=COLUMNS, pseudo=["waiting"])
    await app.hear()
    await app.say("ReplicateNext", api=TABLE, src="t")

    assert "columns" not in await app.hear()


async def test_a_dropped_connection_ends_without_goodbye(
    app: AppClient, innovaphone: InnovaphonePbx
) -> None:
    innovaphone.drop()

    assert (await app.socket.receive()).type is WSMsgType.CLOSED
    assert app.socket.close_code == 1006


async def test_a_restart_keeps_the_address_and_forgets_the_rest(
    app: AppClient, innovaphone: InnovaphonePbx, http: ClientSession, office: Office
) -> None:
    await app.say("SubscribePresence", src="p1", sip="anna.berger")
    await app.hear()

    url = innovaphone.url
    await innovaphone.restart()

    assert innovaphone.url == url
    async with http.ws_connect(url) as socket:
        again = AppClient(innovaphone, socket)
        assert await again.login()
        office.set_presence("1000", "busy")
        await again.hears_nothing()
    assert {frame.connection for frame in innovaphone.frames} == {1, 2}


async def test_a_dark_exchange_has_no_connections(
    app: AppClient, office: Office, http: ClientSession, innovaphone: InnovaphonePbx
) -> None:
    office.power_off()
    assert (await app.socket.receive()).type is WSMsgType.CLOSED

    office.power_on()
    async with http.ws_connect(innovaphone.url) as socket:
        assert await AppClient(innovaphone, socket).login()


async def test_two_clients_are_served_apart(
    app: AppClient, http: ClientSession, innovaphone: InnovaphonePbx, office: Office
) -> None:
    async with http.ws_connect(innovaphone.url) as socket:
        other = AppClient(innovaphone, socket)
        await other.login()
        for client, sip in ((app, "anna.berger"), (other, "tom.keller")):
            await client.say("SubscribePresence", src="p1", sip=sip)
            assert [(await client.hear())["mt"] for _ in range(3)][2] == "PresenceUpdate"

        office.set_presence("1001", "busy")

        assert (await other.hear())["presence"][0]["activity"] == "busy"
        await app.hears_nothing()
