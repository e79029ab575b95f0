"""Messages about favourites and about acting as users: any text in, never an error."""

from dataclasses import fields
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.vendors.innovaphone.codecs_profiles import (
    MAX_CONTACTS,
    Added,
    Contact,
    Deleted,
    NewContact,
    Profile,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    Broken,
    Message,
    impersonation,
    make,
    parse,
    profiles,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire.impersonation import (
    CreateApiResult,
    DeleteApiResult,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire.profiles import (
    AddAlienCallResult,
    AddProfileContact,
    ProfileContactAdded,
    ProfileContactDeleted,
    SubscribeProfileResult,
    UpdateProfileContact,
)

from .test_wire import json_values, lines, words

CLASSES = [*impersonation.MESSAGES, *profiles.MESSAGES]

ids = st.integers(0, 2**32 - 1)
contacts = st.builds(
    Contact,
    id=ids,
    name=lines,
    num=lines,
    dsp=lines,
    presence=st.none() | st.booleans(),
    dialog=st.none() | st.booleans(),
    ext=lines,
)
MEMBERS: dict[str, st.SearchStrategy[Any]] = {
    "src": st.none() | words,
    "api": st.just("PbxApi.3"),
    "failure": st.none(),
    "id": st.none() | ids,
    "ok": st.booleans(),
    "profile": st.none()
    | st.builds(Profile, id=ids, name=lines, contacts=st.lists(contacts, max_size=4).map(tuple)),
    "entry_added": st.builds(Added, ids, contacts),
    "entry_deleted": st.builds(Deleted, ids, ids),
    "contact_id": ids,
    "new_contact": st.builds(NewContact, dn=lines, sip=lines, num=lines),
    "whole_contact": contacts,
}


def messages(cls: type[Message]) -> st.SearchStrategy[Message]:
    """Make messages of one class, with all they can hold."""
    members = {each.name: MEMBERS.get(each.name, st.none() | lines) for each in fields(cls)}
    if cls in impersonation.MESSAGES:
        members["api"] = st.just("PbxImpersonation")
    return st.builds(cls, **members)


@given(st.one_of([messages(cls) for cls in CLASSES]))
def test_a_message_survives_being_written(message: Message) -> None:
    """Make, then parse, is the identity."""
    assert parse(make(message)) == message


@given(
    st.sampled_from(CLASSES),
    st.dictionaries(
        st.sampled_from(["id", "name", "profile", "contact", "target", "ok", "error", "sip"]),
        json_values
        | st.dictionaries(st.sampled_from(["id", "name", "contacts", "contact"]), json_values),
    ),
)
def test_any_member_of_any_kind_is_survived(cls: type[Message], members: dict[str, Any]) -> None:
    """A known message with nonsense in it does not raise, and can be written again."""
    api = "PbxImpersonation" if cls in impersonation.MESSAGES else "PbxApi.0"
    message = parse(json.dumps({"api": api, "mt": cls.__name__} | members))

    match message:
        case Broken():
            assert message.mt == cls.__name__
        case Message():
            make(message).encode()
        case _:
            pytest.fail("it is known")


def hear(mt: str, **members: Any) -> object:
    return parse(json.dumps({"api": "PbxApi.0", "mt": mt} | members))


def test_a_profile_is_read() -> None:
    """Entries that cannot be spoken of are left out, and what is not said is not made up."""
    contact = {"id": 2, "num": "0301", "dsp": "Taxi", "presence": False, "ext": "tel", "new": 1}
    listed = [{"id": "1", "name": "tom"}, contact, {"id": -1}, {"id": True}, {"dsp": "x"}, 7, None]

    assert hear("SubscribeProfileResult", profile={"id": 1, "contacts": listed}) == (
        SubscribeProfileResult(
            api="PbxApi.0",
            profile=Profile(
                id=1,
                contacts=(
                    Contact(id=1, name="tom"),
                    Contact(id=2, num="0301", dsp="Taxi", presence=False, ext="tel"),
                ),
            ),
        )
    )


@pytest.mark.parametrize("profile", [None, {}], ids=["null", "empty"])
def test_who_has_no_profile_has_none(profile: object) -> None:
    """It is an answer, and an empty one."""
    assert hear("SubscribeProfileResult", profile=profile) == SubscribeProfileResult(api="PbxApi.0")


@pytest.mark.parametrize(
    "profile", [7, [], "x", {"id": None}, {"id": 1.5}, {"id": 2**32}, {"id": "٣"}]
)
def test_a_profile_without_a_number_is_broken(profile: object) -> None:
    """It says nothing that could be used."""
    assert hear("SubscribeProfileResult", profile=profile) == Broken(
        "malformed", "SubscribeProfileResult"
    )


def test_favourites_are_bounded() -> None:
    """Nobody else's list fills our memory, and texts are of one line."""
    listed = [{"id": each, "dsp": "a\nb\u0007" + "x" * 999} for each in range(2 * MAX_CONTACTS)]
    message = hear("SubscribeProfileResult", profile={"id": 1, "contacts": listed})

    assert isinstance(message, SubscribeProfileResult)
    assert message.profile is not None
    assert len(message.profile.contacts) == MAX_CONTACTS
    assert message.profile.contacts[0].dsp.startswith("a bxxx")
    assert len(message.profile.contacts[0].dsp) == 255


def test_changes_are_read() -> None:
    """Here the contact stands alone."""
    profile = {"id": 1, "contact": {"id": 2, "dsp": "Taxi", "presence": "true"}}

    assert hear("ProfileContactAdded", src="f1", profile=profile) == ProfileContactAdded(
        api="PbxApi.0", src="f1", entry_added=Added(1, Contact(id=2, dsp="Taxi", presence=True))
    )
    assert hear("ProfileContactDeleted", src="f1", profile=profile) == ProfileContactDeleted(
        api="PbxApi.0", src="f1", entry_deleted=Deleted(1, 2)
    )


def test_a_new_contact_has_other_members() -> None:
    """Only when adding; everywhere else it is a contact object."""
    new = AddProfileContact(
        api="PbxApi.0", src="e1", id=2, name="Home", new_contact=NewContact(dn="Gate", num="180")
    )
    whole = UpdateProfileContact(
        api="PbxApi.0", src="e2", id=2, whole_contact=Contact(id=5, num="181", dsp="Gate")
    )

    assert json.loads(make(new))["contact"] == {"dn": "Gate", "sip": "", "num": "180"}
    assert json.loads(make(whole))["contact"] == {"id": 5, "name": "", "num": "181", "dsp": "Gate"}


def test_values_of_apis_and_marks_are_read() -> None:
    """A result without one is a refusal."""
    api = {"api": "PbxImpersonation"}

    assert hear("CreateApiResult", **api, target="PbxApi.0") == CreateApiResult(target="PbxApi.0")
    assert hear("CreateApiResult", **api, target=None) == CreateApiResult()
    assert hear("DeleteApiResult", **api) == DeleteApiResult(ok=False)
    assert hear("AddAlienCallResult", id=4) == AddAlienCallResult(api="PbxApi.0", id=4)
    assert hear("AddAlienCallResult", id=[4]) == AddAlienCallResult(api="PbxApi.0")
