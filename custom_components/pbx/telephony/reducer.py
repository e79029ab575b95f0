"""The one door for changes: fold facts into the state.

Total: no fact, in no order and however often, raises. Told twice, a fact changes nothing. What has
ended stays ended.
"""

from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from .facts import (
    Batch,
    CallEnded,
    CallsSeen,
    ConditionIs,
    ConditionsAre,
    ExtensionIs,
    ExtensionsAre,
    Fact,
    FavouritePresenceIs,
    FavouritesAre,
    Happened,
    LegIs,
    LinkIs,
    ListFact,
    PbxIs,
    PresenceIs,
    QueueIs,
    QueuesAre,
    RecordIs,
    ReportingIs,
    TrunkIs,
    TrunksAre,
)
from .model import (
    Call,
    Cause,
    Direction,
    ExtensionId,
    Leg,
    LegState,
    Link,
    Party,
    Role,
)
from .moments import AnyMoment
from .own_lists import (
    condition_is,
    conditions_are,
    favourite_presence_is,
    favourites_are,
    forget_presences,
)
from .rosters import (
    extension_is,
    extensions_are,
    presence_is,
    put_extension,
    put_trunk,
    queue_is,
    queues_are,
    trunks_are,
)
from .state import Change, Changes, Occurrence, PbxState, note

# A leg only ever moves to the right; TALKING and PARKED swap freely.
_RANK = {
    LegState.OFFERED: 0,
    LegState.RINGING: 1,
    LegState.DIALING: 1,
    LegState.TALKING: 2,
    LegState.PARKED: 2,
    LegState.ENDED: 3,
}


def fold(state: PbxState, batch: Batch) -> Changes:
    """Apply all facts of one batch and say what they changed."""
    changes = Changes()
    early: list[LegIs] = []
    for fact in batch.facts:
        if isinstance(fact, LegIs) and _is_early(state, fact):
            early.append(fact)
            continue
        _apply(state, fact, changes, dated=not batch.silent)
        for each in [each for each in early if each.call in state.calls]:
            early.remove(each)
            _apply(state, each, changes, dated=not batch.silent)
    _settle(state, changes)
    if changes.moments:
        changes.moments = [
            replace(each, call=_call_of(state, each.moment)) for each in changes.moments
        ]
    return changes


def _call_of(state: PbxState, moment: AnyMoment) -> Call | None:
    """Find the call that something happened on; it may be over by now."""
    if (id := getattr(moment, "call", None)) is None:
        return None
    return state.calls.get(id) or state.ended_call(id)


def _is_early(state: PbxState, fact: LegIs) -> bool:
    """Tell whether a party is named, or gone, before anything proves that there is a call."""
    return fact.call not in state.calls and fact.state in (None, LegState.ENDED)


def _settle(state: PbxState, changes: Changes) -> None:
    """End the calls whose last conversation is over, now that the whole report is known."""
    for change in tuple(changes.calls.values()):
        call = change.new
        if call is not None and call.is_live and _is_over(call):
            _put_call(state, call, _closed(call, call.heard, _last_cause(call)), changes)


def _apply(state: PbxState, fact: Fact, changes: Changes, *, dated: bool) -> None:
    """Hand a fact to the function that understands it."""
    match fact:
        case LegIs():
            _leg_is(state, fact, changes, dated=dated)
        case CallEnded():
            _call_ended(state, fact, changes)
        case CallsSeen():
            _calls_seen(state, fact, changes)
        case RecordIs():
            if state.is_new_record(fact.record.id):
                changes.records.append(fact.record)
        case Happened():
            if state.is_new_moment(fact.moment.id):
                changes.moments.append(Occurrence(fact.moment))
        case PbxIs():
            if state.info != fact.info:
                changes.info = Change(changes.info.old if changes.info else state.info, fact.info)
                state.info = fact.info
        case LinkIs():
            _link_is(state, fact.link, changes)
        case ReportingIs():
            if state.reporting != fact.reporting:
                first = changes.reporting.old if changes.reporting else state.reporting
                changes.reporting = Change(first, fact.reporting)
                state.reporting = fact.reporting
        case _:
            _apply_to_lists(state, fact, changes)


