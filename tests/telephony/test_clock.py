"""A clock that never runs back, whatever somebody does to the time of day."""

from hypothesis import given, strategies as st

from custom_components.pbx.telephony.clock import SteadyClock


class Times:
    """The time of day, and the time since the machine was switched on."""

    def __init__(self) -> None:
        self.wall = 1_000_000.0
        self.steady = 50.0

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += seconds
        self.steady += seconds


def make() -> tuple[Times, SteadyClock]:
    """Make a clock and what it looks at."""
    times = Times()
    return times, SteadyClock(lambda: times.wall, lambda: times.steady)


def test_it_shows_the_time_of_day() -> None:
    """As long as nobody touches that."""
    times, clock = make()
    times.pass_by(7.0)

    assert clock() == times.wall


def test_it_follows_a_jump_forward() -> None:
    """A small computer learns the time only from the network; so does one that was asleep."""
    times, clock = make()
    times.wall += 86_400.0

    assert clock() == times.wall


def test_set_back_it_goes_slower_until_the_time_has_come() -> None:
    """It still goes, or nothing that is asked would be newer than what was heard."""
    times, clock = make()
    shown = clock()
    times.wall -= 3_600.0

    times.pass_by(10.0)
    assert clock() == shown + 5.0

    times.pass_by(7_200.0)
    assert clock() == times.wall


@given(st.lists(st.tuples(st.floats(-5_000, 5_000), st.floats(0.001, 100.0)), max_size=20))
def test_it_never_stands_still_or_runs_back(history: list[tuple[float, float]]) -> None:
    """Whatever happens in between."""
    times, clock = make()
    shown = clock()

    for jump, passed in history:
        times.wall += jump
        times.pass_by(passed)
        now = clock()
        assert now > shown
        shown = now
