"""What happened: one happening in the world is one event."""

import pytest

from custom_components.pbx.telephony.events import CallEvent, EventType, diff
from custom_components.pbx.telephony.facts import ExtensionIs, ExtensionsAre, Fact
from custom_components.pbx.telephony.model import Cause, Hook
from custom_components.pbx.telephony.state import Changes, PbxState
from tests.telephony.facts import (
    ALICE,
    BOB,
    CAROL,
    DIALING,
    ENDED,
    OFFERED,
    RINGING,
    TALKING,
    called,
    caller,
    extension,
    happened,
    heard,
    leg,
    link,
    over,
    party_of,
    tell,
    told,
)
from tests.telephony.stories import STORIES, Happenings, Story


def tell_story(*batches: tuple[Fact, ...]) -> Happenings:
    """Tell batch after batch and say all that happened to whom."""
    state = PbxState()
    return [each for batch in batches for each in happened(state, *batch)]


def test_nothing_happened_if_nothing_changed() -> None:
    """The difference of nothing is nothing."""
    assert diff(Changes()) == []


def test_only_calls_make_call_events() -> None:
    """A phone that logs on is seen, not told as an event."""
    state = told(ExtensionsAre(extensions=(extension("alice"),)))

    assert not happened(state, ExtensionIs(id=ALICE, hook=Hook.BUSY))


@pytest.mark.parametrize(("story", "events"), STORIES.values(), ids=STORIES)
def test_a_story_is_told_once_and_to_its_end(story: Story, events: Happenings) -> None:
    """Each happening is one event, to whom it happened, in the order it happened."""
    assert tell_story(*story) == events


@pytest.mark.parametrize(("story", "events"), STORIES.values(), ids=STORIES)
def test_repeats_are_not_told_again(story: Story, events: Happenings) -> None:
    """The PBX may send each report as often as it likes."""
    assert tell_story(*[batch for batch in story for _ in range(3)]) == events


def test_a_new_epoch_says_nothing_of_the_calls_it_forgets() -> None:
    """Nobody watched, so nobody knows how they ended, nor how those that go on got there."""
    state = told(caller("alice", DIALING), called("bob", RINGING))

    assert not happened(state, link(1), caller("alice", TALKING), called("carol", TALKING))
    assert not happened(state, link(2), link(1))


def test_a_call_found_at_a_connection_still_has_an_end() -> None:
    """What began unseen ends in sight, with no duration that would be a guess."""
    state = told(link(1), silent=True)
    tell(state, caller("alice", TALKING), called("bob", TALKING), silent=True)

    (ended,) = heard(state, over(9.0))

    assert ended.type is EventType.ENDED
    assert (ended.duration, ended.talk_duration) == (None, None)


def test_durations_count_from_the_first_sign_and_from_the_answer() -> None:
    """While a call lasts, nobody knows how long it will."""
    state = told(caller("alice", DIALING, 1.0))
    (answered,) = heard(state, called("bob", TALKING, 4.0))

    (ended,) = heard(state, over(10.0))

    assert (answered.duration, answered.talk_duration) == (None, None)
    assert (ended.duration, ended.talk_duration) == (9.0, 6.0)


def test_a_duration_is_never_negative() -> None:
    """A clock that was set back must not make nonsense."""
    (ended,) = heard(told(caller("alice", DIALING, 10.0)), over(4.0))

    assert ended.duration == 0.0


def one(events: list[CallEvent], kind: EventType) -> CallEvent:
    """Find the only event of a kind."""
    (event,) = [event for event in events if event.type is kind]
    return event


def test_an_answer_concerns_who_took_the_call_and_who_called() -> None:
    """Both hear of it; it happened to the one who took it."""
    state = told(caller("alice", DIALING), called("bob", RINGING))

    answered = one(
        heard(state, caller("alice", TALKING), called("bob", TALKING)), EventType.ANSWERED
    )

    assert (answered.extension, answered.heard_by) == (BOB, (BOB, ALICE))
    assert (answered.caller, answered.callee) == (party_of("alice"), party_of("bob"))


def test_a_ringing_phone_is_the_called_party_of_its_own_event() -> None:
    """Of two phones that ring, each is told that it is called."""
    events = heard(
        PbxState(), caller("outside", DIALING), called("bob", RINGING), called("carol", RINGING)
    )

    assert [(each.callee, each.heard_by) for each in events] == [
        (party_of("bob"), (BOB,)),
        (party_of("carol"), (CAROL,)),
    ]
    assert {each.caller for each in events} == {party_of("outside")}


def test_who_handed_the_call_on_does_not_hear_its_end() -> None:
    """The end happens to those who were still there."""
    state = told(
        caller("alice", TALKING),
        called("bob", TALKING),
        called("bob", ENDED, cause=Cause.TRANSFERRED),
        called("carol", TALKING),
    )

    assert one(heard(state, over()), EventType.ENDED).heard_by == (ALICE, CAROL)


@pytest.mark.parametrize("holder", ["alice", "bob"])
def test_hold_is_told_once_for_both_parties_the_holder_first(holder: str) -> None:
    """One holds, the other is held: that is one happening."""
    other = "bob" if holder == "alice" else "alice"
    state = told(caller("alice", TALKING), called("bob", TALKING))

    held = heard(state, leg(holder, None, held_by_us=True), leg(other, None, held_by_peer=True))
    resumed = heard(
        state, leg(holder, None, held_by_us=False), leg(other, None, held_by_peer=False)
    )

    assert [(each.type, each.heard_by) for each in (*held, *resumed)] == [
        (EventType.HELD, (holder, other)),
        (EventType.RESUMED, (holder, other)),
    ]


def test_a_call_that_ends_on_hold_is_not_resumed() -> None:
    """Nobody took it back."""
    state = told(caller("alice", TALKING), called("bob", TALKING, held_by_us=True))

    assert [kind for kind, _ in happened(state, over())] == [EventType.ENDED]


def test_who_hangs_up_on_hold_is_not_resumed() -> None:
    """The other one is still there, but nobody took the call back."""
    state = told(caller("alice", TALKING), called("bob", TALKING, held_by_peer=True))

    assert not happened(state, called("bob", ENDED))


def test_a_call_that_appears_on_hold_is_held() -> None:
    """The reports before were lost."""
    assert (EventType.HELD, BOB) in happened(PbxState(), called("bob", TALKING, held_by_us=True))


@pytest.mark.parametrize(
    ("facts", "missed_by"),
    [
        ((caller("outside", DIALING, group="6400"), over(cause=Cause.NO_ANSWER)), None),
        ((caller("outside", TALKING), over()), None),
        ((caller("outside", DIALING), called("bob", OFFERED), over(cause=Cause.NO_ANSWER)), BOB),
    ],
    ids=["nobody was free", "a machine spoke", "a phone that nobody heard"],
)
def test_who_reached_nobody_is_missed(facts: tuple[Fact, ...], missed_by: str | None) -> None:
    """A caller who gave up in a queue is lost to the office as well."""
    state = told(facts[0])

    assert happened(state, *facts[1:]) == [(EventType.MISSED, missed_by)]
    assert not happened(state, *facts)


def test_who_was_turned_away_at_the_door_is_not_missed() -> None:
    """A program has decided so."""
    assert not happened(told(caller("outside", DIALING)), over())


def test_whoever_calls_a_machine_from_inside_has_missed_nothing() -> None:
    """It is their own call that ends."""
    state = told(caller("alice", TALKING))

    assert happened(state, over()) == [(EventType.ENDED, ALICE)]
