"""RCC as a feature of the connection: who there is, what their phones do, and their calls."""

import asyncio
from collections.abc import Collection
from typing import ClassVar, Final

from ....commands import Command, Receipt
from ....driver import Person
from ....facts import ExtensionIs, Fact
from ....model import NO_CAPABILITY, Capability, ExtensionId, Hook
from ..codecs_rcc import Connector
from ..feature import Line
from ..people import Known
from ..requests import Facts
from ..waiting import Waiting
from ..wire import Message, Unknown
from ..wire.rcc import API, CallAdd, CallDel, CallInfo, CallUpdate, Initialize, UserInfo
from .calls import Calls
from .following import Follower, Following
from .listed import List, Listed, listed
from .orders import Orders
from .parties import Parties
from .stream import Stream

ABILITIES: Final = (
    Capability.CALLS
    | Capability.REGISTRATION
    | Capability.DIAL
    | Capability.HANG_UP
    | Capability.ANSWER
    | Capability.HOLD
    | Capability.TRANSFER
    | Capability.DTMF
    | Capability.PARK
    | Capability.PICK_UP
    | Capability.REDIRECT
    | Capability.REMOTE_CONTROL
)
# The setting that says who is visible: those who may use our App object, or those of its groups.
MODE: Final = "rcc_mode"
BY_GROUP: Final = "group"
ALL_CALLS: Final = "all_calls"

_GONE: Final = "del"


