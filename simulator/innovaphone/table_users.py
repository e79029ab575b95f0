"""PbxTableUsers: the user list, row by row, then live."""

from collections.abc import Iterator
import hashlib
from typing import Any, override

from ..office import OfficeEvent, Person
from ..office.events import PersonAdded, PersonChanged, PersonRemoved
from .api import Api, Message

NODE = "root"
# Every person is a plain user.
PLAIN_USER = ""


class TableUsers(Api):
    """One replication of the user table."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._src: Any = None
        self._columns: tuple[str, ...] = ()
        self._rows: Iterator[Person] = iter(())
        self._serial = 300
        self._live = False
        self._allowed: dict[str, bool] = {}

    def begin(self, message: Message) -> None:
        """Start over with the columns that are asked for."""
        self._columns = tuple(message.get("columns", {}))
        self._src = message.get("src")
        self._live = PLAIN_USER in message.get("pseudo", [PLAIN_USER])
        people = tuple(self.office.people.values())
        location = self.connection.pbx.location
        self._rows = iter(people if self._live else ())
        self.result(
            message,
            guid=hashlib.md5(location.encode(), usedforsecurity=False).hexdigest(),
            usn=0,
            columns={column: {} for column in self._columns},
        )

    def following(self, message: Message) -> None:
        """Send one row; an answer without a row ends the list."""
        person = next(self._rows, None)
        if person is None:
            self.result(message)
            return
        self._serial += 1
        self.result(message, usn=self._serial, columns=self._row(person))

    operations = {  # noqa: RUF012
        "ReplicateStart": begin,
        "ReplicateNext": following,
    }

    @override
    def happened(self, event: OfficeEvent) -> None:
        """Pass on who comes, changes and goes, even while the list is still read."""
        if not self._live:
            return
        match event:
            case PersonAdded(person):
                self.indicate("ReplicateAdd", self._src, columns=self._row(person))
            case PersonChanged(person):
                self.indicate("ReplicateUpdate", self._src, columns=self._row(person))
            case PersonRemoved(person):
                gone = {"guid": person.guid}
                self.indicate("ReplicateDel", self._src, columns=gone)

    @override
    def moved(self, login: str) -> None:
        """Pass on where somebody lives."""
        person = self.office.find(login=login)
        if self._live and person is not None:
            self.indicate("ReplicateUpdate", self._src, columns=self._row(person))

    @override
    def visibility_changed(self) -> None:
        """Pass on whose Visibility page was edited."""
        rights = self.connection.pbx.rights
        for person in self.office.people.values() if self._live else ():
            visible = rights(person.login).visible
            if "allows" in self._columns and self._allowed.get(person.guid) != visible:
                self.indicate("ReplicateUpdate", self._src, columns=self._row(person))

    def _allows(self, person: Person) -> list[dict[str, Any]]:
        """Return a Visibility page with us on it, if we are."""
        pbx = self.connection.pbx
        rights = pbx.rights(person.login)
        self._allowed[person.guid] = rights.visible
        if not rights.visible:
            return []
        ticks = {
            "visible": rights.visible,
            "online": rights.online,
            "presence": rights.presence,
            "note": rights.note,
            "otf": rights.on_the_phone,
        }
        return [{"name": pbx.app, "grp": False, **ticks}]

    def _row(self, person: Person) -> dict[str, Any]:
        row = {
            "guid": person.guid,
            "h323": person.login,
            "cn": person.name,
            "dn": person.name,
            "e164": person.number,
            "node": NODE,
            "loc": self.connection.pbx.home(person.login),
            "hide": False,
            "pseudo": PLAIN_USER,
            "emails": [{"email": person.email}] if person.email else [],
            "allows": self._allows(person),
            # Encrypted on the real PBX, and still nobody's business.
            "pwd": hashlib.sha256(person.guid.encode()).hexdigest(),
        }
        return {key: value for key, value in row.items() if key in self._columns}
