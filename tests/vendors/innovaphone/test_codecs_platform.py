"""Members about diversions, Boolean objects and signalling: total on what the peer may send."""

from dataclasses import fields
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.vendors.innovaphone.codecs import Failure
from custom_components.pbx.telephony.vendors.innovaphone.codecs_platform import (
    MAX_BOOLEANS,
    Boolean,
    Endpoint,
    Facility,
    Signal,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    Broken,
    Message,
    booleans as booleans_wire,
    diversions,
    make,
    notes,
    parse,
    signal,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire.booleans import GetBooleansResult
from custom_components.pbx.telephony.vendors.innovaphone.wire.signal import (
    RegisterResult,
    Signaling,
)

CLASSES: list[type[Message]] = [
    *booleans_wire.MESSAGES,
    *diversions.MESSAGES,
    *notes.MESSAGES,
    *signal.MESSAGES,
]

lines = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
words = lines.filter(bool)
small = st.integers(-1000, 1000)
endpoints = st.builds(Endpoint, num=lines, sip=lines)
booleans = st.builds(Boolean, guid=lines, name=lines, on=st.none() | st.booleans(), reason=lines)
facilities = st.builds(Facility, type=words, data=lines, mime=lines)
signals = st.builds(
    Signal,
    type=words,
    channel=st.none() | small,
    caller=st.none() | endpoints,
    called=st.none() | endpoints,
    facilities=st.lists(facilities, max_size=4).map(tuple),
    cause=st.none() | small,
)
MEMBERS: dict[str, st.SearchStrategy[Any]] = {
    "booleans": st.none() | st.lists(booleans, max_size=4).map(tuple),
    "call_handle": small.filter(bool),
    "failure": st.none() | st.builds(Failure, words, lines),
    "ok": st.booleans(),
    "sig": signals,
    "src": st.none() | words,
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
names = ["booleans", "call", "sig", "ep-num", "num", "sip", "ok", "more", "error", "err", "src"]
nested = st.dictionaries(
    st.sampled_from(["type", "channel", "cg", "cd", "fty", "cau", "num", "guid", "on"]),
    json_values,
)


def messages(cls: type[Message]) -> st.SearchStrategy[Message]:
    """Make messages of one class."""
    members = {each.name: MEMBERS.get(each.name, st.none() | lines) for each in fields(cls)}
    return st.builds(cls, **members | {"api": st.just(cls.__dataclass_fields__["api"].default)})


@given(st.one_of([messages(cls) for cls in CLASSES]))
def test_a_message_survives_being_written(message: Message) -> None:
    """Make, then parse, is the identity."""
    assert parse(make(message)) == message


@given(
    st.sampled_from(CLASSES),
    st.dictionaries(st.sampled_from(names), json_values | nested | st.lists(nested)),
)
def test_any_member_of_any_kind_is_survived(cls: type[Message], members: dict[str, Any]) -> None:
    """Nonsense does not raise, and can be written again."""
    api = cls.__dataclass_fields__["api"].default
    message = parse(json.dumps({"api": api, "mt": cls.__name__} | members))

    if isinstance(message, Message):
        make(message).encode()
    else:
        assert isinstance(message, Broken)


def test_a_list_without_end_is_cut_off() -> None:
    """More than the PBX says it gives at once is an attack or a mistake."""
    rows = [{"guid": str(number)} for number in range(MAX_BOOLEANS + 50)]
    body = {"api": "PbxAdminApi", "mt": "GetBooleansResult", "src": "b1", "booleans": rows}

    message = parse(json.dumps(body))

    assert isinstance(message, GetBooleansResult)
    assert len(message.booleans or ()) == MAX_BOOLEANS


def test_secrets_of_a_registration_are_not_read() -> None:
    """Nobody here needs the relay servers and their passwords."""
    body = {"api": "PbxSignal", "mt": "RegisterResult", "src": "s1", "turnPwd": "hidden"}

    message = parse(json.dumps(body))

    assert message == RegisterResult(src="s1")
    assert "hidden" not in repr(message)


def test_a_text_of_a_chat_is_not_printed() -> None:
    """It belongs to those who write."""
    said = Signal(type="facility", facilities=(Facility(type="im_message", data="private"),))

    assert "private" not in repr(Signaling(call_handle=1, sig=said))


@pytest.mark.parametrize("call", [None, 0, True, "1", 1 << 40, 1.5])
def test_a_signal_of_no_call_is_broken(call: object) -> None:
    """Nobody could say what it is about."""
    body = {"api": "PbxSignal", "mt": "Signaling", "src": "s", "call": call, "sig": {"type": "rel"}}

    assert isinstance(parse(json.dumps(body)), Broken)
