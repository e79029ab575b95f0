"""Time that passes faster: the office's clock, its people's pauses, and the waits of our drivers.

Nothing is skipped: each pause and each interval is divided by the same number, so that what happens
at the same time at the office still does. Only patience with answers has a floor, since the machine
that answers is not faster than it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import partial
from time import monotonic, time
from typing import Any, override

from custom_components.pbx import call_memory, coordinator
from custom_components.pbx.telephony import exchange
from custom_components.pbx.telephony.backoff import LONGEST, STEADY, backoff
from custom_components.pbx.telephony.driver import Driver, Ports, Settings
from custom_components.pbx.telephony.exchange import Exchange
from custom_components.pbx.telephony.vendors import VENDORS
from custom_components.pbx.telephony.vendors.innovaphone.driver import InnovaphoneDriver
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.yeastar import proof
from custom_components.pbx.telephony.vendors.yeastar.details import DetailPace
from custom_components.pbx.telephony.vendors.yeastar.driver import YeastarDriver
from custom_components.pbx.telephony.vendors.yeastar.logins import PAUSE, STREAM_PAUSE, Logins
from custom_components.pbx.telephony.vendors.yeastar.proof import RECLAIM_PAUSE
from custom_components.pbx.telephony.vendors.yeastar.watch import Pace
from simulator import Clock

# Waits for an answer of this machine, and how short they may become.
PATIENCE = {
    "answer": 0.7,
    "confirm": 0.2,
    "death": 0.7,
    "farewell": 0.1,
    "grace": 0.1,
    "handshake": 0.7,
    "picture": 0.5,
    "probe": 0.7,
    "ticked": 0.15,
}


class FastClock(Clock):
    """A clock that runs so many times as fast as any other."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self.speed = speed
        self._begun, self._origin = time(), monotonic()

    @property
    def passed(self) -> float:
        """Give the seconds since the beginning."""
        return (monotonic() - self._origin) * self.speed

    @override
    def now(self) -> float:
        return self._begun + self.passed

    @override
    def advance(self, seconds: float) -> None:
        """Skip nothing: time is passing already."""


def hasten[T](times: T, speed: float) -> T:
    """Shorten all waits; counts stay as they are."""
    shorter: dict[str, Any] = {}
    assert is_dataclass(times)
    assert not isinstance(times, type)
    for each in fields(times):
        value = getattr(times, each.name)
        if isinstance(value, float):
            shorter[each.name] = max(value / speed, PATIENCE.get(each.name, 0.0))
        elif is_dataclass(value):
            shorter[each.name] = hasten(value, speed)
    hastened: T = replace(times, **shorter)
    return hastened


def hasten_drivers(speed: float) -> None:
    """Let all connections that are made from now on live this fast."""
    logins = Logins(PAUSE / speed, STREAM_PAUSE / speed)
    pace, details = hasten(Pace(), speed), hasten(DetailPace(), speed)
    times = hasten(Times(), speed)

    def yeastar(settings: Settings, ports: Ports) -> Driver:
        return YeastarDriver(settings, ports, pace, logins, details)

    def innovaphone(settings: Settings, ports: Ports) -> Driver:
        return InnovaphoneDriver(settings, ports, times)

    opened: dict[str, Callable[[Settings, Ports], Driver]]
    opened = {"yeastar": yeastar, "innovaphone": innovaphone}
    for key, open_ in opened.items():
        VENDORS[key] = replace(VENDORS[key], open=open_)
    delays: Callable[[], Iterator[float]] = partial(backoff, 1 / speed, LONGEST / speed)
    vars(coordinator)["Exchange"] = partial(Exchange, delays=delays)
    # How long a link must hold until the delays begin anew.
    vars(exchange)["STEADY"] = STEADY / speed
    vars(proof)["RECLAIM_PAUSE"] = RECLAIM_PAUSE / speed
    _hasten_files(speed)


def _hasten_files(speed: float) -> None:
    """Let the file of call records be read this often."""
    times = vars(call_memory)
    times["ATTEMPTS"] = tuple(each / speed for each in times["ATTEMPTS"])
    for name in ("BETWEEN_FILLS", "BETWEEN_CHECKS", "AFTER_A_MISS"):
        times[name] /= speed
    # The clock of the PBX gains on ours.
    times["OVERLAP"] = times["LONGEST_GAP"]
