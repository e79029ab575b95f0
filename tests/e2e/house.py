"""A Home Assistant in a folder of its own, watched from outside."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
import re
from typing import Any

from demo.client import HomeClient, Json, Socket
from demo.folder import write_folder
from demo.hass import Hass
from simulator import Office
from simulator.journal import Journal

# A record begins with its time; what follows, such as a traceback, belongs to it.
_RECORD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* ", re.MULTILINE)
_OURS = re.compile(r"\bpbx\b", re.IGNORECASE)
_BAD = re.compile(
    r"(ERROR|CRITICAL) |Traceback|Detected that custom integration|Unclosed|destroyed"
)


class Watch:
    """All states as they come, and as they are."""

    def __init__(self) -> None:
        self.history: Journal[Json] = Journal()
        self.now: dict[str, Json] = {}

    async def begin(self, home: HomeClient, socket: Socket) -> None:
        """Take what there is and follow what comes, forgetting what was before."""
        self.history.clear()
        self.now.clear()
        await socket.states(self._take)
        for state in await home.request("GET", "/api/states"):
            self.now.setdefault(state["entity_id"], state)

    def _take(self, new: Json, _: Json | None) -> None:
        self.now[new["entity_id"]] = new
        self.history.append(new)

    async def until(
        self, entity_id: str, state: str | None = None, within: float = 10, **attributes: Any
    ) -> Json:
        """Wait until an entity is as claimed, and return its state."""

        def as_claimed(_: object = None) -> bool:
            found = self.now.get(entity_id)
            if found is None or state not in (None, found["state"]):
                return False
            return all(found["attributes"].get(key) == x for key, x in attributes.items())

        try:
            if not as_claimed():
                await self.history.until(as_claimed, within=within)
        except TimeoutError:
            found = self.now.get(entity_id)
            raise AssertionError(
                f"{entity_id} did not become {state} {attributes}: {found}"
            ) from None
        return self.now[entity_id]

    async def until_there(self, entity_id: str, within: float = 10) -> None:
        """Wait until an entity is available."""

        def is_there(_: object = None) -> bool:
            return bool(self.now[entity_id]["state"] != "unavailable")

        if not is_there():
            await self.history.until(is_there, within=within)

    async def until_named(self, name: str, state: str, within: float = 10) -> None:
        """Wait until something of this name has a state."""

        def is_there(_: object = None) -> bool:
            return any(
                (each["attributes"].get("friendly_name"), each["state"]) == (name, state)
                for each in self.now.values()
            )

        if not is_there():
            await self.history.until(is_there, within=within)

    def states(self, entity_id: str) -> list[str]:
        """Return the states that an entity went through, without repetitions."""
        seen: list[str] = []
        for state in self.history:
            if state["entity_id"] == entity_id and state["state"] not in seen[-1:]:
                seen.append(state["state"])
        return seen

    def events(self, entity_id: str) -> list[str]:
        """Return what an event entity fired, in order."""
        return [
            state["attributes"]["event_type"]
            for state in self.history
            if state["entity_id"] == entity_id and state["state"] not in ("unknown", "unavailable")
        ]

    def of(self, *names: str) -> dict[str, str]:
        """Return the states of all entities that carry one of these names in their id."""
        return {
            entity_id: state["state"]
            for entity_id, state in self.now.items()
            if any(name in entity_id for name in names)
        }


class House:
    """The program, its user, and what that user sees."""

    def __init__(self, program: Path, folder: Path, port: int) -> None:
        self.port = port
        self.hass = Hass(program, folder)
        self.home = HomeClient(port)
        self.watch = Watch()
        self.socket: Socket
        self.provoked: set[str] = set()
        """Refusals that a test has asked for, which Home Assistant logs as errors."""
        write_folder(folder, port, name="E2E", level="debug")

    async def boot(self) -> None:
        """Start it and wait until it is set up."""
        await self.hass.start()
        await self.home.answering(self.hass.check)
        await self.home.enter()
        await self.home.running(self.hass.check)

    async def entry_state(self, entry_id: str) -> str:
        """Return how an entry is."""
        entries = await self.home.entries()
        return next(str(entry["state"]) for entry in entries if entry["entry_id"] == entry_id)

    def complaints(self) -> list[str]:
        """Return the errors in the log that concern our integration."""
        return complaints(self.hass.log, self.provoked)


async def told(socket: Socket) -> Journal[str]:
    """Return what notifications say from now on."""
    said: Journal[str] = Journal()

    def hear(event: Json) -> None:
        if event["type"] == "added":
            for notification in event["notifications"].values():
                said.append(notification["message"])

    await socket.subscribe(hear, "persistent_notification/subscribe")
    return said


async def happens(place: Office, is_so: Callable[[], bool]) -> None:
    """Wait until something is so at an office."""
    changed = asyncio.Event()
    leave = place.observe(lambda _: changed.set())
    async with asyncio.timeout(10):
        while not is_so():
            changed.clear()
            await changed.wait()
    leave()


def complaints(log: str, provoked: Collection[str] = ()) -> list[str]:
    """Return the errors in a log that concern our integration, but those that were asked for."""
    # At debug level even a PBX that is merely switched off brings its traceback along.
    return [
        record
        for record in _records(log)
        if _OURS.search(record) and _BAD.search(record) and " DEBUG (" not in record
        if not any(record.rstrip().rstrip(".").endswith(text) for text in provoked)
    ]


def _records(log: str) -> Iterator[str]:
    """Yield a log record by record."""
    starts = [found.start() for found in _RECORD.finditer(log)]
    for start, end in zip(starts, [*starts[1:], len(log)], strict=True):
        yield log[start:end]
