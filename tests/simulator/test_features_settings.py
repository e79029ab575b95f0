"""Settings of extensions, menus, queues, alarms and lines through the first interface."""

from typing import Any

import pytest

from simulator import Office, YeastarPbx
from simulator.office import LineStatus, MonitorMode, Target
from tests.simulator.clients import ApiClient, Receiver


async def described(session: ApiClient, number: str) -> dict[str, Any]:
    answer = await session.ask("extension/query", extid=number)
    info: dict[str, Any] = answer["extinfos"][0]
    return info


@pytest.mark.parametrize(
    ("key", "value", "attribute", "expected"),
    [
        ("username", "Ivo", "name", "Ivo"),
        ("dnd", "on", "do_not_disturb", True),
        ("callrestriction", "on", "may_dial_out", False),
        ("hasvoicemail", "on", "voicemail", True),
        ("vmsecret", "4711", "voicemail_pin", "4711"),
        ("registerpassword", "Abcdef12", "register_password", "Abcdef12"),
        ("mobile", "0170555", "mobile", "0170555"),
        ("ringsimultaneous", "on", "ring_mobile", True),
        ("allowbeingmonitored", "on", "allow_monitoring", True),
        ("monitormode", "Barge-in", "monitor_mode", MonitorMode.BARGE_IN),
        ("ringtimeout", "60", "ring_timeout", 60),
    ],
)
async def test_a_setting_of_an_extension_changes(
    *, session: ApiClient, office: Office, key: str, value: str, attribute: str, expected: object
) -> None:
    answer = await session.ask("extension/update", extid="1000", **{key: value})

    assert answer == {"status": "Success"}
    assert getattr(office.person("1000"), attribute) == expected
    # The answer misspells this one.
    asked = {"mobile": "moblie"}.get(key, key)
    assert (await described(session, "1000"))[asked] == value


async def test_a_changed_setting_is_reported(
    session: ApiClient, yeastar: YeastarPbx, receiver: Receiver
) -> None:
    await session.ask("extension/update", extid="1000", hasvoicemail="on")
    await yeastar.settled()

    [post] = receiver.posts
    told = post.fields
    assert (told["action"], told["extid"], told["operation"]) == ("ConfigChange", "1000", "update")


@pytest.mark.parametrize(
    ("fields", "errno"),
    [
        ({"extid": "1099", "dnd": "on"}, "10006"),
        ({"dnd": "on"}, "10004"),
        ({"extid": "1000", "dnd": "maybe"}, "10017"),
        ({"extid": "1000", "ringtimeout": "31"}, "10017"),
        ({"extid": "1000", "registerpassword": "secret"}, "10017"),
        ({"extid": "1000", "registerpassword": "Sec ret12"}, "10017"),
        ({"extid": "1000", "monitormode": "Loudly"}, "10017"),
        ({"extid": "1000", "extnumber": "1001"}, "10017"),
        ({"extid": "1000", "alwaysforward": "on", "atransferto": "Moon"}, "10017"),
        ({"extid": "1000", "alwaysforward": "on", "atransferto": "Custom Number"}, "10017"),
    ],
)
async def test_a_wrong_setting_is_refused(
    session: ApiClient, office: Office, fields: dict[str, str], errno: str
) -> None:
    answer = await session.ask("extension/update", **fields)

    assert answer == {"status": "Failed", "errno": errno}
    assert not office.person("1000").do_not_disturb


async def test_a_forwarding_takes_effect(session: ApiClient, office: Office) -> None:
    await session.ask(
        "extension/update",
        extid="1000",
        alwaysforward="on",
        atransferto="Extension",
        atransferext="1001",
        ringtimeout="60",
    )
    assert office.person("1000").forward_always.target is Target.EXTENSION
    # Together with a forwarding it is lost, as on the real box.
    assert office.person("1000").ring_timeout == 30
    info = await described(session, "1000")
    assert (info["alwaysforward"], info["atransferext"]) == ("on", "1001")

    office.dial("1002", "1000")
    assert office.line_status("1001") is LineStatus.RINGING


async def test_a_forwarding_without_its_switch_changes_nothing(
    session: ApiClient, office: Office
) -> None:
    await session.ask("extension/update", extid="1000", btransferto="Mobile Number")

    assert office.person("1000").forward_busy.target is Target.VOICEMAIL


