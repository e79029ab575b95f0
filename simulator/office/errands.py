"""What an exchange does besides calls: text messages, wake-up calls, guests who leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

from ..clock import Clock
from .errors import LineNotIdle, NoTrunk
from .events import MessageSent
from .facilities import Plan
from .people import Person, Trunk, TrunkKind
from .programs import Programs


@dataclass(frozen=True, slots=True)
class WakeUp:
    """An alarm on somebody's phone."""

    time: str
    kind: str = "onetime"
    weekdays: str = ""
    repeats: int = 1
    interval: int = 5
    prompt: str = "macroform-cold_day"


@dataclass(frozen=True, slots=True)
class Message:
    """A text message that was handed in."""

    id: str
    to: str
    text: str
    trunk: str


class Errands(Programs):
    """Keep alarms and messages."""

    # Lines that can carry text messages.
    MOBILE: ClassVar = {TrunkKind.GSM}

    def __init__(
        self,
        people: Iterable[Person] = (),
        lines: Iterable[Trunk] = (),
        groups: dict[str, tuple[str, ...]] | None = None,
        clock: Clock | None = None,
        plan: Plan | None = None,
    ) -> None:
        super().__init__(people, lines, groups, clock, plan)
        self.messages: list[Message] = []
        self.wake_ups: dict[str, list[WakeUp]] = {}
        self._message_numbers = count(7_544_478_205)

    def send_message(self, to: str, text: str, trunk: str) -> Message:
        """Hand in a text message; a line that is down does not send it."""
        line = self.trunks.get(trunk)
        if line is None or line.kind not in self.MOBILE:
            raise NoTrunk(trunk)
        if any(call.trunk is line for call in self.calls):
            raise LineNotIdle(trunk)
        message = Message(f"{to}-{next(self._message_numbers)}", to, text, trunk)
        self.messages.append(message)
        self._tell(MessageSent(message.id, line.up))
        return message

    def check_out(self, number: str) -> None:
        """Let a guest leave: their phone keeps no name, alarm, message nor permission."""
        self.mailboxes.pop(number, None)
        self.configure(number, name=number, may_dial_out=False)
        self.wake_ups.pop(number, None)
