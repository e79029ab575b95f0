"""Two systems side by side, one restarted amid a held and a parked call: nothing sticks, nothing moves."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest

from custom_components.pbx.telephony.commands import Hold, PickUp
from custom_components.pbx.telephony.model import ExtensionId, LegState
from custom_components.pbx.telephony.selectors import ExtensionStatus, status
from simulator import Office
from simulator.faults import HalfClose
from simulator.office import Call

from .plants import PLANTS, Innovaphone, Plant, Yeastar
from .rig import Rig, connected
from .stories import OUT, OUT_TOO

YEASTAR = ("yeastar with call arrays", "yeastar of the second interface")
INNOVAPHONE = ("innovaphone with calls", "innovaphone with all calls")


class Pair(NamedTuple):
    """A Yeastar and an innovaphone, each with an office of its own."""

    yeastar: Rig
    innovaphone: Rig


@pytest.fixture(params=list(zip(YEASTAR, INNOVAPHONE, strict=True)), ids=lambda names: names[1])
async def pair(request: pytest.FixtureRequest, socket_enabled: None) -> AsyncIterator[Pair]:
    """Connect both."""
    async with AsyncExitStack() as stack:
        rigs = [
            await stack.enter_async_context(connected(PLANTS[name], Office.sample()))
            for name in request.param
        ]
        yield Pair(*rigs)


def shown(rig: Rig, number: str) -> ExtensionStatus:
    """Say what somebody does, by their number."""
    state = rig.exchange.state
    found = next(each for each in state.extensions.values() if each.number == number)
    return status(state, found)


def key(rig: Rig, number: str) -> ExtensionId:
    """Give the id of somebody."""
    return next(x.id for x in rig.exchange.state.extensions.values() if x.number == number)


async def is_shown(rig: Rig, number: str, wanted: ExtensionStatus) -> None:
    """Wait until somebody does this."""
    await rig.until(lambda: shown(rig, number) is wanted, lambda: f"{number} to be {wanted}")


async def in_the_middle(rig: Rig) -> tuple[Call, Call]:
    """Let one call be held and, where it can be parked, another one be parked."""
    office = rig.office
    held = office.answer("1000", office.place_inbound(OUT, "1000"))
    other = office.answer("1001", office.place_inbound(OUT_TOO, "1001"))
    await rig.agrees()
    office.hold("1000", held)
    if isinstance(rig.plant, Innovaphone):
        office.park("1001", call=other)
        await is_shown(rig, "1001", ExtensionStatus.ON_HOLD)
    await is_shown(rig, "1000", ExtensionStatus.ON_HOLD)
    return held, other


async def vanish(rig: Rig) -> None:
    """Let a PBX be gone from the network; its calls go on."""
    if isinstance(rig.plant, Innovaphone):
        await rig.pbx.stop()
    else:
        rig.pbx.faults.requests.add(HalfClose(), times=None)
    await rig.until(lambda: not rig.exchange.state.link.is_up, lambda: "the loss")


async def appear(rig: Rig) -> None:
    """Let it be there again."""
    rig.pbx.faults.clear()
    await rig.pbx.start()
    await rig.until(lambda: rig.exchange.state.link.is_up, lambda: "a new link")


async def test_the_innovaphone_restarts(pair: Pair) -> None:
    """All its handles are new: the calls are there again, can be acted on, and end; no event is made up."""
    there, here = pair
    await in_the_middle(there)
    held, parked = await in_the_middle(here)
    happened = len(here.happened), len(there.happened)

    await vanish(here)
    await appear(here)

    assert shown(here, "1000") is shown(here, "1001") is ExtensionStatus.ON_HOLD
    calls = here.exchange.state.calls.values()
    states = {leg.state for call in calls for leg in call.legs.values()}
    assert LegState.PARKED in states
    assert (len(here.happened), len(there.happened)) == happened
    assert shown(there, "1000") is ExtensionStatus.ON_HOLD

    await here.exchange.execute(Hold(extension=key(here, "1000"), on=False))
    await is_shown(here, "1000", ExtensionStatus.IN_CALL)
    await here.exchange.execute(PickUp(extension=key(here, "1002"), of=key(here, "1001")))
    await is_shown(here, "1002", ExtensionStatus.IN_CALL)
    here.office.hang_up(OUT, held)
    here.office.hang_up(OUT_TOO, parked)
    for number in ("1000", "1001", "1002"):
        await is_shown(here, number, ExtensionStatus.IDLE)
    await here.until(lambda: not here.exchange.state.calls, lambda: "the end of all calls")
    assert len(there.exchange.state.calls) == 2


async def test_the_yeastar_restarts(pair: Pair) -> None:
    """What is held is found again by asking, and the other system notices nothing."""
    here, there = pair
    assert isinstance(here.plant, Yeastar)
    held, other = await in_the_middle(here)
    await in_the_middle(there)
    before = list(there.exchange.state.calls.values())

    await vanish(here)
    await appear(here)

    await here.agrees()
    assert shown(here, "1000") is ExtensionStatus.ON_HOLD
    assert list(there.exchange.state.calls.values()) == before
    here.office.resume("1000", held)
    await is_shown(here, "1000", ExtensionStatus.IN_CALL)
    for call, caller in ((held, OUT), (other, OUT_TOO)):
        here.office.hang_up(caller, call)
    await here.until(lambda: not here.exchange.state.calls, lambda: "the end of all calls")


async def test_calls_that_end_while_nobody_listens(pair: Pair) -> None:
    """After a gap each system tells only what goes on: nobody is left on a call that is over."""
    for rig in pair:
        await miss_the_end(rig)


async def miss_the_end(rig: Rig) -> None:
    """Let all calls end while the PBX cannot be heard."""
    held, other = await in_the_middle(rig)
    await vanish(rig)
    rig.office.hang_up(OUT, held)
    rig.office.hang_up(OUT_TOO, other)
    await appear(rig)
    await rig.agrees()

    assert not rig.exchange.state.calls
    assert shown(rig, "1000") is shown(rig, "1001") is ExtensionStatus.IDLE


async def test_the_same_call_after_a_new_connection_is_told_the_same(
    plant: Plant, office: Office
) -> None:
    """A call that the PBX has not named is not taken for one that ended on another connection."""
    async with connected(plant, office) as rig:
        stories = []
        for _ in range(3):
            rig.steps.clear()
            rig.steps.append([])
            await call_and_answer(rig)
            stories.append(rig.log)
            await vanish(rig)
            await appear(rig)

        assert stories[1:] == stories[:1] * 2


async def call_and_answer(rig: Rig) -> None:
    """Let one call another inside the house, and talk."""
    office = rig.office
    call = office.dial("1000", "1001")
    for deed in (
        lambda: None,
        lambda: office.answer("1001", call),
        lambda: office.hang_up("1000", call),
    ):
        deed()
        await rig.sent()
        await rig.agrees()
        rig.steps.append([])
