"""Queues at work: who waits, whose phone rings, who takes the call."""

from typing import Any, override

from .calls import Call, Leg, LegState, Machine, Outcome, Role
from .errors import NoSuchNumber, NotConnected
from .events import AgentAutoPaused, AgentTimedOut, PartyLeft, QueueChanged, SurveyAnswered
from .machines import Machines
from .people import LineStatus, Person
from .queues import Queue

# The numbers that the telephony platform gives to the states of an agent.
NOT_IN_USE, IN_USE, UNAVAILABLE, RINGING = 1, 2, 5, 6
RINGING_AND_IN_USE, ON_HOLD, PAUSED = 7, 8, 9
AGENT_STATES = {
    LineStatus.IDLE: NOT_IN_USE,
    LineStatus.BUSY: IN_USE,
    LineStatus.OFFLINE: UNAVAILABLE,
    LineStatus.RINGING: RINGING,
    LineStatus.HOLD: ON_HOLD,
}


class Queueing(Machines):
    """Ring all free agents of a queue for the caller who waits longest."""

    @override
    def configure(self, number: str, **changes: Any) -> Person:
        """Change settings; who wants calls again gets those that wait."""
        person = super().configure(number, **changes)
        self._serve()
        return person

    def agent_state(self, queue: Queue, number: str) -> int:
        """Return the number of an agent's state."""
        if number in queue.paused:
            return PAUSED
        if number not in self.people:
            return UNAVAILABLE
        status = self.line_status(number)
        if status is LineStatus.RINGING and self.on_the_phone(number):
            return RINGING_AND_IN_USE
        return AGENT_STATES[status]

    def log_in_agent(self, queue: Queue, number: str) -> None:
        """Let somebody serve a queue until they log out."""
        self.person(number)
        if number not in queue.members:
            queue.dynamic.append(number)
            self._changed(queue)

    def log_out_agent(self, queue: Queue, number: str) -> None:
        """Let an agent who logged in serve a queue no longer."""
        if number not in queue.dynamic:
            raise NoSuchNumber(number)
        queue.dynamic.remove(number)
        queue.paused.discard(number)
        self._changed(queue)

    def pause_agent(self, queue: Queue, number: str, *, paused: bool = True) -> None:
        """Send an agent no calls of a queue for a while, or send them again."""
        if number not in queue.members:
            raise NoSuchNumber(number)
        if paused is not (number in queue.paused):
            (queue.paused.add if paused else queue.paused.discard)(number)
            self._changed(queue)

    def agent_timed_out(self, number: str, call: Call) -> None:
        """Let an agent's phone ring too long, so that it stops."""
        queue = self.queue(call.queue)
        call, leg = self._find(number, call, (LegState.RINGING,))
        person = self.person(number)
        self._decline(call, leg)
        self._tell(AgentTimedOut(queue, person, call))
        if queue.auto_pause and number not in queue.paused:
            queue.paused.add(number)
            self._tell(AgentAutoPaused(queue, person, call))
            self._changed(queue)

    def rate(self, call: Call, key: str) -> None:
        """Let a caller answer the survey that follows a call of a queue, and leave."""
        if call not in self.calls or call.machine is not Machine.SURVEY:
            raise NotConnected(call.dialed)
        self._tell(SurveyAnswered(call, self.queue(call.queue), key))
        self._finish(call)

    @override
    def _queue_up(self, call: Call, to: str) -> None:
        queue = self.queue(to)
        call.queue, call.machine, call.outcome = to, Machine.QUEUE, Outcome.NO_ANSWER
        call.declined.clear()
        queue.waiting.append(call)
        self._tell(QueueChanged(queue))
        self._serve()

    @override
    def _serve(self) -> None:
        super()._serve()
        for queue in self.queues.values():
            for call in tuple(queue.waiting):
                for person in self._free_agents(queue, call):
                    self._offer(call, person)

    def _free_agents(self, queue: Queue, call: Call) -> list[Person]:
        people = [self.people[x] for x in queue.members if x in self.people]
        return [
            person
            for person in people
            if person.number not in queue.paused
            and person.number not in call.declined
            and not person.do_not_disturb
            and self.line_status(person.number) is LineStatus.IDLE
        ]

    def _offer(self, call: Call, person: Person) -> None:
        if call.caller.number == person.number:
            return
        leg = Leg(person.number, Role.CALLEE, LegState.WAITING)
        call.legs.append(leg)
        self._calls_of[leg.number].append(call)
        self._ring_phone(call, leg)

    def _decline(self, call: Call, leg: Leg) -> None:
        call.declined.add(leg.number)
        self._drop(call, leg)
        self._show(leg.number)
        self._serve()

    def _changed(self, queue: Queue) -> None:
        self._tell(QueueChanged(queue))
        self._serve()

    @override
    def _refuse(self, call: Call, leg: Leg) -> None:
        if call.machine is Machine.QUEUE:
            self._decline(call, leg)
        else:
            super()._refuse(call, leg)

    @override
    def _taken(self, call: Call) -> None:
        super()._taken(call)
        self._waits_no_more(call)
        self._serve()

    @override
    def _leave_destination(self, call: Call) -> None:
        queue = call.queue
        super()._leave_destination(call)
        self._waits_no_more(call, queue)

    @override
    def _forget(self, call: Call) -> None:
        super()._forget(call)
        self._waits_no_more(call)

    def _waits_no_more(self, call: Call, number: str = "") -> None:
        queue = self.queues.get(number or call.queue)
        if queue is not None and call in queue.waiting:
            queue.waiting.remove(call)
            self._tell(QueueChanged(queue))

    @override
    def _asked_for_rating(self, call: Call, leg: Leg) -> bool:
        queue = self.queues.get(call.queue)
        if queue is None or not queue.survey or leg is not call.took:
            return False
        self._drop(call, leg)
        self._tell(PartyLeft(call, leg))
        call.machine = Machine.SURVEY
        self._show(leg.number)
        self._serve()
        return True
