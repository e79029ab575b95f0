"""RCC: what a program does to calls. A result says only that the request was read."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ..office import Call, LegState, OfficeError
from .api import Message
from .rcc import RccUsers
from .rcc_calls import Handle, Monitor
from .rcc_states import REJECTED

NOT_FOUND = "not found"


class Rcc(RccUsers):
    """Let phones do what their users would do."""

    def call(self, message: Message) -> None:
        """Let a phone dial; handle 0 says that it could not."""
        self._new_call(message, lambda who: self.office.dial(who.number, self._to(message)))

    def pick_up(self, message: Message) -> None:
        """Bring a call to a phone."""

        def take(who: Monitor) -> Call:
            handle = self.calls.find(message.get("call"))
            cn = message.get("cn")
            of = next((x.number for x in self.office.people.values() if x.name == cn), "")
            if handle is not None:
                return self.office.pick_up(who.number, handle.leg.number, handle.call)
            return self.office.pick_up(who.number, of)

        self._new_call(message, take)

    def clear(self, message: Message) -> None:
        """End or refuse a call."""
        if (handle := self.calls.find(message.get("call"))) is not None:
            if message.get("cause") == REJECTED:
                self.calls.ways(handle.call).cause = REJECTED
            self._do(handle, self.office.hang_up)
        self.result(message)

    def connect(self, message: Message) -> None:
        """Answer a call, if the phone can be controlled."""
        handle = self.calls.find(message.get("call"))
        if handle is not None and not self._is_deaf(handle):
            self._do(handle, self.office.answer)
        self.result(message)

    def hold(self, message: Message) -> None:
        """Hold a call."""
        handle = self.calls.find(message.get("call"))
        if handle is not None and not self._is_deaf(handle):
            self._do(handle, self.office.hold)
        self.result(message)

    def retrieve(self, message: Message) -> None:
        """Take a call back."""
        if (handle := self.calls.find(message.get("call"))) is not None:
            self._do(handle, self.office.resume)
        self.result(message)

    def transfer(self, message: Message) -> None:
        """Join two calls of a user."""
        a, b = self.calls.find(message.get("a")), self.calls.find(message.get("b"))
        self.result(message)
        if a is not None and b is not None:
            with suppress(OfficeError):
                self.office.join(a.leg.number, a.call, b.call)

    def redirect(self, message: Message) -> None:
        """Send a call elsewhere; a failure is told."""
        handle = self.calls.find(message.get("call"))
        if handle is None:
            self.result(message, error=NOT_FOUND)
            return
        number, to = handle.leg.number, self._to(message)
        try:
            if handle.leg.state is LegState.RINGING:
                self.office.redirect(number, to, handle.call)
            else:
                self.office.transfer(number, to, handle.call)
        except OfficeError:
            self.result(message, error=NOT_FOUND)
            return
        self.result(message)

    def park(self, message: Message) -> None:
        """Park a call; the handle in the result is the one under which it is parked."""
        handle = self.calls.find(message.get("call"))
        cn = message.get("cn")
        at = next((x.number for x in self.office.people.values() if x.name == cn), "")
        number = 0
        if handle is not None and at:
            with suppress(OfficeError):
                self.office.park(handle.leg.number, at, handle.call)
                number = handle.number
        self.result(message, call=number)

    def press(self, message: Message) -> None:
        """Press keys, which are heard by the other side; `recv` lets only the own phone hear."""
        handle = self.calls.find(message.get("call"))
        self.result(message)
        if handle is not None and not message.get("recv"):
            with suppress(OfficeError):
                for key in str(message.get("dtmf") or ""):
                    self.office.press(handle.leg.number, key)

    def confirm(self, message: Message) -> None:
        """Read a request that changes nothing here."""
        self.result(message)

    operations = {  # noqa: RUF012
        "Initialize": RccUsers.initialize,
        "UserInitialize": RccUsers.begin,
        "UserEnd": RccUsers.end,
        "Devices": RccUsers.devices,
        "UserCall": call,
        "UserPickup": pick_up,
        "UserClear": clear,
        "UserConnect": connect,
        "UserHold": hold,
        "UserRetrieve": retrieve,
        "UserTransfer": transfer,
        "UserMediaTransfer": confirm,
        "UserRedirect": redirect,
        "UserReroute": redirect,
        "UserPark": park,
        "UserDTMF": press,
        "UserUUI": confirm,
        "UserInfo": confirm,
        "UserRc": confirm,
        "UserCtComplete": confirm,
    }

    def _new_call(self, message: Message, do: Callable[[Monitor], Call]) -> None:
        """Answer with the handle of a call that is made; of its progress is told before."""
        number = 0
        if (monitor := self.calls.monitor(int(message.get("user") or 0))) is not None:
            with suppress(OfficeError):
                call = do(monitor)
                handle = self.calls.handle_of(monitor.user, call)
                number = handle.number if handle else 0
        self.result(message, call=number)

    def _do(self, handle: Handle, what: Callable[[str, Call], Any]) -> None:
        with suppress(OfficeError):
            what(handle.leg.number, handle.call)

    def _is_deaf(self, handle: Handle) -> bool:
        person = self.office.people.get(handle.leg.number)
        return person is not None and person.login in self.settings.deaf

    def _to(self, message: Message) -> str:
        """Return the number of a destination, however it is named."""
        login, cn = message.get("h323"), message.get("cn")
        person = self.office.find(login=str(login)) if login else None
        if person is None and cn:
            person = next((x for x in self.office.people.values() if x.name == cn), None)
        return person.number if person else str(message.get("e164") or "")
