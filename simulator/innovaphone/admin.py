"""PbxAdminApi: looking things up with an administrator's rights."""

from typing import Any, Final, override

from .api import Api, Message
from .booleans import get_booleans

# The vendor's maximum, and what is given where nothing is asked for.
PAGE: Final = 20


class Admin(Api):
    """One connection's questions about the configuration."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._unallowed: Any = None
        self._told: set[str] = set()
        self._is_watching = False

    def search_users(self, message: Message) -> None:
        """Give a page of people by their long names, from the one that is named."""
        start = str(message.get("cn") or "")
        limit = min(int(message.get("limit") or PAGE), PAGE)
        included = bool(message.get("includeMatch"))
        people = sorted(self.office.people.values(), key=lambda person: person.name)
        following = [
            person
            for person in people
            if person.name > start or (included and person.name == start)
        ]
        users = [
            {
                "cn": person.name,
                "dn": person.name,
                "guid": person.guid,
                "h323": person.login,
                "emails": [{"email": person.email}] if person.email else [],
            }
            for person in following[:limit]
        ]
        self.result(message, user=users)

    def pbx_config(self, message: Message) -> None:
        """Say how this PBX is called among the others."""
        self.result(message, loc=self.connection.pbx.location)

    def monitor_unallowed(self, message: Message) -> None:
        """Follow who is asked for in vain, for want of a line on the Visibility page."""
        self._is_watching = not message.get("stop")
        self._unallowed = message.get("src")
        self._told.clear()
        self.result(message)
        self.visibility_changed()

    operations = {  # noqa: RUF012
        "SearchUsers": search_users,
        "GetBooleans": get_booleans,
        "GetPbxConfig": pbx_config,
        "MonitorUnallowed": monitor_unallowed,
    }

    @override
    def visibility_changed(self) -> None:
        """Tell whose page lacks a line for us, and whose no longer does."""
        if not self._is_watching:
            return
        pbx = self.connection.pbx
        lacking = {
            person.login
            for person in self.office.people.values()
            if not pbx.rights(person.login).visible
        }
        source = [{"name": pbx.app, "grp": False}]
        for login in sorted(lacking - self._told):
            self.indicate("MonitorUnallowedAdd", self._unallowed, user=login, srcs=source)
        for login in sorted(self._told - lacking):
            self.indicate("MonitorUnallowedDel", self._unallowed, user=login, srcs=source)
        self._told = lacking
