"""Menus, queues, mailboxes and forwardings of the office, without any wire."""

from typing import TypeGuard

import pytest

from simulator import Failure, Office
from simulator.office import (
    Call,
    Forwarding,
    LineStatus,
    Machine,
    NoSuchPrompt,
    NotConnected,
    NotPermitted,
    OfficeEvent,
    Outcome,
    Record,
    Target,
)
from simulator.office.events import (
    AgentAutoPaused,
    AgentTimedOut,
    CallEnded,
    CallFailed,
    CallForwarded,
    KeyPressed,
    PartyLeft,
    PersonChanged,
    PromptEnded,
    QueueChanged,
    RecordWritten,
    SurveyAnswered,
)

OUTSIDE, MOBILE = "0301234567", "01705550111"


@pytest.fixture
def heard(office: Office) -> list[OfficeEvent]:
    """All that happens."""
    events: list[OfficeEvent] = []
    office.observe(events.append)
    return events


def of_kind[E](events: list[OfficeEvent], kind: type[E]) -> list[E]:
    def fits(event: object) -> TypeGuard[E]:
        return isinstance(event, kind)

    return [event for event in events if fits(event)]


def ringing(office: Office) -> set[str]:
    return {x for x in office.people if office.line_status(x) is LineStatus.RINGING}


def last_record(office: Office) -> Record:
    return office.records[-1]


def test_a_menu_answers_and_nobody_rings(office: Office) -> None:
    call = office.place_inbound(OUTSIDE, "6500")

    assert (call.machine, ringing(office)) == (Machine.MENU, set())
    office.hang_up(OUTSIDE, call)
    assert (last_record(office).outcome, last_record(office).called) == (Outcome.ANSWERED, "6500")


def test_a_key_of_a_menu_leads_to_somebody(office: Office, heard: list[OfficeEvent]) -> None:
    call = office.place_inbound(OUTSIDE, "6500")
    office.prompt_over(call)
    office.press(call, "1")

    [ended] = of_kind(heard, PromptEnded)
    [pressed] = of_kind(heard, KeyPressed)
    assert (ended.ivr, pressed.index, pressed.collected) == ("6500", 0, "1")
    assert (ringing(office), call.through) == ({"1000"}, "6500")
    office.clock.advance(7)
    office.fail(call, Failure.NO_ANSWER)
    record = last_record(office)
    assert (record.outcome, record.called) == (Outcome.NO_ANSWER, "6500(1000)")
    assert record.talked == record.seconds == 7


def test_a_caller_dials_an_extension_in_a_menu(office: Office, heard: list[OfficeEvent]) -> None:
    office.menu("6500").keys.clear()
    call = office.place_inbound(OUTSIDE, "6500")
    for key in "1001":
        office.press(call, key)

    keys = [(x.key, x.index, x.collected) for x in of_kind(heard, KeyPressed)]
    assert keys == [("1", 0, ""), ("0", 1, ""), ("0", 2, ""), ("1", 3, "1001")]
    assert ringing(office) == {"1001"}


def test_a_wrong_key_leaves_the_caller_in_the_menu(
    office: Office, heard: list[OfficeEvent]
) -> None:
    call = office.place_inbound(OUTSIDE, "6500")
    office.press(call, "9")
    office.press(call, "2")

    assert [x.collected for x in of_kind(heard, KeyPressed)] == ["9", "2"]
    assert call.machine is Machine.QUEUE


def test_a_key_is_heard_in_a_conversation_as_well(office: Office, heard: list[OfficeEvent]) -> None:
    call = office.dial("1000", "1001")
    with pytest.raises(NotConnected):
        office.press(call, "5")
    office.answer("1001")
    office.press("1001", "5")

    [pressed] = of_kind(heard, KeyPressed)
    assert (pressed.leg.number, pressed.key, pressed.collected) == ("1001", "5", "")


def test_all_free_agents_ring_and_one_takes_the_call(office: Office) -> None:
    queue = office.queue("6400")
    office.dial("1003", "1000")
    call = office.place_inbound(OUTSIDE, "6400")
    assert (ringing(office), queue.waiting) == ({"1000", "1004", "1005"}, [call])
    assert [office.agent_state(queue, x) for x in queue.members] == [2, 6, 6]

    office.clock.advance(8)
    office.answer("1004", call)
    assert (ringing(office), queue.waiting) == ({"1000"}, [])
    office.hang_up("1004", call)
    assert (last_record(office).called, last_record(office).agent_rang) == ("6400(1004)", 8)