def _apply_to_lists(state: PbxState, fact: ListFact, changes: Changes) -> None:
    """Hand a fact about what there is to the function that understands it."""
    match fact:
        case ExtensionIs():
            extension_is(state, fact, changes)
        case ExtensionsAre():
            extensions_are(state, fact, changes)
        case PresenceIs():
            presence_is(state, fact, changes)
        case TrunkIs():
            put_trunk(state, fact.trunk, changes)
        case TrunksAre():
            trunks_are(state, fact, changes)
        case QueueIs():
            queue_is(state, fact, changes)
        case QueuesAre():
            queues_are(state, fact, changes)
        case FavouritesAre():
            favourites_are(state, fact, changes)
        case FavouritePresenceIs():
            favourite_presence_is(state, fact, changes)
        case ConditionIs():
            condition_is(state, fact, changes)
        case ConditionsAre():
            conditions_are(state, fact, changes)
        case _:
            assert_never(fact)


def _link_is(state: PbxState, link: Link, changes: Changes) -> None:
    """Take the link's new state; a new epoch forgets the calls and what people were doing."""
    if link == state.link:
        return
    if link.epoch != state.link.epoch:
        for call in state.calls.values():
            note(changes.calls, call.id, call, None)
        state.forget_calls()
        for extension in list(state.extensions.values()):
            put_extension(
                state,
                replace(extension, presence=None, reason=None, hook=None, registered=None),
                changes,
            )
        forget_presences(state, changes)
    changes.link = Change(changes.link.old if changes.link else state.link, link)
    state.link = link


def _put_call(state: PbxState, old: Call | None, new: Call, changes: Changes) -> None:
    """Replace a call that has changed."""
    state.put_call(new)
    note(changes.calls, new.id, old, new)


def _leg_is(state: PbxState, fact: LegIs, changes: Changes, *, dated: bool) -> None:
    """Move one leg, making it and its call if need be."""
    old = state.calls.get(fact.call)
    if old is None and state.has_ended(fact.call):
        return
    call = old or Call(
        id=fact.call,
        direction=fact.direction or Direction.INTERNAL,
        heard=fact.at,
        began=fact.at if dated else None,
    )
    was = call.legs.get(fact.leg)
    leg = _moved(was, fact, call, dated=dated)
    called = leg.role is Role.CALLEE or leg.rang
    answers = leg.state is LegState.TALKING and called and not call.answered
    new = replace(
        call,
        direction=_direction(call, fact, leg),
        heard=max(call.heard, fact.at),
        group=call.group if fact.group is None else fact.group,
        legs=call.legs if leg == was else MappingProxyType({**call.legs, leg.id: leg}),
        answered=call.answered or answers,
        answered_at=(fact.at if dated else None) if answers else call.answered_at,
    )
    if old is None or _differ(old, new):
        _put_call(state, old, new, changes)
    elif new.heard != old.heard:
        state.put_call(new)
        if new.id in changes.calls:
            changes.calls[new.id].new = new


def _differ(old: Call, new: Call) -> bool:
    """Tell whether anything but the time of the latest news was changed by a leg."""
    return (
        new.legs is not old.legs
        or new.direction is not old.direction
        or new.group != old.group
        or new.answered is not old.answered
    )


def _direction(call: Call, fact: LegIs, leg: Leg) -> Direction:
    """Learn the direction: as told, or from the side that an outside party is on."""
    if fact.direction is not None:
        return fact.direction
    if leg.party.trunk is not None and call.direction is Direction.INTERNAL:
        return Direction.INBOUND if leg.role is Role.CALLER else Direction.OUTBOUND
    return call.direction


def _moved(was: Leg | None, fact: LegIs, call: Call, *, dated: bool) -> Leg:
    """Give the leg as it is after this fact."""
    if was is None:
        role = fact.role or Role.CALLEE
        first = LegState.DIALING if role is Role.CALLER else LegState.OFFERED
        was = Leg(id=fact.leg, party=Party(), role=role, state=first)
        state, fresh = fact.state or first, True
    else:
        state, fresh = fact.state or was.state, False
    party, role = _known(was.party, fact.party), fact.role or was.role
    if not fresh and not _may_move(was, state, call):
        return replace(was, party=party, role=role)
    moved = fresh or state is not was.state
    over = state is LegState.ENDED
    return replace(
        was,
        party=party,
        role=role,
        state=state,
        held_by_us=_flag(was.held_by_us and not moved, fact.held_by_us) and not over,
        held_by_peer=_flag(was.held_by_peer and not moved, fact.held_by_peer) and not over,
        since=(fact.at if dated else None) if moved else was.since,
        rang=was.rang or (state is LegState.RINGING and role is Role.CALLEE),
        talked=was.talked or state is LegState.TALKING,
        cause=(fact.cause or was.cause or Cause.NORMAL) if over else None,
    )


