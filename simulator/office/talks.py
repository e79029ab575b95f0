"""What people do with the calls on their phones."""

import datetime as dt

from .calls import Call, Direction, Failure, Leg, LegState, Outcome, Role
from .errors import LineNotIdle, NotConnected, NoTrunk
from .events import CallAnswered, CallHeld, CallTransferred, LegMuted, PartyLeft
from .people import Trunk
from .records import kind_of
from .routing import Routing

# Who hangs up ends the call they hear before the ones that wait.
CLEARING_ORDER = (
    LegState.TALKING,
    LegState.DIALING,
    LegState.RINGING,
    LegState.HELD,
    LegState.PARKED,
)
CONNECTED = (LegState.TALKING, LegState.HELD, LegState.PARKED)


class Talks(Routing):
    """Call, answer, hang up, hold, mute and hand over."""

    def place_inbound(self, caller: str, to: str, trunk: str | None = None, did: str = "") -> Call:
        """Let somebody outside call a person, a ring group, a queue or a menu."""
        line = self.trunk(trunk)
        if not line.up:
            raise NoTrunk(line.name)
        leg = Leg(caller, Role.CALLER, LegState.DIALING, line, outside=True)
        call = self._place(Direction.INBOUND, leg, to, line, self._called(to, self._up()))
        call.did = did
        self._arrive(call, line)
        return call

    def _arrive(self, call: Call, line: Trunk) -> None:
        """Let a call in from a line."""
        self._set_up(call, call.dialed)

    def dial(self, caller: str, to: str) -> Call:
        """Let somebody dial on their phone."""
        if not self.person(caller).registered:
            raise LineNotIdle(caller)
        call = self._place_from(Leg(caller, Role.CALLER, LegState.DIALING), to)
        self._show(caller)
        self._set_up(call, to)
        return call

    def answer(self, number: str, call: Call | None = None) -> Call:
        """Let a ringing party pick up: the called one, or who asked to be connected."""
        call, leg = self._find(number, call, (LegState.RINGING,))
        if leg is call.caller:
            leg.state = LegState.DIALING
            self._show(number)
            self._picked_up(call)
            return call
        self._hold_others(number, call)
        losers = [x for x in call.alive if x not in (call.caller, leg)]
        for loser in losers:
            self._drop(call, loser)
        leg.state = call.caller.state = LegState.TALKING
        call.took, call.machine = leg, None
        leg.took_at = self.clock.now()
        call.answered = call.answered or leg.took_at
        call.outcome = Outcome.ANSWERED
        self._tell(CallAnswered(call, leg))
        self._show(leg.number, call.caller.number, *(x.number for x in losers))
        self._taken(call)
        return call

    def _picked_up(self, call: Call) -> None:
        """Go on with a call whose caller was rung first."""
        self._set_up(call, call.dialed)

    def _taken(self, call: Call) -> None:
        """Let go of a caller who does not wait any longer."""

    def hang_up(self, number: str, call: Call | None = None) -> Call:
        """Let a party leave; a ringing one refuses, a calling one gives up."""
        call, leg = self._find(number, call, CLEARING_ORDER)
        if leg is not call.caller and call.took is None:
            self._refuse(call, leg)
        elif not self._asked_for_rating(call, leg):
            self._leave(call, leg)
        return call

    def _leave(self, call: Call, leg: Leg) -> None:
        """End a call by its caller or by the one who took it."""
        for leaver in (leg, call.other(leg)):
            if leaver is not None and leaver.state in CONNECTED:
                self._drop(call, leaver)
                self._tell(PartyLeft(call, leaver))
        self._end(call)

    def _refuse(self, call: Call, leg: Leg) -> None:
        """Let a ringing party say no; the others ring on."""
        if any(x.state is LegState.RINGING for x in call.alive if x is not leg):
            self._drop(call, leg)
            self._show(leg.number)
        else:
            self.fail(call, Failure.BUSY)

    def _asked_for_rating(self, call: Call, leg: Leg) -> bool:
        """Tell whether the caller stays for a question after somebody hung up."""
        return False

    def hold(self, number: str, call: Call | None = None) -> Call:
        """Let a party put the call on hold."""
        return self._switch(number, call, LegState.TALKING, LegState.HELD)

    def resume(self, number: str, call: Call | None = None) -> Call:
        """Let a party take the call back from hold."""
        return self._switch(number, call, LegState.HELD, LegState.TALKING)

    def mute(self, number: str, call: Call | None = None) -> Call:
        """Let nobody hear a party, who still hears the others."""
        return self._mute(number, call, muted=True)

    def unmute(self, number: str, call: Call | None = None) -> Call:
        """Let a party be heard again."""
        return self._mute(number, call, muted=False)

    def _mute(self, number: str, call: Call | None, *, muted: bool) -> Call:
        call, leg = self._find(number, call, (LegState.TALKING, LegState.HELD))
        if leg.muted != muted:
            leg.muted = muted
            self._tell(LegMuted(call, leg))
        return call

    def transfer(self, number: str, to: str, call: Call | None = None) -> Call:
        """Let a party hand the call to somebody else without asking them."""
        call, leg = self._find(number, call, (LegState.TALKING, LegState.HELD))
        if (stays := call.other(leg)) is None or stays.state is LegState.GONE:
            raise NotConnected(number)
        self._check_destination(to, number)
        self._tell(CallTransferred(call, leg))
        self._pass_on(call, leg, stays, to)
        return call

    def _pass_on(self, call: Call, leg: Leg, stays: Leg, to: str) -> None:
        """Take a party out of the call and send the other one to a number."""
        self._drop(call, leg)
        self._show(leg.number)
        stays.role = Role.CALLER
        call.legs.remove(stays)
        call.legs.insert(0, stays)
        call.menu = ""
        self._send(call, to)

    def record(self, call: Call) -> str:
        """Record a call from now on; return the name of the file, to be had when it is over."""
        if call not in self.calls or call.answered is None:
            raise NotConnected(call.dialed)
        if not call.recording:
            began = dt.datetime.fromtimestamp(self.clock.now(), self.zone)
            stamp = f"{began:%Y%m%d%H%M%S}-{next(self._files)}"
            call.recording = f"{stamp}-{call.calling}-{call.dialed}-{kind_of(call)}.wav"
        return call.recording

    def _place_from(self, caller: Leg, to: str) -> Call:
        outward = self.is_outside(to)
        line = self._up() if outward else None
        direction = Direction.OUTBOUND if outward else Direction.INTERNAL
        return self._place(direction, caller, to, line, self._called(to, line))

    def _switch(self, number: str, call: Call | None, before: LegState, after: LegState) -> Call:
        call, leg = self._find(number, call, (before,))
        leg.state = after
        self._tell(CallHeld(call, leg))
        self._show(number)
        return call

    def _hold_others(self, number: str, call: Call) -> None:
        """Do as phones do: taking a second call puts the first on hold."""
        for other in self.calls_of(number):
            leg = other.leg_of(number)
            if other is not call and leg and leg.state is LegState.TALKING:
                leg.state = LegState.HELD
                self._tell(CallHeld(other, leg))
