"""The demo, in every version of the interface, and once more at other ports."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.client import Json
from demo.dashboard import URL_PATH
from demo.index import Index
from demo.memory import Memory
from demo.ports import free_port
from demo.show import Demo

from .house import Watch, complaints

CALLER = "+493023125014"
PHONE = "sensor.anna_berger_status"


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
        assert titles == ["Office", "Anna's phone", *queue, "PBX"]
        named = set(entities_in(board)) - {"input_button.call_log"}
        assert named <= {entity for index in indices for entity in index.ids.values()}
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
