"""The favourites of chosen people: read and followed as they see them, with presences.

One subscription to the first profile for each of them, on an `api` that acts for them; the PBX
has no way to read another profile. A favourite who is there twice is watched once.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain

from ...facts import FavouritePresenceIs, FavouritesAre, PresenceIs
from ...favourite import Favourite, favourite_id
from ...model import ExtensionId, FavouriteId
from .codecs_profiles import MAX_CONTACTS, Contact, Profile
from .feature import Line
from .impersonation import Impersonation, Then
from .requests import Facts
from .translate import address
from .waiting import Waiting
from .watch import PresenceWatch
from .watched import PersonFacts
from .wire import Message, Unknown
from .wire.profiles import (
    ProfileContactAdded,
    ProfileContactDeleted,
    SubscribeProfile,
    SubscribeProfileResult,
    UnsubscribeProfile,
)


@dataclass(slots=True, eq=False)
class Followed:
    """Somebody whose favourites are followed."""

    key: ExtensionId
    since: float
    sip: str = ""
    """Whom we act as, or shall; empty as long as only the number is known."""
    api: str | None = None
    then: Then | None = None
    tag: str = ""
    """Of the present subscription; what carries an older one is not heard."""
    profile: Profile | None = None
    """None also for who has none."""
    is_read: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever the profile is another."""
    sights: set[ExtensionId] = field(default_factory=set)
    """The presences that are watched for them."""


def sip_of(line: Line, owner: ExtensionId) -> str | None:
    """Find the name to act by; None as long as only a number is known."""
    known = line.people.get(owner)
    return (known.sip if known else None) or address(owner).get("sip")


def favourites_of(owner: ExtensionId, profile: Profile | None) -> Iterator[Favourite]:
    """Make favourites of the entries of a profile."""
    for contact in profile.contacts if profile else ():
        yield Favourite(
            id=favourite_id(owner, str(contact.id)),
            owner=owner,
            entry=str(contact.id),
            profile=str(profile.id) if profile else "",
            name=contact.dsp or contact.name or contact.num or str(contact.id),
            number=contact.num or None,
            address=None if contact.ext else contact.name or None,
        )


