"""Messages of the PbxApi about presence."""

from dataclasses import dataclass

from ..codecs import Entry, Failure
from .pbx_api import PbxApiMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribePresence(PbxApiMessage):
    """Watch a user; one of `sip` and `num` is given."""

    sip: str | None = None
    num: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribePresenceResult(PbxApiMessage):
    """Watching has started, which does not mean that there is anything to see."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceState(PbxApiMessage):
    """A watched user can be seen, or not; the details count only while it is up."""

    up: bool
    sip: str | None = None
    num: str | None = None
    dn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceUpdate(PbxApiMessage):
    """The whole presence of a watched user, newest entry first; only `src` says whose it is."""

    presence: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribePresence(PbxApiMessage):
    """Stop watching a user."""

    sip: str | None = None
    num: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribePresenceResult(PbxApiMessage):
    """Watching has stopped."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPresence(PbxApiMessage):
    """Write one slot of a user's presence."""

    sip: str | None = None
    guid: str | None = None
    contact: str | None = None
    activity: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPresenceResult(PbxApiMessage):
    """The slot is written, or not."""

    failure: Failure | None = None


MESSAGES = (
    SubscribePresence,
    SubscribePresenceResult,
    PresenceState,
    PresenceUpdate,
    UnsubscribePresence,
    UnsubscribePresenceResult,
    SetPresence,
    SetPresenceResult,
)
