"""The last messages, and what was not understood."""

from itertools import count

import pytest

from custom_components.pbx.telephony.recorder import (
    KEPT_MESSAGES,
    KEPT_ODDITIES,
    MESSAGE_LENGTH,
    ODDITY_LENGTH,
    Message,
    Recorder,
    Way,
)


def recorder() -> Recorder:
    """Make a recorder whose clock counts."""
    ticks = count(1)
    return Recorder(lambda: float(next(ticks)))


def test_messages_are_kept_in_order_with_time_and_way() -> None:
    """A conversation is read from the top."""
    tape = recorder()

    tape.record(Way.OUT, "hello")
    tape.record(Way.IN, b"world")

    assert tape.messages == (Message(1.0, Way.OUT, "hello"), Message(2.0, Way.IN, "world"))


def test_messages_are_shown_without_secrets() -> None:
    """Nobody has to remember to redact a recording."""
    tape = recorder()

    tape.record(Way.OUT, '{"password": "sesame"}')

    assert "sesame" not in tape.messages[0].text


@pytest.mark.parametrize("long", ["x" * 9_000, b"x" * 9_000], ids=["text", "bytes"])
def test_long_messages_are_only_measured(long: str | bytes) -> None:
    """A list of all extensions would push out what a bug report is about."""
    tape = recorder()

    tape.record(Way.IN, long)

    assert len(long) > MESSAGE_LENGTH
    assert "xx" not in tape.messages[0].text
    assert len(tape.messages[0].text) < 100


def test_only_the_last_messages_are_kept() -> None:
    """A recorder that runs for months does not grow."""
    tape = recorder()

    for number in range(KEPT_MESSAGES + 1):
        tape.record(Way.IN, str(number % 10))

    assert len(tape.messages) == KEPT_MESSAGES
    assert tape.messages[0].at == 2.0


def test_oddities_are_counted_by_kind_and_word() -> None:
    """The same unknown word a thousand times is one line."""
    tape = recorder()

    tape.count("status", "Sleeping")
    tape.count("status", "Sleeping")
    tape.count("not JSON")

    assert dict(tape.oddities) == {"status: Sleeping": 2, "not JSON": 1}


def test_long_words_are_cut() -> None:
    """A word that is a novel is none."""
    tape = recorder()

    tape.count("status", "x" * 1_000)

    assert list(tape.oddities) == ["status: " + "x" * ODDITY_LENGTH]


def test_words_without_end_do_not_fill_the_memory() -> None:
    """The first tell the story; the known ones still count, the rest are lumped together."""
    tape = recorder()

    for number in range(KEPT_ODDITIES + 10):
        tape.count("status", str(number))
    tape.count("status", "0")

    assert len(tape.oddities) == KEPT_ODDITIES + 1
    assert tape.oddities["others"] == 10
    assert tape.oddities["status: 0"] == 2
