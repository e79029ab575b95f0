"""What happens in a moment: each is told once, and to whom it concerns."""

from custom_components.pbx.telephony.events import EventType, diff
from custom_components.pbx.telephony.facts import Batch, Happened, RecordIs
from custom_components.pbx.telephony.moments import (
    InboundRequested,
    KeyPressed,
    PromptEnded,
    SystemEventType,
    SystemHappened,
)
from custom_components.pbx.telephony.record import CallRecord
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import (
    ALICE,
    BOB,
    CALL,
    DIALING,
    TALKING,
    called,
    caller,
    over,
    party_of,
    tell,
    told,
)

KEY = KeyPressed(id="1", at=3.0, call=CALL, party=party_of("alice"), key="5")


def talking() -> PbxState:
    """Let somebody outside talk to Alice."""
    return told(caller("outside", TALKING), called("alice", TALKING))


def test_a_key_is_an_event_of_its_call_and_of_who_pressed_it() -> None:
    """The call itself does not change by it."""
    state = talking()

    [event] = diff(fold(state, Batch((Happened(moment=KEY),))))

    assert event.type is EventType.KEY_PRESSED
    assert event.call is state.calls[CALL]
    assert event.heard_by == (ALICE,)
    assert event.moment == KEY


def test_the_same_moment_told_again_is_nothing_new() -> None:
    """Reports are resent."""
    state = talking()
    fold(state, Batch((Happened(moment=KEY),)))

    assert not fold(state, Batch((Happened(moment=KEY),)))


def test_a_key_may_be_told_after_the_end_of_its_call() -> None:
    """The last report of several may be late; the call is remembered."""
    state = talking()
    fold(state, Batch((over(),)))

    [event] = diff(fold(state, Batch((Happened(moment=KEY),))))

    assert event.type is EventType.KEY_PRESSED
    assert not event.call.is_live


def test_nothing_happens_on_a_call_that_nobody_has_seen() -> None:
    """An event without parties would help nobody."""
    state = PbxState()
    fold(state, Batch((over(),)))

    assert diff(fold(state, Batch((Happened(moment=KEY),)))) == []


def test_a_stranger_to_the_call_hears_nothing() -> None:
    """Only who is on a call has events of it."""
    state = talking()
    prompt = PromptEnded(id="p", at=3.0, call=CALL, party=party_of("bob"), prompt="welcome")

    [event] = diff(fold(state, Batch((Happened(moment=prompt),))))

    assert event.type is EventType.PROMPT_ENDED
    assert BOB not in event.heard_by


def test_a_request_comes_with_the_call_that_it_is_about() -> None:
    """One report tells both."""
    asked = InboundRequested(id="i", at=1.0, call=CALL, deadline=11.0)
    state = PbxState()

    events = diff(fold(state, Batch((caller("outside", DIALING), Happened(moment=asked)))))

    assert [event.type for event in events] == [EventType.INBOUND_REQUEST]
    assert events[0].caller.number == "0441234"


def test_a_request_of_a_call_that_is_over_asks_nobody() -> None:
    """There is nothing left to decide."""
    state = talking()
    tell(state, over())
    asked = InboundRequested(id="i", at=1.0, call=CALL, deadline=11.0)

    assert diff(fold(state, Batch((Happened(moment=asked),)))) == []


def test_a_moment_of_the_pbx_is_no_event_of_a_call() -> None:
    """It is told, but by another door."""
    restarted = SystemHappened(id="s", at=1.0, type=SystemEventType.STARTED)
    changes = fold(PbxState(), Batch((Happened(moment=restarted),)))

    assert [each.moment for each in changes.moments] == [restarted]
    assert diff(changes) == []


def test_a_record_is_told_once_by_its_id() -> None:
    """A file of records repeats what reports have told."""
    record = CallRecord(id="r", call=CALL, recording="a.wav")
    state = PbxState()

    assert fold(state, Batch((RecordIs(record=record),))).records == [record]
    assert not fold(state, Batch((RecordIs(record=record),)))


def test_the_end_of_a_call_knows_its_recording() -> None:
    """It is named in the record that ends the call."""
    state = talking()

    changes = fold(state, Batch((over(recording="a.wav"),)))

    assert (call := changes.calls[CALL].new) is not None
    assert call.recording == "a.wav"
