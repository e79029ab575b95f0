"""Favourites and conditions: lists are whole, states are kept, and nothing is made up."""

from dataclasses import replace

from custom_components.pbx.telephony.condition import Condition
from custom_components.pbx.telephony.facts import (
    ConditionIs,
    ConditionsAre,
    ExtensionsAre,
    FavouritePresenceIs,
    FavouritesAre,
)
from custom_components.pbx.telephony.favourite import Favourite, favourite_id
from custom_components.pbx.telephony.model import (
    Activity,
    ConditionId,
    Presence,
)
from custom_components.pbx.telephony.state import PbxState
from tests.telephony.facts import ALICE, BOB, extension, link, tell, told

AWAY = Presence(activity=Activity.AWAY)
NIGHT = Condition(id=ConditionId("night"), name="Night", is_on=True, is_manual=False)


def favourite(entry: str, name: str = "Carol", address: str | None = "carol") -> Favourite:
    """Give a favourite of Alice."""
    return Favourite(
        id=favourite_id(ALICE, entry),
        owner=ALICE,
        entry=entry,
        profile="1",
        name=name,
        address=address,
    )


def office(*favourites: Favourite) -> PbxState:
    """Give an office where Alice has these favourites."""
    people = ExtensionsAre(extensions=(extension("alice"), extension("bob")))
    return told(people, FavouritesAre(owner=ALICE, favourites=favourites))


def test_a_new_list_keeps_the_presences_that_are_known() -> None:
    """An edit of one must not blank the others."""
    state = office(favourite("1"), favourite("2"))
    tell(state, FavouritePresenceIs(id=favourite("1").id, presence=AWAY))

    changes = tell(state, FavouritesAre(owner=ALICE, favourites=(favourite("1", "Caroline"),)))

    [left] = state.favourites_of(ALICE)
    assert (left.name, left.presence) == ("Caroline", AWAY)
    assert changes.rosters


def test_another_person_under_the_same_entry_starts_afresh() -> None:
    """The presence was of whoever stood there before."""
    state = office(favourite("1"))
    tell(state, FavouritePresenceIs(id=favourite("1").id, presence=AWAY))

    tell(state, FavouritesAre(owner=ALICE, favourites=(favourite("1", address="dave"),)))

    assert state.favourites_of(ALICE)[0].presence is None


def test_lists_of_others_are_not_touched() -> None:
    """Entries are counted anew for each owner."""
    state = office(favourite("1"))
    own = replace(favourite("1"), id=favourite_id(BOB, "1"), owner=BOB)

    tell(state, FavouritesAre(owner=BOB, favourites=(own,)))
    tell(state, FavouritesAre(owner=BOB, favourites=()))

    assert state.favourites_of(ALICE) == (favourite("1"),)
    assert not state.favourites_of(BOB)


def test_favourites_leave_with_their_owner() -> None:
    """Nobody could see them any more."""
    state = office(favourite("1"))

    changes = tell(state, ExtensionsAre(extensions=(extension("bob"),)))

    assert not state.favourites
    assert list(changes.favourites) == [favourite("1").id]


def test_favourites_of_nobody_are_not_kept() -> None:
    """The owner may just have been taken off the list."""
    state = PbxState()

    assert not tell(state, FavouritesAre(owner=ALICE, favourites=(favourite("1"),)))


def test_a_reason_counts_only_without_a_presence() -> None:
    """And nothing is told of an unknown one."""
    state = office(favourite("1"))
    id = favourite("1").id

    tell(state, FavouritePresenceIs(id=id, presence=None, reason="not_visible"))
    assert state.favourites[id].reason == "not_visible"
    tell(state, FavouritePresenceIs(id=id, presence=AWAY, reason="not_visible"))
    assert (state.favourites[id].presence, state.favourites[id].reason) == (AWAY, None)
    assert not tell(state, FavouritePresenceIs(id=favourite_id(ALICE, "9"), presence=AWAY))


def test_a_new_link_forgets_what_they_were_doing() -> None:
    """Nobody watched meanwhile."""
    state = office(favourite("1"))
    tell(state, FavouritePresenceIs(id=favourite("1").id, presence=AWAY))

    changes = tell(state, link(7))

    assert state.favourites_of(ALICE) == (favourite("1"),)
    assert list(changes.favourites) == [favourite("1").id]


def test_a_condition_is_completed_by_what_was_known() -> None:
    """A report has the state, the list has the name."""
    state = told(ConditionsAre(conditions=(NIGHT,)))

    tell(state, ConditionIs(condition=Condition(id=NIGHT.id, is_on=False)))

    assert state.conditions[NIGHT.id] == replace(NIGHT, is_on=False)


def test_conditions_come_and_go_with_the_list() -> None:
    """One that nobody listed is not made up."""
    state = told(ConditionsAre(conditions=(NIGHT,)))
    holiday = replace(NIGHT, id=ConditionId("holiday"))

    assert not tell(state, ConditionIs(condition=holiday))
    changes = tell(state, ConditionsAre(conditions=(holiday,)))

    assert set(state.conditions) == {holiday.id}
    assert set(changes.conditions) == {NIGHT.id, holiday.id}
    assert changes.rosters
