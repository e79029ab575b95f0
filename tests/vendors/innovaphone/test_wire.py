"""Messages: any text in, never an error."""

from dataclasses import fields
import json
from typing import Any

from hypothesis import example, given, strategies as st
import pytest

from custom_components.pbx.telephony.vendors.innovaphone import wire
from custom_components.pbx.telephony.vendors.innovaphone.codecs import (
    MAX_ENTRIES,
    NOTE_LENGTH,
    Entry,
    Failure,
    Row,
    clean,
)
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    MAX_MESSAGE,
    AppChallengeResult,
    AppLogin,
    AppLoginResult,
    Broken,
    GetNodeInfoResult,
    Message,
    PresenceState,
    PresenceUpdate,
    ReplicateNextResult,
    ReplicateStart,
    SetPresenceResult,
    Unknown,
    make,
    parse,
)

from .conversations import CONVERSATIONS, load

CLASSES = [each for each in vars(wire).values() if isinstance(each, type) and each in wire._PLANS]

lines = st.text(max_size=20).map(lambda text: clean(text, 20).replace("\n", " "))
words = st.text(min_size=1, max_size=20).filter(str.isprintable)
notes = st.text(max_size=40).map(lambda text: clean(text, 40))
entries = st.builds(Entry, contact=lines, status=lines, activity=lines, note=notes)
rows = st.builds(Row, h323=lines, cn=lines, dn=lines, e164=lines, hide=st.booleans())
names = st.lists(lines, unique=True).map(tuple)
MEMBERS: dict[str, st.SearchStrategy[Any]] = {
    "src": st.none() | words,
    "apis": st.none() | st.frozensets(words.map(str.strip).filter(bool), max_size=4),
    "challenge": words,
    "columns": names,
    "failure": st.none() | st.builds(Failure, words, lines),
    "hidden": st.booleans(),
    "note": st.none() | notes,
    "ok": st.booleans(),
    "presence": st.lists(entries, max_size=MAX_ENTRIES).map(tuple),
    "pseudo": names,
    "row": st.none() | rows,
    "up": st.booleans(),
}


def messages(cls: type[Message]) -> st.SearchStrategy[Message]:
    """Make messages of one class, with all they can hold."""
    members = {each.name: MEMBERS.get(each.name, st.none() | lines) for each in fields(cls)}
    return st.builds(cls, **members | {"api": st.just(cls.__dataclass_fields__["api"].default)})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
member_names = sorted({each.name for cls in CLASSES for each in fields(cls)} - {"api", "src"})


def test_there_are_messages() -> None:
    """The properties below speak of something."""
    assert len(CLASSES) >= 26


@given(st.one_of([messages(cls) for cls in CLASSES]))
@example(ReplicateNextResult(src="t1", row=Row(h323="anna", hide=True)))
@example(ReplicateStart(src="t1", columns=("guid",), pseudo=("", "executive")))
@example(PresenceUpdate(src="p1", presence=(Entry(contact="tel:"),)))
@example(SetPresenceResult(src="r1", failure=Failure("1", "not found")))
def test_a_message_survives_being_written(message: Message) -> None:
    """Make, then parse, is the identity."""
    assert parse(make(message)) == message


@given(st.text())
def test_any_text_is_understood_or_not(text: str) -> None:
    """No text raises."""
    assert isinstance(parse(text), Message | Unknown | Broken)


@given(
    st.sampled_from(CLASSES),
    st.dictionaries(st.sampled_from([*member_names, "error", "err", "src"]), json_values),
)
def test_any_member_of_any_kind_is_survived(cls: type[Message], members: dict[str, Any]) -> None:
    """A known message with nonsense in it does not raise, and can be written again."""
    api = cls.__dataclass_fields__["api"].default
    message = parse(json.dumps({"api": api, "mt": cls.__name__} | members))

    match message:
        case Broken():
            assert message.mt == cls.__name__
        case Message():
            make(message).encode()
        case _:
            pytest.fail("it is known")


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_every_example_is_taken(name: str) -> None:
    """No example conversation has a message that breaks."""
    for _, body in load(name):
        assert not isinstance(parse(json.dumps(body)), Broken)


