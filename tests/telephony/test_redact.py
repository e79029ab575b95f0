"""What must not be seen: no secret, no name and no whole number leaves in a bug report."""

from datetime import UTC, datetime
import json
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.pbx.telephony.redact import REDACTED, mask_number, redact, redact_text

SECRET = "Xy7zzy-Plugh"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("", ""),
        ("7", "7"),
        ("42", "42"),
        ("1000", "**00"),
        ("+41 44 123 45 67", "+41 44 *23 45 67"),
        ("6200(4002)", "**00(**02)"),
    ],
    ids=["nothing", "one digit", "two digits", "extension", "spaced", "group and agent"],
)
def test_numbers_keep_their_last_two_digits(text: str, masked: str) -> None:
    """Enough to tell two parties apart, too little to call them."""
    assert mask_number(text) == masked


@pytest.mark.parametrize("key", ["token", "Token", "password", "secret", "nonce", "webhook_id"])
def test_secrets_vanish_whatever_they_are(key: str) -> None:
    """Also below lists and objects, and whatever the case of the key."""
    value: dict[str, Any] = {key: [SECRET, 12345, {"inner": SECRET, "flag": True, "none": None}]}

    assert redact(value) == {
        key: [REDACTED, REDACTED, {"inner": REDACTED, "flag": True, "none": None}]
    }


def test_an_empty_secret_is_shown_as_empty() -> None:
    """That a password is missing is what a bug report has to tell."""
    assert redact({"password": ""}) == {"password": ""}


@pytest.mark.parametrize(
    ("value", "redacted"),
    [
        ({"callfrom": "0441234567"}, {"callfrom": "********67"}),
        ({"callid": "1700000000.11"}, {"callid": "1700000000.11"}),
        ({"callerid": "Alice <100>"}, {"callerid": REDACTED}),
        ({"number": 1000}, {"number": "**00"}),
        ({"status": "Registered"}, {"status": "Registered"}),
        ({"extension": "1000"}, {"extension": "**00"}),
        ({"extension": "alice"}, {"extension": REDACTED}),
        ({"id": "alice.b2"}, {"id": REDACTED}),
        ({"id": "c9/=alice.b/1000"}, {"id": f"c9/={REDACTED}/**00"}),
        ({"id": "ebc57f45-9064.11"}, {"id": "ebc57f45-**64.11"}),
        ({"flag": True, "count": 1.5, "none": None}, {"flag": True, "count": 1.5, "none": None}),
        (({"to": "100"}, {"to": "200"}), [{"to": "*00"}, {"to": "*00"}]),
        ({"to": {"number": "1000"}}, {"to": {"number": "**00"}}),
        ({"since": datetime(2026, 1, 2, tzinfo=UTC)}, {"since": "2026-01-02 00:00:00+00:00"}),
        ({"detail": frozenset({"a"})}, {"detail": ["a"]}),
        ({"errorText": "no rights for Anna Berger"}, {"errorText": REDACTED}),
        ({"new_in_16r2": "Anna"}, {"new_in_16r2": REDACTED}),
        ({"new_in_16r2": 493012345}, {"new_in_16r2": "*******45"}),
        ({"state": 132}, {"state": 132}),
        ({"activity": "on-the-phone"}, {"activity": "on-the-phone"}),
        ({"activity": "With Anna, back at 3"}, {"activity": REDACTED}),
        ({"status": "forwarded to 0441234567"}, {"status": "forwarded to ********67"}),
    ],
    ids=[
        "number",
        "call id",
        "person",
        "number that is one",
        "harmless",
        "numbered handle",
        "named handle",
        "name with a digit",
        "handle of several parts",
        "code",
        "not texts",
        "several",
        "below a key",
        "something else",
        "set",
        "free text",
        "unknown key",
        "number below an unknown key",
        "state",
        "word",
        "sentence in place of a word",
        "number within words",
    ],
)
def test_each_key_has_its_rule(value: object, redacted: object) -> None:
    """What is not listed is hidden, for it may name anybody."""
    assert redact(value) == redacted


