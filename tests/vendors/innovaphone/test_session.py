"""The whole conversation after the login, with time that is told."""

from collections import Counter
from collections.abc import Callable
import json
from time import perf_counter

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.errors import AuthenticationFailed, LinkLost
from custom_components.pbx.telephony.facts import ExtensionIs, PresenceIs
from custom_components.pbx.telephony.model import Activity, ExtensionId
from custom_components.pbx.telephony.vendors.innovaphone.codecs import Failure
from custom_components.pbx.telephony.vendors.innovaphone.session import Session
from custom_components.pbx.telephony.vendors.innovaphone.times import Times
from custom_components.pbx.telephony.vendors.innovaphone.wire import (
    GetNodeInfoResult,
    SetPresenceResult,
)

from .conversations import Replay, load

KEEP_ALIVE, PROBE, DEATH = 60, 70, 20
# No connection looks alive for longer.
assert PROBE + DEATH <= 90


def replayed(name: str) -> Replay:
    replay = Replay(load(name))
    replay.run()
    return replay


def activities(replay: Replay) -> list[Activity]:
    return [
        fact.presence.activity
        for fact in replay.facts
        if isinstance(fact, PresenceIs) and fact.presence
    ]


@pytest.fixture
def oddities() -> Counter[str]:
    return Counter()


@pytest.fixture
def session(oddities: Counter[str]) -> Session:
    def count(kind: str, word: str) -> None:
        oddities[f"{kind}: {word}"] += 1

    session = Session(["anna.berger"], Times(), count)
    session.start(0)
    return session


def sent(session: Session, now: float) -> list[str]:
    return [json.loads(frame)["mt"] for frame in session.pending(now)]


@pytest.mark.parametrize(
    "name",
    [
        "s01_login_app_object",
        "s03_presence_basic",
        "s04_presence_on_the_phone",
        "s05_presence_by_number",
        "s06_set_presence",
        "s07_set_presence_failed",
        "s08_node_info",
        "s16_keepalive",
    ],
)
def test_the_core_plays_our_part(name: str) -> None:
    """Every frame of the example is ours, and everything the PBX says is understood."""
    assert replayed(name).oddities == []


def test_a_rejected_login_ends_the_conversation() -> None:
    """The proof in the example was made with another password, so ours is not compared."""
    ask, challenge, _, rejection = load("s02_login_rejected")

    with pytest.raises(AuthenticationFailed):
        Replay([ask, challenge, rejection]).run()


def test_a_presence_is_followed() -> None:
    """Available, away, busy, do not disturb, gone."""
    replay = replayed("s03_presence_basic")

    assert activities(replay) == [
        Activity.AVAILABLE,
        Activity.AWAY,
        Activity.BUSY,
        Activity.DO_NOT_DISTURB,
        Activity.OFFLINE,
    ]


def test_a_call_shows_in_the_presence() -> None:
    """The PBX itself says that somebody is on the phone."""
    replay = replayed("s04_presence_on_the_phone")

    assert activities(replay) == [Activity.AVAILABLE, Activity.ON_THE_PHONE, Activity.AVAILABLE]


def test_a_name_is_learned_by_number() -> None:
    """A subscription by number tells who is behind it."""
    replay = replayed("s05_presence_by_number")

    assert [fact for fact in replay.facts if isinstance(fact, ExtensionIs)] == [
        ExtensionIs(id=ExtensionId(replay.users[0]), number="114", name="Lena Vogt")
    ]


def test_answers_of_requests_are_told_apart() -> None:
    """Success, refusal and node information reach who asked."""
    assert [answer.mt for answer in replayed("s06_set_presence").answers] == 3 * [
        "SetPresenceResult"
    ]
    [refusal] = replayed("s07_set_presence_failed").answers
    assert isinstance(refusal, SetPresenceResult)
    assert refusal.failure == Failure("1", "not found")
    [node] = replayed("s08_node_info").answers
    assert isinstance(node, GetNodeInfoResult)
    assert (node.name, node.prefix_intl, node.country_code) == ("root", "000", "49")


def test_the_line_is_kept_open(session: Session) -> None:
    """After sixty seconds in which nobody spoke we do."""
    assert session.deadline == KEEP_ALIVE
    session.tick(KEEP_ALIVE - 1)
    assert sent(session, KEEP_ALIVE - 1) == []

    session.tick(KEEP_ALIVE)

    assert sent(session, KEEP_ALIVE) == ["KeepAlive"]
    assert session.deadline == PROBE


@pytest.mark.parametrize("who", ["we", "the PBX"])
def test_any_traffic_keeps_the_line_open(session: Session, who: str) -> None:
    """Nothing need be said when something was said."""
    if who == "we":
        session.watch.start(50)
        session.pending(50)
        session.receive('{"api":"PbxApi","mt":"PresenceState","src":"p1","up":true}', 50)
    else:
        session.receive('{"mt":"KeepAlive"}', 50)
    session.tick(KEEP_ALIVE)

    assert sent(session, KEEP_ALIVE) == []
    assert session.deadline == 50 + KEEP_ALIVE or who == "we"


