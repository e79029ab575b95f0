"""The login of a PBX that dials us, without a socket."""

from collections.abc import Callable
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.facts import Fact
from custom_components.pbx.telephony.vendors.innovaphone.answering import (
    CHALLENGE_LENGTH,
    MAX_LOGIN,
    MAX_MESSAGES,
    Answering,
)
from custom_components.pbx.telephony.vendors.innovaphone.claim import read_claim
from custom_components.pbx.telephony.vendors.innovaphone.digest import login_digest
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times

from .conversations import APP, FIXTURES, PASSWORD, Body, load

VECTORS = json.loads((FIXTURES / "digest_vectors.json").read_text("utf-8"))
ASK = '{"mt":"AppChallenge"}'
ABOUT = '{"appobj":"homeassistant","pbx":"hq","cn":"Büro/1","apps":[]}'

type Write = Callable[..., str]


@pytest.fixture
def answering() -> Answering:
    return Answering(APP, PASSWORD)


def challenge_of(answering: Answering) -> str:
    """Ask for a challenge."""
    [frame] = answering.receive(ASK)
    body = json.loads(frame)
    assert body.keys() == {"mt", "challenge"}
    return str(body["challenge"])


def login(challenge: str, info: str | None = ABOUT, password: str = PASSWORD, **who: str) -> str:
    """Write a login as a PBX does: `info` goes into the digest as the text that it is."""
    members = {"sip": APP, "guid": "0" * 32, "dn": "Home Assistant", "domain": "example.com"}
    members |= {"app": APP} | who
    digest = login_digest(challenge=challenge, password=password, info=info, **members)
    body = json.dumps({"mt": "AppLogin", **members, "digest": digest}, ensure_ascii=False)
    return body if info is None else f'{body[:-1]}, "info": {info}}}'


def test_the_example_is_played(answering: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    """Login, AppInfo, PbxInfo, and then the APIs, as if we had dialed."""
    conversation = load("s19_pbx_dials_us")
    monkeypatch.setattr("secrets.token_hex", lambda _: "8f02c6a1b7d3e459")
    session = Session(["anna.berger"], Times(), lambda kind, text: pytest.fail(f"{kind} {text}"))
    session.asked = answering.reply
    sent: list[Body] = []
    facts: list[Fact] = []
    for direction, body in conversation:
        if direction == "out":
            if not sent:
                session.watch.start(0)
                sent = [json.loads(frame) for frame in session.pending(0)]
            assert sent.pop(0) == body
        elif answering.info is None:
            sent += [json.loads(frame) for frame in answering.receive(json.dumps(body))]
            if body["mt"] == "AppLogin":
                assert answering.claim is not None
                sent.append(json.loads(answering.welcome()))
        else:
            facts += session.receive(json.dumps(body), 0)

    assert not sent
    assert facts
    assert answering.info is not None
    assert answering.info.apis == frozenset({"PbxApi", "RCC"})
    assert (answering.info.pbx, answering.info.version) == ("hq", "14r1")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["name"]))
def test_every_vector_is_a_proof(vector: dict[str, Any]) -> None:
    """Without info, with an empty one, with much in it."""
    keys = ("app", "domain", "sip", "guid", "dn", "digest")
    members = {key: vector[key] for key in keys}
    text = json.dumps({"mt": "AppLogin", **members}, ensure_ascii=False)
    if vector["info"] is not None:
        text = f'{text[:-1]},"info":{vector["info"]}}}'

    claim = read_claim(text)

    assert claim is not None
    assert claim.is_proven(vector["challenge"], vector["password"])
    assert not claim.is_proven(vector["challenge"], vector["password"] + "x")
    assert not claim.is_proven(vector["challenge"] + "1", vector["password"])


@pytest.mark.parametrize(
    "info",
    [
        None,
        "{}",
        ABOUT,
        '{"b":1,"a":{"z":[1.0,1e3],"y":"\\u0001\\/"}}',
        '{"pbx":"hq","n":12345678901234567890123}',
        '{"pbx":"hq","pbx":"hq2"}',
    ],
    ids=["no info", "empty info", "info", "odd forms", "long number", "repeated key"],
)
def test_info_counts_as_it_was_sent(answering: Answering, info: str | None) -> None:
    """Whatever a parser and a writer would make of it."""
    assert answering.receive(login(challenge_of(answering), info)) == ()

    assert answering.claim is not None
    assert answering.refusal is None


def test_info_may_be_sent_less_compact_than_it_is_hashed(answering: Answering) -> None:
    """The digest is defined over the compact form."""
    text = login(challenge_of(answering), ABOUT).replace(ABOUT, ABOUT.replace(":", " : "))

    answering.receive(text)

    assert answering.claim is not None
    assert answering.claim.pbx == "hq"


def test_null_members_are_empty_ones(answering: Answering) -> None:
    """The digest sees no difference, so neither do we."""
    challenge = challenge_of(answering)
    digest = login_digest(app=APP, challenge=challenge, password=PASSWORD)
    body = {"mt": "AppLogin", "app": APP, "sip": None, "dn": None, "info": None, "digest": digest}

    answering.receive(json.dumps(body))

    assert answering.claim is not None