@pytest.mark.parametrize(
    "text",
    ["", "\ufeff{}", "{", "nonsense", "[]", '"text"', "7", "null", "[" * 200_000, "1" * 5000],
    ids=[
        "empty", "byte order mark", "cut", "word", "array", "text", "number", "null", "deep", "huge",
    ],
)  # fmt: skip
def test_what_is_no_object_is_broken(text: str) -> None:
    """Only JSON objects are messages."""
    assert isinstance(parse(text), Broken)


@pytest.mark.parametrize(
    "text", ["{}", '{"mt":null}', '{"mt":""}', '{"mt":["KeepAlive"]}'],
    ids=["absent", "null", "empty", "array"],
)  # fmt: skip
def test_a_message_needs_a_type(text: str) -> None:
    """An object without a type says nothing."""
    assert parse(text) == Broken("no type")


@pytest.mark.parametrize(
    ("size", "kind"), [(MAX_MESSAGE, Unknown), (MAX_MESSAGE + 1, Broken)], ids=["1 MiB", "more"]
)
def test_up_to_a_mebibyte_is_read(size: int, kind: type) -> None:
    """Large messages are read, absurd ones are not."""
    frame = '{"mt":"Large","pad":"%s"}'

    assert isinstance(parse(frame % ("x" * (size - len(frame) + 2))), kind)


def test_unknown_members_are_ignored_and_null_is_absent() -> None:
    """Later versions may say more, and say nothing explicitly."""
    text = '{"api":"PbxApi","mt":"PresenceState","src":"p1","up":true,"sip":null,"new":[1]}'

    assert parse(text) == PresenceState(src="p1", up=True)


def test_an_api_of_a_user_is_the_same_api() -> None:
    """An impersonated API has a number behind its name, and the same messages."""
    message = parse('{"api":"PbxApi.12","mt":"GetNodeInfoResult","src":"n1"}')

    assert message == GetNodeInfoResult(api="PbxApi.12", src="n1")


def test_another_api_may_use_the_same_name() -> None:
    """A type belongs to its API."""
    assert parse('{"api":"RCC","mt":"PresenceState","up":true}') == Unknown(
        mt="PresenceState", api="RCC"
    )


@pytest.mark.parametrize(
    ("challenge", "text"),
    [('"0123456789abcdef"', "0123456789abcdef"), ("4711081512345678", "4711081512345678"),
     ('"a b~"', "a b~"), (f'"{"1" * 64}"', "1" * 64)],
    ids=["text", "number of older builds", "printable", "longest"],
)  # fmt: skip
def test_a_challenge_is_opaque_text(challenge: str, text: str) -> None:
    """Older builds send the challenge as a number; its decimal text counts."""
    message = parse(f'{{"mt":"AppChallengeResult","challenge":{challenge}}}')

    assert message == AppChallengeResult(challenge=text)


@pytest.mark.parametrize(
    "challenge",
    ['""', "null", "true", "1.5", "[]", f'"{"1" * 65}"', '"a\\u0000"', '"a\\n"', '"\\ud83d"'],
    ids=["empty", "null", "flag", "float", "array", "long", "zero", "line break", "half"],
)
def test_an_odd_challenge_is_refused(challenge: str) -> None:
    """Nothing is proven on something that is no challenge."""
    message = parse(f'{{"mt":"AppChallengeResult","challenge":{challenge}}}')

    assert message == Broken("malformed", "AppChallengeResult")


@pytest.mark.parametrize(
    ("ok", "accepted"),
    [("true", True), ('"true"', True), ("false", False), ("null", False), ("1", False)],
)
def test_a_login_is_accepted_only_by_true(ok: str, accepted: bool) -> None:
    """Anything else is a rejection, also a missing member."""
    assert parse(f'{{"mt":"AppLoginResult","ok":{ok}}}') == AppLoginResult(ok=accepted)


