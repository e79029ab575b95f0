"""Things that wait equally long."""

from custom_components.pbx.telephony.vendors.innovaphone.waiting import Waiting


def test_what_waits_becomes_due_in_order() -> None:
    """The first in is the first out, not before its time."""
    waiting: Waiting[str] = Waiting(10)
    waiting.add("first", 0)
    waiting.add("second", 5)

    assert waiting.next == 10
    assert waiting.take(9.9) == []
    assert waiting.take(10) == ["first"]
    assert waiting.take(99) == ["second"]
    assert waiting.next is None


def test_waiting_anew_begins_at_the_end() -> None:
    """Adding again moves a thing behind the others."""
    waiting: Waiting[str] = Waiting(10)
    waiting.add("first", 0)
    waiting.add("second", 1)
    waiting.add("first", 2)

    assert waiting.take(11) == ["second"]
    assert len(waiting) == 1
    assert "first" in waiting


def test_a_thing_can_be_dropped() -> None:
    """Dropping what does not wait is no error."""
    waiting: Waiting[str] = Waiting(10)
    waiting.add("first", 0)
    waiting.drop("first")
    waiting.drop("first")

    assert waiting.take(99) == []
