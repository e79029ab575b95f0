"""The documented conversations about favourites and marks, played with the feature itself."""

import json
from typing import Any

import pytest

from custom_components.pbx.telephony.facts import Fact, FavouritePresenceIs, FavouritesAre
from custom_components.pbx.telephony.memory import Remembered
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.vendors.innovaphone.acting import Acting
from custom_components.pbx.telephony.vendors.innovaphone.feature import Line
from custom_components.pbx.telephony.vendors.innovaphone.impersonation import Impersonation
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.innovaphone.wire import Message

from .conversations import Body, load, untagged

ANNA, LENA = ExtensionId("anna.berger"), ExtensionId("lena.vogt")
TIMES = Times()


class Core:
    """A session with a time that is told, and its line."""

    def __init__(
        self,
        *users: str,
        follows: bool = True,
        on_the_phone: dict[ExtensionId, str] | None = None,
    ) -> None:
        self.now = 1000.0
        self.session = Session(users, TIMES, lambda kind, text: None)
        self.session.start(self.now)
        self.told: list[Fact] = []
        self.line = Line(
            settings={"favourites_of": users if follows else ()},
            requests=self.session.requests,
            people=self.session.people,
            times=TIMES,
            ask=self._ask,
            tell=self.told.extend,
            now=lambda: self.now,
            clock=lambda: self.now,
            on_the_phone={} if on_the_phone is None else on_the_phone,
            ends=Remembered(100),
        )

    async def _ask(self, request: Message, patience: float) -> Message:
        raise TimeoutError

    def sent(self) -> list[Body]:
        """Give what was sent since the last time."""
        return [json.loads(frame) for frame in self.session.pending(self.now)]

    def hear(self, body: Body, **members: Any) -> None:
        """Take a message."""
        self.told += self.session.receive(json.dumps(body | members), self.now)

    def answer(self, asked: Body, **members: Any) -> None:
        """Take the answer to what was sent."""
        body = {"api": asked["api"], "src": asked["src"], "mt": f"{asked['mt']}Result"}
        self.hear(body | members)


def part(name: str, first: str, last: str) -> list[tuple[str, Body]]:
    """Take a part of a conversation, from one message to another."""
    conversation = load(name)
    kinds = [body["mt"] for _, body in conversation]
    return conversation[kinds.index(first) : kinds.index(last) + 1]


def test_favourites_as_documented() -> None:
    """Created, subscribed, one comes and one goes; and in the end nobody is acted for."""
    core = Core(ANNA)
    acting = Acting(core.line)
    core.session.features = (acting,)
    acting.start(core.now)
    sent = core.sent()
    tags: dict[str, str] = {}
    lists: list[list[str]] = []

    for way, body in part("s09_profile_impersonated", "CreateApi", "ProfileContactDeleted"):
        if way == "out":
            mine = sent.pop(0)
            assert untagged(mine) == untagged(body)
            tags[body["src"]] = mine["src"]
        else:
            core.hear(body, src=tags[body["src"]])
            sent += [each for each in core.sent() if "Presence" not in each["mt"]]
            lists += [
                [each.name for each in fact.favourites]
                for fact in core.told
                if isinstance(fact, FavouritesAre)
            ]
            core.told.clear()

    assert lists == [["Tom Keller"], ["Tom Keller", "Taxi"], ["Taxi"]]
    assert not sent
    acting.people_changed((), (ANNA,), core.now)
    [gone] = [each for each in core.sent() if each["mt"] == "DeleteApi"]
    assert (gone["api"], gone["target"]) == ("PbxImpersonation", "PbxApi.0")


def test_a_mark_as_documented() -> None:
    """Made again on a new connection, and taken away by its number."""
    core = Core(LENA, follows=False, on_the_phone={LENA: LENA})
    acting = Acting(core.line)
    acting.start(core.now)
    tags: dict[str, str] = {}
    sent = core.sent()

    for way, body in part("s22_alien_call", "CreateApi", "AddAlienCallResult"):
        if body["api"] == "PbxApi":
            continue
        if way == "out":
            mine = sent.pop(0)
            assert untagged(mine) == untagged(body)
            tags[body["src"]] = mine["src"]
        else:
            core.hear(body, src=tags[body["src"]])
            sent += core.sent()
    assert not sent


