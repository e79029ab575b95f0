"""What every endpoint may look at."""

from dataclasses import dataclass
import datetime as dt

from ..clock import Clock
from ..office import Office, Person
from .errors import ApiError
from .firmware import Firmware
from .ids import CallIds
from .sessions import Sessions


@dataclass(slots=True)
class Box:
    """The device behind the wire."""

    office: Office
    clock: Clock
    firmware: Firmware
    sessions: Sessions
    ids: CallIds
    zone: dt.timezone
    serial: str
    started: float

    def people(self, numbers: str | None) -> list[Person]:
        """Return the people of a comma-separated list, or everybody."""
        if numbers is None:
            return list(self.office.people.values())
        wanted = (number.strip() for number in numbers.split(","))
        return [self.office.person(number) for number in wanted if number]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to an endpoint."""

    fields: dict[str, str]
    remote: str

    def need(self, *names: str) -> list[str]:
        """Return required fields; a missing one is an error."""
        values = [self.fields.get(name, "") for name in names]
        if not all(values):
            raise ApiError("10004")
        return values
