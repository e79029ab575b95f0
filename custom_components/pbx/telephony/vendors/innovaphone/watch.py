"""Subscriptions to the presence of all watched users: paced, and renewed when they stay dead."""

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

from ...model import ExtensionId
from .codecs import Failure
from .names import folded
from .requests import Facts, Requests
from .times import Times
from .translate import NOT_VISIBLE, address, presence_is, watched_keys
from .waiting import Retries, Waiting
from .watched import PersonFacts, Watched
from .wire import (
    Message,
    PresenceState,
    PresenceUpdate,
    SubscribePresence,
    SubscribePresenceResult,
    Unknown,
    UnsubscribePresence,
)

type Way = Callable[[ExtensionId], dict[str, str]]
"""Says how the PBX finds a user, and on which `api` if not the plain one."""
type Voice = Callable[[PersonFacts], Facts]
"""Tells in facts of whatever kind what is known of a user."""


class PresenceWatch:
    """The users that shall be watched, and how far that is."""

    def __init__(
        self,
        users: Iterable[str],
        requests: Requests,
        times: Times,
        learn: Callable[[ExtensionId, PresenceState], None] = lambda key, state: None,
        *,
        way: Way = address,
        voice: Voice = lambda facts: facts,
    ) -> None:
        """Prepare; nothing is asked before `start`. `learn` is told who somebody is."""
        self._requests = requests
        self._learn = learn
        self._way = way
        self._voice = voice
        self._window = times.window
        self._people = {key: Watched(key) for key in watched_keys(users)}
        self._by_tag: dict[str, Watched] = {}
        self._by_name = {folded(key): each for key, each in self._people.items()}
        self._unsettled = set(self._people)
        self._queue: deque[tuple[Watched, UnsubscribePresence | None]] = deque()
        self._unanswered: Waiting[Message] = Waiting(times.answer)
        self._unseen: Waiting[Watched] = Waiting(times.visible)
        self._dead: Retries[Watched] = Retries(times.again, times.retry)
        # One for all: they are as many as there are people.
        self._listener = self._hear_tagged

    @property
    def keys(self) -> tuple[ExtensionId, ...]:
        """Name all watched users."""
        return tuple(self._people)

    @property
    def is_answered(self) -> bool:
        """Tell whether nothing is left to ask, and nothing unanswered."""
        return not self._queue and not self._unanswered

    @property
    def is_settled(self) -> bool:
        """Tell whether each user has been seen, or cannot be."""
        return not self._unsettled

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        times = (self._unanswered.next, self._unseen.next, self._dead.next)
        return min((each for each in times if each is not None), default=None)

    def find(self, key: ExtensionId) -> Watched | None:
        """Find a watched user."""
        return self._people.get(key)

    def picture(self) -> Facts:
        """Tell all that is known of all users."""
        people = self._people.values()
        return tuple(fact for person in people for fact in self._voice(person.picture()))

    def start(self, now: float) -> None:
        """Subscribe to everybody."""
        self._queue.extend((person, None) for person in self._people.values())
        self._fill(now)

    def subscribe(self, key: ExtensionId, now: float) -> None:
        """Watch another user from now on."""
        if key not in self._people:
            person = self._people[key] = Watched(key)
            self._by_name[folded(key)] = person
            self._queue.append((person, None))
            self._fill(now)

    def unsubscribe(self, key: ExtensionId, now: float) -> None:
        """Watch a user no longer; what is still on its way is not heard."""
        person = self._remove(key)
        if person.tag:
            self._drop(person)
        else:
            self._unqueue(person)
        self._fill(now)

    def abandon(self, key: ExtensionId, now: float) -> None:
        """Watch a user no longer, without a word: the `api` that did so is gone."""
        person = self._remove(key)
        self._silence(person)
        self._unqueue(person)
        self._fill(now)

    def renew(self, key: ExtensionId, now: float, *, if_down: bool = False) -> None:
        """Ask anew for a user who is found in another way by now, or may have come to be."""
        person = self._people.get(key)
        if person is None or not person.tag:
            return
        if person.way != self._way(key) or (if_down and person.reason is not None):
            self._drop(person)
            self._queue.append((person, None))
            self._fill(now)

    def reconsider(self, key: ExtensionId) -> Facts:
        """Tell again why there is nothing to see of a user, if so."""
        person = self._people.get(key)
        if person is None or person.reason is None:
            return ()
        return self._voice((presence_is(key, None, person.reason),))

    def tick(self, now: float) -> Facts:
        """Act on what did not happen."""
        facts: list[Facts] = []
        for request in self._unanswered.take(now):
            self._requests.forget(request)
        for person in self._unseen.take(now):
            facts.append(self._voice(person.hear_silence()))
            self._follow(person, now)
        for person in self._dead.take(now):
            self._drop(person)
            self._queue.append((person, None))
        self._fill(now)
        return tuple(fact for each in facts for fact in each)

    def hear_untagged(self, state: PresenceState, now: float) -> Facts:
        """Take a state without a tag by its name or number, or not at all.

        One on an `api` that acts for somebody shows what they may see, which is not what we may.
        """
        if "." in state.api:
            return ()
        for name in (state.sip, state.num):
            person = self._by_name.get((name or "").casefold())
            if person and person.tag:
                return self._hear(person, state, now)
        return ()

    def _remove(self, key: ExtensionId) -> Watched:
        """Forget whom we watched."""
        self._by_name.pop(folded(key), None)
        self._unsettled.discard(key)
        person = self._people.pop(key)
        self._dead.forget(person)
        return person

    def _unqueue(self, person: Watched) -> None:
        """Send nothing more about a user."""
        self._queue = deque(each for each in self._queue if each[0] is not person)

    def _silence(self, person: Watched) -> None:
        """Hear nothing more of a subscription."""
        self._requests.ignore(person.tag)
        self._by_tag.pop(person.tag, None)
        self._unseen.drop(person)
        self._dead.drop(person)
        person.tag = ""

    def _drop(self, person: Watched) -> None:
        """Queue the end of a subscription, by tag and name: the vendor's examples use either."""
        self._queue.append((person, UnsubscribePresence(src=person.tag, **person.way)))
        self._silence(person)

    def _fill(self, now: float) -> None:
        """Send what is queued, as far as the window is open."""
        while self._queue and len(self._unanswered) < self._window:
            person, farewell = self._queue.popleft()
            request = farewell or self._subscription(person, now)
            self._unanswered.add(request, now)
            self._requests.ask(request, partial(self._answered, person, request))

    def _subscription(self, person: Watched, now: float) -> SubscribePresence:
        """Begin to listen under a new tag."""
        person.renew(self._requests.tag("p"))
        person.way = self._way(person.key)
        request = SubscribePresence(src=person.tag, **person.way)
        self._by_tag[person.tag] = person
        self._requests.listen(request.api, person.tag, self._listener)
        self._unseen.add(person, now)
        return request

    def _answered(
        self, person: Watched, request: Message, answer: Message | Unknown, now: float
    ) -> Facts:
        """Make room for the next question; a refused subscription tells something, too."""
        self._unanswered.drop(request)
        self._fill(now)
        return self._hear(person, answer, now) if request.src == person.tag else ()

    def _hear_tagged(self, message: Message | Unknown, now: float) -> Facts:
        """Take what the PBX says under a tag."""
        person = self._by_tag.get(message.src or "")
        return self._hear(person, message, now) if person is not None else ()

    def _hear(self, person: Watched, message: Message | Unknown, now: float) -> Facts:
        """Take what the PBX says of one user."""
        match message:
            case PresenceState():
                if message.up:
                    self._learn(person.key, message)
                facts = person.hear_state(message)
            case PresenceUpdate():
                facts = person.hear_update(message)
            case SubscribePresenceResult(failure=Failure()):
                facts = person.hear_refusal()
            case _:
                return ()
        if person.is_settled:
            self._unseen.drop(person)
        elif person not in self._unseen:
            # Whose presence may not be seen can be up, and stay silent.
            self._unseen.add(person, now)
        self._follow(person, now)
        return self._voice(facts)

    def _follow(self, person: Watched, now: float) -> None:
        """Note whether a user is dead, or settled for the first time."""
        if person.reason is None:
            self._dead.forget(person)
        elif person not in self._dead:
            # Who may not be seen is told, once we may; whom the PBX refuses, nobody tells us.
            self._dead.add(person, now, is_hopeful=person.reason != NOT_VISIBLE)
        if person.is_settled:
            self._unsettled.discard(person.key)
