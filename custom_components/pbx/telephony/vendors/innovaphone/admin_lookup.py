"""What only an administrator may look up: all users, the name of the PBX, who may not be seen."""

from typing import Final, override

from ...driver import Person
from ...model import NO_CAPABILITY, Capability
from .codecs import Row
from .directory import persons
from .feature import Aside, Line
from .people import MAX_PEOPLE, Known, Listing
from .requests import Facts
from .wire import Message, Unknown
from .wire.admin import (
    GetPbxConfig,
    GetPbxConfigResult,
    MonitorUnallowed,
    MonitorUnallowedAdd,
    MonitorUnallowedDel,
    SearchUsers,
    SearchUsersResult,
)

_API: Final = "PbxAdminApi"
_PAGES: Final = 500


class AdminLookup(Aside):
    """The questions of one connection; it never changes anything."""

    def __init__(self, line: Line) -> None:
        """Prepare; nothing is asked before `begin`."""
        self._line = line
        self._app = str(line.settings.get("app", "")).strip().casefold()

    async def begin(self) -> Capability:
        """Ask what this PBX is called; whoever may, may also list the users."""
        request = GetPbxConfig(src=self._line.requests.tag("a"))
        answer = await self._line.ask(request, self._line.times.answer)
        if not isinstance(answer, GetPbxConfigResult) or answer.failure:
            return NO_CAPABILITY
        self._line.people.location = answer.loc or None
        return Capability.PRESENCE

    @override
    def start(self, now: float) -> None:
        """Follow who may not be seen; older firmware does not tell, and need not answer."""
        request = MonitorUnallowed(src=self._line.requests.tag("a"))
        self._line.requests.listen(_API, request.src or "", self._hear)
        self._line.requests.say(request)

    async def listed(self) -> tuple[Person, ...] | None:
        """List all users, page by page; None if that is refused."""
        found: dict[str, Listing] = {}
        last = ""
        for _ in range(_PAGES):
            request = SearchUsers(src=self._line.requests.tag("a"), cn=last)
            answer = await self._line.ask(request, self._line.times.directory)
            if not isinstance(answer, SearchUsersResult) or answer.failure:
                return None
            before = len(found)
            found |= {row.guid or row.h323: _listing(row) for row in answer.page}
            # A page that repeats the one before would repeat for ever.
            if len(found) == before or len(found) >= MAX_PEOPLE:
                break
            last = answer.page[-1].cn
        return persons(found.values())

    def _hear(self, message: Message | Unknown, now: float) -> Facts:
        """Take who may not be seen, or may be again."""
        match message:
            case MonitorUnallowedAdd() | MonitorUnallowedDel() if self._is_ours(message.sources):
                if known := self._find(message.watched):
                    is_lacking = isinstance(message, MonitorUnallowedAdd)
                    self._line.people.allow(known, is_allowed=False if is_lacking else None)
        return ()

    def _is_ours(self, sources: tuple[str, ...]) -> bool:
        """Tell whether we are the one who may not see somebody."""
        return not sources or any(name.strip().casefold() == self._app for name in sources)

    def _find(self, row: Row) -> Known | None:
        """Find whom a message means."""
        return self._line.people.find(guid=row.guid, sip=row.h323, long_name=row.cn)


def _listing(row: Row) -> Listing:
    """Take what a page says of a user."""
    return Listing(sip=row.h323, name=row.dn or row.cn, long_name=row.cn, guid=row.guid)