def _flag(was: bool, said: bool | None) -> bool:
    """Take what was said, if anything."""
    return was if said is None else said


def _may_move(was: Leg, state: LegState, call: Call) -> bool:
    """Tell whether a leg may go there: forward, or once more while nobody has answered.

    A queue rings the same agent again and again, but who has talked and left is gone for good. Once
    somebody has answered, only talking proves that a silent phone is back.
    """
    if was.state is LegState.ENDED:
        if state is LegState.ENDED or was.talked:
            return False
        settled = call.answered or was.cause is Cause.ELSEWHERE
        return state is LegState.TALKING or not settled
    return _RANK[state] >= _RANK[was.state]


def _known(was: Party, said: Party) -> Party:
    """Add what was said of a party to what was known; whose leg it is never changes."""
    if said == was:
        return was
    if None not in (was.extension, said.extension) and was.extension != said.extension:
        return was
    return Party(
        number=was.number if said.number is None else said.number,
        name=was.name if said.name is None else said.name,
        extension=was.extension if said.extension is None else said.extension,
        trunk=was.trunk if said.trunk is None else said.trunk,
    )


def _is_over(call: Call) -> bool:
    """Tell whether nobody is left: all have gone, or the caller gave up before an answer.

    A ringing phone that falls silent does not end a call: the caller may wait for the next agent.
    Nor does the first of two that hang up: the other may be on the way to somebody else.
    """
    legs = call.legs.values()
    if call.answered:
        return not any(leg.is_live for leg in legs)
    callers = [leg.is_live for leg in legs if leg.role is Role.CALLER]
    return bool(callers) and not any(callers)


def _last_cause(call: Call) -> Cause:
    """Give the cause of a call that its legs have ended.

    The last of the called knows it, unless one of them still rings: then the caller gave up.
    """
    called = [leg for leg in call.legs.values() if leg.role is Role.CALLEE]
    callers = [leg for leg in call.legs.values() if leg.role is Role.CALLER]
    deciding = callers if not called or any(leg.is_live for leg in called) else called
    last = max(reversed(deciding), key=lambda leg: leg.since or 0.0)
    return last.cause or Cause.NORMAL


def _closed(
    call: Call,
    at: float,
    cause: Cause,
    reason: str | None = None,
    recording: str | None = None,
) -> Call:
    """End a call with all its legs."""
    legs = {
        leg.id: replace(
            leg,
            state=LegState.ENDED,
            held_by_us=False,
            held_by_peer=False,
            since=at,
            cause=cause,
        )
        if leg.is_live
        else leg
        for leg in call.legs.values()
    }
    return replace(
        call,
        legs=MappingProxyType(legs),
        heard=at,
        ended=at,
        cause=cause,
        reason=reason,
        recording=recording,
    )


def _call_ended(state: PbxState, fact: CallEnded, changes: Changes) -> None:
    """End a call; one that was never seen is remembered, so that nothing late revives it."""
    if state.has_ended(fact.call):
        return
    old = state.calls.get(fact.call)
    call = old or Call(id=fact.call, direction=Direction.INTERNAL, heard=fact.at)
    _put_call(state, old, _closed(call, fact.at, fact.cause, fact.reason, fact.recording), changes)


def _calls_seen(state: PbxState, fact: CallsSeen, changes: Changes) -> None:
    """End the calls that a full query no longer found."""
    for call in list(state.calls.values()):
        if call.id in fact.live or call.heard >= fact.asked:
            continue
        if fact.free.issuperset(_people_still_on(call)):
            _put_call(state, call, _closed(call, fact.at, Cause.LOST), changes)


def _people_still_on(call: Call) -> set[ExtensionId]:
    """Give the extensions that have not left a call."""
    return {
        leg.party.extension
        for leg in call.legs.values()
        if leg.is_live and leg.party.extension is not None
    }
