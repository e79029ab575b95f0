"""PbxApi: following and setting presence, and the numbering node."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, override

from ..office import OfficeEvent, Person
from ..office.events import (
    CallAnswered,
    CallEnded,
    CallPlaced,
    LineChanged,
    PartyLeft,
    PersonAdded,
    PersonChanged,
    PersonRemoved,
    PresenceChanged,
)
from .api import Api, Message
from .as_user import OPERATIONS as AS_USER
from .diversions import OPERATIONS as DIVERSIONS
from .presence import ON_THE_PHONE, PHONE, Entry, entries, slot_of
from .profiles import ProfileChanged

if TYPE_CHECKING:
    from .connection import Connection

NODE = {
    "name": "root",
    "prefix_intl": "000",
    "prefix_ntl": "00",
    "prefix_subs": "0",
    "country_code": "49",
}


@dataclass(slots=True, eq=False)
class Subscription:
    """Somebody watched, by name or number, whether there is such a person or not."""

    src: Any
    selector: tuple[str, str]
    details: dict[str, Any] = field(default_factory=dict)
    """What was told last; nothing while the monitor is down."""
    presence: list[Entry] | None = None


class PbxApi(Api):
    """One connection's subscriptions, as the App object or as a user."""

    def __init__(self, connection: Connection, name: str, user: str = "") -> None:
        super().__init__(connection, name)
        self.user = user
        """Who the connection acts as; if empty, the App object itself."""
        self.profile_tags: list[Any] = []
        """The `src` of each who follows this user's favourites."""
        self._watched: dict[tuple[str, str], list[Subscription]] = {}

    def subscribe(self, message: Message) -> None:
        """Confirm, then tell the state; of an invisible or unknown user nothing comes."""
        subscription = Subscription(message.get("src"), _selector(message))
        self._watched.setdefault(subscription.selector, []).append(subscription)
        self.result(message)
        self._refresh(subscription)

    def unsubscribe(self, message: Message) -> None:
        """Forget a subscription, by its `src` or by whom it watches."""
        src, selector = message.get("src"), _selector(message)
        for watched in self._watched.values():
            watched[:] = [x for x in watched if x.src != src and x.selector != selector]
        self.result(message)

    def set_presence(self, message: Message) -> None:
        """Fill a slot of any user; the code of a failure is not documented."""
        login, guid = message.get("sip", ""), message.get("guid", "")
        person, pbx = self.office.find(login=login, guid=guid), self.connection.pbx
        if person is None or pbx.home(person.login) != pbx.location:
            self.result(message, error=1, errorText="not found")
            return
        activity = str(message.get("activity") or "available")
        slot = slot_of(str(message.get("contact") or PHONE))
        if activity != ON_THE_PHONE:
            note = str(message.get("note") or "")
            self.result(message)
            self.office.set_presence(person.number, activity, note, slot)
        else:
            self.result(message)

    def node_info(self, message: Message) -> None:
        """Describe the node in which the App object is configured."""
        self.result(message, **NODE)

    operations = {  # noqa: RUF012
        "SubscribePresence": subscribe,
        "UnsubscribePresence": unsubscribe,
        "SetPresence": set_presence,
        "GetNodeInfo": node_info,
        **DIVERSIONS,
        **AS_USER,
    }

    @override
    def happened(self, event: OfficeEvent) -> None:
        """Tell the subscriptions of a person what changed."""
        match event:
            case (
                LineChanged(person)
                | PresenceChanged(person)
                | PersonAdded(person)
                | PersonChanged(person)
                | PersonRemoved(person)
            ):
                self._tell_of(person)
            case CallPlaced(call) | CallAnswered(call) | PartyLeft(call) | CallEnded(call):
                # A lamp that shows the ringing of another call does not change with this one.
                for leg in call.legs:
                    if leg.number in self.office.people:
                        self._tell_of(self.office.people[leg.number])

    def _tell_of(self, person: Person) -> None:
        """Tell all who watch a person what is news to them."""
        for selector in (("sip", person.login), ("num", person.number)):
            for subscription in self._watched.get(selector, ()):
                self._refresh(subscription)

    @override
    def moved(self, login: str) -> None:
        """Bring the monitors of somebody down, or up again."""
        self.visibility_changed()

    @override
    def profile_changed(self, change: ProfileChanged) -> None:
        """Tell each subscription of this user."""
        if change.login == self.user:
            profile = {"id": change.profile, "contact": change.contact}
            for src in self.profile_tags:
                self.indicate(change.mt, src, profile=profile)

    @override
    def visibility_changed(self) -> None:
        """Bring monitors up and down."""
        for watched in self._watched.values():
            for subscription in watched:
                self._refresh(subscription)

    def _person(self, selector: tuple[str, str]) -> Person | None:
        key, value = selector
        if key == "sip":
            person = self.office.find(login=value)
        else:
            person = self.office.people.get(value)
        pbx = self.connection.pbx
        if person is None or not pbx.rights(person.login, self.user).visible:
            return None
        if pbx.home(person.login) != pbx.location:
            return None
        return person

    def _refresh(self, subscription: Subscription) -> None:
        """Tell a subscription whatever is news to it."""
        person = self._person(subscription.selector)
        if person is None:
            if subscription.details:
                subscription.details, subscription.presence = {}, None
                self.indicate("PresenceState", subscription.src, up=False)
            return
        details = {
            "sip": person.login,
            "num": person.number,
            "dn": person.name,
            "email": person.email,
        }
        if details != subscription.details:
            subscription.details = details
            self.indicate("PresenceState", subscription.src, up=True, **details)
        pbx = self.connection.pbx
        rights, elsewhere = pbx.rights(person.login, self.user), pbx.alien_calls.has(person.login)
        presence = entries(self.office, person, rights, elsewhere=elsewhere)
        if presence != subscription.presence:
            subscription.presence = presence
            # There is no name in it: only `src` tells whose presence this is.
            self.indicate("PresenceUpdate", subscription.src, presence=presence)


def _selector(message: Message) -> tuple[str, str]:
    key = "sip" if message.get("sip") else "num"
    return key, str(message.get(key, ""))
