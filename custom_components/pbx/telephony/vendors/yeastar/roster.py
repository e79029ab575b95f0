"""What is known of the extensions themselves, and how fresh that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ...model import Extension, ExtensionId, Hook
from .answers import ExtensionRow
from .words import phone_state

_TALKING: Final = (Hook.BUSY, Hook.ON_HOLD)
_ENGAGED: Final = (Hook.RINGING, Hook.BUSY, Hook.ON_HOLD)


@dataclass(slots=True)
class _Phone:
    """The last word on one phone."""

    hook: Hook
    registered: bool | None
    moment: int = 0
    """When it was reported, counted in questions."""


def is_news(was: Hook, was_registered: bool | None, hook: Hook, registered: bool | None) -> bool:
    """Tell whether a report must have told of this change; few firmwares report a hold."""
    if Hook.UNKNOWN in (was, hook):
        return False
    if hook in _TALKING and was in _TALKING:
        return False
    return (was, was_registered) != (hook, registered)


class Roster:
    """All extensions by number.

    A list takes its time, and meanwhile a report may say something newer. Which is newer is told by
    counting questions, not by a clock: what was reported after a question was put beats its answer.
    """

    def __init__(self) -> None:
        """Know no extension."""
        self._phones: dict[str, _Phone] = {}
        self._moment = 0
        self.surprises: list[str] = []
        """Whose phone the last list showed in a state that no report had told."""

    def __contains__(self, number: object) -> bool:
        """Tell whether this number is an extension."""
        return number in self._phones

    @property
    def numbers(self) -> Iterable[str]:
        """Give the numbers of all extensions."""
        return self._phones.keys()

    def hook(self, number: str) -> Hook | None:
        """Say what a phone does; None for a number that is no extension."""
        phone = self._phones.get(number)
        return phone.hook if phone else None

    def question(self) -> int:
        """Begin a question; the number is to be handed in with its answer."""
        self._moment += 1
        return self._moment

    def report(self, number: str, hook: Hook, registered: bool | None) -> None:
        """Take what was reported of a known extension."""
        if number in self._phones:
            self._phones[number] = _Phone(hook, registered, self._moment)

    def is_stale(self, number: str, question: int) -> bool:
        """Tell whether an answer to this question about a phone has been overtaken by a report."""
        phone = self._phones.get(number)
        return phone is not None and phone.moment >= question

    def take(self, rows: Iterable[ExtensionRow], question: int) -> tuple[Extension, ...]:
        """Take a list, and give all extensions as they are now.

        Some firmware lists no states; then the reports are all there is.
        """
        phones: dict[str, _Phone] = {}
        self.surprises = []
        extensions: dict[str, Extension] = {}
        for row in rows:
            known = self._phones.get(row.number)
            if known and (not row.status or self.is_stale(row.number, question)):
                phone = known
            else:
                phone = _Phone(*(phone_state(row.status) or (Hook.UNKNOWN, None)))
                if known and is_news(known.hook, known.registered, phone.hook, phone.registered):
                    self.surprises.append(row.number)
            phones[row.number] = phone
            extensions[row.number] = Extension(
                id=ExtensionId(row.number),
                number=row.number,
                name=row.name or None,
                registered=phone.registered,
                hook=phone.hook,
            )
        self._phones = phones
        return tuple(extensions.values())

    def ringing(self) -> tuple[str, ...]:
        """Give the extensions that ring."""
        return tuple(number for number, phone in self._phones.items() if phone.hook is Hook.RINGING)

    def busy(self, rows: Iterable[ExtensionRow]) -> set[str]:
        """Give the extensions that are not free, by what was reported or by a list."""
        known = {number for number, phone in self._phones.items() if phone.hook in _ENGAGED}
        states = ((row.number, phone_state(row.status)) for row in rows)
        return known | {number for number, state in states if state and state[0] in _ENGAGED}

    def free(self, numbers: Iterable[ExtensionId]) -> frozenset[ExtensionId]:
        """Give those of these extensions that are on no call, or no longer exist."""
        return frozenset(
            number for number in numbers if self.hook(number) in (None, Hook.IDLE, Hook.FAULT)
        )
