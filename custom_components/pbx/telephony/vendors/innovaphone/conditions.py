"""Boolean objects of the PBX, read every now and then: day or night, holidays.

They are read through the administration API, of which nothing else is used here. Following one of
them over RCC is possible and only vaguely documented, so it is left out.
"""

from collections.abc import Collection
from typing import Final

from ...commands import Command, Receipt
from ...condition import Condition
from ...facts import ConditionsAre
from ...model import NO_CAPABILITY, Capability, ConditionId, ExtensionId
from .codecs_platform import Boolean
from .feature import Line
from .requests import Facts
from .wire import Message, Unknown
from .wire.booleans import GetBooleans, GetBooleansResult

# An office has a handful; a hostile peer has pages without end.
_MAX_PAGES: Final = 5
_BY_HAND: Final = {"manual": True, "automatic": False}


class Conditions:
    """All Boolean objects."""

    def __init__(self, line: Line) -> None:
        """Prepare; nothing is asked before `begin`."""
        self._line = line
        self._told: tuple[Condition, ...] = ()
        self._page: list[Condition] = []
        self._pages = 0
        self._request = GetBooleans()
        self._due: float | None = None

    async def begin(self) -> Capability:
        """Read them: an App that may not, hears nothing."""
        request = GetBooleans(src=self._line.requests.tag("b"))
        answer = await self._line.ask(request, self._line.times.answer)
        if not isinstance(answer, GetBooleansResult) or answer.failure or answer.booleans is None:
            return NO_CAPABILITY
        self._take(answer)
        return Capability.CONDITIONS

    def start(self, now: float) -> None:
        """Read on."""
        self._due = now if self._page else now + self._line.times.conditions

    @property
    def is_answered(self) -> bool:
        """Tell whether all of them were read."""
        return not self._page

    @property
    def is_settled(self) -> bool:
        """Tell whether all of them were read."""
        return not self._page

    def picture(self) -> Facts:
        """Tell all of them."""
        return (ConditionsAre(conditions=self._told),)

    @property
    def deadline(self) -> float | None:
        """Say when they are read again."""
        return self._due

    def tick(self, now: float) -> Facts:
        """Read them, if it is time; an answer that never came is not waited for any longer."""
        if self._due is not None and now >= self._due:
            self._line.requests.forget(self._request)
            self._ask(self._request.more if self._page else None, now)
        return ()

    def _ask(self, more: str | None, now: float) -> None:
        """Ask for a page."""
        self._request = GetBooleans(src=self._line.requests.tag("b"), more=more)
        self._line.requests.ask(self._request, self._hear)
        self._due = now + self._line.times.conditions

    def _hear(self, answer: Message | Unknown, now: float) -> Facts:
        """Take a page, and ask for the next; only the whole list is told."""
        if not isinstance(answer, GetBooleansResult) or answer.failure or answer.booleans is None:
            return ()
        before = self._told
        if self._take(answer):
            return () if self._told == before else (ConditionsAre(conditions=self._told),)
        self._ask(answer.more, now)
        return ()

    def _take(self, answer: GetBooleansResult) -> bool:
        """Add a page; tell whether it was the last one."""
        self._page += [_condition(each) for each in answer.booleans or () if each.guid or each.name]
        self._pages += 1
        if answer.more and self._pages < _MAX_PAGES:
            self._request = GetBooleans(more=answer.more)
            return False
        self._told, self._page, self._pages = tuple(self._page), [], 0
        return True

    def people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId], now: float
    ) -> None:
        """Mind nothing: they are the office's."""

    async def execute(self, command: Command) -> Receipt | None:
        """Have nothing that could be done about them."""
        return None


def _condition(said: Boolean) -> Condition:
    """Make a condition of a Boolean object."""
    return Condition(
        id=ConditionId(said.guid or said.name),
        name=said.name or None,
        is_on=said.on,
        is_manual=_BY_HAND.get(said.reason.lower()),
    )