class Favourites:
    """All people whose favourites are followed on one connection."""

    def __init__(self, line: Line, impersonation: Impersonation) -> None:
        """Prepare; nothing is asked before `start`."""
        self._line = line
        self._impersonation = impersonation
        chosen: Iterable[str] = line.settings.get("favourites_of", ())
        self._chosen = {key.strip().casefold() for key in chosen}
        self._followed: dict[ExtensionId, Followed] = {}
        self._unsettled: set[ExtensionId] = set()
        """Of whom more is to be expected soon."""
        self._nameless: Waiting[Followed] = Waiting(line.times.grace)
        self._unread: Waiting[Followed] = Waiting(line.times.answer)
        self._unanswered: Waiting[Message] = Waiting(line.times.answer)
        self._failed: Waiting[Followed] = Waiting(line.times.retry)
        self._seen: dict[ExtensionId, tuple[FavouriteId, ...]] = {}
        """Whose presence a watched presence is."""
        self._watch = PresenceWatch((), line.requests, line.times, way=_way, voice=self._voice)

    @property
    def first(self) -> str | None:
        """Name somebody to act as, if the name of anybody chosen is known."""
        names = (sip_of(self._line, key) for key in self._line.people.keys if self._wants(key))
        return next((name for name in names if name), None)

    @property
    def is_answered(self) -> bool:
        """Tell whether nothing that was asked is unanswered."""
        return not self._unread and self._watch.is_answered

    @property
    def is_settled(self) -> bool:
        """Tell whether everything is known that will be soon."""
        return self._watch.is_settled and not self._unsettled

    @property
    def deadline(self) -> float | None:
        """Say when `tick` has something to do."""
        waiting = (self._nameless, self._unread, self._unanswered, self._failed)
        times = (self._watch.deadline, *(each.next for each in waiting))
        return min((each for each in times if each is not None), default=None)

    def find(self, owner: ExtensionId) -> Followed | None:
        """Find somebody whose favourites are followed, and can be read."""
        followed = self._followed.get(owner)
        return followed if followed is not None and followed.api is not None else None

    def start(self, now: float) -> None:
        """Follow all who are chosen and watched."""
        self.people_changed(self._line.people.keys, (), now)

    def people_changed(
        self, added: Iterable[ExtensionId], removed: Iterable[ExtensionId], now: float
    ) -> None:
        """Follow those who are chosen."""
        for key in removed:
            if (followed := self._followed.pop(key, None)) is not None:
                self._leave(followed, now)
        for key in added:
            if self._wants(key) and key not in self._followed:
                followed = self._followed[key] = Followed(key, now)
                self._unsettled.add(key)
                self._line.tell(self._act(followed, now))

    def picture(self) -> Facts:
        """Tell all favourites that are known, and what they do."""
        return tuple(
            fact
            for followed in self._followed.values()
            if followed.is_read
            for fact in self._told(followed)
        )

    def tick(self, now: float) -> Facts:
        """Act on what did not happen."""
        facts: list[Facts] = []
        for request in self._unanswered.take(now):
            self._line.requests.forget(request)
        for followed in self._unread.take(now):
            self.fail(followed, now)
        facts += [self._act(followed, now) for followed in self._nameless.take(now)]
        for followed in self._failed.take(now):
            if followed.api is None:
                facts.append(self._act(followed, now))
            else:
                self._read(followed, now)
        facts.append(self._watch.tick(now))
        return tuple(chain.from_iterable(facts))

    def renewed(self, followed: Followed, now: float) -> SubscribeProfile:
        """Subscribe anew, which is the only way to read again; whoever calls this must ask it."""
        requests, api = self._line.requests, followed.api
        assert api is not None
        self._unfollow(followed, now)
        followed.tag = requests.tag("f")
        requests.listen(api, followed.tag, partial(self._hear, followed))
        return SubscribeProfile(api=api, src=followed.tag)

    def take(
        self, followed: Followed, request: SubscribeProfile, answer: Message | Unknown, now: float
    ) -> Facts:
        """Take the profile that was read by a `renewed` request."""
        if request.src != followed.tag:
            return ()
        self._unread.drop(followed)
        if not isinstance(answer, SubscribeProfileResult) or answer.failure:
            self.fail(followed, now)
            return ()
        self._failed.drop(followed)
        return self._put(followed, answer.profile, now)

    def fail(self, followed: Followed, now: float) -> None:
        """Show what there is, and try again later: people and rights come late."""
        self._unsettled.discard(followed.key)
        self._failed.add(followed, now)

    def _wants(self, key: ExtensionId) -> bool:
        """Tell whether somebody is chosen."""
        return key.strip().casefold() in self._chosen

    def _act(self, followed: Followed, now: float) -> Facts:
        """Act as somebody, as soon as their name is known; a state of their presence tells it."""
        if (sip := sip_of(self._line, followed.key)) is None:
            if now < followed.since + self._line.times.visible:
                self._nameless.add(followed, now)
            else:
                self.fail(followed, now)
            return ()
        followed.sip, followed.then = sip, partial(self._acting, followed)
        return self._impersonation.take(sip, followed.then, now)

    def _acting(self, followed: Followed, api: str | None, now: float) -> Facts:
        """Read the favourites, or try again much later."""
        followed.api = api
        if api is None:
            followed.then = None
            self.fail(followed, now)
        else:
            self._read(followed, now)
        return ()

    def _read(self, followed: Followed, now: float) -> None:
        """Read the profile, and follow it."""
        request = self.renewed(followed, now)
        self._unread.add(followed, now)
        self._line.requests.ask(request, partial(self.take, followed, request))

    def _unfollow(self, followed: Followed, now: float) -> None:
        """End the subscription, if there is one."""
        if followed.tag and followed.api is not None:
            self._line.requests.ignore(followed.tag)
            request = UnsubscribeProfile(api=followed.api, src=followed.tag)
            self._unanswered.add(request, now)
            self._line.requests.ask(request, partial(self._unfollowed, request))
            followed.tag = ""

    def _unfollowed(
        self, request: UnsubscribeProfile, answer: Message | Unknown, now: float
    ) -> Facts:
        """Take it that a subscription has ended."""
        self._unanswered.drop(request)
        return ()

    def _leave(self, followed: Followed, now: float) -> None:
        """Follow somebody no longer. Without their `api` there is nothing to end."""
        self._unsettled.discard(followed.key)
        for waiting in (self._nameless, self._unread, self._failed):
            waiting.drop(followed)
        self._line.requests.ignore(followed.tag)
        is_over = followed.then is None or self._impersonation.release(followed.sip, followed.then)
        if not is_over:
            self._unfollow(followed, now)
        for sight in followed.sights:
            del self._seen[sight]
            (self._watch.abandon if is_over else self._watch.unsubscribe)(sight, now)

    def _hear(self, followed: Followed, message: Message | Unknown, now: float) -> Facts:
        """Take a change. There is no report of an edit: it may come as another of the same id."""
        before = followed.profile
        match message:
            case ProfileContactAdded(entry_added=(profile, contact)):
                # Only the first profile is followed; who had none has their first one now.
                now_there = before or Profile(id=profile)
                if profile != now_there.id:
                    return ()
                entries = {each.id: each for each in now_there.contacts} | {contact.id: contact}
            case ProfileContactDeleted(entry_deleted=(profile, gone)) if before is not None:
                if profile != before.id:
                    return ()
                now_there = before
                entries = {each.id: each for each in before.contacts if each.id != gone}
            case _:
                return ()
        contacts = tuple(entries.values())[:MAX_CONTACTS]
        return self._put(followed, replace(now_there, contacts=contacts), now)

    def _put(self, followed: Followed, profile: Profile | None, now: float) -> Facts:
        """Take the whole profile: watch who came, and no more who went."""
        is_news = not followed.is_read or followed.profile != profile
        followed.profile, followed.is_read = profile, True
        self._unsettled.discard(followed.key)
        followed.changed.set()
        if not is_news:
            return ()
        seen: dict[ExtensionId, tuple[FavouriteId, ...]] = {}
        names: dict[str, ExtensionId] = {}
        for contact in profile.contacts if profile else ():
            if (sight := _sight(followed, contact)) is not None:
                sight = names.setdefault(sight.casefold(), sight)
                entry = favourite_id(followed.key, str(contact.id))
                seen[sight] = (*seen.get(sight, ()), entry)
        for gone in followed.sights - seen.keys():
            del self._seen[gone]
            self._watch.unsubscribe(gone, now)
        new = seen.keys() - followed.sights
        followed.sights = set(seen)
        self._seen |= seen
        for sight in seen:
            if sight in new:
                self._watch.subscribe(sight, now)
        return self._told(followed)

    def _told(self, followed: Followed) -> Facts:
        """Tell all favourites of somebody, and what they do."""
        listed = tuple(favourites_of(followed.key, followed.profile))
        people = (self._watch.find(sight) for sight in followed.sights)
        seen = (self._voice(person.picture()) for person in people if person is not None)
        return FavouritesAre(owner=followed.key, favourites=listed), *chain.from_iterable(seen)

    def _voice(self, facts: PersonFacts) -> Facts:
        """Tell a presence as that of all favourites who are this person."""
        return tuple(
            FavouritePresenceIs(id=entry, presence=fact.presence, reason=fact.reason)
            for fact in facts
            if isinstance(fact, PresenceIs)
            for entry in self._seen.get(fact.id, ())
        )


def _sight(followed: Followed, contact: Contact) -> ExtensionId | None:
    """Name the presence of a favourite; None if there is none to watch.

    Where the PBX does not say whether there is one, it is for who is inside.
    """
    can_be_seen = not contact.ext if contact.presence is None else contact.presence
    text = contact.name or contact.num
    if not can_be_seen or not text:
        return None
    return ExtensionId(f"{followed.api}/{'sip' if contact.name else 'num'}/{text}")


def _way(sight: ExtensionId) -> dict[str, str]:
    """Say how the PBX finds who is looked at, and for whom we look."""
    api, kind, text = sight.split("/", 2)
    return {"api": api, kind: text}
