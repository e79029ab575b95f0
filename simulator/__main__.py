"""Run simulated PBXs: `python -m simulator yeastar|innovaphone|both`."""

import argparse
import asyncio
from contextlib import AsyncExitStack, suppress
import signal
import sys

from .control import Control
from .innovaphone import InnovaphonePbx
from .office import Office
from .scenarios import SCENARIOS, office_day
from .yeastar import FIRMWARES, YeastarPbx


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("pbx", choices=("yeastar", "innovaphone", "both"))
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument(
        "--port", type=int, default=0, help="of the first PBX, the second's is next"
    )
    parser.add_argument("--tls", action="store_true", help="self-signed, made at start")
    parser.add_argument("--api", default="v1.1.0", choices=FIRMWARES, help="of the Yeastar")
    parser.add_argument("--people", type=int, help="size of the office, 8 if not given")
    parser.add_argument(
        "--pace", type=float, default=1.0, help="1 is real time, 0.1 ten times as fast"
    )
    parser.add_argument("--control-port", type=int, help="serve POST /control/<scenario> here")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--scenario", choices=SCENARIOS, help="play once, then keep serving")
    action.add_argument("--traffic", action="store_true", help="let the people work all day")
    return parser.parse_args()


async def serve(options: argparse.Namespace) -> None:
    """Serve until interrupted."""
    office = Office.of_size(options.people) if options.people else Office.sample()
    second = options.port + 1 if options.port and options.pbx == "both" else options.port
    async with AsyncExitStack() as stack:
        if options.pbx != "innovaphone":
            yeastar = YeastarPbx(
                office, options.port, host=options.host, api=options.api, tls=options.tls
            )
            await stack.enter_async_context(yeastar)
            _introduce("yeastar", yeastar, user=yeastar.username, password=yeastar.password)
        if options.pbx != "yeastar":
            innovaphone = InnovaphonePbx(office, second, host=options.host, tls=options.tls)
            await stack.enter_async_context(innovaphone)
            _introduce(
                "innovaphone", innovaphone, app=innovaphone.app, password=innovaphone.password
            )
        if options.control_port is not None:
            control = Control(office, options.control_port, options.host, options.pace)
            await stack.enter_async_context(control)
            _introduce("control", control)
        await _act(office, options)


def _introduce(name: str, pbx: YeastarPbx | InnovaphonePbx | Control, **access: str) -> None:
    words = " ".join(f"{key}={value}" for key, value in access.items())
    scheme = "https" if pbx.identity else "http"
    print(f"{name:<12} {scheme}://{pbx.host}:{pbx.port} {words}".rstrip(), flush=True)
    if pbx.identity:
        print(f"{'':<12} sha256={pbx.identity.fingerprint}", flush=True)


async def _act(office: Office, options: argparse.Namespace) -> None:
    if options.traffic:
        await office_day(office, options.pace)
    if options.scenario:
        scenario = SCENARIOS[options.scenario]
        print(scenario.promise, flush=True)
        await scenario.play(office, options.pace)
    await asyncio.Event().wait()


async def main(options: argparse.Namespace) -> None:
    """Serve, and leave cleanly on either signal."""
    serving = asyncio.create_task(serve(options))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, serving.cancel)
    with suppress(asyncio.CancelledError):
        await serving


if __name__ == "__main__":
    try:
        asyncio.run(main(arguments()))
    except (OSError, ValueError) as error:
        sys.exit(f"simulator: {error}")
