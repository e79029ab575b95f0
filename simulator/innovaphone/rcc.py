"""RCC: the users that a program may see, and what it is told of them."""

from collections.abc import Iterator
import hashlib
from itertools import count
from typing import Any, override

from ..office import Call, LegState, OfficeEvent, Person
from ..office.events import (
    CallEnded,
    CallFailed,
    CallForwarded,
    CallTransferred,
    KeyPressed,
    LineChanged,
    PartyLeft,
    PersonAdded,
    PersonChanged,
    PersonRemoved,
    PresenceChanged,
)
from .api import Api, Message
from .rcc_calls import Calls, Monitor
from .rcc_settings import RccSettings
from .rcc_states import VOICEMAIL
from .rcc_stream import Stream

NODE = "root"
PREFIXES = {
    "prefixIntl": "000",
    "prefixNtl": "00",
    "prefixSubs": "0",
    "area": "30",
    "country": "49",
}


class RccUsers(Api):
    """One connection's list of users and monitors."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._src: Any = None
        self._mode: bool | None = None
        self._told: dict[str, Message] = {}
        self._users = count(1)
        self.calls = Calls(self.office, self.settings, self.indicate)
        self.stream: Stream | None = None

    @property
    def settings(self) -> RccSettings:
        """Return how RCC is set up."""
        return self.connection.pbx.rcc

    def initialize(self, message: Message) -> None:
        """Tell all visible users and objects, then that this was all."""
        self._src, self._mode = message.get("src"), bool(message.get("grp"))
        self._told.clear()
        for person in self.office.people.values():
            self._refresh(person)
        for row in self._objects():
            self.indicate("UserInfo", self._src, **row)
        self.result(message)
        if message.get("calls"):
            self.stream = Stream(self.office, self.settings, self._stream)
            for call in self.office.calls:
                self.stream.sync(call)

    def begin(self, message: Message) -> None:
        """Monitor a user by the long name; whoever may not be seen cannot be monitored."""
        cn, user = message.get("cn"), 0
        person = next((x for x in self.office.people.values() if x.name == cn), None)
        if person is not None and self._may_see(person):
            user = next(self._users)
        longest = {"maxIntern": self.settings.longest} if self.settings.longest else {}
        self.result(message, user=user, **PREFIXES, **longest)
        # A wrong phone is not refused, but nothing is ever told of it.
        if person is not None and user and message.get("hw") in (None, *self._phones(person)):
            self.calls.add(Monitor(user, message.get("src"), person.number))

    def end(self, message: Message) -> None:
        """Monitor a user no longer."""
        self.calls.remove(int(message.get("user") or 0))
        self.result(message)

    def devices(self, message: Message) -> None:
        """List the phones of a user."""
        person = next((x for x in self.office.people.values() if x.name == message["cn"]), None)
        found = self._phones(person) if person else ()
        self.result(message, devices=[{"hw": hw, "text": "Desk phone"} for hw in found])

    @override
    def happened(self, event: OfficeEvent) -> None:
        """Tell what changed."""
        self._note(event)
        match event:
            case PersonRemoved(person):
                if self._told.pop(person.guid, None) is not None:
                    gone = {"guid": person.guid, "cn": person.name}
                    self.indicate("UserInfo", self._src, update="del", **gone)
            case PersonAdded(person) | PersonChanged(person) | PresenceChanged(person):
                self._refresh(person)
            case LineChanged(person):
                for each in self.calls.calls_of(person.number):
                    self.calls.sync(each)
                    if self.stream is not None:
                        self.stream.sync(each)
                self._refresh(person)
            case KeyPressed(call, leg, key):
                self.calls.pressed(call, leg, key)
            case CallTransferred() | CallForwarded() | CallFailed():
                pass
            case _ if isinstance(about := getattr(event, "call", None), Call):
                self._follow(about)
                if isinstance(event, CallEnded):
                    self.calls.over(about)

    def _follow(self, call: Call) -> None:
        """Tell what is new of a call."""
        if self.stream is not None:
            self.stream.sync(call)
        self.calls.sync(call)
        for leg in tuple(call.legs):
            if (person := self.office.people.get(leg.number)) is not None:
                self._refresh(person)

    def _note(self, event: OfficeEvent) -> None:
        """Remember what the parties of a call will be told with their next message."""
        match event:
            case CallTransferred(call, leg):
                self.calls.ways(call).transferred_by = leg
            case CallForwarded(call, leg, to):
                self.calls.ways(call).diverted_by = leg
                self.calls.ways(call).diverted_to = to
            case CallFailed(call, failure):
                self.calls.ways(call).failure = failure
            case PartyLeft(call, leg):
                ways = self.calls.ways(call)
                ways.left = ways.left or leg

    def _stream(self, mt: str, **fields: Any) -> None:
        self.indicate(mt, self._src, **fields)

    def _may_see(self, person: Person) -> bool:
        settings = self.settings
        if self._mode:
            return person.login in settings.group
        return settings.users is None or person.login in settings.users

    def _refresh(self, person: Person) -> None:
        """Tell a user anew if anything is new."""
        if self._mode is None or not self._may_see(person):
            return
        row = self._row(person)
        before = self._told.get(person.guid)
        if row != before:
            self._told[person.guid] = row
            # The word for a change is not documented.
            update = {} if before is None else {"update": "upd"}
            self.indicate("UserInfo", self._src, **row, **update)

    def _row(self, person: Person) -> Message:
        legs = [
            leg
            for call in self.office.calls_of(person.number)
            if (leg := call.leg_of(person.number)) and leg.state is not LegState.WAITING
        ]
        ringing = sum(leg.state is LegState.RINGING for leg in legs)
        row: Message = {
            "guid": person.guid,
            "cn": person.name,
            "dn": person.name,
            "h323": person.login,
            "e164": person.number,
            "node": NODE,
            "pbx": self.connection.pbx.home(person.login),
        }
        if person.registered:
            row["regs"] = [{"hw": hw} for hw in self._phones(person)]
        if ringing:
            row["alert"] = ringing
        if legs:
            row["channel"] = len(legs)
        return row

    def _objects(self) -> Iterator[Message]:
        """Yield queues and lines, which are objects like users."""
        for queue in self.office.queues.values():
            yield _object(queue.name, f"queue{queue.number}", queue.number, "waiting")
        for menu in self.office.menus.values():
            yield _object(menu.name, f"menu{menu.number}", menu.number, "vm")
        yield _object(VOICEMAIL, "voicemail", "", "vm")
        for trunk in self.office.trunks.values():
            yield _object(trunk.name, trunk.name.lower(), "", "trunk")

    def _phones(self, person: Person) -> tuple[str, ...]:
        return (f"{person.login}-ip222",)


def _object(name: str, login: str, number: str, kind: str) -> Message:
    guid = hashlib.md5(f"{kind} {name}".encode(), usedforsecurity=False).hexdigest()
    names = {"guid": guid, "cn": name, "dn": name, "h323": login, "e164": number}
    return {**names, "node": NODE, "pbx": "hq", "pseudo": kind}