async def test_menus_are_described_and_changed(session: ApiClient, office: Office) -> None:
    assert await session.ask("ivr/query") == {
        "status": "Success",
        "ivr": [
            {
                "ivrnumber": "6500",
                "ivrname": "Main menu",
                "prompt": "[Default]",
                "promptrepeat": "3",
                "responsetimeout": "3",
                "digittimeout": "3",
                "dialext": "on",
                "dialoutboundroutes": "off",
                "dialtocheckvoicemail": "off",
            }
        ],
    }
    changes = {"ivrnumber": "6501", "ivrname": "Day", "dialext": "off", "promptrepeat": "5"}
    assert (await session.ask("ivr/update", ivrid="6500", **changes))["status"] == "Success"
    menu = office.menu("6501")
    assert (menu.name, menu.dials_extensions, menu.prompt_repeat) == ("Day", False, 5)


@pytest.mark.parametrize(
    ("fields", "errno"),
    [
        ({"ivrid": "6599"}, "10012"),
        ({"ivrid": "6500", "ivrname": "Main menu"}, "10018"),
        ({"ivrid": "6500", "promptrepeat": "6"}, "10018"),
        ({"ivrid": "6500", "ivrnumber": "1000"}, "10018"),
    ],
)
async def test_a_wrong_menu_is_refused(
    session: ApiClient, fields: dict[str, str], errno: str
) -> None:
    assert (await session.ask("ivr/update", **fields))["errno"] == errno


async def test_alarms_are_set_listed_changed_and_removed(session: ApiClient) -> None:
    alarm = {"time": "06:45", "type": "custom", "weekdays": "1,2,0", "repeats": "3"}
    assert (await session.ask("wakeupcall/create", extid="1000,1001", wakeup=[alarm]))[
        "status"
    ] == "Success"
    again = await session.ask("wakeupcall/create", extid="1001", wakeup=[alarm])
    assert again["errno"] == "10022"

    changed = {"time": "07:00", "type": "everyday"}
    await session.ask("wakeupcall/update", extid="1000", time="06:45", wakeup=[changed])
    answer = await session.ask("wakeupcall/query", extid="1000,1001")
    first, second = ([x["time"] for x in each["wakeup"]] for each in answer["wakeups"])
    assert (first, second) == (["07:00"], ["06:45"])
    assert answer["wakeups"][1]["wakeup"][0]["weekdays"] == "1,2,0"

    await session.ask("wakeupcall/delete", extid="1000")
    gone = await session.ask("wakeupcall/delete", extid="1000", time="07:00")
    assert gone["errno"] == "10021"


@pytest.mark.parametrize(
    ("fields", "errno"),
    [
        ({"extid": "1099", "wakeup": [{"time": "06:45"}]}, "10006"),
        ({"extid": "1000"}, "10004"),
        ({"extid": "1000", "wakeup": [{"time": "25:00"}]}, "10020"),
        ({"extid": "1000", "wakeup": [{"time": "06:45", "type": "custom"}]}, "10020"),
        ({"extid": "1000", "wakeup": [{"time": "06:45", "repeats": "9"}]}, "10020"),
        ({"extid": "1000", "wakeup": []}, "10020"),
    ],
)
async def test_a_wrong_alarm_is_refused(
    session: ApiClient, fields: dict[str, Any], errno: str
) -> None:
    assert (await session.ask("wakeupcall/create", **fields))["errno"] == errno


async def test_a_guest_checks_out(session: ApiClient, office: Office) -> None:
    await session.ask("wakeupcall/create", extid="1000", wakeup=[{"time": "06:45"}])
    assert (await session.ask("hotel/checkout", extid="1000"))["status"] == "Success"

    person = office.person("1000")
    assert (person.name, person.may_dial_out, office.wake_ups) == ("1000", False, {})


@pytest.mark.parametrize(
    ("endpoint", "key", "name", "found", "missing"),
    [
        ("inroute/query", "name", "Main", "inroutes", "10072"),
        ("outroute/query", "name", "Out", "outroutes", "10082"),
        ("siptrunk/query", "trunkname", "SIP-Amt", "trunks", "10062"),
        ("paginggroup/query", "number", "6300", "paginggroup", "10011"),
    ],
)
async def test_configuration_is_described(
    *, session: ApiClient, endpoint: str, key: str, name: str, found: str, missing: str
) -> None:
    one = await session.ask(endpoint, **{key: name})
    every = await session.ask(endpoint, **{key: "all"})
    nothing = await session.ask(endpoint, **{key: "Mars"})

    assert [entry[key] for entry in one[found]] == [name]
    assert every == one
    assert nothing == {"status": "Failed", "errno": missing}