@pytest.mark.parametrize("api", ["PbxApi.0", "PbxApi"], ids=["as asked", "without the number"])
def test_an_answer_may_come_without_the_number(api: str) -> None:
    """Whether the value is repeated is not documented."""
    core = Core(ANNA)
    acting = Acting(core.line)
    acting.start(core.now)
    [create] = core.sent()
    core.answer(create, target="PbxApi.0")
    [subscribe] = core.sent()
    contact = {"id": 1, "name": "tom.keller", "dsp": "Tom"}

    profile = {"id": 1, "name": "", "contacts": [contact]}
    core.answer(subscribe, api=api, profile=profile)

    [seen] = core.sent()
    assert (seen["api"], seen["mt"], seen["sip"]) == ("PbxApi.0", "SubscribePresence", "tom.keller")
    core.hear(seen, api=api, mt="PresenceUpdate", presence=[])
    presence = core.told[-1]
    assert isinstance(presence, FavouritePresenceIs)
    assert (presence.id, presence.presence is not None) == ("anna.berger/1", True)


def test_one_value_serves_all_uses_of_a_user() -> None:
    """It is asked for once, given to everybody, and deleted by the last."""
    core = Core(ANNA)
    shared = Impersonation(core.line)
    got: list[tuple[str, str | None]] = []

    def first(api: str | None, now: float) -> tuple[Fact, ...]:
        got.append(("first", api))
        return ()

    def second(api: str | None, now: float) -> tuple[Fact, ...]:
        got.append(("second", api))
        return ()

    shared.take(ANNA, first, core.now)
    shared.take("Anna.Berger", second, core.now)
    [create] = core.sent()
    answered = [shared.is_answered]
    core.answer(create, target="PbxApi.7")
    answered.append(shared.is_answered)
    shared.take(ANNA, first, core.now)

    assert got == [("first", "PbxApi.7"), ("second", "PbxApi.7"), ("first", "PbxApi.7")]
    assert answered == [False, True]
    over = [shared.release(ANNA, each) for each in (first, second)]
    assert core.sent() == []
    over.append(shared.release(ANNA, first))
    assert over == [False, False, True]
    [delete] = core.sent()
    assert (delete["mt"], delete["target"]) == ("DeleteApi", "PbxApi.7")


def test_who_leaves_before_the_answer_is_not_acted_for() -> None:
    """The value that comes then is deleted at once."""
    core = Core(ANNA)
    shared = Impersonation(core.line)
    got: list[str | None] = []

    def then(api: str | None, now: float) -> tuple[Fact, ...]:
        got.append(api)
        return ()

    shared.take(ANNA, then, core.now)
    [create] = core.sent()
    shared.release(ANNA, then)
    assert core.sent() == []
    core.answer(create, target="PbxApi.7")

    assert got == []
    assert [each["mt"] for each in core.sent()] == ["DeleteApi"]


@pytest.mark.parametrize(
    "answer",
    [{}, {"target": None}, {"target": "PbxApi"}, {"error": 1, "target": "PbxApi.1"}, None],
    ids=["none", "null", "ourselves", "error", "silence"],
)
def test_a_refusal_is_told_to_everybody(answer: Body | None) -> None:
    """Also silence is one, in the end; the next who wants it asks again."""
    core = Core(ANNA)
    shared = Impersonation(core.line)
    got: list[str | None] = []

    def then(api: str | None, now: float) -> tuple[Fact, ...]:
        got.append(api)
        return ()

    shared.take(ANNA, then, core.now)
    [create] = core.sent()
    if answer is None:
        deadline = shared.deadline
        assert deadline == core.now + TIMES.visible
        shared.tick(deadline)
    else:
        core.answer(create, **answer)

    assert got == [None]
    assert shared.deadline is None
    shared.take(ANNA, then, core.now)
    assert [each["mt"] for each in core.sent()] == ["CreateApi"]


def test_leaving_after_a_refusal_takes_nothing_from_others() -> None:
    """Who was refused holds nothing; a mark made later is not ended by it."""
    core = Core(ANNA)
    acting = Acting(core.line)
    acting.start(core.now)
    [refused] = core.sent()
    core.answer(refused)
    shared = acting._impersonation
    shared.take(ANNA, lambda api, now: (), core.now)
    [create] = core.sent()
    core.answer(create, target="PbxApi.0")

    acting.people_changed((), (ANNA,), core.now)

    assert core.sent() == []
