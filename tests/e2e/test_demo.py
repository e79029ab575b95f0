"""The demo, in every version of the interface, and once more at other ports."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.automation import ALARM
from demo.client import Json
from demo.dashboard import URL_PATH
from demo.index import Index
from demo.memory import Memory
from demo.place import SCREENED
from demo.ports import free_port
from demo.show import Demo
from demo.walk import NUISANCE
from simulator.journal import Journal

from .house import Watch, complaints, happens, told

CALLER = "+493023125014"
PHONE = "sensor.anna_berger_status"
HELPERS = ("input_button.", "input_boolean.", "light.")


@pytest.mark.parametrize(
    ("api", "tcp"),
    [("v1.1.0", False), ("v2.0.0", False), ("v2.0.0", True), ("v1.0.1", False), ("v0.0.1", False)],
    ids=["v1.1.0", "v2.0.0", "v2.0.0 by TCP", "v1.0.1", "the clone"],
)
async def test_it_shows_everything_and_can_be_moved(
    program: Path, tmp_path: Path, api: str, tcp: bool
) -> None:
    """All that the dashboard names is there, a call is seen, and so it is after the ports changed."""
    memory = Memory(tmp_path / "demo")
    memory.folder.mkdir()
    for _ in range(2):
        said: list[str] = []
        async with Demo(memory, said.append, free_port(), api, tcp=tcp, program=program) as demo:
            await everything_is_there(demo, has_queue=api != "v1.0.1")
            await a_call_is_seen(demo)
        assert complaints(demo.hass.log) == []
    assert "Both PBXs are reconfigured for the new ports" in said


async def test_what_the_walkthrough_makes_does_its_work(program: Path, tmp_path: Path) -> None:
    """The doorman decides on calls, and an alarm goes from phone to phone until a key is pressed."""
    memory = Memory(tmp_path / "demo")
    memory.folder.mkdir()
    watch, lines = Watch(), list[str]()
    async with (
        Demo(memory, lines.append, free_port(), program=program) as demo,
        demo.home.socket() as socket,
    ):
        await watch.begin(demo.home, socket)
        await watch.until("automation.doorman", "on")
        said = await told(socket)
        await the_doorman_decides(demo, watch)
        await somebody_acknowledges(demo, watch, said)
    assert complaints(demo.hass.log) == []


async def the_doorman_decides(demo: Demo, watch: Watch) -> None:
    """Let a customer and a nuisance call."""
    office = demo.office
    nuisance = office.place_inbound(NUISANCE, "1001", SCREENED)
    await happens(office, lambda: nuisance not in office.calls)
    customer = office.place_inbound(CALLER, "1000", SCREENED)
    await watch.until(PHONE, "ringing", caller=CALLER)
    assert "ringing" not in watch.states("sensor.tom_keller_status")
    # Whoever talks cannot be told of an alarm.
    office.answer("1000", customer)
    await watch.until(PHONE, "in_call")


async def somebody_acknowledges(demo: Demo, watch: Watch, said: Journal[str]) -> None:
    """Raise the alarm while the first one to be called is on the phone."""
    await demo.home.request("POST", "/api/services/input_boolean/turn_on", {"entity_id": ALARM})
    await said.until(lambda each: each == "Tom Keller takes care of it.", within=60)
    assert "key_pressed" in watch.events("event.tom_keller_call")


async def everything_is_there(demo: Demo, *, has_queue: bool) -> None:
    """Check that every entity on the dashboard is available."""
    async with demo.home.socket() as socket:
        board = await socket.call("lovelace/config", url_path=URL_PATH)
        entries = await demo.home.entries()
        indices = [await Index.load(socket, entry["entry_id"]) for entry in entries]
        watch = Watch()
        await watch.begin(demo.home, socket)
        titles = [view["title"] for view in board["views"]]
        queue = ["Queue"] if has_queue else []
        assert titles == ["Office", "Anna's phone", *queue, "innovaphone", "PBX"]
        named = {each for each in entities_in(board) if not each.startswith(HELPERS)}
        assert named <= {entity for index in indices for entity in index.all}
        for entity in sorted(named):
            if entity in watch.now:
                await watch.until_there(entity, within=30)
        assert named <= watch.now.keys()


def entities_in(config: Any) -> Iterator[str]:
    """Yield the ids of all entities that a dashboard names."""
    if isinstance(config, dict):
        for key, value in config.items():
            if key in ("entity", "entity_id") and isinstance(value, str):
                yield value
            else:
                yield from entities_in([value] if key == "entity_id" else value)
    elif isinstance(config, list):
        for each in config:
            if isinstance(each, str) and each.count(".") == 1 and each.islower():
                yield each
            elif not isinstance(each, str):
                yield from entities_in(each)


async def a_call_is_seen(demo: Demo) -> None:
    """Let somebody call, and hang up."""
    watch = Watch()
    async with demo.home.socket() as socket:
        await watch.begin(demo.home, socket)
        call = demo.office.place_inbound(CALLER, "1000")
        shown: Json = await watch.until(PHONE, "ringing", caller=CALLER)
        assert shown["attributes"]["number"] == "1000"
        demo.office.hang_up(CALLER, call)
        await watch.until(PHONE, "idle")
