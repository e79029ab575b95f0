"""The call log: each call once, whoever tells of it and in whatever order."""

from collections.abc import Iterable
from itertools import permutations
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.call_log import (
    MAX_AGE,
    CallEntry,
    CallFilter,
    CallLog,
    entry_from_json,
    entry_of_call,
    entry_of_record,
    entry_to_json,
)
from custom_components.pbx.telephony.facts import Fact
from custom_components.pbx.telephony.model import CallId, Cause, Direction, ExtensionId, Party
from custom_components.pbx.telephony.record import CallRecord, Outcome
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import (
    ALICE,
    BOB,
    CALL,
    DIALING,
    ENDED,
    RINGING,
    TALKING,
    called,
    caller,
    over,
    tell,
)

NOW = 1_000_000.0
OUTSIDE = "0441234"
NAMES = {OUTSIDE: "Weber", "4001": "Anna"}


def name_of(party: Party) -> str | None:
    """Name a party by its number."""
    return NAMES.get(party.number or "")


def watched(*batches: tuple[Fact, ...]) -> CallEntry:
    """Give the entry of a call that was watched to its end."""
    state = PbxState()
    for batch in batches:
        for change in tell(state, *batch).calls.values():
            if change.new is not None and not change.new.is_live:
                entry = entry_of_call(change.new, state, name_of)
                assert entry is not None
                return entry
    pytest.fail("the call is not over")


def record(number: int = 1, call: str = CALL, began: float = NOW, **said: object) -> CallRecord:
    """Make a record of an inbound call."""
    members: dict[str, object] = {
        "direction": Direction.INBOUND,
        "outcome": Outcome.NO_ANSWER,
        "caller": OUTSIDE,
        "callee": "4001",
        "duration": 20,
        "extensions": (ExtensionId("4001"),),
        **said,
    }
    return CallRecord(id=f"r{number}", call=CallId(call), began=began, **members)  # type: ignore[arg-type]


def entry(*args: object, **said: object) -> CallEntry:
    """Make the entry of a record."""
    made = entry_of_record(record(*args, **said), None, name_of)  # type: ignore[arg-type]
    assert made is not None
    return made


def log_of(entries: Iterable[CallEntry], **bounds: float) -> CallLog:
    """Make a log of these."""
    log = CallLog(**bounds)  # type: ignore[arg-type]
    for each in entries:
        log.put(each, NOW)
    return log


def missed_call(at: float = NOW) -> CallEntry:
    """Give a call from outside that nobody took."""
    return watched(
        (caller("outside", DIALING, at), called("bob", RINGING, at)),
        (over(at + 8, cause=Cause.NO_ANSWER),),
    )


def test_a_missed_call_is_written_down_with_all_that_is_known() -> None:
    """Who, when, how long, and that nobody took it."""
    made = missed_call()

    assert (made.caller, made.caller_name, made.extensions) == (OUTSIDE, "Weber", (BOB,))
    assert (made.began, made.ended, made.duration) == (NOW, NOW + 8, 8)
    assert made.talk_duration is None
    assert made.outcome is Outcome.NO_ANSWER
    assert made.missed
    assert (made.number, made.name) == (OUTSIDE, "Weber")


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ([(called("bob", TALKING, NOW + 3),), (over(NOW + 9),)], Outcome.ANSWERED),
        ([(called("bob", ENDED, NOW, cause=Cause.ELSEWHERE),), (over(NOW),)], Outcome.ANSWERED),
        ([(over(NOW + 9, cause=Cause.BUSY),)], Outcome.BUSY),
        ([(over(NOW + 9, cause=Cause.REFUSED),)], Outcome.BUSY),
        ([(over(NOW + 9, cause=Cause.FAILED),)], Outcome.FAILED),
        ([(over(NOW + 9, reason="Line unreachable"),)], Outcome.FAILED),
        ([(over(NOW + 9, cause=Cause.LOST),)], Outcome.NO_ANSWER),
    ],
    ids=["answered", "elsewhere", "busy", "refused", "failed", "a reason", "lost"],
)
def test_how_it_came_out(facts: list[tuple[Fact, ...]], outcome: Outcome) -> None:
    """The end tells; a call that somebody took is not missed."""
    made = watched((caller("outside", DIALING, NOW), called("bob", RINGING, NOW)), *facts)

    assert made.outcome is outcome
    assert made.missed is (outcome is not Outcome.ANSWERED)


def test_the_talk_is_timed_and_an_outbound_call_is_with_whom_was_called() -> None:
    """From the answer to the end; and nobody misses an own call."""
    made = watched(
        (caller("alice", DIALING, NOW), called("outside", RINGING, NOW)),
        (called("outside", TALKING, NOW + 5),),
        (over(NOW + 65),),
    )

    assert (made.duration, made.talk_duration) == (65, 60)
    assert (made.direction, made.number, made.missed) == (Direction.OUTBOUND, OUTSIDE, False)


