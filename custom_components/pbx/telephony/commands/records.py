"""Commands that fetch what the PBX has written down."""

from dataclasses import dataclass
from typing import ClassVar

from ..model import Capability


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRecords:
    """Fetch the call records of a time; the receipt holds them, oldest first."""

    needs: ClassVar[Capability] = Capability.RECORDS
    began: float
    """Seconds since 1970, UTC; both ends belong to it."""
    ended: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContacts:
    """Fetch the PBX's address book; the receipt holds it."""

    needs: ClassVar[Capability] = Capability.CONTACTS
