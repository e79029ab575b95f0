"""The user table, copied row by row and then followed; read only.

Sending ReplicateAdd, ReplicateUpdate or ReplicateDel, or the start members `add` and `del`, would
change the PBX, and the column `pwd` holds passwords: none of them is ever sent.
"""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from ...commands import Command, Receipt
from ...driver import Person
from ...model import NO_CAPABILITY, Capability, ExtensionId
from .codecs import Row
from .directory import persons
from .feature import Line
from .people import Listing
from .requests import Facts
from .wire import Message, Unknown
from .wire.table_users import (
    ReplicateAdd,
    ReplicateDel,
    ReplicateNext,
    ReplicateNextResult,
    ReplicateStart,
    ReplicateStartResult,
    ReplicateUpdate,
)

# A hostile peer has rows without end.
MAX_ROWS: Final = 10_000

_API: Final = "PbxTableUsers"
_COLUMNS = ("guid", "h323", "cn", "dn", "e164", "node", "loc", "hide", "emails", "allows")
# Users and executives. With many types a PBX was seen to restart, so the list stays short.
_TYPES = ("", "executive")


class UserTable:
    """The copy of one connection."""

    def __init__(self, line: Line) -> None:
        """Prepare; nothing is asked before `begin`."""
        self._line = line
        self._app = str(line.settings.get("app", "")).strip().casefold()
        self._tag = line.requests.tag("t")
        self._users: dict[str, Listing] = {}
        self._rows = 0
        """How many were read, the same one again included."""
        self._is_reading = False
        self._is_whole = False
        self._due: float | None = None
        self._ended = asyncio.Event()

    async def begin(self) -> Capability:
        """Ask for the copy; whoever has the table sees who there is to watch."""
        self._line.requests.listen(_API, self._tag, self._hear)
        start = ReplicateStart(src=self._tag, columns=_COLUMNS, pseudo=_TYPES)
        answer = await self._line.ask(start, self._line.times.answer)
        if not isinstance(answer, ReplicateStartResult) or answer.failure:
            self._line.requests.ignore(self._tag)
            return NO_CAPABILITY
        return Capability.PRESENCE

    def start(self, now: float) -> None:
        """Begin to read; each row must be asked for."""
        self._is_reading = True
        self._ask_next(now)

    @property
    def is_answered(self) -> bool:
        """Wait for the table only where it says who is watched."""
        return not (self._is_reading and self._line.people.everybody)

    @property
    def is_settled(self) -> bool:
        """Tell whether everybody who is watched is known."""
        return self.is_answered

    def picture(self) -> Facts:
        """Tell nothing: who the people are is told by who watches them."""
        return ()

    @property
    def deadline(self) -> float | None:
        """Say when a row has not come in time."""
        return self._due

    def tick(self, now: float) -> Facts:
        """Give up a copy that breaks off."""
        if self._due is not None and now >= self._due:
            self._end(is_whole=False)
        return ()

    def people_changed(
        self, added: Collection[ExtensionId], removed: Collection[ExtensionId], now: float
    ) -> None:
        """Say what is known of whom somebody chose just now."""
        chosen = [known for key in added if (known := self._line.people.get(key))]
        names = {known.key.strip().casefold() for known in chosen if not known.lists}
        if names and not self._is_reading:
            users = self._users.values()
            meant = [user for user in users if {user.sip.casefold(), user.number} & names]
            self._line.people.meet_all(meant, _API)

    async def execute(self, command: Command) -> Receipt | None:
        """Carry nothing out."""
        return None

    async def listed(self) -> tuple[Person, ...] | None:
        """List who is in the table; None if it breaks off."""
        if self._is_reading:
            await self._ended.wait()
        elif not self._ended.is_set():
            while True:
                # The PBX wants to be asked for each row, one at a time.
                request = ReplicateNext(src=self._tag)
                answer = await self._line.ask(request, self._line.times.directory)
                if not self._take(answer):
                    break
        return persons(self._users.values()) if self._is_whole else None

    def _ask_next(self, now: float) -> None:
        """Ask for one row."""
        self._due = now + self._line.times.answer
        self._line.requests.ask(ReplicateNext(src=self._tag), self._hear_next)

    def _hear_next(self, message: Message | Unknown, now: float) -> Facts:
        """Take a row, and ask for the next one."""
        if self._is_reading and self._take(message):
            self._ask_next(now)
        return ()

    def _take(self, answer: Message | Unknown) -> bool:
        """Take a row; tell whether there may be another."""
        if not isinstance(answer, ReplicateNextResult) or answer.failure:
            self._end(is_whole=False)
            return False
        if answer.row is None:
            self._end(is_whole=True)
            return False
        self._put(answer.row)
        self._rows += 1
        if self._rows >= MAX_ROWS:
            self._line.people.doubt()
            self._end(is_whole=True)
            return False
        return True

    def _end(self, *, is_whole: bool) -> None:
        """Stop to read: everybody is known, or some are not."""
        self._is_reading = False
        self._is_whole = is_whole
        self._due = None
        self._ended.set()
        # A PBX without any user has just started, or shows them to us no more.
        is_true = is_whole and bool(self._users)
        if not is_true:
            self._line.people.doubt()
        self._line.people.meet_all(tuple(self._users.values()), _API)
        if is_true and self._rows < MAX_ROWS:
            self._line.people.complete()

    def _hear(self, message: Message | Unknown, now: float) -> Facts:
        """Take a change; one may come before the list has been read."""
        people = self._line.people
        match message:
            case ReplicateAdd(row=Row() as row) | ReplicateUpdate(row=Row() as row):
                if (user := self._put(row)) is not None and not self._is_reading:
                    people.meet(user, _API)
            case ReplicateDel(row=Row() as row):
                self._users.pop(_key(row), None)
                if known := people.find(guid=row.guid, sip=row.h323):
                    people.miss(known, _API)
        return ()

    def _put(self, row: Row) -> Listing | None:
        """Keep what a row says, beside what an older one said."""
        key = _key(row)
        if not key or (key not in self._users and len(self._users) >= MAX_ROWS):
            return None
        old = self._users.get(key, Listing())
        texts = {
            "sip": row.h323,
            "number": row.e164,
            "name": row.dn or row.cn,
            "long_name": row.cn,
            "guid": row.guid,
            "host": row.loc,
        }
        user = replace(
            old,
            **{member: text for member, text in texts.items() if text},
            is_hidden=old.is_hidden if row.hide is None else row.hide,
            is_allowed=old.is_allowed if row.allows is None else self._is_allowed(row.allows),
        )
        self._users[key] = user
        return user

    def _is_allowed(self, allows: tuple[str, ...]) -> bool | None:
        """Tell whether we are named; who names many may mean us."""
        if any(name.strip().casefold() == self._app for name in allows):
            return True
        return None if any(name.startswith("@") for name in allows) else False


def _key(row: Row) -> str:
    """Find the row again, whatever it is renamed to."""
    return (row.guid or row.h323).casefold()
