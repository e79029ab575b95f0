"""What every endpoint may look at."""

from collections.abc import Callable
from dataclasses import dataclass, field
import datetime as dt
from typing import Any

from ..clock import Clock
from ..office import Call, Direction, Office, Person
from .channels import Channels
from .errors import ApiError
from .firmware import Firmware
from .ids import CallIds
from .sessions import Sessions


@dataclass(slots=True, eq=False, weakref_slot=True)
class Box:
    """The device behind the wire."""

    office: Office
    clock: Clock
    firmware: Firmware
    sessions: Sessions
    ids: CallIds
    channels: Channels
    zone: dt.timezone
    serial: str
    started: float
    rings_always: bool = False
    """Report ringing for all calls; the documents promise it for those of programs only."""
    transport: str = "HTTP"
    """How reports travel, as the newest login tells."""
    applies_changes: bool = True
    """Let each change take effect by itself, as the documents promise by default."""
    pending: list[Callable[[], object]] = field(default_factory=list)
    """Changes that wait to be applied."""
    applied: float | None = None
    """When all changes were applied last."""

    def change(self, change: Callable[[], object]) -> None:
        """Change a setting now, or when changes are applied."""
        if self.applies_changes:
            change()
        else:
            self.pending.append(change)

    def people(self, numbers: str | None) -> list[Person]:
        """Return the people of a comma-separated list, or everybody."""
        if numbers is None:
            return list(self.office.people.values())
        wanted = (number.strip() for number in numbers.split(","))
        return [self.office.person(number) for number in wanted if number]

    def call(self, callid: str, errno: str = "10007") -> Call:
        """Return the call that bears an id."""
        for call in self.office.calls:
            if self.ids.callid(call) == callid:
                return call
        raise ApiError(errno)

    def outside_call(self, direction: Direction, wanted: str) -> Call:
        """Return the call whose leg on a trunk bears an id."""
        for call in self.office.calls:
            if call.direction is direction and self.ids.outside_id(call) == wanted:
                return call
        raise ApiError("10007")

    def check_reachable(self, number: str) -> None:
        """Refuse a number that belongs to nobody and leads nowhere."""
        if not (self.office.is_inside(number) or self.office.is_outside(number)):
            raise ApiError("10006")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to an endpoint."""

    fields: dict[str, str]
    """All values as strings; arrays and objects as JSON."""
    remote: str
    body: dict[str, Any] = field(default_factory=dict)
    """The values as they came."""

    def need(self, *names: str) -> list[str]:
        """Return required fields; a missing one is an error."""
        values = [self.fields.get(name, "") for name in names]
        if not all(values):
            raise ApiError("10004")
        return values