def test_a_silent_pbx_is_asked_and_then_given_up(session: Session) -> None:
    """A keep-alive needs no answer; a question does."""
    session.tick(KEEP_ALIVE)
    session.pending(KEEP_ALIVE)
    session.tick(PROBE)
    assert sent(session, PROBE) == ["GetNodeInfo"]
    session.tick(PROBE + DEATH - 1)
    assert sent(session, PROBE) == []

    with pytest.raises(LinkLost):
        session.tick(PROBE + DEATH)


@pytest.mark.parametrize(
    "text",
    ['{"api":"PbxApi","mt":"GetNodeInfoResult","src":"n1"}', '{"mt":"KeepAlive"}', "nonsense"],
    ids=["the answer", "an echo", "nonsense"],
)
def test_any_message_proves_life(session: Session, text: str) -> None:
    """Whatever comes within twenty seconds saves the link, and the next silence is asked anew."""
    session.tick(PROBE)
    session.pending(PROBE)
    session.receive(text, PROBE + 10)

    session.tick(PROBE + DEATH)
    assert session.deadline == PROBE + 10 + KEEP_ALIVE

    session.tick(2 * PROBE + 10)
    assert sent(session, 2 * PROBE + 10) == ["GetNodeInfo"]


def test_the_watch_sets_the_deadline_when_it_is_nearer(session: Session) -> None:
    """An unanswered subscription is due before the line is quiet."""
    session.watch.start(0)

    assert session.deadline == 15


@pytest.mark.parametrize(
    ("text", "oddity"),
    [
        ("nonsense", "broken message: not JSON"),
        ('{"api":"PbxApi","mt":"PresenceUpdate"}', "broken message: malformed PresenceUpdate"),
        ('{"api":"RCC","mt":"CallWonder","src":"p1"}', "unknown message: CallWonder"),
    ],
    ids=["nonsense", "malformed", "unknown"],
)
def test_what_is_not_understood_is_counted(
    session: Session, oddities: Counter[str], text: str, oddity: str
) -> None:
    """It is skipped, and shows in diagnostics."""
    assert session.receive(text, 0) == ()
    assert oddities == {oddity: 1}


def test_an_unknown_answer_reaches_who_listens(session: Session) -> None:
    """Whoever watches a tag hears also what is not understood, and takes it calmly."""
    session.watch.start(0)
    [frame] = session.pending(0)
    src = json.loads(frame)["src"]

    assert session.receive(f'{{"api":"PbxApi","mt":"New","src":"{src}"}}', 0) == ()


def test_a_state_without_a_tag_is_matched_by_name(session: Session) -> None:
    """The only message that may be known by its name."""
    session.watch.start(0)

    facts = session.receive(
        '{"api":"PbxApi","mt":"PresenceState","up":true,"sip":"anna.berger","num":"112"}', 0
    )

    assert len(facts) == 2
    assert session.receive('{"api":"PbxApi","mt":"PresenceUpdate","presence":[]}', 0) == ()


@given(st.lists(st.text() | st.sampled_from([
    '{"api":"PbxApi","mt":"PresenceState","src":"p1","up":true}',
    '{"api":"PbxApi","mt":"PresenceUpdate","src":"p1","presence":[{"activity":"\\ud83d"}]}',
    '{"api":"PbxApi","mt":"SubscribePresenceResult","src":"p1","error":[]}',
    '{"api":"PbxApi","mt":"UnsubscribePresenceResult","src":"p1"}',
    '{"mt":"AppLoginResult","ok":false}',
])))  # fmt: skip
def test_no_texts_break_the_session(texts: list[str]) -> None:
    """Whatever comes in whatever order, the session goes on."""
    session = Session(["anna", "114"], Times(), lambda kind, text: None)
    session.start(0)
    session.watch.start(0)
    for now, text in enumerate(texts):
        session.receive(text, now)
        session.tick(now)
        session.pending(now)
        assert session.deadline > now


def cost(users: int) -> float:
    """Measure one update among so many watched users."""
    session = Session([f"u{number}" for number in range(users)], Times(), lambda kind, text: None)
    session.start(0)
    session.watch.start(0)
    for _ in range(users):
        for frame in session.pending(0):
            src = json.loads(frame)["src"]
            session.receive(f'{{"api":"PbxApi","mt":"SubscribePresenceResult","src":"{src}"}}', 0)
    update = f'{{"api":"PbxApi","mt":"PresenceUpdate","src":"p{users}","presence":[]}}'

    def once() -> float:
        began = perf_counter()
        for _ in range(50):
            session.receive(update, 1)
            session.tick(1)
            assert session.deadline
        return perf_counter() - began

    assert session.receive(update, 1)
    return min(once() for _ in range(20))


def test_an_update_costs_the_same_among_many() -> None:
    """The work for one message does not grow with the number of watched users."""
    measure: Callable[[int], float] = cost

    assert measure(5000) < 3 * measure(10)
