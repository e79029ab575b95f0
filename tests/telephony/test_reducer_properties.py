"""What holds for any facts in any order: the picture stays true and cheap."""

from typing import Any, Never

from hypothesis import given, strategies as st
import pytest

from custom_components.pbx.telephony.events import diff
from custom_components.pbx.telephony.facts import (
    Batch,
    CallEnded,
    ExtensionIs,
    ExtensionsAre,
    Fact,
    LegIs,
    PresenceIs,
    TrunkIs,
)
from custom_components.pbx.telephony.model import Activity, Hook, Presence
from custom_components.pbx.telephony.reducer import fold
from custom_components.pbx.telephony.state import PbxState, people_on
from tests.telephony.facts import ALICE, DIALING, called, caller, extension, link, over, trunk
from tests.telephony.strategies import batches, facts


def picture(state: PbxState) -> tuple[object, ...]:
    """Give everything that is known."""
    return (
        state.link,
        state.info,
        dict(state.extensions),
        dict(state.trunks),
        dict(state.queues),
        dict(state.calls),
        list(state._ended),
        state._by_number,
        state._calls_of,
    )


def after(*history: Batch) -> PbxState:
    """Give the state after these batches."""
    state = PbxState()
    for batch in history:
        fold(state, batch)
    return state


@given(st.lists(st.lists(facts(), max_size=4), max_size=12))
def test_the_fold_takes_anything_in_any_order(history: list[list[Fact]]) -> None:
    """No fact raises, and neither does telling what happened or looking at it."""
    state = PbxState()

    for told in history:
        changes = fold(state, Batch(tuple(told)))
        diff(changes)

        assert changes.touched_extensions is not None
        for extension_id in state.extensions:
            assert all(call.is_live for call in state.calls_of(extension_id))


@given(st.lists(facts(), max_size=15))
def test_a_fact_told_twice_changes_nothing(history: list[Fact]) -> None:
    """A repeat leaves the picture as it is and is no event."""
    state = PbxState()

    for fact in history:
        fold(state, Batch((fact,)))
        before = picture(state)

        changes = fold(state, Batch((fact,)))

        assert not changes
        assert diff(changes) == []
        assert picture(state) == before


@given(st.lists(batches(), max_size=15))
def test_a_report_told_twice_changes_nothing(history: list[Batch]) -> None:
    """Each batch is one report, and reports are resent."""
    state = PbxState()

    for batch in history:
        fold(state, batch)
        before = picture(state)

        assert not fold(state, batch)

        assert picture(state) == before


@given(st.lists(batches(), max_size=15))
def test_nothing_late_revives_a_call(history: list[Batch]) -> None:
    """Once a call has ended, whatever was said of it before changes nothing."""
    state = after(*history)
    said = [fact for batch in history for fact in batch.facts]

    for fact in said:
        if isinstance(fact, LegIs | CallEnded) and state.has_ended(fact.call):
            assert not fold(state, Batch((fact,)))


@given(st.lists(st.lists(facts(), max_size=4), max_size=12))
def test_the_indexes_equal_a_search(history: list[list[Fact]]) -> None:
    """Whom a number belongs to, and who is on which call, is what a search would find."""
    state = after(*[Batch(tuple(told)) for told in history])

    for who in {*state.extensions, *state._calls_of}:
        expected = {call.id for call in state.calls.values() if who in people_on(call)}
        assert {call.id for call in state.calls_of(who)} == expected
    numbers = {each.number for each in state.extensions.values() if each.number is not None}
    assert set(state._by_number) == numbers
    for number in numbers:
        found = state.extension_with(number)
        assert found is not None
        assert found.number == number


@given(st.lists(st.lists(facts(), max_size=4), max_size=12))
def test_a_picture_is_consistent_and_changes_end_in_it(history: list[list[Fact]]) -> None:
    """Calls in the table live, legs are kept by their ids, and a change says what is now so."""
    state = PbxState()

    for told in history:
        changes = fold(state, Batch(tuple(told)))

        for key, call in state.calls.items():
            assert key == call.id
            assert call.is_live
            assert not state.has_ended(key)
            assert all(leg.id == leg_id for leg_id, leg in call.legs.items())
        for key, call_change in changes.calls.items():
            if call_change.new is None or call_change.new.is_live:
                assert call_change.new is state.calls.get(key)
        for who, change in changes.extensions.items():
            assert change.new is state.extensions.get(who)
        for name, trunk_change in changes.trunks.items():
            assert trunk_change.new is state.trunks.get(name)


@given(st.lists(st.lists(facts(), max_size=4), max_size=12))
def test_when_all_calls_have_ended_nothing_is_left_of_them(history: list[list[Fact]]) -> None:
    """Neither a call nor an entry of an index outlives the last end."""
    state = after(*[Batch(tuple(told)) for told in history])

    for call in list(state.calls):
        fold(state, Batch((over(call=call),)))

    assert not state.calls
    assert not state._calls_of


class Unscannable(dict[Any, Any]):
    """A table that may be looked up, but not walked through."""

    def _refuse(self) -> Never:
        raise AssertionError("a report must not walk through a table")

    __iter__ = keys = values = items = copy = _refuse


REPORTS: list[Fact] = [
    ExtensionIs(id=ALICE, hook=Hook.BUSY, number="7"),
    PresenceIs(id=ALICE, presence=Presence(activity=Activity.AWAY)),
    TrunkIs(trunk=trunk("line")),
    caller("alice", DIALING),
    called("bob", DIALING, 2.0),
    over(),
    over(call="unknown"),
]


def test_a_table_that_is_walked_through_is_noticed() -> None:
    """The table used below would fail a fold that scans it."""
    state = after(Batch((ExtensionsAre(extensions=(extension("alice"),)),)))
    state._extensions = Unscannable(state._extensions)

    with pytest.raises(AssertionError, match="walk"):
        fold(state, Batch((link(1),)))


def test_a_report_costs_the_same_in_any_office() -> None:
    """Among five thousand extensions nothing but the changed keys is touched."""
    roster = tuple(extension(f"x{n}", number=str(n)) for n in range(10, 5_010))
    everybody = (extension("alice"), extension("bob"), *roster)
    state = after(Batch((ExtensionsAre(extensions=everybody),)))
    for table in ("_extensions", "_trunks", "_calls", "_by_number", "_calls_of"):
        setattr(state, table, Unscannable(getattr(state, table)))

    for fact in REPORTS:
        changes = fold(state, Batch((fact,)))
        diff(changes)

        assert changes
        assert changes.touched_extensions <= {"alice", "bob"}
