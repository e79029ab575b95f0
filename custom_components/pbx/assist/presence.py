"""Setting what others see of somebody."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from ..const import TOOL_SET_PRESENCE
from ..services.presence import ATTR_ACTIVITY, ATTR_NOTE
from ..telephony.commands import MAX_NOTE, SETTABLE
from .asking import Answer, Asked, Refusal
from .fields import ATTR_PERSON, spoken_name
from .people import async_whom
from .wording import plain

SCHEMA = vol.Schema(
    {
        vol.Optional(
            ATTR_PERSON, description="Name or number; leave out for the person who asks"
        ): spoken_name,
        vol.Optional(ATTR_ACTIVITY, description="What others shall see"): vol.In(
            [each.value for each in SETTABLE]
        ),
        vol.Optional(ATTR_NOTE, description="A few words that others shall read"): vol.All(
            str, vol.Length(max=MAX_NOTE)
        ),
    }
)


async def async_set_presence(asked: Asked, said: Mapping[str, Any]) -> Answer:
    """Set an activity, a note, or both; raise `Refusal`, or what the action raises."""
    activity: str | None = said.get(ATTR_ACTIVITY)
    note = plain(said[ATTR_NOTE], MAX_NOTE) if ATTR_NOTE in said else None
    if activity is None and note is None:
        raise Refusal("not_understood")
    someone = await async_whom(asked, TOOL_SET_PRESENCE, said.get(ATTR_PERSON))
    wanted = {ATTR_ACTIVITY: activity, ATTR_NOTE: note}
    await asked.async_act(
        "set_presence",
        device_id=someone.device,
        **{key: each for key, each in wanted.items() if each is not None},
    )
    told = [asked.say("note", note=note)] if note else []
    if activity is not None:
        shown = asked.say(f"activity_{activity}")
        told.insert(0, asked.say("presence_set", name=someone.name, activity=shown))
    else:
        told.insert(0, asked.say("note_set", name=someone.name))
    return Answer(text=" ".join(told), data={"name": someone.name, **wanted})
