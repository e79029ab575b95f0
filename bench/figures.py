"""Arithmetic on measured values."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise


def differences(values: Iterable[float]) -> list[float]:
    """Give what lies between neighbours."""
    return [after - before for before, after in pairwise(values)]


def pairs(begun: Sequence[float], ended: Sequence[float]) -> list[tuple[float, float]]:
    """Pair what began with what ended, one for one."""
    return list(zip(begun, ended, strict=True))


def quantile(values: Sequence[float], share: float) -> float:
    """Give the value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spans(begun: Sequence[float], times: Sequence[float]) -> list[range]:
    """Give, for each beginning, the places of the times up to the next one."""
    places = [bisect_left(times, moment) for moment in begun]
    return [range(*ends) for ends in pairwise([*places, len(times)])]


def shares[T](values: Sequence[T], count: int) -> Iterator[Sequence[T]]:
    """Yield the values in so many parts that are as equal as can be."""
    for part in range(count):
        yield values[part * len(values) // count : (part + 1) * len(values) // count]
