"""Who a party of a call is: somebody watched, somebody of the house, or somebody outside."""

from typing import Final, NamedTuple

from ....model import Direction, Party
from ....numbering import Numbering
from ..codecs_rcc import Connector
from ..people import Known, People
from ..wire.rcc import UserInitializeResult
from .listed import List

# Outside numbers have no more digits.
_LONGEST: Final = 15


class Who(NamedTuple):
    """A party, with an id that is the same whoever tells of it."""

    id: str
    party: Party
    is_outside: bool = False
    is_object: bool = False
    """A queue or another machine, which is nobody to talk to."""


class Parties:
    """Knows who is who; what a PBX says of its numbers may come late."""

    def __init__(self, people: People, everybody: List) -> None:
        """Look among these."""
        self._people = people
        self._list = everybody
        self.numbering = Numbering()
        self.longest = 0
        """Digits of the longest number inside; 0 if the PBX does not say."""

    def learn(self, numbering: Numbering, longest: int) -> None:
        """Take how the numbers of a node look, and how long they are inside at most."""
        self.numbering = numbering
        self.longest = max(self.longest, min(longest, _LONGEST))

    def known(self, party: Connector) -> Known | None:
        """Find a watched person."""
        if known := self._people.find(sip=party.h323, number=party.e164):
            return known
        row = self._list.of(party)
        return self._people.find(guid=row.said.guid, sip=row.said.sip) if row else None

    def who(self, party: Connector) -> Who:
        """Say who a party is."""
        if known := self.known(party):
            return watched(known)
        row = self._list.of(party)
        number = party.e164 or party.norm or (row.said.number if row else "")
        name = party.dn or (row.said.name if row else "") or party.cn or party.h323
        found = Party(number=number or None, name=name or None)
        id = (row.said.guid if row else "") or party.h323 or number or party.cn
        return Who(
            id.casefold(),
            found,
            is_outside=row.is_line if row else self._is_outside(party),
            is_object=row is not None and not row.is_person and not row.is_line,
        )

    def direction(self, who: Who, *, is_called: bool) -> Direction:
        """Say where a call comes from and goes to, by who is at the other end."""
        if who.is_outside or (is_called and not who.id):
            return Direction.INBOUND if is_called else Direction.OUTBOUND
        return Direction.INTERNAL

    def _is_outside(self, party: Connector) -> bool:
        """Tell whether nobody of the house can have this number."""
        number = party.e164 or party.norm
        if not number:
            return "@" in party.h323
        numbering = self.numbering
        prefixes = (numbering.international, numbering.national, numbering.subscriber)
        if any(prefix and number.startswith(prefix) for prefix in ("+", *prefixes)):
            return True
        if self.longest:
            return len(number) > self.longest
        return not party.h323 and not party.cn


def numbering(node: UserInitializeResult) -> Numbering:
    """Say how numbers are dialled at a node."""
    return Numbering(
        country=node.country or "",
        area=node.area or "",
        international=node.prefix_international or "",
        national=node.prefix_national or "",
        subscriber=node.prefix_subscriber or "",
    )


def watched(known: Known) -> Who:
    """Say who a watched person is."""
    party = Party(number=known.number or None, name=known.name or None, extension=known.key)
    return Who(f"={known.key}", party)
