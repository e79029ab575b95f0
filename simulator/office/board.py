"""The board behind the exchange: which calls there are, and what each lamp shows."""

from collections import defaultdict, deque
from collections.abc import Iterable
import datetime as dt
from itertools import count
from typing import override

from ..clock import Clock
from .calls import Call, Direction, Leg, LegState, Role
from .errors import NoPower, NoSuchCall
from .events import (
    CallEnded,
    CallPlaced,
    CallRefused,
    LineChanged,
    PoweredOff,
    PoweredOn,
    PresenceChanged,
)
from .facilities import Facilities, Plan
from .people import LineStatus, Person, Trunk
from .records import Record, record_of

# A line in several calls shows the first of these that fits any of them.
LAMPS = {
    LegState.RINGING: LineStatus.RINGING,
    LegState.TALKING: LineStatus.BUSY,
    LegState.DIALING: LineStatus.BUSY,
    LegState.HELD: LineStatus.HOLD,
    LegState.PARKED: LineStatus.HOLD,
}
# An endless day must not fill the memory.
KEPT_RECORDS = 5000
ZONE = dt.timezone(dt.timedelta(hours=1))


class Board(Facilities):
    """Keep calls and lamps; everything that acts on them is built on top of this."""

    def __init__(
        self,
        people: Iterable[Person] = (),
        lines: Iterable[Trunk] = (),
        groups: dict[str, tuple[str, ...]] | None = None,
        clock: Clock | None = None,
        plan: Plan | None = None,
    ) -> None:
        super().__init__(people, lines, groups, clock)
        self.furnish(plan or Plan())
        self.calls: list[Call] = []
        self.records: deque[Record] = deque(maxlen=KEPT_RECORDS)
        self.recordings: dict[str, int] = {}
        """The recorded files with their length in seconds."""
        self.mailboxes: dict[str, dict[str, bool]] = {}
        """The messages in the mailbox of each number, and whether they were heard."""
        self.powered = True
        self.zone: dt.tzinfo = ZONE
        self._calls_of: defaultdict[str, list[Call]] = defaultdict(list)
        self._lamps = {number: self._quiet(number) for number in self.people}
        self._files = count(1)

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

    def is_outside(self, number: str) -> bool:
        """Tell whether a number leads out: long, or with a prefix."""
        if self.is_inside(number):
            return False
        longest = max(map(len, self.people), default=4)
        return number.startswith(("0", "+")) or len(number) > longest

    def set_registered(self, number: str, registered: bool) -> None:
        """Plug or unplug somebody's phone."""
        person = self.person(number)
        if person.registered != registered:
            person.registered = registered
            self._show(number)
            self._tell(PresenceChanged(person))
            self._serve()

    @override
    def add_person(self, person: Person) -> Person:
        """Give somebody an extension; its lamp is dark until something happens."""
        self._lamps[person.number] = LineStatus.IDLE if person.registered else LineStatus.OFFLINE
        return super().add_person(person)

    @override
    def remove_person(self, number: str) -> Person:
        """Delete somebody's extension after ending their calls."""
        for call in self.calls_of(number):
            if call in self.calls:
                self._end(call)
        self._lamps.pop(number, None)
        return super().remove_person(number)

    def power_off(self) -> None:
        """Pull the exchange's plug: nobody hears how the calls end."""
        self.powered = False
        for queue in self.queues.values():
            queue.waiting.clear()
        calls, self.calls = self.calls, []
        self._calls_of.clear()
        self._lamps = {number: self._quiet(number) for number in self.people}
        for call in calls:
            for leg in call.legs:
                leg.state = LegState.GONE
            self._forget(call)
        self._tell(PoweredOff())

    def power_on(self) -> None:
        """Let the exchange finish starting."""
        self.powered = True
        self._tell(PoweredOn())

    def _place(
        self,
        direction: Direction,
        caller: Leg,
        to: str,
        line: Trunk | None = None,
        called: Iterable[Leg] = (),
    ) -> Call:
        """Let a call exist."""
        if not self.powered:
            raise NoPower(caller.number)
        call = Call(direction, to, [caller, *called], self.clock.now(), line)
        self.calls.append(call)
        for leg in call.legs:
            self._calls_of[leg.number].append(call)
        self._tell(CallPlaced(call))
        return call

    def _called(self, to: str, line: Trunk | None) -> list[Leg]:
        """Return the phones behind a number; a queue finds its own when it is their turn."""
        if to in self.menus or to in self.queues:
            return []
        if self.is_outside(to):
            return [Leg(to, Role.CALLEE, LegState.WAITING, line, outside=True)]
        numbers = self.groups.get(to, (to,))
        return [Leg(number, Role.CALLEE, LegState.WAITING) for number in numbers]

    def _end(self, call: Call, *, refused: bool = False) -> None:
        call.ended = self.clock.now()
        numbers = [leg.number for leg in call.legs]
        for leg in list(call.alive):
            self._drop(call, leg)
        self.calls.remove(call)
        self._show(*numbers)
        if refused:
            self._tell(CallRefused(call))
        else:
            self._keep_record(call)
            self._tell(CallEnded(call))
        self._forget(call)
        self._serve()

    def _keep_record(self, call: Call) -> Record:
        record = record_of(call, self.clock.now(), self.zone)
        self.records.append(record)
        if record.recording:
            self.recordings[record.recording] = record.talked
        return record

    def _forget(self, call: Call) -> None:
        """Let go of whatever hangs on a call that is over."""

    def _serve(self) -> None:
        """Offer waiting callers to agents who have become free."""

    def _drop(self, call: Call, leg: Leg) -> None:
        leg.state = LegState.GONE
        if call in (calls := self._calls_of.get(leg.number, [])):
            calls.remove(call)

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
            if leg is not None and not leg.outside:
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