@pytest.mark.parametrize(
    ("members", "failure"),
    [
        ({}, None),
        ({"error": 0, "errorText": "fine"}, None),
        ({"error": "", "err": None}, None),
        ({"error": False}, None),
        ({"error": 1, "errorText": "not found"}, Failure("1", "not found")),
        ({"error": "not found"}, Failure("not found")),
        ({"err": "busy"}, Failure("busy")),
        ({"error": True}, Failure("error")),
        ({"error": {}}, Failure("error")),
    ],
    ids=[
        "none", "zero", "empty", "false", "number", "text", "signal", "true", "object",
    ],
)  # fmt: skip
def test_failures_have_many_forms(members: dict[str, Any], failure: Failure | None) -> None:
    """There is no common error object; every form that was seen is read."""
    body = {"api": "PbxApi", "mt": "SetPresenceResult"} | members

    assert parse(json.dumps(body)) == SetPresenceResult(failure=failure)


@pytest.mark.parametrize("presence", ["null", "{}", '"busy"', "7"])
def test_a_presence_that_is_no_list_is_broken(presence: str) -> None:
    """Such an update is dropped as a whole, so the last state stays."""
    text = f'{{"api":"PbxApi","mt":"PresenceUpdate","src":"p1","presence":{presence}}}'

    assert parse(text) == Broken("malformed", "PresenceUpdate")


@pytest.mark.parametrize("up", ["null", "1", '"yes"'])
def test_a_state_that_is_neither_up_nor_down_is_broken(up: str) -> None:
    """Without the flag the message says nothing."""
    text = f'{{"api":"PbxApi","mt":"PresenceState","src":"p1","up":{up}}}'

    assert parse(text) == Broken("malformed", "PresenceState")


def test_texts_of_other_people_are_cleaned() -> None:
    """Control characters and halves of emoji vanish, line breaks stay in notes only."""
    slot = {"contact": "tel:\n", "activity": "aw\u0000ay", "note": "a\r\nb\u0007\ud83d c\u0085"}
    text = json.dumps({"api": "PbxApi", "mt": "PresenceUpdate", "presence": [slot, 7, None]})

    assert parse(text) == PresenceUpdate(
        presence=(Entry(contact="tel: ", activity="away", note="a\nb\ufffd c"),)
    )


def test_texts_and_lists_are_bounded() -> None:
    """Nobody else's text fills our memory."""
    slots = [{"activity": "x" * 999, "note": "y" * 9999}] * 40
    text = json.dumps({"api": "PbxApi", "mt": "PresenceUpdate", "presence": slots})
    message = parse(text)

    assert isinstance(message, PresenceUpdate)
    assert len(message.presence) == MAX_ENTRIES
    assert len(message.presence[0].activity) == 64
    assert len(message.presence[0].note) == NOTE_LENGTH


def test_a_number_may_stand_for_a_text() -> None:
    """A number that came unquoted is still a number to dial."""
    message = parse('{"api":"PbxApi","mt":"PresenceState","up":true,"num":112,"dn":true}')

    assert message == PresenceState(up=True, num="112")


@pytest.mark.parametrize("columns", [None, {}, [], "row"], ids=["null", "empty", "list", "text"])
def test_behind_the_last_row_there_is_none(columns: object) -> None:
    """The list ends with a result without columns."""
    body = {"api": "PbxTableUsers", "mt": "ReplicateNextResult", "columns": columns}

    assert parse(json.dumps(body)) == ReplicateNextResult()


def test_a_start_without_lists_is_survived() -> None:
    """Also messages that only we send are read without trust."""
    assert parse('{"api":"PbxTableUsers","mt":"ReplicateStart"}') == ReplicateStart(columns=())


def test_secrets_do_not_show() -> None:
    """Neither challenge nor digest appears where a message is printed."""
    shown = repr([AppChallengeResult(challenge="4711"), AppLogin(app="a", digest="abcd")])

    assert "4711" not in shown
    assert "abcd" not in shown


def test_frames_are_compact_and_whole() -> None:
    """Text stays readable, and half a character cannot stop the socket."""
    frame = make(wire.SetPresence(src="r1", sip="änna", note="\ud83d"))

    assert frame == '{"api":"PbxApi","mt":"SetPresence","src":"r1","sip":"änna","note":"\ufffd"}'
