"""Commands about the favourites of people."""

from dataclasses import dataclass
from typing import ClassVar

from ..model import Capability, ExtensionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who shall be a favourite. A member that is None is left out, or kept in an update."""

    name: str | None = None
    number: str | None = None
    address: str | None = None
    """The name by which the PBX finds that person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFavourites:
    """Read the favourites of an extension anew; facts tell them, `data` of the receipt repeats."""

    needs: ClassVar[Capability] = Capability.FAVOURITES
    owner: ExtensionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFavourite:
    """Add a favourite to a profile; None is the first one."""

    needs: ClassVar[Capability] = Capability.FAVOURITES
    owner: ExtensionId
    entry: Entry
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFavourite:
    """Change a favourite."""

    needs: ClassVar[Capability] = Capability.FAVOURITES
    owner: ExtensionId
    favourite: str
    """The PBX's own id of the entry."""
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFavourite:
    """Remove a favourite."""

    needs: ClassVar[Capability] = Capability.FAVOURITES
    owner: ExtensionId
    favourite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProfile:
    """Begin another list of favourites."""

    needs: ClassVar[Capability] = Capability.FAVOURITES
    owner: ExtensionId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenameProfile:
    """Give a list of favourites another name."""

    needs: ClassVar[Capability] = Capability.FAVOURITES
    owner: ExtensionId
    profile: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveProfile:
    """Remove a list with all its favourites."""

    needs: ClassVar[Capability] = Capability.FAVOURITES
    owner: ExtensionId
    profile: str