def test_a_call_that_nobody_was_seen_on_says_nothing() -> None:
    """Its record will."""
    state = PbxState()
    (change,) = tell(state, over(NOW)).calls.values()

    assert change.new is not None
    assert entry_of_call(change.new, state, name_of) is None


def test_a_caller_who_hangs_up_within_an_ivr_reached_nobody() -> None:
    """The PBX calls it answered, since its announcement talked."""
    made = entry(outcome=Outcome.ANSWERED, group="6500", callee="6500", extensions=())

    assert made.missed
    assert made.talk_duration is None


def test_a_record_without_a_time_is_dated_back_or_left_out() -> None:
    """When it is heard of, the call has just ended; later nobody knows."""
    said = CallRecord(id="r", call=CALL, duration=30)

    live = entry_of_record(said, NOW, name_of)
    assert live is not None
    assert live.began == NOW - 30
    assert entry_of_record(said, None, name_of) is None


def test_an_extension_with_the_number_of_an_outside_caller_is_not_named() -> None:
    """What comes over a trunk is asked for as such."""
    asked: list[Party] = []
    entry_of_record(record(trunk=None), None, asked.append)

    assert asked[0].trunk is not None
    assert asked[1].trunk is None


STORIES = {
    "busy, then voicemail": ([Outcome.BUSY, Outcome.VOICEMAIL], Outcome.VOICEMAIL, True),
    "refused by one, taken by another": (
        [Outcome.NO_ANSWER, Outcome.ANSWERED],
        Outcome.ANSWERED,
        False,
    ),
    "failed, then tried again": ([Outcome.FAILED, Outcome.BUSY], Outcome.BUSY, True),
}


@pytest.mark.parametrize(("outcomes", "outcome", "missed"), STORIES.values(), ids=STORIES)
def test_several_records_of_one_call_are_one_entry(
    outcomes: list[Outcome], outcome: Outcome, missed: bool
) -> None:
    """What tells most counts, in whatever order they come, with or without the call itself."""
    told = [
        entry(number, began=NOW + 10 * number, outcome=each) for number, each in enumerate(outcomes)
    ]
    for story in permutations([*told, missed_call(NOW - 2)]):
        (made,) = log_of(story)
        assert (made.outcome, made.missed) == (outcome, missed)
        assert (made.began, made.ended) == (NOW - 2, NOW + 6)
        assert set(made.records) == {"r0", "r1"}
    for story in permutations(told):
        (made,) = log_of(story)
        assert (made.outcome, made.began, made.ended) == (outcome, NOW, NOW + 30)
        assert made.duration == 30


def test_what_the_back_fill_brings_again_is_nothing_new() -> None:
    """The same record, from a report and from the file."""
    log = log_of([missed_call(), entry()])

    assert log.put(entry(), NOW) is None
    assert len(log) == 1


def test_an_unseen_call_is_added_by_its_record() -> None:
    """That is what the back-fill is for."""
    log = log_of([missed_call(), entry(2, call="another", began=NOW + 60)])

    assert [each.call for each in log] == ["another", CALL]


def test_a_call_id_may_come_again_after_a_new_connection() -> None:
    """Two calls that were watched are two calls, whatever they are called."""
    assert len(log_of([missed_call(NOW), missed_call(NOW + 100)])) == 2
    assert len(log_of([missed_call(NOW), missed_call(NOW)])) == 1


def test_records_without_a_call_id_are_kept_apart() -> None:
    """They have nothing in common but a blank."""
    assert len(log_of([entry(1, call=""), entry(2, call="")])) == 2


def test_a_record_finds_its_call_by_the_people_if_not_by_the_id() -> None:
    """A call may be watched to its end before anybody says its id."""
    said = {"extensions": (BOB,), "duration": 8}
    for story in permutations([missed_call(), entry(1, call="named", began=NOW + 1, **said)]):
        (made,) = log_of(story)
        assert made.records == ("r1",)

    log = log_of([missed_call(), entry(1, **said), entry(2, call="b", began=NOW + 1, **said)])
    assert len(log) == 2, "its record is known, so another one is of another call"
    assert len(log_of([missed_call(), entry(2, call="b", caller="555", **said)])) == 2
    assert len(log_of([missed_call(), entry(2, call="b", began=NOW + 600, **said)])) == 2


def test_no_name_goes_with_another_number() -> None:
    """A record that knows more of the caller brings number and name together."""
    anonymous = entry(1, caller=None)
    known = entry(2, began=NOW + 1)
    renamed = entry(3, began=NOW + 2, caller="555")

    (made,) = log_of([anonymous, known])
    assert (made.caller, made.caller_name) == (OUTSIDE, "Weber")
    (made,) = log_of([renamed, known])
    assert (made.caller, made.caller_name) == (OUTSIDE, "Weber")
    (made,) = log_of([entry(4, caller="555"), known])
    assert (made.caller, made.caller_name) == ("555", None)


