"""The people of a PBX, from a copy of its user table; read only.

Sending ReplicateAdd, ReplicateUpdate or ReplicateDel, or the start members `add` and `del`, would
change the PBX, and the column `pwd` holds passwords: none of them is ever sent.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from ...driver import Person
from .codecs import Row
from .wire import Message, ReplicateNext, ReplicateNextResult, ReplicateStart, ReplicateStartResult

# No more fit a list to choose from, and a hostile peer has rows without end.
MAX_ROWS: Final = 10_000

_COLUMNS = ("guid", "h323", "cn", "dn", "e164", "node", "loc", "hide", "emails")
# Users and executives. With many types a PBX was seen to restart, so the list stays short.
_TYPES = ("", "executive")

type Ask = Callable[[Message], Awaitable[Message]]
"""Sends a request and waits for its answer."""


async def list_people(ask: Ask, tag: str) -> tuple[Person, ...] | None:
    """List who may be seen in the user table; None if we may not read it."""
    start = await ask(ReplicateStart(src=tag, columns=_COLUMNS, pseudo=_TYPES))
    if not isinstance(start, ReplicateStartResult) or start.failure:
        return None
    people: dict[str, Person] = {}
    for _ in range(MAX_ROWS):
        # The PBX wants to be asked for each row, one at a time.
        answer = await ask(ReplicateNext(src=tag))
        if not isinstance(answer, ReplicateNextResult) or answer.failure:
            return None
        if answer.row is None:
            break
        if person := _person(answer.row):
            people.setdefault(person.key.casefold(), person)
    return tuple(people.values())


def _person(row: Row) -> Person | None:
    """Make a person of a row, unless it is hidden or has no name to watch it by."""
    if row.hide or not row.h323:
        return None
    return Person(key=row.h323, name=row.dn or row.cn or row.h323, number=row.e164 or None)
