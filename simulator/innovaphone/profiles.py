"""The favourites of users: profiles that the PBX keeps, and what it says when they change."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import count
from typing import Any

from ..office import Office

type Members = dict[str, Any]

FIRST_NAME = "Favourites"


class EditReport(StrEnum):
    """What comes when a favourite is edited; the documents name no report of that."""

    SAME_ID = "same id"
    """As a new one with the id of the old one."""
    ANEW = "anew"
    """As a deletion and an addition."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Favourite:
    """Whom a user keeps within reach."""

    id: int
    name: str = ""
    num: str = ""
    dsp: str = ""
    watched: bool = False
    """Whether the PBX can monitor presence and calls."""
    ext: str = ""

    @property
    def members(self) -> Members:
        """Return the contact object."""
        kind = {"ext": self.ext} if self.ext else {}
        texts = {"id": self.id, "name": self.name, "num": self.num, "dsp": self.dsp}
        return {**texts, "presence": self.watched, "dialog": self.watched, **kind}


@dataclass(slots=True)
class Profile:
    """A list of favourites."""

    id: int
    name: str
    contacts: dict[int, Favourite] = field(default_factory=dict)

    @property
    def members(self) -> Members:
        """Return the profile object."""
        contacts = [contact.members for contact in self.contacts.values()]
        return {"id": self.id, "name": self.name, "contacts": contacts}


@dataclass(frozen=True, slots=True)
class ProfileChanged:
    """A favourite of a user's first profile came or went."""

    login: str
    mt: str
    profile: int
    contact: Members


class Profiles:
    """The profiles of all users of a PBX; they outlive connections and restarts."""

    def __init__(self, office: Office, tell: Callable[[ProfileChanged], None]) -> None:
        self._office = office
        self._tell = tell
        self._of: dict[str, list[Profile]] = {}
        self._ids = count(1)
        self.answers = True
        """Answer edits; the documents do not promise it."""
        self.reports = True
        """Tell subscribers of favourites that come and go."""
        self.edit_report = EditReport.SAME_ID

    def of(self, login: str) -> list[Profile]:
        """Return the profiles of a user, the first one first."""
        return self._of.setdefault(login, [])

    def first(self, login: str) -> Profile | None:
        """Return the profile that can be seen."""
        return next(iter(self.of(login)), None)

    def add(self, login: str, name: str) -> Profile:
        """Begin another profile."""
        profiles = self.of(login)
        profile = Profile(max((each.id for each in profiles), default=0) + 1, name)
        profiles.append(profile)
        return profile

    def rename(self, login: str, number: Any, name: str) -> None:
        """Give a profile another name."""
        for profile in self.of(login):
            if profile.id == number:
                profile.name = name

    def remove(self, login: str, number: Any) -> None:
        """Remove a profile with all its favourites."""
        self.of(login)[:] = [each for each in self.of(login) if each.id != number]

    def add_contact(
        self, login: str, number: Any = 1, name: str = FIRST_NAME, **new: str
    ) -> Favourite:
        """Add a favourite by `dn`, `sip` and `num`; a profile that is not there is made."""
        profile = self._profile(login, number) or self.add(login, name)
        sip, num = new.get("sip", ""), new.get("num", "")
        contact = self._known(
            Favourite(next(self._ids), sip, num, new.get("dn", ""), ext="" if sip else "tel")
        )
        profile.contacts[contact.id] = contact
        self._report(login, profile, "ProfileContactAdded", contact.members)
        return contact

    def edit_contact(self, login: str, number: Any, members: Members) -> None:
        """Replace a favourite by one with the same id."""
        profile, contact = self._find(login, number, members.get("id"))
        if profile is None or contact is None:
            return
        name, num, dsp, ext = (str(members.get(key, "")) for key in ("name", "num", "dsp", "ext"))
        edited = Favourite(contact.id, name, num, dsp, ext=ext)
        new = profile.contacts[contact.id] = self._known(edited)
        if self.edit_report is EditReport.ANEW:
            self._report(login, profile, "ProfileContactDeleted", {"id": new.id})
        if self.edit_report is not EditReport.NOTHING:
            self._report(login, profile, "ProfileContactAdded", new.members)

    def remove_contact(self, login: str, number: Any, contact_id: Any) -> None:
        """Remove a favourite."""
        profile, contact = self._find(login, number, contact_id)
        if profile is not None and contact is not None:
            del profile.contacts[contact.id]
            self._report(login, profile, "ProfileContactDeleted", {"id": contact.id})

    def _known(self, contact: Favourite) -> Favourite:
        """Note whether the PBX knows that person."""
        watched = self._office.find(login=contact.name) is not None if contact.name else False
        return replace(contact, watched=watched)

    def _profile(self, login: str, number: Any) -> Profile | None:
        return next((each for each in self.of(login) if each.id == number), None)

    def _find(
        self, login: str, number: Any, contact_id: Any
    ) -> tuple[Profile | None, Favourite | None]:
        profile = self._profile(login, number)
        return profile, profile.contacts.get(contact_id) if profile else None

    def _report(self, login: str, profile: Profile, mt: str, contact: Members) -> None:
        """Tell of the first profile only."""
        if self.reports and profile is self.first(login):
            self._tell(ProfileChanged(login, mt, profile.id, contact))
