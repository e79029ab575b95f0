"""Where calls go: phones, queues, menus, mailboxes, and elsewhere."""

from abc import ABC, abstractmethod
from typing import override

from .board import Board
from .calls import OUTCOMES, Call, Failure, Leg, LegState, Machine, Outcome, Role
from .errors import NoSuchCall, NoSuchNumber, NotPermitted, NoTrunk
from .events import (
    CallFailed,
    CallForwarded,
    CallRinging,
    MachineAnswered,
    PartyLeft,
    RecordWritten,
)
from .people import Forwarding, LineStatus, Person, Target, Trunk

# A call that is forwarded in a circle ends somewhere.
LONGEST_WAY = 3
ON_A_CALL = {LineStatus.BUSY, LineStatus.HOLD}
NOBODY_CAME = {Failure.NO_ANSWER, Failure.UNREACHABLE}


class Routing(Board, ABC):
    """Set calls up, and let those that come to nothing go elsewhere or fail."""

    def fail(self, call: Call, failure: Failure) -> None:
        """End a call that nobody took, for a reason, unless it is forwarded or has a mailbox."""
        if call not in self.calls:
            raise NoSuchCall(call.dialed)
        if self._rescue(call, failure):
            return
        if call.outcome is not Outcome.ANSWERED:
            call.outcome = OUTCOMES[failure]
        self._tell(CallFailed(call, failure))
        self._end(call)

    def to_voicemail(self, number: str, call: Call | None = None) -> Call:
        """Let a phone refuse a call, with a record of its own, and the mailbox answer."""
        if not self.person(number).voicemail:
            raise NotPermitted(number)
        call, _ = self._find(number, call, (LegState.RINGING,))
        call.outcome = Outcome.BUSY
        record = self._keep_record(call)
        self._tell(RecordWritten(record))
        call.began = self.clock.now()
        self._to_mailbox(call, number)
        return call

    def _up(self) -> Trunk | None:
        """Return a line to the outside that works."""
        return next((x for x in self.trunks.values() if x.up), None)

    def _check_destination(self, to: str, permission: str | None) -> None:
        """Refuse a destination that does not exist, or that must not be dialed."""
        if self.is_inside(to):
            return
        if not self.is_outside(to):
            raise NoSuchNumber(to)
        if permission and not self.person(permission).may_dial_out:
            raise NotPermitted(permission)
        if self._up() is None:
            raise NoTrunk("none is up")

    def _send(self, call: Call, to: str) -> None:
        """Let the caller go to a number, whomever they reached or rang before."""
        self._leave_destination(call)
        call.legs = [call.caller, *self._called(to, self._up())]
        for leg in call.legs[1:]:
            self._calls_of[leg.number].append(call)
        self._set_up(call, to)

    def _leave_destination(self, call: Call) -> None:
        """Take the call away from everybody but the caller."""
        others = [leg for leg in call.alive if leg is not call.caller]
        for leg in others:
            self._drop(call, leg)
        call.machine, call.took, call.keys = None, None, ""
        call.group = call.queue = ""
        self._show(*(leg.number for leg in others))

    def _set_up(self, call: Call, to: str) -> None:
        if to in self.menus:
            call.menu = to
            self._connect(call, Machine.MENU)
        elif to in self.queues:
            self._queue_up(call, to)
        else:
            call.group = to if to in self.groups else ""
            self._ring(call)

    @abstractmethod
    def _queue_up(self, call: Call, to: str) -> None:
        """Let a caller wait in a queue."""

    def _ring(self, call: Call) -> None:
        if self._forward_at_once(call):
            return
        if not call.group:
            call.legs += self._mobiles(call)
        obstacles = {leg: self._obstacle(call, leg) for leg in call.legs[1:]}
        ringing = [leg for leg, obstacle in obstacles.items() if obstacle is None]
        if not ringing:
            self.fail(call, next(x for x in obstacles.values() if x is not None))
            return
        for leg, obstacle in obstacles.items():
            if obstacle is not None:
                self._drop(call, leg)
        for leg in ringing:
            self._ring_phone(call, leg)

    def _ring_phone(self, call: Call, leg: Leg) -> None:
        leg.state = LegState.RINGING
        leg.rang = self.clock.now()
        self._tell(CallRinging(call, leg))
        self._show(leg.number)

    def _mobiles(self, call: Call) -> list[Leg]:
        """Return the mobile phones that ring together with those here."""
        people = [self.people[x.number] for x in call.legs[1:] if x.number in self.people]
        legs = [
            Leg(x.mobile_prefix + x.mobile, Role.CALLEE, LegState.WAITING, self._up(), outside=True)
            for x in people
            if x.ring_mobile and x.mobile and x.registered and not x.do_not_disturb
        ]
        for leg in legs:
            self._calls_of[leg.number].append(call)
        return legs

    def _obstacle(self, call: Call, leg: Leg) -> Failure | None:
        if leg.outside:
            dialing = call.permission or call.caller.number
            if dialing in self.people and not self.people[dialing].may_dial_out:
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

    def _called_person(self, call: Call) -> tuple[Leg, Person] | None:
        """Return the one person who is called by their own number."""
        if call.group or call.queue or call.took is not None:
            return None
        here = [leg for leg in call.legs[1:] if leg.number in self.people]
        return (here[0], self.people[here[0].number]) if len(here) == 1 else None

    def _forward_at_once(self, call: Call) -> bool:
        if (found := self._called_person(call)) is None:
            return False
        leg, person = found
        if self._forward(call, leg, person, person.forward_always):
            return True
        on_a_call = self.line_status(person.number) in ON_A_CALL and not person.do_not_disturb
        return on_a_call and self._forward(call, leg, person, person.forward_busy)

    def _rescue(self, call: Call, failure: Failure) -> bool:
        """Forward a call that its called person did not take, if they want that."""
        if (found := self._called_person(call)) is None:
            return False
        leg, person = found
        if failure is Failure.BUSY and leg.number != call.caller.number:
            return self._forward(call, leg, person, person.forward_busy)
        if failure in NOBODY_CAME:
            return self._forward(call, leg, person, person.forward_no_answer)
        return False

    def _forward(self, call: Call, leg: Leg, person: Person, how: Forwarding) -> bool:
        if not how.on or call.forwarded >= LONGEST_WAY:
            return False
        if how.target is Target.VOICEMAIL:
            if person.voicemail:
                self._to_mailbox(call, person.number)
            return person.voicemail
        to = _target(person, how)
        if not to or to == person.number:
            return False
        call.forwarded += 1
        self._tell(CallForwarded(call, leg, to))
        if self.is_outside(to) and not call.permission:
            call.permission = person.number
        self._send(call, to)
        return True

    def _to_mailbox(self, call: Call, number: str) -> None:
        self._leave_destination(call)
        call.mailbox = number
        call.answered = call.answered or call.began
        self._connect(call, Machine.MAILBOX, Outcome.VOICEMAIL)

    def _connect(self, call: Call, machine: Machine, outcome: Outcome = Outcome.ANSWERED) -> None:
        """Let a machine talk to the caller."""
        call.machine, call.outcome = machine, outcome
        call.answered = call.answered or self.clock.now()
        call.caller.state = LegState.TALKING
        self._tell(MachineAnswered(call, call.caller))
        self._show(call.caller.number)

    @override
    def _forget(self, call: Call) -> None:
        super()._forget(call)
        if call.machine is Machine.MAILBOX and call.ended is not None:
            files = self.mailboxes.setdefault(call.mailbox, {})
            files[f"msg{len(files):04}.wav"] = False

    def _finish(self, call: Call) -> None:
        """Let the last party of an answered call leave."""
        if call not in self.calls:
            raise NoSuchCall(call.dialed)
        self._drop(call, call.caller)
        self._tell(PartyLeft(call, call.caller))
        self._end(call)


def _target(person: Person, how: Forwarding) -> str:
    match how.target:
        case Target.EXTENSION:
            return how.extension
        case Target.MOBILE:
            return how.prefix + person.mobile if person.mobile else ""
        case _:
            return how.prefix + how.number if how.number else ""
