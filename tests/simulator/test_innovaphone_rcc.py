"""RCC of the simulated PBX, by a plain client."""

from typing import Any

import pytest

from simulator import InnovaphonePbx, Office
from tests.simulator.clients import AppClient


@pytest.fixture(autouse=True)
def _rcc(innovaphone: InnovaphonePbx) -> None:
    innovaphone.ticks.add("RCC")


async def rcc(app: AppClient, mt: str, **fields: Any) -> None:
    """Ask something of RCC."""
    await app.say(mt, api="RCC", src=mt, **fields)


async def until(app: AppClient, mt: str) -> list[dict[str, Any]]:
    """Hear everything up to a message of this type."""
    heard = [await app.hear()]
    while heard[-1]["mt"] != mt:
        heard.append(await app.hear())
    return heard


async def follow(app: AppClient, cn: str, **fields: Any) -> int:
    """Monitor a user."""
    await rcc(app, "UserInitialize", cn=cn, **fields)
    answer = (await until(app, "UserInitializeResult"))[-1]
    return int(answer["user"])


async def states(app: AppClient, count: int) -> list[Any]:
    """Hear so many messages of calls, and give their states."""
    heard = [await app.hear() for _ in range(count)]
    assert {message["mt"] for message in heard} == {"CallInfo"}
    return [message.get("state", message["msg"]) for message in heard]


async def test_all_users_and_then_the_end(app: AppClient, office: Office) -> None:
    """Phones that are not plugged in are not registered; queues and lines are listed, too."""
    await rcc(app, "Initialize")
    heard = await until(app, "InitializeResult")

    rows = {row["cn"]: row for row in heard[:-1]}
    assert {row["mt"] for row in rows.values()} == {"UserInfo"}
    assert rows["Anna Berger"]["regs"] == [{"hw": "anna.berger-ip222"}]
    assert "regs" not in rows["Eva Lindqvist"]
    assert rows["Support"]["pseudo"] == "waiting"
    assert rows["SIP-Amt"]["pseudo"] == "trunk"


@pytest.mark.parametrize(("grp", "seen"), [(False, {"Tom Keller"}), (True, {"Lena Vogt"})])
async def test_only_some_are_seen(
    app: AppClient, innovaphone: InnovaphonePbx, grp: bool, seen: set[str]
) -> None:
    """Those who may use the App object, or those of its groups."""
    innovaphone.rcc.users = {"tom.keller"}
    innovaphone.rcc.group = {"lena.vogt"}

    await rcc(app, "Initialize", grp=grp)
    heard = await until(app, "InitializeResult")

    assert {row["cn"] for row in heard[:-1] if not row.get("pseudo")} == seen
    assert await follow(app, "Anna Berger") == 0


async def test_a_lamp(app: AppClient, office: Office) -> None:
    """A change says all anew."""
    await rcc(app, "Initialize")
    await until(app, "InitializeResult")

    office.place_inbound("03055500101", "1000")
    row = await app.hear()

    assert (row["mt"], row["update"], row["alert"], row["channel"]) == ("UserInfo", "upd", 1, 1)


async def test_states_are_seen_from_the_pbx(app: AppClient, office: Office) -> None:
    """The bit 128 is set for who is called, and x- is what the user's side sent."""
    assert await follow(app, "Anna Berger") == 1
    assert await follow(app, "Tom Keller") == 2

    office.dial("1000", "1001")
    heard = [await app.hear() for _ in range(4)]
    told = [(message["user"], message["state"], message["msg"]) for message in heard]
    assert told == [
        (1, 3, "x-setup"),
        (1, 4, "r-alert"),
        (2, 129, "r-setup"),
        (2, 132, "x-alert"),
    ]
    assert len({message["conf"] for message in heard}) == 1

    office.answer("1001")
    assert await states(app, 2) == [5, 133]
    office.hold("1000")
    assert await states(app, 2) == [261, 645]
    office.hang_up("1000")
    assert await states(app, 4) == [263, "del", 646, "del"]


async def test_calls_that_go_on_are_told_to_who_comes_later(app: AppClient, office: Office) -> None:
    """Right after the handle, as they are now."""
    office.dial("1000", "1001")
    office.answer("1001")
    office.park("1001")

    assert await follow(app, "Tom Keller") == 1
    info = await app.hear()

    assert (info["state"], info["peer"]["h323"]) == (136, "anna.berger")


async def test_a_wrong_phone_is_silent(app: AppClient, office: Office) -> None:
    """The handle is good, and nothing is told."""
    assert await follow(app, "Anna Berger", hw="nonsense") == 1

    office.dial("1000", "1001")
    await app.hears_nothing()


async def test_devices(app: AppClient) -> None:
    """Their names are for UserInitialize."""
    await rcc(app, "Devices", cn="Anna Berger")
    assert [each["hw"] for each in (await app.hear())["devices"]] == ["anna.berger-ip222"]


async def test_a_call_is_told_before_the_answer_to_its_request(app: AppClient) -> None:
    """So whoever asked must be able to hear of it first."""
    user = await follow(app, "Anna Berger")
    await rcc(app, "UserCall", user=user, h323="tom.keller")

    *infos, answer = await until(app, "UserCallResult")
    assert {info["call"] for info in infos} == {answer["call"]}


async def test_nothing_is_told_after_the_end(app: AppClient, office: Office) -> None:
    """The handle is gone, and the call goes on."""
    user = await follow(app, "Anna Berger")
    await rcc(app, "UserEnd", user=user)
    await until(app, "UserEndResult")

    office.dial("1000", "1001")
    await app.hears_nothing()
    assert office.calls


async def test_all_calls(app: AppClient, office: Office) -> None:
    """States come once; lines have legs of their own."""
    await rcc(app, "Initialize", calls=True)
    await until(app, "InitializeResult")

    office.place_inbound("03055500101", "1000")
    heard = [message for message in await until(app, "UserInfo") if message["mt"] != "UserInfo"]
    adds = [message for message in heard if message["mt"] == "CallAdd"]

    assert [add["cn"] for add in adds] == ["SIP-Amt", "Anna Berger"]
    assert [add["state"] for add in adds] == [1, 129]
    assert len({add["conf-id"] for add in adds}) == 1
    assert not any("state" in message for message in heard if message["mt"] == "CallUpdate")


async def test_a_phone_that_cannot_be_controlled(
    app: AppClient, innovaphone: InnovaphonePbx, office: Office
) -> None:
    """The result says nothing of that."""
    innovaphone.rcc.deaf = {"tom.keller"}
    await follow(app, "Tom Keller")
    office.dial("1000", "1001")
    info = (await states(app, 2), 1)[1]

    await rcc(app, "UserConnect", call=info)

    assert (await app.hear())["mt"] == "UserConnectResult"
    await app.hears_nothing()


async def test_what_cannot_be_done(app: AppClient) -> None:
    """Handle 0, or an error; or nothing at all."""
    user = await follow(app, "Eva Lindqvist")
    await rcc(app, "UserCall", user=user, e164="1000")
    assert (await app.hear())["call"] == 0
    await rcc(app, "UserPickup", user=user)
    assert (await app.hear())["call"] == 0
    await rcc(app, "UserRedirect", call=99, e164="1000")
    assert (await app.hear())["error"] == "not found"
    await rcc(app, "UserClear", call=99, cause=16)
    assert "error" not in await app.hear()
