"""A headless Chromium, driven command by command."""

import asyncio
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
import json
import os
from pathlib import Path
import shutil
import signal
from typing import Any, Self

FOLDER = Path(__file__).resolve().parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class BrowserFailed(Exception):
    """A command to the browser went wrong, or there is no browser."""


def find_chromium() -> str:
    """Return the path of a browser."""
    if found := next(filter(None, map(shutil.which, NAMES)), None):
        return found
    raise BrowserFailed("No Chromium found; install your system's package 'chromium'")


class Browser:
    """One page in one browser; ended with all its processes."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._process: Process

    async def __aenter__(self) -> Self:
        """Start."""
        self._process = await asyncio.create_subprocess_exec(
            "node",
            FOLDER / "remote.mjs",
            find_chromium(),
            self._origin,
            stdin=PIPE,
            stdout=PIPE,
            start_new_session=True,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let it close the browser, then end whatever is left."""
        process = self._process
        assert process.stdin, "a pipe was asked for"
        process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(15):
                await process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

    async def do(self, command: str, **details: Any) -> None:
        """Execute one command."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin, "a pipe was asked for"
        assert stdout, "a pipe was asked for"
        stdin.write(json.dumps({"command": command, **details}).encode() + b"\n")
        await stdin.drain()
        answer = json.loads(await stdout.readline() or b'{"ok":false,"error":"it ended"}')
        if not answer["ok"]:
            raise BrowserFailed(f"{command} {details}: {answer['error']}")

    async def see(self, text: str, **more: Any) -> None:
        """Wait until a text is there."""
        await self.do("see", text=text, **more)
