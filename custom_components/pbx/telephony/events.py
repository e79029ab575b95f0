"""What happened: the difference between two pictures, computed once for all vendors.

One happening in the world is one event, in whatever order and however often the PBX told of it.
Every RINGING is closed by exactly one of ANSWERED, ANSWERED_ELSEWHERE, MISSED, REFUSED, or by a new
epoch. A call from outside that made no phone ring is MISSED when it ends. A call is ANSWERED once,
and once more by each phone that rings on and is picked up after that, as after a transfer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from .model import Call, Cause, Direction, ExtensionId, Leg, LegState, Party, Role
from .moments import InboundRequested, KeyPressed, PromptEnded
from .selectors import callee, caller_now
from .state import Changes, Occurrence, people_on


class EventType(StrEnum):
    """Kinds of happenings on calls."""

    RINGING = "ringing"
    DIALLING = "dialling"
    ANSWERED = "answered"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    MISSED = "missed"
    REFUSED = "refused"
    HELD = "held"
    RESUMED = "resumed"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    FAILED = "failed"
    KEY_PRESSED = "key_pressed"
    PROMPT_ENDED = "prompt_ended"
    INBOUND_REQUEST = "inbound_request"


type CallMoment = KeyPressed | PromptEnded | InboundRequested


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """Something happened on a call."""

    type: EventType
    call: Call
    caller: Party
    callee: Party
    extension: ExtensionId | None
    """Whom it happened to: the phone that rings, the one that took the call."""
    heard_by: tuple[ExtensionId, ...]
    """The extensions whose own event this is."""
    moment: CallMoment | None = None
    """What the key was, the prompt, or until when to decide."""

    @property
    def duration(self) -> float | None:
        """Give the seconds from first sign to end; None while it lasts or if nobody knows."""
        return _between(self.call.began, self.call.ended)

    @property
    def talk_duration(self) -> float | None:
        """Give the seconds from answer to end; None while it lasts or if nobody knows."""
        return _between(self.call.answered_at, self.call.ended)


def _between(start: float | None, end: float | None) -> float | None:
    """Give the seconds between two times, if both are known."""
    return None if start is None or end is None else max(0.0, end - start)


def diff(changes: Changes) -> list[CallEvent]:
    """Say what happened, in the order in which it must have happened; nothing over an epoch."""
    events: list[CallEvent] = []
    if changes.is_new_epoch:
        return events
    for change in changes.calls.values():
        if change.new is not None:
            events.extend(_happened(change.old, change.new))
    events.extend(event for each in changes.moments for event in _in_a_moment(each))
    return events


_MOMENTS: Final[Mapping[type[CallMoment], EventType]] = {
    KeyPressed: EventType.KEY_PRESSED,
    PromptEnded: EventType.PROMPT_ENDED,
    InboundRequested: EventType.INBOUND_REQUEST,
}


def _in_a_moment(occurrence: Occurrence) -> Iterator[CallEvent]:
    """Yield a moment on a call that was seen; it is an extension's own only if it is on it."""
    moment, call = occurrence.moment, occurrence.call
    if call is None or not call.legs:
        return
    match moment:
        case KeyPressed() | PromptEnded():
            who = moment.party.extension
            event = _event(
                _MOMENTS[type(moment)], call, who if who in set(people_on(call)) else None
            )
            yield replace(event, moment=moment)
        case InboundRequested() if call.is_live:
            called = callee(call).extension
            yield replace(_event(_MOMENTS[type(moment)], call, called), moment=moment)


def _happened(old: Call | None, new: Call) -> Iterator[CallEvent]:
    """Yield what happened on one call."""
    yield from _began(old, new)
    if new.answered and not (old and old.answered):
        yield _answered(old, new)
    elif old is not None:
        yield from _answered_again(old, new)
    yield from _hold_changed(old, new)
    yield from _closed_legs(old, new)
    if not new.is_live:
        yield from _ended(new)


def _leg_before(old: Call | None, leg: Leg) -> Leg | None:
    """Find a leg as it was."""
    return old.legs.get(leg.id) if old else None


def _event(
    kind: EventType, call: Call, *people: ExtensionId | None, to: Party | None = None
) -> CallEvent:
    """Make an event that happened to the first of the people and concerns all of them."""
    known = tuple(dict.fromkeys(person for person in people if person is not None))
    return CallEvent(
        type=kind,
        call=call,
        caller=caller_now(call),
        callee=to or callee(call),
        extension=known[0] if known else None,
        heard_by=known,
    )


def _began(old: Call | None, new: Call) -> Iterator[CallEvent]:
    """Yield who started to dial and whose phone started to ring."""
    for leg in new.legs.values():
        before = _leg_before(old, leg)
        who = leg.party.extension
        if who is None:
            continue
        if leg.role is Role.CALLER and leg.state is LegState.DIALING and before is None:
            yield _event(EventType.DIALLING, new, who)
        if _rings(leg) and not (before and (_rings(before) or before.talked)):
            yield _event(EventType.RINGING, new, who, to=leg.party)


