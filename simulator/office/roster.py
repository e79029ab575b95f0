"""Who works here, where their phones are, and which lines lead outside."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

from ..clock import Clock
from .errors import NoSuchNumber, NoTrunk
from .events import (
    OfficeEvent,
    PersonAdded,
    PersonChanged,
    PersonRemoved,
    PresenceChanged,
    TrunkAdded,
    TrunkChanged,
    TrunkRemoved,
)
from .observers import Observer, Observers
from .people import MANUAL, Person, Trunk

# What identifies a person, and what happens to them, is not a setting.
SETTINGS = {x.name for x in fields(Person)} - {"number", "login", "guid", "registered", "slots"}


class Roster:
    """People, trunks and ring groups that come, change and go."""

    def __init__(
        self,
        people: Iterable[Person] = (),
        trunks: Iterable[Trunk] = (),
        groups: dict[str, tuple[str, ...]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.people = {person.number: person for person in people}
        self._logins = {person.login: person for person in self.people.values()}
        self.trunks = {trunk.name: trunk for trunk in trunks}
        self.groups = groups or {}
        self.clock = clock or Clock()
        self._observers: Observers[OfficeEvent] = Observers()

    def observe(self, observer: Observer[OfficeEvent]) -> Callable[[], None]:
        """Tell a function, or a coroutine function, all that happens from now on."""
        return self._observers.add(observer)

    def person(self, number: str) -> Person:
        """Return who has a number."""
        try:
            return self.people[number]
        except KeyError:
            raise NoSuchNumber(number) from None

    def find(self, *, login: str = "", guid: str = "") -> Person | None:
        """Return who has a login or an identity."""
        if login:
            return self._logins.get(login)
        return next((x for x in self.people.values() if x.guid == guid), None)

    def add_person(self, person: Person) -> Person:
        """Give somebody an extension."""
        self.people[person.number] = person
        self._logins[person.login] = person
        self._tell(PersonAdded(person))
        return person

    def configure(self, number: str, **changes: Any) -> Person:
        """Change any settings of a person; what is already so is no news."""
        person = self.person(number)
        unknown = changes.keys() - SETTINGS
        if unknown:
            raise ValueError(f"no settings of a person: {', '.join(sorted(unknown))}")
        news = {key: x for key, x in changes.items() if getattr(person, key) != x}
        for key, value in news.items():
            setattr(person, key, value)
        if news:
            self._tell(PersonChanged(person))
        return person

    def rename(self, number: str, name: str) -> None:
        """Change how somebody is called."""
        person = self.person(number)
        person.name = name
        self._tell(PersonChanged(person))

    def rename_login(self, number: str, login: str) -> None:
        """Change the name that somebody logs in by; the identity stays."""
        person = self.person(number)
        del self._logins[person.login]
        person.login = login
        self._logins[login] = person
        self._tell(PersonChanged(person))

    def remove_person(self, number: str) -> Person:
        """Delete somebody's extension."""
        person = self.person(number)
        del self.people[number], self._logins[person.login]
        self._tell(PersonRemoved(person))
        return person

    def set_presence(self, number: str, activity: str, note: str = "", slot: str = MANUAL) -> None:
        """Let somebody say where they are; repeating it is no news."""
        person = self.person(number)
        if person.set_presence(slot, activity=activity, note=note):
            self._tell(PresenceChanged(person))

    def add_trunk(self, trunk: Trunk) -> Trunk:
        """Configure a line to the outside."""
        self.trunks[trunk.name] = trunk
        self._tell(TrunkAdded(trunk))
        return trunk

    def remove_trunk(self, name: str) -> Trunk:
        """Delete a line to the outside."""
        trunk = self.trunk(name)
        del self.trunks[name]
        self._tell(TrunkRemoved(trunk))
        return trunk

    def set_trunk(self, name: str, *, up: bool) -> None:
        """Plug a line to the outside, or pull it."""
        trunk = self.trunk(name)
        if trunk.up != up:
            trunk.up = up
            self._tell(TrunkChanged(trunk))

    def trunk(self, name: str | None = None) -> Trunk:
        """Return a line by its name, or the first that works."""
        if name is not None and name in self.trunks:
            return self.trunks[name]
        for trunk in self.trunks.values():
            if name is None and trunk.up:
                return trunk
        raise NoTrunk(name or "none is up")

    def _tell(self, event: OfficeEvent) -> None:
        self._observers.tell(event)
