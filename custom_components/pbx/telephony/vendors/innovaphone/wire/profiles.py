"""Messages of the PbxApi about favourites, and about calls on other systems.

They act on the user of the connection, so they are sent on an `api` that acts as somebody.
"""

from dataclasses import dataclass

from ..codecs import Failure
from ..codecs_profiles import Added, Contact, Deleted, NewContact, Profile
from .pbx_api import PbxApiMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class PbxApiResult(PbxApiMessage):
    """An answer that says only whether it worked."""

    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeProfile(PbxApiMessage):
    """Read the first profile, and follow it from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeProfileResult(PbxApiResult):
    """The first profile as it is now."""

    profile: Profile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeProfile(PbxApiMessage):
    """Follow the first profile no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeProfileResult(PbxApiResult):
    """Nothing more comes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileContactAdded(PbxApiMessage):
    """A favourite came to a profile, or is another from now on."""

    entry_added: Added


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileContactDeleted(PbxApiMessage):
    """A favourite left a profile."""

    entry_deleted: Deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProfile(PbxApiMessage):
    """Begin another profile."""

    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProfileResult(PbxApiResult):
    """The profile is there, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelProfile(PbxApiMessage):
    """Remove a profile with all in it."""

    id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelProfileResult(PbxApiResult):
    """The profile is gone, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProfile(PbxApiMessage):
    """Give a profile another name."""

    id: int | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProfileResult(PbxApiResult):
    """The profile has the name, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProfileContact(PbxApiMessage):
    """Add a favourite; a profile that is not there is made."""

    id: int | None
    name: str | None = None
    """Of the profile."""
    new_contact: NewContact


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProfileContactResult(PbxApiResult):
    """The favourite is there, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DelProfileContact(PbxApiMessage):
    """Remove a favourite from a profile."""

    id: int | None
    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DelProfileContactResult(PbxApiResult):
    """The favourite is gone, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProfileContact(PbxApiMessage):
    """Replace a favourite by this one, which has the same id."""

    id: int | None
    whole_contact: Contact


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProfileContactResult(PbxApiResult):
    """The favourite is another, or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAlienCall(PbxApiMessage):
    """Mark the user as on the phone on another system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAlienCallResult(PbxApiResult):
    """The mark, good on this connection."""

    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelAlienCall(PbxApiMessage):
    """Take a mark away."""

    id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DelAlienCallResult(PbxApiResult):
    """The mark is gone, or was not there."""


MESSAGES = (
    SubscribeProfile,
    SubscribeProfileResult,
    UnsubscribeProfile,
    UnsubscribeProfileResult,
    ProfileContactAdded,
    ProfileContactDeleted,
    AddProfile,
    AddProfileResult,
    DelProfile,
    DelProfileResult,
    UpdateProfile,
    UpdateProfileResult,
    AddProfileContact,
    AddProfileContactResult,
    DelProfileContact,
    DelProfileContactResult,
    UpdateProfileContact,
    UpdateProfileContactResult,
    AddAlienCall,
    AddAlienCallResult,
    DelAlienCall,
    DelAlienCallResult,
)
