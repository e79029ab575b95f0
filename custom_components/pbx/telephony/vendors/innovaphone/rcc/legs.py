"""The legs of a conversation, put together from all that its handles tell.

Each user sees only the own side of a call, by a handle of their own, and a person with two phones
has two. Whoever is followed speaks for themselves; of others we know what the far side sees.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from ....model import CallId, Cause, Direction, LegId, LegState, Role
from ..codecs_rcc import Connector
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
    call.silent.clear()
    line = _learn(call, parties)
    heard = list(_heard(call, parties, speaks))
    here = list(_speakers(heard, parties))
    owners = {who.id for _, who in here}
    for handle, who in here:
        _put(call, found, _own(handle, who))
    for leg, view in call.told.items():
        if view.who.id in call.left and view.who.id not in owners:
            found[leg] = view.ended(call.left[view.who.id])
    _share_hold(call, found, here, parties)
    owners |= call.left.keys()
    for handle, _ in heard:
        for view in _far(handle, parties) if handle.is_live else ():
            if view.who.is_object or view.who.id in owners:
                continue
            if _may_tell(call, view, speaks):
                _put(call, found, _through(view, line))
    _add_absent(call, found, [handle for handle, _ in heard], parties)
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
        far = parties.who(handle.peer) if handle.peer is not None else None
        for machine in (owner if handle.is_streamed else None, far):
            if machine is not None and machine.is_object:
                call.group = machine.party.number or call.group
        if (by := handle.other(*_DIVERTED_BY)) and (who := parties.who(by)).is_object:
            call.group = who.party.number or call.group
        is_line = handle.is_streamed and owner.is_outside
        if is_line:
            line = owner.party.name or line
        if call.direction is not Direction.INTERNAL:
            continue
        if is_line:
            # A line is called by those who call out.
            by_us = handle.state.is_called
            call.direction = Direction.OUTBOUND if by_us else Direction.INBOUND
        elif far is not None and not (handle.is_streamed and owner.is_object):
            call.direction = parties.direction(far, is_called=handle.state.is_called)
    return line


def _heard(
    call: Conversation, parties: Parties, speaks: Callable[[str], bool]
) -> Iterator[tuple[Handle, Who]]:
    """Yield the handles that count: the stream of all calls does not speak for whom is followed.

    It is the poorer source, and may be the first. But it is believed of those who keep silent, and
    of a call that it told of before they were followed.
    """
    better = {parties.who(x.owner).id for x in call.handles.values() if not x.is_streamed}
    for handle in call.handles.values():
        who = parties.who(handle.owner)
        if handle.is_streamed and (who.id in better or speaks(who.id)):
            if who.id in better or who.id in call.left:
                continue
            if who.id not in call.mute and leg_id(call.id, who) not in call.told:
                if handle.state.own is LegState.TALKING:
                    call.silent.add(who.id)
                continue
        yield handle, who


def _speakers(heard: list[tuple[Handle, Who]], parties: Parties) -> Iterator[tuple[Handle, Who]]:
    """Yield the handles that make a leg: of the stream neither machines nor most lines."""
    others = [
        parties.who(handle.peer)
        for handle, who in heard
        if handle.is_live and handle.peer and not (handle.is_streamed and who.is_outside)
    ]
    for handle, who in heard:
        if not handle.is_streamed:
            yield handle, who
        elif who.is_outside:
            # With nobody of the house there, only the line knows of who is outside.
            outside = _at_line(handle, who, parties)
            if outside is not None and not any(other.is_outside for other in others):
                yield handle, outside
        elif not who.is_object:
            yield handle, who


def _at_line(handle: Handle, line: Who, parties: Parties) -> Who | None:
    """Say who is outside at a line, if that was told."""
    if handle.near is None or not handle.near.e164:
        return None
    who = parties.who(Connector(e164=handle.near.e164))
    return who._replace(party=replace(who.party, trunk=line.party.name), is_outside=True)


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


def _add_absent(call: Conversation, legs: Legs, heard: list[Handle], parties: Parties) -> None:
    """Add who handed the call on, who diverted it, and who is heard of no more."""
    handles = call.handles.values()
    is_between = call.is_live and not any(handle.is_live for handle in handles)
    for leg, view in call.told.items():
        if leg not in legs:
            # Whoever is on the way from one to another is there still.
            stays = is_between or view.state is LegState.ENDED
            legs[leg] = view if stays else view.ended(_cause_of_far(heard))
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


def _cause_of_far(heard: list[Handle]) -> Cause | None:
    """Say why a party is gone of which only the far side told."""
    if any(handle.is_live for handle in heard):
        return Cause.NORMAL
    return next((handle.cause for handle in heard if handle.cause), Cause.NORMAL)
