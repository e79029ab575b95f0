"""What happens in the office, told in the terminal."""

from collections.abc import Callable
from typing import Final

from simulator.office import Call, Leg, LegState, Office, OfficeEvent, Outcome
from simulator.office.events import (
    CallAnswered,
    CallEnded,
    CallHeld,
    CallRinging,
    CallTransferred,
    PresenceChanged,
    TrunkChanged,
)

ENDINGS: Final = {
    Outcome.ANSWERED: "is over",
    Outcome.NO_ANSWER: "was not answered",
    Outcome.BUSY: "met a busy phone",
    Outcome.FAILED: "failed",
}


class Narrator:
    """Tell what happens, in one line each."""

    def __init__(self, office: Office, say: Callable[[str], None]) -> None:
        self._office = office
        self._say = say
        office.observe(self._happened)

    def _happened(self, event: OfficeEvent) -> None:
        if line := self._line(event):
            self._say(line)

    def _line(self, event: OfficeEvent) -> str | None:
        match event:
            case CallRinging(call, leg):
                return f"{self._name(leg)} is called by {self._name(call.caller)}"
            case CallAnswered(call, leg):
                return f"{self._name(leg)} takes the call from {self._name(call.caller)}"
            case CallHeld(_, leg) if leg.state is LegState.HELD:
                return f"{self._name(leg)} puts the call on hold"
            case CallTransferred(_, leg):
                return f"{self._name(leg)} hands the call on"
            case CallEnded(call):
                return f"{self._title(call)} {ENDINGS[call.outcome]}"
            case PresenceChanged(person):
                said = f", {person.presence.note!r}" if person.presence.note else ""
                return f"{person.name} is {person.presence.activity}{said}"
            case TrunkChanged(trunk):
                return f"trunk {trunk.name} is {'up' if trunk.up else 'down'}"
        return None

    def _title(self, call: Call) -> str:
        return f"the call from {self._name(call.caller)}"

    def _name(self, leg: Leg) -> str:
        person = self._office.people.get(leg.number)
        return person.name if person else leg.number