def test_the_next_caller_gets_the_agents_who_become_free(office: Office) -> None:
    first = office.place_inbound(OUTSIDE, "6400")
    second = office.place_inbound(MOBILE, "6400")
    assert all(leg is second.caller for leg in second.alive)

    office.answer("1003", first)
    assert {leg.number for leg in second.alive} == {MOBILE, "1004", "1005"}
    office.hang_up("1003", first)
    assert "1003" in {leg.number for leg in second.alive}


def test_a_caller_waits_on_when_all_agents_refuse(office: Office) -> None:
    call = office.place_inbound(OUTSIDE, "6400")
    for agent in ("1003", "1004", "1005"):
        office.hang_up(agent, call)

    assert (ringing(office), office.queue("6400").waiting) == (set(), [call])
    office.hang_up(OUTSIDE, call)
    assert office.queue("6400").waiting == []
    assert last_record(office).outcome is Outcome.NO_ANSWER


def test_paused_and_logged_out_agents_do_not_ring(office: Office) -> None:
    queue = office.queue("6400")
    office.pause_agent(queue, "1003")
    office.log_in_agent(queue, "1000")
    call = office.place_inbound(OUTSIDE, "6400")
    assert ringing(office) == {"1000", "1004", "1005"}
    office.hang_up(OUTSIDE, call)

    office.log_out_agent(queue, "1000")
    office.configure("1004", do_not_disturb=True)
    office.place_inbound(OUTSIDE, "6400")
    assert (ringing(office), office.agent_state(queue, "1003")) == ({"1005"}, 9)

    office.pause_agent(queue, "1003", paused=False)
    office.configure("1004", do_not_disturb=False)
    assert ringing(office) == {"1003", "1004", "1005"}


def test_an_agent_who_lets_it_ring_is_paused(office: Office, heard: list[OfficeEvent]) -> None:
    queue = office.queue("6400")
    queue.auto_pause = True
    call = office.place_inbound(OUTSIDE, "6400")
    office.agent_timed_out("1003", call)

    assert (ringing(office), queue.paused) == ({"1004", "1005"}, {"1003"})
    assert [x.person.number for x in of_kind(heard, AgentTimedOut)] == ["1003"]
    assert [x.person.number for x in of_kind(heard, AgentAutoPaused)] == ["1003"]
    assert of_kind(heard, QueueChanged)


def test_a_caller_rates_the_agent(office: Office, heard: list[OfficeEvent]) -> None:
    office.queue("6400").survey = "welcome"
    call = office.place_inbound(OUTSIDE, "6400")
    with pytest.raises(NotConnected):
        office.rate(call, "1")
    office.answer("1003", call)
    office.hang_up("1003", call)
    assert (call.machine, office.calls) == (Machine.SURVEY, [call])

    office.rate(call, "4")
    assert [x.key for x in of_kind(heard, SurveyAnswered)] == ["4"]
    assert [x.leg.number for x in of_kind(heard, PartyLeft)] == ["1003", OUTSIDE]
    assert office.calls == []


def test_a_mailbox_takes_what_nobody_answers(office: Office, heard: list[OfficeEvent]) -> None:
    office.configure("1000", voicemail=True)
    call = office.place_inbound(OUTSIDE, "1000")
    office.fail(call, Failure.NO_ANSWER)
    assert (call.machine, ringing(office)) == (Machine.MAILBOX, set())

    office.hang_up(OUTSIDE, call)
    assert (of_kind(heard, CallFailed), last_record(office).outcome) == ([], Outcome.VOICEMAIL)


