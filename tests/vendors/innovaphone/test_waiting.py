"""Things that wait equally long, and things that failed."""

from custom_components.pbx.telephony.vendors.innovaphone.waiting import Retries, Waiting


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


def test_what_failed_is_tried_again_soon_and_then_seldom() -> None:
    """Only the first failure may be over in a moment."""
    failed: Retries[str] = Retries(soon=10, seldom=100)
    failed.add("Anna", 0)
    assert (failed.next, failed.take(9.9), failed.take(10)) == (10, [], ["Anna"])

    failed.add("Anna", 10)
    assert "Anna" in failed
    assert (failed.next, failed.take(109.9), failed.take(110)) == (110, [], ["Anna"])
    assert "Anna" not in failed


def test_what_worked_in_between_is_tried_soon_again() -> None:
    """A new failure has nothing to do with an old one."""
    failed: Retries[str] = Retries(soon=10, seldom=100)
    failed.add("Anna", 0)
    failed.forget("Anna")
    assert failed.next is None

    failed.add("Anna", 50)

    assert failed.next == 60


def test_without_hope_nothing_is_tried_soon() -> None:
    """Another failure of the same thing may be a hopeful one."""
    failed: Retries[str] = Retries(soon=10, seldom=100)
    failed.add("Anna", 0, is_hopeful=False)
    assert failed.next == 100

    failed.add("Anna", 1)

    assert (failed.next, failed.take(200)) == (11, ["Anna"])
