"""Who is watched, and by which names the PBX's APIs know them.

PbxApi finds a person by SIP name or number, RCC by long name or guid, and all tell different parts
of them; this is the one place where they meet.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from ...facts import ExtensionIs, ExtensionsAre
from ...model import Extension, ExtensionId
from .names import Name, Names, folded
from .requests import Facts
from .translate import MOVED, NOT_ALLOWED, NOT_FOUND, NOT_VISIBLE, address, watched_keys

# No more make sense in one house, and a hostile peer has people without end.
MAX_PEOPLE: Final = 10_000

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
    is_allowed: bool | None = None
    """Whether the person's Visibility page names us; None where the list does not say."""
    is_hidden: bool = False
    """Left out of directories, so not watched because everybody is."""


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
    is_allowed: bool | None = None
    home: str | None = None
    """The PBX that the person lived on when first heard of."""
    alias: str | None = None
    """The present SIP name, if a list says that it is no longer as it was typed."""
    lists: tuple[str, ...] = ()
    """The lists that name the person."""

    @property
    def extension_is(self) -> ExtensionIs:
        """Tell who it is."""
        return ExtensionIs(
            id=self.key, number=self.number or None, name=self.name or None, host=self.host or None
        )


type Learned = Callable[[Known, Facts, bool], None]
"""Who wants to know what a list tells of a watched person, and whether none did before."""


