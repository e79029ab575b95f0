"""People outside the office, as an address book knows them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """One entry of an address book."""

    name: str
    numbers: tuple[str, ...]
    """As they were written down, in whatever form."""
