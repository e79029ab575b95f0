"""UserInitialize for all watched people: paced, tried again, and repeated to read the calls anew.

A handle is good for this connection only, and a subscription under a new tag tells all calls that
go on; so whoever is asked for twice has two tags for a moment, and the old one is heard no more.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from ....facts import Fact
from ....model import ExtensionId
from ....numbering import Numbering
from ..feature import Line
from ..people import Known
from ..requests import Facts
from ..waiting import Retries, Waiting
from ..wire import Message, Unknown
from ..wire.rcc import (
    API,
    CallInfo,
    Devices,
    DevicesResult,
    UserEnd,
    UserInitialize,
    UserInitializeResult,
)
from .parties import numbering


@dataclass(slots=True, eq=False)
class Follower:
    """One user whose calls are followed, and the handle to act with."""

    known: Known
    tag: str = ""
    user: int = 0
    """0 is no handle."""
    numbering: Numbering | None = None
    """How the user dials."""
    longest: int = 0
    """Digits of the longest number inside; 0 if the PBX does not say."""
    old_tag: str = ""
    """Calls told under this one are over unless the present one tells them, too."""
    is_queued: bool = False
    late: UserInitialize | None = None
    """The last one that was not answered in time; its handle is taken, or given back."""

    @property
    def is_followed(self) -> bool:
        """Tell whether calls are told."""
        return bool(self.user)


class Following:
    """All users to follow, and how far that is."""

    def __init__(
        self,
        line: Line,
        hear: Callable[[Follower, CallInfo, float], Facts],
        told: Callable[[Follower, str, float], Facts],
    ) -> None:
        """Prepare; `hear` gets calls.

        `told` is called once all calls of a new tag must have come, with the tag it replaces.
        """
        self._line = line
        self._hear = hear
        self._told = told
        self._devices: Mapping[str, str] = line.settings.get("devices") or {}
        self._by_key: dict[ExtensionId, Follower] = {}
        self._by_tag: dict[str, Follower] = {}
        self._queue: deque[Follower] = deque()
        self._open: Waiting[tuple[Follower, Message]] = Waiting(line.times.answer)
        self._failed: Retries[Follower] = Retries(line.times.again, line.times.retry)
        self._reading: Waiting[Follower] = Waiting(line.times.grace)
        self._unsettled: set[Follower] = set()
        self._numbering = Numbering()
        """The one heard last: most people dial alike, and then it is kept only once."""
        # One for all: they are as many as there are people.
        self._listener = self._hear_call

    @property
    def is_answered(self) -> bool:
        """Tell whether nothing is left to ask, and nothing unanswered."""
        return not self._queue and not self._open

    @property
    def is_settled(self) -> bool:
        """Tell whether everybody is followed, or cannot be."""
        return not self._unsettled

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        times = (self._open.next, self._failed.next, self._reading.next)
        return min((each for each in times if each is not None), default=None)

    def find(self, key: ExtensionId) -> Follower | None:
        """Find who is followed, or shall be."""
        return self._by_key.get(key)

    def with_tag(self, tag: str) -> Follower | None:
        """Find whose calls are told under a tag."""
        return self._by_tag.get(tag)

    def follow(self, known: Known, now: float) -> None:
        """Follow a person, unless that is so already; without a long name nobody can be."""
        follower = self._by_key.get(known.key)
        if follower is None and known.long_name:
            follower = self._by_key[known.key] = Follower(known)
            self._unsettled.add(follower)
            self._put(follower, now)

    def unfollow(self, key: ExtensionId, now: float) -> tuple[str, ...]:
        """Follow somebody no longer, and give the tags under which calls were told."""
        if (follower := self._by_key.pop(key, None)) is None:
            return ()
        tags = tuple(tag for tag in (follower.tag, follower.old_tag) if tag)
        self._end(follower)
        self._failed.forget(follower)
        self._reading.drop(follower)
        self._unsettled.discard(follower)
        if follower in self._queue:
            self._queue.remove(follower)
        self._fill(now)
        return tags

    def read_again(self, follower: Follower, now: float) -> None:
        """Ask for all calls of a user once more."""
        if follower.is_followed and not follower.old_tag and not follower.is_queued:
            follower.old_tag = follower.tag
            self._put(follower, now)

    def tick(self, now: float) -> Facts:
        """Act on what did not happen."""
        facts: list[Fact] = []
        for follower, request in self._open.take(now):
            self._miss(follower, request)
            facts += self._fail(follower, now)
        for follower in self._failed.take(now):
            self._put(follower, now)
        for follower in self._reading.take(now):
            facts += self._read(follower, now)
        self._fill(now)
        return tuple(facts)

    def _miss(self, follower: Follower, request: Message) -> None:
        """Wait on for the answer to one request of each person, and to no other."""
        missed: Message | None = request
        if isinstance(request, UserInitialize):
            missed, follower.late = follower.late, request
        if missed is not None:
            self._line.requests.forget(missed)

    def _read(self, follower: Follower, now: float) -> Facts:
        """Take it that all calls under a new tag have been told."""
        old, follower.old_tag = follower.old_tag, ""
        return self._told(follower, old, now)

    def _put(self, follower: Follower, now: float) -> None:
        follower.is_queued = True
        self._queue.append(follower)
        self._fill(now)

    def _fill(self, now: float) -> None:
        """Ask what is queued, as far as the window is open."""
        while self._queue and len(self._open) < self._line.times.window:
            follower = self._queue.popleft()
            follower.is_queued = False
            self._end(follower)
            cn = follower.known.long_name or ""
            if self._device(follower):
                request = Devices(src=self._line.requests.tag("d"), cn=cn)
                self._ask(follower, request, partial(self._hear_devices, follower, request), now)
            else:
                self._initialize(follower, None, now)

    def _device(self, follower: Follower) -> str:
        """Give the phone that alone is meant, if a setting names one."""
        return str(self._devices.get(follower.known.key) or "")

    def _ask(
        self,
        follower: Follower,
        request: Message,
        hear: Callable[[Message | Unknown, float], Facts],
        now: float,
    ) -> None:
        self._open.add((follower, request), now)
        self._line.requests.ask(request, hear)

    def _hear_devices(
        self, follower: Follower, request: Devices, answer: Message | Unknown, now: float
    ) -> Facts:
        """Name a phone only if it is there: a wrong one is not refused, but silent."""
        self._open.drop((follower, request))
        wanted = self._device(follower)
        devices = answer.devices if isinstance(answer, DevicesResult) else ()
        if self._by_key.get(follower.known.key) is follower:
            is_there = any(device.hw == wanted for device in devices)
            self._initialize(follower, wanted if is_there else None, now)
        self._fill(now)
        return ()

    def _initialize(self, follower: Follower, hw: str | None, now: float) -> None:
        """Begin to listen under a new tag."""
        follower.tag = tag = self._line.requests.tag("u")
        self._by_tag[tag] = follower
        self._line.requests.listen(API, tag, self._listener)
        cn = follower.known.long_name or ""
        request = UserInitialize(src=tag, cn=cn, hw=hw, xfer=True)
        self._ask(follower, request, partial(self._answered, follower, request), now)

    def _answered(
        self, follower: Follower, request: UserInitialize, answer: Message | Unknown, now: float
    ) -> Facts:
        """Take the handle; calls may have come before it."""
        self._open.drop((follower, request))
        node = answer if isinstance(answer, UserInitializeResult) and not answer.failure else None
        user = (node.user if node else None) or 0
        facts: Facts = ()
        if self._by_key.get(follower.known.key) is not follower or follower.tag != request.src:
            self._farewell(user)
        elif node is not None and user:
            follower.user = user
            self._learn(follower, node)
            self._unsettled.discard(follower)
            self._failed.forget(follower)
            if follower.old_tag:
                self._reading.add(follower, now)
        else:
            facts = self._fail(follower, now)
        self._fill(now)
        return facts

    def _learn(self, follower: Follower, node: UserInitializeResult) -> None:
        """Take how a user dials."""
        if (said := numbering(node)) != self._numbering:
            self._numbering = said
        follower.numbering, follower.longest = self._numbering, node.max_intern or 0

    def _fail(self, follower: Follower, now: float) -> Facts:
        """Try again later; what was known before is not known any more."""
        self._unsettled.discard(follower)
        if self._by_key.get(follower.known.key) is not follower:
            return ()
        self._failed.add(follower, now)
        return self._read(follower, now) if follower.old_tag else ()

    def _hear_call(self, message: Message | Unknown, now: float) -> Facts:
        """Take what is said of a call."""
        follower = self._by_tag.get(message.src or "")
        if isinstance(message, CallInfo) and follower and follower.tag == message.src:
            return self._hear(follower, message, now)
        return ()

    def _end(self, follower: Follower) -> None:
        """Want the calls under the present tag no longer."""
        if follower.tag:
            self._line.requests.ignore(follower.tag)
            self._by_tag.pop(follower.tag, None)
        self._farewell(follower.user)
        follower.tag, follower.user = "", 0

    def _farewell(self, user: int) -> None:
        """Give a handle back."""
        if user:
            # Nobody waits for the answer.
            self._line.requests.say(UserEnd(src=self._line.requests.tag("e"), user=user))
