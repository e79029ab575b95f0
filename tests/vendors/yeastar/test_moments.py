"""What a report calls for besides its facts, and reports that come twice."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.errors import LinkLost
from custom_components.pbx.telephony.facts import Happened, RecordIs, TrunkIs
from custom_components.pbx.telephony.model import TrunkStatus
from custom_components.pbx.telephony.moments import (
    KeyPressed,
    MessageSent,
    SystemEventType,
    SystemHappened,
)
from custom_components.pbx.telephony.vendors.yeastar.answers import DeviceInfo
from custom_components.pbx.telephony.vendors.yeastar.api import Api, Credentials
from custom_components.pbx.telephony.vendors.yeastar.logins import Logins
from custom_components.pbx.telephony.vendors.yeastar.pace import Pace
from custom_components.pbx.telephony.vendors.yeastar.post import Post
from custom_components.pbx.telephony.vendors.yeastar.repeats import Repeats
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Answer,
    ConfigChange,
    Dtmf,
    SmsSent,
)
from custom_components.pbx.telephony.vendors.yeastar.watch import Watch

from .scripted import OK, PASSWORD, Door, ScriptedPbx
from .talk import A, Talk, X, begin, make


async def test_a_restart_is_told_before_the_link_ends(talk: Talk, door: Door) -> None:
    """All calls are gone with it."""
    door.report(action="BootUp")

    happened = await talk.until(Happened)
    error = await talk.end()

    assert isinstance(happened.moment, SystemHappened)
    assert happened.moment.type is SystemEventType.STARTED
    assert isinstance(error, LinkLost)


async def test_a_restart_that_is_reported_again_is_the_same_one(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """Also by the session that followed: it began after that start, and goes on."""
    logins = Logins()
    first = await begin(make(pbx, ports, logins=logins))
    door.report(action="BootUp")
    await first.until(Happened)
    await first.end()
    await first.driver.close()
    talk = await begin(make(pbx, ports, logins=logins))

    door.report(action="BootUp")
    door.report(action="SmsSend", smsid="1", status="succeed")
    happened = await talk.until(Happened)
    await talk.driver.close()

    assert isinstance(happened.moment, MessageSent)


async def test_a_restart_after_a_while_is_another_one(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """It is told, and ends the link, too."""
    logins = Logins(restart=0.0)
    for _ in range(2):
        talk = await begin(make(pbx, ports, logins=logins))
        door.report(action="BootUp")
        happened = await talk.until(Happened)
        await talk.end()
        await talk.driver.close()

        assert isinstance(happened.moment, SystemHappened)


async def test_a_change_of_the_configuration_is_told_and_looked_at(
    pbx: ScriptedPbx, talk: Talk, door: Door
) -> None:
    """The report does not say what has changed."""
    door.report(action="ConfigChange", type="extension", extid=A, operation="update")

    happened = await talk.until(Happened)
    await pbx.until("extensionlist/query", 2)

    assert isinstance(happened.moment, SystemHappened)
    assert (happened.moment.name, happened.moment.detail) == (A, "update")


async def test_a_trunk_tells_its_state(pbx: ScriptedPbx, talk: Talk, door: Door) -> None:
    """Under whatever name; it is believed at once, and looked at."""
    door.report(action="TrunkStatus", trunkname="north", status="Failure")

    fact = await talk.until(TrunkIs)
    await pbx.until("trunklist/query", 2)

    assert (fact.trunk.id, fact.trunk.kind, fact.trunk.status) == ("north", "SIP", TrunkStatus.DOWN)


async def test_a_trunk_that_is_not_ours_has_no_state(talk: Talk, door: Door) -> None:
    """It may just have been added; the list tells."""
    door.report(action="TrunkStatus", trunkname="south", status="Failure")
    door.report(action="sms-send", smsid="1", status="Succeed")

    await talk.until(Happened)

    assert not [fact for fact in talk.told if isinstance(fact, TrunkIs)]


async def test_a_repeated_key_is_one_key(talk: Talk, door: Door) -> None:
    """The PBX sends a report again until it is answered."""
    for key in ("1", "1", "2"):
        door.report(action="DTMF", callid=X, call=[{"ext": {"extid": A}}], info=key, flag="0")

    second = await talk.until(
        Happened, lambda fact: isinstance(fact.moment, KeyPressed) and fact.moment.key == "2"
    )

    moments = [fact for fact in talk.told if isinstance(fact, Happened)]
    assert len(moments) == 2
    assert moments[-1] == second


async def test_the_zone_of_the_pbx_dates_its_records(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """They show its local time."""
    device = {"devicename": "Yeastar S50", "systemtime": "2026-05-24 23:25:20 UTC-8"}
    pbx.rules["deviceinfo/query"] = OK | {"deviceinfo": device}
    talk = await begin(make(pbx, ports))
    door.report(action="NewCdr", callid=X, timestart="1970-01-01 00:00:00", status="ANSWERED")

    fact = await talk.until(RecordIs)
    await talk.driver.close()

    assert fact.record.began == 8 * 3600


def watch(ports: Ports, emit: Callable[[Any], None]) -> Watch:
    api = Api(Post(ports, "127.0.0.1", 1, ssl=False), Credentials("api", PASSWORD), None)
    return Watch(api, ports, Pace(), emit, lambda work: work.close())


async def test_whoever_cares_hears_of_a_change(ports: Ports, door: Door) -> None:
    """Also of the second one within a second: another field may have changed."""
    heard: list[ConfigChange] = []
    watching = watch(ports, lambda _: None)
    watching.on_change = heard.append
    watching.meet(DeviceInfo(name="", serial="1", firmware="", offset=60.0))
    for _ in range(2):
        door.put(b'{"action":"ConfigChange","type":"extension","extid":"2001","sn":"1"}')

    door.put(b'{"action":"BootUp","sn":"1"}')
    with pytest.raises(LinkLost):
        await watching.listen(door)

    assert [change.object for change in heard] == [A, A]
    assert watching.offset == 60.0


def test_only_momentary_reports_can_be_repeats() -> None:
    """A phone may ring again within seconds; telling a state twice changes nothing."""
    repeats = Repeats()

    assert not repeats.is_repeat(Answer(call=X), b"a", 1.0)
    assert not repeats.is_repeat(Answer(call=X), b"a", 2.0)
    assert not repeats.is_repeat(Dtmf(call=X), b"b", 1.0)
    assert repeats.is_repeat(Dtmf(call=X), b"b", 11.0)
    assert not repeats.is_repeat(Dtmf(call=X), b"b", 12.0)


def test_repeats_are_remembered_within_bounds() -> None:
    """A flood pushes the oldest out."""
    repeats = Repeats()
    for number in range(600):
        assert not repeats.is_repeat(SmsSent(), b"%d" % number, 1.0)

    assert not repeats.is_repeat(SmsSent(), b"0", 1.0)
    assert repeats.is_repeat(SmsSent(), b"599", 1.0)
