"""What a connection is told of calls: one handle for each leg of each user that it monitors."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ..office import Call, Failure, Leg, LegState, Office, Outcome
from . import rcc_states as states
from .rcc_settings import RccSettings


@dataclass(slots=True, eq=False)
class Monitor:
    """One user whose calls are told, and the tag to tell them with."""

    user: int
    src: Any
    number: str


@dataclass(slots=True, eq=False)
class Handle:
    """One leg, as it was told last."""

    number: int
    monitor: Monitor
    call: Call
    leg: Leg
    state: int | None = None
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Ways:
    """How the legs of a call came to be, and why they end."""

    diverted_by: Leg | None = None
    diverted_to: str = ""
    transferred_by: Leg | None = None
    failure: Failure | None = None
    cause: int = states.NORMAL
    left: Leg | None = None
    """Who left first."""


class Calls:
    """All handles of a connection."""

    def __init__(self, office: Office, settings: RccSettings, tell: Any) -> None:
        self._office = office
        self._settings = settings
        self._tell = tell
        self._numbers = count(1)
        self._monitors: defaultdict[str, list[Monitor]] = defaultdict(list)
        self._handles: dict[tuple[int, Leg], Handle] = {}
        self._ways: dict[Call, Ways] = {}

    def add(self, monitor: Monitor) -> None:
        """Tell of the calls of a user from now on, first of those that go on."""
        self._monitors[monitor.number].append(monitor)
        for call in self._office.calls_of(monitor.number):
            self.sync(call, fresh=False)

    def remove(self, user: int) -> bool:
        """Tell of the calls of a user no longer."""
        for monitors in self._monitors.values():
            monitors[:] = [x for x in monitors if x.user != user]
        known = [key for key in self._handles if key[0] == user]
        for key in known:
            del self._handles[key]
        return bool(known)

    def monitor(self, user: int) -> Monitor | None:
        """Return the user behind a handle."""
        return next((y for x in self._monitors.values() for y in x if y.user == user), None)

    def find(self, number: Any) -> Handle | None:
        """Return a handle by its number."""
        return next((x for x in self._handles.values() if x.number == number), None)

    def handle_of(self, user: int, call: Call) -> Handle | None:
        """Return a user's handle of a call."""
        found = (x for x in self._handles.values() if x.monitor.user == user and x.call is call)
        return next((x for x in found if x.leg.state is not LegState.GONE), None)

    def ways(self, call: Call) -> Ways:
        """Return what is known of how a call went, to be added to."""
        return self._ways.setdefault(call, Ways())

    def calls_of(self, number: str) -> set[Call]:
        """Return the calls of a user of which something was told."""
        return {x.call for x in self._handles.values() if x.leg.number == number}

    def pressed(self, call: Call, by: Leg, key: str) -> None:
        """Tell everybody but the one who did it that a key was pressed."""
        for handle in tuple(self._handles.values()):
            if handle.call is call and handle.leg is not by:
                self._say(handle, "r-info", state=handle.state, dtmf=key)

    def over(self, call: Call) -> None:
        """Forget a call that has ended."""
        self.sync(call)
        self._ways.pop(call, None)

    def sync(self, call: Call, *, fresh: bool = True) -> None:
        """Tell whatever of a call was not told yet: who is there first, then who is gone."""
        gone = [x for x in self._handles.values() if x.call is call and self._is_gone(x)]
        for leg in tuple(call.alive):
            if leg.state is not LegState.WAITING and not leg.outside:
                for monitor in tuple(self._monitors.get(leg.number, ())):
                    self._show(monitor, call, leg, fresh=fresh)
        for handle in gone:
            if self._handles.get((handle.monitor.user, handle.leg)) is handle:
                self._end(handle)

    def _is_gone(self, handle: Handle) -> bool:
        """Tell whether a leg is over; who transferred it leaves when somebody rings for it."""
        if handle.leg.state is not LegState.GONE:
            return False
        call = handle.call
        if handle.leg is not self.ways(call).transferred_by or call.ended is not None:
            return True
        others = [x for x in call.alive if x is not call.caller]
        return any(x.state is not LegState.WAITING for x in others)

    def _show(self, monitor: Monitor, call: Call, leg: Leg, *, fresh: bool) -> None:
        handle = self._handles.get((monitor.user, leg)) or self._joined(monitor, call, leg)
        if handle is None:
            handle = Handle(next(self._numbers), monitor, call, leg)
            self._handles[monitor.user, leg] = handle
            if fresh and leg is not call.caller and leg.state is LegState.RINGING:
                self._update(handle, states.SETUP | states.INCOMING)
        other = call.other(leg)
        if handle.told and other is not None and other.state is LegState.GONE:
            # The next that is told is the end.
            return
        bit = handle.state & states.INCOMING if handle.state else states.direction(call, leg)
        self._update(handle, states.state(self._office, call, leg) | bit)

    def _joined(self, monitor: Monitor, call: Call, leg: Leg) -> Handle | None:
        """Keep the handle of a phone whose call was joined to another."""
        old = (monitor.user, leg.was) if leg.was is not None else None
        handle = self._handles.pop(old, None) if old else None
        if handle is not None:
            handle.call, handle.leg = call, leg
            self._handles[monitor.user, leg] = handle
        return handle

    def _update(self, handle: Handle, state: int) -> None:
        call, leg = handle.call, handle.leg
        told = {
            "conf": self._settings.conf(call),
            "state": state,
            "peer": states.peer(self._office, call, leg),
            **self._others(handle),
        }
        if told != handle.told:
            msg = states.word(handle.state, state, bool(state & states.INCOMING))
            if handle.told and handle.told["peer"] != told["peer"] and msg == "update":
                msg = "r-ct"
            handle.told, handle.state = told, state
            self._say(handle, msg, **told)

    def _others(self, handle: Handle) -> dict[str, Any]:
        """Return who diverted the call to this leg, or transferred it."""
        ways, leg, call = self.ways(handle.call), handle.leg, handle.call
        found = []
        if ways.diverted_by is not None and leg is not call.caller:
            number = ways.diverted_by.number
            found += [self._party(number, "leg2"), self._party(number, "leg2orig")]
        if ways.transferred_by is not None and leg is not ways.transferred_by:
            found.append(self._party(ways.transferred_by.number, "ct"))
        return {"no": found} if found else {}

    def _party(self, number: str, kind: str) -> states.Party:
        return states.party(self._office, number, kind)

    def _end(self, handle: Handle) -> None:
        """Tell the end of a leg, and then that its handle is no more."""
        call, leg = handle.call, handle.leg
        ways = self.ways(call)
        if leg is ways.transferred_by and call.ended is None:
            to = states.partner(call, call.caller)
            there = [self._party(to.number, "xfer")] if to else []
            self._say(handle, "update", **{**handle.told, "no": there})
        if leg is ways.diverted_by and call.ended is None:
            there = [self._party(ways.diverted_to, "leg1")]
            self._say(handle, "update", **{**handle.told, "no": there})
        by_user = ways.left is leg
        base = states.BY_USER if by_user else states.BY_PEER
        state = (handle.state or 0) & ~0x0F | base
        cause = self._cause(call, leg)
        info = [{"type": "cause", "vali": cause, "vals": states.TEXTS[cause]}]
        told = {**handle.told, "state": state, "info": info}
        self._say(handle, "x-rel" if by_user else "r-rel", **told)
        del self._handles[handle.monitor.user, leg]
        self._say(handle, "del", **{"del": True})

    def _cause(self, call: Call, leg: Leg) -> int:
        ways = self.ways(call)
        if ways.failure is not None:
            failed = states.CAUSES[ways.failure]
            return ways.cause if ways.cause != states.NORMAL else failed
        if call.took is not None and leg is not call.took and leg.took_at is None:
            return states.NORMAL if leg is call.caller else states.ELSEWHERE
        if call.outcome is Outcome.BUSY and leg is not call.caller:
            # Who sent a caller to the mailbox.
            return states.BUSY
        return states.NORMAL

    def _say(self, handle: Handle, msg: str, **fields: Any) -> None:
        monitor = handle.monitor
        members = {"user": monitor.user, "call": handle.number, **fields, "msg": msg}
        self._tell("CallInfo", monitor.src, **members)
