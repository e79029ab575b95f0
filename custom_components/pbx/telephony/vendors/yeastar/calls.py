"""The memory for what reports leave out: who was on which call, and under which names it goes.

The wire names one call in up to three ways: the call id of reports, the trunk id of queries (equal
to it for inbound calls, the next number for outbound ones), and not at all while an internal call
rings. Here a call has one neutral id from its first sign to its end. What is over follows the fold.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import count, islice
import re
from typing import Final

from ...facts import LegIs
from ...model import CallId, Cause, Direction, ExtensionId, LegId, LegState, Party, Role
from .happenings import Recent
from .known import KnownCall, KnownLeg

# A repeat comes within minutes; so many calls do not end in that time.
REMEMBERED: Final = 500

# The clone names one call by ids that are a few numbers and seconds apart.
_ID: Final = re.compile(r"(\d{1,12})\.(\d{1,9})", re.ASCII)
_KIN_SECONDS: Final = 5
_KIN_NUMBERS: Final = 4
# A record comes right after the end of its call.
_JUST_OVER: Final = 16

__all__ = ["REMEMBERED", "Calls", "KnownCall"]


class Calls:
    """All calls that were heard of."""

    def __init__(self, numbers: Iterator[int] | None = None) -> None:
        """Know no call; those that nobody names get `numbers`, each of which must be new."""
        self._by_name: dict[str, KnownCall] = {}
        self._live: dict[CallId, KnownCall] = {}
        self._by_extension: dict[str, dict[CallId, KnownCall]] = {}
        self._over: deque[KnownCall] = deque()
        self._numbers = count(1) if numbers is None else numbers
        self.unexplained: set[ExtensionId] = set()
        """Extensions whose phone rang, without anybody having said for whom."""
        self.busy: set[ExtensionId] = set()
        """Extensions whose phone was last reported to be busy."""
        self.recent = Recent()
        self.since = float("-inf")
        """From when on somebody has watched."""

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

    def reopen(self, over: KnownCall, name: str, at: float) -> KnownCall:
        """Remember that a call goes on with others; as what is over is over, it is another one."""
        call = KnownCall(CallId(f"{name}/{next(self._numbers)}"), at)
        left = {channel for channel, leg in over.by_channel.items() if not over.legs[leg].is_live}
        call.gone = over.gone | left
        self._live[call.id] = call
        over.names.discard(name)
        self._by_name.pop(name, None)
        self.add_name(call, name)
        self.add_name(call, call.id)
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
        name = f"ringing:{caller}>{callee}:{next(self._numbers)}"
        return self.open(name, at, is_named=False)

    def add_name(self, call: KnownCall, name: str) -> None:
        """Learn another name of a call."""
        if name and name not in self._by_name:
            call.names.add(name)
            self._by_name[name] = call

    def unnamed_with(
        self, numbers: Iterable[str], caller: str = "", *, name: str = "", is_past: bool = False
    ) -> KnownCall | None:
        """Find the call that only queries know: with all these numbers, or made by this caller.

        An extension makes one call at a time, so the caller is enough until somebody answers. Of
        two calls of one caller, the one whose caller has hung up is meant if it is past. A report
        of the one before may come late, but its name is far from that of this one's line.
        """
        numbers = set(numbers)
        unnamed = [
            call
            for number in sorted(numbers | {caller})
            for call in self.of(number)
            if not call.is_named and not _are_strangers(name, call.outbound)
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
            if not call.was_answered or call.leaving:
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

    def kin(self, name: str, numbers: Iterable[str], *, is_end: bool = False) -> KnownCall | None:
        """Find the call that this must be another name of: the same people, the same moment.

        Of an end the people are enough, since they are not on two calls with each other.
        """
        numbers = set(numbers)
        if len(numbers) < 2:
            return None
        for number in sorted(numbers):
            for call in self.of(number):
                if call.caller_left or not call.numbers >= numbers:
                    continue
                if is_end or any(_are_kin(name, other) for other in call.names):
                    return call
        return None

    def just_over(self, name: str, numbers: Iterable[str]) -> KnownCall | None:
        """Find the call of these people that has ended, and goes by another name of the clone."""
        numbers = set(numbers)
        for call in islice(reversed(self._over), _JUST_OVER):
            if call.numbers >= numbers and any(_are_kin(name, other) for other in call.names):
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
        channel: str = "",
        group: str = "",
    ) -> LegIs:
        """Make the fact about a leg, and remember it. The first role that was told stays."""
        known = call.legs.setdefault(leg, KnownLeg(role))
        known.role, known.is_told = known.role or role, True
        if channel:
            call.by_channel[channel] = leg
        state = known.fits(state, channel)
        self._learn(call, known, party, state)
        call.heard, call.group = max(call.heard, at), group or call.group
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
            group=group or None,
        )

    def _learn(self, call: KnownCall, leg: KnownLeg, party: Party, state: LegState | None) -> None:
        """Remember whose leg it is."""
        leg.number = leg.number or party.number
        if party.extension is not None:
            leg.extension = party.extension
            if state in (LegState.RINGING, LegState.TALKING):
                self.unexplained.discard(party.extension)
            if not call.is_over:
                self._by_extension.setdefault(party.extension, {})[call.id] = call

    def _advance(self, call: KnownCall, leg: KnownLeg, state: LegState | None) -> None:
        """Move a leg, and end the call if that was the last one."""
        if state is not None and leg.may_move(state, was_answered=call.was_answered):
            leg.state = state
            leg.talked = leg.talked or state is LegState.TALKING
        if leg.role is not Role.CALLER and leg.state is LegState.TALKING:
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


def _are_strangers(one: str, other: str) -> bool:
    """Tell whether two ids cannot be of one call; what is no id does not say."""
    are_ids = _ID.fullmatch(one) is not None and _ID.fullmatch(other) is not None
    return are_ids and not _are_kin(one, other)


def _are_kin(one: str, other: str) -> bool:
    """Tell whether two ids can be of one call: `epoch.sequence`, close in both."""
    first, second = _ID.fullmatch(one), _ID.fullmatch(other)
    if first is None or second is None:
        return False
    seconds, numbers = (
        abs(int(a) - int(b)) for a, b in zip(first.groups(), second.groups(), strict=True)
    )
    return seconds <= _KIN_SECONDS and numbers <= _KIN_NUMBERS