class Rcc:
    """The users and calls of one connection."""

    api: ClassVar[str] = API

    def __init__(self, line: Line) -> None:
        """Prepare; nothing is asked before `begin`."""
        self._line = line
        self._tag = line.requests.tag("c")
        self._listed = asyncio.Event()
        self._is_started = False
        self._answered = asyncio.Event()
        self._able = ABILITIES
        self._list = List()
        self._parties = Parties(line.people, self._list)
        self._following = Following(line, self._hear_call, self._read_again)
        self._calls = Calls(self._parties, self._speaks, line.clock, line.times.linger, line.ends)
        self._stream = Stream(self._calls, self._list)
        self._doubted: Waiting[ExtensionId] = Waiting(line.times.stray)
        self._orders = Orders(line, self._calls, self._following, self._parties)

    async def begin(self) -> Capability:
        """Ask for all users; the first one proves that we may."""
        line, settings = self._line, self._line.settings
        line.requests.listen(self.api, self._tag, self._hear)
        request = Initialize(
            src=self._tag,
            grp=True if settings.get(MODE) == BY_GROUP else None,
            limit=50,
            calls=True if settings.get(ALL_CALLS) else None,
        )
        line.requests.ask(request, self._hear_end)
        line.tell(())
        try:
            await self._answered.wait()
        except asyncio.CancelledError:
            line.requests.ignore(self._tag)
            line.requests.forget(request)
            raise
        return self._able

    def start(self, now: float) -> None:
        """Follow the calls of all watched people who were listed."""
        self._is_started = True
        for known in self._line.people.all:
            self._following.follow(known, now)

    @property
    def is_answered(self) -> bool:
        """Tell whether everybody is listed, and nothing unanswered."""
        return self._listed.is_set() and self._following.is_answered

    @property
    def is_settled(self) -> bool:
        """Tell whether everybody is listed, and followed if that can be."""
        return self._listed.is_set() and self._following.is_settled

    def picture(self) -> Facts:
        """Tell what all phones do, and all calls that go on."""
        lamps = [self._lamp(known) for known in self._line.people.all]
        return (*(lamp for lamp in lamps if lamp), *self._calls.picture())

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        times = (self._following.deadline, self._calls.deadline, self._doubted.next)
        return min((each for each in times if each is not None), default=None)

    def tick(self, now: float) -> Facts:
        """Act on what did not happen."""
        for key in self._doubted.take(now):
            follower = self._following.find(key)
            if follower and self._calls.handles(follower.tag):
                self._following.read_again(follower, now)
        return (*self._following.tick(now), *self._calls.tick(now))

    def people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId], now: float
    ) -> None:
        """Follow others from now on."""
        facts: list[Fact] = []
        for key in removed:
            self._doubted.drop(key)
            for tag in self._following.unfollow(key, now):
                facts += self._calls.forget(tag, now)
        for key in added:
            if (known := self._line.people.get(key)) is None:
                continue
            if row := self._row(known):
                self._line.people.meet(row.said, self.api)
            facts += filter(None, [self._lamp(known)])
            self._following.follow(known, now)
        self._line.tell(tuple(facts))

    async def execute(self, command: Command) -> Receipt | None:
        """Carry a command on calls out."""
        return await self._orders.execute(command)

    async def listed(self) -> tuple[Person, ...] | None:
        """List whom RCC shows, once all have been told."""
        await self._listed.wait()
        return self._list.people()

    def _hear_end(self, message: Message | Unknown, now: float) -> Facts:
        """Take it that everybody is listed, or that we may not see them."""
        if getattr(message, "failure", None):
            self._able = NO_CAPABILITY
        self._listed.set()
        self._answered.set()
        return ()

    def _hear(self, message: Message | Unknown, now: float) -> Facts:
        """Take what is said of everybody."""
        self._answered.set()
        match message:
            case UserInfo():
                return self._hear_user(message, now)
            case CallAdd() | CallUpdate() | CallDel():
                return self._stream.hear(message, now)
        return ()

    def _hear_user(self, info: UserInfo, now: float) -> Facts:
        """Take what a user is now, or that there is none any more."""
        row = listed(info)
        if (info.update or "").lower() == _GONE:
            return self._miss(row, now)
        self._list.put(row)
        # Queues and lines are watched only if somebody named them.
        by = self._line.people
        known = by.meet(row.said, self.api) if row.is_person else self._named(row)
        if known is None:
            return ()
        if self._is_started:
            self._following.follow(known, now)
        self._doubt(known, row, now)
        return (row.lamp(known.key),)

    def _hear_call(self, follower: Follower, info: CallInfo, now: float) -> Facts:
        """Take what is said of a call of a watched person."""
        if follower.numbering is not None:
            self._parties.learn(follower.numbering, follower.longest)
        known = follower.known
        owner = Connector(cn=known.long_name or "", h323=known.sip or "", e164=known.number or "")
        return self._calls.hear(follower.tag, owner, info, now)

    def _read_again(self, follower: Follower, old_tag: str, now: float) -> Facts:
        """Take it that what was not told once more is over."""
        return self._calls.forget(old_tag, now)

    def _doubt(self, known: Known, row: Listed, now: float) -> None:
        """Doubt calls of somebody who is said to have none; parked ones may not be counted."""
        follower = self._following.find(known.key)
        calls = self._calls.handles(follower.tag) if follower else ()
        if row.is_free and any(each.is_expected and not each.is_parked for each in calls):
            if known.key not in self._doubted:
                self._doubted.add(known.key, now)
        else:
            self._doubted.drop(known.key)

    def _speaks(self, party: str) -> bool:
        """Tell whether a party is a watched person whose calls are told."""
        follower = self._following.find(ExtensionId(party[1:])) if party[:1] == "=" else None
        return follower is not None and follower.is_followed

    def _lamp(self, known: Known) -> ExtensionIs | None:
        """Tell what the phones of a watched person do, if that is known."""
        row = self._row(known)
        return row.lamp(known.key) if row else None

    def _row(self, known: Known) -> Listed | None:
        """Find a watched person in the list."""
        return self._list.find(
            guid=known.guid or "", sip=known.sip or "", number=known.number or ""
        )

    def _named(self, row: Listed) -> Known | None:
        """Find an object that is watched though it is no person."""
        said = row.said
        known = self._line.people.find(guid=said.guid, sip=said.sip, number=said.number)
        return self._line.people.meet(said, self.api) if known else None

    def _miss(self, row: Listed, now: float) -> Facts:
        """Take that a user is gone, or may not be seen any more."""
        gone = self._list.drop(row.said)
        said = gone.said if gone else row.said
        known = self._line.people.find(guid=said.guid, sip=said.sip, long_name=said.long_name)
        if known is None:
            return ()
        facts: Facts = (ExtensionIs(id=known.key, hook=Hook.UNKNOWN),)
        for tag in self._following.unfollow(known.key, now):
            facts += self._calls.forget(tag, now)
        self._line.people.miss(known, self.api)
        return facts
