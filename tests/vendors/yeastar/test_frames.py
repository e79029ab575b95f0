"""A stream of bytes becomes objects, wherever it is cut."""

import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.vendors.yeastar.frames import MAX_OBJECT, Frames

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    max_leaves=10,
)
OBJECTS = st.lists(st.dictionaries(st.text(), JSON), max_size=5)


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """Cut bytes at these places."""
    ends = sorted(place % (len(data) + 1) for place in places)
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


@given(
    OBJECTS,
    st.sampled_from([b"", b"\r\n", b"\r\n\r\n", b"Response: Success\r\n\r\n", b", ]"]),
    st.lists(st.integers(min_value=0), max_size=8),
    st.booleans(),
)
def test_objects_come_out_as_they_went_in(
    objects: list[dict[str, Any]], between: bytes, places: list[int], readable: bool
) -> None:
    """However the network cuts them, and whatever stands between them."""
    written = [json.dumps(each, ensure_ascii=not readable).encode() for each in objects]
    frames = Frames()

    found = [
        body for part in cut(between + between.join(written), places) for body in frames.feed(part)
    ]

    assert found == written
    assert not frames


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_nothing_at_all_breaks_it(parts: list[bytes]) -> None:
    """What is no JSON is told later, by who reads it."""
    frames = Frames()

    for part in parts:
        for body in frames.feed(part):
            assert body.startswith(b"{")
            assert body.endswith(b"}")
    if frames:
        assert frames.flush().startswith(b"{")
    assert not frames


def test_an_object_without_end_is_given_up() -> None:
    """Memory is not for a peer to fill."""
    frames = Frames()
    with pytest.raises(ValueError, match="without end"):
        list(frames.feed(b"{" + b" " * MAX_OBJECT))


def test_the_longest_object_is_taken() -> None:
    """A report that is posted may be as long."""
    body = b'{"a":"' + b"x" * (MAX_OBJECT - 8) + b'"}'

    assert list(Frames().feed(body)) == [body]


def test_noise_between_objects_is_not_kept() -> None:
    """However much of it there is."""
    frames = Frames()

    assert list(frames.feed(b"x" * (3 * MAX_OBJECT))) == []
    assert not frames
    assert list(frames.feed(b"x{}")) == [b"{}"]


def test_an_object_that_has_lost_its_end_costs_only_itself() -> None:
    """The documents are full of these."""
    frames = Frames()
    assert list(frames.feed(b'{"event":"BootUp')) == []

    assert frames.flush() == b'{"event":"BootUp'
    assert list(frames.feed(b'{"event":"BootUp"}')) == [b'{"event":"BootUp"}']
