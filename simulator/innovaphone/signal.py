"""PbxSignal: a program as an endpoint, which chats and takes dial codes."""

from itertools import count
from typing import Any, Final

from .api import Api, Message

UNALLOCATED: Final = 1
NORMAL: Final = 16
_WITH_MEDIA: Final = -1


class PbxSignal(Api):
    """One connection's endpoint and its calls."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._src: Any = None
        self._registered = False
        self._chats: dict[int, str] = {}
        self._incoming = count(1)
        self.ringing: dict[int, str] = {}
        """Calls to the endpoint that it has not released, by the number that was dialled."""

    def register(self, message: Message) -> None:
        """Make the program the device that an administrator has set up."""
        if message.get("hw") not in self.connection.pbx.platform.devices:
            self.result(message, err="no such device")
            return
        self._src, self._registered = message.get("src"), True
        # What is secret in it is there for all to be careful with.
        self.result(message, prefixIntl="000", turn="turn.example.com", turnPwd="hidden")

    def signaling(self, message: Message) -> None:
        """Take what the program says about a call."""
        handle, sig = message.get("call"), message.get("sig")
        if not self._registered or not isinstance(handle, int) or not isinstance(sig, dict):
            return
        if handle < 0:
            if sig.get("type") == "rel":
                self.ringing.pop(handle, None)
            return
        match sig.get("type"):
            case "setup":
                self._set_up(handle, sig)
            case "facility" if handle in self._chats:
                self._carry(self._chats[handle], sig)
            case "rel" if self._chats.pop(handle, None):
                self._say(handle, {"type": "rel", "cau": {"num": NORMAL}})

    operations = {  # noqa: RUF012
        "Register": register,
        "Signaling": signaling,
    }

    def dial(self, caller: str, code: str) -> None:
        """Let somebody dial a number that leads to the endpoint."""
        if not self._registered:
            return
        person = self.office.person(caller)
        handle = -next(self._incoming)
        self.ringing[handle] = code
        setup = {
            "type": "setup",
            "channel": _WITH_MEDIA,
            "cg": {"num": person.number, "sip": person.login},
            "cd": {"num": code},
            "complete": True,
        }
        self._say(handle, setup)

    def call(self, sig: Message) -> None:
        """Let a call come to the endpoint that is no dial code."""
        handle = -next(self._incoming)
        self.ringing[handle] = ""
        self._say(handle, sig)

    def _set_up(self, handle: int, sig: Message) -> None:
        login = str(sig.get("cd", {}).get("sip", ""))
        if self.office.find(login=login) is None:
            self._say(handle, {"type": "rel", "cau": {"num": UNALLOCATED}})
            return
        self._chats[handle] = login
        self._say(handle, {"type": "call_proc"})

    def _carry(self, login: str, sig: Message) -> None:
        for facility in sig.get("fty", ()):
            if facility.get("type") == "im_message":
                self.connection.pbx.platform.chats.append((login, str(facility.get("data", ""))))

    def _say(self, handle: int, sig: Message) -> None:
        self.indicate("Signaling", self._src, call=handle, sig=sig)
