"""The part of the fold about favourites of people, and conditions of the office."""

from dataclasses import replace

from .condition import Condition
from .facts import ConditionIs, ConditionsAre, FavouritePresenceIs, FavouritesAre
from .favourite import Favourite
from .state import Changes, PbxState, note


def favourites_are(state: PbxState, fact: FavouritesAre, changes: Changes) -> None:
    """Take the whole list of one extension; presences that were known are kept."""
    listed = {favourite.id: favourite for favourite in fact.favourites}
    for gone in state.favourites_of(fact.owner):
        if gone.id not in listed:
            state.drop_favourite(gone)
            note(changes.favourites, gone.id, gone, None)
    if fact.owner not in state.extensions:
        return
    for new in listed.values():
        old = state.favourites.get(new.id, new)
        same = old.address == new.address
        known = replace(new, presence=old.presence, reason=old.reason) if same else new
        _put_favourite(state, known, changes)


def favourite_presence_is(state: PbxState, fact: FavouritePresenceIs, changes: Changes) -> None:
    """Take the presence of a known favourite."""
    if (old := state.favourites.get(fact.id)) is not None:
        reason = fact.reason if fact.presence is None else None
        _put_favourite(state, replace(old, presence=fact.presence, reason=reason), changes)


def forget_presences(state: PbxState, changes: Changes) -> None:
    """Forget what the favourites were doing: nobody watched."""
    for favourite in tuple(state.favourites.values()):
        _put_favourite(state, replace(favourite, presence=None, reason=None), changes)


def conditions_are(state: PbxState, fact: ConditionsAre, changes: Changes) -> None:
    """Take the whole list of conditions."""
    listed = {condition.id for condition in fact.conditions}
    for gone in [old for old in state.conditions.values() if old.id not in listed]:
        state.drop_condition(gone.id)
        note(changes.conditions, gone.id, gone, None)
    for new in fact.conditions:
        _put_condition(state, new, changes)


def condition_is(state: PbxState, fact: ConditionIs, changes: Changes) -> None:
    """Learn something of a known condition."""
    if fact.condition.id in state.conditions:
        _put_condition(state, fact.condition, changes)


def _put_favourite(state: PbxState, new: Favourite, changes: Changes) -> None:
    """Replace a favourite, if that changes anything."""
    old = state.favourites.get(new.id)
    if old != new:
        state.put_favourite(new)
        note(changes.favourites, new.id, old, new)


def _put_condition(state: PbxState, new: Condition, changes: Changes) -> None:
    """Replace a condition, completed by what was known of it, if that changes anything."""
    old = state.conditions.get(new.id)
    if old is not None:
        new = replace(
            new,
            name=old.name if new.name is None else new.name,
            is_on=old.is_on if new.is_on is None else new.is_on,
            is_manual=old.is_manual if new.is_manual is None else new.is_manual,
        )
    if old != new:
        state.put_condition(new)
        note(changes.conditions, new.id, old, new)
