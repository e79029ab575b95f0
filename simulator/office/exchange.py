"""The exchange: calls between the people of an office and the world."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Self, override

from ..clock import Clock
from .calls import OUTCOMES, Call, Direction, Failure, Leg, LegState, Outcome, Role
from .errors import LineNotIdle, NoPower, NoSuchCall, NoSuchNumber, NotPermitted, NoTrunk
from .events import (
    CallAnswered,
    CallEnded,
    CallFailed,
    CallHeld,
    CallPlaced,
    CallRinging,
    CallTransferred,
    LineChanged,
    PartyLeft,
    PoweredOff,
    PoweredOn,
    PresenceChanged,
)
from .people import LineStatus, Person, Trunk
from .roster import Roster
from .sample import GROUPS, crowd, staff, trunks

# A line in several calls shows the first of these that fits any of them.
LAMPS = {
    LegState.RINGING: LineStatus.RINGING,
    LegState.TALKING: LineStatus.BUSY,
    LegState.DIALING: LineStatus.BUSY,
    LegState.HELD: LineStatus.HOLD,
}
# Who hangs up ends the call they hear before the ones that wait.
CLEARING_ORDER = (LegState.TALKING, LegState.DIALING, LegState.RINGING, LegState.HELD)


class Office(Roster):
    """A small exchange that knows neither a wire nor a client.

    Everything happens at once: when a method returns, all observers have been told.
    """

    def __init__(
        self,
        people: Iterable[Person] = (),
        lines: Iterable[Trunk] = (),
        groups: dict[str, tuple[str, ...]] | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(people, lines, groups, clock)
        self.calls: list[Call] = []
        self.powered = True
        self._calls_of: defaultdict[str, list[Call]] = defaultdict(list)
        self._lamps = {number: self._quiet(number) for number in self.people}

    @classmethod
    def sample(cls, clock: Clock | None = None) -> Self:
        """Return an office of eight people (1006 has no phone), three trunks, one group."""
        return cls(staff(), trunks(), dict(GROUPS), clock)

    @classmethod
    def of_size(cls, size: int, clock: Clock | None = None) -> Self:
        """Return an office with so many people."""
        return cls(crowd(size), trunks(), clock=clock)

    def line_status(self, number: str) -> LineStatus:
        """Return what the lamp of a line shows."""
        states = {leg.state for leg in self._line_legs(number)}
        for state, status in LAMPS.items():
            if state in states:
                return status
        return self._quiet(number)

    def calls_of(self, number: str) -> list[Call]:
        """Return the calls in which a number takes part, oldest first."""
        return list(self._calls_of.get(number, ()))

    def on_the_phone(self, number: str) -> bool:
        """Tell whether somebody is speaking or dialing, not merely being rung."""
        quiet = {LegState.RINGING, LegState.WAITING, LegState.GONE}
        return any(leg.state not in quiet for leg in self._line_legs(number))

    def idle(self, count: int) -> list[str]:
        """Return the first so many numbers on which nothing happens."""
        free = (x for x in self.people if self.line_status(x) is LineStatus.IDLE)
        return [number for number, _ in zip(free, range(count), strict=False)]

    def place_inbound(self, caller: str, to: str, trunk: str | None = None) -> Call:
        """Let somebody outside call a person or a ring group."""
        line = self.trunk(trunk)
        if not line.up:
            raise NoTrunk(line.name)
        leg = Leg(caller, Role.CALLER, LegState.DIALING, line)
        call = self._place(Direction.INBOUND, leg, to, line)
        self._set_up(call)
        return call

    def dial(self, caller: str, to: str) -> Call:
        """Let somebody dial on their phone."""
        if not self.person(caller).registered:
            raise LineNotIdle(caller)
        call = self._place_from(Leg(caller, Role.CALLER, LegState.DIALING), to)
        self._show(caller)
        self._set_up(call)
        return call

    def dial_for(self, caller: str, to: str, *, auto_answer: bool = False) -> Call:
        """Dial on somebody's behalf: their own phone rings, then the other."""
        person = self.person(caller)
        if self.line_status(caller) is not LineStatus.IDLE:
            raise LineNotIdle(caller)
        if self.is_outside(to) and not person.may_dial_out:
            raise NotPermitted(caller)
        call = self._place_from(Leg(caller, Role.CALLER, LegState.RINGING), to)
        call.click_to_dial = True
        self._show(caller)
        if auto_answer:
            self.answer(caller, call)
        return call

    def answer(self, number: str, call: Call | None = None) -> Call:
        """Let a ringing party pick up: the called one, or who asked to be connected."""
        call, leg = self._find(number, call, (LegState.RINGING,))
        if leg is call.caller:
            leg.state = LegState.DIALING
            self._show(number)
            self._set_up(call)
            return call
        self._hold_others(number, call)
        losers = [x for x in call.alive if x not in (call.caller, leg)]
        for loser in losers:
            self._drop(call, loser)
        leg.state = call.caller.state = LegState.TALKING
        call.took = leg
        call.answered = call.answered or self.clock.now()
        call.outcome = Outcome.ANSWERED
        self._tell(CallAnswered(call, leg))
        self._show(leg.number, call.caller.number, *(x.number for x in losers))
        return call

    def hang_up(self, number: str, call: Call | None = None) -> Call:
        """Let a party leave; a ringing one refuses, a calling one gives up."""
        call, leg = self._find(number, call, CLEARING_ORDER)
        if call.took is not None:
            other = call.other(leg)
            for leaver in (leg, other):
                if leaver is not None and leaver.state is not LegState.GONE:
                    self._drop(call, leaver)
                    self._tell(PartyLeft(call, leaver))
            self._end(call)
        elif leg is call.caller:
            self._end(call)
        elif any(x.state is LegState.RINGING for x in call.alive if x is not leg):
            self._drop(call, leg)
            self._show(number)
        else:
            self.fail(call, Failure.BUSY)
        return call

    def fail(self, call: Call, failure: Failure) -> None:
        """End a call that nobody took, for a reason."""
        if call.outcome is not Outcome.ANSWERED:
            call.outcome = OUTCOMES[failure]
        self._tell(CallFailed(call, failure))
        self._end(call)

    def hold(self, number: str, call: Call | None = None) -> Call:
        """Let a party put the call on hold."""
        return self._switch(number, call, LegState.TALKING, LegState.HELD)

    def resume(self, number: str, call: Call | None = None) -> Call:
        """Let a party take the call back from hold."""
        return self._switch(number, call, LegState.HELD, LegState.TALKING)

    def transfer(self, number: str, to: str, call: Call | None = None) -> Call:
        """Let a party hand the call to somebody else without asking them."""
        call, leg = self._find(number, call, (LegState.TALKING, LegState.HELD))
        stays = call.other(leg)
        if stays is None or to not in self.people:
            raise NoSuchNumber(to)
        self._tell(CallTransferred(call, leg))
        self._drop(call, leg)
        stays.role = Role.CALLER
        call.took = None
        call.legs = [stays, Leg(to, Role.CALLEE, LegState.WAITING)]
        self._calls_of[to].append(call)
        self._show(number)
        self._set_up(call)
        return call

    def set_registered(self, number: str, registered: bool) -> None:
        """Plug somebody's phone, or pull it."""
        person = self.person(number)
        if person.registered != registered:
            person.registered = registered
            self._show(number)
            self._tell(PresenceChanged(person))

    @override
    def add_person(self, person: Person) -> Person:
        """Give somebody an extension; its lamp is dark until something happens."""
        self._lamps[person.number] = LineStatus.IDLE if person.registered else LineStatus.OFFLINE
        return super().add_person(person)

    @override
    def remove_person(self, number: str) -> Person:
        """Delete somebody's extension after ending their calls."""
        for call in self.calls_of(number):
            self._end(call)
        self._lamps.pop(number, None)
        return super().remove_person(number)

    def power_off(self) -> None:
        """Pull the exchange's plug: nobody hears how the calls end."""
        self.powered = False
        self.calls.clear()
        self._calls_of.clear()
        self._lamps = {number: self._quiet(number) for number in self.people}
        self._tell(PoweredOff())

    def power_on(self) -> None:
        """Let the exchange finish starting."""
        self.powered = True
        self._tell(PoweredOn())

    def is_outside(self, number: str) -> bool:
        """Tell whether a number leads out: long, or with a prefix."""
        if number in self.people or number in self.groups:
            return False
        longest = max(map(len, self.people), default=4)
        return number.startswith(("0", "+")) or len(number) > longest

    def _place_from(self, caller: Leg, to: str) -> Call:
        if not self.is_outside(to):
            return self._place(Direction.INTERNAL, caller, to)
        line = next((x for x in self.trunks.values() if x.up), None)
        return self._place(Direction.OUTBOUND, caller, to, line)

    def _place(self, direction: Direction, caller: Leg, to: str, line: Trunk | None = None) -> Call:
        if not self.powered:
            raise NoPower(caller.number)
        out = line if direction is Direction.OUTBOUND else None
        called = (
            Leg(number, Role.CALLEE, LegState.WAITING, out) for number in self.groups.get(to, (to,))
        )
        call = Call(direction, to, [caller, *called], self.clock.now(), line)
        self.calls.append(call)
        for leg in call.legs:
            self._calls_of[leg.number].append(call)
        self._tell(CallPlaced(call))
        return call

    def _set_up(self, call: Call) -> None:
        obstacles = {leg: self._obstacle(call, leg) for leg in call.legs[1:]}
        ringing = [leg for leg, obstacle in obstacles.items() if obstacle is None]
        if not ringing:
            self.fail(call, next(x for x in obstacles.values() if x is not None))
            return
        for leg, obstacle in obstacles.items():
            if obstacle is not None:
                self._drop(call, leg)
        for leg in ringing:
            leg.state = LegState.RINGING
            self._tell(CallRinging(call, leg))
            self._show(leg.number)

    def _obstacle(self, call: Call, leg: Leg) -> Failure | None:
        if call.direction is Direction.OUTBOUND:
            if not self.person(call.caller.number).may_dial_out:
                return Failure.NOT_PERMITTED
            return None if leg.trunk else Failure.NO_TRUNK
        if leg.number not in self.people:
            return Failure.UNKNOWN_NUMBER
        if leg.number == call.caller.number:
            return Failure.BUSY
        person = self.people[leg.number]
        if not person.registered:
            return Failure.UNREACHABLE
        return Failure.DO_NOT_DISTURB if person.do_not_disturb else None

    def _end(self, call: Call) -> None:
        call.ended = self.clock.now()
        numbers = [leg.number for leg in call.legs]
        for leg in list(call.alive):
            self._drop(call, leg)
        self.calls.remove(call)
        self._show(*numbers)
        self._tell(CallEnded(call))

    def _drop(self, call: Call, leg: Leg) -> None:
        leg.state = LegState.GONE
        if call in (calls := self._calls_of.get(leg.number, [])):
            calls.remove(call)

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

    def _find(self, number: str, call: Call | None, states: Iterable[LegState]) -> tuple[Call, Leg]:
        among = [call] if call is not None else self.calls_of(number)
        for state in states:
            for candidate in among:
                leg = candidate.leg_of(number)
                if leg is not None and leg.state is state:
                    return candidate, leg
        raise NoSuchCall(number)

    def _line_legs(self, number: str) -> Iterable[Leg]:
        for call in self._calls_of.get(number, ()):
            leg = call.leg_of(number)
            if leg is not None and leg.trunk is None:
                yield leg

    def _quiet(self, number: str) -> LineStatus:
        registered = self.person(number).registered
        return LineStatus.IDLE if registered else LineStatus.OFFLINE

    def _show(self, *numbers: str) -> None:
        """Tell those lines whose lamp differs from what was told last."""
        for number in dict.fromkeys(numbers):
            if number not in self.people:
                continue
            status = self.line_status(number)
            if status is not self._lamps.get(number):
                self._lamps[number] = status
                self._tell(LineChanged(self.people[number], status))
