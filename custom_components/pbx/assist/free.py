"""Whether somebody is free, as far as the exposed sensors tell."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
import voluptuous as vol

from ..const import TOOL_FIND_PERSON
from ..services.presence import ATTR_NOTE
from ..telephony.model import Activity
from ..telephony.selectors import ExtensionStatus
from .asking import Answer, Asked
from .fields import ATTR_PERSON, spoken_name
from .people import Someone, async_whom
from .wording import plain

_MAX_NOTE: Final = 120
_NOTHING: Final = frozenset({STATE_UNKNOWN, STATE_UNAVAILABLE})
# Nobody minds a call.
_WELCOME: Final = frozenset({None, Activity.AVAILABLE, Activity.OTHER})

SCHEMA = vol.Schema(
    {vol.Required(ATTR_PERSON, description="Name or number of a person of the office"): spoken_name}
)


async def async_is_free(asked: Asked, said: Mapping[str, Any]) -> Answer:
    """Say whether somebody is free; raise `Refusal`."""
    someone = await async_whom(asked, TOOL_FIND_PERSON, said[ATTR_PERSON])
    status, presence = _state(asked, someone, "status"), _state(asked, someone, "presence")
    note = _note(asked, someone) if presence is not None else ""
    can_talk = status in (None, ExtensionStatus.IDLE) and (status or presence) is not None
    is_free = can_talk and presence in _WELCOME
    return Answer(
        text=_told(asked, someone, status, presence, note=note, is_free=is_free),
        data={
            "name": someone.name,
            "number": someone.extension.number,
            "free": is_free,
            "status": status,
            "presence": presence,
            "note": note or None,
        },
    )


def _state(asked: Asked, someone: Someone, key: str) -> str | None:
    """Give what a sensor shows; None if it is not exposed, or shows nothing."""
    state = asked.hass.states.get(someone.entities.get(key, ""))
    return None if state is None or state.state in _NOTHING else state.state


def _note(asked: Asked, someone: Someone) -> str:
    """Give the note that a person wrote."""
    state = asked.hass.states.get(someone.entities["presence"])
    note = state.attributes.get(ATTR_NOTE) if state is not None else None
    return plain(note, _MAX_NOTE) if isinstance(note, str) else ""


def _told(
    asked: Asked,
    someone: Someone,
    status: str | None,
    presence: str | None,
    *,
    note: str,
    is_free: bool,
) -> str:
    """Say it in words: what the phone does, unless the presence says more."""
    if is_free:
        text = asked.say("is_free", name=someone.name)
    elif status not in (None, ExtensionStatus.IDLE):
        text = asked.say(f"is_{status}", name=someone.name)
    elif presence is not None:
        text = asked.say("shows", name=someone.name, activity=asked.say(f"activity_{presence}"))
    else:
        text = asked.say("is_unknown", name=someone.name)
    return f"{text} {asked.say('note', note=note)}" if note else text
