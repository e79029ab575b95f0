"""The address book of the company: rows -> cards. Pure."""

from collections.abc import Iterator
from typing import Final

from ...contact import ContactCard
from .pairs import Pairs

# A fax machine is nobody who calls.
_NUMBERS: Final = (
    "businessnum",
    "businessnum2",
    "mobile",
    "mobile2",
    "homenum",
    "homenum2",
    "othernum",
)


def contacts_of(answer: Pairs) -> tuple[ContactCard, ...]:
    """Read `companycontacts/query`; who has no name or no number is left out."""
    return tuple(_cards(answer))


def _cards(answer: Pairs) -> Iterator[ContactCard]:
    """Yield one card per person."""
    for row in answer.objects("companycontacts"):
        name = " ".join(filter(None, (row.text("firstname"), row.text("lastname"))))
        numbers = tuple(dict.fromkeys(number for key in _NUMBERS if (number := row.text(key))))
        if numbers and (name := name or row.text("company")):
            yield ContactCard(name=name, numbers=numbers)
