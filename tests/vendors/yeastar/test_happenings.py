"""What happens in a moment is told once, however often the PBX tells of it."""

import pytest

from custom_components.pbx.telephony.facts import Fact, Happened
from custom_components.pbx.telephony.model import CallId, ExtensionId, Party
from custom_components.pbx.telephony.moments import (
    AnyMoment,
    InboundRequested,
    KeyPressed,
    MessageSent,
    PromptEnded,
    SurveyAnswered,
    SystemEventType,
    SystemHappened,
)
from custom_components.pbx.telephony.vendors.yeastar.members import Member, MemberKind
from custom_components.pbx.telephony.vendors.yeastar.reports import (
    Answer,
    BootUp,
    Bye,
    ConfigChange,
    Dtmf,
    Incoming,
    Invite,
    NewCdr,
    QueueAgentTimeout,
    QueueAutoPause,
    Report,
    Satisfaction,
    SmsSent,
)
from custom_components.pbx.telephony.vendors.yeastar.wire import decode

from .flows import Ear, ext, inbound

X = "1700000000.11"
A, B = "2001", "2002"


@pytest.fixture
def ear() -> Ear:
    return Ear()


def moments(facts: list[Fact]) -> list[AnyMoment]:
    """Give what happened."""
    return [fact.moment for fact in facts if isinstance(fact, Happened)]


def keys(ear: Ear) -> list[tuple[str, str | None]]:
    """Give the keys that were heard, each once."""
    pressed = {
        each.id: (each.key, each.collected)
        for each in moments(ear.told)
        if isinstance(each, KeyPressed)
    }
    assert len(pressed) == ear.happened.count("key_pressed None")
    return list(pressed.values())


def press(key: str, index: str = "", collected: str = "") -> Dtmf:
    return Dtmf(call=X, members=(inbound(X),), key=key, index=index, collected=collected)


def test_keys_are_told_one_by_one(ear: Ear) -> None:
    """The last one with the whole input; resent reports add nothing."""
    for report in (press("2", "0"), press("2", "1"), press("0", "2", "220")):
        ear.hear(report, report)

    assert keys(ear) == [("2", None), ("2", None), ("0", "220")]


@pytest.mark.parametrize(
    "last",
    [press("2", "1", "12"), press("2", "2", "12"), press("", "", "12")],
    ids=["the same index", "one beyond", "no key"],
)
def test_the_report_that_completes_an_input_adds_no_key(ear: Ear, last: Dtmf) -> None:
    """However the firmware writes it."""
    ear.hear(press("1", "0"), press("2", "1"), last)

    assert [key for key, _ in keys(ear)] == ["1", "2"]


def test_a_whole_input_is_told_if_its_keys_were_not(ear: Ear) -> None:
    """Some firmware only tells that."""
    ear.hear(press("", "", "2002"))

    assert keys(ear) == [("2002", "2002")]


def test_a_second_menu_counts_anew(ear: Ear) -> None:
    """Another key at the beginning, or the same one after a while, is pressed anew."""
    ear.hear(press("1", "0", "1"), press("3", "0", "3"))
    ear.now += 20
    ear.hear(press("1", "0", "1"))

    assert [key for key, _ in keys(ear)] == ["1", "3", "1"]


def test_a_key_proves_that_a_call_goes_on(ear: Ear) -> None:
    """In an IVR nothing else is told of it; nobody has answered."""
    ear.hear(press("1", "0"))

    assert ear.live == [X]
    assert not ear.state.calls[CallId(X)].answered
    ear.hear(NewCdr(call=X, source="0441234", target="6500", status="ANSWERED", kind="Inbound"))
    ear.hear(press("1", "0"))
    assert ear.live == []
    assert keys(ear) == [("1", None)]


@pytest.mark.parametrize(
    ("body", "party", "prompt", "menu"),
    [
        (
            b'{"action":"PlayPromptEnd","callid":"%s","ext":{"extid":"2001"},"prompt":"hello"}',
            Party(number=A, extension=ExtensionId(A)),
            "hello",
            None,
        ),
        (
            b'{"action":"PlayPromptEnd","callid":"%s","outbound":{"trunkname":"north"},"prompt":"hello"}',
            Party(trunk="north"),
            "hello",
            None,
        ),
        (
            (
                b'{"action":"PlayPromptEnd","callid":"%s","call":[{"inbound":{"from":"044","to":"6500",'
                b'"trunk":"north","inboundid":"1.2"}}],"ivr":{"ivrid":"6500"},"playtonum":"044"}'
            ),
            Party(number="044", trunk="north"),
            None,
            "6500",
        ),
        (
            (
                b'{"event":"PlayPromptEnd","callid":"%s","members":[{"ext":{"number":"2001",'
                b'"channelid":"PJSIP/2001-0a","callpath":"6500"}}],"ivr":{"number":"6500"}}'
            ),
            Party(number=A, extension=ExtensionId(A)),
            None,
            "6500",
        ),
    ],
    ids=["to an extension", "to outside", "of a menu", "of a menu, format 2"],
)
def test_a_prompt_ends(
    ear: Ear, body: bytes, party: Party, prompt: str | None, menu: str | None
) -> None:
    """Three shapes, one meaning."""
    report = decode(body % X.encode())
    assert report.extra == ()

    told = moments(ear.hear(report, report))

    assert isinstance(told[0], PromptEnded)
    assert told[0] == told[1]
    assert (told[0].party, told[0].prompt, told[0].menu) == (party, prompt, menu)
    assert sum(each.startswith("prompt_ended") for each in ear.happened) == 1


