"""What goes wrong on a day at the office, drawn from a seed."""

from collections import Counter
from collections.abc import Callable
from random import Random

from simulator import InnovaphonePbx, YeastarPbx
from simulator.faults import (
    Delay,
    Drop,
    Errno,
    Fault,
    Garbage,
    HalfClose,
    Html,
    NoLength,
    Reorder,
    Repeat,
    Silence,
    Split,
    Truncated,
)
from simulator.office import LegState
from simulator.scenarios import Stage

from .systems import System

# Seconds between two things that go wrong, on average.
PAUSE = 90.0
# A websocket loses and reorders nothing: what is lost there is the connection.
OF_SOCKET: tuple[Callable[[], Fault], ...] = (Repeat, Repeat, Repeat, HalfClose)
TOLD = ("CallInfo", "PresenceState", "UserInfo")
OF_REPORTS: tuple[Callable[[], Fault], ...] = (
    Drop,
    Repeat,
    Reorder,
    Garbage,
    Truncated,
    HalfClose,
    Split,
    NoLength,
)
OF_REQUESTS: tuple[Callable[[], Fault], ...] = (Html, Errno, Silence, Drop)
# A refused login of this PBX means a wrong password, which ends the day for good.
OF_QUESTIONS: tuple[Callable[[], Fault], ...] = (Silence,)


class Mischief:
    """Somebody who breaks things."""

    def __init__(self, system: System, seed: int) -> None:
        """Choose by this seed."""
        self.done: Counter[str] = Counter()
        self._pbx = system.pbx
        self._stage = Stage(system.office, 1 / system.clock.speed)
        self._dice = Random(seed)  # noqa: S311 - the same day again, on purpose

    async def work(self) -> None:
        """Break something now and then, until cancelled; what is off is put on again."""
        deeds = {
            self._report: 12,
            self._request: 4,
            self._session: 2,
            self._cable: 1,
            self._power: 1,
        }
        try:
            while True:
                await self._stage.passes(self._dice.expovariate(1 / PAUSE))
                [deed] = self._dice.choices(list(deeds), list(deeds.values()))
                await deed()
        finally:
            self._pbx.faults.clear()
            if not self._stage.office.powered:
                self._stage.office.power_on()
            await self._pbx.start()

    async def _report(self) -> None:
        """Spoil one or some reports."""
        kinds = OF_REPORTS if isinstance(self._pbx, YeastarPbx) else OF_SOCKET
        fault = self._dice.choice(kinds)()
        if self._dice.random() < 0.15:
            fault = Delay(self._dice.uniform(0.5, 5) * self._seconds)
        self._note(fault)
        # A login that comes twice is refused, and no socket doubles anything by itself.
        on = "" if isinstance(self._pbx, YeastarPbx) else self._dice.choice(TOLD)
        self._pbx.faults.reports.add(fault, on=on, times=self._dice.choice((1, 1, 1, 2, 5)))

    async def _request(self) -> None:
        """Spoil some answers."""
        kinds = OF_REQUESTS if isinstance(self._pbx, YeastarPbx) else OF_QUESTIONS
        fault = self._dice.choice(kinds)()
        self._note(fault)
        self._pbx.faults.requests.add(fault, times=self._dice.choice((1, 1, 2, 3)))

    async def _session(self) -> None:
        """End the session."""
        self.done["session lost"] += 1
        if isinstance(self._pbx, InnovaphonePbx):
            self._pbx.drop()
        else:
            self._pbx.expire_token()

    async def _cable(self) -> None:
        """Pull the cable for a while; the office goes on."""
        self.done["cable pulled"] += 1
        await self._pbx.stop()
        await self._stage.passes(self._dice.uniform(5, 240))
        await self._pbx.start()

    async def _power(self) -> None:
        """Pull the plug for a while: all calls are gone."""
        self.done["power cut"] += 1
        calls = list(self._stage.office.calls)
        self._stage.office.power_off()
        for leg in (leg for call in calls for leg in call.legs):
            # Whoever was on a call must not try to hang up what is gone.
            leg.state = LegState.GONE
        await self._stage.passes(self._dice.uniform(30, 240))
        self._stage.office.power_on()

    @property
    def _seconds(self) -> float:
        """Give how long a second of the office takes."""
        return float(self._stage.pace)  # type: ignore[arg-type]

    def _note(self, fault: Fault) -> None:
        self.done[type(fault).__name__] += 1
