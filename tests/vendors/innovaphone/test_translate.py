"""From the PBX's words to ours and back."""

import json

import pytest

from custom_components.pbx.telephony.commands import SetPresence
from custom_components.pbx.telephony.errors import CommandUnsupported
from custom_components.pbx.telephony.model import Activity, Capability, ExtensionId
from custom_components.pbx.telephony.vendors.innovaphone.codecs import Entry
from custom_components.pbx.telephony.vendors.innovaphone.people import People
from custom_components.pbx.telephony.vendors.innovaphone.translate import (
    address,
    pbx_info,
    set_presence,
    watched_keys,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire import GetNodeInfoResult, make, parse

from .conversations import load

ANNA = ExtensionId("anna.berger")
SLOT = Entry(contact="tel:", activity="Lunch", note="Back at 3")


def written(command: SetPresence, slot: Entry | None = SLOT) -> tuple[str | None, str | None]:
    """Give the activity and the note that are sent."""
    request = set_presence(command, src="r1", sip="anna.berger", slot=slot)
    assert (request.sip, request.contact, request.guid) == ("anna.berger", "tel:", None)
    assert parse(make(request)) == request
    return request.activity, request.note


@pytest.mark.parametrize(
    ("node", "name"),
    [("Headquarters", "Headquarters"), ("root", "innovaphone PBX"), ("", "innovaphone PBX"),
     (None, "innovaphone PBX")],
    ids=["named", "root", "empty", "absent"],
)  # fmt: skip
def test_the_pbx_is_named_by_its_node(node: str | None, name: str) -> None:
    """Every PBX has a root node, so that is no name."""
    info = pbx_info(
        host="PBX.example", port=443, app="HomeAssistant", node=GetNodeInfoResult(name=node)
    )

    assert info.name == name
    assert (info.id, info.id_is_stable) == ("pbx.example:443/PBX0/homeassistant".lower(), False)
    assert info.capabilities == (
        Capability.PRESENCE
        | Capability.PRESENCE_SET
        | Capability.DO_NOT_DISTURB
        | Capability.NUMBERING
    )


def test_names_are_folded_and_kept_as_typed() -> None:
    """The first spelling is the id, also with the space that somebody typed."""
    keys = watched_keys([" anna ", "Anna", "STRASSE", "straße", "", "  ", "114"])

    assert keys == (" anna ", "STRASSE", "114")
    assert address(keys[0]) == {"sip": "anna"}


def test_phones_are_not_spoken_of() -> None:
    """PbxApi tells of people only; a number that is watched is known from the start."""
    anna, door = People(["anna.berger", "114"]).roster.extensions

    assert (anna.number, door.number) == (None, "114")
    for extension in (anna, door):
        assert (extension.hook, extension.registered, extension.presence) == (None, None, None)


@pytest.mark.parametrize(
    ("activity", "word"),
    [(Activity.AVAILABLE, ""), (Activity.AWAY, "away"), (Activity.BUSY, "busy"),
     (Activity.DO_NOT_DISTURB, "dnd")],
)  # fmt: skip
def test_an_activity_is_written_in_the_pbx_word(activity: Activity, word: str) -> None:
    """The note is kept."""
    command = SetPresence(extension=ANNA, activity=activity)

    assert written(command) == (word, "Back at 3")


@pytest.mark.parametrize("activity", [Activity.ON_THE_PHONE, Activity.OFFLINE, Activity.OTHER])
def test_what_the_pbx_makes_itself_cannot_be_set(activity: Activity) -> None:
    """It is refused before anything is sent."""
    with pytest.raises(CommandUnsupported) as raised:
        written(SetPresence(extension=ANNA, activity=activity))

    assert raised.value.needs is Capability.PRESENCE_SET


def test_a_word_of_the_pbx_overrules() -> None:
    """Experts may set what the vendor's clients do not offer."""
    command = SetPresence(extension=ANNA, activity=Activity.OTHER, raw=" vacation\n")

    assert written(command) == ("vacation", "Back at 3")


def test_a_note_alone_keeps_the_activity() -> None:
    """What a person set by hand stays, in the PBX's own word."""
    assert written(SetPresence(extension=ANNA, note="Gone")) == ("Lunch", "Gone")


def test_an_empty_note_removes_it() -> None:
    """Empty is not the same as absent."""
    assert written(SetPresence(extension=ANNA, note="")) == ("Lunch", "")


def test_what_was_never_seen_is_left_out() -> None:
    """Nothing is written over what may not be seen."""
    assert written(SetPresence(extension=ANNA, note="Gone"), slot=None) == (None, "Gone")
    assert written(SetPresence(extension=ANNA, activity=Activity.AWAY), slot=None) == (
        "away",
        None,
    )


def test_a_note_is_short_and_clean() -> None:
    """The PBX's limit is unknown; ours is 250, without control characters."""
    _, note = written(SetPresence(extension=ANNA, note="a\u0000\r\nb" + "x" * 300))

    assert note is not None
    assert note.startswith("a\nbx")
    assert len(note) == 250


def test_the_request_is_that_of_the_example() -> None:
    """What we send is what the vendor documents."""
    wanted = next(body for _, body in load("s06_set_presence") if body["mt"] == "SetPresence")
    command = SetPresence(extension=ANNA, activity=Activity.BUSY, note="Door open, meeting room 2")

    request = set_presence(command, src="r1", sip="anna.berger", slot=None)

    assert json.loads(make(request)) == wanted
