"""The watchdog of a session: what is missed is noticed, mended where that can be, and told."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.pbx.telephony.delivery import ReportFault, Reporting
from custom_components.pbx.telephony.driver import Ports
from custom_components.pbx.telephony.facts import ExtensionsAre, ReportingIs
from custom_components.pbx.telephony.model import Hook
from custom_components.pbx.telephony.vendors.yeastar.pace import Pace
from custom_components.pbx.telephony.vendors.yeastar.roster import is_news
from custom_components.pbx.telephony.vendors.yeastar.words import phone_state

from .scripted import Door, ScriptedPbx, failed
from .talk import CALM, NEVER, A, B, Talk, X, begin, make, people

WATCHFUL = replace(CALM, poll=0.01, poll_in_call=0.01, grace=0.02)


async def until_reporting(talk: Talk, **wanted: Any) -> Reporting:
    """Wait until reports are told to arrive like this."""
    fact = await talk.until(
        ReportingIs,
        lambda fact: all(getattr(fact.reporting, key) == value for key, value in wanted.items()),
    )
    return fact.reporting


async def flip(pbx: ScriptedPbx, talk: Talk, *statuses: str) -> None:
    """Let a phone do something without a report, each time until that is counted."""
    for status in statuses:
        missed = talk.driver._ports.delivery.missed
        pbx.people({A: status})
        await until_reporting(talk, missed=missed + 1)


async def test_a_list_that_shows_what_nobody_told_is_a_miss(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """Once is an accident; the destination is announced again all the same."""
    talk = await begin(make(pbx, ports, WATCHFUL))
    beats = pbx.count("heartbeat")

    await flip(pbx, talk, "Busy")
    await pbx.until("heartbeat", beats + 1)
    await talk.driver.close()

    assert ports.delivery.fault is None
    (missed,) = ports.delivery.history
    assert (missed.what, missed.extension) == ("status", A)


async def test_reports_that_never_come(pbx: ScriptedPbx, ports: Ports) -> None:
    """A wrong address is not mended by another login."""
    talk = await begin(make(pbx, ports, WATCHFUL))

    await flip(pbx, talk, "Busy", "Idle", "Busy")
    await talk.driver.close()

    assert ports.delivery.fault is ReportFault.NEVER
    assert pbx.count("login") == 1


async def test_a_report_that_comes_in_time_is_no_miss(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """The list was quicker."""
    talk = await begin(make(pbx, ports, replace(WATCHFUL, grace=0.2)))
    pbx.people({A: "Busy"})
    await pbx.until("extensionlist/query", 4)

    door.report(action="ExtensionStatus", extension=A, status="Busy")
    await pbx.until("extensionlist/query", 40)
    await talk.driver.close()

    assert ports.delivery.missed == 0
    assert ports.delivery.heard == 1


async def test_reports_are_taken_back_once(pbx: ScriptedPbx, ports: Ports, door: Door) -> None:
    """Whoever logs in last gets them; two who do so all the time would both lose."""
    talk = await begin(make(pbx, ports, WATCHFUL))
    door.report(action="ExtensionStatus", extension=B, status="Busy")
    await flip(pbx, talk, "Busy", "Idle")
    assert ports.delivery.fault is ReportFault.SILENT

    beat = await pbx.until("heartbeat", 3)
    await flip(pbx, talk, "Busy", "Idle")
    door.report(action="ExtensionStatus", extension=A, status="Busy")
    await until_reporting(talk, fault=None)
    await talk.driver.close()

    assert pbx.count("login") == 2
    assert beat.fields == pbx.of("heartbeat")[0].fields


async def test_a_login_that_is_refused_by_then_is_told(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """To take the reports back is a login like any other: a wrong password is sent once."""
    talk = await begin(make(pbx, ports, WATCHFUL))
    door.report(action="ExtensionStatus", extension=B, status="Busy")
    pbx.rules["login"] = failed(20003)
    pbx.people({A: "Busy"})
    await until_reporting(talk, missed=1)
    pbx.people({A: "Idle"})

    error = await talk.end()
    await talk.driver.close()

    assert type(error).__name__ == "AuthenticationFailed"
    assert pbx.count("login") == 2


async def test_an_extension_that_is_not_ticked_is_named(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """Reports of others come all the time."""
    talk = await begin(make(pbx, ports, replace(WATCHFUL, grace=0.05)))
    for status in ("Busy", "Idle", "Busy"):
        missed = ports.delivery.missed
        pbx.people({A: status})
        await pbx.until("extensionlist/query", pbx.count("extensionlist/query") + 2)
        door.report(action="ExtensionStatus", extension=B, status="Idle")
        await until_reporting(talk, missed=missed + 1)

    assert ports.delivery.reporting.fault is ReportFault.UNMONITORED
    assert ports.delivery.reporting.extensions == (A,)
    door.report(action="ExtensionStatus", extension=A, status="Busy")
    await until_reporting(talk, fault=None)
    await talk.driver.close()


async def test_a_call_whose_end_nobody_told_is_a_miss(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """It was reported, so its end must be, too."""
    talk = await begin(make(pbx, ports, replace(WATCHFUL, poll_in_call=0.05)))
    door.report(action="ANSWER", callid=X, call=people(B, A))

    await until_reporting(talk, missed=1)
    await talk.driver.close()

    (missed,) = ports.delivery.history
    assert missed.what == "call"


async def test_who_waits_for_no_reports_misses_none(pbx: ScriptedPbx, deaf: Ports) -> None:
    """A form that only looks in announces nothing."""
    talk = await begin(make(pbx, deaf, WATCHFUL))
    pbx.people({A: "Busy"})

    await pbx.until("extensionlist/query", 10)
    await talk.driver.close()

    assert not deaf.delivery.is_doubtful
    assert deaf.delivery.missed == 0


async def test_the_pbx_is_looked_at_more_often_while_reports_are_missing(
    pbx: ScriptedPbx, ports: Ports
) -> None:
    """Then the lists are all there is: in quiet times they are asked for once a minute."""
    slow = replace(CALM, poll=0.05, poll_in_call=0.01, grace=0.01)
    ports.delivery.fault = ReportFault.NEVER
    watchful = make(pbx, ports, replace(slow, poll=NEVER))

    talk = await begin(watchful)

    await pbx.until("extensionlist/query", 5)
    await talk.driver.close()


async def test_our_new_address_is_told_at_once(pbx: ScriptedPbx, ports: Ports, door: Door) -> None:
    """Not with the next heartbeat, which may be a minute away."""
    talk = await begin(make(pbx, ports))

    door.move("10.20.30.77")
    beat = await pbx.until("heartbeat", 2)
    await talk.driver.close()

    assert beat.fields["ipaddr"] == "10.20.30.77"


@pytest.mark.parametrize(
    ("was", "now", "news"),
    [
        ("Idle", "Registered", False),
        ("Busy", "Hold", False),
        ("Hold", "Busy", False),
        ("Idle", "Busy", True),
        ("Ringing", "Busy", True),
        ("Idle", "Unavailable", True),
    ],
)
def test_what_no_firmware_reports_is_no_news(was: str, now: str, news: bool) -> None:
    """A hold is seen in the list alone, and a free phone has two names."""
    before, after = phone_state(was), phone_state(now)
    assert before
    assert after

    assert is_news(*before, *after) is news


def test_the_grace_and_the_looks_mend_within_ninety_seconds() -> None:
    """From something that is lost in quiet times, to a fault that is told."""
    pace = Pace()

    assert pace.poll + pace.grace + pace.poll_in_call + pace.grace <= 90


async def test_a_session_that_was_replaced_is_followed_by_a_look(
    pbx: ScriptedPbx, ports: Ports, door: Door
) -> None:
    """Between the two sessions nothing was reported, and the next look may be a minute away."""
    talk = await begin(make(pbx, ports))
    pbx.people({A: "Busy"})
    pbx.once("extension/query", failed(20004))

    door.report(action="ExtensionStatus", extension=B, status="Ringing")

    found = await talk.until(ExtensionsAre)
    assert found.extensions[0].hook is Hook.BUSY
    assert pbx.count("login") == 2
