"""Home Assistant as a program of its own."""

import asyncio
from asyncio.subprocess import STDOUT, Process
import os
from pathlib import Path
import signal
from typing import Self

# What the program ends with when somebody pressed "restart" in it.
RESTART = 100
# Keeps it from leaving this machine.
LOOPBACK = Path(__file__).resolve().parent / "loopback"
# It finishes writing its database first.
PATIENCE = 30.0


class HassFailed(Exception):
    """Home Assistant ended although nobody asked it to."""


class Hass:
    """One Home Assistant process; it is ended by its id, with all that it started."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.folder = folder
        self.console = folder / "console.log"
        self._program = program
        self._process: Process | None = None

    @property
    def log(self) -> str:
        """Return all that it said since it was started."""
        return self.console.read_text(errors="replace") if self.console.exists() else ""

    async def start(self) -> None:
        """Start the program; it answers some seconds later."""
        with self.console.open("wb") as console:
            self._process = await asyncio.create_subprocess_exec(
                self._program,
                "--config",
                self.folder,
                "--skip-pip",
                "--ignore-os-check",
                "--log-no-color",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=console,
                stderr=STDOUT,
                # Ctrl-C in the terminal is for the one who started it, who ends it in good order.
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(LOOPBACK)},
            )

    async def ended(self) -> int:
        """Wait until it ends, and return its exit code."""
        assert self._process is not None, "not started"
        return await self._process.wait()

    def check(self) -> None:
        """Raise if it has ended."""
        if self._process is None or self._process.returncode is None:
            return
        tail = "\n".join(self.log.splitlines()[-15:])
        raise HassFailed(f"Home Assistant ended with code {self._process.returncode}:\n{tail}")

    async def stop(self) -> None:
        """Let it end; kill what is left of it after a while."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(PATIENCE):
                    await process.wait()
            except TimeoutError:
                pass
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        await process.wait()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()
