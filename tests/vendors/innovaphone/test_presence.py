"""One state out of several presence entries."""

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.model import Activity, Contact, Presence
from custom_components.pbx.telephony.vendors.innovaphone.codecs import Entry
from custom_components.pbx.telephony.vendors.innovaphone.presence import (
    manual_slot,
    presence_of,
    shared,
)

EXAMPLE = (
    "Frei bis 11.06.2030, 11:00 (Beschäftigt: Budget)"
    " #free #until:1907398800000 #next-activity:busy #next:41:6:42:6"
)


def slot(contact: str, status: str = "", activity: str = "", note: str = "") -> Entry:
    return Entry(contact=contact, status=status, activity=activity, note=note)


@pytest.mark.parametrize(
    ("entries", "activity", "raw", "note"),
    [
        ([], Activity.AVAILABLE, "", None),
        ([slot("tel:", "open")], Activity.AVAILABLE, "", None),
        ([slot("tel:")], Activity.AVAILABLE, "", None),
        ([slot("tel:", "closed"), slot("im:", "closed")], Activity.OFFLINE, "", None),
        ([slot("tel:", "closed"), slot("im:", "open")], Activity.AVAILABLE, "", None),
        ([slot("tel:", "closed"), slot("im:")], Activity.AVAILABLE, "", None),
        ([slot("tel:", "closed"), slot("im:", "odd")], Activity.AVAILABLE, "", None),
        ([slot("im:", "open"), slot("tel:", "open", "dnd")], Activity.DO_NOT_DISTURB, "dnd", None),
        ([slot("tel:", "closed", "busy")], Activity.BUSY, "busy", None),
        ([slot("tel:", "open", " On-The-Phone ")], Activity.ON_THE_PHONE, "on-the-phone", None),
        ([slot("a", "", "away"), slot("b", "", "busy")], Activity.AWAY, "away", None),
        ([slot("tel:", "open", "Meeting", "Budget")], Activity.OTHER, "meeting", "Budget"),
        ([slot("a"), slot("b", note="first"), slot("c", note="x")], Activity.AVAILABLE, "", "first"),
        ([slot("a", note="other"), slot("b", "", "busy")], Activity.BUSY, "busy", None),
        ([slot("tel:", "", "busy"), slot("TEL:", "", "dnd")], Activity.BUSY, "busy", None),
        ([slot("tel:"), slot("tel:", "", "dnd")], Activity.AVAILABLE, "", None),
        ([slot(""), slot("", "", "dnd")], Activity.DO_NOT_DISTURB, "dnd", None),
        ([slot("tel:", "CLOSED")], Activity.OFFLINE, "", None),
    ],
    ids=[
        "nothing set", "reachable", "no status", "gone", "one is open", "one is silent",
        "unknown status", "an empty entry hides nothing", "busy though gone", "case and space",
        "first activity", "unknown activity", "first note", "note of the chosen",
        "the first of a contact counts", "also when it is empty", "no contact is no contact",
        "case of the status",
    ],
)  # fmt: skip
def test_the_first_entry_that_says_something_wins(
    entries: list[Entry], activity: Activity, raw: str, note: str | None
) -> None:
    """The rules of choosing, one by one."""
    presence = presence_of(entries)

    assert (presence.activity, presence.raw, presence.note) == (activity, raw, note)


@pytest.mark.parametrize(
    ("entries", "chosen"),
    [
        ([], Activity.AVAILABLE),
        (
            [slot("im:", "open", "on-the-phone"), slot("tel:", "open", "dnd")],
            Activity.DO_NOT_DISTURB,
        ),
        ([slot("calendar:", "open", "busy"), slot("tel:", "open", "")], Activity.AVAILABLE),
        ([slot("tel:", "open", "lunch")], Activity.OTHER),
    ],
    ids=["nothing set", "below a call", "below the calendar", "a word that cannot be chosen"],
)
def test_what_was_set_by_hand_is_kept_apart(entries: list[Entry], chosen: Activity) -> None:
    """A call or a calendar on top does not change what the person has chosen."""
    assert presence_of(entries).chosen is chosen


