"""The table of what can be asked: once for the sentences and for language models."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
import logging
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.llm import ToolAnnotations
import voluptuous as vol

from ..const import (
    TOOL_CALL_PERSON,
    TOOL_FIND_PERSON,
    TOOL_RECENT_CALLS,
    TOOL_SET_PRESENCE,
    TOOL_SET_WAKE_UP,
)
from . import dialing, free, presence, recent_calls, wake_up
from .asking import Answer, Asked, Refusal

_LOGGER = logging.getLogger(__name__)

type Slots = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something that can be asked."""

    intent: str
    tool: str
    title: str
    description: str
    schema: vol.Schema
    annotations: ToolAnnotations
    act: Callable[[Asked, Slots], Awaitable[Answer]]
    read: Callable[[Slots], Slots] = dict
    """Makes of the slots of a sentence what the schema asks for."""


SUBJECTS: Final = (
    Subject(
        intent="PbxWhoCalled",
        tool=TOOL_RECENT_CALLS,
        title="Recent calls",
        description="Tells who called the office, a person in it, or the user, and when; newest"
        " first. Use it for questions like 'Who called?' or 'Did I miss a call today?'.",
        schema=recent_calls.SCHEMA,
        annotations=ToolAnnotations(
            read_only=True, destructive=False, idempotent=True, open_world=False
        ),
        act=recent_calls.async_recent_calls,
    ),
    Subject(
        intent="PbxIsFree",
        tool=TOOL_FIND_PERSON,
        title="Find person",
        description="Tells whether a person of the office is free, on the phone or away, with the"
        " number and the note. Use it for questions like 'Is Anna free?'.",
        schema=free.SCHEMA,
        annotations=ToolAnnotations(
            read_only=True, destructive=False, idempotent=True, open_world=False
        ),
        act=free.async_is_free,
    ),
    Subject(
        intent="PbxCall",
        tool=TOOL_CALL_PERSON,
        title="Call person",
        description="Calls somebody on the telephone: the user's phone rings first. A number"
        " outside the office is called only after the user has confirmed it.",
        schema=dialing.SCHEMA,
        annotations=ToolAnnotations(destructive=False),
        act=dialing.async_call_person,
    ),
    Subject(
        intent="PbxSetPresence",
        tool=TOOL_SET_PRESENCE,
        title="Set presence",
        description="Sets what colleagues see of the user, or of another person: the activity, a"
        " note, or both.",
        schema=presence.SCHEMA,
        annotations=ToolAnnotations(idempotent=True, open_world=False),
        act=presence.async_set_presence,
    ),
    Subject(
        intent="PbxSetWakeUp",
        tool=TOOL_SET_WAKE_UP,
        title="Set wake-up call",
        description="Orders a wake-up call to the phone of the user, or of another person.",
        schema=wake_up.SCHEMA,
        annotations=ToolAnnotations(destructive=False, open_world=False),
        act=wake_up.async_set_wake_up,
        read=wake_up.spoken_time,
    ),
)


async def async_answer(asked: Asked, subject: Subject, said: Slots) -> Answer:
    """Do what is asked, or say why not; nothing is raised."""
    try:
        return await subject.act(asked, subject.schema(dict(said)))
    except (Refusal, HomeAssistantError, vol.Invalid) as err:
        _LOGGER.debug("%s was not done (%s)", subject.tool, type(err).__name__)
        return await asked.async_failure(err)
