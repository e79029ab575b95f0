"""Whether a person has said yes to a call that costs money.

A language model could say yes to itself. So a yes counts only in a later turn than the question,
for the same number and the same person, and once.
"""

import time
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .asking import Asked

_LASTS: Final = 120.0
_MOST: Final = 50

type _Question = tuple[str | None, str, str]

_OPEN: HassKey[dict[_Question, tuple[str, float]]] = HassKey("pbx_assist_questions")


@callback
def is_confirmed(asked: Asked, number: str) -> bool:
    """Tell whether this person was asked about this number a turn or more ago."""
    asked_then = _open(asked.hass).pop(_question(asked, number), None)
    if asked_then is None:
        return False
    context, at = asked_then
    return context != asked.context.id and time.monotonic() - at <= _LASTS


@callback
def remember_question(asked: Asked, number: str) -> None:
    """Note that this person is being asked about this number."""
    questions = _open(asked.hass)
    questions[_question(asked, number)] = (asked.context.id, time.monotonic())
    while len(questions) > _MOST:
        del questions[next(iter(questions))]


def _open(hass: HomeAssistant) -> dict[_Question, tuple[str, float]]:
    """Give the questions that wait for a yes."""
    return hass.data.setdefault(_OPEN, {})


def _question(asked: Asked, number: str) -> _Question:
    """Say what makes a question the same one."""
    return asked.context.user_id, asked.assistant, number
