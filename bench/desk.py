"""`python -m bench.desk`: a PBX in a process of its own, so that it costs Home Assistant nothing.

Reads orders from its standard input, one JSON object in a line, and answers each in the same way.
All times are those of the monotonic clock, which all processes of a machine share.
"""

import asyncio
import json
import sys
from time import perf_counter
from typing import Any

from simulator import InnovaphonePbx, Office
from simulator.yeastar.sessions import Destination

from .scribe import Scribe, post

type Order = dict[str, Any]

OUTSIDE = "030555"
TICKS = ("PbxApi", "RCC")
# Somebody at the beginning, in the middle and at the end of the list.
CAST = 7
# How many requests stand for a call of a PBX that does not post.
REPORTS = 3
# As long as a report.
EMPTY = b"%400s" % b"{}"


class Desk:
    """An office, and the PBX in front of it."""

    def __init__(self, vendor: str, api: str, size: int) -> None:
        self.office = Office.of_size(size)
        self.scribe = Scribe(self.office, api) if vendor == "yeastar" else None
        self.pbx = self.scribe or InnovaphonePbx(self.office, ticks=TICKS)
        people = list(self.office.people)
        self._cast = people[:: max(1, size // CAST)][:CAST]
        self._calls = 0

    async def __call__(self, order: Order) -> Any:
        """Do what is ordered."""
        match order:
            case {"do": "typed"}:
                return self.typed()
            case {"do": "calls", "count": count, "pause": pause}:
                return [await self.call(pause) for _ in range(count)]
            case {"do": "floor", "count": count, "pause": pause, "port": port, "path": path}:
                return await self.floor(count, pause, Destination("127.0.0.1", port, path))
            case {"do": "presence", "count": count, "pause": pause}:
                return [await self.presence(number, pause) for number in range(count)]
            case {"do": "burst", "calls": calls}:
                return await self.burst(calls)
        raise ValueError(order)

    def typed(self) -> Order:
        """Say what a person would type to connect."""
        typed: Order = {"host": self.pbx.host, "port": self.pbx.port, "ssl": False}
        typed["password"] = self.pbx.password
        if self.scribe:
            return {**typed, "username": self.scribe.username, "api_version": "auto"}
        assert isinstance(self.pbx, InnovaphonePbx)
        return {**typed, "app": self.pbx.app}

    async def call(self, pause: float) -> list[float]:
        """Let a call from outside ring, be answered and end; say when each report set out."""
        office = self.office
        callee = self._cast[self._calls % len(self._cast)]
        self._calls += 1
        begun = [perf_counter()]
        call = office.place_inbound(f"{OUTSIDE}{self._calls:05}", callee)
        begun += await self._told(pause)
        office.answer(callee, call)
        begun += await self._told(pause)
        office.hang_up(call.caller.number, call)
        begun += await self._told(pause)
        # A socket tells at once, so each report sets out when what it tells of happens.
        return begun[1:] if self.scribe else begun[:-1]

    async def floor(self, calls: int, pause: float, webhook: Destination) -> list[list[float]]:
        """Tell a webhook of calls; one that is not posted to otherwise gets as many requests."""
        if self.scribe is None:
            return [[await empty(webhook, pause)] for _ in range(calls * REPORTS)]
        self.scribe.report_to(webhook)
        return [await self.call(pause) for _ in range(calls)]

    async def presence(self, number: int, pause: float) -> list[float]:
        """Let somebody say where they are."""
        begun = perf_counter()
        person = self._cast[number % len(self._cast)]
        activity = ("away", "busy", "dnd", "available")[number // len(self._cast) % 4]
        self.office.set_presence(person, activity, f"Note {number}")
        await asyncio.sleep(pause)
        return [begun]

    async def _told(self, pause: float) -> list[float]:
        """Deliver what was written down, one after the other; a socket sends by itself."""
        if self.scribe is None:
            await self.pbx.settled()
            await asyncio.sleep(pause)
            return [perf_counter()]
        begun = []
        for body in self.scribe.take():
            begun.append(perf_counter())
            await self.scribe.deliver(body)
            await asyncio.sleep(pause)
        return begun

    async def burst(self, calls: int) -> Order:
        """Let many calls happen, and tell of all of them as fast as it goes, each in its order."""
        if self.scribe is None:
            begun = perf_counter()
            for _ in range(calls):
                await self.call(0.0)
            await self.pbx.settled()
            return {"reports": 3 * calls, "begun": begun, "sent": perf_counter()}
        stories = [self._story(self.scribe) for _ in range(calls)]
        begun = perf_counter()
        async with asyncio.TaskGroup() as group:
            # One stream for each person: nobody can be on two calls at once.
            for stream in range(len(self._cast)):
                group.create_task(self._tell(self.scribe, stories[stream :: len(self._cast)]))
        return {"reports": sum(map(len, stories)), "begun": begun, "sent": perf_counter()}

    def _story(self, scribe: Scribe) -> list[bytes]:
        """Write down the reports of one call."""
        callee = self._cast[self._calls % len(self._cast)]
        self._calls += 1
        call = self.office.place_inbound(f"{OUTSIDE}{self._calls:05}", callee)
        self.office.answer(callee, call)
        self.office.hang_up(call.caller.number, call)
        return scribe.take()

    async def _tell(self, scribe: Scribe, stories: list[list[bytes]]) -> None:
        for story in stories:
            for body in story:
                await scribe.deliver(body)


async def empty(destination: Destination, pause: float) -> float:
    """Post what nobody reads, in the same way as a report; say when it set out."""
    begun = perf_counter()
    await post(destination, EMPTY)
    await asyncio.sleep(pause)
    return begun


async def main(vendor: str, api: str, size: int) -> None:
    """Open the PBX, and obey until the input ends."""
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    desk = Desk(vendor, api, size)
    async with desk.pbx:
        sys.stdout.write('"ready"\n')
        sys.stdout.flush()
        while line := await reader.readline():
            answer = await desk(json.loads(line))
            sys.stdout.write(f"{json.dumps(answer)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