class People:
    """All watched people."""

    def __init__(
        self,
        users: Iterable[str],
        *,
        everybody: bool = False,
        before: Iterable[str] = (),
        identities: dict[ExtensionId, str] | None = None,
    ) -> None:
        """Watch these, as they were typed, and with `everybody` whoever a list names.

        Those of `before` were listed once; they stay until all lists are read and none names them.
        `identities` has the guids of earlier connections, and gets those of this one.
        """
        self.everybody = everybody
        self._identities = {} if identities is None else identities
        self.location: str | None = None
        """What this PBX is called where the lists name the PBX that somebody lives on."""
        self._known: dict[ExtensionId, Known] = {}
        self._names: Names[Known] = Names()
        self._hear: list[Hear] = []
        self._is_complete = self._is_doubtful = False
        self._learned: Learned = lambda known, facts, is_first: None
        for key in watched_keys(users):
            self._put(key)
        for key in watched_keys(before) if everybody else ():
            if self.find(sip=key, number=key) is None:
                self._put(key).is_listed = True

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

    def find(
        self, *, guid: str = "", sip: str = "", number: str = "", long_name: str = ""
    ) -> Known | None:
        """Find a watched person by whatever is known, the surest first."""
        said = (("guid", guid), ("sip", sip), ("long_name", long_name), ("number", number))
        for kind, text in said:
            if known := self._names.find(kind, text):
                return known
        return None

    def learn(self, key: ExtensionId, said: Listing) -> Facts:
        """Take what a message says of a watched person; an empty member says nothing."""
        if (known := self._known.get(key)) is None:
            return ()
        before, names = known.extension_is, _names(known)
        for member in ("sip", "number", "name", "long_name", "guid", "host"):
            # What is the same is not kept twice.
            if (text := getattr(said, member)) and text != getattr(known, member):
                setattr(known, member, text)
        self._names.move(known, names, _names(known))
        if said.guid:
            self._identities[key] = said.guid
        return () if known.extension_is == before else (known.extension_is,)

    def on_learned(self, learned: Learned) -> None:
        """Say what a list tells anew of who was watched already."""
        self._learned = learned

    def meet(self, said: Listing, by: str = "") -> Known | None:
        """Take a person of a list: one who is watched, or shall be; None for anybody else.

        What the list says is known then, and told; whoever is new is told to those who listen.
        `by` names the list.
        """
        known, added = self._meet(said, by)
        if known is not None and added:
            self._changed((known.key,), ())
        return known

    def meet_all(self, listings: Iterable[Listing], by: str) -> None:
        """Take a whole list, and tell all who are new at once."""
        met = [self._meet(said, by) for said in listings]
        if added := [known.key for known, is_new in met if known is not None and is_new]:
            self._changed(added, ())

    def miss(self, known: Known, by: str = "") -> None:
        """Take that a person has left a list; only who was watched for being listed goes."""
        known.lists = tuple(each for each in known.lists if each != by)
        if known.is_listed and not known.lists:
            self._drop(known)
            self._changed((), (known.key,))
        elif not known.lists:
            self._learned(known, (), False)

    def allow(self, known: Known, *, is_allowed: bool | None) -> None:
        """Take what the PBX says of who may see a person."""
        known.is_allowed = is_allowed
        self._learned(known, (), False)

    def doubt(self) -> None:
        """Take that a list was not read to its end, so that nobody is missing from it."""
        self._is_doubtful = True

    def complete(self) -> None:
        """Take that a list of all that exists is read: who is not on it cannot be found."""
        self._is_complete = True
        for known in tuple(self._known.values()):
            if not known.lists:
                self._learned(known, (), False)

    def settle(self) -> None:
        """Take that all lists are read: who was listed before and is no longer, goes."""
        if self._is_doubtful or not any(known.lists for known in self._known.values()):
            return
        gone = [known for known in self._known.values() if known.is_listed and not known.lists]
        for known in gone:
            self._drop(known)
        if gone:
            self._changed((), [known.key for known in gone])

    def way(self, key: ExtensionId) -> dict[str, str]:
        """Say how the PBX finds a person now, who may have been renamed."""
        known = self._known.get(key)
        return {"sip": known.alias} if known is not None and known.alias else address(key)

    def why(self, key: ExtensionId) -> str:
        """Say why there is nothing to see of a person, as far as the lists tell."""
        known = self._known.get(key)
        if known is None:
            return NOT_VISIBLE
        if self._is_complete and not known.lists:
            return NOT_FOUND
        if known.host and known.host != (self.location or known.home):
            return MOVED
        return NOT_ALLOWED if known.is_allowed is False else NOT_VISIBLE

    def watch(self, users: Iterable[str]) -> None:
        """Watch these people and no others, and whoever is listed if everybody is."""
        wanted = {key.strip().casefold(): key for key in watched_keys(users)}
        here = {known.key.strip().casefold(): known for known in self._known.values()}
        for name, known in here.items():
            known.is_listed = name not in wanted and self.everybody
        stays = self.everybody and not self._is_complete
        removed = [
            known
            for name, known in here.items()
            if name not in wanted and not stays and not (self.everybody and known.lists)
        ]
        for known in removed:
            self._drop(known)
        added = [self._put(key) for name, key in wanted.items() if name not in here]
        if added or removed:
            self._changed([known.key for known in added], [known.key for known in removed])

    def _meet(self, said: Listing, by: str) -> tuple[Known | None, bool]:
        """Take a person of a list, and tell whether nobody knew them."""
        known = self._whose(said)
        is_new = known is None
        if said.is_hidden and (known is None or known.is_listed):
            if known is not None:
                self.miss(known, by)
            return None, False
        if known is None:
            if not self.everybody or not said.sip or len(self._known) >= MAX_PEOPLE:
                return None, False
            key = ExtensionId(said.sip)
            # Somebody who was renamed keeps the id, and another may get the name.
            known = self._put(ExtensionId(said.guid) if key in self._known else key)
            known.is_listed = True
        is_first = not known.lists
        if by not in known.lists:
            known.lists = (*known.lists, by)
        facts = self._take(known, said)
        if not is_new:
            self._learned(known, facts, is_first)
        return known, is_new

    def _whose(self, said: Listing) -> Known | None:
        """Find whom a list means: a number may have gone to somebody else."""
        known = self.find(guid=said.guid) or self.find(sip=said.sip)
        if known is not None:
            return known
        known = self.find(number=said.number)
        if known is None or (said.sip and known.sip):
            return None
        # An identity from an earlier connection may be of somebody who is gone.
        return None if known.guid and known.lists else known

    def _take(self, known: Known, said: Listing) -> Facts:
        """Learn what a list says, also that somebody moved or was renamed."""
        known.home = known.home or said.host or None
        if said.is_allowed is not None:
            known.is_allowed = said.is_allowed
        facts = self.learn(known.key, said)
        [(kind, typed)] = address(known.key).items()
        now = said.sip if kind == "sip" else said.number
        if now and said.sip:
            is_same = now.strip().casefold() == typed.casefold()
            known.alias = None if is_same else said.sip
        return facts

    def _changed(self, added: Collection[ExtensionId], removed: Collection[ExtensionId]) -> None:
        for hear in self._hear:
            hear(added, removed)

    def _put(self, key: ExtensionId) -> Known:
        found = address(key)
        known = Known(key, sip=found.get("sip"), number=found.get("num"))
        known.guid = self._identities.get(key)
        self._known[key] = known
        self._names.move(known, (), _names(known))
        return known

    def _drop(self, known: Known) -> None:
        del self._known[known.key]
        self._identities.pop(known.key, None)
        self._names.move(known, _names(known), ())


def _names(known: Known) -> list[Name]:
    """Give all names that a person can be found by."""
    said = (
        ("guid", known.guid),
        ("sip", known.sip),
        ("long_name", known.long_name),
        ("number", known.number),
    )
    return [(kind, folded(text)) for kind, text in said if text]
