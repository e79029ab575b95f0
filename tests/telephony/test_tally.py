"""The tally of a day: kept as calls come, are completed, and are forgotten."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.call_log import CallEntry, CallLog
from custom_components.pbx.telephony.call_log.tally import Tally
from custom_components.pbx.telephony.model import CallId, Direction
from custom_components.pbx.telephony.record import Outcome

NOW = 1_000_000.0
DAY = NOW - 1_000


def entry(
    number: int,
    outcome: Outcome = Outcome.ANSWERED,
    direction: Direction = Direction.INBOUND,
    began: float = NOW,
    talk: int | None = 60,
) -> CallEntry:
    """Make the entry of one call."""
    return CallEntry(
        id=str(number),
        call=CallId(str(number)),
        began=began,
        direction=direction,
        outcome=outcome,
        talk_duration=talk if outcome is Outcome.ANSWERED else None,
        is_watched=True,
    )


def counted(log: CallLog) -> tuple[int, int, float | None]:
    """Give the sums."""
    return log.tally.calls, log.tally.talk, log.tally.answer_rate


def test_calls_add_up() -> None:
    """Only calls from outside can be answered or not by the office."""
    log = CallLog()
    log.count_since(DAY)
    for each in (
        entry(1),
        entry(2, Outcome.NO_ANSWER),
        entry(3, direction=Direction.OUTBOUND),
        entry(4, direction=Direction.INTERNAL, outcome=Outcome.BUSY),
        entry(5, began=DAY - 1),
    ):
        log.put(each, NOW)

    assert counted(log) == (4, 120, 0.5)


def test_no_call_from_outside_has_no_rate() -> None:
    """Nothing of nothing is not everything."""
    assert CallLog().tally.answer_rate is None


def test_what_is_learned_later_counts_once() -> None:
    """A call told again with a longer conversation is the same call."""
    log = CallLog()
    log.put(entry(1, talk=10), NOW)
    log.put(replace(entry(1, talk=10), ended=NOW + 90, talk_duration=80), NOW)

    assert log.tally.calls == 1
    assert log.tally.talk == log.entries[0].talk_duration


def test_a_new_day_begins_with_what_belongs_to_it() -> None:
    """After a restart, too, when the log is read at noon."""
    log = CallLog()
    log.put(entry(1, began=DAY - 1), NOW)
    log.put(entry(2, began=DAY), NOW)

    log.count_since(DAY)

    assert counted(log) == (1, 60, 1.0)


@given(
    st.lists(
        st.builds(
            entry,
            st.integers(0, 20),
            st.sampled_from(Outcome),
            st.sampled_from(Direction),
            st.floats(NOW - 2_000, NOW),
            st.integers(0, 600),
        ),
        max_size=30,
    ),
    st.integers(1, 10),
)
def test_the_tally_is_what_counting_anew_gives(entries: list[CallEntry], limit: int) -> None:
    """Also when the log is full and forgets the oldest."""
    log = CallLog(limit=limit)
    log.count_since(DAY)
    for each in entries:
        log.put(each, NOW)
    kept = log.tally

    anew = Tally(DAY)
    for each in log.entries:
        anew.add(each)

    assert (kept.calls, kept.talk) == (anew.calls, anew.talk)
    assert kept.answer_rate == pytest.approx(anew.answer_rate) if anew.answer_rate else True
