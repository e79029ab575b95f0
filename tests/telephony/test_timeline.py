"""Entries in the order in which their calls began, against a list that is sorted each time."""

from hypothesis import given, strategies as st

from custom_components.pbx.telephony.call_log import CallEntry
from custom_components.pbx.telephony.call_log.timeline import Timeline
from custom_components.pbx.telephony.model import CallId
from custom_components.pbx.telephony.record import Outcome

# Few numbers, so that calls begin at the same time, and entries come twice.
MOMENTS = st.integers(0, 9).map(float)
IDS = st.sampled_from("abcdef")
STEPS = st.lists(st.tuples(st.booleans(), MOMENTS, IDS), max_size=40)
BOUNDS = st.none() | st.integers(-1, 10).map(float)


def entry(began: float, id: str) -> CallEntry:
    """Make the entry of a call that began then."""
    return CallEntry(id=id, call=CallId(id), began=began, outcome=Outcome.ANSWERED)


@given(STEPS, BOUNDS, BOUNDS)
def test_it_is_what_a_sorted_list_would_be(
    steps: list[tuple[bool, float, str]], start: float | None, end: float | None
) -> None:
    """Whatever comes and goes, also what was never there."""
    timeline, known = Timeline(), set[tuple[float, str]]()
    for comes, began, id in steps:
        if not comes:
            timeline.discard(entry(began, id))
            known.discard((began, id))
        elif (began, id) not in known:
            timeline.add(entry(began, id))
            known.add((began, id))

    order = sorted(known)
    assert list(timeline) == [id for _, id in order]
    assert list(timeline.newest()) == [id for _, id in reversed(order)]
    assert timeline.oldest == (order[0] if order else None)
    assert len(timeline) == len(order)
    assert timeline.between(start, end) == [
        id
        for began, id in order
        if (start is None or start <= began) and (end is None or began <= end)
    ]


def test_it_can_be_emptied() -> None:
    """Nothing is left then."""
    timeline = Timeline()
    timeline.add(entry(1.0, "a"))

    timeline.clear()

    assert (list(timeline), timeline.oldest) == ([], None)
