"""What is said on a connection after the login, whoever dialed; no I/O, and time is told.

`receive` takes a text and gives facts, `pending` gives the frames to send, `tick` acts when
`deadline` has come. The life of the connection:

silence 60 s -> KeepAlive; nothing received for 70 s -> GetNodeInfo; 20 s more -> `LinkLost`
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
import logging

from ...errors import LinkLost
from ...facts import Fact, PresenceIs
from ...model import ExtensionId
from .feature import Feature
from .people import Known, Listing, People
from .requests import Facts, Requests
from .times import Times
from .translate import NOT_VISIBLE
from .watch import PresenceWatch
from .watched import PersonFacts
from .wire import Broken, GetNodeInfo, KeepAlive, Message, PresenceState, Unknown, parse

_LOGGER = logging.getLogger(__name__)


class Session:
    """One conversation with one PBX."""

    def __init__(
        self,
        users: Iterable[str],
        times: Times,
        count: Callable[[str, str], None],
        *,
        everybody: bool = False,
        before: Iterable[str] = (),
        identities: dict[ExtensionId, str] | None = None,
    ) -> None:
        """Prepare; `count` tallies what is not understood."""
        self.requests = Requests()
        self.people = People(users, everybody=everybody, before=before, identities=identities)
        self.watch = PresenceWatch(
            self.people.keys,
            self.requests,
            times,
            self._learn,
            way=self.people.way,
            voice=self._explained,
        )
        self.features: tuple[Feature, ...] = ()
        """What the connection is used for beside presence."""
        self.asked: Callable[[Message], Message | None] = _nothing
        """Answers what the PBX asks us."""
        self._told: list[Fact] = []
        self._times = times
        self._count = count
        self._heard = 0.0
        self._spoke = 0.0
        self._probe = GetNodeInfo()
        self._probed: float | None = None

    def start(self, now: float) -> None:
        """Begin, right after the login."""
        self._heard = self._spoke = now

    @property
    def deadline(self) -> float:
        """Say when `tick` has something to do."""
        if self._told:
            return 0.0
        deadlines = (self.watch.deadline, *(feature.deadline for feature in self.features))
        return min((self._life, *(each for each in deadlines if each is not None)))

    def tell(self, facts: Facts) -> None:
        """Pass facts on with the next tick, which is due at once."""
        self._told += facts

    def follow(self, known: Known, facts: Facts, is_first: bool, now: float) -> None:
        """Take what a list tells anew of a watched user, who may have been renamed."""
        self.watch.renew(known.key, now, if_down=is_first)
        self.tell((*facts, *self.watch.reconsider(known.key)))

    def _explained(self, facts: PersonFacts) -> Facts:
        """Say why there is nothing to see of a user, as far as the lists tell."""
        return tuple(
            replace(fact, reason=self.people.why(fact.id))
            if isinstance(fact, PresenceIs) and fact.reason == NOT_VISIBLE
            else fact
            for fact in facts
        )

    def _learn(self, key: ExtensionId, state: PresenceState) -> None:
        """Note who a watched user is."""
        said = Listing(sip=state.sip or "", number=state.num or "", name=state.dn or "")
        self.people.learn(key, said)

    @property
    def _life(self) -> float:
        """Say when to act on silence."""
        if self._probed is not None:
            return self._probed + self._times.death
        return min(self._heard + self._times.probe, self._quiet_until)

    @property
    def _quiet_until(self) -> float:
        """Say how long nothing need be said."""
        return max(self._heard, self._spoke) + self._times.keep_alive

    def receive(self, text: str, now: float) -> Facts:
        """Take a message, whatever it is; every one proves that the PBX lives."""
        self._heard = now
        self._probed = None
        facts = self._hear(text, now)
        # Who has just come must be told of before anything is told about them.
        told, self._told = tuple(self._told), []
        return told + facts

    def _hear(self, text: str, now: float) -> Facts:
        """Give a message to who waits for it."""
        match parse(text):
            case Broken(why=why, mt=mt):
                _LOGGER.debug("Skipped a message: %s %s", why, mt)
                self._count("broken message", f"{why} {mt}".strip())
                return ()
            case KeepAlive():
                return ()
            case PresenceState(src=None) as state:
                return self.watch.hear_untagged(state, now)
            case Unknown(mt=mt) as message:
                self._count("unknown message", mt)
                return self.requests.route(message, now)
            case message:
                if (answer := self.asked(message)) is not None:
                    self.requests.say(answer)
                    return ()
                return self.requests.route(message, now)

    def tick(self, now: float) -> Facts:
        """Act on what did not happen; raise `LinkLost` if the PBX is dead."""
        if now >= self._life:
            if self._probed is not None:
                raise LinkLost("the PBX fell silent")
            self._break_silence(now)
        told, self._told = tuple(self._told), []
        ticked = (self.watch.tick(now), *(feature.tick(now) for feature in self.features))
        return told + tuple(fact for facts in ticked for fact in facts)

    def _break_silence(self, now: float) -> None:
        """Ask what must be answered if nothing came for long; else only keep the line open."""
        if now >= self._heard + self._times.probe:
            # Something else may have proven life while the last one went unanswered.
            self.requests.forget(self._probe)
            self._probe = GetNodeInfo(src=self.requests.tag("n"))
            self._probed = now
            self.requests.ask(self._probe, _ignore)
        else:
            self.requests.say(KeepAlive())
            self._spoke = now

    def pending(self, now: float) -> list[str]:
        """Give the frames to send, once."""
        frames = self.requests.drain()
        if frames:
            self._spoke = now
        return frames


def _ignore(message: Message | Unknown, now: float) -> Facts:
    """Take an answer that matters only because it came."""
    return ()


def _nothing(message: Message) -> Message | None:
    """Leave what the PBX asks unanswered."""
    return None
