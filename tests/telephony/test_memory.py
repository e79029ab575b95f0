"""A memory that does not grow."""

from custom_components.pbx.telephony.memory import Remembered


def test_the_oldest_is_forgotten_first() -> None:
    """And only when there is no room."""
    memory: Remembered[str, int] = Remembered(2)

    for place, key in enumerate("abc"):
        memory.put(key, place)

    assert list(memory) == ["b", "c"]
    assert "a" not in memory
    assert memory.get("c") == 2
    assert memory.get("a") is None


def test_a_key_is_new_once() -> None:
    """And its first value stays."""
    memory: Remembered[str, int] = Remembered(2)

    assert memory.is_new("a", 1)
    assert not memory.is_new("a", 2)
    assert memory.get("a") == 1
