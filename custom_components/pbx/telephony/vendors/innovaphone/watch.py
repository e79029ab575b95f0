"""Subscriptions to the presence of all watched users: paced, and renewed when they stay dead."""

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

from ...model import ExtensionId
from .codecs import Failure
from .requests import Facts, Requests
from .times import Times
from .translate import address, watched_keys
from .waiting import Waiting
from .watched import Watched
from .wire import (
    Message,
    PresenceState,
    PresenceUpdate,
    SubscribePresence,
    SubscribePresenceResult,
    Unknown,
    UnsubscribePresence,
)


class PresenceWatch:
    """The users that shall be watched, and how far that is."""

    def __init__(
        self,
        users: Iterable[str],
        requests: Requests,
        times: Times,
        learn: Callable[[ExtensionId, PresenceState], None] = lambda key, state: None,
    ) -> None:
        """Prepare; nothing is asked before `start`. `learn` is told who somebody is."""
        self._requests = requests
        self._learn = learn
        self._window = times.window
        self._people = {key: Watched(key) for key in watched_keys(users)}
        self._by_name = {key.strip().casefold(): each for key, each in self._people.items()}
        self._unsettled = set(self._people)
        self._queue: deque[tuple[Watched, UnsubscribePresence | None]] = deque()
        self._unanswered: Waiting[Message] = Waiting(times.answer)
        self._unseen: Waiting[Watched] = Waiting(times.visible)
        self._dead: Waiting[Watched] = Waiting(times.retry)

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
        return tuple(fact for person in self._people.values() for fact in person.picture())

    def start(self, now: float) -> None:
        """Subscribe to everybody."""
        self._queue.extend((person, None) for person in self._people.values())
        self._fill(now)

    def subscribe(self, key: ExtensionId, now: float) -> None:
        """Watch another user from now on."""
        if key not in self._people:
            person = self._people[key] = Watched(key)
            self._by_name[key.strip().casefold()] = person
            self._queue.append((person, None))
            self._fill(now)

    def unsubscribe(self, key: ExtensionId, now: float) -> None:
        """Watch a user no longer; what is still on its way is not heard."""
        person = self._people.pop(key)
        self._by_name.pop(key.strip().casefold(), None)
        self._unsettled.discard(key)
        if person.tag:
            self._drop(person)
        else:
            self._queue = deque(each for each in self._queue if each[0] is not person)
        self._fill(now)

    def tick(self, now: float) -> Facts:
        """Act on what did not happen."""
        facts: list[Facts] = []
        for request in self._unanswered.take(now):
            self._requests.forget(request)
        for person in self._unseen.take(now):
            facts.append(person.hear_silence())
            self._follow(person, now)
        for person in self._dead.take(now):
            self._drop(person)
            self._queue.append((person, None))
        self._fill(now)
        return tuple(fact for each in facts for fact in each)

    def hear_untagged(self, state: PresenceState, now: float) -> Facts:
        """Take a state without a tag by its name or number, or not at all."""
        for name in (state.sip, state.num):
            person = self._by_name.get((name or "").casefold())
            if person and person.tag:
                return self._hear(person, state, now)
        return ()

    def _drop(self, person: Watched) -> None:
        """Queue the end of a subscription, by tag and name: the vendor's examples use either."""
        self._requests.ignore(person.tag)
        self._unseen.drop(person)
        self._dead.drop(person)
        self._queue.append((person, UnsubscribePresence(src=person.tag, **address(person.key))))
        person.tag = ""

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
        request = SubscribePresence(src=person.tag, **address(person.key))
        self._requests.listen(request.api, person.tag, partial(self._hear, person))
        self._unseen.add(person, now)
        return request

    def _answered(
        self, person: Watched, request: Message, answer: Message | Unknown, now: float
    ) -> Facts:
        """Make room for the next question; a refused subscription tells something, too."""
        self._unanswered.drop(request)
        self._fill(now)
        return self._hear(person, answer, now) if request.src == person.tag else ()

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
        self._unseen.drop(person)
        self._follow(person, now)
        return facts

    def _follow(self, person: Watched, now: float) -> None:
        """Note whether a user is dead, or settled for the first time."""
        if person.reason is None:
            self._dead.drop(person)
        elif person not in self._dead:
            self._dead.add(person, now)
        if person.is_settled:
            self._unsettled.discard(person.key)
