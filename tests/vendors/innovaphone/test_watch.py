"""Subscriptions to many users: paced, renewed, and told apart by their tags."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.facts import ExtensionIs, Fact, PresenceIs
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.vendors.innovaphone.requests import Requests
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.innovaphone.watch import PresenceWatch
from custom_components.pbx.telephony.vendors.innovaphone.watched import PersonFacts
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    Message,
    PresenceState,
    parse,
)

ANNA = ExtensionId("anna.berger")
VISIBLE, ANSWER, AGAIN, RETRY = 30, 15, 30, 600


class Pbx:
    """The other side of a watch, with a clock of its own."""

    def __init__(self, *users: str, window: int = 20) -> None:
        self.now = 0.0
        self.requests = Requests()
        self.watch = PresenceWatch(users, self.requests, Times(window=window))

    def start(self) -> list[dict[str, Any]]:
        self.watch.start(self.now)
        return self.asked()

    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(frame) for frame in self.requests.drain()]

    def tell(self, mt: str, src: str | None, **members: Any) -> tuple[Fact, ...]:
        message = parse(json.dumps({"api": "PbxApi", "mt": mt, "src": src} | members))
        assert isinstance(message, Message)
        return self.requests.route(message, self.now)

    def at(self, now: float) -> tuple[Fact, ...]:
        """Let time pass."""
        self.now = now
        return self.watch.tick(now)


def reasons(facts: tuple[Fact, ...]) -> list[tuple[str, str | None]]:
    return [(fact.id, fact.reason) for fact in facts if isinstance(fact, PresenceIs)]


@pytest.fixture
def pbx() -> Pbx:
    return Pbx(ANNA)


def test_users_are_subscribed_by_name_or_number() -> None:
    """What can only be a number is one; repeated names are one user."""
    pbx = Pbx("anna.berger", "114", "*7#", "+49 30", "Anna.Berger", "", " ", "114")

    asked = [{key: body.get(key) for key in ("sip", "num")} for body in pbx.start()]

    assert asked == [
        {"sip": "anna.berger", "num": None},
        {"sip": None, "num": "114"},
        {"sip": None, "num": "*7#"},
        {"sip": "+49 30", "num": None},
    ]
    assert pbx.watch.keys == ("anna.berger", "114", "*7#", "+49 30")


def test_at_most_a_window_of_subscriptions_is_unanswered() -> None:
    """Each answer lets the next one out, and so does an answer that never comes."""
    pbx = Pbx(*(f"user{number}" for number in range(50)), window=20)
    asked = pbx.start()
    assert len(asked) == 20

    pbx.tell("SubscribePresenceResult", asked[7]["src"])
    pbx.tell("SubscribePresenceResult", asked[7]["src"])
    assert len(pbx.asked()) == 1

    pbx.at(ANSWER)
    assert len(pbx.asked()) == 20
    pbx.at(2 * ANSWER)
    assert len(pbx.asked()) == 9


def test_each_user_has_a_tag_of_their_own() -> None:
    """An update has no name in it: only its tag says whose it is."""
    pbx = Pbx("anna", "tom")
    anna, tom = (body["src"] for body in pbx.start())
    assert anna != tom

    assert reasons(pbx.tell("PresenceUpdate", tom, presence=[])) == [("tom", None)]
    assert reasons(pbx.tell("PresenceUpdate", anna, presence=[])) == [("anna", None)]
    assert pbx.tell("PresenceUpdate", "p99", presence=[]) == ()


def test_a_refused_subscription_is_of_nobody(pbx: Pbx) -> None:
    """A result with an error says that there is no such user, also when it comes late."""
    [asked] = pbx.start()
    pbx.at(ANSWER)

    facts = pbx.tell("SubscribePresenceResult", asked["src"], error=1)

    assert reasons(facts) == [(ANNA, "not_found")]
    assert pbx.watch.is_settled


def test_an_answer_alone_tells_nothing(pbx: Pbx) -> None:
    """The result only confirms the subscription."""
    [asked] = pbx.start()

    assert pbx.tell("SubscribePresenceResult", asked["src"]) == ()
    assert not pbx.watch.is_settled


def test_silence_means_not_visible(pbx: Pbx) -> None:
    """The PBX has no message for missing visibility; thirty seconds of silence say it."""
    pbx.start()

    assert pbx.at(VISIBLE - 0.1) == ()
    assert reasons(pbx.at(VISIBLE)) == [(ANNA, "not_visible")]
    assert pbx.at(2 * VISIBLE) == ()
    assert pbx.watch.is_settled


def test_a_dead_subscription_is_renewed(pbx: Pbx) -> None:
    """After ten minutes the old one is ended, by tag and name, and a new tag is used."""
    [asked] = pbx.start()
    pbx.tell("SubscribePresenceResult", asked["src"])
    pbx.tell("PresenceState", asked["src"], up=False)
    pbx.at(100)
    pbx.tell("PresenceState", asked["src"], up=False)
    assert pbx.watch.deadline == RETRY

    pbx.at(RETRY)
    ended, renewed = pbx.asked()

    assert (ended["mt"], ended["src"], ended["sip"]) == ("UnsubscribePresence", asked["src"], ANNA)
    assert (renewed["mt"], renewed["sip"]) == ("SubscribePresence", ANNA)
    assert renewed["src"] != asked["src"]
    assert pbx.tell("UnsubscribePresenceResult", ended["src"]) == ()
    assert pbx.tell("PresenceUpdate", asked["src"], presence=[]) == ()
    assert reasons(pbx.tell("PresenceUpdate", renewed["src"], presence=[])) == [(ANNA, None)]


def test_who_is_refused_is_asked_for_soon_and_then_seldom(pbx: Pbx) -> None:
    """A PBX that has just started does not know everybody yet."""
    [asked] = pbx.start()
    pbx.tell("SubscribePresenceResult", asked["src"], error=1)
    pbx.at(AGAIN)
    ended, renewed = pbx.asked()
    assert (ended["mt"], renewed["mt"]) == ("UnsubscribePresence", "SubscribePresence")

    pbx.tell("SubscribePresenceResult", renewed["src"], error=1)
    pbx.at(2 * AGAIN)
    assert pbx.asked() == []
    pbx.at(AGAIN + RETRY)
    assert [body["mt"] for body in pbx.asked()] == ["UnsubscribePresence", "SubscribePresence"]


def test_who_was_seen_in_between_is_asked_for_soon_again(pbx: Pbx) -> None:
    """What the PBX refuses then is another refusal."""
    [asked] = pbx.start()
    pbx.tell("SubscribePresenceResult", asked["src"], error=1)
    pbx.tell("PresenceState", asked["src"], up=True)
    pbx.tell("PresenceUpdate", asked["src"], presence=[])
    assert pbx.watch.deadline is None

    pbx.tell("SubscribePresenceResult", asked["src"], error=1)

    assert pbx.watch.deadline == AGAIN


def test_a_subscription_that_lives_again_is_not_renewed(pbx: Pbx) -> None:
    """The PBX brings a subscription up by itself."""
    [asked] = pbx.start()
    pbx.tell("SubscribePresenceResult", asked["src"])
    pbx.tell("PresenceState", asked["src"], up=False)
    pbx.tell("PresenceState", asked["src"], up=True)
    pbx.tell("PresenceUpdate", asked["src"], presence=[])

    pbx.at(2 * RETRY)

    assert pbx.asked() == []
    assert pbx.watch.deadline is None


def test_a_user_that_never_shows_is_asked_for_again_and_again(pbx: Pbx) -> None:
    """Users get created later."""
    pbx.start()
    pbx.at(VISIBLE)
    pbx.at(VISIBLE + RETRY)
    assert [body["mt"] for body in pbx.asked()] == ["UnsubscribePresence", "SubscribePresence"]

    assert reasons(pbx.at(2 * VISIBLE + RETRY)) == [(ANNA, "not_visible")]
    pbx.at(2 * (VISIBLE + RETRY))
    assert [body["mt"] for body in pbx.asked()] == ["UnsubscribePresence", "SubscribePresence"]


@pytest.mark.parametrize("before", [[True], [False, True], [True, True]], ids=str)
def test_who_is_up_but_silent_may_not_be_seen(pbx: Pbx, before: list[bool]) -> None:
    """Without the right to see a presence there may be a state and nothing else."""
    [asked] = pbx.start()
    pbx.tell("SubscribePresenceResult", asked["src"])
    for up in before:
        pbx.tell("PresenceState", asked["src"], up=up)

    assert reasons(pbx.at(VISIBLE)) == [(ANNA, "not_visible")]
    # Details may change meanwhile, which tells nothing of the presence.
    assert reasons(pbx.tell("PresenceState", asked["src"], up=True)) == [(ANNA, None)]
    assert reasons(pbx.at(2 * VISIBLE)) == [(ANNA, "not_visible")]

    assert reasons(pbx.tell("PresenceUpdate", asked["src"], presence=[])) == [(ANNA, None)]
    assert pbx.watch.deadline is None


def test_nothing_is_heard_after_the_end(pbx: Pbx) -> None:
    """What is still on its way when a subscription ends is discarded."""
    [asked] = pbx.start()
    pbx.watch.unsubscribe(ANNA, pbx.now)

    assert pbx.tell("PresenceState", asked["src"], up=True) == ()
    assert pbx.tell("SubscribePresenceResult", asked["src"], error=1) == ()
    assert pbx.at(VISIBLE) == ()


@pytest.mark.parametrize(
    ("user", "members"),
    [("anna.berger", {"sip": "Anna.Berger"}), ("112", {"sip": "anna.berger", "num": "112"})],
    ids=["by name", "by number"],
)
def test_a_state_without_a_tag_is_known_by_its_name(user: str, members: dict[str, str]) -> None:
    """The documentation promises a tag; a name is as good."""
    pbx = Pbx(user)
    state = parse(json.dumps({"api": "PbxApi", "mt": "PresenceState", "up": False} | members))
    assert pbx.watch.hear_untagged(state, 0) == ()  # type: ignore[arg-type]

    pbx.start()

    assert reasons(pbx.watch.hear_untagged(state, 0)) == [(user, "not_visible")]  # type: ignore[arg-type]


def test_the_picture_is_of_everybody() -> None:
    """Also who has not been seen is told, so that nothing old stays."""
    pbx = Pbx("anna", "114")
    anna, _ = (body["src"] for body in pbx.start())
    pbx.tell("PresenceState", anna, up=True, num="112", dn="Anna")

    assert pbx.watch.picture() == (
        ExtensionIs(id=ExtensionId("anna"), number="112", name="Anna"),
        PresenceIs(id=ExtensionId("anna"), presence=None),
        ExtensionIs(id=ExtensionId("114")),
        PresenceIs(id=ExtensionId("114"), presence=None),
    )


def test_nobody_to_watch_is_settled() -> None:
    """Without users there is nothing to wait for."""
    pbx = Pbx()

    assert pbx.start() == []
    assert pbx.watch.is_settled
    assert pbx.watch.is_answered
    assert pbx.watch.deadline is None
    assert pbx.watch.find(ANNA) is None


def test_another_way_and_voice_are_used_throughout() -> None:
    """Whoever watches for somebody else asks on their `api`, and tells it as something else."""
    told: list[PersonFacts] = []

    def voice(facts: PersonFacts) -> tuple[Fact, ...]:
        told.append(facts)
        return ()

    pbx = Pbx()
    pbx.watch = PresenceWatch(
        (),
        pbx.requests,
        Times(),
        way=lambda key: {"api": "PbxApi.3", "sip": key.upper()},
        voice=voice,
    )
    pbx.watch.subscribe(ANNA, pbx.now)
    [asked] = pbx.asked()
    assert (asked["api"], asked["sip"]) == ("PbxApi.3", "ANNA.BERGER")

    message = parse(
        json.dumps({"api": "PbxApi.3", "mt": "PresenceUpdate", "src": asked["src"], "presence": []})
    )
    assert isinstance(message, Message)
    assert pbx.requests.route(message, pbx.now) == ()
    assert pbx.watch.picture() == ()
    assert [[type(fact) for fact in facts] for facts in told] == [
        [PresenceIs],
        [ExtensionIs, PresenceIs],
    ]
    pbx.watch.unsubscribe(ANNA, pbx.now)
    [ended] = pbx.asked()
    assert (ended["api"], ended["mt"]) == ("PbxApi.3", "UnsubscribePresence")


def test_an_abandoned_subscription_is_ended_without_a_word() -> None:
    """What it was asked on is gone; nothing is heard or sent of it any more."""
    pbx = Pbx("anna", "tom", "lena", window=2)
    anna, _ = pbx.start()
    pbx.tell("PresenceState", anna["src"], up=False)

    pbx.watch.abandon(ExtensionId("anna"), pbx.now)
    pbx.watch.abandon(ExtensionId("lena"), pbx.now)

    assert pbx.tell("PresenceUpdate", anna["src"], presence=[]) == ()
    assert pbx.tell("SubscribePresenceResult", anna["src"], error=1) == ()
    assert reasons(pbx.at(VISIBLE)) == [("tom", "not_visible")]
    assert pbx.asked() == []
    assert pbx.watch.keys == ("tom",)


def test_a_state_for_somebody_else_says_nothing_of_what_we_see() -> None:
    """It is of an `api` that acts as a user, and has no tag to find that user by."""
    pbx = Pbx(ANNA)
    pbx.start()
    state = PresenceState(api="PbxApi.0", up=False, sip=ANNA)

    assert pbx.watch.hear_untagged(state, 0) == ()
