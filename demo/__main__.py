"""`python -m demo`: see it work, in one terminal and one browser."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
import signal
import sys
import time
from typing import Any

from .client import PASSWORD, USERNAME, FlowStuck
from .dashboard import URL_PATH
from .folder import CHECKOUT
from .hass import HassFailed
from .keys import has_keyboard, keyboard
from .memory import DemoRuns, Memory
from .narrator import Narrator
from .ports import is_free
from .show import Demo

APIS = ("v1.1.0", "v2.0.0", "v1.0.1", "v0.0.1")
# Seconds between two happenings: shortest, longest.
CALM, QUIET = (5.0, 12.0), (60.0, 180.0)

LOOK_AT = """
  Open {url}/{path}
  (on this machine without a login; otherwise user "{user}", password "{password}")

  What to look at
    - the dashboard "Office phones" with its pages: the office, one person's phone, the queue,
      the PBX; its buttons perform the actions pbx.dial, pbx.transfer, pbx.send_sms and more
    - Settings > Devices & services > PBX: both PBXs, their people and trunks as devices
    - Settings > Automations: missed calls become notifications, all calls a log
    - the forms: delete the Yeastar under Settings > Devices & services > PBX and add it again;
      it is at 127.0.0.1, port {api_port}, user name "{api_user}", password "{api_password}"
"""
EMPTY = """
  Open {url}/config/integrations/dashboard
  (on this machine without a login; otherwise user "{user}", password "{password}")

  Nothing is set up yet. docs/walkthrough.md leads from here to a working doorman.
    - the Yeastar S-Series is at 127.0.0.1, port {api_port}, user name "{api_user}",
      password "{api_password}"; it reports to 127.0.0.1, port {home_port}
    - the innovaphone is at 127.0.0.1, port {app_port}, App name "{app}", password "{app_password}"
"""
KEYS = """
  Keys: c call in, m missed call, w call waits in the queue, d call at the door (the doorman's),
        p presence, n night or day, t trunk down/up, x pull the Yeastar's link, q quit
"""


def say(line: str) -> None:
    """Print a line with the time."""
    sys.stdout.write(f"[{time.strftime('%H:%M:%S')}] {line}\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Print some lines as they are."""
    sys.stdout.write(f"{text.rstrip()}\n")
    sys.stdout.flush()


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="Start Home Assistant with two simulated PBXs, all on 127.0.0.1.",
    )
    parser.add_argument("--fresh", action="store_true", help="forget the last demo")
    parser.add_argument(
        "--empty", action="store_true", help="set nothing up: the walkthrough begins there"
    )
    parser.add_argument("--port", type=int, help="port of Home Assistant (8123 or any free one)")
    parser.add_argument("--no-traffic", action="store_true", help="only what you do happens")
    parser.add_argument("--quiet-office", action="store_true", help="few calls")
    parser.add_argument(
        "--api",
        choices=APIS,
        default=APIS[0],
        help="version of the Yeastar's interface (v0.0.1 is the OpenVox clone)",
    )
    parser.add_argument(
        "--tcp", action="store_true", help="let reports come over a connection (v2.0.0 only)"
    )
    chosen = parser.parse_args()
    if chosen.tcp and chosen.api != "v2.0.0":
        parser.error("--tcp needs --api v2.0.0")
    return chosen


def folder(chosen: argparse.Namespace) -> Path:
    """Return where this demo is kept; each version of the interface has a demo of its own."""
    kept = CHECKOUT / ".demo"
    if chosen.empty:
        return kept / "empty"
    if chosen.api == APIS[0]:
        return kept
    return kept / (f"{chosen.api}-tcp" if chosen.tcp else chosen.api)


class Controls:
    """What single keys do."""

    def __init__(self, demo: Demo, leave: Callable[[], object]) -> None:
        self._demo = demo
        self._leave = leave
        self._busy: set[asyncio.Task[None]] = set()

    def pressed(self, key: str) -> None:
        """Do what a key stands for."""
        people = self._demo.people
        match key.lower():
            case "c":
                people.perform(people.calls_in())
            case "m":
                people.perform(people.calls_in_vain())
            case "w":
                people.perform(people.waits_in_queue())
            case "d":
                people.perform(people.waits_at_the_door())
            case "n":
                self._demo.toggle_night()
            case "p":
                people.perform(people.says_something())
            case "t":
                self._demo.toggle_trunk()
            case "x":
                self._do(self._demo.toggle_link())
            case "q":
                self._leave()
            case _:
                tell(KEYS)

    def _do(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)


def introduction(demo: Demo, text: str) -> str:
    """Fill in what only a running demo knows."""
    yeastar, innovaphone = demo.yeastar, demo.innovaphone
    return text.format(
        url=demo.url,
        path=URL_PATH,
        user=USERNAME,
        password=PASSWORD,
        home_port=demo.home.port,
        api_port=yeastar.port,
        api_user=yeastar.username,
        api_password=yeastar.password,
        app_port=innovaphone.port,
        app=innovaphone.app,
        app_password=innovaphone.password,
    )


async def show(chosen: argparse.Namespace, memory: Memory) -> int:
    """Run the demo until somebody wants it to end; return the exit code."""
    async with Demo(
        memory, say, chosen.port, chosen.api, tcp=chosen.tcp, empty=chosen.empty
    ) as demo:
        tell(introduction(demo, EMPTY if chosen.empty else LOOK_AT))
        tell(KEYS if has_keyboard() else "\n  Ctrl-C ends it.\n")
        Narrator(demo.office, say)
        leave = asyncio.Event()
        with keyboard(Controls(demo, leave.set).pressed):
            return await play(demo, chosen, leave)


async def play(demo: Demo, chosen: argparse.Namespace, leave: asyncio.Event) -> int:
    """Let the office work until somebody leaves or Home Assistant ends."""
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(demo.ended()),
        asyncio.create_task(leave.wait()),
    ]
    if not chosen.no_traffic:
        pace = QUIET if chosen.quiet_office else CALM
        tasks.append(asyncio.create_task(demo.people.work(*pace)))
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        demo.hass.check()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return 0


async def main(chosen: argparse.Namespace) -> int:
    """Run the demo; the first signal ends it in good order, later ones change nothing."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    ending = False

    def end() -> None:
        nonlocal ending
        if not ending:
            ending = True
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end)
    memory = Memory(folder(chosen))
    try:
        with memory.lock():
            if chosen.port and not is_free(chosen.port):
                say(f"Port {chosen.port} is taken")
                return 2
            if chosen.fresh:
                memory.forget()
            with suppress(asyncio.CancelledError):
                return await show(chosen, memory)
    except DemoRuns:
        say("The demo already runs in this checkout")
        return 1
    except (HassFailed, FlowStuck, TimeoutError) as failure:
        say(str(failure) or "Home Assistant did not get ready in time")
        say(f"Its log is {memory.home / 'console.log'}; scripts/demo --fresh begins anew")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(options())))
