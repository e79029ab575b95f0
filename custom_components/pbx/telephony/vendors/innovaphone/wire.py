"""Messages of an AppWebsocket as frozen classes, each named after its `mt`; parse and make.

No text makes `parse` raise. What we do not know is `Unknown`, what makes no sense is `Broken`.
Texts come from other people: control characters and half characters are gone, lengths are bounded.
"""

from dataclasses import dataclass, field, fields
import json
from typing import Any, Final

from .codecs import CODECS, Codec, Entry, Failure, Malformed, Row, text_codec, whole, word

# Presence of many sources is a few KiB; more than this is an attack or a mistake.
MAX_MESSAGE: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every message has: the API it belongs to and the tag that ties an answer to its request.

    `api` is empty for messages of the AppWebsocket itself, and may carry a number behind a dot when
    it acts for a user ("PbxApi.0").
    """

    api: str = ""
    src: str | None = None


class Message(Envelope):
    """A message that is understood."""

    __slots__ = ()

    @property
    def mt(self) -> str:
        """Give the message type, as it is on the wire."""
        return type(self).__name__

    @property
    def answer(self) -> str:
        """Give the type of the message that answers this one."""
        return f"{self.mt}Result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Envelope):
    """A message that we have no use for."""

    mt: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A message that cannot be used, and why, in our words."""

    why: str
    mt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppChallenge(Message):
    """Ask for something to prove the secret on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppChallengeResult(Message):
    """Prove the secret on this; good for one connection."""

    challenge: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppLogin(Message):
    """Log in. The empty members are part of the digest."""

    app: str | None
    domain: str | None = ""
    sip: str | None = ""
    guid: str | None = ""
    dn: str | None = ""
    digest: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppLoginResult(Message):
    """The login is accepted, or not."""

    ok: bool
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAlive(Message):
    """Nothing to say, but still here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxApiMessage(Message):
    """A message of the PbxApi: presence, favourites, the node."""

    api: str = "PbxApi"


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNodeInfo(PbxApiMessage):
    """Ask for the numbering node of who logged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNodeInfoResult(PbxApiMessage):
    """The numbering node and its prefixes."""

    failure: Failure | None = None
    name: str | None = None
    prefix_intl: str | None = None
    prefix_ntl: str | None = None
    prefix_subs: str | None = None
    country_code: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxTableUsersMessage(Message):
    """A message of the user table."""

    api: str = "PbxTableUsers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateStart(PbxTableUsersMessage):
    """Ask for a copy of these columns, of objects of these types."""

    columns: tuple[str, ...]
    pseudo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateStartResult(PbxTableUsersMessage):
    """The copy can be fetched, or not."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateNext(PbxTableUsersMessage):
    """Ask for the next row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicateNextResult(PbxTableUsersMessage):
    """The next row; none behind the last."""

    failure: Failure | None = None
    row: Row | None = None


_CLASSES: Final[tuple[type[Message], ...]] = (
    AppChallenge,
    AppChallengeResult,
    AppLogin,
    AppLoginResult,
    KeepAlive,
    GetNodeInfo,
    GetNodeInfoResult,
    SubscribePresence,
    SubscribePresenceResult,
    PresenceState,
    PresenceUpdate,
    UnsubscribePresence,
    UnsubscribePresenceResult,
    SetPresence,
    SetPresenceResult,
    ReplicateStart,
    ReplicateStartResult,
    ReplicateNext,
    ReplicateNextResult,
)


def _plan(cls: type[Message]) -> tuple[tuple[str, Codec], ...]:
    """Find how each member of a message is read and written."""
    return tuple(
        (each.name, CODECS.get(each.name) or text_codec(each.name))
        for each in fields(cls)
        if each.name not in {"api", "src"}
    )


_PLANS: Final = {cls: _plan(cls) for cls in _CLASSES}
_KNOWN: Final = {
    (next(each.default for each in fields(cls) if each.name == "api"), cls.__name__): cls
    for cls in _CLASSES
}


def parse(text: str) -> Message | Unknown | Broken:
    """Understand a message."""
    if len(text) > MAX_MESSAGE:
        return Broken("too long")
    try:
        body = json.loads(text)
    except ValueError, RecursionError:
        return Broken("not JSON")
    if not isinstance(body, dict):
        return Broken("not an object")
    mt = word(body.get("mt"))
    if not mt:
        return Broken("no type")
    api = word(body.get("api")) or ""
    src = word(body.get("src")) or None
    cls = _KNOWN.get((api.partition(".")[0], mt))
    if cls is None:
        return Unknown(mt=mt, api=api, src=src)
    try:
        members = {name: codec.read(body) for name, codec in _PLANS[cls]}
    except Malformed:
        return Broken("malformed", mt)
    return cls(api=api, src=src, **members)


def make(message: Message) -> str:
    """Write a message; a member that is None is left out."""
    body: dict[str, Any] = {"api": message.api} if message.api else {}
    body["mt"] = message.mt
    if message.src is not None:
        body["src"] = message.src
    for name, codec in _PLANS[type(message)]:
        value = getattr(message, name)
        if value is not None:
            body |= codec.write(value)
    return whole(json.dumps(body, separators=(",", ":"), ensure_ascii=False))
