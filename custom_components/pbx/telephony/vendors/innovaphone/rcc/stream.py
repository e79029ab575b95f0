"""The stream of all calls of the PBX: poorer than what users are asked for, but of everybody."""

from typing import Final

from ....model import Cause
from ..codecs_rcc import Connector
from ..requests import Facts
from ..wire.rcc import CallAdd, CallDel, CallUpdate
from .calls import Calls
from .codes import state_after, state_of
from .listed import List

# A tag that no request has.
TAG: Final = ""


class Stream:
    """Turns the stream into handles of the same kind as those of users."""

    def __init__(self, calls: Calls, everybody: List) -> None:
        """Tell of calls by these."""
        self._calls = calls
        self._list = everybody

    def hear(self, message: CallAdd | CallUpdate | CallDel, now: float) -> Facts:
        """Take what was said of a leg."""
        if message.call is None:
            return ()
        match message:
            case CallAdd():
                return self._add(message, message.call, now)
            case CallUpdate():
                return self._update(message, message.call, now)
        handle = self._calls.handle(TAG, message.call)
        return self._calls.drop(handle, None, now) if handle else ()

    def _add(self, message: CallAdd, number: int, now: float) -> Facts:
        """Take a new leg; whose it is the list may know better."""
        old = self._calls.handle(TAG, number)
        facts = self._calls.drop(old, Cause.LOST, now) if old else ()
        row = self._list.find(guid=message.guid or "", cn=message.cn or "")
        owner = Connector(cn=message.cn or "")
        if row is not None:
            said = row.said
            owner = Connector(cn=said.long_name, dn=said.name, h323=said.sip, e164=said.number)
        conf = message.conf_id or message.call_id or f"{TAG}.{number}"
        state = state_of(message.state or 0)
        handle = self._calls.open((TAG, number), owner, conf, state, now, is_new=True)
        if handle is None:
            return facts
        handle.is_streamed = True
        return facts + self._calls.tell(handle, now)

    def _update(self, message: CallUpdate, number: int, now: float) -> Facts:
        """Take a change; it is told by the message that made it, not by a state."""
        if (handle := self._calls.handle(TAG, number)) is None:
            return ()
        if (near := message.near) is not None:
            handle.near = near
            if not (handle.owner.h323 or handle.owner.e164):
                handle.owner = Connector(cn=handle.owner.cn, h323=near.h323, e164=near.e164)
        if message.far is not None:
            self._calls.meet(handle, message.far)
        handle.state = state_after(handle.state, message.msg or "")
        return self._calls.tell(handle, now)
