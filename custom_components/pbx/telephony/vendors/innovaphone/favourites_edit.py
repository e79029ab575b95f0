"""Reading and changing favourites on command.

None of the changes has a documented answer, and most have no report either. So an answer is waited
for shortly, and if what was changed is not reported, the list is read again to see.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from ...commands import (
    AddFavourite,
    AddProfile,
    Command,
    GetFavourites,
    Plain,
    Receipt,
    RemoveFavourite,
    RemoveProfile,
    RenameProfile,
    UpdateFavourite,
)
from ...errors import CommandRefused
from ...model import ExtensionId
from .codecs import line as one_line
from .codecs_profiles import Contact, NewContact, Profile, handle
from .favourites import Favourites, Followed, favourites_of, sip_of
from .feature import Line
from .impersonation import Impersonation
from .wire import Message
from .wire.profiles import (
    AddProfile as AddProfileRequest,
    AddProfileContact,
    DelProfile,
    DelProfileContact,
    PbxApiResult,
    SubscribeProfile,
    SubscribeProfileResult,
    UpdateProfile,
    UpdateProfileContact,
)

# A profile that is not there is made; the first one of the examples has this id and name.
_FIRST: Final = Profile(id=1, name="Favourites")

type IsDone = Callable[[Profile | None], bool]
"""Sees in the first profile whether a change was made; true where it cannot be seen."""


@dataclass(slots=True)
class _Book:
    """The favourites of somebody, open for a command."""

    owner: ExtensionId
    api: str
    followed: Followed | None
    profile: Profile | None = None


class FavouritesEdit:
    """What can be done to favourites."""

    def __init__(self, line: Line, impersonation: Impersonation, favourites: Favourites) -> None:
        """Prepare."""
        self._line = line
        self._impersonation = impersonation
        self._favourites = favourites

    async def execute(self, command: Command) -> Receipt | None:
        """Carry a command out; None if it is none of ours."""
        match command:
            case GetFavourites(owner=owner):
                async with self._open(owner, anew=True) as book:
                    return _receipt(book)
            case AddFavourite() | UpdateFavourite() | RemoveFavourite():
                async with self._open(command.owner) as book:
                    await self._change(book, command)
                    return _receipt(book)
            case AddProfile() | RenameProfile() | RemoveProfile():
                async with self._open(command.owner) as book:
                    await self._change_profile(book, command)
                    return _receipt(book)
        return None

    @asynccontextmanager
    async def _open(self, owner: ExtensionId, *, anew: bool = False) -> AsyncGenerator[_Book]:
        """Act as somebody, whether they are followed or not, and know their first profile."""
        if (sip := sip_of(self._line, owner)) is None:
            raise CommandRefused("extension_not_found")
        async with self._impersonation.acting(sip) as api:
            followed = self._favourites.find(owner)
            book = _Book(owner, api, followed)
            if followed is not None and followed.is_read and not anew:
                book.profile = followed.profile
            else:
                await self._read(book)
            yield book

    async def _read(self, book: _Book) -> None:
        """Read the first profile."""
        patience, followed = self._line.times.answer, book.followed
        if followed is not None and followed.api == book.api:
            request = self._favourites.renewed(followed, self._line.now())
            try:
                answer = await self._line.ask(request, patience)
            except TimeoutError:
                self._favourites.fail(followed, self._line.now())
                raise
            self._line.tell(self._favourites.take(followed, request, answer, self._line.now()))
        else:
            # The subscription ends with the `api`.
            request = SubscribeProfile(api=book.api, src=self._line.requests.tag("f"))
            answer = await self._line.ask(request, patience)
        if not isinstance(answer, SubscribeProfileResult):
            raise TimeoutError
        if answer.failure is not None:
            raise CommandRefused(detail=answer.failure.text or answer.failure.code)
        book.profile = answer.profile

    async def _change(
        self, book: _Book, command: AddFavourite | UpdateFavourite | RemoveFavourite
    ) -> None:
        """Change one favourite."""
        tag, api = self._line.requests.tag("e"), book.api
        if isinstance(command, AddFavourite):
            await self._edit(book, *_addition(book, command, tag))
            return
        contact = _find(book, command.favourite)
        if contact is None and book.followed is not None:
            await self._read(book)
            contact = _find(book, command.favourite)
        if contact is None or (profile := book.profile) is None:
            raise CommandRefused("favourite_not_found")
        if isinstance(command, RemoveFavourite):
            request = DelProfileContact(api=api, src=tag, id=profile.id, contact_id=contact.id)
            await self._edit(book, request, lambda seen: _entry(seen, contact.id) is None)
        else:
            new = _edited(contact, command)
            update = UpdateProfileContact(api=api, src=tag, id=profile.id, whole_contact=new)
            await self._edit(book, update, lambda seen: _is_same(_entry(seen, new.id), new))

    async def _change_profile(
        self, book: _Book, command: AddProfile | RenameProfile | RemoveProfile
    ) -> None:
        """Change a whole list; nothing reports that, so the first one is read again."""
        tag, api = self._line.requests.tag("e"), book.api
        if isinstance(command, AddProfile):
            request = AddProfileRequest(api=api, src=tag, name=_text(command.name))
            await self._edit(book, request, lambda seen: seen is not None, is_reported=False)
            return
        number = handle(command.profile)
        if number is None:
            raise CommandRefused("value_not_accepted", "profile")
        if isinstance(command, RemoveProfile):
            await self._edit(
                book,
                DelProfile(api=api, src=tag, id=number),
                lambda seen: seen is None or seen.id != number,
                is_reported=False,
            )
        else:
            name = _text(command.name)
            await self._edit(
                book,
                UpdateProfile(api=api, src=tag, id=number, name=name),
                lambda seen: seen is None or seen.id != number or seen.name == name,
                is_reported=False,
            )

    async def _edit(
        self, book: _Book, request: Message, is_done: IsDone, *, is_reported: bool = True
    ) -> None:
        """Ask for a change, and see what became of it."""
        is_answered = await self._is_answered(request)
        followed = book.followed
        if followed is not None and is_reported and await self._shows(followed, is_done):
            book.profile = followed.profile
            return
        await self._read(book)
        if not is_answered and not is_done(book.profile):
            raise TimeoutError

    async def _is_answered(self, request: Message) -> bool:
        """Ask, and tell whether there was an answer, which need not come."""
        try:
            answer = await self._line.ask(request, self._line.times.confirm)
        except TimeoutError:
            return False
        if isinstance(answer, PbxApiResult) and answer.failure is not None:
            raise CommandRefused(detail=answer.failure.text or answer.failure.code)
        return True

    async def _shows(self, followed: Followed, is_done: IsDone) -> bool:
        """Wait shortly for the report of a change."""
        try:
            async with asyncio.timeout(self._line.times.confirm):
                while not is_done(followed.profile):
                    followed.changed.clear()
                    await followed.changed.wait()
        except TimeoutError:
            return False
        return True


def _text(text: str) -> str:
    """Write a text of one line."""
    return (one_line(text) or "").strip()


def _addition(book: _Book, command: AddFavourite, tag: str) -> tuple[AddProfileContact, IsDone]:
    """Make the request for a new favourite, and see whether it is there."""
    entry, first = command.entry, book.profile
    number = (first or _FIRST).id if command.profile is None else handle(command.profile)
    if number is None:
        raise CommandRefused("value_not_accepted", "profile")
    sip, num = _text(entry.address or ""), _text(entry.number or "")
    if not sip and not num:
        raise CommandRefused("number_missing")
    known = next((each for each in (first or _FIRST,) if each.id == number), None)
    request = AddProfileContact(
        api=book.api,
        src=tag,
        id=number,
        name=known.name if known else None,
        new_contact=NewContact(dn=_text(entry.name or "") or num or sip, sip=sip, num=num),
    )
    before = {contact.id for contact in first.contacts} if first else set()

    def is_there(seen: Profile | None) -> bool:
        if seen is None or seen.id != number:
            # Nobody can see into any but the first profile.
            return first is not None and first.id != number
        return any(contact.id not in before for contact in seen.contacts)

    return request, is_there


def _edited(contact: Contact, command: UpdateFavourite) -> Contact:
    """Change what shall be changed; the rest is sent as the PBX sent it."""
    entry = command.entry
    return replace(
        contact,
        dsp=contact.dsp if entry.name is None else _text(entry.name),
        num=contact.num if entry.number is None else _text(entry.number),
        name=contact.name if entry.address is None else _text(entry.address),
    )


def _entry(profile: Profile | None, number: int) -> Contact | None:
    """Find an entry of a profile."""
    contacts = profile.contacts if profile else ()
    return next((contact for contact in contacts if contact.id == number), None)


def _find(book: _Book, entry: str) -> Contact | None:
    """Find the entry that a command is about."""
    number = handle(entry)
    return None if number is None else _entry(book.profile, number)


def _is_same(seen: Contact | None, wanted: Contact) -> bool:
    """Compare what a person can change."""
    parts = (wanted.dsp, wanted.num, wanted.name)
    return seen is not None and (seen.dsp, seen.num, seen.name) == parts


def _receipt(book: _Book) -> Receipt:
    """Say what the first profile holds."""
    profile = book.profile
    listed = zip(
        favourites_of(book.owner, profile), profile.contacts if profile else (), strict=True
    )
    favourites: list[Plain] = [
        {
            "id": said.entry,
            "name": said.name,
            "number": said.number,
            "address": said.address,
            "external": bool(contact.ext),
        }
        for said, contact in listed
    ]
    shown: Plain = {"id": str(profile.id), "name": profile.name} if profile else None
    return Receipt(data={"profile": shown, "favourites": favourites})
