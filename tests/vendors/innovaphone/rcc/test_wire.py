"""RCC messages: any JSON in, never an error, and what we write can be read."""

from dataclasses import fields
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.vendors.innovaphone.codecs_rcc import (
    CODECS,
    Connector,
    Device,
    Info,
    Mobile,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    Broken,
    Message,
    Unknown,
    make,
    parse,
    rcc,
    rcc_control,
)

from ..conversations import load

CLASSES = [*rcc.MESSAGES, *rcc_control.MESSAGES]
texts = st.text(st.characters(categories=["L", "N"]), max_size=20)
numbers = st.integers(0, 1 << 40)
connectors = st.builds(
    Connector, type=texts, cn=texts, dn=texts, h323=texts, e164=texts, norm=texts
)
infos = st.builds(Info, type=texts, number=st.none() | numbers, text=texts)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "deleted": st.booleans(),
    "devices": st.lists(st.builds(Device, hw=texts, text=texts), max_size=3).map(tuple),
    "failure": st.none(),
    "far": connectors,
    "infos": st.lists(infos, max_size=3).map(tuple),
    "max_intern": numbers,
    "mobile": st.builds(Mobile, e164=texts, h323=texts, off=st.booleans()),
    "near": connectors,
    "no_forwarding": st.booleans(),
    "others": st.lists(connectors, max_size=3).map(tuple),
    "peer": connectors,
    "peer_sides": st.booleans(),
    "phones": st.lists(texts, max_size=3).map(tuple),
    "silent": st.booleans(),
    "user_sides": st.booleans(),
    **{name: st.booleans() for name in ("audio", "calls", "disc", "grp", "recv", "xfer")},
    **dict.fromkeys(
        (
            *("a", "alert", "b", "call", "cause", "channel", "limit", "position", "rc"),
            *("state", "time", "tones", "user"),
        ),
        numbers,
    ),
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = sorted({key for codec in ("del", "info", "no", "regs") for key in [codec]} | set(CODECS))


@given(st.data(), st.sampled_from(CLASSES))
def test_what_is_written_can_be_read(data: st.DataObject, cls: type[Message]) -> None:
    """Each member of each message."""
    members = {
        each.name: data.draw(VALUES.get(each.name, texts.filter(bool)))
        for each in fields(cls)
        if each.name not in ("api", "src")
    }
    message = cls(src="r1", **members)
    assert parse(make(message)) == message


@given(
    st.sampled_from(CLASSES),
    st.dictionaries(st.sampled_from(NAMES), anything, max_size=8),
)
def test_nothing_is_impossible_to_read(cls: type[Message], body: dict[str, Any]) -> None:
    """Members of the wrong kind are absent."""
    text = json.dumps({**body, "api": "RCC", "mt": cls.__name__})
    assert isinstance(parse(text), cls | Broken)


@pytest.mark.parametrize(
    ("member", "value", "wanted"),
    [
        ("info", {"type": "cause", "vali": 16}, (Info(type="cause", number=16),)),
        ("info", [{"type": "cause", "vali": "16"}], (Info(type="cause", number=16),)),
        ("info", "cause", ()),
        ("no", [{"type": "leg2"}, 7], (Connector(type="leg2"),)),
        ("no", None, None),
    ],
)
def test_details_come_in_several_forms(member: str, value: Any, wanted: Any) -> None:
    """The documents differ, and so do clients."""
    found = parse(json.dumps({"api": "RCC", "mt": "CallInfo", member: value}))
    assert isinstance(found, rcc.CallInfo)
    assert (found.infos if member == "info" else found.others) == wanted


@pytest.mark.parametrize("name", ["s11", "s12", "s13", "s14", "s15", "s25"])
def test_the_examples_are_understood(name: str) -> None:
    """All of them, and our own parts can be written just so."""
    [stem] = [each for each in STEMS if each.startswith(name)]
    for direction, body in load(stem):
        message = parse(json.dumps(body))
        assert not isinstance(message, Unknown | Broken)
        if direction == "out":
            assert json.loads(make(message)) == body


STEMS = (
    "s11_rcc_users",
    "s12_rcc_outgoing_call",
    "s13_rcc_incoming_call",
    "s14_rcc_all_calls",
    "s15_rcc_dtmf_devices",
    "s25_ring_from_queue_object",
)