@pytest.mark.parametrize(
    "reports",
    [
        (Invite(call=X, members=(inbound(X),)), Incoming(call=X, members=(inbound(X),))),
        (Incoming(call=X, members=(inbound(X),)), Invite(call=X, members=(inbound(X),))),
        (Incoming(call=X, members=(inbound(X),)),),
    ],
    ids=["in order", "overtaken", "only one"],
)
def test_a_call_from_outside_asks_once(ear: Ear, reports: tuple[Report, ...]) -> None:
    """Whichever report comes first; the decision has ten seconds."""
    facts = ear.hear(*reports, *reports)

    [first, *_] = moments(facts)
    assert isinstance(first, InboundRequested)
    assert first.deadline == first.at + 10
    assert ear.happened == ["inbound_request None"]
    assert ear.live == [X]


def test_a_call_that_was_answered_asks_nothing(ear: Ear) -> None:
    """The report came late."""
    ear.hear(Answer(call=X, members=(ext(B), inbound(X))))

    assert ear.hear(Invite(call=X, members=(inbound(X),))) == []


def test_a_survey_belongs_to_the_queue_and_the_agent(ear: Ear) -> None:
    """It comes when the call is over."""
    ear.hear(Answer(call=X, members=(ext("6700(2002)"), inbound(X))))
    ear.hear(Bye(call=X, members=(inbound(X), ext(B))), Bye(call=X, members=(ext(B), inbound(X))))

    [moment] = moments(ear.hear(Satisfaction(call=X, key="1")))

    assert isinstance(moment, SurveyAnswered)
    assert (moment.key, moment.queue, moment.agent) == ("1", "6700", B)
    assert moments(ear.hear(Satisfaction(call=X, key="1")))[0].id == moment.id


@pytest.mark.parametrize(
    ("word", "delivered"), [("Succeed", True), ("Success", True), ("Failed", False), ("", False)]
)
def test_a_message_was_sent_or_not(ear: Ear, word: str, delivered: bool) -> None:
    """Versions differ in the word."""
    [moment] = moments(ear.hear(SmsSent(sms="079-17", status=word)))

    assert isinstance(moment, MessageSent)
    assert (moment.message, moment.delivered) == ("079-17", delivered)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (BootUp(), (SystemEventType.STARTED, None, None, None)),
        (
            ConfigChange(kind="extension", object=A, operation="del"),
            (SystemEventType.CONFIGURATION_CHANGED, "extension", A, "delete"),
        ),
        (
            ConfigChange(kind="trunk", object="north", operation="add"),
            (SystemEventType.CONFIGURATION_CHANGED, "trunk", "north", "add"),
        ),
        (
            QueueAutoPause(queue="6700", agent=A, missed=("044",)),
            (SystemEventType.AGENT_PAUSED, "queue", "6700", A),
        ),
        (
            QueueAgentTimeout(queue="queue-6700", agent="Ann", call=X, caller="044"),
            (SystemEventType.AGENT_TIMED_OUT, "queue", "6700", "Ann"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_pbx_tells_of_itself(
    ear: Ear, report: Report, expected: tuple[str | None, ...]
) -> None:
    """Told again within seconds it is the same moment, later it is another."""
    [first, again] = moments(ear.hear(report, report))
    ear.now += 20
    [later] = moments(ear.hear(report))

    assert isinstance(first, SystemHappened)
    assert (first.type, first.object, first.name, first.detail) == expected
    assert again == first
    assert later.id != first.id


def test_the_past_is_forgotten_in_the_end(ear: Ear) -> None:
    """The memory is bounded."""
    for number in range(600):
        change = ConfigChange(kind="extension", object=str(number), operation="add")
        ear.hear(change)
    ear.now -= 595

    [first] = moments(ear.hear(ConfigChange(kind="extension", object="0", operation="add")))

    assert first.at == ear.now


def test_who_presses_keys_outside_is_named(ear: Ear) -> None:
    """A menu may call outside."""
    line = Member(kind=MemberKind.OUTBOUND, id="1.3", target="0791", trunk="north")

    [moment] = moments(ear.hear(Dtmf(call=X, members=(line,), key="1", index="0")))

    assert isinstance(moment, KeyPressed)
    assert moment.party == Party(number="0791", trunk="north")
