"""Calls from outside that a program lets in, sends on or turns away."""

import asyncio
from collections.abc import Callable, Iterable
from typing import override

from ..clock import Clock
from .calls import Call, Door
from .errors import NoSuchCall, TooLate
from .events import CallAccepted, CallInvited, OfficeEvent
from .facilities import Plan
from .observers import Observer
from .people import Person, Trunk
from .queueing import Queueing

# So many seconds a program may think; then the call goes its ordinary way.
PATIENCE = 10.0


class Screening(Queueing):
    """Keep calls at the door if their trunk says so."""

    def __init__(
        self,
        people: Iterable[Person] = (),
        lines: Iterable[Trunk] = (),
        groups: dict[str, tuple[str, ...]] | None = None,
        clock: Clock | None = None,
        plan: Plan | None = None,
    ) -> None:
        super().__init__(people, lines, groups, clock, plan)
        self._timers: dict[Call, asyncio.TimerHandle] = {}
        self._watchers: set[object] = set()

    @override
    def observe(self, observer: Observer[OfficeEvent]) -> Callable[[], None]:
        """Tell a function all that happens from now on; without anybody no timer runs."""
        leave = super().observe(observer)
        watcher = object()
        self._watchers.add(watcher)

        def stop() -> None:
            leave()
            self._watchers.discard(watcher)
            if not self._watchers:
                for call in tuple(self._timers):
                    self._stop_timer(call)

        return stop

    def accept(self, call: Call) -> None:
        """Let an invited call in."""
        self._check_invited(call)
        self._stop_timer(call)
        self._accepted(call)

    def refuse(self, call: Call) -> None:
        """Send an invited call away; nothing remains of it."""
        self._check_invited(call)
        self._end(call, refused=True)

    def screening_over(self, call: Call) -> None:
        """Let a call go its ordinary way because no program has decided in time."""
        if call.door is Door.INVITED:
            self.accept(call)
        elif call.door is Door.ACCEPTED and call in self.calls:
            self._open(call)
            self._set_up(call, call.dialed)
        else:
            raise TooLate(call.dialed)

    @override
    def _arrive(self, call: Call, line: Trunk) -> None:
        if line.controls_answering:
            call.door = Door.INVITED
            self._tell(CallInvited(call))
            self._start_timer(call)
        elif line.controls_destination:
            self._accepted(call)
        else:
            super()._arrive(call, line)

    def _accepted(self, call: Call) -> None:
        waits = call.trunk is not None and call.trunk.controls_destination
        call.door = Door.ACCEPTED if waits else Door.OPEN
        self._tell(CallAccepted(call))
        if waits:
            self._start_timer(call)
        else:
            self._set_up(call, call.dialed)

    def _open(self, call: Call) -> None:
        """Let nobody decide about a call any more."""
        self._stop_timer(call)
        before, call.door = call.door, Door.OPEN
        if before is Door.INVITED:
            self._tell(CallAccepted(call))

    def _check_invited(self, call: Call) -> None:
        if call not in self.calls:
            raise NoSuchCall(call.dialed)
        if call.door is not Door.INVITED:
            raise TooLate(call.dialed)

    def _start_timer(self, call: Call) -> None:
        if not self._watchers or call not in self.calls or call.door is Door.OPEN:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # Without a loop nobody waits, either.
            return
        self._timers[call] = loop.call_later(PATIENCE, self.screening_over, call)

    def _stop_timer(self, call: Call) -> None:
        if (timer := self._timers.pop(call, None)) is not None:
            timer.cancel()

    @override
    def _forget(self, call: Call) -> None:
        super()._forget(call)
        self._stop_timer(call)
