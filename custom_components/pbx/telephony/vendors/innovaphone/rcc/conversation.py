"""What is known of one conversation: the handles that users have of it, and what was told of it."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from ....model import CallId, Cause, Direction, LegId, LegState, Role
from ..codecs_rcc import Connector
from .codes import CallState
from .parties import Who

type HandleId = tuple[str, int]
"""The tag under which it was told, and its number."""


TRANSFERRED_TO: Final = "xfer"
DIVERTED_TO: Final = "leg1"


@dataclass(slots=True, eq=False)
class Handle:
    """One call as one user's side of it sees it."""

    id: HandleId
    owner: Connector
    """Whose side it is."""
    conf: str
    state: CallState
    peer: Connector | None = None
    far_id: str = ""
    """Id of the other side from when it was first named; more may be learned of it later."""
    others: tuple[Connector, ...] = ()
    cause: Cause | None = None
    reason: str = ""
    is_streamed: bool = False
    """Told by the stream of all calls, which is the poorer source."""
    near: Connector | None = None
    """The own side, as the stream tells it: at a line that is who is outside."""
    leaves_as: Cause | None = None
    """We have sent its call elsewhere: its end need not be the end of the call."""

    @property
    def is_live(self) -> bool:
        """Tell whether the user is on this call."""
        return not self.state.is_over

    @property
    def is_expected(self) -> bool:
        """Tell whether more will be told of it than that it is gone."""
        return self.is_live or self.goes_on

    @property
    def goes_on(self) -> bool:
        """Tell whether the call goes on without this user."""
        return self.leaves_as is not None or self.other(TRANSFERRED_TO, DIVERTED_TO) is not None

    @property
    def end(self) -> Cause:
        """Say why the user has left."""
        if self.other(TRANSFERRED_TO):
            return Cause.TRANSFERRED
        return self.leaves_as or self.cause or Cause.NORMAL

    @property
    def is_parked(self) -> bool:
        """Tell whether the call waits to be picked up."""
        return self.state.own is LegState.PARKED

    def other(self, *kinds: str) -> Connector | None:
        """Find a further party by its part in the call."""
        for each in self.others:
            if each.type in kinds and (each.e164 or each.h323 or each.cn):
                return each
        return None


class View(NamedTuple):
    """A leg as it is to be told."""

    who: Who
    role: Role
    state: LegState
    holds: bool = False
    is_held: bool = False
    cause: Cause | None = None

    def ended(self, cause: Cause | None) -> View:
        """Give the leg after its end."""
        return self._replace(state=LegState.ENDED, holds=False, is_held=False, cause=cause)


@dataclass(slots=True, eq=False)
class Conversation:
    """A call, and all handles of it."""

    id: CallId
    handles: dict[HandleId, Handle] = field(default_factory=dict)
    confs: set[str] = field(default_factory=set)
    direction: Direction = Direction.INTERNAL
    group: str | None = None
    told: dict[LegId, View] = field(default_factory=dict)
    left: dict[str, Cause] = field(default_factory=dict)
    """Why those who had a handle have none any more, by the id of the party."""
    silent: set[str] = field(default_factory=set)
    """Who is followed and should tell of this call, but does not; by the id of the party."""
    mute: set[str] = field(default_factory=set)
    """Those of them who had their time."""
    was_answered: bool = False
    waits: bool = False
    """Its last handle went because the call was sent elsewhere; that may be told yet."""

    @property
    def is_live(self) -> bool:
        """Tell whether anybody is on it, or about to be."""
        return self.waits or any(handle.is_expected for handle in self.handles.values())

    @property
    def cause(self) -> Cause:
        """Say why it ended: the called know best."""
        if self.was_answered:
            return Cause.NORMAL
        for role in (Role.CALLEE, Role.CALLER):
            for view in self.told.values():
                if view.role is role and view.cause not in (None, Cause.NORMAL):
                    return view.cause or Cause.NORMAL
        return Cause.NORMAL
