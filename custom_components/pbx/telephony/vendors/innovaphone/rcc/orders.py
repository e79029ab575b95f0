"""Commands on calls: which call is meant, what is asked for, and what came of it.

The answer to a request says only that it was understood; phones without remote control ignore
some. So what can be seen to have happened is waited for.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from ....commands import (
    Answer,
    CallTarget,
    Command,
    ControlPhone,
    Dial,
    HangUp,
    Hold,
    Park,
    PhoneFunction,
    PickUp,
    Receipt,
    Redirect,
    SendDtmf,
    TargetKind,
    Transfer,
)
from ....errors import CommandRefused
from ....model import Cause, ExtensionId, LegState
from ..codecs_rcc import Connector
from ..feature import Line
from ..wire import rcc_control as wire
from ..wire.rcc import CallResult, RccMessage, RccResult
from .calls import Calls
from .choice import Choice, Wanted
from .conversation import Handle
from .following import Following
from .parties import Parties

NOT_CONFIRMED: Final = "not_confirmed"
CALL_NOT_MADE: Final = "call_not_made"

_NORMAL, _REJECTED = 16, 21
_ANYWHERE = -1

# The numbers of the vendor's remote control codes. Those for listening in are left out on purpose.
_CODES: Final = {
    PhoneFunction.ANNOUNCE: 3,
    PhoneFunction.CONFERENCE: 10,
    PhoneFunction.RECORD: 8,
    PhoneFunction.STOP_RECORDING: 9,
    PhoneFunction.MUTE: 14,
    PhoneFunction.SHOW_HOME: 30,
    PhoneFunction.SHOW_CALLS: 33,
    PhoneFunction.SHOW_FAVOURITES: 32,
    PhoneFunction.SHOW_DIRECTORY: 34,
}

_RINGS: Final = Wanted((LegState.RINGING, LegState.OFFERED))
_TALKS: Final = Wanted((LegState.TALKING,))
_TALKS_FREELY: Final = Wanted((LegState.TALKING,), holds=False)
_HOLDS: Final = Wanted((LegState.TALKING,), holds=True)
_ANY: Final = Wanted(tuple(state for state in LegState if state is not LegState.ENDED))
_OPEN: Final = Wanted((LegState.TALKING, LegState.DIALING))


class Orders:
    """Carries commands out."""

    def __init__(self, line: Line, calls: Calls, following: Following, parties: Parties) -> None:
        """Act by the handles of these."""
        self._line = line
        self._calls = calls
        self._following = following
        self._parties = parties
        self._choice = Choice(calls, following)
        self._do: Final[dict[type, Callable[..., Awaitable[Receipt]]]] = {
            Answer: self._answer,
            ControlPhone: self._control,
            Dial: self._dial,
            HangUp: self._hang_up,
            Hold: self._hold,
            Park: self._park,
            PickUp: self._pick_up,
            Redirect: self._redirect,
            SendDtmf: self._press,
            Transfer: self._transfer,
        }

    async def execute(self, command: Command) -> Receipt | None:
        """Carry a command out; None if it is none of ours."""
        do = self._do.get(type(command))
        return await do(command) if do else None

    async def _dial(self, command: Dial) -> Receipt:
        """Let a phone dial; whether it does so hands-free is up to it."""
        follower = self._choice.follower(command.extension)
        number = command.number
        if follower.numbering is not None:
            number = follower.numbering.dialable(number)
        tag = follower.tag
        answer = await self._ask(wire.UserCall(user=follower.user, e164=number))
        made = self._made(answer)
        await self._seen(lambda: self._calls.handle(tag, made) is not None)
        handle = self._calls.handle(tag, made)
        return Receipt(call=self._calls.call_of(handle) if handle else None)

    async def _answer(self, command: Answer) -> Receipt:
        """Pick up."""
        handle = self._choice.handle(command.extension, command.call, _RINGS)
        await self._ask(wire.UserConnect(call=handle.id[1]))
        return await self._confirmed(handle, lambda: handle.state.own is LegState.TALKING)

    async def _hang_up(self, command: HangUp) -> Receipt:
        """End a call, or refuse it while it rings."""
        handle = self._choice.handle(command.extension, command.call, _ANY)
        cause = _REJECTED if handle.state.own in _RINGS.states else _NORMAL
        await self._ask(wire.UserClear(call=handle.id[1], cause=cause))
        return await self._confirmed(handle, lambda: self._is_gone(handle))

    async def _hold(self, command: Hold) -> Receipt:
        """Hold a call, or take it back."""
        wanted = _TALKS_FREELY if command.on else _HOLDS
        handle = self._choice.handle(command.extension, command.call, wanted)
        number = handle.id[1]
        request = wire.UserHold(call=number) if command.on else wire.UserRetrieve(call=number)
        await self._ask(request)
        return await self._confirmed(handle, lambda: handle.state.holds is command.on)

    async def _press(self, command: SendDtmf) -> Receipt:
        """Press keys; nothing tells whether anybody heard them."""
        handle = self._choice.handle(command.extension, command.call, _OPEN)
        keys, own = command.digits, command.to_self
        await self._ask(wire.UserDTMF(call=handle.id[1], dtmf=keys, recv=own))
        return Receipt()

    async def _control(self, command: ControlPhone) -> Receipt:
        """Start a function of a phone."""
        handle = self._choice.handle(command.extension, command.call, _ANY)
        await self._ask(wire.UserRc(call=handle.id[1], rc=_CODES[command.function]))
        return Receipt()

    async def _transfer(self, command: Transfer) -> Receipt:
        """Join two calls of a person if the other one is with whom it shall go to; else send it."""
        handle = self._choice.handle(command.extension, command.call, _TALKS)
        number, to = handle.id[1], command.to
        if other := self._with(handle, to):
            first, second = (handle, other)
            request: RccMessage = wire.UserTransfer(a=first.id[1], b=second.id[1])
        else:
            request = wire.UserRedirect(call=number, **self._address(to))
        return await self._send(handle, request, Cause.TRANSFERRED)

    async def _redirect(self, command: Redirect) -> Receipt:
        """Send a call on that rings."""
        handle = self._choice.handle(command.extension, command.call, _RINGS)
        to, number = self._address(command.to), handle.id[1]
        if command.obey_forwarding:
            return await self._send(handle, wire.UserReroute(call=number, **to), Cause.NORMAL)
        return await self._send(handle, wire.UserRedirect(call=number, **to), Cause.NORMAL)

    async def _park(self, command: Park) -> Receipt:
        """Park a call."""
        handle = self._choice.handle(command.extension, command.call, _TALKS)
        owner = self._following.with_tag(handle.id[0])
        at = owner if command.at is None else self._choice.follower(command.at)
        position = _ANYWHERE if command.position is None else command.position
        cn = (at.known.long_name if at else None) or handle.owner.cn
        request = wire.UserPark(call=handle.id[1], cn=cn, position=position)
        return await self._send(handle, request, Cause.NORMAL)

    async def _pick_up(self, command: PickUp) -> Receipt:
        """Bring a call to a person."""
        follower = self._choice.follower(command.extension)
        call, cn = None, None
        if command.call is not None:
            call = self._choice.takable(command.call).id[1]
        elif command.of is not None:
            cn = self._choice.follower(command.of).known.long_name
        tag = follower.tag
        made = self._made(await self._ask(wire.UserPickup(user=follower.user, call=call, cn=cn)))
        await self._seen(lambda: self._calls.handle(tag, made) is not None)
        handle = self._calls.handle(tag, made)
        return Receipt(call=self._calls.call_of(handle) if handle else None)

    def _with(self, handle: Handle, to: CallTarget) -> Handle | None:
        """Find another call of the same user, with whom a call shall be sent to."""
        address = Connector(**self._address(to))
        wanted = {self._parties.who(address).id, to.number.casefold()}
        for other in self._calls.handles(handle.id[0]):
            if other is not handle and other.peer and other.state.own in _OPEN.states:
                far = self._parties.who(other.peer)
                if wanted & {far.id, far.party.number}:
                    return other
        return None

    def _address(self, to: CallTarget) -> dict[str, str]:
        """Say where a call is sent: a person by name, anybody else by number."""
        if to.kind is TargetKind.EXTENSION:
            known = self._line.people.get(ExtensionId(to.number))
            known = known or self._line.people.find(number=to.number)
            if known is not None and known.sip:
                return {"h323": known.sip}
        return {"e164": self._parties.numbering.dialable(to.number)}

    async def _send(self, handle: Handle, request: RccMessage, cause: Cause) -> Receipt:
        """Send a call elsewhere; its end here is not its end."""
        handle.leaves_as = cause
        try:
            answer = await self._ask(request)
            if isinstance(answer, CallResult) and answer.call == 0:
                raise CommandRefused(CALL_NOT_MADE)
        except BaseException:
            handle.leaves_as = None
            raise
        return Receipt(call=self._calls.call_of(handle))

    async def _ask(self, request: RccMessage) -> RccResult:
        """Ask, and raise what the PBX has against it."""
        tagged = replace(request, src=self._line.requests.tag("r"))
        answer = await self._line.ask(tagged, self._line.times.answer)
        if not isinstance(answer, RccResult):
            return RccResult()
        if answer.failure:
            raise CommandRefused(detail=answer.failure.text or answer.failure.code)
        return answer

    def _made(self, answer: RccResult) -> int:
        """Give the handle of a call that was made; 0 says that none was."""
        made = answer.call if isinstance(answer, CallResult) else None
        if not made:
            raise CommandRefused(CALL_NOT_MADE)
        return made

    def _is_gone(self, handle: Handle) -> bool:
        """Tell whether a handle is over, or deleted."""
        return not handle.is_live or self._calls.handle(*handle.id) is not handle

    async def _confirmed(self, handle: Handle, is_done: Callable[[], bool]) -> Receipt:
        """Wait until a call shows what was asked for, or its end."""
        await self._seen(lambda: is_done() or self._is_gone(handle))
        if not is_done():
            raise CommandRefused(NOT_CONFIRMED)
        return Receipt(call=self._calls.call_of(handle))

    async def _seen(self, is_done: Callable[[], bool]) -> None:
        """Wait until something has been told, for as long as phones need."""
        await self._calls.changed(is_done, self._line.times.call_changed)
