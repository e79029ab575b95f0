"""What programs do with calls that are not their own."""

from typing import override

from .calls import Call, Direction, Door, Leg, LegState, Machine, Role
from .errors import (
    LineNotIdle,
    NoSuchCall,
    NoSuchNumber,
    NotConnected,
    NotMonitorable,
    NotPermitted,
    NoTrunk,
    WrongMonitorMode,
)
from .events import PartyLeft
from .people import LineStatus, MonitorMode
from .screening import Screening

CONNECTED = (LegState.TALKING, LegState.HELD)


class Programs(Screening):
    """Dial for people, connect and transfer them, listen to them."""

    def dial_for(
        self, caller: str, to: str, *, auto_answer: bool = False, permission: str | None = None
    ) -> Call:
        """Dial on somebody's behalf: their own phone rings, then the other."""
        person = self.person(caller)
        if self.line_status(caller) is not LineStatus.IDLE:
            raise LineNotIdle(caller)
        if self.is_outside(to) and not self.person(permission or person.number).may_dial_out:
            raise NotPermitted(caller)
        leg = Leg(caller, Role.CALLER, LegState.RINGING)
        call = self._place_from(leg, to)
        call.click_to_dial = True
        call.permission = permission or ""
        self._show(caller)
        if auto_answer:
            self.answer(caller, call)
        return call

    def dial_between(self, first: str, second: str, permission: str) -> Call:
        """Connect two numbers, at least one of them outside; the outside one is rung first."""
        if not self.person(permission).may_dial_out:
            raise NotPermitted(permission)
        if first in self.people:
            return self.dial_for(first, second, permission=permission)
        if not self.is_outside(first):
            first, second = second, first
        if not self.is_outside(first):
            raise NoSuchNumber(first)
        self._check_destination(second, permission)
        if (line := self._up()) is None:
            raise NoTrunk("none is up")
        leg = Leg(first, Role.CALLER, LegState.RINGING, line, outside=True)
        call = self._place(Direction.OUTBOUND, leg, second, line, self._called(second, line))
        call.click_to_dial = True
        call.callback = self.is_outside(second)
        call.permission = permission
        return call

    def transfer_to(
        self, call: Call, to: str, permission: str | None = None, leaves: str | None = None
    ) -> Call:
        """Send a call to any number, as a program may; who leaves is the one here, or one named."""
        if call not in self.calls:
            raise NoSuchCall(call.dialed)
        self._check_destination(to, permission)
        if permission:
            call.permission = permission
        if call.door is not Door.OPEN:
            self._open(call)
            self._send(call, to)
            return call
        stays, leaver = self._parted(call, leaves)
        if leaver is not None and leaver.state in CONNECTED:
            self._drop(call, leaver)
            self._tell(PartyLeft(call, leaver))
            self._pass_on(call, leaver, stays, to)
        else:
            call.menu = ""
            self._send(call, to)
        return call

    def _parted(self, call: Call, leaves: str | None) -> tuple[Leg, Leg | None]:
        """Return who stays in a call and who leaves it."""
        if leaves is not None:
            leaver = call.leg_of(leaves)
            stays = call.other(leaver) if leaver is not None else None
            if leaver is None or stays is None or leaver.state not in CONNECTED:
                raise NotConnected(leaves)
            return stays, leaver
        if call.direction is Direction.OUTBOUND and not call.caller.outside:
            if call.took is None:
                raise NotConnected(call.dialed)
            return call.took, call.caller
        return call.caller, call.took

    def monitor(self, listener: str, target: str, mode: MonitorMode | str) -> Call:
        """Let somebody listen to, whisper into or join the call of somebody else."""
        mode = MonitorMode(mode)
        person, watched = self.person(listener), self.person(target)
        if self.line_status(listener) is not LineStatus.IDLE:
            raise LineNotIdle(listener)
        call, _ = self._find(target, None, CONNECTED)
        if not watched.allow_monitoring:
            raise NotMonitorable(target)
        if person.monitor_mode not in (mode, MonitorMode.EXTENSIVE):
            raise WrongMonitorMode(listener)
        if any(each.monitored is call for each in self.calls):
            raise NotMonitorable(target)
        leg = Leg(listener, Role.CALLER, LegState.RINGING)
        listening = self._place(Direction.INTERNAL, leg, target)
        listening.click_to_dial = True
        listening.monitored, listening.mode = call, mode
        self._show(listener)
        return listening

    @override
    def _picked_up(self, call: Call) -> None:
        if call.monitored is not None:
            self._connect(call, Machine.MONITOR)
        else:
            super()._picked_up(call)

    @override
    def _forget(self, call: Call) -> None:
        super()._forget(call)
        for other in tuple(self.calls):
            if other.monitored is call:
                self._leave(other, other.caller)
