"""The part of PbxApi about the user whom the connection acts as: favourites, alien calls."""

from typing import TYPE_CHECKING

from .api import Message, Operation
from .profiles import FIRST_NAME

if TYPE_CHECKING:
    from .pbx_api import PbxApi


def subscribe_profile(api: PbxApi, message: Message) -> None:
    """Show the first profile, and tell its changes from now on."""
    api.profile_tags.append(message.get("src"))
    profile = api.connection.pbx.profiles.first(api.user)
    api.result(message, **({"profile": profile.members} if profile else {}))


def unsubscribe_profile(api: PbxApi, message: Message) -> None:
    """Tell no more."""
    api.profile_tags.clear()
    api.result(message)


def edit_profile(api: PbxApi, message: Message) -> None:
    """Change profiles or favourites, and confirm that, unless nobody shall."""
    profiles, user = api.connection.pbx.profiles, api.user
    number, name = message.get("id"), str(message.get("name") or FIRST_NAME)
    contact = message.get("contact") or {}
    if profiles.answers:
        api.result(message)
    match message["mt"]:
        case "AddProfile":
            profiles.add(user, name)
        case "DelProfile":
            profiles.remove(user, number)
        case "UpdateProfile":
            profiles.rename(user, number, name)
        case "AddProfileContact":
            profiles.add_contact(user, number, name, **contact)
        case "DelProfileContact":
            profiles.remove_contact(user, number, contact.get("id"))
        case "UpdateProfileContact":
            profiles.edit_contact(user, number, contact)


def add_alien_call(api: PbxApi, message: Message) -> None:
    """Mark the user as on the phone elsewhere."""
    pbx = api.connection.pbx
    api.result(message, id=pbx.alien_calls.add(api.user, api.connection.number))
    pbx.refresh()


def delete_alien_call(api: PbxApi, message: Message) -> None:
    """Take a mark away."""
    pbx = api.connection.pbx
    pbx.alien_calls.delete(message.get("id"), api.connection.number)
    api.result(message)
    pbx.refresh()


OPERATIONS: dict[str, Operation] = {
    "SubscribeProfile": subscribe_profile,
    "UnsubscribeProfile": unsubscribe_profile,
    "AddProfile": edit_profile,
    "DelProfile": edit_profile,
    "UpdateProfile": edit_profile,
    "AddProfileContact": edit_profile,
    "DelProfileContact": edit_profile,
    "UpdateProfileContact": edit_profile,
    "AddAlienCall": add_alien_call,
    "DelAlienCall": delete_alien_call,
}
