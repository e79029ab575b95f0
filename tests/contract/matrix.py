"""The table in docs/faults.md: what happens to a call when something goes wrong in the middle of it.

It is written by the run that tries it: PBX_WRITE_FAULTS=1 with tests/contract/test_matrix.py.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
import os
from pathlib import Path

from custom_components.pbx.telephony.delivery import ReportFault
from custom_components.pbx.telephony.exchange import REPORTS
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

from .rig import Rig

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
BEGIN, END = "<!-- faults: begin -->\n", "<!-- faults: end -->\n"

POSTED, STREAMED, SOCKET = "Yeastar, posted", "Yeastar, TCP", "innovaphone"
VENDORS: Mapping[str, str] = {
    POSTED: "yeastar with call arrays",
    STREAMED: "yeastar of the second interface by tcp",
    SOCKET: "innovaphone",
}
"""The columns of the table, and the plants that they stand for."""

KEPT, ANEW, REFUSED = "link kept", "connected anew", "a person is asked"
TRUE, ONCE = "state true again", "no event twice"
type Wish = tuple[str, ...]

QUIET = "no login for 11 minutes"
NOTICED: Mapping[ReportFault, str] = {
    ReportFault.NEVER: "noticed: none ever came",
    ReportFault.SILENT: "noticed: taken, and taken back",
    ReportFault.UNMONITORED: "noticed: not monitored",
}
GOOD: Wish = (KEPT, TRUE, ONCE)
BACK: Wish = (ANEW, TRUE, ONCE)


@dataclass(frozen=True, slots=True)
class Row:
    """Something that goes wrong, and what is to come of it."""

    fault: str
    strike: Callable[[Rig], Awaitable[None]]
    expected: Mapping[str, Wish] = field(default_factory=dict)


def _both(
    posted: Wish, streamed: Wish | None = None, socket: Wish | None = None
) -> dict[str, Wish]:
    """Say what is expected of each vendor that can be struck."""
    wishes = {POSTED: posted, STREAMED: streamed, SOCKET: socket}
    return {name: wish for name, wish in wishes.items() if wish is not None}


def _report(fault: Fault) -> Callable[[Rig], Awaitable[None]]:
    """Spoil every report from now on."""

    async def strike(rig: Rig) -> None:
        rig.pbx.faults.reports.add(fault, times=None)

    return strike


def _request(fault: Fault) -> Callable[[Rig], Awaitable[None]]:
    """Spoil every answer from now on."""

    async def strike(rig: Rig) -> None:
        on = ("",) if isinstance(rig.pbx, YeastarPbx) else ("GetNodeInfo", "SubscribePresence")
        for subject in on:
            rig.pbx.faults.requests.add(fault, on=subject, times=None)
        if isinstance(rig.pbx, InnovaphonePbx):
            await rig.plant.ask(rig.pbx)

    return strike


async def _reboot(rig: Rig) -> None:
    rig.office.power_off()
    rig.office.power_on()


async def _unplug(rig: Rig) -> None:
    await rig.pbx.stop()
    await rig.pbx.start()


async def _forget_session(rig: Rig) -> None:
    assert isinstance(rig.pbx, YeastarPbx)
    rig.pbx.expire_token()


async def _change_password(rig: Rig) -> None:
    rig.pbx.password = "Changed2026"
    await _break(rig)


async def _lock_out(rig: Rig) -> None:
    rig.pbx.faults.refuse_logins(600)
    await _break(rig)


async def _replace(rig: Rig) -> None:
    assert isinstance(rig.pbx, YeastarPbx)
    rig.pbx.box.serial = "369099999999"
    await _break(rig)


async def _break(rig: Rig) -> None:
    """Break the link, so that whoever comes back must log in."""
    if isinstance(rig.pbx, InnovaphonePbx):
        rig.pbx.drop()
    else:
        await _reboot(rig)


async def _set_back(rig: Rig) -> None:
    rig.wall.offset = -3_600.0


async def _set_forward(rig: Rig) -> None:
    rig.wall.offset = 3_600.0


async def _move(rig: Rig) -> None:
    """Give us another address, which the PBX is told at once."""
    assert isinstance(rig.pbx, YeastarPbx)
    rig.listener.move("127.0.0.2")
    rig.pbx.requests.clear()
    await rig.pbx.requests.until(
        lambda each: each.endpoint == "heartbeat" and each.body.get("ipaddr") == "127.0.0.2"
    )
    rig.listener.move("127.0.0.1")


async def _steal(rig: Rig) -> None:
    """Let another program have the reports, until they are taken back."""
    assert isinstance(rig.pbx, YeastarPbx)
    rig.pbx.give_reports_away()
    await _miss(rig, ReportFault.SILENT)


async def _lose_all(rig: Rig) -> None:
    """Lose all reports, as behind a firewall, until that is noticed."""
    rig.ports.delivery.heard = 0
    rig.pbx.faults.reports.add(Drop(), times=None)
    await _miss(rig, ReportFault.NEVER)


async def _untick(rig: Rig) -> None:
    """Have an extension monitored no more, until that is noticed."""
    assert isinstance(rig.pbx, YeastarPbx)
    rig.pbx.unticked.add(_idle(rig, 2)[0])
    await _miss(rig, ReportFault.UNMONITORED, among=2)
    rig.pbx.unticked.clear()


def _idle(rig: Rig, count: int) -> list[str]:
    """Give people who are not on the call; the lamp of a busy phone shows nothing else."""
    return rig.office.idle(count)


async def _miss(rig: Rig, fault: ReportFault, among: int = 1) -> None:
    """Let phones do something again and again, until the fault is told; remember that it was."""
    people = _idle(rig, among)
    told: list[ReportFault | None] = []
    news = asyncio.Event()

    def note() -> None:
        told.append(rig.exchange.state.reporting.fault)
        news.set()

    end = rig.exchange.changes.add(REPORTS, note)
    for turn in range(20):
        for person in people:
            rig.office.set_registered(person, turn % 2 == 1)
        news.clear()
        await rig.sent()
        await rig.plant.looked(rig.pbx, 2)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await news.wait()
        if fault in told:
            break
    end()
    rig.faults_told.append(fault if fault in told else None)
    for person in people:
        rig.office.set_registered(person, True)


def logins_sent(logins: int) -> str:
    """Say how many logins were sent after that."""
    return f"{logins} login{'s' if logins > 1 else ''} sent"


_GIVEN_UP: Wish = (REFUSED, logins_sent(1))

ROWS = (
    Row("reports lost", _report(Drop()), _both(GOOD, GOOD, GOOD)),
    Row("reports late", _report(Delay(0.03)), _both(GOOD, GOOD, GOOD)),
    Row("reports three times", _report(Repeat(3)), _both(GOOD, GOOD, GOOD)),
    Row("reports overtaking each other", _report(Reorder()), _both(GOOD, GOOD, GOOD)),
    Row("reports that are no JSON", _report(Garbage()), _both(GOOD, GOOD)),
    Row("reports cut short", _report(Truncated()), _both(GOOD)),
    Row("reports with half a connection", _report(HalfClose()), _both(GOOD)),
    Row("reports in pieces", _report(Split()), _both(GOOD, GOOD)),
    Row("reports without a length", _report(NoLength()), _both(GOOD)),
    Row("no report ever arrives", _lose_all, _both((*GOOD, NOTICED[ReportFault.NEVER]))),
    Row("another program takes the reports", _steal, _both((*GOOD, NOTICED[ReportFault.SILENT]))),
    Row("extension not monitored", _untick, _both((*GOOD, NOTICED[ReportFault.UNMONITORED]))),
    Row("requests cut", _request(Drop()), _both(BACK, BACK, BACK)),
    Row("requests never answered (half-open)", _request(Silence()), _both(BACK, BACK, BACK)),
    Row("requests answered late", _request(Delay(0.03)), _both(GOOD, GOOD, BACK)),
    Row("a web page instead of JSON", _request(Html()), _both(BACK, BACK)),
    Row("answers that are no JSON", _request(Garbage()), _both(BACK, BACK, BACK)),
    Row("API process not running (30003)", _request(Errno("30003")), _both(BACK, BACK, BACK)),
    Row("session forgotten (suspend, 30 minutes)", _forget_session, _both(GOOD, GOOD)),
    Row("PBX restarts", _reboot, _both(BACK, BACK, BACK)),
    Row("network cable pulled for a moment", _unplug, _both(GOOD, BACK, BACK)),
    Row("password changed", _change_password, _both(_GIVEN_UP, _GIVEN_UP, _GIVEN_UP)),
    Row("locked out", _lock_out, _both((QUIET, logins_sent(1)), (QUIET, logins_sent(1)))),
    # By posted reports it is the renewal of the session that finds it.
    Row("another PBX at the address", _replace, _both(_GIVEN_UP, _GIVEN_UP)),
    Row("clock set back an hour", _set_back, _both(GOOD, GOOD, GOOD)),
    Row("clock set forward an hour", _set_forward, _both(GOOD, GOOD, GOOD)),
    Row("our own address changes", _move, _both(GOOD)),
)


def asks_to_write() -> bool:
    """Tell whether this run is to write the table."""
    return bool(os.environ.get("PBX_WRITE_FAULTS"))


def read() -> str:
    """Return the table as the document has it."""
    text = DOCUMENT.read_text()
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


def write(seen: Mapping[tuple[str, str], Wish]) -> None:
    """Put what was seen into the document."""
    text = DOCUMENT.read_text()
    before, after = text[: text.index(BEGIN)], text[text.index(END) :]
    DOCUMENT.write_text(before + BEGIN + drawn(seen) + after)


def drawn(seen: Mapping[tuple[str, str], Wish]) -> str:
    """Draw the table: each fault on each vendor, what is expected, and what was seen."""
    lines = [["Fault", "Vendor", "Expected", "Seen"], ["---"] * 4]
    for row in ROWS:
        for vendor, wish in row.expected.items():
            found = seen.get((row.fault, vendor), ())
            lines.append([row.fault, vendor, ", ".join(wish), ", ".join(found) or "not tried"])
    return "".join(map(_line, lines))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