def _rings(leg: Leg) -> bool:
    """Tell whether a called extension's phone has been ringing."""
    return leg.rang and leg.party.extension is not None


def _answered(old: Call | None, new: Call) -> CallEvent:
    """Say that somebody took the call: it concerns who took it, then who called."""
    talkers = [
        leg for leg in new.legs.values() if leg.talked and _fate(old, _leg_before(old, leg)) is None
    ]
    talkers.sort(key=lambda leg: leg.role is Role.CALLER)
    return _event(EventType.ANSWERED, new, *(leg.party.extension for leg in talkers))


def _answered_again(old: Call, new: Call) -> Iterator[CallEvent]:
    """Yield who picked up a phone that rang on a call somebody else had answered before."""
    for leg in new.legs.values():
        before = _leg_before(old, leg)
        if _rings(leg) and leg.talked and not (before and before.talked):
            if _fate(old, before) is None:
                yield _event(EventType.ANSWERED, new, leg.party.extension, to=leg.party)


def _hold_changed(old: Call | None, new: Call) -> Iterator[CallEvent]:
    """Yield that a conversation was put on hold or taken back, once for all its legs."""
    was = {leg.id for leg in old.legs.values() if leg.is_held} if old else set()
    held = {leg.id for leg in new.legs.values() if leg.is_held}
    if bool(held) is bool(was) or not new.is_live:
        return
    # Who was on hold and hung up has not been taken back.
    if not any(leg.is_live and leg.id in (held or was) for leg in new.legs.values()):
        return
    there = [leg for leg in new.legs.values() if leg.is_live and leg.talked]
    there.sort(key=lambda leg: not _holds(leg, old))
    kind = EventType.HELD if held else EventType.RESUMED
    yield _event(kind, new, *(leg.party.extension for leg in there))


def _holds(leg: Leg, old: Call | None) -> bool:
    """Tell whether this party is or was the one that put the other on hold."""
    before = _leg_before(old, leg)
    return leg.held_by_us or (before is not None and before.held_by_us)


def _fate(call: Call | None, leg: Leg | None) -> EventType | None:
    """Say what became of a phone that rang; None while that is open."""
    if call is None or leg is None or not _rings(leg) or leg.talked:
        return None
    if leg.is_live:
        return None
    if call.answered or leg.cause is Cause.ELSEWHERE:
        return EventType.ANSWERED_ELSEWHERE
    if call.is_live:
        return None
    cause = call.cause if leg.cause is Cause.NORMAL else leg.cause
    return EventType.REFUSED if cause in (Cause.REFUSED, Cause.BUSY) else EventType.MISSED


def _closed_legs(old: Call | None, new: Call) -> Iterator[CallEvent]:
    """Yield what became of phones that rang, and who handed the call on."""
    for leg in new.legs.values():
        before = _leg_before(old, leg)
        fate = _fate(new, leg)
        if fate is not None and _fate(old, before) is None:
            yield _event(fate, new, leg.party.extension, to=leg.party)
        if leg.cause is Cause.TRANSFERRED and not (before and before.cause is Cause.TRANSFERRED):
            yield _event(EventType.TRANSFERRED, new, leg.party.extension)


_UNDONE = (Cause.FAILED, Cause.BUSY, Cause.REFUSED)


def _ended(call: Call) -> Iterator[CallEvent]:
    """Yield the end of a conversation or of an attempt; a phone that rang has said it all."""
    there = [
        leg.party.extension
        for leg in call.legs.values()
        if leg.cause is not Cause.TRANSFERRED and (leg.talked or leg.role is Role.CALLER)
    ]
    if call.answered:
        yield _event(EventType.ENDED, call, *there)
    elif call.reason is not None or call.cause in _UNDONE:
        if call.direction is not Direction.INBOUND or not any(map(_rings, call.legs.values())):
            yield _event(EventType.FAILED, call, *there)
    elif any(there):
        yield _event(EventType.ENDED, call, *there)
    elif call.direction is Direction.INBOUND and _is_in_vain(call):
        yield _event(EventType.MISSED, call, callee(call).extension)


def _is_in_vain(call: Call) -> bool:
    """Tell whether a call got somewhere, and made no phone ring: all were busy, or a machine spoke.

    One that was turned away at the door has reached nothing, and nobody has missed it.
    """
    legs = call.legs.values()
    got_in = call.group or len(legs) > 1 or call.cause is Cause.NO_ANSWER
    return not any(map(_rings, legs)) and bool(got_in or any(leg.talked for leg in legs))
