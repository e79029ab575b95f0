"""How the members of messages about favourites are read and written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from .codecs import Codec, Malformed, line, word

# Nobody keeps more within reach; a hostile peer has favourites without end.
MAX_CONTACTS: Final = 500
# What a handle of the PBX can be: 32 bits without a sign.
_MAX_ID: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A favourite, as it is on the wire."""

    id: int
    name: str = ""
    """The SIP name, by which the PBX finds the person."""
    num: str = ""
    dsp: str = ""
    presence: bool | None = None
    """Whether there is a presence to watch; None where the PBX does not say."""
    dialog: bool | None = None
    ext: str = ""
    """Empty for who is inside; `tel` or `sip` for a number or an address outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A list of favourites."""

    id: int
    name: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """Who shall be a favourite. Only here the members have these names."""

    dn: str = ""
    sip: str = ""
    num: str = ""


class Added(NamedTuple):
    """A favourite that came, and the id of the profile that it came to."""

    profile: int
    contact: Contact


class Deleted(NamedTuple):
    """The id of a favourite that went, and of its profile."""

    profile: int
    contact: int


def handle(value: object) -> int | None:
    """Read a number that names something; None if it is none."""
    match value:
        case bool():
            return None
        case int():
            number = value
        case str() if value.isdecimal() and value.isascii() and len(value) <= len(str(_MAX_ID)):
            number = int(value)
        case _:
            return None
    return number if 0 <= number <= _MAX_ID else None


def _contact(value: object) -> Contact | None:
    """Read a favourite; one without an id cannot be spoken of."""
    if not isinstance(value, dict) or (number := handle(value.get("id"))) is None:
        return None
    return Contact(
        id=number,
        name=line(value.get("name")) or "",
        num=line(value.get("num")) or "",
        dsp=line(value.get("dsp")) or "",
        presence=_said(value.get("presence")),
        dialog=_said(value.get("dialog")),
        ext=word(value.get("ext")) or "",
    )


def _said(value: object) -> bool | None:
    """Read a flag that may be missing."""
    return None if value is None else value is True or value == "true"


def _written(contact: Contact) -> dict[str, Any]:
    """Write a favourite as a whole; what the PBX did not say is not made up."""
    members: dict[str, Any] = {
        "id": contact.id,
        "name": contact.name,
        "num": contact.num,
        "dsp": contact.dsp,
        "presence": contact.presence,
        "dialog": contact.dialog,
        "ext": contact.ext or None,
    }
    return {key: value for key, value in members.items() if value is not None}


def _read_profile(body: Mapping[str, Any]) -> Profile | None:
    """Read a list of favourites; a user who never had any may have none."""
    value = body.get("profile")
    if value is None or value == {}:
        return None
    if not isinstance(value, dict) or (number := handle(value.get("id"))) is None:
        raise Malformed
    listed = value.get("contacts")
    contacts = listed[:MAX_CONTACTS] if isinstance(listed, list) else ()
    return Profile(
        id=number,
        name=line(value.get("name")) or "",
        contacts=tuple(contact for contact in map(_contact, contacts) if contact is not None),
    )


def _write_profile(profile: Profile) -> dict[str, Any]:
    """Write a list of favourites."""
    contacts = [_written(contact) for contact in profile.contacts]
    return {"profile": {"id": profile.id, "name": profile.name, "contacts": contacts}}


def _change(body: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """Read what the two reports of a change have in common."""
    value = body.get("profile")
    if isinstance(value, dict) and (number := handle(value.get("id"))) is not None:
        contact = value.get("contact")
        if isinstance(contact, dict):
            return number, contact
    raise Malformed


def _read_added(body: Mapping[str, Any]) -> Added:
    """Read which favourite came."""
    profile, value = _change(body)
    if (contact := _contact(value)) is None:
        raise Malformed
    return Added(profile, contact)


def _read_deleted(body: Mapping[str, Any]) -> Deleted:
    """Read which favourite went."""
    profile, value = _change(body)
    if (contact := handle(value.get("id"))) is None:
        raise Malformed
    return Deleted(profile, contact)


def _read_contact(body: Mapping[str, Any]) -> Contact:
    """Read a favourite as a whole."""
    if (contact := _contact(body.get("contact"))) is None:
        raise Malformed
    return contact


def _read_new(body: Mapping[str, Any]) -> NewContact:
    """Read who shall be a favourite."""
    value = body.get("contact")
    if not isinstance(value, dict):
        raise Malformed
    return NewContact(**{key: line(value.get(key)) or "" for key in ("dn", "sip", "num")})


def _read_contact_id(body: Mapping[str, Any]) -> int:
    """Read which favourite is meant."""
    value = body.get("contact")
    number = handle(value.get("id")) if isinstance(value, dict) else None
    if number is None:
        raise Malformed
    return number


CODECS: Final[Mapping[str, Codec]] = {
    "entry_added": Codec(
        _read_added,
        lambda it: {"profile": {"id": it.profile, "contact": _written(it.contact)}},
    ),
    "contact_id": Codec(_read_contact_id, lambda number: {"contact": {"id": number}}),
    "entry_deleted": Codec(
        _read_deleted, lambda it: {"profile": {"id": it.profile, "contact": {"id": it.contact}}}
    ),
    "id": Codec(lambda body: handle(body.get("id")), lambda number: {"id": number}),
    "new_contact": Codec(
        _read_new, lambda it: {"contact": {"dn": it.dn, "sip": it.sip, "num": it.num}}
    ),
    "profile": Codec(_read_profile, _write_profile),
    "whole_contact": Codec(_read_contact, lambda contact: {"contact": _written(contact)}),
}
