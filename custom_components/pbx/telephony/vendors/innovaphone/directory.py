"""Lists of people that a PBX may show, whichever API has them."""

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from ...driver import Person
from .people import Listing


@runtime_checkable
class Lists(Protocol):
    """A feature that knows who there is."""

    async def listed(self) -> tuple[Person, ...] | None:
        """Give everybody who can be watched; None if that could not be found out."""
        ...


async def people_of(features: Iterable[object]) -> tuple[Person, ...] | None:
    """List the people of a PBX from the first feature that can; None if there is none."""
    for feature in features:
        if isinstance(feature, Lists) and (people := await feature.listed()) is not None:
            return people
    return None


def persons(listings: Iterable[Listing]) -> tuple[Person, ...]:
    """Choose who can be watched: not the hidden, nor the nameless, and nobody twice."""
    found: dict[str, Person] = {}
    for said in listings:
        if said.sip and not said.is_hidden:
            person = Person(key=said.sip, name=said.name or said.sip, number=said.number or None)
            found.setdefault(said.sip.casefold(), person)
    return tuple(found.values())
