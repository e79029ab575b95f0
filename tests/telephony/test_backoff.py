"""How long to wait before the next attempt."""

from itertools import islice, pairwise

import pytest

from custom_components.pbx.telephony.backoff import JITTER, LONGEST, backoff


def test_delays_double_up_to_the_longest() -> None:
    """A PBX that restarts is not asked ever more often, nor forgotten."""
    middles = [min(2.0**n, LONGEST) for n in range(12)]

    for delay, middle in zip(backoff(), middles, strict=False):
        assert delay == pytest.approx(middle, rel=JITTER)


def test_delays_never_end() -> None:
    """However long the night, the PBX comes back in the morning."""
    assert len(list(islice(backoff(), 10_000))) == 10_000


def test_delays_differ_between_clients() -> None:
    """Those who lost the same PBX do not return in the same instant."""
    late = list(islice(backoff(), 10, 60))

    assert len(set(late)) > 1
    assert all(first != second for first, second in pairwise(late))


def test_first_and_longest_may_be_chosen() -> None:
    """A caller that knows its peer knows better."""
    delays = list(islice(backoff(first=0.01, longest=0.02), 5))

    assert max(delays) <= 0.02 * (1 + JITTER)
    assert min(delays) >= 0.01 * (1 - JITTER)
