"""Each fault in the middle of a call, on each vendor: what comes of it stands in docs/faults.md."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest

from custom_components.pbx.telephony.events import EventType
from simulator import SCENARIOS, Office, YeastarPbx
from simulator.office.errors import NoSuchCall

from . import matrix
from .matrix import (
    ANEW,
    KEPT,
    NOTICED,
    ONCE,
    QUIET,
    REFUSED,
    ROWS,
    TRUE,
    VENDORS,
    Row,
    Wish,
    asks_to_write,
    drawn,
    logins_sent,
    read,
)
from .plants import PLANTS
from .rig import Rig, connected

ONCE_A_CALL = (
    EventType.RINGING,
    EventType.MISSED,
    EventType.REFUSED,
    EventType.ANSWERED_ELSEWHERE,
    EventType.ENDED,
    EventType.FAILED,
)
CASES = [(row, vendor) for row in ROWS for vendor in row.expected]
SEEN: dict[tuple[str, str], Wish] = {}


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    ("row", "vendor"), CASES, ids=[f"{row.fault}-{vendor}" for row, vendor in CASES]
)
async def test_a_fault_in_the_middle_of_a_call(office: Office, row: Row, vendor: str) -> None:
    """Nothing is stuck, nothing is told twice, and no password is wasted."""
    plant = PLANTS[VENDORS[vendor]]
    if "never answered" in row.fault:
        plant = replace(plant, patience=0.1)
    wish = row.expected[vendor]

    async with connected(plant, office) as rig:
        found = await _tried(rig, row, wish)

    SEEN[row.fault, vendor] = found
    assert found == wish


async def _tried(rig: Rig, row: Row, wish: Wish) -> Wish:
    """Strike in the middle of a call, wait for what is expected, and say what has come of it."""
    epoch, logins = rig.exchange.state.link.epoch, _logins(rig)
    is_over = wish[0] in (REFUSED, QUIET)
    has_struck = False

    async def go_on(_: float) -> None:
        nonlocal has_struck
        await rig.sent()
        if not has_struck:
            has_struck = True
            await row.strike(rig)
        if not is_over:
            await rig.plant.looked(rig.pbx, 1)

    # A PBX that restarts has no call that could go on.
    with suppress(NoSuchCall):
        await SCENARIOS["internal_call_answered"].play(rig.office, go_on)
    if is_over:
        return await _given_up(rig, logins)
    if wish[0] == ANEW:
        await rig.until(lambda: _is_anew(rig, epoch), lambda: "a loss")
    rig.pbx.faults.clear()
    if wish[0] == ANEW:
        await rig.until(lambda: rig.exchange.state.link.is_up, lambda: "a new link")
    link = KEPT if rig.exchange.state.link.epoch == epoch else ANEW
    await rig.heals()
    noticed = [
        NOTICED.get(each, "not noticed") if each else "not noticed" for each in rig.faults_told
    ]
    return (link, TRUE, ONCE if _happened_once(rig) else "an event twice", *noticed)


async def _given_up(rig: Rig, logins: int) -> Wish:
    """Wait until nobody tries any more, and count how often somebody did."""
    await rig.until(
        lambda: rig.exchange.refusal or rig.exchange.silence, lambda: "the end of all attempts"
    )
    minutes = round(rig.exchange.silence / 60)
    outcome = REFUSED if rig.exchange.refusal else f"no login for {minutes} minutes"
    return (outcome, logins_sent(_logins(rig) - logins))


def _logins(rig: Rig) -> int:
    """Count the logins that were sent, answered or not."""
    if isinstance(rig.pbx, YeastarPbx):
        return [request.endpoint for request in rig.pbx.requests].count("login")
    return len(rig.pbx.logins)


def _is_anew(rig: Rig, epoch: int) -> bool:
    """Tell whether the link has been lost, or is another one already."""
    link = rig.exchange.state.link
    return not link.is_up or link.epoch > epoch


def _happened_once(rig: Rig) -> bool:
    """Tell whether nothing was told twice."""
    told = Counter(
        (event.type, event.call.id, event.extension)
        for event in rig.happened
        if event.type in ONCE_A_CALL
    )
    return not told or max(told.values()) == 1


def test_the_document_is_current() -> None:
    """It shows each fault, and what is expected was seen when it was written."""
    if asks_to_write():
        matrix.write(SEEN)
    wanted = {(row.fault, vendor): row.expected[vendor] for row, vendor in CASES}

    assert read() == drawn(wanted)
