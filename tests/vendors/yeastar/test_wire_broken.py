"""Bytes that are no proper JSON: what can be mended is, and nothing raises."""

import json

from hypothesis import example, given, strategies as st
import pytest

from custom_components.pbx.telephony.vendors.yeastar import reports
from custom_components.pbx.telephony.vendors.yeastar.reports import Broken, Report
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

from .test_wire import ext

WORDS = st.sampled_from(
    ["RING", "BYE", "NewCdr", "CallStatus", "QueueAutoPause", "PlayPromptEnd", "x", ""]
)
KEYS = st.sampled_from(
    ["action", "event", "callid", "call", "members", "ext", "inbound", "extid", "ivr", "misscall"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | WORDS,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS | st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "body",
    [
        b'{"action":"DTMF","callid":"1.2","ext":{"extid":"1",},"info":"5",}',
        b'{"action":"DTMF","callid":"1.2","ext":{"extid":"1"},"info":"5",, }',
        b'\x00{"action":"DTMF",\x07"callid":"1.2","ext":{"extid":"1"},"info":"5"}\x00',
        b'\xef\xbb\xbf{"action":"DTMF","callid":"1.2","ext":{"extid":"1"},"info":"5"}',
        b'{"action":"DTMF","callid":"1.2",\r\n\t"ext":{"extid":"1"},"info":"5"}\r\n\r\n',
    ],
    ids=[
        "trailing commas",
        "commas in a row",
        "control characters",
        "byte order mark",
        "blank lines",
    ],
)
def test_broken_json_is_mended(body: bytes) -> None:
    """Published samples carry trailing commas and worse."""
    assert decode(body) == reports.Dtmf(call="1.2", key="5", members=(ext("1"),))


def test_mending_leaves_texts_alone() -> None:
    """A comma before a bracket within a text is no mistake."""
    body = rb'{"action":"CallFailed","reason":"a,]\",}","callid":"1.2",}'

    assert decode(body) == reports.CallFailed(call="1.2", reason='a,]",}')


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"action":"ConfigChange","trunkname":"Büro"}'.encode(), "Büro"),
        ('{"action":"ConfigChange","trunkname":"Büro"}'.encode("latin-1"), "Büro"),
        (rb'{"action":"ConfigChange","trunkname":"B\u00fcro"}', "Büro"),
        (rb'{"action":"ConfigChange","trunkname":"\ud83d\ude00"}', "\N{GRINNING FACE}"),
        (rb'{"action":"ConfigChange","trunkname":"a\ud83d"}', "a\N{REPLACEMENT CHARACTER}"),
    ],
    ids=["utf-8", "latin-1", "escaped", "pair of surrogates", "half a character"],
)
def test_names_in_any_encoding_are_read(body: bytes, name: str) -> None:
    """What comes out can be encoded again."""
    report = decode(body)

    assert report == reports.ConfigChange(object=name)
    assert name.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'"BootUp"',
        b'[{"action":"BootUp"}]',
        b"{",
        b"\xff\xfe\x00",
        b'{"action":]',
        b"[" * 60_000,
        b'{"a":' * 60_000,
        b'"\\' * 30_000,
        b'{"a":"' + b'\\"' * 30_000,
        b"{" + b"," * 60_000,
    ],
    ids=[
        "empty",
        "null",
        "array",
        "text",
        "object in an array",
        "open object",
        "no text",
        "no JSON",
        "deep arrays",
        "deep objects",
        "backslashes",
        "open text",
        "commas",
    ],
)
def test_what_is_no_report_is_broken(body: bytes) -> None:
    """It is answered and counted, and harms nobody."""
    assert decode(body) == Broken()


@given(st.binary())
@example(b"\xed\xa0\x80")
def test_no_bytes_ever_raise(body: bytes) -> None:
    """Anybody who reaches the port can send anything."""
    assert isinstance(decode(body), Report)


@given(st.dictionaries(KEYS, VALUES), WORDS)
def test_no_object_ever_raises(fields: dict[str, object], word: str) -> None:
    """Every field may hold anything."""
    report = decode(json.dumps({"action": word} | fields).encode())

    assert isinstance(report, Report)
    assert repr(report).encode()
