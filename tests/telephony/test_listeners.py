"""Who wants to know of what."""

import pytest

from custom_components.pbx.telephony.listeners import Listeners


def test_only_who_listens_to_a_key_is_told() -> None:
    """A change wakes those it concerns."""
    told: list[str] = []
    listeners: Listeners[[str]] = Listeners()
    listeners.add("alice", told.append)
    listeners.add("bob", lambda news: told.append(f"bob hears {news}"))

    listeners.tell("alice", "ring")
    listeners.tell("nobody", "ring")

    assert told == ["ring"]


def test_everybody_is_told_in_the_order_of_coming() -> None:
    """Also the same callback twice."""
    told: list[int] = []
    listeners: Listeners[[]] = Listeners()
    first, second = (lambda: told.append(1)), (lambda: told.append(2))
    for callback in (first, second, first):
        listeners.add("key", callback)

    listeners.tell("key")

    assert told == [1, 2, 1]


def test_who_has_left_is_not_told() -> None:
    """And nothing is kept of a key nobody listens to."""
    told: list[str] = []
    listeners: Listeners[[str]] = Listeners()
    remove = listeners.add("key", told.append)

    remove()
    listeners.tell("key", "ring")

    assert told == []
    assert not listeners._by_key


def test_leaving_twice_harms_nobody_else() -> None:
    """The same callback may listen for somebody else's sake."""
    told: list[str] = []
    listeners: Listeners[[str]] = Listeners()
    remove = listeners.add("key", told.append)
    listeners.add("key", told.append)

    remove()
    remove()
    listeners.tell("key", "ring")

    assert told == ["ring"]


def test_who_joins_needs_to_keep_nothing() -> None:
    """The key and the callback are enough to leave, also a method that was looked up anew."""
    told: list[str] = []
    listeners: Listeners[[str]] = Listeners()
    listeners.join("key", told.append)

    listeners.tell("key", "ring")
    listeners.leave("key", told.append)
    listeners.leave("key", told.append)
    listeners.tell("key", "again")

    assert told == ["ring"]
    assert not listeners._by_key


def test_leaving_while_being_told_is_fine() -> None:
    """An entity may vanish because of what it is told."""
    told: list[str] = []
    listeners: Listeners[[]] = Listeners()

    def leave() -> None:
        told.append("once")
        remove()

    remove = listeners.add("key", leave)
    listeners.add("key", lambda: told.append("always"))

    listeners.tell("key")
    listeners.tell("key")

    assert told == ["once", "always", "always"]


def test_one_that_fails_does_not_harm_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """A broken entity must not cost the rest their news, nor the PBX its link."""
    told: list[str] = []
    listeners: Listeners[[str]] = Listeners()

    def fail(_: str) -> None:
        raise ValueError("broken entity")

    listeners.add("key", fail)
    listeners.add("key", told.append)

    listeners.tell("key", "ring")

    assert told == ["ring"]
    assert "broken entity" in caplog.text
