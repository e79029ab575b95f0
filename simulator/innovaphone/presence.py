"""How a person's presence looks to somebody with certain rights."""

from dataclasses import dataclass

from ..office import MANUAL, Office, Person

type Entry = dict[str, str]

ON_THE_PHONE = "on-the-phone"
PHONE, CHAT = "tel:", "im:"


@dataclass(frozen=True, slots=True)
class Rights:
    """One line of a user's Visibility page, for our App object."""

    visible: bool = True
    online: bool = True
    presence: bool = True
    note: bool = True
    on_the_phone: bool = True


NOTHING = Rights(visible=False, online=False, presence=False, note=False, on_the_phone=False)


def slot_of(contact: str) -> str:
    """Return the office's name of a contact; the one of the phone is filled by hand."""
    return MANUAL if contact == PHONE else contact.rstrip(":")


def activity_on_wire(activity: str) -> str:
    """Return the wire's word; being available is having none."""
    return "" if activity == "available" else activity


def entries(
    office: Office, person: Person, rights: Rights, *, elsewhere: bool = False
) -> list[Entry]:
    """Return the full list, newest first, the chat client last.

    `elsewhere` is whether the person is on the phone on another system.
    """
    online = "open" if person.registered else "closed"
    slots = {MANUAL: person.presence, **person.slots}
    found = [
        {
            "contact": PHONE if slot == MANUAL else f"{slot}:",
            "status": online if slot == MANUAL else "open",
            "activity": activity_on_wire(presence.activity),
            "note": presence.note,
        }
        for slot, presence in reversed(slots.items())
    ]
    chat = {"contact": CHAT, "status": online, "activity": "", "note": ""}
    if rights.on_the_phone and (elsewhere or office.on_the_phone(person.number)):
        # Not documented: it may stand anywhere. What was set by hand stays readable.
        by_hand = next(x for x in found if x["contact"] == PHONE)
        bearer = chat if by_hand["activity"] else by_hand
        bearer["activity"] = ON_THE_PHONE
    return [_permitted(entry, rights) for entry in (*found, chat)]


def _permitted(entry: Entry, rights: Rights) -> Entry:
    shown = dict(entry)
    if not rights.online:
        del shown["status"]
    if not rights.presence and shown["activity"] != ON_THE_PHONE:
        shown["activity"] = ""
    if not rights.note:
        shown["note"] = ""
    return shown
