"""Calls on the S-Series, as Home Assistant shows them."""

import asyncio

import pytest

from demo.flows import add_yeastar, reports_form
from demo.ports import free_port
from simulator import Office, YeastarPbx

from .house import House

CALLER = "+49301234567"
STATUS = "sensor.anna_berger_status"
EVENTS = "event.anna_berger_call"


@pytest.mark.parametrize("transport", ["webhook", "listener"])
async def test_an_inbound_call_is_seen_while_it_rings(
    house: House, office: Office, yeastar: YeastarPbx, transport: str
) -> None:
    port = house.port if transport == "webhook" else free_port()
    await add_yeastar(house.home, yeastar, reports_form(port, transport))
    await house.watch.until(STATUS, "idle")

    office.place_inbound(CALLER, "1000")
    await house.watch.until(STATUS, "ringing", caller=CALLER, direction="inbound")
    assert office.line_status("1000") == "ringing"
    office.answer("1000")
    await house.watch.until(STATUS, "in_call", peer_number=CALLER)
    office.hang_up("1000")
    await house.watch.until(STATUS, "idle")

    await yeastar.settled()
    await house.watch.until(EVENTS, event_type="ended")
    assert house.watch.states(STATUS)[-3:] == ["ringing", "in_call", "idle"]
    assert house.watch.events(EVENTS) == ["ringing", "answered", "ended"]
    assert house.watch.events("event.yeastar_s100_call") == ["ringing", "answered", "ended"]
    assert {report.status for report in yeastar.reports_sent} == {200}


async def test_a_call_that_nobody_takes_is_missed(
    house: House, office: Office, with_yeastar: str
) -> None:
    await house.watch.until(STATUS, "idle")

    office.place_inbound(CALLER, "1000")
    await house.watch.until(STATUS, "ringing", caller=CALLER)
    office.hang_up(CALLER)

    await house.watch.until(EVENTS, event_type="missed", caller=CALLER)
    await house.watch.until(STATUS, "idle")
    assert house.watch.events(EVENTS) == ["ringing", "missed"]


async def test_dialling_rings_the_callers_own_phone_first(
    house: House, office: Office, with_yeastar: str
) -> None:
    await house.watch.until(STATUS, "idle")

    response = await house.socket.act("pbx.dial", STATUS, number="1001")
    assert office.line_status("1000") == "ringing"
    assert office.line_status("1001") == "idle"
    await house.watch.until(STATUS, "ringing")
    # Long enough for whatever the integration asks about a phone that rings.
    await asyncio.sleep(1)
    assert house.watch.now["sensor.tom_keller_status"]["state"] == "idle"
    office.answer("1000")
    await house.watch.until("sensor.tom_keller_status", "ringing")
    office.answer("1001")
    await house.watch.until(STATUS, "in_call", peer_number="1001")
    shown = await house.watch.until("sensor.tom_keller_status", "in_call", peer_number="1000")

    assert response == {"call_id": shown["attributes"]["call_id"]}
    office.hang_up("1001")
    await house.watch.until(STATUS, "idle")


async def test_hanging_up_ends_the_call(house: House, office: Office, with_yeastar: str) -> None:
    await house.watch.until(STATUS, "idle")
    office.place_inbound(CALLER, "1000")
    office.answer("1000")
    await house.watch.until(STATUS, "in_call")

    await house.home.request("POST", "/api/services/pbx/hang_up", {"entity_id": STATUS})

    await house.watch.until(STATUS, "idle")
    assert office.calls == []
