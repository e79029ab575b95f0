"""Being an endpoint of the PBX: chat messages go out, dial codes come in.

It takes the hardware id of a device that an administrator has made for us; without one there is
nothing of this. Whoever calls the device has dialled a code: the call is not taken, but told.

our call:  setup -> (call_proc, alert or conn) -> facility with the text, rel
"""

import asyncio
from itertools import count
from typing import Final, override

from ...commands import Command, Receipt, SendChat
from ...errors import CommandRefused
from ...facts import Happened
from ...model import NO_CAPABILITY, Capability
from ...moments import SystemEventType, SystemHappened
from .codecs import clean
from .codecs_platform import Endpoint, Facility, Signal
from .feature import Aside, Line
from .notes import LONGEST_TEXT
from .requests import Facts
from .wire import Message, Unknown
from .wire.signal import Register, RegisterResult, Signaling

# Q.850: the code is taken note of, and the caller's phone stops by itself.
_TAKEN: Final = 26
_DONE: Final = 16
_NOT_FOR_US: Final = 88
_ACCEPTED: Final = frozenset({"call_proc", "alert", "conn"})
_OVER: Final = frozenset({"rel", "disc"})
_WITH_MEDIA: Final = -1
# What a message without a tag is listened to by.
_UNTAGGED: Final = ""


class Signals(Aside):
    """Our endpoint, and the calls to and from it."""

    def __init__(self, line: Line) -> None:
        """Prepare; nothing is asked before `begin`."""
        self._line = line
        self._tag = line.requests.tag("s")
        self._handles = count(1)
        self._chats: dict[int, asyncio.Future[None]] = {}
        """Messages that wait for their call to be taken."""

    async def begin(self) -> Capability:
        """Register, if there is a device for us.

        A name that is no device's is not always refused: then only the silence tells.
        """
        hardware_id = str(self._line.settings.get("hardware_id") or "").strip()
        if not hardware_id:
            return NO_CAPABILITY
        # Without flags: a dial code is a call with a voice.
        request = Register(src=self._tag, hw=hardware_id)
        # That a signal carries the tag is documented in general only; there is no other endpoint.
        for tag in (self._tag, _UNTAGGED):
            self._line.requests.listen(request.api, tag, self._hear)
        answer = await self._line.ask(request, self._line.times.answer)
        if not isinstance(answer, RegisterResult) or answer.failure:
            return NO_CAPABILITY
        return Capability.CHAT

    def _hear(self, message: Message | Unknown, now: float) -> Facts:
        """Take what is said about a call; a call that is not ours must not hang."""
        if not isinstance(message, Signaling):
            return ()
        handle, signal = message.call_handle, message.sig
        if handle > 0:
            self._proceed(handle, signal)
            return ()
        if signal.type != "setup":
            return ()
        if signal.channel != _WITH_MEDIA or signal.called is None or not signal.called.num:
            self._say(handle, Signal(type="rel", cause=_NOT_FOR_US))
            return ()
        self._say(handle, Signal(type="rel", cause=_TAKEN))
        return (self._dialled(handle, signal.called.num, signal.caller or Endpoint()),)

    def _dialled(self, handle: int, code: str, caller: Endpoint) -> Happened:
        """Tell of a dial code, and who has dialled it."""
        known = self._line.people.find(sip=caller.sip, number=caller.num)
        at = self._line.clock()
        return Happened(
            moment=SystemHappened(
                id=f"dial_code/{at}/{handle}",
                at=at,
                type=SystemEventType.DIAL_CODE,
                object=code,
                name=(known.name if known else None) or caller.sip or None,
                detail=caller.num or None,
            )
        )

    def _proceed(self, handle: int, signal: Signal) -> None:
        """Go on with a message of ours, or give it up."""
        waiter = self._chats.get(handle)
        if waiter is None or waiter.done():
            return
        if signal.type in _ACCEPTED:
            waiter.set_result(None)
        elif signal.type in _OVER:
            cause = "" if signal.cause is None else str(signal.cause)
            waiter.set_exception(CommandRefused("message_not_sent", cause))

    @override
    async def execute(self, command: Command) -> Receipt | None:
        """Send a chat message."""
        return await self._chat(command) if isinstance(command, SendChat) else None

    async def _chat(self, command: SendChat) -> Receipt:
        """Call somebody without a voice, and say it; nobody tells whether it was read."""
        known = self._line.people.get(command.extension)
        if known is None or not known.sip:
            raise CommandRefused("extension_not_found")
        if not command.text.strip():
            raise CommandRefused("message_missing")
        if len(command.text) > LONGEST_TEXT:
            raise CommandRefused("message_too_long")
        text = Facility(
            type="im_message", data=clean(command.text, LONGEST_TEXT), mime="text/plain"
        )
        handle = next(self._handles)
        waiter = self._chats[handle] = asyncio.get_running_loop().create_future()
        called = Endpoint(sip=known.sip)
        setup = Signal(
            type="setup", channel=0, called=called, facilities=(Facility(type="im_setup"),)
        )
        self._say(handle, setup)
        try:
            async with asyncio.timeout(self._line.times.answer):
                await waiter
        except TimeoutError:
            self._say(handle, Signal(type="rel", cause=_DONE))
            raise
        finally:
            del self._chats[handle]
        self._say(handle, Signal(type="facility", facilities=(text,)))
        self._say(handle, Signal(type="rel", cause=_DONE))
        return Receipt()

    def _say(self, handle: int, signal: Signal) -> None:
        """Say something about a call."""
        self._line.requests.say(Signaling(src=self._tag, call_handle=handle, sig=signal))
        # Said in the middle of a command, it must wake the writer.
        self._line.tell(())
