"""The legs of a conversation, put together from all that its handles tell.

Each user sees only the own side of a call, by a handle of their own, and a person with two phones
has two. Whoever is followed speaks for themselves; of others we know what the far side sees.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from ....model import CallId, Cause, Direction, LegId, LegState, Role
from .conversation import TRANSFERRED_TO, Conversation, Handle, View
from .parties import Parties, Who

type Legs = dict[LegId, View]

# Of several views of one party the one counts that has come furthest.
_WEIGHT: Final = {
    LegState.TALKING: 5,
    LegState.PARKED: 4,
    LegState.RINGING: 3,
    LegState.DIALING: 2,
    LegState.OFFERED: 1,
    LegState.ENDED: 0,
}
_TRANSFERRED_BY: Final = "ct"
_DIVERTED_BY: Final = ("leg2", "leg2orig")


def leg_id(call: CallId, who: Who) -> LegId:
    """Name a leg: a party has one on a call, whoever tells of it."""
    return LegId(f"{call}/{who.id}")


def legs_of(call: Conversation, parties: Parties, speaks: Callable[[str], bool]) -> Legs:
    """Put all legs of a call together; `speaks` tells who is followed, by the id of the party."""
    found: Legs = {}
    line = _learn(call, parties)
    call.silent.clear()
    here = [(handle, parties.who(handle.owner)) for handle in _speakers(call, parties)]
    owners = {who.id for _, who in here}
    for handle, who in here:
        _put(call, found, _own(handle, who))
    for leg, view in call.told.items():
        if view.who.id in call.left and view.who.id not in owners:
            found[leg] = view.ended(call.left[view.who.id])
    _share_hold(call, found, here, parties)
    owners |= call.left.keys()
    for handle in call.handles.values():
        for view in _far(handle, parties) if handle.is_live else ():
            if view.who.is_object or view.who.id in owners:
                continue
            if _may_tell(call, view, speaks):
                _put(call, found, _through(view, line))
    _add_absent(call, found, parties)
    return found


def _may_tell(call: Conversation, view: View, speaks: Callable[[str], bool]) -> bool:
    """Tell whether the far side's word counts: not of whom is followed, unless they keep silent.

    One who is talked to may still ring: a transfer is not always told when it is complete.
    """
    id = view.who.id
    if not speaks(id):
        return True
    if view.state is LegState.TALKING:
        call.silent.add(id)
    return view.state is LegState.TALKING and id in call.mute


def _learn(call: Conversation, parties: Parties) -> str | None:
    """Learn the direction of a call and what it went through; give the name of its line."""
    line = None
    for handle in call.handles.values():
        owner = parties.who(handle.owner)
        if handle.is_streamed and owner.is_object:
            call.group = owner.party.number or call.group
        elif handle.is_streamed and owner.is_outside:
            line = owner.party.name or line
        elif handle.peer is not None:
            far = parties.who(handle.peer)
            if far.is_object:
                call.group = far.party.number or call.group
            if call.direction is Direction.INTERNAL:
                call.direction = parties.direction(far, is_called=handle.state.is_called)
        if (by := handle.other(*_DIVERTED_BY)) and (who := parties.who(by)).is_object:
            call.group = who.party.number or call.group
    return line


def _speakers(call: Conversation, parties: Parties) -> Iterator[Handle]:
    """Yield the handles that make a leg: of the stream only what nobody tells better."""
    better = {parties.who(x.owner).id for x in call.handles.values() if not x.is_streamed}
    for handle in call.handles.values():
        if handle.is_streamed:
            who = parties.who(handle.owner)
            if who.is_object or who.is_outside or who.id in better:
                continue
        yield handle


def _own(handle: Handle, who: Who) -> View:
    """Give the side that a handle is of."""
    state = handle.state
    role = Role.CALLEE if state.is_called else Role.CALLER
    view = View(who, role, state.own, state.holds, state.is_held)
    if handle.is_live and not handle.other(TRANSFERRED_TO):
        return view
    return view.ended(handle.end)


def _far(handle: Handle, parties: Parties) -> Iterator[View]:
    """Yield the other side, as far as a handle can know."""
    state = handle.state
    role = Role.CALLER if state.is_called else Role.CALLEE
    if handle.peer is not None:
        who = parties.who(handle.peer)
        if who.party.extension is None:
            who = who._replace(id=handle.far_id)
        yield View(who, role, state.far, state.is_held, state.holds)
    if to := handle.other(TRANSFERRED_TO):
        yield View(parties.who(to), Role.CALLEE, state.far)


def _share_hold(
    call: Conversation, legs: Legs, here: list[tuple[Handle, Who]], parties: Parties
) -> None:
    """Let each of two who tell of each other know at once who holds whom, whoever said so first."""
    ids = {who.id for _, who in here}
    for handle, who in here:
        far = parties.who(handle.peer) if handle.peer is not None and handle.is_live else None
        if far is None or far.id not in ids or far.id == who.id:
            continue
        leg = leg_id(call.id, far)
        if legs[leg].state is LegState.TALKING:
            state = handle.state
            held = legs[leg].holds or state.is_held, legs[leg].is_held or state.holds
            legs[leg] = legs[leg]._replace(holds=held[0], is_held=held[1])


def _through(view: View, line: str | None) -> View:
    """Say through which line an outside party is reached."""
    who = view.who
    if line is None or not who.is_outside:
        return view
    return view._replace(who=who._replace(party=replace(who.party, trunk=line)))


def _put(call: Conversation, legs: Legs, view: View) -> None:
    """Add a view of a party, unless a better one is there; the side once told stays."""
    leg = leg_id(call.id, view.who)
    if leg in legs and _WEIGHT[legs[leg].state] >= _WEIGHT[view.state]:
        return
    if leg in call.told:
        view = view._replace(role=call.told[leg].role)
    elif view.role is Role.CALLER and _has_caller(leg, call.told, legs):
        # Who picks a call up may look like a second caller.
        view = view._replace(role=Role.CALLEE)
    legs[leg] = view


def _has_caller(leg: LegId, *tables: Legs) -> bool:
    """Tell whether somebody else is the caller."""
    return any(
        other != leg and view.role is Role.CALLER
        for table in tables
        for other, view in table.items()
    )


def _add_absent(call: Conversation, legs: Legs, parties: Parties) -> None:
    """Add who handed the call on, who diverted it, and who is heard of no more."""
    handles = call.handles.values()
    is_between = call.is_live and not any(handle.is_live for handle in handles)
    for leg, view in call.told.items():
        if leg not in legs:
            # Whoever is on the way from one to another is there still.
            stays = is_between or view.state is LegState.ENDED
            legs[leg] = view if stays else view.ended(_cause_of_far(call))
    for who in _named(handles, parties, *_DIVERTED_BY).values():
        leg = leg_id(call.id, who)
        if leg not in legs and not who.is_object:
            legs[leg] = View(who, Role.CALLEE, LegState.ENDED, cause=Cause.NORMAL)
    for who in _named(handles, parties, _TRANSFERRED_BY).values():
        leg = leg_id(call.id, who)
        if leg in legs and not _speaks_still(call, parties, who):
            legs[leg] = legs[leg].ended(Cause.TRANSFERRED)


def _named(handles: Iterable[Handle], parties: Parties, *kinds: str) -> dict[str, Who]:
    """Find who has this part in a call, as all handles tell."""
    found = [other for handle in handles if (other := handle.other(*kinds))]
    return {who.id: who for who in map(parties.who, found)}


def _speaks_still(call: Conversation, parties: Parties, who: Who) -> bool:
    """Tell whether a party has been transferred by itself, which is nonsense."""
    return any(
        parties.who(handle.owner).id == who.id and handle.other(_TRANSFERRED_BY)
        for handle in call.handles.values()
    )


def _cause_of_far(call: Conversation) -> Cause | None:
    """Say why a party is gone of which only the far side told."""
    if any(handle.is_live for handle in call.handles.values()):
        return Cause.NORMAL
    return next((x.cause for x in call.handles.values() if x.cause), Cause.NORMAL)
