"""Who no longer rings, and who has left, is found in answers if no report told it."""

import pytest

from custom_components.pbx.telephony.facts import Fact
from custom_components.pbx.telephony.vendors.yeastar.answers import ExtensionRow
from custom_components.pbx.telephony.vendors.yeastar.picture import silent_are
from custom_components.pbx.telephony.vendors.yeastar.reports import Answer, Bye, NewCdr, Ring

from .flows import Ear, ext, inbound, legs
from .test_picture import A, B, C, X, comes_in, look, ringing


@pytest.fixture
def ear() -> Ear:
    ear = Ear()
    ear.now = 1.0
    return ear


def listed(ear: Ear, asked: float, **phones: str) -> list[Fact]:
    """Let the PBX list the phones, and say which calls fell silent."""
    quiet = ear.calls.unheard_since(asked)
    rows = [ExtensionRow(number=key[1:], name="", status=each) for key, each in phones.items()]
    ear.roster.take(rows, ear.roster.question())
    return [*ear.learn(*silent_are(ear.calls, ear.roster, quiet, 9.0))]


@pytest.mark.parametrize("status", ["Registered", "Idle", "Unavailable", "Malfunction"])
def test_a_phone_that_is_listed_as_free_rings_no_more(ear: Ear, status: str) -> None:
    """Its report was lost; the call goes on with the others."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))), Ring(call=X, members=(ext(C), inbound(X))))

    facts = listed(ear, 5.0, x2002=status, x2003="Ringing")

    assert legs(facts) == [(f"{X}/2002", "callee", "ended")]
    assert ear.live == [X]


@pytest.mark.parametrize(
    ("asked", "status"), [(1.5, "Idle"), (5.0, "Busy")], ids=["asked before", "it is busy"]
)
def test_a_phone_rings_on_until_it_is_known_to_be_free(ear: Ear, asked: float, status: str) -> None:
    """What was heard since the question is newer than the answer."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))))

    assert listed(ear, asked, x2002=status) == []


def test_a_call_that_is_over_rings_nowhere(ear: Ear) -> None:
    """The same answers have ended it."""
    ear.hear(Ring(call=X, members=(ext(B), inbound(X))))
    quiet = ear.calls.unheard_since(5.0)
    ear.hear(NewCdr(call=X))

    assert silent_are(ear.calls, ear.roster, quiet, 9.0) == []


def test_who_has_talked_and_is_free_has_left(ear: Ear) -> None:
    """The call goes on with somebody else, and no report told so."""
    ear.hear(Answer(call=X, members=(ext(A), inbound(X))))
    ear.phone(A, "Idle")
    ear.phone(B, "Busy")

    facts = look(ear, comes_in("Talking", B), asked=9.0)

    assert legs(facts) == [
        (f"{X}/inbound", "caller", "talking"),
        (f"{X}/2002", "callee", "talking"),
        (f"{X}/2001", "callee", "ended"),
    ]
    assert ear.live == [X]


@pytest.mark.parametrize(
    ("hook", "callees"),
    [("Busy", (B,)), ("Idle", (A,)), ("Idle", ())],
    ids=["it is busy", "it is named", "nobody is named"],
)
def test_who_may_still_talk_has_not_left(ear: Ear, hook: str, callees: tuple[str, ...]) -> None:
    """Only both together say it: the phone is free, and the PBX names others."""
    ear.hear(Answer(call=X, members=(ext(A), inbound(X))))
    ear.phone(A, hook)

    facts = look(ear, comes_in("Talking", *callees), asked=9.0)

    assert not [leg for leg in legs(facts) if leg[2] == "ended"]


def test_who_only_rang_has_not_left(ear: Ear) -> None:
    """A queue may ring the same phone again."""
    ear.hear(Ring(call=X, members=(ext(C), inbound(X))))

    facts = look(ear, comes_in("Progress", B), asked=9.0)

    assert not [leg for leg in legs(facts) if leg[2] == "ended"]


def test_a_queue_rings_the_same_phone_again(ear: Ear) -> None:
    """It was silent for a while, and the caller still waits."""
    for _ in range(2):
        ear.phone(B, "Ringing")
        ringing(ear, B, inbound(X))
        ear.phone(B, "Idle")
    ear.hear(Bye(call=X, members=(inbound(X), ext(B))))

    assert ear.happened[0] == "ringing 2002"
    assert ear.happened[-1] == "missed 2002"
    assert ear.live == []