def test_the_original_is_left_alone() -> None:
    """What is redacted is a copy."""
    value = {"token": SECRET, "list": [{"number": "100"}]}

    redact(value)

    assert value == {"token": SECRET, "list": [{"number": "100"}]}


def test_repeated_keys_survive() -> None:
    """The first report format of Yeastar repeats `ext`, and a replay needs both."""
    text = '{"action": "RING", "ext": {"extid": "1000"}, "ext": {"extid": "1002"}}'

    assert redact_text(text) == (
        '{"action": "RING", "ext": {"extid": "**00"}, "ext": {"extid": "**02"}}'
    )


@pytest.mark.parametrize(
    "text", ["[1, 2.5, true, null]", '{"a": {}, "b": []}', '{"status": "\\"ä"}']
)
def test_harmless_json_is_written_as_it_was_meant(text: str) -> None:
    """What a reader of the recording parses is what was sent."""
    assert json.loads(redact_text(text)) == json.loads(text)


@pytest.mark.parametrize(
    "text",
    [
        f"POST /api/v1.1.0/extension/query?token={SECRET}",
        f"POST /api?token={SECRET}&random=1 HTTP/1.1",
        f'{{"token": "{SECRET}", broken',
        f"{{'password': '{SECRET}', broken",
        f'{{"password": "{SECRET} and more',
        f'{{"password": "a \\" quote {SECRET}", broken',
        f"{{'password': 'a \\' quote {SECRET}', broken",
        f"{{password: {SECRET}}}",
        f"Authorization: Digest {SECRET}",
        f"Action: login\r\nUsername: api\r\nSecret: a, b & {SECRET}\r\nVersion: 2.0.0\r\n",
        f"TOKEN = {SECRET}",
    ],
    ids=[
        "query",
        "one of several parameters",
        "broken JSON",
        "single quotes",
        "cut off",
        "escaped quote",
        "escaped single quote",
        "no quotes",
        "header",
        "login block",
        "capitals and blanks",
    ],
)
def test_secrets_vanish_from_what_is_no_json(text: str) -> None:
    """A message that cannot be parsed is where a secret would hide."""
    shown = redact_text(text)

    assert SECRET not in shown
    assert REDACTED in shown


def test_what_surrounds_a_secret_is_kept() -> None:
    """A bug report without the rest of the message is worth nothing."""
    assert redact_text("/api?token=abc&number=1000 broken") == (
        f"/api?token={REDACTED}&number=**00 broken"
    )
    assert redact_text("Secret: abc\r\nVersion: 2.0.0") == (f"Secret: {REDACTED}\r\nVersion: 2.0.0")


def test_bytes_are_read_whatever_they_are() -> None:
    """A recording must not fail where the wire did."""
    assert redact_text(b'{"status": "\xff"}') == '{"status": "\\ufffd"}'
    assert redact_text(b"\x16\x03\x01") == "\x16\x03\x01"


@pytest.mark.parametrize("depth", [1_100, 200_000])
@pytest.mark.parametrize("closes", [True, False], ids=["whole", "cut off"])
def test_deep_nesting_does_not_exhaust_the_stack(depth: int, closes: bool) -> None:
    """One hostile message must not take the diagnostics down."""
    text = "[" * depth + "]" * depth * closes

    assert redact_text(text) in (text, f"({len(text)} characters)")


@given(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.integers(0, 200),
)
@example('"quoted" \\', 60)
def test_no_part_of_a_message_betrays_its_password(noise: str, length: int) -> None:
    """However a message is cut off, and whatever stands around the secret."""
    message = json.dumps({"note": noise, "password": noise + SECRET + noise, "status": "1"})

    assert SECRET not in redact_text(message[:length])
    assert SECRET not in redact_text(message)
