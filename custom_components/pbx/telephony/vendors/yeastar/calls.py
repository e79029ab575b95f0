"""The memory for what reports leave out: who was on which call, and under which names it goes.

The wire names one call in up to three ways: the call id of reports, the trunk id of queries (equal
to it for inbound calls, the next number for outbound ones), and not at all while an internal call
rings. Here a call has one neutral id from its first sign to its end. What is over follows the fold.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ...facts import LegIs
from ...model import CallId, Cause, Direction, ExtensionId, LegId, LegState, Party, Role

# A repeat comes within minutes; so many calls do not end in that time.
REMEMBERED: Final = 500

_RANK: Final = {
    None: 0,
    LegState.OFFERED: 0,
    LegState.RINGING: 1,
    LegState.DIALING: 1,
    LegState.TALKING: 2,
    LegState.ENDED: 3,
}
# The phone of a caller rings first when a program dials for it; who is called never dials.
_FITTING: Final[Mapping[tuple[Role | None, LegState | None], LegState]] = {
    (Role.CALLER, LegState.RINGING): LegState.DIALING,
    (Role.CALLEE, LegState.DIALING): LegState.OFFERED,
}


@dataclass(slots=True)
class KnownLeg:
    """What was told of one leg."""

    role: Role | None
    number: str | None = None
    extension: ExtensionId | None = None
    state: LegState | None = None
    talked: bool = False
    is_told: bool = True
    """Else it was only promised."""

    @property
    def is_live(self) -> bool:
        """Tell whether this party is still there."""
        return self.state is not LegState.ENDED


@dataclass(slots=True, eq=False)
class KnownCall:
    """What was told of one call."""

    id: CallId
    heard: float
    is_named: bool = True
    """A report has told the call id; else only queries know of the call."""
    is_over: bool = False
    was_answered: bool = False
    legs: dict[LegId, KnownLeg] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """All names on the wire."""
    inbound: str = ""
    """The id to hang up an outside caller by."""
    outbound: str = ""
    """The id to hang up an outside party by that was called."""
    promised: str = ""
    """Whom we were asked to dial, until a report tells who is called."""
    caller_left: bool = False
    """The phone that dials has been free since; if it dials again, that is another call."""
    leaving: set[ExtensionId] = field(default_factory=set)
    """Who has handed the call on, and leaves it as soon as the phone is free."""

    def leg_of(self, extension: str) -> KnownLeg | None:
        """Find the leg of an extension."""
        return next((leg for leg in self.legs.values() if leg.extension == extension), None)

    @property
    def caller(self) -> KnownLeg | None:
        """Give the leg that called."""
        return next((leg for leg in self.legs.values() if leg.role is Role.CALLER), None)

    @property
    def live_extensions(self) -> set[ExtensionId]:
        """Give the extensions that have not left; of a promised call, who is going to dial."""
        legs = self._told or self.legs.values()
        return {leg.extension for leg in legs if leg.is_live and leg.extension}

    @property
    def _told(self) -> list[KnownLeg]:
        """Give the legs that others know of."""
        return [leg for leg in self.legs.values() if leg.is_told]

    def is_dialed_by(self, caller: str) -> bool:
        """Tell whether this extension is the caller, and still there."""
        leg = self.caller
        return leg is not None and leg.is_live and bool(caller) and leg.extension == caller

    def settle(self) -> None:
        """Find out whether it is over: all have left, or the caller did before an answer."""
        legs = self._told
        counted = legs if self.was_answered else [leg for leg in legs if leg.role is Role.CALLER]
        if counted and not any(leg.is_live for leg in counted):
            self.is_over = True

    def has_numbers(self, numbers: Iterable[str]) -> bool:
        """Tell whether all these numbers are on the call."""
        return {leg.number for leg in self.legs.values()}.issuperset(numbers)


class Calls:
    """All calls that were heard of."""

    def __init__(self) -> None:
        """Know no call."""
        self._by_name: dict[str, KnownCall] = {}
        self._live: dict[CallId, KnownCall] = {}
        self._by_extension: dict[str, dict[CallId, KnownCall]] = {}
        self._over: deque[KnownCall] = deque()
        self._invented = 0
        self.unexplained: set[ExtensionId] = set()
        """Extensions whose phone rang, without anybody having said for whom."""

    def __iter__(self) -> Iterator[KnownCall]:
        """Go through the calls that go on."""
        return iter(list(self._live.values()))

    def __bool__(self) -> bool:
        """Tell whether any call goes on."""
        return bool(self._live)

    def of(self, extension: str) -> Iterator[KnownCall]:
        """Go through the calls that go on with this extension, oldest first."""
        return iter(list(self._by_extension.get(extension, {}).values()))

    def rings(self, extension: str) -> bool:
        """Tell whether it is known for whom an extension rings."""
        for call in self.of(extension):
            leg = call.leg_of(extension)
            if leg and leg.state is LegState.RINGING and len(call.legs) > 1:
                return True
        return False

    def talks(self, extension: str) -> bool:
        """Tell whether an extension is known to talk."""
        return any(
            leg is not None and leg.state is LegState.TALKING
            for leg in (call.leg_of(extension) for call in self.of(extension))
        )

    def only_rings(self, extension: str) -> KnownCall | None:
        """Find the call that an extension rings for, if it is on no other."""
        here = [
            (call, leg)
            for call in self.of(extension)
            for leg in call.legs.values()
            if leg.extension == extension and leg.is_live
        ]
        if len(here) == 1 and here[0][1].role is Role.CALLEE:
            call, leg = here[0]
            return call if leg.state is LegState.RINGING else None
        return None

    def unheard_since(self, asked: float) -> tuple[KnownCall, ...]:
        """Give the calls of which an answer to a question put then is the latest news."""
        return tuple(call for call in self if call.heard <= asked)

    def with_id(self, call: CallId) -> KnownCall | None:
        """Find a call by its neutral id, also one that is over."""
        return self._by_name.get(call)

    def named(self, *names: str) -> KnownCall | None:
        """Find a call by one of its names on the wire, also one that is over."""
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    def open(self, name: str, at: float, *, is_named: bool = True) -> KnownCall:
        """Remember a new call by its name."""
        call = KnownCall(CallId(name), at, is_named)
        self._live[call.id] = call
        self.add_name(call, name)
        return call

    def expect(self, name: str, caller: str, callee: str, at: float) -> KnownCall:
        """Remember a call that the PBX has promised to make, though nothing is seen of it yet."""
        call = self.named(name) or self.unnamed_with((caller, callee), caller)
        if call is None:
            call = self.open(name, at)
        call.is_named = True
        self.add_name(call, name)
        if not call.is_over:
            call.promised = callee
        if not call.is_over and not call.legs:
            leg = KnownLeg(Role.CALLER, caller, ExtensionId(caller), is_told=False)
            call.legs[LegId(f"{call.id}/{caller}")] = leg
            self._by_extension.setdefault(caller, {})[call.id] = call
        return call

    def invent(self, caller: str, callee: str, at: float) -> KnownCall:
        """Remember a call that nobody has named yet."""
        self._invented += 1
        return self.open(f"ringing:{caller}>{callee}:{self._invented}", at, is_named=False)

    def add_name(self, call: KnownCall, name: str) -> None:
        """Learn another name of a call."""
        if name and name not in self._by_name:
            call.names.add(name)
            self._by_name[name] = call

    def unnamed_with(
        self, numbers: Iterable[str], caller: str = "", *, is_past: bool = False
    ) -> KnownCall | None:
        """Find the call that only queries know: with all these numbers, or made by this caller.

        An extension makes one call at a time, so the caller is enough until somebody answers. Of
        two calls of one caller, the one whose caller has hung up is meant if it is past.
        """
        numbers = set(numbers)
        unnamed = [
            call
            for number in sorted(numbers | {caller})
            for call in self.of(number)
            if not call.is_named
        ]
        unnamed.sort(key=lambda call: call.caller_left is not is_past)
        for call in unnamed:
            # One number alone may be on any call.
            if len(numbers) > 1 and call.has_numbers(numbers):
                return call
        for call in unnamed:
            if call.is_dialed_by(caller) and not call.was_answered:
                return call
        return None

    def dialed_by(self, caller: str, callee: str) -> KnownCall | None:
        """Find the internal call that makes this phone ring, be it named or not."""
        found = None
        for call in self.of(caller):
            if call.inbound or call.outbound or call.caller_left or not call.is_dialed_by(caller):
                continue
            if call.has_numbers((caller, callee)):
                return call
            if not call.was_answered:
                found = call
        return found

    def alone_with(self, caller: str) -> KnownCall | None:
        """Find the call of which only the caller is known, and at most whom it is to reach."""
        for call in self.of(caller):
            if call.outbound or call.caller_left or not call.is_dialed_by(caller):
                continue
            others = [leg for leg in call.legs.values() if leg.role is not Role.CALLER]
            if all(leg.state is LegState.OFFERED and leg.extension is None for leg in others):
                return call
        return None

    def tell(
        self,
        call: KnownCall,
        leg: LegId,
        party: Party,
        *,
        role: Role | None,
        state: LegState | None,
        at: float,
        direction: Direction | None = None,
        held: bool | None = None,
        cause: Cause | None = None,
    ) -> LegIs:
        """Make the fact about a leg, and remember it. The first role that was told stays."""
        known = call.legs.setdefault(leg, KnownLeg(role))
        known.role, known.is_told = known.role or role, True
        state = _FITTING.get((known.role, state), state)
        known.number = known.number or party.number
        if party.extension is not None:
            known.extension = party.extension
            if state in (LegState.RINGING, LegState.TALKING):
                self.unexplained.discard(party.extension)
            if not call.is_over:
                self._by_extension.setdefault(party.extension, {})[call.id] = call
        call.heard = max(call.heard, at)
        self._advance(call, known, state)
        return LegIs(
            call=call.id,
            leg=leg,
            at=at,
            party=party,
            role=known.role,
            state=state,
            held_by_us=held,
            cause=cause,
            direction=direction,
        )

    def _advance(self, call: KnownCall, leg: KnownLeg, state: LegState | None) -> None:
        """Move a leg forward; one that rang in vain may come back, by the rule of the fold."""
        if leg.state is LegState.ENDED:
            too_late = leg.talked or (call.was_answered and state is LegState.RINGING)
            moves = not too_late
        else:
            moves = _RANK[state] >= _RANK[leg.state]
        if moves and state is not None:
            leg.state = state
            leg.talked = leg.talked or state is LegState.TALKING
        if leg.role is Role.CALLEE and leg.state is LegState.TALKING:
            call.was_answered = True
        call.settle()
        if call.is_over:
            self.close(call)

    def seen(self, asked: float, live: frozenset[CallId], free: frozenset[ExtensionId]) -> None:
        """Close the calls that a full query no longer found."""
        for call in self:
            if call.id not in live and call.heard < asked and free >= call.live_extensions:
                self.close(call)

    def close(self, call: KnownCall) -> None:
        """End a call; its names stay known for a while, so that late repeats mean nothing."""
        call.is_over = True
        if self._live.pop(call.id, None) is None:
            return
        for leg in call.legs.values():
            if leg.extension is not None and (calls := self._by_extension.get(leg.extension)):
                calls.pop(call.id, None)
                if not calls:
                    del self._by_extension[leg.extension]
        self._over.append(call)
        if len(self._over) > REMEMBERED:
            for name in self._over.popleft().names:
                del self._by_name[name]
