"""One state out of several presence entries, and the words for it both ways.

The documentation says that the first entry is the newest and shall be shown; but a fresh entry
without an activity must not hide an older "do not disturb". So the first that says something wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
import re
from typing import Final

from ...model import Activity, Contact, Presence
from .codecs import Entry

MANUAL_SLOT: Final = "tel:"
"""The slot that people set by hand."""
_CALENDAR_SLOT: Final = "calendar:"
_ONLINE_SLOT: Final = "im:"
_CALLING: Final = "on-the-phone"

_TO_ACTIVITY: Final[Mapping[str, Activity]] = {
    "away": Activity.AWAY,
    "busy": Activity.BUSY,
    "dnd": Activity.DO_NOT_DISTURB,
    _CALLING: Activity.ON_THE_PHONE,
}
WORDS: Final[Mapping[Activity, str]] = {
    Activity.AVAILABLE: "",
    Activity.AWAY: "away",
    Activity.BUSY: "busy",
    Activity.DO_NOT_DISTURB: "dnd",
}
"""What can be set. The PBX makes on-the-phone and the online state by itself."""

# Most people are free and reachable, in a few ways.
_KEPT: Final = 64

_REACHABLE: Final[Mapping[str, bool]] = {"open": True, "closed": False}

_KNOWN_TAG = re.compile(
    r"#(free|busy|away|whole-day|(until|next-activity|next|len):\S*)", re.IGNORECASE
)
# Milliseconds; with more digits it is past the year 2286, and no date.
_UNTIL_TAG = re.compile(r"(?:^| )#until:([0-9]{1,13})(?: |$)", re.IGNORECASE)
_LENGTH_TAG = re.compile(r"#len:([0-9]{1,4})")


def shared(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Give the same entries; those that many people have are kept only once."""
    return entries if _are_personal(entries) else _common(entries)[0]


def presence_of(entries: Iterable[Entry]) -> Presence:
    """Choose what is shown of a person."""
    said = tuple(entries)
    return _chosen(said) if _are_personal(said) else _common(said)[1]


def _are_personal(entries: tuple[Entry, ...]) -> bool:
    """Tell whether there is a note, as hardly two people have the same."""
    return any(entry.note for entry in entries)


@lru_cache(maxsize=_KEPT)
def _common(entries: tuple[Entry, ...]) -> tuple[tuple[Entry, ...], Presence]:
    """Keep what many people have: these entries, and what is shown of them."""
    return entries, _chosen(entries)


def _chosen(entries: tuple[Entry, ...]) -> Presence:
    """Choose by the rules above."""
    slots = _first_of_each(entries)
    contacts = tuple(
        Contact(
            source=slot.contact,
            activity=_normal(slot.activity),
            note=slot.note,
            reachable=_REACHABLE.get(_normal(slot.status)),
        )
        for slot in slots
    )
    sources = _by_source(slots, contacts)
    for slot in slots:
        if raw := _normal(slot.activity):
            return replace(
                sources, activity=_activity(raw), raw=raw, note=_visible_note(slot) or None
            )
    # A slot without a status cannot say that nobody is there.
    absent = bool(contacts) and all(contact.reachable is False for contact in contacts)
    return replace(
        sources,
        activity=Activity.OFFLINE if absent else Activity.AVAILABLE,
        note=next(filter(None, map(_visible_note, slots)), None),
    )


def _by_source(slots: list[Entry], contacts: tuple[Contact, ...]) -> Presence:
    """Say what each source tells by itself, whichever is shown."""
    by_hand, calendar = manual_slot(slots), _slot(slots, _CALENDAR_SLOT)
    reachable = {_normal(contact.source): contact.reachable for contact in contacts}
    return Presence(
        activity=Activity.AVAILABLE,
        chosen=_activity(_normal(by_hand.activity)),
        chosen_note=_visible_note(by_hand) or None,
        calendar=_activity(_normal(calendar.activity)) if calendar else None,
        calendar_until=_until(calendar) if calendar else None,
        on_the_phone=any(contact.activity == _CALLING for contact in contacts),
        online=reachable.get(_ONLINE_SLOT),
        phone_registered=reachable.get(MANUAL_SLOT),
        contacts=contacts,
    )


def _slot(slots: Iterable[Entry], contact: str) -> Entry | None:
    """Find the slot of a source."""
    return next((slot for slot in slots if _normal(slot.contact) == contact), None)


def _until(slot: Entry) -> float | None:
    """Read when the calendar says something else, in seconds since 1970."""
    found = _UNTIL_TAG.search(slot.note)
    return int(found[1]) / 1000 if found else None


def manual_slot(entries: Iterable[Entry], before: Entry | None = None) -> Entry:
    """Find the slot that people set by hand; an empty one if there is none.

    During a call the PBX may put its own word there: then what was set before still counts.
    """
    slot = _slot(entries, MANUAL_SLOT) or Entry()
    if _normal(slot.activity) == _CALLING:
        return replace(slot, activity=before.activity if before else "")
    return slot


def _activity(word: str) -> Activity:
    """Understand a word; one that is not known still says something."""
    return _TO_ACTIVITY.get(word, Activity.OTHER) if word else Activity.AVAILABLE


def _normal(text: str) -> str:
    """Make words comparable."""
    return text.strip().lower()


def _first_of_each(entries: Iterable[Entry]) -> list[Entry]:
    """Drop later entries of the same contact; those without a contact are not the same."""
    seen: set[str] = set()
    slots = []
    for entry in entries:
        contact = _normal(entry.contact)
        if contact and contact in seen:
            continue
        seen.add(contact)
        slots.append(entry)
    return slots


def _visible_note(slot: Entry) -> str:
    """Take what calendar programs add for machines out of a note.

    Source: the vendor's presence note formatter, 14r1: words with a leading # are parameters, a
    doubled one stands for a real #, and #len says how much of the note is text.
    """
    words = slot.note.split(" ")
    if not any(map(_KNOWN_TAG.fullmatch, words)) and _normal(slot.contact) != _CALENDAR_SLOT:
        return slot.note.strip()
    for word in words:
        length = _LENGTH_TAG.fullmatch(word)
        if length and int(length[1]) <= len(slot.note):
            return slot.note[: int(length[1])].strip()
    kept = [word for word in words if word == "#" or word.startswith("##") or word[:1] != "#"]
    return " ".join(word.removeprefix("#") if word[:2] == "##" else word for word in kept).strip()
