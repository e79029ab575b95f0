"""The login, without a socket."""

import json

import pytest

from custom_components.pbx.telephony.errors import AuthenticationFailed, UnsupportedModel
from custom_components.pbx.telephony.vendors.innovaphone.handshake import Handshake

from .conversations import APP, PASSWORD, load

CHALLENGE = '{"mt":"AppChallengeResult","challenge":"4711081512345678"}'
ACCEPTED = '{"mt":"AppLoginResult","ok":true}'
REJECTED = '{"mt":"AppLoginResult","ok":false}'


@pytest.fixture
def handshake() -> Handshake:
    return Handshake(APP, PASSWORD)


def test_the_login_is_that_of_the_example(handshake: Handshake) -> None:
    """Challenge, proof, done."""
    wanted = [body for direction, body in load("s01_login_app_object") if direction == "out"]

    sent = [handshake.start(), handshake.receive(CHALLENGE)]

    assert [json.loads(frame or "") for frame in sent] == wanted
    assert handshake.receive(ACCEPTED) is None
    assert handshake.is_done


def test_the_password_is_used_once(handshake: Handshake) -> None:
    """A second challenge is not answered."""
    handshake.receive(CHALLENGE)

    assert handshake.receive(CHALLENGE) is None
    assert not handshake.is_done


@pytest.mark.parametrize("answer", [REJECTED, '{"mt":"AppLoginResult"}'], ids=["false", "absent"])
def test_a_rejection_is_told(handshake: Handshake, answer: str) -> None:
    """Anything but true rejects the password."""
    handshake.receive(CHALLENGE)

    with pytest.raises(AuthenticationFailed) as raised:
        handshake.receive(answer)

    assert PASSWORD not in str(raised.value)


def test_an_odd_challenge_is_no_pbx(handshake: Handshake) -> None:
    """Without a challenge there is nothing to prove the password on."""
    with pytest.raises(UnsupportedModel):
        handshake.receive('{"mt":"AppChallengeResult","challenge":""}')

    assert not handshake.has_proven


@pytest.mark.parametrize(
    "text",
    [ACCEPTED, REJECTED, '{"mt":"KeepAlive"}', '{"mt":"Other"}', "nonsense", '{"mt":"CheckBuild"}'],
)
def test_what_does_not_belong_is_passed_over(handshake: Handshake, text: str) -> None:
    """A result without a login, and whatever else comes in between, changes nothing."""
    assert handshake.receive(text) is None
    assert not handshake.is_done

    assert handshake.receive(CHALLENGE) is not None
