"""Questions and answers of all APIs, told apart by their tags."""

import json

import pytest

from custom_components.pbx.telephony.facts import ExtensionIs
from custom_components.pbx.telephony.model import ExtensionId
from custom_components.pbx.telephony.vendors.innovaphone.requests import Facts, Requests
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    GetNodeInfo,
    GetNodeInfoResult,
    KeepAlive,
    Message,
    PresenceUpdate,
    Unknown,
)

FACT = ExtensionIs(id=ExtensionId("anna"))


class Ear:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[Message | Unknown] = []

    def __call__(self, message: Message | Unknown, now: float) -> Facts:
        self.heard.append(message)
        return (FACT,)


@pytest.fixture
def requests() -> Requests:
    return Requests()


@pytest.fixture
def ear() -> Ear:
    return Ear()


def test_tags_are_never_repeated(requests: Requests) -> None:
    """A tag is unique over all kinds of requests."""
    tags = [requests.tag(kind) for kind in ("p", "r", "p", "")]

    assert len({tag.lstrip("pr") for tag in tags}) == 4


def test_an_answer_finds_its_question_once(requests: Requests, ear: Ear) -> None:
    """The second answer to one question is dropped."""
    requests.ask(GetNodeInfo(src="n1"), ear)
    answer = GetNodeInfoResult(src="n1", name="hq")

    assert requests.route(answer, 0) == (FACT,)
    assert requests.route(answer, 0) == ()
    assert ear.heard == [answer]


@pytest.mark.parametrize(
    ("asked", "answered", "heard"),
    [("PbxApi", "PbxApi", True), ("PbxApi.0", "PbxApi.0", True), ("PbxApi.0", "PbxApi", True),
     ("PbxApi", "PbxApi.0", False), ("PbxApi.0", "PbxApi.1", False), ("PbxApi.0", "Pbx", False)],
    ids=["same", "same user", "user without number", "other way round", "other user", "other api"],
)  # fmt: skip
def test_an_answer_must_be_of_the_same_api(
    requests: Requests, ear: Ear, asked: str, answered: str, heard: bool
) -> None:
    """What was asked for a user may be answered without the number, never the other way round."""
    requests.ask(GetNodeInfo(src="n1", api=asked), ear)
    requests.route(GetNodeInfoResult(src="n1", api=answered), 0)

    assert bool(ear.heard) is heard


def test_an_answer_without_a_tag_counts_if_only_one_is_asked(requests: Requests, ear: Ear) -> None:
    """One open question of that kind is enough to know."""
    requests.ask(GetNodeInfo(src="n1"), ear)
    requests.ask(GetNodeInfo(src="n2", api="PbxApi.7"), ear)
    requests.route(GetNodeInfoResult(), 0)
    assert not ear.heard

    requests.forget(GetNodeInfo(src="n2"))
    requests.route(GetNodeInfoResult(), 0)
    assert len(ear.heard) == 1


def test_a_forgotten_question_has_no_answer(requests: Requests, ear: Ear) -> None:
    """An answer that comes too late is dropped; forgetting twice is no error."""
    request = GetNodeInfo(src="n1")
    requests.ask(request, ear)
    requests.forget(request)
    requests.forget(request)

    assert requests.route(GetNodeInfoResult(src="n1"), 0) == ()


def test_a_listener_hears_its_tag_and_api_only(requests: Requests, ear: Ear) -> None:
    """Other tags, other APIs and no tag at all are somebody else's."""
    requests.listen("PbxApi", "p1", ear)
    for message in (
        PresenceUpdate(src="p2", presence=()),
        PresenceUpdate(presence=()),
        Unknown(mt="CallInfo", api="RCC", src="p1"),
    ):
        assert requests.route(message, 0) == ()
    mine = PresenceUpdate(src="p1", presence=())

    assert requests.route(mine, 0) == (FACT,)
    assert ear.heard == [mine]


def test_nothing_is_heard_after_ignoring(requests: Requests, ear: Ear) -> None:
    """What is still on its way is dropped; ignoring twice is no error."""
    requests.listen("PbxApi", "p1", ear)
    requests.ignore("p1")
    requests.ignore("p1")

    assert requests.route(PresenceUpdate(src="p1", presence=()), 0) == ()


def test_frames_are_given_once_and_in_order(requests: Requests, ear: Ear) -> None:
    """What was drained is not sent again."""
    requests.say(KeepAlive())
    requests.ask(GetNodeInfo(src="n1"), ear)

    waiting = [requests.has_frames]
    sent = [json.loads(frame)["mt"] for frame in requests.drain()]
    waiting.append(requests.has_frames)

    assert sent == ["KeepAlive", "GetNodeInfo"]
    assert waiting == [True, False]
    assert requests.drain() == []
