"""Anything that people do, told with anything that can go wrong: after one clean look all is true."""

from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import pytest

from simulator import Office
from simulator.faults import Delay, Drop, Fault, Garbage, HalfClose, Reorder, Repeat
from simulator.office.errors import OfficeError

from .conftest import TRIED
from .plants import PLANTS, Yeastar
from .rig import connected
from .test_faults import happened_once

OUTSIDE = "03055512345"
GROUP, QUEUE = "6200", "6400"
HAND_ON = "hand on"

type Deed = Callable[[Office, str, str], object]


def _plug(office: Office, one: str) -> None:
    """Unplug a phone that nobody uses, or plug it in again."""
    if not office.calls_of(one):
        office.set_registered(one, not office.people[one].registered)


def _hand_on(office: Office, one: str, other: str) -> None:
    """Hand a caller from outside, or somebody called there, to a colleague who is free.

    Nobody can tell a call within the house that was handed on from a new one, once it went unseen.
    """
    is_outside = any(leg.outside for call in office.calls_of(one) for leg in call.legs)
    if is_outside and not office.calls_of(other):
        office.transfer(one, other)


def _begin(office: Office, *people: str, begin: Callable[[], object]) -> None:
    """Begin a call between people who are on none: no query of API 1 tells of a second one."""
    if not any(office.calls_of(each) for each in people):
        begin()


DEEDS: dict[str, Deed] = {
    "dial": lambda office, one, other: _begin(
        office, one, other, begin=lambda: office.dial(one, other)
    ),
    "call out": lambda office, one, other: _begin(
        office, one, begin=lambda: office.dial(one, OUTSIDE)
    ),
    "call in": lambda office, one, other: _begin(
        office, one, begin=lambda: office.place_inbound(OUTSIDE, one)
    ),
    "call a group": lambda office, one, other: _begin(
        office, *office.people, begin=lambda: office.place_inbound(OUTSIDE, GROUP)
    ),
    "call a queue": lambda office, one, other: _begin(
        office, *office.people, begin=lambda: office.place_inbound(OUTSIDE, QUEUE)
    ),
    "answer": lambda office, one, other: office.answer(one),
    "hold": lambda office, one, other: office.hold(one),
    "resume": lambda office, one, other: office.resume(one),
    HAND_ON: _hand_on,
    "outside answers": lambda office, one, other: office.answer(OUTSIDE),
    "hang up": lambda office, one, other: office.hang_up(one),
    "plug": lambda office, one, other: _plug(office, one),
}
# Not one of the reports of a deed comes.
SILENT = "not told"
FAULTS: dict[str, Fault | None] = {
    "told": None,
    SILENT: Drop(),
    "lost": Drop(),
    "twice": Repeat(2),
    "overtaken": Reorder(),
    "late": Delay(0.01),
    "garbage": Garbage(),
}
PEOPLE = ("1000", "1001", "1002")

steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(DEEDS)),
        st.permutations(PEOPLE),
        st.sampled_from(list(FAULTS)),
    ),
    max_size=14,
)


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize("system", TRIED)
@settings(
    max_examples=10,
    deadline=None,
    # Each attempt that fails waits for long, so what is found is shown as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=steps)
async def test_whatever_happens_one_clean_look_shows_the_office(
    system: str, history: list[tuple[str, list[str], str]]
) -> None:
    """No call is stuck and none is missing, and nothing that happened once was told twice."""
    plant, office = PLANTS[system], Office.sample()

    async with connected(plant, office) as rig:
        for deed, (one, other, *_), fault in history:
            if deed == HAND_ON:
                # An answer that was neither told nor seen before leaves no trace in API 1.
                await rig.plant.looked(rig.pbx, 2)
            spoilt = FAULTS[fault]
            if spoilt is not None and not isinstance(plant, Yeastar):
                # A websocket loses nothing, but it may break.
                spoilt = HalfClose()
            if spoilt is not None:
                rig.pbx.faults.reports.add(spoilt, times=None if fault == SILENT else 1)
            with suppress(OfficeError):
                DEEDS[deed](office, one, other)
            # Reports may be lost, but none takes as long as it takes to redial.
            await rig.sent()
            if fault == SILENT:
                rig.pbx.faults.clear()
        rig.pbx.faults.clear()
        await rig.plant.looked(rig.pbx, 2)
        if rig.plant.lose_sight(rig.pbx):
            before = rig.exchange.state.link.epoch
            await rig.until(
                lambda: rig.exchange.state.link.is_up and rig.exchange.state.link.epoch > before,
                lambda: "a new link",
            )

        await rig.agrees()

        while office.calls:
            # Who let a queue ring in vain is still in it.
            call = office.calls[0]
            for leg in list(call.alive):
                with suppress(OfficeError):
                    office.hang_up(leg.number, call)
        await rig.sent()
        await rig.heals()
        assert happened_once(rig)
