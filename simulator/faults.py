"""What can go wrong on the way, as data that both PBXs consult.

A queue holds faults in the order in which they strike::

    pbx.faults.reports.add(Drop())                     # the next report is lost
    pbx.faults.reports.add(Repeat(3), on="BYE")        # the next BYE comes three times
    pbx.faults.requests.add(Html(), on="trunklist/query", times=2)
    pbx.faults.requests.add(Errno("30003"), times=None)  # until removed or cleared

`reports` are what the PBX sends on its own account (Yeastar: by action; innovaphone: every
message to the client, by `mt`), `requests` are what it is asked (Yeastar: by endpoint;
innovaphone: by `mt`).
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from .clock import Clock

# How many strikes are remembered.
KEPT = 1000


@dataclass(frozen=True, slots=True)
class Drop:
    """Lose it: a report is never sent, a request's connection is cut."""


@dataclass(frozen=True, slots=True)
class Delay:
    """Let it come late; later reports overtake it, unless they share its connection."""

    seconds: float = 0.05


@dataclass(frozen=True, slots=True)
class Repeat:
    """Send a report so many times."""

    times: int = 2


@dataclass(frozen=True, slots=True)
class Reorder:
    """Send a report after the one that follows it."""


@dataclass(frozen=True, slots=True)
class Garbage:
    """Replace the body by something that is no JSON."""

    body: bytes = b'\xff\xfe{"action":]'


@dataclass(frozen=True, slots=True)
class Truncated:
    """Announce the whole body, send only its beginning, and hang up."""

    keep: int = 20


@dataclass(frozen=True, slots=True)
class HalfClose:
    """Close the sending side of the connection at once after the body."""


@dataclass(frozen=True, slots=True)
class Split:
    """Send head and body of a report in separate segments."""


@dataclass(frozen=True, slots=True)
class NoLength:
    """Leave the `Content-Length` of a report out."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Take a request and never answer it."""


@dataclass(frozen=True, slots=True)
class Html:
    """Answer with the login page of the web interface instead of JSON."""


@dataclass(frozen=True, slots=True)
class Errno:
    """Refuse a request with an error number."""

    number: str = "30003"


@dataclass(frozen=True, slots=True)
class ExpireToken:
    """Forget the session just before a request is looked at."""


type Fault = (
    Drop
    | Delay
    | Repeat
    | Reorder
    | Garbage
    | Truncated
    | HalfClose
    | Split
    | NoLength
    | Silence
    | Html
    | Errno
    | ExpireToken
)


@dataclass(slots=True, eq=False)
class _Waiting:
    fault: Fault
    on: str
    times: int | None
    until: float | None


class FaultQueue:
    """Faults waiting for their moment."""

    def __init__(self, clock: Clock) -> None:
        self.struck: deque[tuple[float, Fault]] = deque(maxlen=KEPT)
        """What has struck, and when by the clock."""
        self._clock = clock
        self._waiting: list[_Waiting] = []

    def add(
        self,
        fault: Fault,
        on: str = "",
        times: int | None = 1,
        seconds: float | None = None,
    ) -> Callable[[], None]:
        """Let a fault strike; give `seconds` or no `times` for as long as that.

        Call the result to take the fault away.
        """
        until = None if seconds is None else self._clock.now() + seconds
        waiting = _Waiting(fault, on, None if seconds is not None else times, until)
        self._waiting.append(waiting)

        def remove() -> None:
            if waiting in self._waiting:
                self._waiting.remove(waiting)

        return remove

    def clear(self) -> None:
        """Let everything go right again."""
        self._waiting.clear()

    def take(self, subject: str) -> Fault | None:
        """Return the fault that strikes a subject now."""
        now = self._clock.now()
        self._waiting = [x for x in self._waiting if x.until is None or x.until > now]
        for waiting in self._waiting:
            if waiting.on not in ("", subject):
                continue
            if waiting.times is not None:
                waiting.times -= 1
                if waiting.times <= 0:
                    self._waiting.remove(waiting)
            self.struck.append((now, waiting.fault))
            return waiting.fault
        return None


class Faults:
    """The faults of one PBX; its clock counts the seconds of the lasting ones."""

    def __init__(self, clock: Clock) -> None:
        self.reports = FaultQueue(clock)
        self.requests = FaultQueue(clock)

    def refuse_logins(self, seconds: float) -> None:
        """Refuse every login for a time, as a locked-out or starting PBX does."""
        self.requests.add(Errno("20002"), on="login", seconds=seconds)
        self.requests.add(Errno(), on="AppLogin", seconds=seconds)

    def clear(self) -> None:
        """Let everything go right again."""
        self.reports.clear()
        self.requests.clear()
