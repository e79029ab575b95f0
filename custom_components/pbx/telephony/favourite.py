"""The favourites of people: whom they keep within reach on their own screens."""

from dataclasses import dataclass

from .model import ExtensionId, FavouriteId, Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Favourite:
    """Somebody whom the user of an extension keeps within reach."""

    id: FavouriteId
    owner: ExtensionId
    entry: str
    """The PBX's own id of it, good for commands about it."""
    profile: str
    """The PBX's own id of the list that it stands in."""
    name: str
    number: str | None = None
    address: str | None = None
    """The name by which the PBX finds that person; None for who is outside."""
    presence: Presence | None = None
    """None while it is unknown, or may not be seen."""
    reason: str | None = None
    """Why the presence is unknown, as with an extension."""


def favourite_id(owner: ExtensionId, entry: str) -> FavouriteId:
    """Make the id of a favourite, for entries are counted anew for each owner."""
    return FavouriteId(f"{owner}/{entry}")
