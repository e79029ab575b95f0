"""Whatever bytes come from the network: nothing raises, nothing grows without bound."""

from dataclasses import fields, is_dataclass
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings, strategies as st

from custom_components.pbx.telephony.facts import Batch
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionRow
from custom_components.pbx.telephony.vendors.yeastar.calls import Calls
from custom_components.pbx.telephony.vendors.yeastar.frames import Frames
from custom_components.pbx.telephony.vendors.yeastar.reports import Report
from custom_components.pbx.telephony.vendors.yeastar.roster import Roster
from custom_components.pbx.telephony.vendors.yeastar.translate import translate
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

FIXTURES = Path(__file__).parents[2] / "fixtures" / "yeastar"
BODIES = [path.read_bytes() for path in sorted(FIXTURES.glob("*.json"))]
# What one report can make us keep: far more than any PBX says, far less than harms.
MOST_FACTS = 200
LONGEST_TEXT = 2_000

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
genuine = st.sampled_from(BODIES)


@st.composite
def mutilated(draw: st.DrawFn) -> bytes:
    """Take a genuine message and put something else in place of a part of it."""
    body = draw(genuine)
    begin = draw(st.integers(0, len(body)))
    end = draw(st.integers(begin, min(len(body), begin + 40)))
    return body[:begin] + draw(st.binary(max_size=40) | genuine) + body[end:]


@st.composite
def rewritten(draw: st.DrawFn) -> bytes:
    """Take a genuine message and put any JSON in place of one of its values."""
    message = json.loads(draw(genuine))
    place: Any = message
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else list(range(len(place)))
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
        else:
            place[key] = draw(json_values)
            break
    return json.dumps(message).encode()


anything = st.binary(max_size=500) | json_values.map(lambda x: json.dumps(x).encode())


def texts_of(value: object) -> list[str]:
    """Give all texts within a report or a fact."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for each in fields(value) for text in texts_of(getattr(value, each.name))]
    if isinstance(value, tuple | list | frozenset):
        return [text for each in value for text in texts_of(each)]
    return []


def sizable() -> tuple[Calls, Roster, PbxState]:
    """Give an office that reports can be about."""
    roster = Roster()
    numbers = [str(number) for number in (*range(1000, 1010), *range(2000, 2010))]
    roster.take(
        [ExtensionRow(number=x, name="", status="Idle") for x in numbers], roster.question()
    )
    return Calls(), roster, PbxState()


def test_there_are_messages() -> None:
    """The properties below speak of something."""
    assert len(BODIES) > 80


@given(anything | mutilated() | rewritten())
@example(b"[" * 100_000)
@example(b'{"action":' * 10_000)
@example(b'{"action":"NewCdr","callduraction":' + b"9" * 5_000 + b"}")
@settings(max_examples=300)
def test_no_message_raises_or_tells_without_bound(body: bytes) -> None:
    """Neither on its way in, nor as facts, nor in the picture that they are folded into."""
    report = decode(body)
    assert isinstance(report, Report)
    calls, roster, state = sizable()

    facts = translate(report, calls, roster, 1.0)
    fold(state, Batch(facts))

    assert len(facts) < MOST_FACTS
    assert max(map(len, texts_of(facts)), default=0) < LONGEST_TEXT


@given(st.lists(mutilated() | rewritten() | genuine, max_size=8))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_no_sequence_of_messages_raises(bodies: list[bytes]) -> None:
    """What one report has left behind may be what the next one stumbles over."""
    calls, roster, state = sizable()

    for at, body in enumerate(bodies):
        fold(state, Batch(translate(decode(body), calls, roster, float(at))))

    assert repr(state.calls)


@given(st.lists(anything | mutilated(), max_size=10))
def test_no_stream_raises(pieces: list[bytes]) -> None:
    """Wherever a stream is cut, what is no message is passed over, and little is kept."""
    frames = Frames()

    found = [message for piece in pieces for message in frames.feed(piece)]

    assert sum(map(len, found)) <= sum(map(len, pieces))
