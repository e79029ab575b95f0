"""What is written for the phones of one PBX works with those of the other."""

from collections.abc import AsyncIterator

import pytest

from demo.automation import dial_button, missed_calls
from demo.client import Json
from demo.flows import add_innovaphone
from demo.place import TICKS
from simulator import InnovaphonePbx, Office
from simulator.office import LegState

from .house import House, happens, told

CALLER, OTHER = "+493023125014", "+494066969137"
# Two PBXs with people of the same names: the second one's have a number in their ids.
YEASTAR, INNOVAPHONE = "", "_2"
USERS = ("anna.berger", "tom.keller", "lena.vogt", "jonas.weiss")


@pytest.fixture
def branch() -> Office:
    """The office at which the innovaphone stands: nothing there happens in the other one."""
    return Office.sample()


@pytest.fixture
async def innovaphone(branch: Office, tls: bool) -> AsyncIterator[InnovaphonePbx]:
    """An innovaphone that lets programs do everything."""
    async with InnovaphonePbx(branch, tls=tls, ticks=TICKS) as pbx:
        yield pbx


@pytest.fixture
async def both(house: House, with_yeastar: str, innovaphone: InnovaphonePbx) -> House:
    """A Home Assistant that knows both, the S-Series first."""
    await house.watch.until("sensor.anna_berger_status", "idle")
    await add_innovaphone(house.home, innovaphone, USERS)
    await house.watch.until("sensor.anna_berger_status_2", "idle")
    return house


async def save(house: House, key: str, automation: Json) -> None:
    """Save an automation, and wait until it listens."""
    await house.home.request("POST", f"/api/config/automation/config/{key}", automation)
    await house.watch.until_named(automation["alias"], "on")


async def test_one_automation_tells_of_calls_missed_at_either(
    both: House, office: Office, branch: Office
) -> None:
    """Only its targets name the PBXs."""
    phones = [f"event.anna_berger_call{YEASTAR}", f"event.lena_vogt_call{INNOVAPHONE}"]
    await save(both, "missed", missed_calls(phones))
    said = await told(both.socket)

    for place, number, caller in ((office, "1000", CALLER), (branch, "1002", OTHER)):
        call = place.place_inbound(caller, number)
        suffix = YEASTAR if place is office else INNOVAPHONE
        name = place.person(number).name.lower().replace(" ", "_")
        await both.watch.until(f"sensor.{name}_status{suffix}", "ringing")
        place.hang_up(caller, call)

    assert sorted(await said.until(count=2, within=10)) == [
        "+49 30 23125014 called Anna Berger, and nobody answered.",
        "+49 40 66969137 called Lena Vogt, and nobody answered.",
    ]


@pytest.mark.parametrize("suffix", [YEASTAR, INNOVAPHONE], ids=["Yeastar", "innovaphone"])
async def test_a_button_lets_a_phone_dial(
    both: House, office: Office, branch: Office, suffix: str
) -> None:
    """And it is the same call on both entities, wherever it is made."""
    place = branch if suffix else office
    await both.socket.call("input_button/create", name="Dial", icon="mdi:phone")
    anna, tom = (f"sensor.{x}_status{suffix}" for x in ("anna_berger", "tom_keller"))
    await save(both, "dial", dial_button("Anna dials", "input_button.dial", anna, "1001"))

    await both.home.request(
        "POST", "/api/services/input_button/press", {"entity_id": "input_button.dial"}
    )
    await happens(place, lambda: bool(place.calls))
    [call] = place.calls
    if call.click_to_dial:
        place.answer("1000", call)
    await both.watch.until(tom, "ringing")
    place.answer("1001", call)

    shown = await both.watch.until(anna, "in_call", peer_number="1001")
    other = await both.watch.until(tom, "in_call", peer_number="1000")
    assert shown["attributes"]["call_id"] == other["attributes"]["call_id"]
    place.hang_up("1001", call)
    await both.watch.until(anna, "idle")


async def test_a_restart_amid_a_held_and_a_parked_call(
    both: House, office: Office, branch: Office, innovaphone: InnovaphonePbx
) -> None:
    """All handles are new afterwards: the calls are there again and can be taken back."""
    watch = both.watch
    office.answer("1000", office.place_inbound(CALLER, "1000"))
    held = branch.answer("1001", branch.place_inbound(CALLER, "1001"))
    parked = branch.answer("1002", branch.place_inbound(OTHER, "1002"))
    await watch.until("sensor.lena_vogt_status_2", "in_call", peer_number=OTHER)
    await order(both, "hold", "sensor.tom_keller_status_2")
    await watch.until("sensor.tom_keller_status_2", "on_hold", peer_number=CALLER)
    await order(both, "park", "sensor.lena_vogt_status_2")
    await happens(branch, lambda: any(x.state is LegState.PARKED for x in parked.alive))

    await innovaphone.stop()
    await watch.until("sensor.tom_keller_status_2", "unavailable")
    assert watch.now["sensor.anna_berger_status"]["state"] == "in_call", "another PBX"
    await innovaphone.start()

    await watch.until("sensor.tom_keller_status_2", "on_hold", within=60, peer_number=CALLER)
    await order(both, "resume", "sensor.tom_keller_status_2")
    await watch.until("sensor.tom_keller_status_2", "in_call", peer_number=CALLER)
    await order(both, "pick_up", "sensor.jonas_weiss_status_2", extension="1002")
    await watch.until("sensor.jonas_weiss_status_2", "in_call", peer_number=OTHER)
    for place, caller, call in ((branch, CALLER, held), (branch, OTHER, parked)):
        place.hang_up(caller, call)
    for name in ("tom_keller", "lena_vogt", "jonas_weiss"):
        await watch.until(f"sensor.{name}_status_2", "idle")
    assert watch.now["sensor.anna_berger_status"]["state"] == "in_call", "it never noticed"
    assert "ended" not in watch.events("event.anna_berger_call")


async def order(house: House, action: str, phone: str, **data: str) -> None:
    """Perform one of our actions."""
    wanted = {"entity_id": phone, **data}
    await house.home.request("POST", f"/api/services/pbx/{action}", wanted)
