"""Who is watched, and by which names the PBX's APIs know them.

PbxApi finds a person by SIP name or number, RCC by long name or guid, and all tell different parts
of them; this is the one place where they meet.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from ...facts import ExtensionIs, ExtensionsAre
from ...model import Extension, ExtensionId
from .requests import Facts
from .translate import address, watched_keys

type Hear = Callable[[Collection[ExtensionId], Collection[ExtensionId]], None]
"""Who wants to know of whoever came and went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list of the PBX says of a person; an empty text says nothing."""

    sip: str = ""
    number: str = ""
    name: str = ""
    """The display name, or else the long one."""
    long_name: str = ""
    guid: str = ""
    host: str = ""
    """The PBX that the person lives on."""


@dataclass(slots=True, eq=False)
class Known:
    """A watched person. A member that is None is not known."""

    key: ExtensionId
    sip: str | None = None
    number: str | None = None
    name: str | None = None
    long_name: str | None = None
    guid: str | None = None
    host: str | None = None
    is_listed: bool = False
    """Watched because everybody is, not because somebody chose them."""

    @property
    def extension_is(self) -> ExtensionIs:
        """Tell who it is."""
        return ExtensionIs(
            id=self.key, number=self.number or None, name=self.name or None, host=self.host or None
        )


class People:
    """All watched people."""

    def __init__(self, users: Iterable[str], *, everybody: bool = False) -> None:
        """Watch these, as they were typed, and with `everybody` whoever a list names."""
        self.everybody = everybody
        self._known: dict[ExtensionId, Known] = {}
        self._index: dict[tuple[str, str], Known] = {}
        self._hear: list[Hear] = []
        for key in watched_keys(users):
            self._put(key)

    @property
    def keys(self) -> tuple[ExtensionId, ...]:
        """Name all watched people."""
        return tuple(self._known)

    @property
    def all(self) -> tuple[Known, ...]:
        """Give all watched people."""
        return tuple(self._known.values())

    @property
    def roster(self) -> ExtensionsAre:
        """List the watched people."""
        return ExtensionsAre(
            extensions=tuple(
                Extension(id=known.key, number=address(known.key).get("num"))
                for known in self._known.values()
            )
        )

    def listen(self, hear: Hear) -> None:
        """Say whoever comes and goes from now on."""
        self._hear.append(hear)

    def get(self, key: ExtensionId) -> Known | None:
        """Give a watched person."""
        return self._known.get(key)

    def find(self, *, guid: str = "", sip: str = "", number: str = "") -> Known | None:
        """Find a watched person by whatever is known, the surest first."""
        for kind, text in (("guid", guid), ("sip", sip), ("number", number)):
            if text and (known := self._index.get((kind, text.strip().casefold()))):
                return known
        return None

    def learn(self, key: ExtensionId, said: Listing) -> Facts:
        """Take what a message says of a watched person; an empty member says nothing."""
        if (known := self._known.get(key)) is None:
            return ()
        before = known.extension_is
        self._unname(known)
        for member in ("sip", "number", "name", "long_name", "guid", "host"):
            if text := getattr(said, member):
                setattr(known, member, text)
        self._note(known)
        return () if known.extension_is == before else (known.extension_is,)

    def meet(self, said: Listing) -> Known | None:
        """Take a person of a list: one who is watched, or shall be; None for anybody else.

        What the list says is known then; whoever is new is told to those who listen.
        """
        known = self.find(guid=said.guid, sip=said.sip, number=said.number)
        if known is None and self.everybody and said.sip:
            known = self._put(ExtensionId(said.sip))
            known.is_listed = True
            self.learn(known.key, said)
            self._changed((known.key,), ())
        return known

    def miss(self, known: Known) -> None:
        """Take that a person has left the list; only who was watched for being listed goes."""
        if known.is_listed:
            self._drop(known)
            self._changed((), (known.key,))

    def watch(self, users: Iterable[str]) -> None:
        """Watch these people and no others, and whoever is listed if everybody is."""
        wanted = {key.strip().casefold(): key for key in watched_keys(users)}
        here = {known.key.strip().casefold(): known for known in self._known.values()}
        for name, known in here.items():
            known.is_listed = name not in wanted and self.everybody
        removed = [
            known for name, known in here.items() if name not in wanted and not self.everybody
        ]
        for known in removed:
            self._drop(known)
        added = [self._put(key) for name, key in wanted.items() if name not in here]
        if added or removed:
            self._changed([known.key for known in added], [known.key for known in removed])

    def _changed(self, added: Collection[ExtensionId], removed: Collection[ExtensionId]) -> None:
        for hear in self._hear:
            hear(added, removed)

    def _put(self, key: ExtensionId) -> Known:
        found = address(key)
        known = Known(key, sip=found.get("sip"), number=found.get("num"))
        self._known[key] = known
        self._note(known)
        return known

    def _note(self, known: Known) -> None:
        """Let a person be found by all names; the first who had one keeps it."""
        for name in _names(known):
            self._index.setdefault(name, known)

    def _drop(self, known: Known) -> None:
        del self._known[known.key]
        self._unname(known)

    def _unname(self, known: Known) -> None:
        """Find a person by no name for now."""
        for name in _names(known):
            if self._index.get(name) is known:
                del self._index[name]


def _names(known: Known) -> list[tuple[str, str]]:
    """Give all names that a person can be found by."""
    said = (("guid", known.guid), ("sip", known.sip), ("number", known.number))
    return [(kind, text.strip().casefold()) for kind, text in said if text]
