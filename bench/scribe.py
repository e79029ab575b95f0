"""A Yeastar that writes its reports down, so that they can be posted at chosen moments."""

from math import inf
from typing import override

from simulator import Office, YeastarPbx
from simulator.yeastar.formats import Report, Style
from simulator.yeastar.http import deliver
from simulator.yeastar.sessions import Destination, Session


class Scribe(YeastarPbx):
    """Answer everything as ever; post nothing by itself."""

    def __init__(self, office: Office, api: str) -> None:
        super().__init__(office, api=api)
        self._written_down: list[bytes] = []

    def take(self) -> list[bytes]:
        """Give the reports since the last time."""
        bodies, self._written_down = self._written_down, []
        return bodies

    def report_to(self, destination: Destination) -> None:
        """Report there, as if somebody had logged in."""
        sessions = self.box.sessions
        sessions.current = Session("bench", sessions.style({}), destination, inf)

    async def deliver(self, body: bytes) -> None:
        """Post one report the way the box does, on a connection of its own."""
        destination = self.destination
        assert destination is not None, "somebody has logged in"
        await post(destination, body)

    @override
    def _written(self, reports: list[Report], style: Style) -> list[tuple[str, bytes]]:
        self._written_down += [body for _, body in super()._written(reports, style)]
        return []


async def post(destination: Destination, body: bytes) -> None:
    """Post a body; raise if it is not taken."""
    status = await deliver(destination, body, None)
    if status != 200:
        raise ConnectionError(f"answered with {status}")
