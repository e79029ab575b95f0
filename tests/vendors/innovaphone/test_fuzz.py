"""Whatever comes over the websocket: nothing raises, nothing grows without bound."""

from dataclasses import fields, is_dataclass
import json
from typing import Any

from hypothesis import HealthCheck, example, given, settings, strategies as st

from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    Broken,
    Message,
    Unknown,
    parse,
)

from .conversations import CONVERSATIONS, Body, load

RECEIVED: list[Body] = [body for name in CONVERSATIONS for way, body in load(name) if way == "in"]
TEXTS = [json.dumps(body) for body in RECEIVED]
USERS = (ExtensionId("anna.berger"), ExtensionId("tom.keller"))
# What one message can make us keep: far more than any PBX says, far less than harms.
MOST_FACTS = 200
LONGEST_TEXT = 2_000

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """Take a genuine message and put something else in place of a part of it."""
    text = draw(st.sampled_from(TEXTS))
    begin = draw(st.integers(0, len(text)))
    end = draw(st.integers(begin, min(len(text), begin + 40)))
    return text[:begin] + draw(st.text(max_size=40) | st.sampled_from(TEXTS)) + text[end:]


@st.composite
def rewritten(draw: st.DrawFn) -> str:
    """Take a genuine message and put any JSON in place of one of its values."""
    message = json.loads(draw(st.sampled_from(TEXTS)))
    place: Any = message
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
        else:
            place[key] = draw(json_values)
            break
    return json.dumps(message)


anything = st.text(max_size=500) | json_values.map(json.dumps)


def texts_of(value: object) -> list[str]:
    """Give all texts within a message or a fact."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for each in fields(value) for text in texts_of(getattr(value, each.name))]
    if isinstance(value, tuple | list | frozenset):
        return [text for each in value for text in texts_of(each)]
    return []


def session() -> Session:
    """Give a conversation that has begun, with two people watched."""
    session = Session(USERS, Times(), lambda kind, word: None)
    session.start(0.0)
    session.watch.start(0.0)
    for user in USERS:
        session.watch.subscribe(user, 0.0)
    return session


def tags_of(session: Session) -> list[str]:
    """Give the tags of all that was asked, so that an answer finds who waits for it."""
    frames = map(json.loads, session.pending(0.0))
    return [frame["src"] for frame in frames if "src" in frame]


def test_there_are_messages() -> None:
    """The properties below speak of something."""
    assert len(TEXTS) > 80


@given(anything | mutilated() | rewritten())
@example("[" * 100_000)
@example('{"mt":' * 10_000)
@example('{"mt":"PresenceState","src":"p1","up":true,"presence":' + "9" * 5_000 + "}")
@settings(max_examples=300)
def test_no_message_raises_or_tells_without_bound(text: str) -> None:
    """What is understood is short; all else is named and passed over."""
    message = parse(text)

    assert isinstance(message, Message | Unknown | Broken)
    if not isinstance(message, Message):
        assert max(map(len, texts_of(message)), default=0) < LONGEST_TEXT


@given(st.lists(mutilated() | rewritten() | st.sampled_from(TEXTS), max_size=8), st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_no_conversation_raises(texts: list[str], data: st.DataObject) -> None:
    """Also when an answer that makes no sense has the tag of a question of ours."""
    talk, state = session(), PbxState()
    tags = tags_of(talk)

    for at, text in enumerate(texts):
        facts = talk.receive(_tagged(text, data.draw(st.sampled_from(tags))), float(at))
        fold(state, Batch(facts))
        assert len(facts) < MOST_FACTS
        assert max(map(len, texts_of(facts)), default=0) < LONGEST_TEXT


def _tagged(text: str, tag: str) -> str:
    """Let a message answer a question of ours, if it can."""
    try:
        body = json.loads(text)
    except ValueError, RecursionError:
        return text
    return json.dumps(body | {"src": tag}) if isinstance(body, dict) else text
