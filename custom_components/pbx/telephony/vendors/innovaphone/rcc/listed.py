"""All users and objects that RCC lists: who somebody is, and whether a number is of the house."""

from dataclasses import dataclass
from typing import Final

from ....driver import Person
from ....facts import ExtensionIs
from ....model import ExtensionId, Hook
from ..codecs_rcc import Connector
from ..names import Name, Names, folded
from ..people import Listing
from ..wire.rcc import UserInfo

# No list to choose from is longer, and a hostile peer lists without end.
MAX_LISTED: Final = 20_000

_PEOPLE: Final = frozenset({"", "executive"})
_LINES: Final = frozenset({"trunk", "gw", "sbc"})


@dataclass(frozen=True, slots=True)
class Listed:
    """A user or an object, and what their phones do."""

    said: Listing
    kind: str = ""
    """Type of the object; nothing for users."""
    phones: int = 0
    calls: int = 0
    alerts: int = 0

    @property
    def is_person(self) -> bool:
        """Tell whether it is somebody, and not a queue or a line."""
        return self.kind in _PEOPLE

    @property
    def is_line(self) -> bool:
        """Tell whether it leads outside."""
        return self.kind in _LINES

    @property
    def is_free(self) -> bool:
        """Tell whether there is no call."""
        return not self.calls and not self.alerts

    def lamp(self, key: ExtensionId) -> ExtensionIs:
        """Tell what a watched person's phones do."""
        hook = Hook.RINGING if self.alerts else Hook.BUSY if self.calls else Hook.IDLE
        return ExtensionIs(id=key, registered=self.phones > 0, hook=hook)


def listed(info: UserInfo) -> Listed:
    """Read an indication: it describes a user anew, and what it leaves out is none."""
    return Listed(
        Listing(
            sip=info.h323 or "",
            number=info.e164 or "",
            name=info.dn or info.cn or "",
            long_name=info.cn or "",
            guid=info.guid or "",
            host=info.pbx or "",
        ),
        kind=(info.pseudo_type or "").strip().lower(),
        phones=len(info.phones or ()),
        calls=max(info.channel or 0, 0),
        alerts=max(info.alert or 0, 0),
    )


class List:
    """Everybody listed, by all their names."""

    def __init__(self) -> None:
        """Know nobody."""
        self._rows: dict[str, Listed] = {}
        self._names: Names[str] = Names()

    def put(self, row: Listed) -> None:
        """Take what was said of somebody."""
        key = _key(row.said)
        if not key or (key not in self._rows and len(self._rows) >= MAX_LISTED):
            return
        old = self._rows.get(key)
        self._rows[key] = row
        self._names.move(key, _names(old.said) if old else (), _names(row.said))

    def drop(self, said: Listing) -> Listed | None:
        """Forget somebody, and say who it was."""
        key = _key(said)
        row = self._rows.pop(key, None)
        if row is not None:
            self._names.move(key, _names(row.said), ())
        return row

    def find(
        self, *, guid: str = "", cn: str = "", sip: str = "", number: str = ""
    ) -> Listed | None:
        """Find somebody by whatever is known, the surest first."""
        for kind, text in (("guid", guid), ("sip", sip), ("number", number), ("cn", cn)):
            if (key := self._names.find(kind, text)) is not None:
                return self._rows.get(key)
        return None

    def of(self, party: Connector) -> Listed | None:
        """Find a party of a call."""
        return self.find(sip=party.h323, number=party.e164, cn=party.cn)

    def people(self) -> tuple[Person, ...]:
        """Give all people who can be watched."""
        return tuple(
            Person(key=row.said.sip, name=row.said.name, number=row.said.number or None)
            for row in self._rows.values()
            if row.is_person and row.said.sip
        )


def _key(said: Listing) -> str:
    """Give what identifies somebody; old builds may leave the guid out."""
    return folded(said.guid or said.sip or said.long_name)


def _names(said: Listing) -> list[Name]:
    """Give all names that somebody can be found by."""
    texts = (
        ("guid", said.guid),
        ("cn", said.long_name),
        ("sip", said.sip),
        ("number", said.number),
    )
    return [(kind, folded(text)) for kind, text in texts if text.strip()]
