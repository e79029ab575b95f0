"""What the people of the office do, drawn from a seed, in scenes that office hours are made of."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from random import Random

from simulator.office import Call, Direction, LegState, Machine, Office, OfficeError, OfficeEvent
from simulator.office.events import CallPlaced

from .place import ALARM_MENU, SCREENED

# Numbers that the German regulator keeps free for films.
OUTSIDE = (
    "+493023125014",
    "+496990009022",
    "+494066969137",
    "+4989999986310",
    "+4917139200031",
    "+492214710441",
)
PRESENCES = (
    ("available", ""),
    ("busy", "Meeting"),
    ("away", "Lunch"),
    ("dnd", "Writing an offer"),
    ("available", ""),
    ("away", "At a customer's"),
    ("busy", "Training"),
)
BEGINNING = {"1002": ("away", "Back at 3 pm"), "1004": ("busy", "Meeting"), "1005": ("dnd", "")}
HOTLINE, QUEUE = "6200", "6400"
# Leads nowhere in the menu, so whoever is asked for a key stays where they are.
KEY = "9"
# Whoever is called because of an alarm takes care of it.
ACKNOWLEDGES = "1"
# Seconds after which whoever is called in a scene has picked up.
LONGEST_RING = 9.0
# More than this at once is hard to follow.
BUSIEST = 2

type Scene = Coroutine[None, None, None]


class People:
    """The people of an office, left to themselves or told what to do."""

    def __init__(self, office: Office, seed: int = 2026) -> None:
        self._office = office
        self._random = Random(seed)  # noqa: S311 - the same day again, on purpose
        self._tasks: set[asyncio.Task[None]] = set()
        self._leave = office.observe(self._happened)
        for number, presence in BEGINNING.items():
            office.set_presence(number, *presence)

    def perform(self, scene: Scene) -> None:
        """Let something happen at the same time as the rest."""
        task = asyncio.create_task(_unless_impossible(scene))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def work(self, shortest: float, longest: float) -> None:
        """Let one thing happen after the other, with pauses between them; a call comes at once."""
        self.perform(self.calls_in())
        while True:
            await asyncio.sleep(self._random.uniform(shortest, longest))
            scene = self._next()
            if len(self._office.calls) < BUSIEST:
                self.perform(scene())

    async def stop(self) -> None:
        """Let everybody go home."""
        self._leave()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def calls_in(self) -> Scene:
        """Return a call from outside that is taken."""
        return self._inbound(self._outsider(), self._somebody(), *self._times())

    def calls_in_vain(self) -> Scene:
        """Return a call from outside that nobody takes."""
        return self._missed(self._outsider(), self._somebody(), self._random.uniform(8, 12))

    def waits_at_the_door(self) -> Scene:
        """Return a call from outside on the line at which somebody decides."""
        return self._door(self._outsider(), self._somebody(), *self._times())

    def waits_in_queue(self) -> Scene:
        """Return a call from outside that waits for an agent, and is rated afterwards."""
        return self._queue(self._outsider(), *self._times(), self._rating())

    def says_something(self) -> Scene:
        """Return a change of somebody's presence."""
        person = self._office.person(self._somebody())
        before = (person.presence.activity, person.presence.note)
        others = [presence for presence in PRESENCES if presence != before]
        return self._presence(person.number, *self._random.choice(others))

    def _next(self) -> Callable[[], Scene]:
        """Draw everything of the next scene now: when it plays must not change what comes after."""
        draw = self._random
        one, other = draw.sample(self._staff(), 2)
        outsider, (ring, talk) = self._outsider(), self._times()
        presence, rating = draw.choice(PRESENCES), self._rating()
        scenes: dict[Callable[[], Scene], int] = {
            lambda: self._inbound(outsider, one, ring, talk): 4,
            lambda: self._group(outsider, ring, talk): 2,
            lambda: self._queue(outsider, ring, talk, rating): 2,
            lambda: self._missed(outsider, one, ring + 5): 2,
            lambda: self._consult(outsider, one, other, ring, talk): 2,
            lambda: self._inside(one, other, ring, talk): 2,
            lambda: self._outbound(one, outsider, ring, talk): 2,
            lambda: self._presence(one, *presence): 5,
        }
        [scene] = draw.choices(list(scenes), list(scenes.values()))
        return scene

    def _staff(self) -> list[str]:
        return [x.number for x in self._office.people.values() if x.registered]

    def _somebody(self) -> str:
        return self._random.choice(self._office.idle(20) or self._staff())

    def _outsider(self) -> str:
        return self._random.choice(OUTSIDE)

    def _rating(self) -> str:
        return self._random.choice("3455")

    def _times(self) -> tuple[float, float]:
        return self._random.uniform(4, 8), self._random.uniform(12, 30)

    async def _inbound(self, caller: str, to: str, ring: float, talk: float) -> None:
        call = self._office.place_inbound(caller, to)
        await asyncio.sleep(ring)
        self._office.answer(to, call)
        await asyncio.sleep(talk)
        self._office.hang_up(caller, call)

    async def _door(self, caller: str, to: str, ring: float, talk: float) -> None:
        """Ring, if let in, and be taken."""
        call = self._office.place_inbound(caller, to, SCREENED)
        await asyncio.sleep(ring)
        if call in self._office.calls:
            self._office.answer(to, call)
            await asyncio.sleep(talk)
            self._office.hang_up(caller, call)

    async def _missed(self, caller: str, to: str, ring: float) -> None:
        call = self._office.place_inbound(caller, to)
        await asyncio.sleep(ring)
        self._office.hang_up(caller, call)

    async def _group(self, caller: str, ring: float, talk: float) -> None:
        call = self._office.place_inbound(caller, HOTLINE)
        await asyncio.sleep(ring)
        ringing = [leg.number for leg in call.alive if leg.state is LegState.RINGING]
        if ringing:
            self._office.answer(ringing[-1], call)
            await asyncio.sleep(talk)
        self._office.hang_up(caller, call)

    async def _queue(self, caller: str, ring: float, talk: float, rating: str) -> None:
        """Wait for an agent, talk to one, and press a key when asked how it was."""
        call = self._office.place_inbound(caller, QUEUE)
        await asyncio.sleep(ring)
        ringing = [leg.number for leg in call.alive if leg.state is LegState.RINGING]
        if not ringing:
            self._office.hang_up(caller, call)
            return
        self._office.answer(ringing[0], call)
        await asyncio.sleep(talk)
        self._office.hang_up(ringing[0], call)
        await asyncio.sleep(3)
        self._office.rate(call, rating)

    async def _consult(self, caller: str, to: str, other: str, ring: float, talk: float) -> None:
        """Take a call, put it on hold, hand it on."""
        call = self._office.place_inbound(caller, to)
        await asyncio.sleep(ring)
        self._office.answer(to, call)
        await asyncio.sleep(talk / 3)
        self._office.hold(to, call)
        await asyncio.sleep(5)
        self._office.transfer(to, other, call)
        await asyncio.sleep(4)
        self._office.answer(other, call)
        await asyncio.sleep(talk / 2)
        self._office.hang_up(other, call)

    async def _inside(self, caller: str, to: str, ring: float, talk: float) -> None:
        call = self._office.dial(caller, to)
        await asyncio.sleep(ring)
        self._office.answer(to, call)
        await asyncio.sleep(talk)
        self._office.hang_up(to, call)

    async def _outbound(self, caller: str, number: str, ring: float, talk: float) -> None:
        call = self._office.dial(caller, number)
        await asyncio.sleep(ring)
        self._office.answer(number, call)
        await asyncio.sleep(talk)
        self._office.hang_up(caller, call)

    async def _presence(self, number: str, activity: str, note: str) -> None:
        self._office.set_presence(number, activity, note)

    def _happened(self, event: OfficeEvent) -> None:
        """Let the people react to a call that a program has ordered for them."""
        if isinstance(event, CallPlaced) and event.call.direction is not Direction.INBOUND:
            self.perform(self._ordered(event))

    async def _ordered(self, placed: CallPlaced) -> None:
        """Let everybody pick up, unless they do so in a scene of ours."""
        call = placed.call
        await asyncio.sleep(3)
        if call.click_to_dial:
            self._office.answer(call.caller.number, call)
            await asyncio.sleep(4)
        else:
            await asyncio.sleep(LONGEST_RING)
            if all(leg.state is not LegState.RINGING for leg in call.alive):
                return
        await self._respond(call)
        await asyncio.sleep(20)
        self._office.hang_up(call.caller.number, call)

    async def _respond(self, call: Call) -> None:
        """Do what a call that a program has ordered leads to."""
        match call.machine:
            case Machine.PROMPT:
                self._office.prompt_over(call)
            case Machine.MENU:
                self._office.press(call, ACKNOWLEDGES if call.menu == ALARM_MENU else KEY)
            case _ if ringing := [x for x in call.alive if x.state is LegState.RINGING]:
                self._office.answer(ringing[0].number, call)


async def _unless_impossible(scene: Scene) -> None:
    """Play a scene as far as it goes: whoever watches may have hung up meanwhile."""
    with suppress(OfficeError):
        await scene