def test_each_connection_has_a_challenge_of_its_own() -> None:
    """Random, of the documented length, and of characters that any build can take."""
    challenges = {challenge_of(Answering(APP, PASSWORD)) for _ in range(50)}

    assert len(challenges) == 50
    assert {len(each) for each in challenges} == {CHALLENGE_LENGTH}
    assert all(each.isascii() and each.isalnum() for each in challenges)


@pytest.mark.parametrize(
    "changed",
    [{"password": "wrong"}, {"app": "other"}],
    ids=["password", "app"],
)
def test_a_wrong_login_is_refused(answering: Answering, changed: dict[str, str]) -> None:
    """The PBX is told, and nothing of ours is given away."""
    [frame] = answering.receive(login(challenge_of(answering), **changed))

    assert json.loads(frame) == {"mt": "AppLoginResult", "app": APP, "ok": False}
    assert answering.claim is None
    assert answering.refusal
    assert answering.is_impostor
    assert PASSWORD not in frame + answering.refusal


def test_a_recorded_login_is_worth_nothing(answering: Answering) -> None:
    """It was made for another challenge."""
    recorded = login(challenge_of(Answering(APP, PASSWORD)))
    challenge_of(answering)

    answering.receive(recorded)

    assert answering.claim is None
    assert answering.refusal


def test_a_challenge_is_good_for_one_login(answering: Answering) -> None:
    """Also of who asks for a second one: only the last counts."""
    first = challenge_of(answering)
    challenge_of(answering)

    answering.receive(login(first))

    assert answering.refusal


@pytest.mark.parametrize(
    "text",
    [
        '{"api":"PbxApi","mt":"GetNodeInfo"}',
        '{"api":"RCC","mt":"Whatever"}',
        '{"mt":"AppLogin","app":"homeassistant","digest":""}',
        '{"mt":"AppLogin","app":["homeassistant"],"digest":1}',
        '{"mt":"AppLogin","info":[]}',
        '{"mt":"AppLogin","digest":"a","digest":"b"}',
        '{"mt":"AppLogin","info":' + '{"a":' * 3000 + "1" + "}" * 3000 + "}",
        '{"mt":"AppChallenge","x":"' + "x" * MAX_LOGIN + '"}',
    ],
    ids=[
        "request",
        "unknown request",
        "login without a challenge",
        "login of odd kinds",
        "info of an odd kind",
        "repeated digest",
        "deep",
        "long",
    ],
)
def test_before_the_login_one_wrong_word_is_enough(answering: Answering, text: str) -> None:
    """We hang up without an answer."""
    assert answering.receive(text) == ()
    assert answering.refusal
    assert answering.claim is None


def test_nobody_talks_forever(answering: Answering) -> None:
    """However harmless each message is."""
    for _ in range(MAX_MESSAGES):
        answering.receive('{"mt":"KeepAlive"}')
    assert answering.refusal is None

    answering.receive('{"mt":"KeepAlive"}')

    assert answering.refusal


@pytest.mark.parametrize("text", ["nonsense", "[]", '{"mt":"New"}', "", '{"mt":5}'])
def test_nonsense_is_passed_over(answering: Answering, text: str) -> None:
    """It is bounded, and a PBX of the future may have more to say."""
    assert answering.receive(text) == ()
    assert answering.refusal is None

    answering.receive(login(challenge_of(answering)))

    assert answering.claim is not None


def test_a_browser_is_told_of_no_newer_build(answering: Answering) -> None:
    """No address is handed on."""
    [frame] = answering.receive('{"mt":"CheckBuild","src":"b1","url":"https://evil.example/"}')

    assert json.loads(frame) == {"mt": "CheckBuildResult", "src": "b1"}


@pytest.mark.parametrize(("password", "ok"), [(PASSWORD, True), ("other", False)])
def test_the_password_can_be_checked(answering: Answering, password: str, ok: bool) -> None:
    """Whoever guesses by it is sent away, as after a wrong login."""
    digest = login_digest(app=APP, domain="example.com", challenge="1", password=password)
    body = {"mt": "AppCheckLogin", "src": "c", "app": APP, "domain": "example.com"}

    [frame] = answering.receive(json.dumps({**body, "challenge": "1", "digest": digest}))

    assert json.loads(frame) == {"mt": "AppCheckLoginResult", "src": "c", "ok": ok}
    assert (answering.refusal is None) is ok
    assert answering.is_impostor is not ok


@given(st.text(max_size=60) | st.text(alphabet='{}[]":,ab1\\ ', max_size=40))
def test_no_text_is_a_login_by_chance(text: str) -> None:
    """And none raises."""
    read_claim(text)
    read_claim('{"mt":"AppLogin","info":' + text + "}")

    answering = Answering(APP, PASSWORD)
    answering.receive(text)

    assert answering.claim is None
