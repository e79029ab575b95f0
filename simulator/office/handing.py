"""Calls that change hands: parked, picked up, sent on while they ring, and joined."""

from .calls import Call, Leg, LegState, Role
from .conditions import Conditions
from .errors import NoSuchCall, NotConnected
from .events import CallForwarded, CallHeld, CallMoved, CallTransferred
from .programs import CONNECTED

TAKABLE = (LegState.PARKED, LegState.RINGING)


class Handing(Conditions):
    """Let phones hand calls to each other."""

    def park(self, number: str, at: str = "", call: Call | None = None) -> Call:
        """Let a party put the call away, on their own phone or on another, where others take it."""
        call, leg = self._find(number, call, CONNECTED)
        if (other := call.other(leg)) is None or other.state is LegState.GONE:
            raise NotConnected(number)
        if at in ("", number):
            leg.state = LegState.PARKED
            self._tell(CallHeld(call, leg))
            self._show(number)
        else:
            self.person(at)
            self._replace(call, leg, Leg(at, leg.role, LegState.PARKED))
        return call

    def pick_up(self, number: str, of: str = "", call: Call | None = None) -> Call:
        """Let a party take a call that is parked or rings at another phone, or at any."""
        self.person(number)
        call, leg = self._takable(number, of, call)
        self._hold_others(number, call)
        if leg.state is LegState.PARKED:
            self._replace(call, leg, Leg(number, leg.role, LegState.TALKING))
            return call
        taker = Leg(number, Role.CALLEE, LegState.RINGING, rang=self.clock.now())
        call.legs.append(taker)
        self._calls_of[number].append(call)
        return self.answer(number, call)

    def redirect(self, number: str, to: str, call: Call | None = None) -> Call:
        """Let a ringing party send the call on."""
        call, leg = self._find(number, call, (LegState.RINGING,))
        self._check_destination(to, number)
        call.forwarded += 1
        self._tell(CallForwarded(call, leg, to))
        self._send(call, to)
        return call

    def join(self, number: str, first: Call, second: Call) -> Call:
        """Let a party connect the others of two calls with each other, and leave."""
        first, leg = self._find(number, first, CONNECTED)
        second, other = self._find(number, second, (*CONNECTED, LegState.DIALING))
        stays, joins = first.other(leg), second.other(other)
        if stays is None or joins is None or LegState.GONE in (stays.state, joins.state):
            raise NotConnected(number)
        self._tell(CallTransferred(first, leg))
        state = LegState.TALKING if joins.state in CONNECTED else joins.state
        there = Leg(joins.number, Role.CALLEE, state, joins.trunk, joins.outside, was=joins)
        stays.state = LegState.TALKING if state is LegState.TALKING else LegState.DIALING
        stays.role = Role.CALLER
        first.legs.remove(stays)
        first.legs.insert(0, stays)
        first.took = there if state is LegState.TALKING else None
        first.legs.append(there)
        self._calls_of[there.number].append(first)
        self._drop(first, leg)
        self._drop(second, joins)
        self._tell(CallMoved(first, there))
        self._end(second)
        self._show(number, stays.number, there.number)
        return first

    def _takable(self, number: str, of: str, call: Call | None) -> tuple[Call, Leg]:
        """Find a call that somebody else may take: first a parked one, then a ringing one."""
        among = self.calls if call is None else [call]
        for state in TAKABLE:
            for candidate in among:
                for leg in candidate.alive:
                    here = leg.number == of if of else leg.number in self.people
                    parked = state is LegState.PARKED
                    if leg.state is state and here and (parked or leg.number != number):
                        return candidate, leg
        raise NoSuchCall(of or number)

    def _replace(self, call: Call, leg: Leg, new: Leg) -> None:
        """Let another phone have a party's place in a call."""
        call.legs.insert(call.legs.index(leg), new)
        self._calls_of[new.number].append(call)
        if call.took is leg:
            call.took = new
        self._drop(call, leg)
        self._tell(CallMoved(call, new))
        self._show(leg.number, new.number)
