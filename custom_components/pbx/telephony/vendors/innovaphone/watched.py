"""One watched user: what the PBX says, in whatever order, becomes what may be shown.

            state up                       update
UNKNOWN -----------------> up, nothing yet --------> up, shown
   |  ^                        ^   |                    |
   |  |      state up          |   | state down         | state down
   |  +--- (stored update) ----+   v                    v
   +-- silence, refusal -------> down: not visible, not found; an update is stored, not shown
"""

from dataclasses import dataclass, field

from ...facts import ExtensionIs, PresenceIs
from ...model import ExtensionId
from .codecs import Entry
from .presence import manual_slot, shared
from .translate import NOT_FOUND, NOT_VISIBLE, extension_is, presence_is
from .wire import PresenceState, PresenceUpdate

type PersonFacts = tuple[ExtensionIs | PresenceIs, ...]


@dataclass(slots=True, eq=False)
class Watched:
    """A user and what is known of them."""

    key: ExtensionId
    tag: str = ""
    """Of the present subscription; what carries an older one is not heard."""
    way: dict[str, str] = field(default_factory=dict)
    """How the present subscription found the user."""
    sip: str | None = None
    number: str | None = None
    name: str | None = None
    slot: Entry | None = None
    """The hand-set presence as last seen."""
    reason: str | None = None
    """Why there is nothing to see."""
    _is_up: bool | None = None
    _is_refused: bool = False
    _entries: tuple[Entry, ...] | None = None

    @property
    def is_settled(self) -> bool:
        """Tell whether there is something to show, or a reason why not."""
        return self.reason is not None or self._shown is not None

    @property
    def _shown(self) -> tuple[Entry, ...] | None:
        """Give the entries that may be shown."""
        return self._entries if self._is_up else None

    def picture(self) -> PersonFacts:
        """Tell all that is known."""
        who = extension_is(self.key, self.number, self.name)
        return who, presence_is(self.key, self._shown, self.reason)

    def renew(self, tag: str) -> None:
        """Start over with a new subscription; the details stay good."""
        self.tag = tag
        self._is_up = self._entries = None
        self._is_refused = False

    def hear_state(self, state: PresenceState) -> PersonFacts:
        """Go up or down, or only learn details."""
        if not state.up:
            self._is_up = False
            return self._lose(NOT_FOUND if self._is_refused else NOT_VISIBLE)
        facts = self._learn(state)
        if self._is_up and self.reason is None:
            return facts
        self._rise()
        return *facts, presence_is(self.key, self._shown)

    def hear_update(self, update: PresenceUpdate) -> PersonFacts:
        """Take a whole new presence; after a loss it is shown only once the user is up again."""
        self._entries = shared(update.presence)
        self.slot = manual_slot(self._entries, self.slot)
        if self._is_up is False:
            return ()
        # Which comes first is not documented: an update proves that the user can be seen.
        self._rise()
        return (presence_is(self.key, self._shown),)

    def hear_refusal(self) -> PersonFacts:
        """Take it that there is no such user, until the PBX says otherwise."""
        self._is_refused = True
        self._is_up = None
        return self._lose(NOT_FOUND)

    def hear_silence(self) -> PersonFacts:
        """Take it that the user may not be seen; the PBX has no message for that."""
        return self._lose(NOT_VISIBLE)

    def _rise(self) -> None:
        """Take it that the user can be seen."""
        self._is_up, self._is_refused, self.reason = True, False, None

    def _lose(self, reason: str) -> PersonFacts:
        """Forget what was shown."""
        self._entries = None
        self.reason = reason
        return (presence_is(self.key, None, reason),)

    def _learn(self, state: PresenceState) -> PersonFacts:
        """Take new details; an empty one says nothing."""
        before = (self.number, self.name)
        self.sip = state.sip or self.sip
        self.number = state.num or self.number
        self.name = state.dn or self.name
        if before == (self.number, self.name):
            return ()
        return (extension_is(self.key, self.number, self.name),)
