"""What is known of phones, and which of two news is newer."""

import pytest

from custom_components.pbx.telephony.model import Extension, ExtensionId, Hook
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionRow
from custom_components.pbx.telephony.vendors.yeastar.roster import Roster


def row(number: str, status: str = "Idle", name: str = "") -> ExtensionRow:
    return ExtensionRow(number=number, name=name, status=status)


@pytest.fixture
def roster() -> Roster:
    roster = Roster()
    roster.take([row("2001"), row("2002")], roster.question())
    return roster


def test_a_list_tells_everything_of_an_extension() -> None:
    """An empty name is none; an unknown word leaves the state open."""
    roster = Roster()

    extensions = roster.take([row("1", "Busy", "Ann"), row("2", "?")], roster.question())

    assert extensions == (
        Extension(id=ExtensionId("1"), number="1", name="Ann", registered=True, hook=Hook.BUSY),
        Extension(id=ExtensionId("2"), number="2", registered=None, hook=Hook.UNKNOWN),
    )


def test_a_report_since_the_question_beats_the_answer(roster: Roster) -> None:
    """The list shows what was true before."""
    question = roster.question()
    roster.report("2001", Hook.RINGING, True)

    extensions = roster.take([row("2001"), row("2002", "Busy")], question)

    assert [extension.hook for extension in extensions] == [Hook.RINGING, Hook.BUSY]
    assert roster.ringing() == ("2001",)


def test_the_next_answer_beats_the_report(roster: Roster) -> None:
    """Else a lost report would be believed for ever."""
    roster.report("2001", Hook.RINGING, True)

    roster.take([row("2001"), row("2002")], roster.question())

    assert roster.hook("2001") is Hook.IDLE


def test_a_list_without_states_leaves_them_as_they_are(roster: Roster) -> None:
    """Some firmware lists none; of a phone that is new, nothing is known."""
    roster.report("2001", Hook.BUSY, True)

    extensions = roster.take([row("2001", ""), row("2003", "")], roster.question())

    assert [(each.hook, each.registered) for each in extensions] == [
        (Hook.BUSY, True),
        (Hook.UNKNOWN, None),
    ]


def test_an_extension_that_is_not_listed_is_gone(roster: Roster) -> None:
    """A report does not bring it back."""
    roster.take([row("2002")], roster.question())

    roster.report("2001", Hook.BUSY, True)

    assert "2001" not in roster
    assert "2002" in roster
    assert roster.hook("2001") is None
    assert not roster.is_stale("2001", 0)


def test_who_is_on_no_call_is_free(roster: Roster) -> None:
    """So is who does not exist any more."""
    roster.report("2002", Hook.BUSY, True)

    free = roster.free(map(ExtensionId, ("2001", "2002", "2003")))

    assert free == {"2001", "2003"}
