"""What is told of one happening on a call, made once, however many entities tell it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.core import Context
from homeassistant.util import dt as dt_util

from .telephony import selectors
from .telephony.events import CallEvent, CallMoment
from .telephony.model import Party
from .telephony.moments import InboundRequested, KeyPressed, PromptEnded
from .telephony.state import PbxState


@dataclass(frozen=True, slots=True)
class Happening:
    """One of them: by its context it is known to be one, whoever tells it."""

    context: Context
    attributes: dict[str, Any]
    """What is not known is None, or left out at the end; nobody changes them."""


class Happenings:
    """Remembers the latest: all listeners are told of one event before the next."""

    def __init__(self, state: PbxState, name_of: Callable[[Party], str | None]) -> None:
        """Tell of what happens in this state."""
        self._state = state
        self._name_of = name_of
        self._latest: tuple[CallEvent | None, Happening] = (None, Happening(Context(), {}))

    def of(self, event: CallEvent) -> Happening:
        """Say everything about an event."""
        told, happening = self._latest
        if told is not event:
            happening = Happening(Context(), self._attributes(event))
            self._latest = (event, happening)
        return happening

    def _attributes(self, event: CallEvent) -> dict[str, Any]:
        call, state, who = event.call, self._state, event.extension
        known = {
            "duration": _seconds(event.duration),
            "talk_duration": _seconds(event.talk_duration),
            "reason": call.reason,
            "group": call.group,
            "recording": call.recording,
            **_of_moment(event.moment),
        }
        return {
            "call_id": call.id,
            "direction": call.direction.value,
            "caller": selectors.number_of(state, event.caller),
            "callee": selectors.number_of(state, event.callee),
            "caller_name": self._name_of(event.caller),
            "callee_name": self._name_of(event.callee),
            "trunk": selectors.trunk_of(call),
            "extension": None if who is None else selectors.number_or_id(state, who),
            **{key: value for key, value in known.items() if value is not None},
        }


def _of_moment(moment: CallMoment | None) -> dict[str, Any]:
    """Say what is special about a key, a prompt, or a call that waits to be let in."""
    match moment:
        case KeyPressed():
            return {"key": moment.key, "keys": moment.collected}
        case PromptEnded():
            return {"prompt": moment.prompt, "ivr": moment.menu}
        case InboundRequested():
            return {"deadline": dt_util.utc_from_timestamp(moment.deadline).isoformat()}
    return {}


def _seconds(duration: float | None) -> int | None:
    """Round to whole seconds."""
    return None if duration is None else round(duration)