def test_all_sources_are_kept() -> None:
    """What was not chosen can still be looked at."""
    presence = presence_of(
        [slot("tel:", "open", "Busy", "Focus"), slot("im:", "closed"), slot("x")]
    )

    assert presence == Presence(
        activity=Activity.BUSY,
        raw="busy",
        note="Focus",
        chosen=Activity.BUSY,
        chosen_note="Focus",
        on_the_phone=False,
        online=False,
        phone_registered=True,
        contacts=(
            Contact(source="tel:", activity="busy", note="Focus", reachable=True),
            Contact(source="im:", activity="", note="", reachable=False),
            Contact(source="x", activity="", note="", reachable=None),
        ),
    )


def test_each_source_is_told_by_itself() -> None:
    """Also what lies below a call, and until when the calendar says so."""
    presence = presence_of(
        [
            slot("im:", "open", "on-the-phone"),
            slot("tel:", "closed", "away", "Lunch"),
            slot("calendar:", "open", "busy", EXAMPLE),
        ]
    )

    assert presence.activity is Activity.ON_THE_PHONE
    assert (presence.chosen, presence.chosen_note) == (Activity.AWAY, "Lunch")
    assert (presence.calendar, presence.calendar_until) == (Activity.BUSY, 1907398800.0)
    assert (presence.on_the_phone, presence.online, presence.phone_registered) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize("note", ["#until:x", "#until:99999999999999", "a#until:1", "#until:"])
def test_an_end_that_is_no_date_is_none(note: str) -> None:
    """The note is written by a program that we do not know."""
    assert presence_of([slot("calendar:", "open", "busy", note)]).calendar_until is None


@pytest.mark.parametrize(
    ("contact", "note", "shown"),
    [
        ("calendar:", EXAMPLE, "Frei bis 11.06.2030, 11:00 (Beschäftigt: Budget)"),
        ("tel:", EXAMPLE, "Frei bis 11.06.2030, 11:00 (Beschäftigt: Budget)"),
        ("calendar:", "Budget #len:6 trailing", "Budget"),
        ("calendar:", "Budget ##1 #whole-day", "Budget #1"),
        ("calendar:", "# 1 #odd:7", "# 1"),
        ("calendar:", "Budget #len:9999", "Budget"),
        ("calendar:", "Budget #len:x", "Budget"),
        ("calendar:", "#busy", None),
        ("tel:", "Room #12 ##1", "Room #12 ##1"),
        ("tel:", "Call #12 #Busy", "Call"),
        ("tel:", "Room #until", "Room #until"),
        ("tel:", "  lunch\nback at 3 ", "lunch\nback at 3"),
    ],
    ids=[
        "calendar", "calendar words elsewhere", "length", "escaped", "lonely mark", "too long",
        "bad length", "nothing but words", "a person's own mark", "a known word in it",
        "a word without its value", "trimmed",
    ],
)  # fmt: skip
def test_words_for_machines_are_not_shown(contact: str, note: str, shown: str | None) -> None:
    """Calendar programs write parameters into notes; people do not want to read them."""
    assert presence_of([slot(contact, note=note)]).note == shown


def test_the_manual_slot_is_found() -> None:
    """It is told by its contact; a missing one is empty."""
    by_hand = slot("Tel:", activity="away")

    assert manual_slot([slot("im:"), by_hand]) == by_hand
    assert manual_slot([slot("im:")]) == Entry()


@pytest.mark.parametrize(
    ("before", "activity"), [(None, ""), (slot("tel:", activity="away"), "away")]
)
def test_a_call_is_not_set_by_hand(before: Entry | None, activity: str) -> None:
    """If it were written back, the person would be on the phone for ever."""
    calling = slot("tel:", "open", "On-The-Phone", "Focus")

    assert manual_slot([calling], before) == slot("tel:", "open", activity, "Focus")


@given(st.lists(st.builds(Entry, contact=st.text(), activity=st.text(), note=st.text())))
def test_any_entries_give_a_state(entries: list[Entry]) -> None:
    """Nothing raises, and nothing is invented."""
    presence = presence_of(entries)

    assert len(presence.contacts) <= len(entries)


def test_what_many_people_have_is_kept_once() -> None:
    """Thousands are simply free; what somebody wrote is theirs alone, and not remembered."""

    def free(note: str = "") -> tuple[Entry, ...]:
        return (slot("tel:", "open", note=note), slot("im:", "closed"))

    assert shared(free()) is shared(free())
    assert presence_of(free()) is presence_of(list(free()))
    mine = free("Lunch")
    assert shared(mine) is mine
    assert presence_of(mine) == presence_of(free("Lunch"))
    assert presence_of(mine) is not presence_of(mine)