def test_a_refused_call_leaves_a_record_before_the_mailbox(
    office: Office, heard: list[OfficeEvent]
) -> None:
    with pytest.raises(NotPermitted):
        office.to_voicemail("1000")
    office.configure("1000", voicemail=True)
    call = office.place_inbound(OUTSIDE, "1000")
    office.clock.advance(4)
    office.to_voicemail("1000")
    office.clock.advance(9)
    office.hang_up(OUTSIDE, call)

    busy, voicemail = office.records
    assert [x.record for x in of_kind(heard, RecordWritten)] == [busy]
    assert len(of_kind(heard, CallEnded)) == 1
    assert busy.call is voicemail.call
    assert (busy.outcome, busy.seconds) == (Outcome.BUSY, 4)
    assert (voicemail.outcome, voicemail.seconds) == (Outcome.VOICEMAIL, 9)


@pytest.mark.parametrize(
    ("how", "where"),
    [
        (Forwarding(on=True, target=Target.EXTENSION, extension="1001"), "1001"),
        (Forwarding(on=True, target=Target.MOBILE), MOBILE),
        (Forwarding(on=True, target=Target.CUSTOM, number=OUTSIDE, prefix="0"), f"0{OUTSIDE}"),
    ],
    ids=["extension", "mobile", "custom"],
)
def test_calls_are_forwarded_always(
    office: Office, heard: list[OfficeEvent], how: Forwarding, where: str
) -> None:
    office.configure("1000", forward_always=how, mobile=MOBILE)
    call = office.dial("1002", "1000")

    [event] = of_kind(heard, CallForwarded)
    assert (event.leg.number, event.to) == ("1000", where)
    assert [leg.number for leg in call.alive] == ["1002", where]
    assert office.line_status("1000") is LineStatus.IDLE


def test_calls_are_forwarded_from_a_busy_line(office: Office) -> None:
    how = Forwarding(on=True, target=Target.EXTENSION, extension="1001")
    office.configure("1000", forward_busy=how)
    office.dial("1000", "1002")
    office.place_inbound(OUTSIDE, "1000")

    assert ringing(office) == {"1001", "1002"}


def test_a_circle_of_forwardings_ends(office: Office) -> None:
    for here, there in (("1000", "1001"), ("1001", "1000")):
        how = Forwarding(on=True, target=Target.EXTENSION, extension=there)
        office.configure(here, forward_always=how)

    call = office.place_inbound(OUTSIDE, "1000")
    assert (len(ringing(office)), call.forwarded) == (1, 3)


def test_a_mobile_phone_rings_along(office: Office) -> None:
    office.configure("1000", mobile=MOBILE, ring_mobile=True)
    call = office.place_inbound(OUTSIDE, "1000")
    office.answer(MOBILE, call)

    assert (call.took.number if call.took else "", ringing(office)) == (MOBILE, set())


def test_settings_that_do_not_change_are_no_news(office: Office, heard: list[OfficeEvent]) -> None:
    office.configure("1000", voicemail=False)
    office.configure("1000", voicemail=True, mobile=MOBILE)

    assert [x.person.mobile for x in of_kind(heard, PersonChanged)] == [MOBILE]
    with pytest.raises(ValueError, match="registered"):
        office.configure("1000", registered=False)


@pytest.mark.parametrize("to", ["1000", OUTSIDE], ids=["inside", "outside"])
def test_a_prompt_is_played_to_whoever_picks_up(
    office: Office, heard: list[OfficeEvent], to: str
) -> None:
    with pytest.raises(NoSuchPrompt):
        office.play_prompt(to, ["welcome", "unheard"])
    call: Call = office.play_prompt(to, ["welcome", "alarm"])
    with pytest.raises(NotConnected):
        office.prompt_over(call)
    office.answer(to, call)
    office.prompt_over(call)

    [ended] = of_kind(heard, PromptEnded)
    assert (ended.prompt, ended.ivr, ended.leg.number) == ("welcome+alarm", "", to)
    assert office.calls == []


def test_recordings_are_there_when_the_call_is_over(office: Office) -> None:
    call = office.dial("1000", "1001")
    with pytest.raises(NotConnected):
        office.record(call)
    office.answer("1001")
    name = office.record(call)
    assert office.recordings == {}
    office.clock.advance(3)
    office.hang_up("1000")

    assert (office.recordings, last_record(office).recording) == ({name: 3}, name)


def test_a_dark_exchange_lets_nobody_wait(office: Office) -> None:
    office.place_inbound(OUTSIDE, "6400")
    office.power_off()

    assert office.queue("6400").waiting == []