def test_the_log_is_bounded_in_number_and_age() -> None:
    """The oldest go first, also from the count of what was missed."""
    log = log_of([entry(n, call=str(n), began=NOW + n) for n in (3, 1, 4, 2, 5)], limit=3)

    assert [each.began - NOW for each in log] == [5, 4, 3]
    assert log.unseen == 3
    assert log.put(entry(9, call="old", began=NOW - MAX_AGE - 1), NOW) is None
    log.put(entry(10, call="new", began=NOW + MAX_AGE + 4.5), NOW + MAX_AGE + 4.5)
    assert [each.call for each in log] == ["new", "5"]


def test_taking_note_of_missed_calls_is_not_undone_by_what_comes_later() -> None:
    """A late record of the same call is no new one."""
    log = log_of([missed_call(), entry(2, call="other", began=NOW + 5)])
    assert (log.unseen, log.acknowledge(), log.unseen) == (2, 2, 0)

    log.put(entry(outcome=Outcome.VOICEMAIL), NOW)
    assert log.unseen == 0
    log.put(entry(3, call="new", began=NOW + 9), NOW)
    assert [each.call for each in log.missed_calls(10)] == ["new"]


def test_a_call_that_turns_out_answered_is_no_longer_missed() -> None:
    """The record knows of an answer that no report told of."""
    log = log_of([missed_call()])
    assert log.unseen == 1

    log.put(entry(outcome=Outcome.ANSWERED), NOW)
    assert log.unseen == 0


def test_the_last_call_is_the_one_that_ended_last() -> None:
    """A back-fill of older ones does not change it."""
    log = log_of([entry(1, call="a", duration=100), entry(2, call="b", began=NOW + 10)])

    assert log.last is not None
    assert log.last.call == "a"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (CallFilter(), "dcba"),
        (CallFilter(limit=2), "dc"),
        (CallFilter(start=NOW + 1, end=NOW + 2), "cb"),
        (CallFilter(direction=Direction.OUTBOUND), "b"),
        (CallFilter(outcome=Outcome.BUSY), "c"),
        (CallFilter(missed=True), "dca"),
        (CallFilter(missed=False), "b"),
        (CallFilter(extension=BOB), "d"),
        (CallFilter(is_number=lambda number: number == "77"), "ba"),
        (CallFilter(missed=True, limit=1, end=NOW), "a"),
    ],
    ids=[
        "all", "the latest", "a time", "a direction", "an outcome", "missed", "not missed",
        "an extension", "a number on either side", "several",
    ],
)  # fmt: skip
def test_calls_are_found_newest_first(wanted: CallFilter, found: str) -> None:
    """By anything that people ask for, and by all of it at once."""
    log = log_of([
        entry(3, call="c", began=NOW + 2, outcome=Outcome.BUSY),
        entry(1, call="a", caller="77"),
        entry(4, call="d", began=NOW + 3, extensions=(ALICE, BOB)),
        entry(2, call="b", began=NOW + 1, direction=Direction.OUTBOUND, callee="77"),
    ])  # fmt: skip

    assert "".join(each.call for each in log.find(wanted)) == found


@pytest.mark.parametrize("made", [missed_call(), entry(recording="a.wav", did="99", group="6200")])
def test_an_entry_survives_being_stored(made: CallEntry) -> None:
    """Nothing is lost on the way to the disk and back."""
    assert entry_from_json(json.loads(json.dumps(entry_to_json(made)))) == made


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(key=st.sampled_from(sorted(entry_to_json(missed_call()))), damage=_JSON)
def test_a_damaged_entry_is_left_out_or_mended(key: str, damage: object) -> None:
    """Whatever stands there, reading it never fails, and what is read can be used."""
    read = entry_from_json({**entry_to_json(missed_call()), key: damage})

    assert entry_from_json(damage) is None
    if read is not None:
        assert entry_from_json(entry_to_json(read)) == read
        log_of([read, entry()]).find(CallFilter(start=0, is_number=lambda number: True))


@given(
    told=st.lists(
        st.builds(
            entry,
            st.integers(0, 9),
            call=st.sampled_from(["", "a", "b"]),
            began=st.floats(NOW - 2 * 86_400, NOW),
            outcome=st.sampled_from(Outcome),
            direction=st.sampled_from(Direction),
        )
        | st.builds(missed_call, st.floats(NOW - 100, NOW)),
        max_size=20,
    )
)
def test_the_tables_stay_in_step(told: list[CallEntry]) -> None:
    """Whatever comes, counts and searches agree with the entries, within the bound."""
    log = log_of(told, limit=5)

    entries = list(log)
    assert len(entries) == len(log) <= 5
    assert entries == sorted(entries, key=lambda each: (each.began, each.id), reverse=True)
    assert log.find(CallFilter()) == entries
    assert log.unseen == sum(each.missed for each in entries)
    records = [each for made in entries for each in made.records]
    assert len(records) == len(set(records))
